# All users.
ba-everyone-intro = Find somebody who is employed elsewhere, and tick them to remember them. Then you can give a right under Granting rights.
ba-everyone-label = Name or user name
ba-everyone-hint = Write the beginning of one or more names, for example met hol. Or a whole user name.
ba-everyone-short = Write at least { $n } letters of the name.
ba-everyone-parts = Write at most { $n } names.
ba-everyone-too-many = Write more of the name. Too many people fit.
ba-everyone-used-up = You have searched { $n } times today. Try again tomorrow.
ba-everyone-nobody = Nobody was found. Try the beginning of the name, or write the whole user name.
ba-everyone-caption = Users who fit { $query }
ba-everyone-tick-all = Choose everybody on the page
ba-everyone-tick = Remember { $name }
ba-everyone-tick-says = Tick those you want to remember
ba-everyone-none-ticked = Nobody chosen
ba-everyone-one-ticked = { "{n}" } chosen
ba-everyone-many-ticked = { "{n}" } chosen
ba-everyone-name = Name
ba-everyone-username = User name
ba-everyone-place = Institution
ba-everyone-employee = { $place }
ba-everyone-external = External at { $place }
ba-everyone-pupil = Pupil at { $place }
ba-everyone-protected = Protected name and address
ba-everyone-remember = Remember those chosen
ba-everyone-remember-and-go = Remember, and go to Granting rights
ba-everyone-remembered = { $n ->
    [0] You remember nobody right now.
    [one] You remember 1 user.
   *[other] You remember { $n } users.
  }
ba-everyone-to-rights = Show remembered in Granting rights
ba-everyone-next = Next page
ba-everyone-first = Back to the first page
ba-everyone-who = Whom can I find?
ba-everyone-who-says = You can find employees and externals in the whole country and your own pupils. Contacts cannot be found. People with a protected name and address are found by the whole user name alone. Those you remember stay on your list for 30 days.
ba-everyone-logged = Every search is written to the log. You can search { $n } times a day.
