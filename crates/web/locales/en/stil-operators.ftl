# The operator's desk: who sits there.

stil-menu-operators = Case officers
stil-ops-says = Case officers log in with eID. Two must agree about settings of the whole country and about merging users, and neither of the two may have added the other, nor both go back to the same one. All of them are told of changes here.
stil-ops-add = Add a case officer
stil-ops-label = User name
stil-ops-hint = The person must be able to log in with eID
stil-ops-remove = Remove
stil-ops-yourself = Only another can remove you
stil-ops-by = { $day }, added by { $name }
stil-ops-by-command = { $day }, added on the server
stil-ops-nobody = Nobody has that user name
stil-ops-cannot = The person cannot log in with eID: the user is blocked or closed or has no ordinary CPR number
stil-ops-told-added = The case officer is added
stil-ops-told-removed = The case officer is removed and logged out
