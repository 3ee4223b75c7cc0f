# Logging in, screen by screen.
login-title = Log in
login-on-your-way-to = You are on your way to
login-username = Type your username
login-username-label = Username
login-username-hint = The username has 8 characters. For example: { $example }
login-next = Next
login-log-in = Log in
login-other-ways = Log in another way
login-school-card = Use my school card
login-school-card-instead = Use my school card instead
login-eid = { $eid } (parents and staff)
login-eid-use = Use { $eid }
login-no-username = I do not know my username
login-find-username = Get my or my child's username
login-whose-device = Is this your own computer or tablet?
login-device-shared = No, others use it too
login-device-own = Yes, it is my own
login-device-remember = Yes, and remember my username
login-as-whom = You are logging in as { $username }.
login-not-you = Is that not you?
login-get-new-password = Get a new password

login-pictures = Tap your 4 pictures
login-pictures-old = Tap your 4 old pictures
login-pictures-practise = Tap your 4 new pictures
login-pictures-chosen = Pictures you have chosen
login-pictures-pick = Choose picture number { $n }
login-pictures-full = All 4 pictures are chosen
login-pictures-count = { $n } of 4 pictures are chosen
login-pictures-now = choose now
login-pictures-empty = empty
login-pictures-one-more = Choose 1 more picture.
login-pictures-more = Choose { $n } more pictures.
login-pictures-undo = Delete
login-pictures-done = Done

login-text = Type your password
login-text-old = Type your old password
login-password-show = Show password
login-password-hide = Hide
login-caps-lock = Caps Lock is on. All letters become capitals.

login-wait = Wait a little
login-wait-minutes = { $n ->
    [one] Wait 1 minute and try again. Or ask your teacher.
   *[other] Wait { $n } minutes and try again. Or ask your teacher.
}
login-wait-until = until { $clock }
login-wait-says = There have been too many wrong tries with this username.

login-new-pictures = Here are your 4 new pictures
login-new-pictures-yours = They are only yours. Do not show them to other children.
login-new-pictures-rhyme = Say the rhyme three times inside your head: { $rhyme }
login-new-pictures-try = I know them. Try now
login-new-pictures-adult = Adult? The code is shown this once only. Do not write it on a shared list.

login-new-text = Your new password
login-new-text-yours = It is only for you. Your teacher cannot see it.
login-new-text-proposal = Our suggestion
login-new-text-another = Give me another suggestion
login-new-text-own = Or choose your own
login-new-text-own-hint = Leave the field empty to use our suggestion.

password-demand-length = At least { $n } characters
password-demand-mixed = Capital and small letters and at least one digit, or at least { $n } characters of any kind
password-demand-name = Not your name or username
password-demand-common = Not a season and not a password many others use
password-demand-new = Not one of your last five passwords
password-may-not-choose = You cannot choose your pictures yourself.
password-too-short = The password is too short. Type at least { $n } characters.
password-too-long = The password is too long. Type at most { $n } characters.
password-unusable = The password has a character that cannot be used. Choose another.
password-too-plain = Use capital and small letters and a digit, or type at least { $n } characters.
password-contains-name = The password contains your name. Choose another.
password-contains-username = The password contains your username. Choose another.
password-contains-season = The password contains a season. Choose another.
password-common = Many others use that password. Choose another.
password-recently-used = You have had that password before. Choose another.

login-confirm-picture = Tap the picture your teacher says
login-confirm-picture-says = Ask your teacher which picture it is. You have one try only.
await-teacher = Show the two pictures to your teacher
await-teacher-says = Your teacher sees the same two pictures and presses OK. Then the page goes on by itself.
await-teacher-look = Look now

notice-nothing-typed = Type your username. You have typed 0 characters.
notice-no-password-typed = Type your password.
notice-wrong-pictures = Those were not the right pictures. Try again.
notice-wrong-text = The username or password is not right.
notice-still-waiting = You have to wait a little longer.
notice-practice-missed = Those were not the right pictures. Try again.
notice-practice-shown-again = Look at your pictures once more.
notice-window-shut = That was not the right picture. Ask your teacher for a new password again.
notice-window-over = Time is up. Ask your teacher for a new password again.
notice-overtaken = You have just got another new password. Use that one.
notice-password-changed = Your new password works now.
notice-card-void = The card is blocked. Ask your teacher.
notice-no-more-proposals = There are no more suggestions. Use this one, or choose your own.
notice-begun-anew = It took too long, so we have begun again. Press Next if the user name is right.

login-over = You have to begin again
login-over-says = It took too long, or you finished in another window.
login-over-service = Were you on your way to a service? Open it again and log in from there.
login-over-again = Log in to Unilogin
login-no-cookies = Your browser does not remember us
login-no-cookies-says = We use a cookie to know your browser while you log in. Allow cookies for this site, and try again.

change-due = You must soon change your password
change-due-must = Now you must change your password
change-due-nationally = Everybody must get a new password.
change-due-institution = Your school has decided that you must get a new password.
change-due-stage = You have grown and must get a new kind of password.
change-due-yearly = Your password is almost a year old.
change-due-until = You can wait until { $day }.
change-due-now = Change now
change-due-later = Wait

choose-actor = Who are you here?
choose-actor-says = We remember your choice for next time. You can always change it.
actor-pupil = Pupil
actor-staff = Member of staff
actor-contact = Parent or contact person

told-title = You have got a new password
told-parent = A parent gave you a new password on { $day } at { $clock }.
told-not-right = Is that not right? Then tell your teacher.
go-on = You are { $name }
go-on-says = You are already logged in on this computer or tablet.
go-on-yes = Continue
go-on-not-me = That is not me

needs-more = Here you must show a little more who you are
needs-more-eid-says = The service requires you to log in with { $eid }.
needs-more-adult = An adult confirms that it is me
needs-more-adult-says = The service requires an adult to vouch for you. Ask your teacher, or get help from a parent.

refused-blocked = Your access is blocked
refused-blocked-why = The reason is: { $reason }
refused-blocked-by-school = Ask at your school. They can open it again.
refused-blocked-by-operator = The school can ask support to open it again.
refused-unattached = You are not attached to a school right now
refused-unattached-says = You can only use Mit Unilogin. Your user closes on { $day }. Ask at the school if that is wrong.
refused-unattached-mit = Go to Mit Unilogin
refused-disabled = Your user is closed
refused-disabled-says = You have not been attached to a school for a while. Your user opens again when a school attaches you. Ask at the school.
refused-wrong-actor = The service is not for you
refused-wrong-actor-says = It is for: { $actors }. Ask at the school if you should have access.
refused-must-use-eid = You must make a new password yourself
refused-must-use-eid-says = Your teacher cannot give you one because you are more than a pupil. Use { $eid }.
refused-card-or-adult = Use your school card, or get help from an adult
refused-card-or-adult-says = Right now nobody can log in with pictures alone from here. Use your school card, or ask an adult for help.
needs-more-password = Log in with your password
needs-more-password-says = The school card is not enough here. The service requires you to log in with your password.
notice-code-spent = Your pictures no longer work. Ask for new pictures.
refused-other-user = Log in as somebody else

help-back = Back to login
help-no-username-says = You can get your username in three ways.
help-ask-teacher = Ask your teacher
help-ask-parent = Ask your mother or father
help-new-password-says = Have you forgotten your password, or do you know it and want a new one?
help-forgotten = Forgotten password
help-change = Change password (I know it)
help-forgotten-says = You can get a new password in three ways.
help-adult = An adult helps me
help-adult-says = Ask your mother or father to come to this screen. They log in with { $eid }, and then you get a new password.
help-adult-sees = The adult gives you the screen before the code is shown.
help-teacher-one = Tell your teacher that you have forgotten your password or your username.
help-teacher-two = The teacher can see your username and presses “Giv ny adgangskode” in Elevadgang.
help-teacher-three = Then you have 5 minutes: come back here and type your username. The page then shows your new password.
help-card-one = Open the camera on your tablet or phone.
help-card-two = Hold the card in front of the camera and press the link that appears.
help-card-three = Then your username is filled in, and you just tap your pictures. Does it not work? Type your username instead.

logged-out = You are logged out
logged-out-says = Close the window if others use this computer or tablet.
logged-out-again = Log in again

picture-cat = cat
picture-car = car
picture-sun = sun
picture-apple = apple
picture-owl = owl
picture-fish = fish
picture-house = house
picture-moon = moon
picture-dinosaur = dinosaur
picture-robot = robot
picture-tree = tree
picture-key = key
picture-ice-cream = ice cream
picture-elephant = elephant
picture-lightning = lightning
picture-umbrella = umbrella
picture-cheese = cheese
picture-duck = duck
picture-bike = bike
picture-carrot = carrot

await-adult = Get an adult to say yes
await-adult-teacher = Show the two pictures to your teacher. The teacher sees the same two pictures in Elevadgang and presses OK. Then this page goes on by itself.
await-adult-or-parent = Is your mother or father here? Then they can say yes with { $eid } on this screen.
await-adult-parent = My mother or father is here and uses { $eid }
await-adult-stop = Cancel
await-adult-again = Ask again
await-adult-declined = The adult said no
await-adult-declined-says = Talk to the adult, and ask again if it was a mistake.
await-adult-over = Nobody answered in time
await-adult-over-says = Find your teacher or a parent, and ask again.
parent-vouches = Is it { $name } who sits here?
parent-vouches-service = { $name } wants to use { $service }, and the service asks for an adult to vouch for { $name }.
parent-vouches-says = Did you see the same two pictures on the screen before you logged in? Only say yes if { $name } sits here now.
parent-vouches-yes = Yes, it is { $name }
parent-vouches-no = No
notice-not-vouched = We cannot see that you may vouch for the pupil who is logging in here. Contact the school if that is wrong.

helped-names = Here are the usernames
helped-names-says = Choose who is to get a new password.
helped-names-username = The username is { $username }
helped-names-own = Give me a new password
helped-names-child = Give { $name } a new password
helped-names-no-children = Do you have a child who is not listed? Contact the child's school. The school knows who has custody.
helped-remembers = I do remember the password
helped-hand-over = Give the screen to { $name } now
helped-hand-over-says = { $name } must see and learn the new password.
helped-hand-over-look = You only see the code if you look on. Look away if you can.
helped-hand-over-here = { $name } has the screen now
helped-hand-over-away = { $name } is not here
helped-name-only = The username of { $name } is { $username }
helped-name-only-says = Write it down. The password has not been changed. When { $name } is here, you can start again and get a new one.
helped-to-login = Go to login
help-parent-name-says = Ask your mother or father to come to this screen. They log in with { $eid } and can then see your username.
notice-not-helped = We cannot give a new password to the username that was typed. Check the username, or ask the school for help.
notice-stopped-at-eid = You stopped before you were done. Nothing has happened. Try again when you are ready.
refused-eid-not-for-services = Here you must use your username and password
refused-eid-not-for-services-says = Your institution is not public, so you cannot use { $eid } for this service. Log in with username and password instead.
