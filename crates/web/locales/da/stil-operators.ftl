# The operator's desk: who sits there.

stil-menu-operators = Sagsbehandlere
stil-ops-says = Sagsbehandlere logger ind med eID. To skal være enige om indstillinger for hele landet og om at samle brugere, og de to må ikke have tilføjet hinanden eller være tilføjet fra samme sted. Alle sagsbehandlere får besked om ændringer her.
stil-ops-add = Tilføj sagsbehandler
stil-ops-label = Brugernavn
stil-ops-hint = Personen skal kunne logge ind med eID
stil-ops-remove = Fjern
stil-ops-yourself = Kun en anden kan fjerne dig
stil-ops-by = { $day }, tilføjet af { $name }
stil-ops-by-command = { $day }, tilføjet på serveren
stil-ops-nobody = Ingen har det brugernavn
stil-ops-cannot = Personen kan ikke logge ind med eID: brugeren er spærret eller lukket eller har intet almindeligt CPR-nummer
stil-ops-told-added = Sagsbehandleren er tilføjet
stil-ops-told-removed = Sagsbehandleren er fjernet og logget af
