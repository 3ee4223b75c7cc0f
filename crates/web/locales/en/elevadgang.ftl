# Elevadgang: a teacher ticks a pupil, who then has five minutes.
elevadgang-start-title = Pupil access
elevadgang-start-says = Here you give pupils a new password.
elevadgang-log-on = Log in
elevadgang-log-on-for = For teachers. You use your own username and password.
elevadgang-log-on-administrator = Log in as user administrator
elevadgang-log-on-teacher = Log in as a teacher
elevadgang-log-on-administrator-for = For user administrators and administrators of pupil access. You need { $eid }.
elevadgang-as-teacher = teacher
elevadgang-as-administrator = user administrator
elevadgang-choose-institution = Choose an institution
elevadgang-other-institution = Choose another institution

elevadgang-title = Give pupils a new password
elevadgang-may-now-one = { $name } can get a new password now
elevadgang-may-now-some = { $names } can get a new password now
elevadgang-may-now-many = { $n } pupils can get a new password now
elevadgang-and = and
elevadgang-tell-them = { $pupils ->
    [one] Ask the pupil to type the username on a page with { $brand } within { $n } minutes.
   *[other] Ask the pupils to type their usernames on a page with { $brand } within { $n } minutes.
}
elevadgang-big-screen = Show usernames on the big screen
elevadgang-classes = Classes and groups
elevadgang-all = All pupils
elevadgang-all-mine = All my pupils
elevadgang-search = Search by name or username
elevadgang-search-button = Search
elevadgang-refresh = Refresh status
elevadgang-nobody = There are no pupils here. Choose another class.
elevadgang-caption = Pupils in { $class } with username and status of the new password
elevadgang-tick-all = { $n ->
    [one] Select the one pupil
   *[other] Select all { $n } pupils
}
elevadgang-tick = Select { $name }
elevadgang-pupil = Pupil
elevadgang-pupils = { $n ->
    [one] 1 pupil
   *[other] { $n } pupils
}
elevadgang-username = Username
elevadgang-state = Status
elevadgang-password = Password
elevadgang-password-since = Has a password from { $day }
elevadgang-none-ticked = Tick the pupils who need a new password
elevadgang-one-ticked = 1 pupil selected
elevadgang-many-ticked = { "{" }n{ "}" } pupils selected
elevadgang-give = Give a new password
elevadgang-print-cards = Print school cards
elevadgang-print-card = Print school card
elevadgang-demand-change = Ask for a new password
elevadgang-what-happens = What happens when I give a new password?
elevadgang-what-happens-says = The pupil has { $n } minutes to type their username. Then the page shows a new password that only the pupil sees. You cannot see or choose it.
elevadgang-own-log = See what you have done yourself
elevadgang-error-none = Tick at least one pupil.
elevadgang-error-reason = Write why the pupil is blocked. The pupil can see what you write.
elevadgang-many-windows = { $who } has given { $n } new passwords within an hour.

elevadgang-state-has = Has a password
elevadgang-state-never = Has never logged in
elevadgang-state-dead = Needs a new password
elevadgang-state-blocked = Is blocked
elevadgang-state-eid = Must use MitID
elevadgang-state-pause = Pause: { $n } wrong attempts. Can try again at { $until }
elevadgang-waits = Waiting:
elevadgang-state-until = until { $until }
elevadgang-state-claimed = Typed the username at { $at }
elevadgang-state-done = Got a new code at { $at }
elevadgang-news-done = { $name } has a new password.
elevadgang-state-expired = Time ran out at { $at }
elevadgang-state-unfinished = Not finished. The old code still works
elevadgang-state-undone = Undone
elevadgang-state-wrong-picture = Tapped a wrong picture
elevadgang-read-picture = Read this picture aloud:
elevadgang-same-pictures = Does the pupil see the same two pictures?
elevadgang-cancel = Cancel
elevadgang-undo = Undo
elevadgang-ok = OK, they match

elevadgang-told-refused = You cannot do that for this pupil.
elevadgang-told-too-late = That was too late. See what has happened now.
elevadgang-told-undone = Undone. The new password no longer works.
elevadgang-told-cancelled = Cancelled. The old password still works.
elevadgang-told-change = Done. They must change their password the next time they log in.
elevadgang-told-blocked = The pupil is blocked.
elevadgang-told-unblocked = The pupil is no longer blocked.
elevadgang-told-card-void = The school card no longer works.
elevadgang-told-form = Saved. It holds from the pupil's next password.

elevadgang-refused-title = You do not have access
elevadgang-no-class-title = You have no classes yet
elevadgang-two-factor-title = You must log in with MitID
elevadgang-reason-not-here = You are not employed here. If you changed school, choose the right one or ask the office.
elevadgang-reason-needs-right = You must be a user administrator or an administrator of pupil access. Ask your user administrator.
elevadgang-reason-two-factor = The school has decided that you must log in with MitID here.
elevadgang-reason-role = Your role at the school does not give access. The teacher role is given in the school's administrative system. Ask the office.
elevadgang-reason-no-class = The school's administrative system gives you access to your classes. You are not linked to any class. Ask the office.
elevadgang-reason-not-your-pupil = The pupil is not in one of your classes.
elevadgang-reason-not-our-pupil = The pupil is no longer here.
elevadgang-reason-eid = Must use MitID, because the person is not only a pupil.
elevadgang-reason-level = The school has decided that teachers do not give new codes at this level. Ask your user administrator.
elevadgang-reason-manual = The pupil belongs to another school. That school can help.
elevadgang-reason-already-blocked = The pupil is blocked already.
elevadgang-reason-not-blocked-here = Only whoever blocked the pupil can unblock.

elevadgang-big-screen-title = Type your username
elevadgang-big-screen-says = You have until { $until }.
elevadgang-close = Close
elevadgang-back = Back to the pupils

elevadgang-cards-title = School cards
elevadgang-cards-like-a-key = Look after the cards like a key. There is no password on them.
elevadgang-cards-how = Print the page and cut out the cards. There are eight on a sheet. If a card is lost, make it void on the pupil's page.
elevadgang-cards-print = Print
elevadgang-card-scan = Scan the code and tap your pictures in { $brand }
elevadgang-void-card = The school card is lost

elevadgang-pupil-title = Pupil
elevadgang-blocked = Blocked
elevadgang-block-title = Block the pupil
elevadgang-block-says = The pupil is logged out everywhere and cannot log in until you unblock. The pupil can see the reason.
elevadgang-block-reason = Why?
elevadgang-block = Block
elevadgang-unblock-title = Unblock the pupil
elevadgang-unblock = Unblock
elevadgang-form-title = Which kind of password?
elevadgang-form-says = It holds from the pupil's next password. Whoever cannot see pictures gets words.
elevadgang-form-by-stage = Follow the level
elevadgang-form-pictures = Pictures
elevadgang-form-words = Words

elevadgang-log-title = What you have done
elevadgang-log-says = Everything you do in pupil access is recorded.
elevadgang-log-empty = You have not done anything yet.
elevadgang-log-when = When
elevadgang-log-what = What
elevadgang-log-whom = About
event-window-opened = Allowed a new password
event-window-refused = Could not give a new password
event-window-cancelled = Cancelled
event-window-confirmed = Vouched for the pictures
event-window-undone = Undid a new password
event-people-shown = Saw the pupils
event-person-blocked = Blocked
event-person-unblocked = Unblocked
event-change-demanded = Asked for a change of password
event-password-form-set = Chose the kind of password
event-card-issued = Made a school card
event-card-printed = Printed a school card
event-card-voided = Made a school card void
event-substitute-given = Lent a class
event-logged-in = Logged in
event-logged-out = Logged out

elevadgang-done-one = { $name } has got a new password
elevadgang-done-all = { $n ->
    [2] Both have got a new password
   *[other] All { $n } have got a new password
}
elevadgang-nobody-called = Nobody matches “{ $query }”.
elevadgang-clear-search = Clear the search
elevadgang-sort = Sort by:
elevadgang-left = left
elevadgang-on = on { $device }
elevadgang-on-inside = on { $device }, the school’s network
elevadgang-on-outside = on { $device }, not the school’s network
device-ipad = iPad
device-iphone = iPhone
device-android = Android
device-chromebook = Chromebook
device-windows = Windows computer
device-mac = Mac or iPad
device-linux = Linux computer
device-other = unknown device
elevadgang-more = 5 more minutes
elevadgang-again = Give again
elevadgang-refused-moved = { $name } is no longer in your class.
elevadgang-refused-why = { $name }: { $why }
elevadgang-told-no-change = None of the pupils has a password to change.
elevadgang-told-cards-void = The cards no longer work. Print new ones.
elevadgang-told-some-cards-void = Some of the cards no longer work. The others did not work before, or are not your pupils’.
elevadgang-told-no-cards-void = None of the cards worked any more, or they are not your pupils’.
elevadgang-told-class-form = Saved. It counts from the pupils’ next password.
elevadgang-told-lent = The class is lent. The substitute can use it now.
elevadgang-told-loan-ended = The substitute can no longer use the class.
elevadgang-nav-pupils = Pupils
elevadgang-nav-passwords = Passwords
elevadgang-nav-substitutes = Substitutes
elevadgang-nav-log = What you have done
elevadgang-cards-none = None of the chosen pupils can get a school card.
elevadgang-void-cards = { $n ->
    [one] Is the card lost? Make it void
   *[other] Are the cards lost? Make all { $n } void
}
elevadgang-void-cards-title = { $n ->
    [one] Make the card void?
   *[other] Make { $n } cards void?
}
elevadgang-void-cards-says = { $n ->
    [one] It stops working, even if it is found again. You can print a new one afterwards.
   *[other] They stop working, even if they are found again. You can print new ones afterwards.
}
elevadgang-void-cards-yes = { $n ->
    [one] Make the card void
   *[other] Make the cards void
}
elevadgang-void-cards-no = { $n ->
    [one] No, keep the card
   *[other] No, keep the cards
}
elevadgang-card = School card
elevadgang-card-none = Has no school card
elevadgang-card-since = Has a school card from { $day }
elevadgang-card-alone-since = Has a school card from { $day }. The card is enough on the school’s network
elevadgang-alone-title = Card alone
elevadgang-alone-says = If the pupil can remember neither pictures nor words, the school card can be enough by itself. It counts on the school’s network only, and some services refuse it.
elevadgang-alone-network = The school has not said which network is its own. Until then the card cannot be enough by itself. Ask your user administrator.
elevadgang-alone-declare = The card can be enough alone once the school’s network stands in Brugeradministration.
elevadgang-alone-declare-link = Write the school’s network under Institution details
elevadgang-alone-no-card = Print a school card for the pupil first.
elevadgang-alone-allow = Let the card be enough
elevadgang-alone-stop = Ask for pictures again
elevadgang-choose = Choose
elevadgang-substitutes-title = Substitutes
elevadgang-substitutes-says = A substitute can help a class with new passwords until the end of the day you choose.
elevadgang-substitutes-none = No class is lent just now.
elevadgang-substitutes-caption = Classes that are lent
elevadgang-substitute = Substitute
elevadgang-substitute-class = Class
elevadgang-substitute-until = Until the end of
elevadgang-substitute-by = Lent by
elevadgang-substitute-end = End
elevadgang-lend-title = Lend a class
elevadgang-lend-who = Who is the substitute?
elevadgang-lend-class = Which class?
elevadgang-lend-until = Until the end of which day?
elevadgang-lend-until-hint = For example: 31.3.2027
elevadgang-lend = Lend the class
elevadgang-error-substitute = Choose a substitute.
elevadgang-error-class = Choose a class.
elevadgang-error-day = Write the last day, for example 31.3.2027.
elevadgang-error-day-past = That day is over. Choose today or a later day.
elevadgang-error-day-far = Choose a day within a year.
elevadgang-error-whom = Choose who is to change their password.
elevadgang-error-form = Choose a kind of password.
elevadgang-passwords-title = Passwords for many at once
elevadgang-demand-title = Ask for a new password
elevadgang-demand-says = Those you choose must change their password the next time they log in. The old one works until they have.
elevadgang-demand-whom = Who is to change?
elevadgang-demand-class = A class
elevadgang-demand-level = A level
elevadgang-demand-institution = Everybody
elevadgang-demand-everybody = Everybody at the institution, staff and parents too
elevadgang-level = { $level ->
    [DT] Daycare
    [VU] Adult education
    [Andet] Another level
   *[other] Level { $level }
}
elevadgang-class-form-title = Which kind of password should a class have?
elevadgang-class-form-says = It counts from the pupils’ next password. What you have chosen for a single pupil counts for that pupil.
elevadgang-class-form-save = Save
event-substitute-ended = Ended a substitute’s access
event-card-alone-set = Decided whether the school card is enough
