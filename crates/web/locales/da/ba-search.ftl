# Alle brugere.
ba-everyone-intro = Find en person, som er ansat et andet sted, og sæt flueben for at huske personen. Så kan du give en rettighed under Rettighedstildeling.
ba-everyone-label = Navn eller brugernavn
ba-everyone-hint = Skriv begyndelsen af et eller flere navne, for eksempel met hol. Eller et helt brugernavn.
ba-everyone-short = Skriv mindst { $n } bogstaver af navnet.
ba-everyone-parts = Skriv højst { $n } navne.
ba-everyone-too-many = Skriv mere af navnet. Der er for mange, der passer.
ba-everyone-used-up = Du har søgt { $n } gange i dag. Prøv igen i morgen.
ba-everyone-nobody = Vi fandt ingen. Prøv med begyndelsen af navnet, eller skriv hele brugernavnet.
ba-everyone-caption = Brugere, der passer til { $query }
ba-everyone-tick-all = Vælg alle på siden
ba-everyone-tick = Husk { $name }
ba-everyone-tick-says = Sæt flueben ved dem, du vil huske
ba-everyone-none-ticked = Ingen valgt
ba-everyone-one-ticked = { "{n}" } valgt
ba-everyone-many-ticked = { "{n}" } valgt
ba-everyone-name = Navn
ba-everyone-username = Brugernavn
ba-everyone-place = Institution
ba-everyone-employee = { $place }
ba-everyone-external = Ekstern på { $place }
ba-everyone-pupil = Elev på { $place }
ba-everyone-protected = Navne- og adressebeskyttet
ba-everyone-remember = Husk de valgte
ba-everyone-remember-and-go = Husk, og gå til Rettighedstildeling
ba-everyone-remembered = { $n ->
    [0] Du husker ingen lige nu.
    [one] Du husker 1 bruger.
   *[other] Du husker { $n } brugere.
  }
ba-everyone-to-rights = Vis huskede i Rettighedstildeling
ba-everyone-next = Næste side
ba-everyone-first = Tilbage til første side
ba-everyone-who = Hvem kan jeg finde?
ba-everyone-who-says = Du kan finde ansatte og eksterne i hele landet og jeres egne elever. Kontaktpersoner kan ikke findes. Personer med navne- og adressebeskyttelse findes kun med hele brugernavnet. Dem, du husker, bliver på din liste i 30 dage.
ba-everyone-logged = Alle søgninger bliver skrevet i loggen. Du kan søge { $n } gange om dagen.
