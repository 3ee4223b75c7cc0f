# The operator's desk: how the installation is.

stil-menu-operation = Drift
stil-op-eid = Nationalt eID
stil-op-no-eid = Intet eID er sat op
stil-op-eid-well = Svarer. { $n ->
    [one] Én nøgle
   *[other] { $n } nøgler
}
stil-op-eid-ill = Virker ikke: { $what }
stil-op-eid-ended = Virker ikke: udbyderens metadata gjaldt til { $day }. Hent dem igen, og læg dem på serveren.
stil-op-eid-provider-certificate = Udbyderens certifikat gælder til { $day }. Hent udbyderens metadata igen, og læg dem på serveren.
stil-op-eid-our-certificate = Vores certifikat hos udbyderen gælder til { $day }. Lav et nyt, og sig det til udbyderen i god tid.
stil-op-queues = Køer
stil-op-letters = Mails
stil-op-letters-says = { $n } på vej, { $late } har ventet i over et døgn
stil-op-notices = Beskeder til tjenester om, at nogen er logget af
stil-op-notices-says = { $n } på vej
stil-op-hashing = Login i kø
stil-op-hashing-says = { $n } venter, { $lanes } arbejder
stil-op-drop = Mappen til importfiler
stil-op-drop-says = { $n ->
    [one] 1 fil venter
   *[other] { $n } filer venter
}
stil-op-drop-oldest = den ældste fra { $when }
stil-op-drop-taken = { $n ->
    [one] 1 fil er ved at blive læst
   *[other] { $n } filer er ved at blive læst
}
stil-op-drop-refused = Afviste importfiler
stil-op-drop-refused-says = { $n ->
    [one] 1 fil ligger i mappen refused. Begrundelsen ligger ved siden af den
   *[other] { $n } filer ligger i mappen refused. Begrundelserne ligger ved siden af dem
}
stil-op-turned-away = Afvist på grund af kø, siden serveren startede
stil-op-untold = { $service } fik ikke besked
stil-op-untold-says = { $n } gange på 30 dage. Er adressen rigtig?
stil-op-jobs = Nattens job
stil-op-job-notices = Varsler til brugeradministratorer
stil-op-job-accounts = Brugere uden tilknytning lukkes og anonymiseres
stil-op-job-expiry = Gamle importer og manuelle tilknytninger slettes
stil-op-job-rights = Rettigheder, der udløber
stil-op-daily = Hver nat
stil-op-monthly = Den første nat i måneden
stil-op-next = Næste gang tidligst { $when }
stil-op-never = Ikke kørt endnu
stil-op-did-nothing = Intet at gøre
stil-op-dry-at = Prøvet { $when }
stil-op-ran-at = Kørt { $when }
stil-op-dry-heading = Det ville ske: { $job }
stil-op-dry-says = Intet er ændret.
stil-op-each = Se hver enkelt
stil-op-try = Prøv uden at ændre noget
stil-op-run = Kør nu
stil-op-told-ran = Jobbet er kørt
stil-op-turns = Job, der kører hele dagen
stil-op-turn = I gang. Melder sig igen senest { $when }
stil-op-turn-seal = Loggen forsegles
stil-op-turn-sign-checkpoint = Loggens segl signeres
stil-op-turn-forget-events = Gamle hændelser glemmes
stil-op-turn-sweep = Det, der er udløbet, ryddes væk
stil-op-turn-order-names = Navne sorteres på dansk
stil-op-turn-count-names = Navne tælles til søgning
stil-op-turn-reseal = Oplysninger låses med en ny nøgle
stil-op-turn-lifetime = Nattens job sættes i gang
stil-op-keys = Nøgler
stil-op-keys-says = Her står aldrig en hemmelighed. Nøgler udskiftes på serveren.
stil-op-signing = Signerer tokens
stil-op-since = Siden { $day }
stil-op-verifies-until = godkendes til { $when }
stil-op-resealing-title = Efter en udskiftning
stil-op-no-resealing = Ingen nøgler er udskiftet
stil-op-resealed = Færdig { $when }, { $n } værdier fornyet
stil-op-resealing = I gang, { $n } værdier fornyet
