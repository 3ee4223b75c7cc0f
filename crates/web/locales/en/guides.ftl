### Guides.

guides-title = Guides
guides-says = Find what you need. Each guide can be printed.
guides-all = For everybody
guides-teacher = For teachers and Elevadgang
guides-admin = For user administrators
guides-about = About Unilogin
guides-faq = Questions and answers
guides-help = Cannot log in right now?
guides-back = All guides
guides-remember = Remember
guides-to-mit = Go to Mit Unilogin
guides-to-elevadgang = Go to Elevadgang
guides-to-ba = Go to Brugeradministration

guide-pictures = Log in with four pictures
guide-pictures-says = For children in daycare and grades 0 to 3.
guide-pictures-1 = Type your username and press “Next”. If you have a school card, hold it up to the tablet’s camera instead.
guide-pictures-2 = Tap your four pictures in the right order. If you tap a wrong one, press “Delete”.
guide-pictures-3 = Press “Log in”.
guide-pictures-4 = Can’t remember the pictures? Tell your teacher. Then you get new ones.
guide-pictures-note = Your pictures are only yours. Do not show them to other children.

guide-words = Log in with username and password
guide-words-says = For pupils from grade 4 and all adults.
guide-words-1 = Type your username and press “Next”. Capitals and spaces do no harm.
guide-words-2 = Say whether the computer is your own or others use it too. On a shared computer you are logged out sooner.
guide-words-3 = Type your password and press “Log in”.
guide-words-4 = After too many wrong tries you must wait a little. The page shows how long.
guide-words-note = Nobody from Unilogin or the school ever asks for your password.

guide-username = Find your username
guide-username-says = You need { $eid }. If you do not have it, ask your teacher.
guide-username-1 = Press “Get my or my child's username” on the login page.
guide-username-2 = Log in with { $eid }.
guide-username-3 = Now you see your own username, and your children’s if you have custody.
guide-username-4 = If you remember the password, say so. Otherwise you get a new one.

guide-new-password = Get a new password with { $eid }
guide-new-password-says = When you have forgotten your password.
guide-new-password-1 = Type your username on the login page and press “Next”.
guide-new-password-2 = Press “Get a new password” and then “Forgotten password”.
guide-new-password-3 = Choose “Use { $eid }” and log in.
guide-new-password-4 = Use our proposal, or write a password of your own. Press “Next”.
guide-new-password-note = The old password works until you have chosen the new one.

guide-child = Help your child with a new password
guide-child-says = You must have custody, and the child must sit with you.
guide-child-1 = Type the child’s username on the child’s screen and press “Next”.
guide-child-2 = Press “Get a new password”, “Forgotten password” and “An adult helps me”.
guide-child-3 = Log in with { $eid }.
guide-child-4 = Hand the screen to the child. The child sees the new code and practises it.
guide-child-note = The child’s next login says that a parent gave a new password. If your child is not on the list, contact the school: the school registers who has custody.

guide-change = Change a password you know
guide-change-says = You can change it whenever you like.
guide-change-1 = Type your username on the login page and press “Next”.
guide-change-2 = Press “Get a new password” and then “Change password (I know it)”.
guide-change-3 = Show that you know the old one.
guide-change-4 = Choose a new one. The youngest get four new pictures and practise them.
guide-change-note = When you change it, you are logged out everywhere else.

guide-vouch = When a service asks for an adult
guide-vouch-says = Some services require that an adult vouches for the pupil.
guide-vouch-1 = The pupil logs in and chooses that an adult says yes. The screen shows two pictures and waits.
guide-vouch-2 = The teacher opens Elevadgang, sees the same two pictures beside the pupil and presses OK. The teacher must be logged in with { $eid }.
guide-vouch-3 = Or: a parent logs in with { $eid } at the pupil’s screen and says yes.
guide-vouch-4 = The pupil goes on to the service. It lasts { $adult-hours } hours.
guide-vouch-note = Only say yes if the pupil sits there and the pictures are the same.

guide-give = Give a pupil a new password
guide-give-says = For teachers. It takes less than a minute.
guide-give-1 = Go to Elevadgang and press “Log in”.
guide-give-2 = Choose the class and tick the pupil. You can also tick several, or the whole class.
guide-give-3 = Press “Give a new password”. The pupil now has { $open-minutes } minutes.
guide-give-4 = Ask the pupil to type the username on a login page. The page then shows a new password that only the pupil sees.
guide-give-5 = Watch your own page. It says “Got a new code at …” when the pupil is done.
guide-give-note = Nothing happens to the old password until the pupil has the new one. If time ran out, give again.

guide-undo = Cancel or undo
guide-undo-says = When the wrong pupil was ticked, or somebody else typed the username.
guide-undo-1 = If the pupil still waits, press “Cancel”. The old password still counts.
guide-undo-2 = If somebody got a new code, press “Undo”. The new code, and every place it logged in, closes at once.
guide-undo-3 = Give the pupil a new password again.
guide-undo-note = When you undo, the old password does not come back.

guide-big-screen = Show usernames on the big screen
guide-big-screen-says = When many pupils are to log in at once.
guide-big-screen-1 = Give the pupils new passwords in Elevadgang.
guide-big-screen-2 = Press “Show usernames on the big screen”.
guide-big-screen-3 = The page shows first name and username and closes by itself when time is up. It never shows a password.

guide-cards = Print school cards
guide-cards-says = A card with a code replaces typing the username. The pupil must still remember the pictures.
guide-cards-1 = Tick the pupils in Elevadgang and press “Print school cards”.
guide-cards-2 = Print the page. There are eight cards on a sheet.
guide-cards-3 = Cut the cards out and look after them like a key.
guide-cards-4 = If a card is lost, make it void on the pupil’s page and print a new one.
guide-cards-note = There is no password on the card.

guide-who-elevadgang = How does one get access to Elevadgang?
guide-who-elevadgang-says = You need not apply. Access comes from the school’s administrative system.
guide-who-elevadgang-1 = Teachers who belong to at least one class press “Log in”.
guide-who-elevadgang-2 = If a class is missing, ask the office to put it right in the administrative system. It works after the next import.
guide-who-elevadgang-3 = User administrators and those with the right Elevadgang-administrator press “Log in as user administrator” and use { $eid }. They see all pupils.
guide-who-elevadgang-4 = A substitute can be lent a class until a certain day. A user administrator does that under “Substitutes”.

guide-block = Block a pupil, and open again
guide-block-says = For user administrators and Elevadgang administrators.
guide-block-1 = Go to Elevadgang, press “Log in as user administrator” and choose the pupil.
guide-block-2 = Write why the pupil is blocked. The pupil can see what you write.
guide-block-3 = Press “Block”. The pupil is logged out everywhere.
guide-block-4 = Press “Unblock” when it is solved. Only your institution or the support can open it.

guide-internal = Appoint a colleague as user administrator
guide-internal-says = For user administrators. The colleague is employed at the institution.
guide-internal-1 = Log in to Brugeradministration with { $eid } and choose “Granting rights”.
guide-internal-2 = Choose “Employees here …” and find the colleague on the list.
guide-internal-3 = Tick “User administration” and press “Save”.
guide-internal-4 = If the colleague is not on the list, find them under “All users”.
guide-internal-note = All user administrators of the institution get a mail. The colleague can log in at once.

guide-external = Appoint a user administrator from outside
guide-external-says = When the one who helps is employed elsewhere, such as in the municipality.
guide-external-1 = Choose “All users”, type the name and press “Search”.
guide-external-2 = Tick the right person and press “Remember, and go to Granting rights”.
guide-external-3 = Choose “Show remembered …”, tick “User administration” and type an end date.
guide-external-4 = Press “Save”.
guide-external-note = Somebody external always has an end date, at most 12 months ahead.

guide-held = Look at and release an import that waits
guide-held-says = An import that would remove many people waits for you.
guide-held-1 = Choose “Import” and then “See the import”.
guide-held-2 = See who would disappear, and which rights and services they would lose.
guide-held-3 = If it is right, press “Release import”. Otherwise press “Reject import” and put the mistake right in your system.
guide-held-note = If it went wrong, the last import can be undone until the next one comes. Passwords are not touched.

guide-cpr = Change a CPR number
guide-cpr-says = When a person has a new CPR number and the import was refused for them.
guide-cpr-1 = Choose “Import”, open the import and find the line.
guide-cpr-2 = Choose “Change CPR number”, type the new number and press “Analyse”.
guide-cpr-3 = See what happens. Username and password are kept.
guide-cpr-4 = Press “Change CPR number”. The next import goes through.
guide-cpr-note = If you cannot change it yourselves, the page sends the case to a case worker.

guide-attach = Attach a person manually
guide-attach-says = For institutions without an administrative system.
guide-attach-1 = Choose “Manual administration”, type the CPR number and press “Find the person”.
guide-attach-2 = If the person is found, choose role and class and press “Attach”.
guide-attach-3 = If not, type the username and press “Identify”, or type the name and press “Create and attach”.
guide-attach-4 = It lasts a year. Press “Confirm” when you get a mail about it.

guide-licence = Give access to a service
guide-licence-says = When you have bought a licence for a service.
guide-licence-1 = Choose “Services and licences”.
guide-licence-2 = Choose the service, who gets access, and from and to which day.
guide-licence-3 = Press “Give access”. Press “Stop the access” when it should no longer count.

guide-agreement = Answer a provider’s request for data
guide-agreement-says = A service gets names and roles only when you say yes.
guide-agreement-1 = Choose “Data agreements” and open the request.
guide-agreement-2 = See what the service would get, on three of your own pupils with most of it hidden.
guide-agreement-3 = Press “Approve” or “Reject”. You can end it again with “End agreement”.

guide-what = What is Unilogin?
guide-what-one = One login for everything at school
guide-what-one-says = Unilogin is the username and password that pupils, parents and staff use for the school’s digital services. You have one Unilogin, also when you change schools.
guide-what-from = Where does it come from?
guide-what-from-says = The school registers you in its administrative system, and the system sends the details here. Seconds later you can get your first password.
guide-what-shares = What do services learn?
guide-what-shares-says = A service gets a number used only there, and whether you are a pupil, employee, external or contact. It gets your name only if the school has agreed.

guide-policy = Password policy
guide-policy-early = Daycare and grades 0 to 3
guide-policy-early-says = { $pictures } different pictures out of { $grid }, in a certain order. The system chooses them. The pupil practises before the code counts.
guide-policy-middle = Grades 4 to 6
guide-policy-middle-says = Two Danish words joined. The pupil may also choose one of { $min } to { $max } characters.
guide-policy-upper = Grade 7 and up, and all adults
guide-policy-upper-says = Two words and two digits, with capitals and small letters. One’s own has { $min } to { $max } characters with capitals, small letters and a digit, or at least { $passphrase } characters of any kind.
guide-policy-never = Never
guide-policy-never-says = Not your name or username, not a season, not a password many others use, and not one of your last { $remembered }.
guide-policy-change = When must one change?
guide-policy-change-says = Within { $move-days } days after moving up to grade 4 or 7. From grade 7 and for adults every { $year-days } days. For the last { $remind-days } days the login reminds you. The school can also ask for a change.
guide-policy-guess = If somebody guesses
guide-policy-guess-says = After some wrong tries one must wait, longer and longer. Another computer does not help. A teacher and { $eid } still work.
guide-policy-see = Who can see the password?
guide-policy-see-says = Only you. No teacher, user administrator or supporter can see, choose or print a password.

guide-who = Who can get Unilogin?
guide-who-inst = Institutions
guide-who-inst-says = State institutions, municipalities, regions and self-governing institutions in daycare and education. The institution needs a CVR or P number.
guide-who-museum = Museums
guide-who-museum-says = No. Ask the provider of the service for another login.
guide-who-home = Home schooling
guide-who-home-says = Ask the school that supervises.
guide-who-private = Private teaching
guide-who-private-says = Only once it has become an independent or private school.
guide-who-abroad = Schools abroad
guide-who-abroad-says = Yes, when the school has ties to Denmark. It needs a mail address on its own domain.

guide-admins = For all user administrators
guide-admins-in = How to get in
guide-admins-in-says = Go to Brugeradministration and log in with { $eid }. It must be an eID that carries the CPR number. You are logged out after { $eid-minutes } minutes of rest.
guide-admins-two = Be at least two
guide-admins-two-says = Appoint one more user administrator. The last one cannot be removed, and nobody can remove themselves.
guide-admins-use = Use your access
guide-admins-use-says = Access to an institution closes when you have not used Brugeradministration for it for 12 months. Another user administrator can give it again.
guide-admins-log = Everything is remembered
guide-admins-log-says = What you do, and whom you look at, is in the log. The other user administrators and the person can see it.

faq-locked = Why must I wait after wrong tries?
faq-locked-says = So that nobody can try their way to your code. The first four mistakes cost nothing. Your teacher or { $eid } can help at once.
faq-teacher-sees = Can the teacher see my password?
faq-teacher-sees-says = No. The teacher can only let you get a new one.
faq-two-roles = I am both a parent and an employee. Do I have two usernames?
faq-two-roles-says = No, one. When you log in to a service you choose who you are there.
faq-parents-name = Can the school see my username as a parent?
faq-parents-name-says = No. The school sees that you are registered, but not your username or password.
faq-no-eid = What if I do not have { $eid }?
faq-no-eid-says = Pupils ask their teacher. Adults ask the institution’s user administrator.
faq-new-school = My child has changed schools. Do we need a new Unilogin?
faq-new-school-says = No. Username and password come along.
faq-protected = I have name and address protection. What do others see?
faq-protected-says = Only your alias. The school’s system sends it, and without an alias you are not created.

guides-to-apply = Go to the application
guide-apply = Apply for access
guide-apply-says = For institutions that do not have Unilogin yet. You do not log in, and you may pause on the way.
guide-apply-1 = Open “Can we get Unilogin?”, choose who is applying, and write the CVR number or P number. Press “Begin the application”.
guide-apply-2 = Write the name and number of the institution. If you have no number, write a dash.
guide-apply-3 = Write the technical contact and the leader of the institution. Both become user administrators.
guide-apply-4 = Press “Fetch the signature page (PDF)”, have the leader sign, and attach the page. The leader can sign with { $eid }, too.
guide-apply-5 = Press “Send the application”. You get a case number, and an answer by e-mail.
guide-apply-6 = Once the application is approved, both of you log in to Brugeradministration with { $eid }.
guide-apply-note = “Save and close” gives you a link with which you can go on for 30 days. Anybody who has the link can read and change the application.
guide-primary = Change the primary user administrator
guide-primary-says = When the primary user administrator has left and nobody else can hand the role over.
guide-primary-1 = Open “Can we get Unilogin?”, and choose “Change of primary user administrator”.
guide-primary-2 = Write the new one as technical contact, and have the leader sign.
guide-primary-3 = The user administrators you have already are told, and may object before the case is decided.

guide-lifetime = How long things last
guide-lifetime-import = Imports and people attached manually
guide-lifetime-import-says = They last { $import-days } days. { $told-days } days before, the school's user administrators get a mail. A new import, or “Confirm” for somebody attached manually, gives one more year.
guide-lifetime-gone = When somebody belongs nowhere any more
guide-lifetime-gone-says = Rights, pupil access and access to children end at once. For { $gone-days } days they can still log in to My Unilogin. Then the account closes.
guide-lifetime-closed = A closed account
guide-lifetime-closed-says = It opens again with the same username when an institution attaches the person. If that has not happened after { $closed-months } months, we delete name, CPR number and password. Nobody else gets the username.
guide-lifetime-admins = User administrators
guide-lifetime-admins-says = Whoever has not used the user administration of an institution for { $unused-months } months loses access to it. Another user administrator can give it again.
guide-lifetime-log = How long do we remember what happened?
guide-lifetime-log-says = Logins for { $logins-months } months, who looked at whom for { $looks-months } months, and everything else for { $changes-years } years. A signed application is deleted { $file-days } days after the answer.

folder-title = Unilogin for parents
folder-link = Folder for parents (PDF, one page)
folder-says = Your child uses Unilogin for the school's digital services. Here is what you can help with.
folder-first = How your child logs in
folder-first-1 = The child types their username: four letters and four characters. The school gives it.
folder-first-2 = The youngest press their { $pictures } pictures in the right order. Older pupils type their password.
folder-first-3 = On a computer that others use too, the child logs out afterwards.
folder-note = The password is the child's own. Nobody at the school can see it, and nobody will ask you for it.
