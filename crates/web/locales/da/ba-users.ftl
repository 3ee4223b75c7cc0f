# Brugere: listen, en brugers side, og det, en administrator kan gøre for en bruger.
ba-users-find = Find brugere
ba-users-find-chosen = { $n ->
    [one] Find brugere (1 filter valgt)
   *[other] Find brugere ({ $n } filtre valgt)
}
ba-users-filter = Filtrér brugere
ba-users-search = Navn eller brugernavn
ba-users-actor = Aktør
ba-users-role = Rolle
ba-users-group = Klasse eller gruppe
ba-users-status = Status
ba-users-source = Kilde
ba-users-size = Antal på en side
ba-users-all = Alle
ba-users-show = Vis resultat
ba-users-chosen = Valgte filtre
ba-users-remove-filter = fjern filter
ba-users-clear = Ryd filtre
ba-users-heading = { $n ->
    [one] Viser 1 bruger
   *[other] Viser { $range } af { $n } brugere
}
ba-users-zero = Ingen brugere
ba-users-left-heading = { $n ->
    [0] Ingen er udmeldt det sidste år
    [one] 1 er udmeldt det sidste år
   *[other] { $n } er udmeldt det sidste år
}
ba-users-left-since = Udmeldt
ba-users-none = Ingen brugere passer til din søgning. Ryd filtrene.
ba-users-nobody-yet = Der er ingen brugere endnu. Vi venter på data fra jeres administrative system.
ba-users-caption = Brugere på institutionen
ba-users-name = Navn
ba-users-place = Rolle og klasse
ba-users-login = Seneste login
ba-users-never = Aldrig
ba-users-file = Hent som regneark (CSV)

ba-status-active = Aktiv
ba-status-never = Mangler første login
ba-status-blocked = Spærret
ba-status-left = Udmeldt

ba-actor-pupil = Elev
ba-actor-employee = Medarbejder
ba-actor-external = Ekstern
ba-actor-contact = Kontaktperson
ba-role-child = Barn
ba-role-pupil = Elev
ba-role-student = Studerende
ba-role-teacher = Lærer
ba-role-pedagogue = Pædagog
ba-role-substitute = Vikar
ba-role-leader = Leder
ba-role-management = Ledelse
ba-role-technical = TAP
ba-role-consultant = Konsulent
ba-role-trainee = Praktikant
ba-role-external = Ekstern
ba-role-mother = Mor
ba-role-father = Far
ba-role-other-contact = Anden kontakt
ba-role-official-contact = Officielt tilknyttet person

ba-since = siden { $day }
ba-user-back = Alle på listen
ba-user-protected = Personen har navne- og adressebeskyttelse. Her står et alias. Skriv aldrig det rigtige navn nogen steder.
ba-user-account = Konto
ba-user-username = Brugernavn
ba-user-uniid = UniId
ba-user-contact-only = Vises ikke for kontaktpersoner
ba-user-password = Adgangskode
ba-user-cards = Skolekort
ba-user-no-cards = Ingen
ba-user-renamed = Nyt brugernavn fra
ba-user-elsewhere = Tilknyttet også
ba-user-blocked-line = Spærret { $day }: { $reason }
ba-user-affiliations = Roller her
ba-user-from-source = fra { $source }, { $at }
ba-user-expires = udløber { $day }
ba-user-groups = Klasser og grupper
ba-user-rights = Rettigheder
ba-user-adults = Kontaktpersoner
ba-user-children = Børn her
ba-user-buttons = Det kan du gøre
ba-user-log = Seneste hændelser
ba-user-log-empty = Der er ikke sket noget endnu.
ba-user-whole-log = Se hele loggen om personen
ba-custody-yes = med forældremyndighed
ba-custody-no = uden forældremyndighed
ba-right-given-by = Givet af { $name }
ba-right-given-otherwise = Givet af systemet
ba-right-until = Lukkes { $day }
ba-right-ended = Ophørt { $day }

ba-password-none = Har ikke fået en adgangskode
ba-password-dead = Skal have en ny adgangskode
ba-password-since = { $form } fra { $day }
ba-password-pictures = Fire billeder
ba-password-words = Ord
ba-password-text = Tekst
ba-password-by-window = givet i Elevadgang
ba-password-by-own = skiftet af brugeren selv
ba-password-by-eid = fået med MitID
ba-password-by-command = sat af driften
ba-password-due = skal skiftes ved næste login

ba-told-renamed = Brugeren har fået nyt brugernavn. Det gamle virker ikke længere, og ingen andre får det.
ba-told-blocked = Brugeren er spærret og er logget af alle steder.
ba-told-unblocked = Spærringen er ophævet.
ba-told-too-late = Det var gjort i forvejen.
ba-told-unlucky = Det lykkedes ikke at finde et ledigt brugernavn. Prøv igen.
ba-rename-title = Giv nyt brugernavn
ba-rename-says = Gør det kun, når brugeren beder om det. Det kan ske én gang om året. Det gamle brugernavn virker ikke længere.
ba-rename-why = Hvorfor?
ba-rename-why-name = Brugeren har skiftet navn
ba-rename-why-protection = Brugernavnet røber noget, der skal beskyttes
ba-rename-why-offence = Brugernavnet er stødende
ba-rename-button = Giv nyt brugernavn
ba-error-rename-why = Vælg, hvorfor brugeren skal have nyt brugernavn.
ba-block-title = Spær
ba-block-says = Eleven kan ikke logge ind nogen steder, før I lukker op igen. Eleven kan se, hvad du skriver.
ba-block-reason = Hvorfor, og hvem skal eleven spørge?
ba-block-button = Spær eleven
ba-error-block-reason = Skriv, hvorfor eleven bliver spærret, og hvem eleven skal spørge.
ba-unblock-title = Ophæv spærring
ba-unblock-says = Eleven kan logge ind igen med det samme.
ba-unblock-button = Ophæv spærringen

ba-incident-link = Spær adgangskoder efter en hændelse
ba-incident-title = Spær adgangskoder
ba-incident-says = Brug det, hvis adgangskoder er kommet ud. De virker ikke længere, og alle bliver logget af med det samme.
ba-incident-whom = Hvem skal have spærret adgangskoden?
ba-incident-choose = Vælg klasse, trin eller alle
ba-incident-everybody = Alle på { $name }
ba-incident-level = Trin { $level }
ba-incident-next = Næste
ba-incident-sure = Er du sikker?
ba-incident-confirm = { $n ->
    [0] Der er ingen at spærre adgangskoden for.
    [one] 1 bruger får sin adgangskode spærret og bliver logget af.
   *[other] { $n } brugere får deres adgangskode spærret og bliver logget af.
}
ba-incident-after = De får en ny adgangskode med MitID, hos en forælder eller gennem Elevadgang. Det kan ikke fortrydes.
ba-incident-button = Spær adgangskoderne nu
ba-incident-stop = Nej, gå tilbage
ba-incident-done = Adgangskoderne er spærret.
ba-error-incident-whom = Vælg, hvem der skal have spærret adgangskoden.

ba-password-by-code = fået med engangskode
ba-code-title = Engangskode
ba-code-offer = Til en voksen, der ikke kan bruge MitID og har glemt sin adgangskode.
ba-code-heading = Engangskode til { $name }
ba-code-says = Brug den kun, når personen står foran dig og ikke kan bruge MitID.
ba-code-step-one = Du beder om koden og skriver, hvordan du ved, hvem personen er.
ba-code-step-two = En anden brugeradministrator her, eller STIL, siger ja.
ba-code-step-two-operator = I har ingen anden brugeradministrator, så STIL siger ja.
ba-code-step-three = Du får vist koden én gang og giver den til personen. Den virker i 24 timer.
ba-code-limits = Koden er ikke en adgangskode. Den kan heller ikke hjælpe et barn, og brugeradministratorer kan ikke få en.
ba-code-reason = Hvorfor har personen brug for en engangskode?
ba-code-reason-hint = Skriv ikke CPR-nummer her. Den, der siger ja, kan læse det.
ba-code-no-reason = Skriv, hvorfor personen har brug for en engangskode.
ba-code-seen = Hvordan ved du, hvem personen er?
ba-code-not-seen = Vælg, hvordan du ved, hvem personen er.
ba-code-seen-passport = Jeg har set passet
ba-code-seen-licence = Jeg har set kørekortet
ba-code-seen-card = Jeg har set et andet kort med billede
ba-code-seen-known = Jeg kender personen
ba-code-ask = Bed om engangskode
ba-codes-title = Engangskoder
ba-codes-says = Én beder om koden, en anden siger ja. Sig kun ja, når du ved, at det er rigtigt. Find personen under Brugere for at bede om en.
ba-codes-none = Ingen engangskoder.
ba-code-asked = Bedt om af
ba-code-asked-by = { $name }, { $at }
ba-code-why = Hvorfor
ba-code-seen-short = Vist
ba-code-proof-passport = Pas
ba-code-proof-licence = Kørekort
ba-code-proof-card = Andet kort med billede
ba-code-proof-known = Kender personen
ba-code-approve = Sig ja til { $name }
ba-code-refuse = Sig nej til { $name }
ba-code-cancel = Fortryd koden til { $name }
ba-code-draw = Vis koden til { $name }
ba-code-state-asked = Venter på, at en anden siger ja
ba-code-state-approved = Sagt ja af { $by }. Nu kan { $asker } vise koden
ba-code-state-drawn = Koden er udleveret
ba-code-state-claimed = Koden er skrevet, og en ny adgangskode er på vej
ba-code-state-done = Brugt
ba-code-state-refused = Afvist af { $by }
ba-code-state-cancelled = Fortrudt
ba-code-state-expired = Udløbet
ba-code-state-unfinished = Brugt, men ikke færdig. Den gamle adgangskode gælder
ba-code-state-out = Koden er udleveret
ba-code-state-yes-by = { $state }. Sagt ja af { $by }
ba-code-by-operator = en sagsbehandler
ba-code-shown-title = Koden
ba-code-shown-heading = Koden til { $name }
ba-code-shown-says = Skriv koden ned nu. Den bliver ikke vist igen. Giv den til personen selv.
ba-code-shown-until = Koden virker indtil { $until }.
ba-code-shown-where = Personen går til { $address }, skriver sit brugernavn og vælger »Få en ny adgangskode«, »Glemt adgangskode« og »Har du fået en engangskode?«
ba-code-shown-done = Jeg har skrevet den ned
ba-code-told-asked = Du har bedt om koden. Nu skal en anden sige ja.
ba-code-told-already = Der er allerede bedt om en kode til personen.
ba-code-told-approved = Du har sagt ja. Den, der bad om koden, kan vise den nu.
ba-code-told-refused = Du har sagt nej.
ba-code-told-cancelled = Koden virker ikke mere.
ba-code-told-too-late = Det var for sent. Se, hvordan det står her.
ba-reason-administrator-eid = Personen har en rettighed i Brugeradministration eller er sagsbehandler og skal derfor bruge MitID.
ba-reason-only-pupil = Personen er kun elev. Giv en ny adgangskode i Elevadgang.
ba-reason-account-shut = Brugeren er spærret eller lukket.
ba-reason-own-ask = Du har selv bedt om koden. En anden skal sige ja.
ba-reason-no-second-person = Du fik Brugeradm af den, der bad om koden, eller efter at der blev bedt om den. En anden skal sige ja.
ba-reason-authority-gone = Den, der bad om koden, eller den, der sagde ja, må ikke mere. Bed om en ny kode.
ba-reason-closed = Institutionen er nedlagt, så ingen er brugeradministrator for den mere. Er det en fejl, så kontakt dem, der fører institutionsregisteret.
ba-reason-not-your-ask = Kun den, der bad om koden, kan vise den.
ba-task-codes = { $n ->
    [one] 1 engangskode venter på, at nogen siger ja
   *[other] { $n } engangskoder venter på, at nogen siger ja
}
