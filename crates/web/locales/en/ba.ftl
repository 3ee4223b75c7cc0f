# Brugeradministration: the frame, the door, and why something cannot be done.
ba-start-title = User administration
ba-start-says = Here you look after the institution's users: see them, give rights and follow the import.
ba-log-on = Log in with { $eid }
ba-log-on-for = For user administrators. You can use your private { $eid } or a business ID that carries your CPR number.
ba-as-administrator = user administrator
ba-as-reader = read access: you can look, but change nothing
ba-as-narrow = with few rights
ba-search = Search
ba-to-institutions = Choose another institution
ba-to-overview = To the overview
ba-to-front = To the front page

ba-institutions-title = Choose an institution
ba-institutions-search = Name or number
ba-institutions-none = No institution matches. Type less of the name, or clear the search.

ba-menu-overview = Overview
ba-menu-users = Users
ba-menu-groups = Groups
ba-menu-rights = Granting rights
ba-menu-everyone = All users
ba-menu-import = Import
ba-menu-manual = Manual administration
ba-menu-administrators = Administrators
ba-menu-settings = Institution details
ba-menu-licences = Services and licences
ba-menu-agreements = Data agreements
ba-menu-log = Log

ba-right-user-administration = User administration
ba-right-read-access = Read access
ba-right-pupil-access = Pupil access administrator
ba-right-data-agreements = Data agreements
ba-right-licences = Licences
ba-right-service-defined = A right at a service

ba-two-factor-title = Show that it is you
ba-refused-title = You may not do that here
ba-reason-two-factor = It is a while since you showed who you are. Log in again and go on where you were.
ba-reason-needs-right = You lack the right { $right }. Ask a user administrator of the institution to give it to you.
ba-reason-not-here = You are not a user administrator of any institution. Ask a user administrator for a right.
ba-reason-not-ours = This person does not belong to this institution.
ba-reason-eid = This person is more than a pupil and must use MitID.
ba-reason-manual = This person was attached here manually and imported elsewhere. Ask the other institution.
ba-reason-already-blocked = The user is blocked already.
ba-reason-not-blocked-here = The user is not blocked by you. Only whoever blocked can lift it.
ba-reason-may-not-hold = The right needs an employment, and that has ended. Ask a user administrator for help.
ba-reason-own = You cannot remove your own user administration. Ask another user administrator.
ba-reason-last = There must always be at least one user administrator.
ba-reason-primary = The primary user administrator cannot be removed. The primary can hand the task over.
ba-reason-not-primary = Only the primary user administrator can hand the task over.
ba-reason-other = That cannot be done here.

ba-overview-facts = About the institution
ba-fact-number = Institution number
ba-fact-kind = Type
ba-fact-municipality = Municipality
ba-fact-address = Address
ba-fact-leader = Leader
ba-fact-phone = Phone
ba-fact-mail = Mail
ba-reason-renamed-lately = The user got a new username within the last year. That can happen only once a year.
ba-stale-import = No new data since { $day }. Ask your administrative system whether it still sends.

ba-figure-pupils = { $n ->
    [one] pupil
   *[other] pupils
}
ba-figure-staff = { $n ->
    [one] employee
   *[other] employees
}
ba-figure-never = never logged in
ba-figure-notices = { $n ->
    [one] import notice
   *[other] import notices
}
ba-overview-tasks = Waiting for you
ba-overview-no-tasks = Nothing is waiting.
ba-task-held = { $n ->
    [one] An import waits for your yes or no
   *[other] { $n } imports wait for your yes or no
}
ba-task-notices = { $n ->
    [one] 1 line of the latest import needs to be put right
   *[other] { $n } lines of the latest imports need to be put right
}
ba-task-expiring = { $n ->
    [one] 1 affiliation expires within a month
   *[other] { $n } affiliations expire within a month
}
ba-task-requests = { $n ->
    [one] 1 provider asks for data
   *[other] { $n } providers ask for data
}
ba-task-refused-file = The file of { $day } could not be loaded
ba-task-windows = { $name } gave { $n } pupils the chance of a new password within an hour
ba-elsewhere-title = Attached manually elsewhere
ba-elsewhere-says = Another institution has attached these people itself. They keep everything with you.
ba-elsewhere-line = { $name }: { $places }
ba-elsewhere-places = { $n ->
    [one] 1 other institution
   *[other] { $n } other institutions
}
ba-overview-import = Import
ba-overview-no-import = No import has come yet. Ask the supplier of your administrative system to send one.
ba-source = Source
ba-source-loaded = Latest import
ba-source-state = State
ba-source-held = A new file waits for an answer
ba-source-well = Everything is loaded
ba-source-notices = { $n ->
    [one] 1 notice
   *[other] { $n } notices
}
ba-source-manual = typed in here

ba-conflict-theirs = This is what they did:
ba-conflict-ours = This is what you want:
ba-conflict-says = Nothing is saved yet. Below you see how it stands now, with your changes on top. Correct them if you wish, and press Save.
