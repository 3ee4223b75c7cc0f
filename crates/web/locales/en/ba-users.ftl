# Users: the list, a user's page, and what an administrator can do for a user.
ba-users-find = Find users
ba-users-find-chosen = { $n ->
    [one] Find users (1 filter chosen)
   *[other] Find users ({ $n } filters chosen)
}
ba-users-filter = Filter users
ba-users-search = Name or username
ba-users-actor = Actor
ba-users-role = Role
ba-users-group = Class or group
ba-users-status = Status
ba-users-source = Source
ba-users-size = How many on a page
ba-users-all = All
ba-users-show = Show result
ba-users-chosen = Chosen filters
ba-users-remove-filter = remove filter
ba-users-clear = Clear filters
ba-users-heading = { $n ->
    [one] Showing 1 user
   *[other] Showing { $range } of { $n } users
}
ba-users-zero = No users
ba-users-left-heading = { $n ->
    [0] Nobody left within the last year
    [one] 1 left within the last year
   *[other] { $n } left within the last year
}
ba-users-left-since = Left
ba-users-none = No users match your search. Clear the filters.
ba-users-nobody-yet = There are no users yet. We are waiting for data from your administrative system.
ba-users-caption = Users of the institution
ba-users-name = Name
ba-users-place = Role and class
ba-users-login = Last login
ba-users-never = Never
ba-users-file = Download as a spreadsheet (CSV)

ba-status-active = Active
ba-status-never = Never logged in
ba-status-blocked = Blocked
ba-status-left = Left

ba-actor-pupil = Pupil
ba-actor-employee = Employee
ba-actor-external = External
ba-actor-contact = Contact
ba-role-child = Child
ba-role-pupil = Pupil
ba-role-student = Student
ba-role-teacher = Teacher
ba-role-pedagogue = Pedagogue
ba-role-substitute = Substitute
ba-role-leader = Leader
ba-role-management = Management
ba-role-technical = Technical and administrative
ba-role-consultant = Consultant
ba-role-trainee = Trainee
ba-role-external = External
ba-role-mother = Mother
ba-role-father = Father
ba-role-other-contact = Other contact
ba-role-official-contact = Officially attached person

ba-since = since { $day }
ba-user-back = Everybody on the list
ba-user-protected = This person's name and address are protected. You see an alias. Never write the real name anywhere.
ba-user-account = Account
ba-user-username = Username
ba-user-uniid = UniId
ba-user-contact-only = Not shown for contacts
ba-user-password = Password
ba-user-cards = School card
ba-user-no-cards = None
ba-user-renamed = New username from
ba-user-elsewhere = Attached also to
ba-user-blocked-line = Blocked { $day }: { $reason }
ba-user-affiliations = Roles here
ba-user-from-source = from { $source }, { $at }
ba-user-expires = expires { $day }
ba-user-groups = Classes and groups
ba-user-rights = Rights
ba-user-adults = Contacts
ba-user-children = Children here
ba-user-buttons = What you can do
ba-user-log = Latest events
ba-user-log-empty = Nothing has happened yet.
ba-user-whole-log = See the whole log about this person
ba-custody-yes = with custody
ba-custody-no = without custody
ba-right-given-by = Given by { $name }
ba-right-given-otherwise = Given by the system
ba-right-until = Closes { $day }
ba-right-ended = Ended { $day }

ba-password-none = Has not been given a password
ba-password-dead = Needs a new password
ba-password-since = { $form } from { $day }
ba-password-pictures = Four pictures
ba-password-words = Words
ba-password-text = Text
ba-password-by-window = given in Elevadgang
ba-password-by-own = changed by the user
ba-password-by-eid = got with MitID
ba-password-by-command = set by the operator
ba-password-due = must be changed at the next login

ba-told-renamed = The user has a new username. The old one no longer works, and nobody else gets it.
ba-told-blocked = The user is blocked and logged out everywhere.
ba-told-unblocked = The block is lifted.
ba-told-too-late = That was done already.
ba-told-unlucky = No free username was found. Try again.
ba-rename-title = Give a new username
ba-rename-says = Do this only when the user asks. It can happen once a year. The old username will no longer work.
ba-rename-why = Why?
ba-rename-why-name = The user's name has changed
ba-rename-why-protection = The username gives away what must be protected
ba-rename-why-offence = The username offends
ba-rename-button = Give a new username
ba-error-rename-why = Choose why the user needs a new username.
ba-block-title = Block
ba-block-says = The pupil cannot log in anywhere until you lift the block. The pupil can see what you write.
ba-block-reason = Why, and whom should the pupil ask?
ba-block-button = Block the pupil
ba-error-block-reason = Write why the pupil is blocked, and whom the pupil should ask.
ba-unblock-title = Lift the block
ba-unblock-says = The pupil can log in again at once.
ba-unblock-button = Lift the block

ba-incident-link = Make passwords invalid after an incident
ba-incident-title = Make passwords invalid
ba-incident-says = Use this when passwords have leaked. They no longer work, and everybody is logged out at once.
ba-incident-whom = Whose passwords?
ba-incident-choose = Choose a class, a level or everybody
ba-incident-everybody = Everybody at { $name }
ba-incident-level = Level { $level }
ba-incident-next = Next
ba-incident-sure = Are you sure?
ba-incident-confirm = { $n ->
    [0] There is nobody whose password could be made invalid.
    [one] The password of 1 user becomes invalid, and they are logged out.
   *[other] The passwords of { $n } users become invalid, and they are logged out.
}
ba-incident-after = They get a new password with MitID, from a parent or through Elevadgang. This cannot be undone.
ba-incident-button = Make the passwords invalid now
ba-incident-stop = No, go back
ba-incident-done = The passwords are invalid.
ba-error-incident-whom = Choose whose passwords to make invalid.

ba-password-by-code = got with a one-time code
ba-code-title = One-time code
ba-code-offer = For an adult who cannot use MitID and has forgotten their password.
ba-code-heading = One-time code for { $name }
ba-code-says = Use it only when the person stands before you and cannot use MitID.
ba-code-step-one = You ask for the code and say how you know who the person is.
ba-code-step-two = Another user administrator here, or STIL, says yes.
ba-code-step-two-operator = You have no other user administrator, so STIL says yes.
ba-code-step-three = The code is shown to you once and you give it to the person. It works for 24 hours.
ba-code-limits = The code is not a password. It cannot help a child either, and user administrators cannot get one.
ba-code-reason = Why does the person need a one-time code?
ba-code-reason-hint = Do not write a CPR number here. Whoever says yes can read it.
ba-code-no-reason = Say why the person needs a one-time code.
ba-code-seen = How do you know who the person is?
ba-code-not-seen = Choose how you know who the person is.
ba-code-seen-passport = I have seen the passport
ba-code-seen-licence = I have seen the driving licence
ba-code-seen-card = I have seen another card with a picture
ba-code-seen-known = I know the person
ba-code-ask = Ask for a one-time code
ba-codes-title = One-time codes
ba-codes-says = One asks for the code, another says yes. Say yes only when you know that it is right. Find the person under Users to ask for one.
ba-codes-none = No one-time codes.
ba-code-asked = Asked for by
ba-code-asked-by = { $name }, { $at }
ba-code-why = Why
ba-code-seen-short = Shown
ba-code-proof-passport = Passport
ba-code-proof-licence = Driving licence
ba-code-proof-card = Another card with a picture
ba-code-proof-known = Knows the person
ba-code-approve = Say yes to { $name }
ba-code-refuse = Say no to { $name }
ba-code-cancel = Cancel the code for { $name }
ba-code-draw = Show the code for { $name }
ba-code-state-asked = Waits for somebody else to say yes
ba-code-state-approved = Approved by { $by }. { $asker } can show the code now
ba-code-state-drawn = The code is handed out
ba-code-state-claimed = The code was typed and a new password is on its way
ba-code-state-done = Used
ba-code-state-refused = Refused by { $by }
ba-code-state-cancelled = Cancelled
ba-code-state-expired = Expired
ba-code-state-unfinished = Used, but not finished. The old password stands
ba-code-state-out = The code is handed out
ba-code-state-yes-by = { $state }. Approved by { $by }
ba-code-by-operator = a case officer
ba-code-shown-title = The code
ba-code-shown-heading = The code for { $name }
ba-code-shown-says = Write the code down now. It is not shown again. Give it to the person yourself.
ba-code-shown-until = The code works until { $until }.
ba-code-shown-where = The person goes to { $address }, types their username and chooses “Get a new password”, “Forgotten password” and “Did you get a one-time code?”
ba-code-shown-done = I have written it down
ba-code-told-asked = You have asked for the code. Now somebody else must say yes.
ba-code-told-already = A code for this person has been asked for already.
ba-code-told-approved = You said yes. Whoever asked for the code can show it now.
ba-code-told-refused = You said no.
ba-code-told-cancelled = The code no longer works.
ba-code-told-too-late = It was too late. See here how it stands.
ba-reason-administrator-eid = This person holds a right in Brugeradministration or is a case officer, and so must use MitID.
ba-reason-only-pupil = This person is only a pupil. Give a new password in Elevadgang.
ba-reason-account-shut = The user is blocked or closed.
ba-reason-own-ask = You asked for the code yourself. Somebody else must say yes.
ba-reason-no-second-person = Your user administration right came from whoever asked for the code, or after it was asked for. Somebody else must say yes.
ba-reason-authority-gone = Whoever asked for the code, or said yes, may no longer do so. Ask for a new code.
ba-reason-closed = The institution is closed, so nobody is its user administrator any more. If that is a mistake, contact those who keep the institution register.
ba-reason-not-your-ask = Only whoever asked for the code can show it.
ba-task-codes = { $n ->
    [one] 1 one-time code waits for somebody to say yes
   *[other] { $n } one-time codes wait for somebody to say yes
}
