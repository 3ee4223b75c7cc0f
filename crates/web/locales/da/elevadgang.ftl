# Elevadgang: en lærer sætter flueben ved en elev, som så har fem minutter.
elevadgang-start-title = Elevadgang
elevadgang-start-says = Her giver du elever en ny adgangskode.
elevadgang-log-on = Log på
elevadgang-log-on-for = Til lærere. Du bruger dit eget brugernavn og din adgangskode.
elevadgang-log-on-administrator = Log på som brugeradministrator
elevadgang-log-on-teacher = Log på som lærer
elevadgang-log-on-administrator-for = Til dig, der er brugeradministrator eller administrator for Elevadgang. Du skal bruge { $eid }.
elevadgang-as-teacher = lærer
elevadgang-as-administrator = brugeradministrator
elevadgang-choose-institution = Vælg institution
elevadgang-other-institution = Vælg en anden institution

elevadgang-title = Giv elever ny adgangskode
elevadgang-may-now-one = { $name } kan få en ny adgangskode nu
elevadgang-may-now-some = { $names } kan få en ny adgangskode nu
elevadgang-may-now-many = { $n } elever kan få en ny adgangskode nu
elevadgang-and = og
elevadgang-tell-them = { $pupils ->
    [one] Bed eleven skrive sit brugernavn på en side med { $brand } inden { $n } minutter.
   *[other] Bed eleverne skrive deres brugernavn på en side med { $brand } inden { $n } minutter.
}
elevadgang-big-screen = Vis brugernavne på storskærm
elevadgang-classes = Klasser og hold
elevadgang-all = Alle elever
elevadgang-all-mine = Alle mine elever
elevadgang-search = Søg efter navn eller brugernavn
elevadgang-search-button = Søg
elevadgang-refresh = Opdatér status
elevadgang-nobody = Her er ingen elever. Vælg en anden klasse.
elevadgang-caption = Elever i { $class } med brugernavn og status for ny adgangskode
elevadgang-tick-all = { $n ->
    [one] Vælg den ene elev
   *[other] Vælg alle { $n } elever
}
elevadgang-tick = Vælg { $name }
elevadgang-pupil = Elev
elevadgang-pupils = { $n ->
    [one] 1 elev
   *[other] { $n } elever
}
elevadgang-username = Brugernavn
elevadgang-state = Status
elevadgang-password = Adgangskode
elevadgang-password-since = Har adgangskode fra { $day }
elevadgang-none-ticked = Sæt flueben ved de elever, der skal have ny adgangskode
elevadgang-one-ticked = 1 elev valgt
elevadgang-many-ticked = { "{" }n{ "}" } elever valgt
elevadgang-give = Giv ny adgangskode
elevadgang-print-cards = Print skolekort
elevadgang-print-card = Print skolekort
elevadgang-demand-change = Bed om ny adgangskode
elevadgang-what-happens = Hvad sker der, når jeg giver en ny adgangskode?
elevadgang-what-happens-says = Eleven har { $n } minutter til at skrive sit brugernavn. Så viser siden en ny adgangskode, som kun eleven ser. Du kan ikke se eller vælge koden.
elevadgang-own-log = Se, hvad du selv har gjort
elevadgang-error-none = Sæt flueben ved mindst én elev.
elevadgang-error-reason = Skriv, hvorfor eleven bliver spærret. Eleven kan se det, du skriver.
elevadgang-many-windows = { $who } har givet { $n } nye adgangskoder på en time.

elevadgang-state-has = Har adgangskode
elevadgang-state-never = Har aldrig logget ind
elevadgang-state-dead = Skal have en ny adgangskode
elevadgang-state-blocked = Er spærret
elevadgang-state-eid = Skal bruge MitID
elevadgang-state-pause = Pause: { $n } forkerte forsøg. Kan prøve igen kl. { $until }
elevadgang-waits = Venter:
elevadgang-state-until = til kl. { $until }
elevadgang-state-claimed = Har skrevet sit brugernavn kl. { $at }
elevadgang-state-done = Fik ny kode kl. { $at }
elevadgang-news-done = { $name } har fået ny adgangskode.
elevadgang-state-expired = Tiden løb ud kl. { $at }
elevadgang-state-unfinished = Ikke færdig. Den gamle kode gælder
elevadgang-state-undone = Fortrudt
elevadgang-state-wrong-picture = Trykkede på et forkert billede
elevadgang-read-picture = Læs dette billede højt:
elevadgang-same-pictures = Ser eleven de samme to billeder?
elevadgang-cancel = Annullér
elevadgang-undo = Fortryd
elevadgang-ok = OK, de er ens

elevadgang-told-refused = Det kan du ikke gøre for den elev.
elevadgang-told-too-late = Det var for sent. Se, hvad der er sket nu.
elevadgang-told-undone = Fortrudt. Den nye adgangskode virker ikke længere.
elevadgang-told-cancelled = Annulleret. Den gamle adgangskode gælder stadig.
elevadgang-told-change = Det er gjort. De skal skifte adgangskode, næste gang de logger ind.
elevadgang-told-blocked = Eleven er spærret.
elevadgang-told-unblocked = Eleven er ikke længere spærret.
elevadgang-told-card-void = Skolekortet virker ikke længere.
elevadgang-told-form = Gemt. Det gælder fra elevens næste adgangskode.

elevadgang-refused-title = Du har ikke adgang
elevadgang-no-class-title = Du har ingen klasser endnu
elevadgang-two-factor-title = Du skal logge ind med MitID
elevadgang-reason-not-here = Du er ikke ansat her. Har du skiftet skole, så vælg den rigtige skole, eller spørg sekretæren.
elevadgang-reason-needs-right = Du skal være brugeradministrator eller administrator for Elevadgang. Bed jeres brugeradministrator om det.
elevadgang-reason-two-factor = Skolen har bestemt, at du skal logge ind med MitID her.
elevadgang-reason-role = Din rolle på skolen giver ikke adgang. Lærerrollen gives i skolens administrative system. Spørg sekretæren.
elevadgang-reason-no-class = Skolens administrative system giver dig adgang til dine klasser. Du er ikke knyttet til nogen klasse. Spørg sekretæren.
elevadgang-reason-not-your-pupil = Eleven går ikke i en af dine klasser.
elevadgang-reason-not-our-pupil = Eleven går ikke her længere.
elevadgang-reason-eid = Skal bruge MitID, fordi personen ikke kun er elev.
elevadgang-reason-level = Skolen har bestemt, at lærere ikke giver nye koder på dette trin. Spørg jeres brugeradministrator.
elevadgang-reason-manual = Eleven hører til på en anden skole. Den skole kan hjælpe.
elevadgang-reason-already-blocked = Eleven er allerede spærret.
elevadgang-reason-not-blocked-here = Kun den, der har spærret eleven, kan åbne igen.

elevadgang-big-screen-title = Skriv dit brugernavn
elevadgang-big-screen-says = I har tid til kl. { $until }.
elevadgang-close = Luk
elevadgang-back = Tilbage til eleverne

elevadgang-cards-title = Skolekort
elevadgang-cards-like-a-key = Pas på kortene som på en nøgle. Der står ingen adgangskode på dem.
elevadgang-cards-how = Print siden, og klip kortene ud. Der er otte på et ark. Er et kort væk, så gør det ugyldigt på elevens side.
elevadgang-cards-print = Print
elevadgang-card-scan = Scan koden, og tryk på dine billeder i { $brand }
elevadgang-void-card = Skolekortet er væk

elevadgang-pupil-title = Elev
elevadgang-blocked = Spærret
elevadgang-block-title = Spær eleven
elevadgang-block-says = Eleven bliver logget af alle steder og kan ikke logge ind, før I åbner igen. Eleven kan se grunden.
elevadgang-block-reason = Hvorfor?
elevadgang-block = Spær
elevadgang-unblock-title = Åbn for eleven igen
elevadgang-unblock = Åbn igen
elevadgang-form-title = Hvilken slags adgangskode?
elevadgang-form-says = Det gælder fra elevens næste adgangskode. Den, der ikke kan se billeder, får ord.
elevadgang-form-by-stage = Følg klassetrinnet
elevadgang-form-pictures = Billeder
elevadgang-form-words = Ord

elevadgang-log-title = Det har du gjort
elevadgang-log-says = Alt, hvad du gør i Elevadgang, bliver gemt.
elevadgang-log-empty = Du har ikke gjort noget endnu.
elevadgang-log-when = Hvornår
elevadgang-log-what = Hvad
elevadgang-log-whom = Om hvem
event-window-opened = Gav lov til en ny adgangskode
event-window-refused = Kunne ikke give ny adgangskode
event-window-cancelled = Annullerede
event-window-confirmed = Sagde god for billederne
event-window-undone = Fortrød en ny adgangskode
event-people-shown = Kiggede på eleverne
event-person-blocked = Spærrede
event-person-unblocked = Åbnede igen
event-change-demanded = Bad om skift af adgangskode
event-password-form-set = Valgte slags adgangskode
event-card-issued = Lavede skolekort
event-card-printed = Printede skolekort
event-card-voided = Gjorde skolekort ugyldigt
event-substitute-given = Lånte en klasse ud
event-logged-in = Loggede ind
event-logged-out = Loggede af

elevadgang-done-one = { $name } har fået ny kode
elevadgang-done-all = { $n ->
    [2] Begge har fået ny kode
   *[other] Alle { $n } har fået ny kode
}
elevadgang-nobody-called = Vi fandt ingen, der passer til »{ $query }«.
elevadgang-clear-search = Ryd søgningen
elevadgang-sort = Sortér efter:
elevadgang-left = tilbage
elevadgang-on = på { $device }
elevadgang-on-inside = på { $device }, skolens net
elevadgang-on-outside = på { $device }, ikke skolens net
device-ipad = iPad
device-iphone = iPhone
device-android = Android
device-chromebook = Chromebook
device-windows = Windows-computer
device-mac = Mac eller iPad
device-linux = Linux-computer
device-other = ukendt enhed
elevadgang-more = 5 minutter mere
elevadgang-again = Giv igen
elevadgang-refused-moved = { $name } går ikke længere i din klasse.
elevadgang-refused-why = { $name }: { $why }
elevadgang-told-no-change = Ingen af eleverne har en adgangskode at skifte.
elevadgang-told-cards-void = Kortene virker ikke længere. Print nye.
elevadgang-told-some-cards-void = Nogle af kortene virker ikke længere. Resten virkede ikke i forvejen, eller er ikke dine elevers.
elevadgang-told-no-cards-void = Ingen af kortene virkede mere, eller de er ikke dine elevers.
elevadgang-told-class-form = Gemt. Det gælder fra elevernes næste adgangskode.
elevadgang-told-lent = Klassen er lånt ud. Vikaren kan bruge den nu.
elevadgang-told-loan-ended = Vikaren kan ikke længere bruge klassen.
elevadgang-nav-pupils = Elever
elevadgang-nav-passwords = Adgangskoder
elevadgang-nav-substitutes = Vikarer
elevadgang-nav-log = Det har du gjort
elevadgang-cards-none = Ingen af de valgte elever kan få et skolekort.
elevadgang-void-cards = { $n ->
    [one] Er kortet væk? Gør det ugyldigt
   *[other] Er kortene væk? Gør alle { $n } ugyldige
}
elevadgang-void-cards-title = { $n ->
    [one] Gør kortet ugyldigt?
   *[other] Gør { $n } kort ugyldige?
}
elevadgang-void-cards-says = { $n ->
    [one] Så virker det ikke mere, heller ikke hvis det bliver fundet. Du kan printe et nyt bagefter.
   *[other] Så virker de ikke mere, heller ikke hvis de bliver fundet. Du kan printe nye bagefter.
}
elevadgang-void-cards-yes = { $n ->
    [one] Gør kortet ugyldigt
   *[other] Gør kortene ugyldige
}
elevadgang-void-cards-no = { $n ->
    [one] Nej, behold kortet
   *[other] Nej, behold kortene
}
elevadgang-card = Skolekort
elevadgang-card-none = Har ikke noget skolekort
elevadgang-card-since = Har skolekort fra { $day }
elevadgang-card-alone-since = Har skolekort fra { $day }. Kortet er nok alene på skolens net
elevadgang-alone-title = Kort alene
elevadgang-alone-says = Kan eleven hverken huske billeder eller ord, kan skolekortet være nok alene. Det gælder kun på skolens net, og nogle tjenester siger nej til det.
elevadgang-alone-network = Skolen har ikke fortalt, hvilket net der er skolens. Før det er gjort, kan kortet ikke være nok alene. Spørg jeres brugeradministrator.
elevadgang-alone-declare = Kortet kan først være nok alene, når skolens net står i Brugeradministration.
elevadgang-alone-declare-link = Skriv skolens net under Institutionsoplysninger
elevadgang-alone-no-card = Print først et skolekort til eleven.
elevadgang-alone-allow = Lad kortet være nok alene
elevadgang-alone-stop = Bed om billeder igen
elevadgang-choose = Vælg
elevadgang-substitutes-title = Vikarer
elevadgang-substitutes-says = En vikar kan hjælpe en klasse med nye adgangskoder til og med den dag, du vælger.
elevadgang-substitutes-none = Ingen klasser er lånt ud lige nu.
elevadgang-substitutes-caption = Klasser, der er lånt ud
elevadgang-substitute = Vikar
elevadgang-substitute-class = Klasse
elevadgang-substitute-until = Til og med
elevadgang-substitute-by = Lånt ud af
elevadgang-substitute-end = Afslut
elevadgang-lend-title = Lån en klasse ud
elevadgang-lend-who = Hvem er vikar?
elevadgang-lend-class = Hvilken klasse?
elevadgang-lend-until = Til og med hvilken dag?
elevadgang-lend-until-hint = For eksempel: 31.3.2027
elevadgang-lend = Lån klassen ud
elevadgang-error-substitute = Vælg en vikar.
elevadgang-error-class = Vælg en klasse.
elevadgang-error-day = Skriv den sidste dag, for eksempel 31.3.2027.
elevadgang-error-day-past = Den dag er gået. Vælg i dag eller en senere dag.
elevadgang-error-day-far = Vælg en dag inden for et år.
elevadgang-error-whom = Vælg, hvem der skal skifte adgangskode.
elevadgang-error-form = Vælg en slags adgangskode.
elevadgang-passwords-title = Adgangskoder for mange på én gang
elevadgang-demand-title = Bed om ny adgangskode
elevadgang-demand-says = De, du vælger, skal skifte adgangskode, næste gang de logger ind. Den gamle virker, indtil de har skiftet.
elevadgang-demand-whom = Hvem skal skifte?
elevadgang-demand-class = En klasse
elevadgang-demand-level = Et trin
elevadgang-demand-institution = Alle
elevadgang-demand-everybody = Alle på institutionen, også ansatte og forældre
elevadgang-level = { $level ->
    [DT] Dagtilbud
    [VU] Voksenuddannelse
    [Andet] Andet trin
   *[other] Trin { $level }
}
elevadgang-class-form-title = Hvilken slags adgangskode skal en klasse have?
elevadgang-class-form-says = Det gælder fra elevernes næste adgangskode. Har du valgt noget andet for en enkelt elev, gælder det for den elev.
elevadgang-class-form-save = Gem
event-substitute-ended = Afsluttede en vikar
event-card-alone-set = Bestemte, om skolekortet er nok alene
