# Manuel administration.
ba-manual-banner = Denne metode frarådes: den giver ikke samme muligheder som et administrativt system, og adgangen til tjenester kan være mangelfuld.
ba-manual-import-active = Jeres brugere kommer fra et administrativt system. Derfor kan I ikke tilknytte nogen her. Opret personen i systemet, så kommer den med næste import.
ba-manual-too-many = Du har slået mange CPR-numre op i dag. Prøv igen i morgen.
ba-manual-attach = Tilknyt med CPR
ba-manual-cpr = CPR-nummer
ba-manual-cpr-hint = 10 tal, for eksempel 010203-1234. Opslaget skrives i loggen.
ba-manual-find = Find personen
ba-manual-list = { $n ->
    [0] Tilknyttet manuelt
    [one] Tilknyttet manuelt: { $n } person
   *[other] Tilknyttet manuelt: { $n } personer
}
ba-manual-caption = Personer, der er tilknyttet manuelt
ba-manual-nobody = Ingen er tilknyttet manuelt.
ba-manual-expires = Udløber
ba-manual-until = { $day }
ba-manual-soon = Snart: { $day }
ba-manual-over = Udløb { $day }
ba-manual-confirm = Bekræft
ba-manual-confirm-for = Bekræft { $name } et år mere
ba-manual-remove = Fjern tilknytning
ba-manual-remove-for = Fjern tilknytning af { $name }
ba-manual-remove-heading = Fjern tilknytningen af { $name }
ba-manual-remove-says = Personen er { $what } hos jer. Når tilknytningen er fjernet, mister personen den adgang, den gav. Brugernavnet beholdes.
ba-manual-back = Tilbage til Manuel administration
ba-manual-told-attached = Personen er tilknyttet et år fra i dag.
ba-manual-told-confirmed = Tilknytningen gælder et år fra i dag.
ba-manual-told-removed = Tilknytningen er fjernet.
ba-manual-told-too-late = Det var for sent. Se listen igen.
ba-manual-found = Fundet: { $name }.
ba-manual-number = CPR-nummer { $number }.
ba-manual-already = Personen er allerede { $what } hos jer.
ba-manual-nobody-has = Ingen bruger har CPR-nummeret { $number }.
ba-manual-has-username = Har personen et brugernavn?
ba-manual-username = Brugernavn
ba-manual-username-hint = Så får den bruger dette CPR-nummer.
ba-manual-identify = Identificer
ba-manual-error-username = Skriv brugernavnet, for eksempel alma1234.
ba-manual-operator = Det kræver en sagsbehandler
ba-manual-operator-says = I kan ikke selv identificere den bruger. Findes brugeren, er sagen sendt. Se, om brugernavnet er skrevet rigtigt.
ba-manual-create = Ellers opret personen
ba-manual-first = Fornavn
ba-manual-family = Efternavn
ba-manual-role = Rolle
ba-manual-choose = Vælg
ba-manual-class = Klasse
ba-manual-class-hint = For elever, og for ansatte, der skal se en klasse.
ba-manual-no-class = Ingen klasse
ba-manual-new-class = Eller skriv en klasse, der ikke er på listen
ba-manual-level = Klassetrin for elever
ba-manual-level-of-class = Som klassen
ba-manual-lasts = Tilknytningen varer et år. I får en mail en måned før, og så kan I bekræfte den.
ba-manual-attach-button = Tilknyt
ba-manual-create-button = Opret og tilknyt
ba-manual-error-role = Vælg en rolle.
ba-manual-error-first = Skriv fornavnet.
ba-manual-error-family = Skriv efternavnet.
ba-manual-error-already = Personen er det allerede hos jer.
ba-manual-error-class = Klassen findes ikke hos jer. Vælg en på listen, eller skriv en ny.

ba-manual-too-late = Siden var for gammel. Alt står her endnu: tryk igen.
