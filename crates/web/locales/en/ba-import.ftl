# Import in Brugeradministration.
ba-import-says = Your administrative system sends the users. Here you see what has come in, and what is missing.
ba-import-back = Back to imports
ba-import-cancel = Cancel
ba-import-sources = Sources
ba-import-source = Source
ba-import-loaded = Last loaded
ba-import-people = People
ba-import-notices = Notices
ba-import-no-notices = None
ba-import-notices-n = { $n ->
    [one] { $n } notice
   *[other] { $n } notices
}
ba-import-more = More
ba-import-show = Show imported people
ba-import-undo = Undo import
ba-import-no-source = No import has come yet. Ask the supplier of your administrative system to send the first one.
ba-import-history = Import history
ba-import-no-history = There are no imports yet.
ba-import-when = Received
ba-import-outcome = Result
ba-import-kind = Kind
ba-import-received = People in the file
ba-import-created = Created
ba-import-changed = Changed
ba-import-removed = Removed
ba-import-refused-n = Refused
ba-import-accepted = Loaded
ba-import-with-notices = Loaded with notices
ba-import-held = Held
ba-import-refused = Refused
ba-import-replaced = Replaced by a newer one
ba-import-rejected = Rejected by you
ba-import-undone = Undone
ba-import-kind-full = Full import
ba-import-kind-delta = Changes
ba-import-kind-delete = Deletion
ba-import-kind-age = Deleted because it was too old
ba-import-held-title = An import from { $source } is waiting for you
ba-import-held-says = It removes unusually many users. See who they are before you release it.
ba-import-held-look = See the import
ba-import-told-released = The import is released and loaded.
ba-import-told-rejected = The import is rejected. Nothing has changed.
ba-import-told-undone = The import is undone. Names, affiliations and groups are as before.
ba-import-told-too-late = Something happened meanwhile. Look at the list again.
ba-import-told-cpr = The CPR number is changed. The next import will go through.

ba-import-run-title = Import
ba-import-run-heading = Import { $when }
ba-import-lines = { $n ->
    [0] No notices
    [one] { $n } notice
   *[other] { $n } notices
}
ba-import-no-lines = Everything in the file was loaded.
ba-import-lines-caption = Lines that were not loaded, and what you can do
ba-import-line = Who
ba-import-line-new = New person or the whole file
ba-import-local-id = Number in your system: { $id }
ba-import-what = What is wrong
ba-import-todo = What you can do

ba-import-cpr-missing = The CPR number is missing.
ba-import-cpr-invalid = The CPR number is no real CPR number.
ba-import-cpr-unexpected = Unexpected CPR for localPersonID. We know the person by another CPR number than the file has.
ba-import-alias-missing = The person's name and address are protected, but there is no alias. So the person is not created.
ba-import-group-unknown = The class or group { $name } is not in the file.
ba-import-group-twice = The group { $name } has the same code or name as another group.
ba-import-role-missing = The role is missing.
ba-import-role-unknown = There is no role { $name } for this kind of user.
ba-import-level-unknown = There is no level { $name }.
ba-import-date-invalid = { $name } is no date.
ba-import-field-too-long = { $name } is too long. There is room for { $max } characters, and æ, ø and å count as two.
ba-import-contact-relation = A contact's relation to the child is unknown. The contact is left out.
ba-import-contact-name = A contact has no name. The contact is left out.
ba-import-contact-cpr = A contact's CPR number is no real number. The contact is left out.
ba-import-contact-twice = The same contact stands twice. The first counts.
ba-import-contact-same = A contact has the child's own CPR number. The contact is left out.
ba-import-stale = The file is older than the one loaded last.
ba-import-id-missing = The person has no number in your system (localPersonID).
ba-import-id-twice = The same number (localPersonID) stands twice. The first line counts.
ba-import-person-twice = The same CPR number stands on two lines. The first line counts.
ba-import-name-missing = First name or family name is missing.
ba-import-actor-missing = The person is neither pupil, employee nor external.
ba-import-leaving-unknown = The file wanted to delete somebody who was not there.
ba-import-value-unknown = { $name } has a value we do not know. The field is left out.
ba-import-unreadable = The file cannot be read. The fault is at line { $line }.
ba-import-institution = The file is about another institution than the system may send for.
ba-import-closed = The institution is closed in the institution register. The file was not loaded.
ba-import-todo-closed = If that is a mistake, contact those who keep the institution register.
ba-import-todo-fix = Correct it in your administrative system. The next import takes it along.
ba-import-todo-cpr = Write the right CPR number in your administrative system. The next import takes the person along.
ba-import-todo-change-cpr = If the person has a new CPR number, use Change CPR number. If it is a slip, correct it in your system.
ba-import-todo-alias = Write an alias in your administrative system. The next import creates the person.
ba-import-todo-contact = Correct the contact in your administrative system. The next import takes it along.
ba-import-todo-supplier = Ask the supplier of your administrative system to correct the fault and send again.
ba-import-todo-again = Send a new import from your administrative system.
ba-import-todo-nothing = You need not do anything.

ba-held-title = Held import
ba-held-heading = Held import from { $source }
ba-held-why = Why it waits
ba-held-too-many = The import would remove { $removed } of { $of } people. That is above the limit of { $percent } per cent.
ba-held-whole-class = All of { $class } would disappear. The class has { $n } pupils.
ba-held-no-longer = Something has changed since. The import would go through by itself now.
ba-held-received = It came { $when }.
ba-held-says = Nothing has changed yet.
ba-held-would = What it would do
ba-held-removed = To be removed
ba-held-created = To be created
ba-held-changed = To be changed
ba-held-contacts = Contacts without a child here any more
ba-held-groups = Groups that close
ba-held-class = From { $class }
ba-held-class-n = { $n ->
    [one] { $n } pupil is removed
   *[other] { $n } pupils are removed
}
ba-held-behind = { $n ->
    [one] { $n } later change waits too and is loaded with it.
   *[other] { $n } later changes wait too and are loaded with it.
}
ba-held-heavy = They lose rights or services
ba-held-light = { $n ->
    [one] Show the one other who is removed
   *[other] Show the { $n } others who are removed
}
ba-held-light-only = { $n ->
    [one] Show the one who is removed
   *[other] Show the { $n } who are removed
}
ba-held-first = The first { $n } of them are listed below.
ba-held-light-caption = Others who are removed
ba-held-name = Name
ba-held-as = Is now
ba-held-loses = Loses
ba-held-loses-right = The right { $right }
ba-held-loses-service = The service { $service }
ba-held-loses-all = All access, because there is no other affiliation
ba-held-loses-here = Only the affiliation here
ba-held-choose = Release it if it is right. Reject it if your system sent something wrong. A released import can be undone until the next one comes.
ba-held-release = Release import
ba-held-reject = Reject import

ba-undo-title = Undo import
ba-undo-says = Names, affiliations, roles and groups from { $source } become as they were before the import. Passwords are not touched.
ba-undo-created = Lose their affiliation again
ba-undo-changed = Get the old back
ba-undo-removed = Come back
ba-undo-button = Undo import

ba-imported-title = Show imported people
ba-imported-heading = Imported from { $source }
ba-imported-n = { $n ->
    [one] { $n } person
   *[other] { $n } people
}
ba-imported-star = Contacts with * are not created yet, because CPR number or alias is missing.
ba-imported-protected = Name missing
ba-imported-roles = Role
ba-imported-class = Class
ba-imported-contacts = Contacts

ba-cpr-title = Change CPR number
ba-cpr-back = Back to the import
ba-cpr-says = The import had another CPR number for { $name } than we know. If { $name } has a new number, type it here.
ba-cpr-field = New CPR number
ba-cpr-hint = 10 digits, such as 010203-1234
ba-cpr-analyse = Analyse
ba-cpr-error-length = Type all 10 digits.
ba-cpr-error-character = Type digits only. A dash is fine.
ba-cpr-error-day = The first six digits are no date.
ba-cpr-follows = This is what happens if you change the number. Nothing has changed yet.
ba-cpr-account = Account
ba-cpr-from = Number now
ba-cpr-none = None
ba-cpr-to = New number
ba-cpr-kept = Is kept
ba-cpr-kept-says = The user name { $username }, UniId and password
ba-cpr-where = Your sources
ba-cpr-change = Change CPR number
ba-cpr-operator = The number needs a case officer
ba-cpr-operator-says = The case has been sent. You will hear when it has been dealt with.
ba-cpr-again = Type another number
