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
ba-user-cards = School card from
ba-user-no-cards = No school card
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
