# Manual administration.
ba-manual-banner = We advise against this method: it does not give what an administrative system gives, and access to services may be lacking.
ba-manual-import-active = Your users come from an administrative system. So you cannot attach anybody here. Create the person in the system, and they come with the next import.
ba-manual-too-many = You have looked up many CPR numbers today. Try again tomorrow.
ba-manual-attach = Attach by CPR
ba-manual-cpr = CPR number
ba-manual-cpr-hint = 10 digits, such as 010203-1234. The look-up is written in the log.
ba-manual-find = Find the person
ba-manual-list = { $n ->
    [0] Attached manually
    [one] Attached manually: { $n } person
   *[other] Attached manually: { $n } people
}
ba-manual-caption = People who are attached manually
ba-manual-nobody = Nobody is attached manually.
ba-manual-expires = Ends
ba-manual-until = { $day }
ba-manual-soon = Soon: { $day }
ba-manual-over = Ended { $day }
ba-manual-confirm = Confirm
ba-manual-confirm-for = Confirm { $name } for another year
ba-manual-remove = Remove affiliation
ba-manual-remove-for = Remove affiliation of { $name }
ba-manual-remove-heading = Remove the affiliation of { $name }
ba-manual-remove-says = The person is { $what } here. When the affiliation is removed, they lose the access it gave. The user name stays.
ba-manual-back = Back to manual administration
ba-manual-told-attached = The person is attached for a year from today.
ba-manual-told-confirmed = The affiliation lasts a year from today.
ba-manual-told-removed = The affiliation is removed.
ba-manual-told-too-late = It was too late. Look at the list again.
ba-manual-found = Found: { $name }.
ba-manual-number = CPR number { $number }.
ba-manual-already = The person is already { $what } here.
ba-manual-nobody-has = No user has the CPR number { $number }.
ba-manual-has-username = Does the person have a user name?
ba-manual-username = User name
ba-manual-username-hint = Then that user gets this CPR number.
ba-manual-identify = Identify
ba-manual-error-username = Type the user name, such as alma1234.
ba-manual-operator = This needs a case officer
ba-manual-operator-says = You cannot identify that user yourselves. If there is such a user, the case has been sent. See whether the user name is typed correctly.
ba-manual-create = Otherwise create the person
ba-manual-first = First name
ba-manual-family = Family name
ba-manual-role = Role
ba-manual-choose = Choose
ba-manual-class = Class
ba-manual-class-hint = For pupils, and for employees who are to see a class.
ba-manual-no-class = No class
ba-manual-new-class = Or type a class that is not on the list
ba-manual-level = Level, for pupils
ba-manual-level-of-class = As the class
ba-manual-lasts = The affiliation lasts a year. You get a mail a month before, and then you can confirm it.
ba-manual-attach-button = Attach
ba-manual-create-button = Create and attach
ba-manual-error-role = Choose a role.
ba-manual-error-first = Type the first name.
ba-manual-error-family = Type the family name.
ba-manual-error-already = The person is that here already.
ba-manual-error-class = You have no such class. Choose one from the list, or type a new one.

ba-manual-too-late = The page was too old. Everything still stands here: press again.
