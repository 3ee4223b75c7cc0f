# The frame around every page.
skip-to-content = Skip to content
header-language = Language:
header-navigation = Menu
header-log-out = Log out
header-find-institution = Find an institution
header-all-institutions = Show all { $n }
header-switch = Switch
footer-help = Help
footer-status = Service status
footer-privacy = Privacy
footer-accessibility = Accessibility statement
title-error = Error:
read-aloud = Read aloud
read-aloud-first = Use headphones.
errors-heading = { $n ->
    [one] There is something to put right
   *[other] There are { $n } things to put right
}
why-missing = Write a reason
why-long = The reason may have at most { $n } characters
why-number = The reason looks like a CPR number. Write it without

site-mit = Mit Unilogin
site-elevadgang = Elevadgang
site-ba = Brugeradministration
site-ansoeg = Apply
site-tilslutning = Connect a service
site-stil = Case handling
site-vejledning = Guides

when-today = today at { $time }
when-yesterday = yesterday at { $time }
when-day-and-clock = { $day } at { $time }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

# When something is in the way.
problem-to-start = Go to the front page
problem-try-again = Try again
problem-incident = Give this number if you ask for help: { $number }
problem-not-found = We cannot find the page
problem-not-found-says = Perhaps the address is misspelt, or the page has moved.
problem-expired-form = The page was too old
problem-expired-form-says = The page has been open for too long, or you have logged in again meanwhile. Open it again and try once more.
problem-foreign-form = That did not come from one of our pages
problem-foreign-form-says = For your safety we have done nothing. Go to the front page and begin there.
problem-unreadable = We could not read what you sent
problem-unreadable-says = Go back and try again.
problem-too-large = What you sent is too large
problem-too-large-says = Go back and send something smaller.
problem-overloaded = Many are logging in right now
problem-overloaded-says = Wait a moment. The page tries again by itself.
problem-broken = Something went wrong at our end
problem-broken-says = What you typed is not saved. Try again in a moment.

# What was typed when the login was over.
draft-kept = You are logged out. What you had typed is kept. Log in again within an hour, and it will be here.
draft-restored = Here is what you had typed. It has not been sent. Look it over, and press the button again.
draft-throw-away = I do not want it
stay-heading = You will be logged out at { $time }. Stay?
stay-says = You have not done anything for a while. Time left:
stay-left = You will be logged out in { "{" }n{ "}" } seconds.
stay-button = Stay
stay-over = You are logged out
stay-over-says = What you typed is still here. When you send it, you log in again first, and it comes along.
stay-over-close = Close
pager-pages = Pages
pager-page = Page { $n }
pager-previous = Previous
pager-next = Next
error-no-day = Write the day as day, month and year, for example 31-03-2026.
