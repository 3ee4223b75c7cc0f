# Log ind, skærm for skærm.
login-title = Log ind
login-on-your-way-to = Du er på vej til
login-username = Skriv dit brugernavn
login-username-label = Brugernavn
login-username-hint = Brugernavnet har 8 tegn. For eksempel: { $example }
login-next = Næste
login-log-in = Log ind
login-other-ways = Log ind på en anden måde
login-school-card = Brug mit skolekort
login-school-card-instead = Brug mit skolekort i stedet
login-eid = { $eid } (forældre og ansatte)
login-eid-use = Brug { $eid }
login-no-username = Jeg kender ikke mit brugernavn
login-find-username = Få mit eller mit barns brugernavn
login-whose-device = Er det din egen computer eller tablet?
login-device-shared = Nej, andre bruger den også
login-device-own = Ja, den er min egen
login-device-remember = Ja, og husk mit brugernavn
login-as-whom = Du logger ind som { $username }.
login-not-you = Er det ikke dig?
login-get-new-password = Få en ny adgangskode

login-pictures = Tryk på dine 4 billeder
login-pictures-old = Tryk på dine 4 gamle billeder
login-pictures-practise = Tryk på dine 4 nye billeder
login-pictures-chosen = Billeder du har valgt
login-pictures-pick = Vælg billede nummer { $n }
login-pictures-full = Alle 4 billeder er valgt
login-pictures-count = { $n } af 4 billeder er valgt
login-pictures-now = vælg nu
login-pictures-empty = tom
login-pictures-one-more = Vælg 1 billede mere.
login-pictures-more = Vælg { $n } billeder mere.
login-pictures-undo = Slet
login-pictures-done = Færdig

login-text = Skriv din adgangskode
login-text-old = Skriv din gamle adgangskode
login-password-show = Vis adgangskode
login-password-hide = Skjul
login-caps-lock = Caps Lock er slået til. Så bliver alle bogstaver store.

login-wait = Vent lidt
login-wait-minutes = { $n ->
    [one] Vent 1 minut, og prøv igen. Eller spørg din lærer.
   *[other] Vent { $n } minutter, og prøv igen. Eller spørg din lærer.
}
login-wait-until = til kl. { $clock }
login-wait-says = Der har været for mange forkerte forsøg med det her brugernavn.

login-new-pictures = Her er dine 4 nye billeder
login-new-pictures-yours = De er kun dine. Vis dem ikke til andre børn.
login-new-pictures-rhyme = Sig remsen tre gange inde i dit hoved: { $rhyme }
login-new-pictures-try = Jeg kan dem. Prøv nu
login-new-pictures-adult = Voksen? Koden vises kun denne ene gang. Skriv den ikke ned på en fælles liste.

login-new-text = Din nye adgangskode
login-new-text-yours = Den er kun til dig. Din lærer kan ikke se den.
login-new-text-proposal = Vores forslag
login-new-text-another = Giv mig et andet forslag
login-new-text-own = Eller vælg din egen
login-new-text-own-hint = Lad feltet være tomt, hvis du vil bruge vores forslag.

password-demand-length = Mindst { $n } tegn
password-demand-mixed = Store og små bogstaver og mindst ét tal, eller mindst { $n } tegn af enhver slags
password-demand-name = Ikke dit navn eller brugernavn
password-demand-common = Ikke en årstid og ikke en kode, som mange andre bruger
password-demand-new = Ikke en af dine sidste fem adgangskoder
password-may-not-choose = Du kan ikke vælge dine billeder selv.
password-too-short = Koden er for kort. Skriv mindst { $n } tegn.
password-too-long = Koden er for lang. Skriv højst { $n } tegn.
password-unusable = Koden har et tegn, der ikke kan bruges. Vælg en anden.
password-too-plain = Brug både store og små bogstaver og et tal, eller skriv mindst { $n } tegn.
password-contains-name = Koden indeholder dit navn. Vælg en anden.
password-contains-username = Koden indeholder dit brugernavn. Vælg en anden.
password-contains-season = Koden indeholder en årstid. Vælg en anden.
password-common = Mange andre bruger den kode. Vælg en anden.
password-recently-used = Du har haft den kode før. Vælg en anden.

login-confirm-picture = Tryk på det billede, din lærer siger
login-confirm-picture-says = Spørg din lærer, hvilket billede det er. Du har kun ét forsøg.
await-teacher = Vis de to billeder til din lærer
await-teacher-says = Din lærer ser de samme to billeder og trykker OK. Så går siden videre af sig selv.
await-teacher-look = Se efter nu

notice-nothing-typed = Skriv dit brugernavn. Du har skrevet 0 tegn.
notice-no-password-typed = Skriv din adgangskode.
notice-wrong-pictures = Det var ikke de rigtige billeder. Prøv igen.
notice-wrong-text = Brugernavn eller adgangskode er ikke rigtig.
notice-still-waiting = Du skal vente lidt endnu.
notice-practice-missed = Det var ikke de rigtige billeder. Prøv igen.
notice-practice-shown-again = Se på dine billeder en gang til.
notice-window-shut = Det var ikke det rigtige billede. Bed din lærer om en ny adgangskode igen.
notice-window-over = Tiden er gået. Bed din lærer om en ny adgangskode igen.
notice-overtaken = Du har lige fået en anden ny adgangskode. Brug den.
notice-password-changed = Din nye adgangskode virker nu.
notice-card-void = Kortet er spærret. Spørg din lærer.
notice-no-more-proposals = Der er ikke flere forslag. Brug det her, eller vælg din egen.
notice-begun-anew = Der gik for lang tid, så vi er begyndt forfra. Tryk på Næste, hvis brugernavnet passer.

login-over = Du skal begynde forfra
login-over-says = Der er gået for lang tid, eller du er færdig i et andet vindue.
login-over-service = Var du på vej til en tjeneste? Åbn den igen, og log ind derfra.
login-over-again = Log ind i Unilogin
login-no-cookies = Din browser husker os ikke
login-no-cookies-says = Vi bruger en cookie til at kende din browser, mens du logger ind. Sig ja til cookies for denne side, og prøv igen.

change-due = Du skal snart skifte adgangskode
change-due-must = Nu skal du skifte adgangskode
change-due-nationally = Alle skal have en ny adgangskode.
change-due-institution = Din skole har bestemt, at du skal have en ny adgangskode.
change-due-stage = Du er blevet større og skal have en ny slags adgangskode.
change-due-yearly = Din adgangskode er snart et år gammel.
change-due-until = Du kan vente til { $day }.
change-due-now = Skift nu
change-due-later = Vent

choose-actor = Hvem er du her?
choose-actor-says = Vi husker dit valg til næste gang. Du kan altid ændre det.
actor-pupil = Elev
actor-staff = Medarbejder
actor-contact = Forælder eller kontaktperson

told-title = Du har fået en ny adgangskode
told-parent = En forælder gav dig en ny adgangskode { $day } kl. { $clock }.
told-not-right = Er det ikke rigtigt? Så sig det til din lærer.
go-on = Du er { $name }
go-on-says = Du er allerede logget ind på den her computer eller tablet.
go-on-yes = Fortsæt
go-on-not-me = Det er ikke mig

needs-more = Her skal du vise lidt mere, hvem du er
needs-more-eid-says = Tjenesten kræver, at du logger ind med { $eid }.
needs-more-adult = En voksen siger ja til, at det er mig
needs-more-adult-says = Tjenesten kræver, at en voksen siger god for dig. Spørg din lærer, eller få hjælp af en forælder.

refused-blocked = Din adgang er spærret
refused-blocked-why = Grunden er: { $reason }
refused-blocked-by-school = Spørg på din skole. De kan åbne den igen.
refused-blocked-by-operator = Skolen kan bede supporten om at åbne den igen.
refused-unattached = Du er ikke tilknyttet en skole lige nu
refused-unattached-says = Du kan kun bruge Mit Unilogin. Din bruger lukkes { $day }. Spørg på skolen, hvis det er forkert.
refused-unattached-mit = Gå til Mit Unilogin
refused-disabled = Din bruger er lukket
refused-disabled-says = Du har ikke været tilknyttet en skole i en periode. Din bruger åbner igen, når en skole tilknytter dig. Spørg på skolen.
refused-wrong-actor = Tjenesten er ikke til dig
refused-wrong-actor-says = Den er for: { $actors }. Spørg på skolen, hvis du skulle have adgang.
refused-must-use-eid = Du skal selv lave en ny adgangskode
refused-must-use-eid-says = Din lærer kan ikke give dig en, fordi du er andet end elev. Brug { $eid }.
refused-card-or-adult = Brug dit skolekort, eller få hjælp af en voksen
refused-card-or-adult-says = Lige nu kan man ikke logge ind med billeder alene herfra. Brug dit skolekort, eller bed en voksen om hjælp.
needs-more-password = Log ind med adgangskode
needs-more-password-says = Skolekortet er ikke nok her. Tjenesten kræver, at du logger ind med din adgangskode.
notice-code-spent = Dine billeder virker ikke mere. Bed om nye billeder.
refused-other-user = Log ind som en anden

help-back = Tilbage til login
help-no-username-says = Du kan få dit brugernavn på tre måder.
help-ask-teacher = Spørg din lærer
help-ask-parent = Spørg din mor eller far
help-new-password-says = Har du glemt din adgangskode, eller kender du den og vil have en ny?
help-forgotten = Glemt adgangskode
help-change = Skift adgangskode (jeg kender den)
help-forgotten-says = Du kan få en ny adgangskode på tre måder.
help-adult = En voksen hjælper mig
help-adult-says = Bed din mor eller far om at komme hen til den her skærm. De logger ind med { $eid }, og så får du en ny adgangskode.
help-adult-sees = Den voksne giver dig skærmen, før koden vises.
help-teacher-one = Sig til din lærer, at du har glemt din adgangskode eller dit brugernavn.
help-teacher-two = Læreren kan se dit brugernavn og trykker »Giv ny adgangskode« i Elevadgang.
help-teacher-three = Så har du 5 minutter: Gå tilbage hertil, og skriv dit brugernavn. Så viser siden din nye adgangskode.
help-card-one = Åbn kameraet på din tablet eller telefon.
help-card-two = Hold kortet hen foran kameraet, og tryk på linket, der kommer frem.
help-card-three = Så er dit brugernavn skrevet, og du trykker bare på dine billeder. Virker det ikke? Skriv dit brugernavn i stedet.

logged-out = Du er logget af
logged-out-says = Luk vinduet, hvis andre bruger den her computer eller tablet.
logged-out-again = Log ind igen

picture-cat = kat
picture-car = bil
picture-sun = sol
picture-apple = æble
picture-owl = ugle
picture-fish = fisk
picture-house = hus
picture-moon = måne
picture-dinosaur = dino
picture-robot = robot
picture-tree = træ
picture-key = nøgle
picture-ice-cream = is
picture-elephant = elefant
picture-lightning = lyn
picture-umbrella = paraply
picture-cheese = ost
picture-duck = and
picture-bike = cykel
picture-carrot = gulerod

await-adult = Få en voksen til at sige ja
await-adult-teacher = Vis de to billeder til din lærer. Læreren ser de samme to billeder i Elevadgang og trykker OK. Så går siden videre af sig selv.
await-adult-or-parent = Er din mor eller far her? Så kan de sige ja med { $eid } på den her skærm.
await-adult-parent = Min mor eller far er her og bruger { $eid }
await-adult-stop = Fortryd
await-adult-again = Spørg igen
await-adult-declined = Den voksne sagde nej
await-adult-declined-says = Tal med den voksne, og spørg igen, hvis det var en fejl.
await-adult-over = Ingen svarede i tide
await-adult-over-says = Find din lærer eller en forælder, og spørg igen.
parent-vouches = Er det { $name }, der sidder her?
parent-vouches-service = { $name } vil ind i { $service }, og tjenesten kræver, at en voksen siger god for { $name }.
parent-vouches-says = Så du de samme to billeder på skærmen, før du loggede på? Sig kun ja, hvis { $name } sidder her nu.
parent-vouches-yes = Ja, det er { $name }
parent-vouches-no = Nej
notice-not-vouched = Vi kan ikke se, at du må sige god for den elev, der er ved at logge ind her. Kontakt skolen, hvis det er forkert.

helped-names = Her er brugernavnene
helped-names-says = Vælg, hvem der skal have en ny adgangskode.
helped-names-username = Brugernavnet er { $username }
helped-names-own = Giv mig en ny adgangskode
helped-names-child = Giv { $name } en ny adgangskode
helped-names-no-children = Har du et barn, som ikke står her? Kontakt barnets skole. Skolen ved, hvem der har forældremyndigheden.
helped-remembers = Jeg kan godt huske adgangskoden
helped-hand-over = Giv skærmen til { $name } nu
helped-hand-over-says = { $name } skal selv se den nye adgangskode og lære den.
helped-hand-over-look = Du ser kun koden, hvis du kigger med. Kig væk, hvis du kan.
helped-hand-over-here = { $name } har skærmen nu
helped-hand-over-away = { $name } er her ikke
helped-name-only = Brugernavnet til { $name } er { $username }
helped-name-only-says = Skriv det ned. Adgangskoden er ikke ændret. Når { $name } sidder her, kan I begynde forfra og få en ny.
helped-to-login = Gå til login
help-parent-name-says = Bed din mor eller far om at komme hen til den her skærm. De logger ind med { $eid } og kan så se dit brugernavn.
notice-not-helped = Vi kan ikke give en ny adgangskode til det brugernavn, der blev skrevet. Tjek brugernavnet, eller bed skolen om hjælp.
notice-stopped-at-eid = Du stoppede, før du var færdig. Der er ikke sket noget. Prøv igen, når du er klar.
refused-eid-not-for-services = Her skal du bruge dit brugernavn og din adgangskode
refused-eid-not-for-services-says = Din institution er ikke offentlig, og derfor kan du ikke bruge { $eid } til tjenesten. Log ind med brugernavn og adgangskode i stedet.
