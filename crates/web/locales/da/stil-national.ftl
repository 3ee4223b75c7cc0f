# The operator's desk: what is decided for the whole country, and proposals that take two.

stil-menu-national = Landet
stil-to-desk = Til ansøgningerne
stil-cancel = Fortryd
stil-why = Begrundelse
stil-why-hint = Gemmes i loggen i fem år. Skriv aldrig et navn eller et CPR-nummer.
stil-by = Hvem
stil-by-when = { $name }, { $when }
stil-outcome = Resultat
stil-outcome-approved = Godkendt
stil-outcome-refused = Afvist
stil-outcome-withdrawn = Trukket tilbage
stil-outcome-expired = Ingen svarede i tide
stil-outcome-overtaken = Overhalet af en anden ændring
stil-proposals = Forslag, der venter
stil-proposals-none = Ingen forslag venter
stil-proposals-past = Tidligere forslag
stil-proposed-by = Foreslået af
stil-stands-until = Skal besvares senest
stil-own-waits = En anden sagsbehandler skal godkende dit forslag.
stil-proposal-approve = Godkend
stil-proposal-refuse = Afvis
stil-proposal-withdraw = Træk tilbage
stil-told-proposed = Forslaget venter på en anden sagsbehandler
stil-told-in-force = Godkendt. Det gælder nu
stil-told-refused = Forslaget er afvist
stil-told-withdrawn = Forslaget er trukket tilbage
stil-told-overtaken = Indstillingen er ændret, siden forslaget blev lavet. Intet blev ændret, og forslaget er lukket
stil-told-answered = Forslaget var allerede besvaret eller for gammelt. Intet blev ændret
stil-refused-title = Det kan du ikke
stil-refused-about-me = Det handler om dig selv. En anden sagsbehandler må gøre det
stil-refused-own = Du har selv foreslået det. En anden sagsbehandler må godkende det
stil-refused-not-own = Kun den, der foreslog det, kan trække det tilbage
stil-refused-last = Der skal altid være mindst én sagsbehandler
stil-refused-appointed = I hører til den samme kæde af udnævnelser: den ene har udnævnt den anden, eller I er udnævnt fra samme sted. En sagsbehandler uden for kæden må godkende det
stil-refused-since = Du blev sagsbehandler, efter at det blev foreslået. En anden sagsbehandler må godkende det
stil-nat-intro = Det her gælder alle skoler. To sagsbehandlere skal være enige: den ene foreslår, den anden godkender inden for en uge.
stil-nat-settings = Indstillinger
stil-nat-setting = Indstilling
stil-nat-now = Gælder nu
stil-nat-wanted = Ny værdi
stil-nat-usual = Reglen siger
stil-nat-usually = Reglen siger { $value }
stil-nat-change = Ændring
stil-nat-propose = Foreslå ændring
stil-nat-send = Send forslag
stil-nat-two = Intet ændres, før en anden sagsbehandler har godkendt forslaget.
stil-nat-one-waits = Der venter allerede et forslag om den her indstilling
stil-nat-same = Sådan er det allerede
stil-nat-changed = En anden har ændret indstillingen, mens du skrev. Nu gælder: { $value }
stil-nat-bounds = Mellem { $least } og { $most }
stil-nat-as-rule = { $value } (som reglen siger)
stil-nat-several = { $before } og { $last }
stil-nat-seconds = { $n ->
    [one] { $said } sekund
   *[other] { $said } sekunder
}
stil-nat-minutes = { $n ->
    [one] { $said } minut
   *[other] { $said } minutter
}
stil-nat-hours = { $n ->
    [one] { $said } time
   *[other] { $said } timer
}
stil-nat-percent = { $said } procent
stil-nat-yes = Ja
stil-nat-no = Nej
stil-nat-running = Gælder
stil-nat-paused = Sat på pause
stil-nat-call-now = Alle skal skifte adgangskode fra nu
stil-nat-not-called = Intet tvunget skift
stil-nat-called-at = Alle med en adgangskode fra før { $when } skal skifte
stil-nat-eid-everybody = Alle
stil-nat-eid-public = Kun folk på offentlige institutioner
stil-nat-why-word = Vælg en af mulighederne
stil-nat-why-number = Skriv et helt tal
stil-nat-why-numbers = Skriv { $n } hele tal med mellemrum imellem
stil-nat-why-outside = Skriv et tal mellem { $least } og { $most }
stil-nat-why-shorter = Ingen ventetid må være kortere end den før
stil-nat-why-more = “{ $less }” må ikke være mere end “{ $more }”. Foreslå den anden først
stil-nat-group-change = Skift af adgangskode
stil-nat-group-eid = Nationalt eID
stil-nat-group-guessing = Forkerte forsøg på én bruger
stil-nat-group-address = Forkerte forsøg fra én adresse
stil-nat-group-watch = Overvågning af hele landet
stil-nat-group-session = Hvor længe et login varer
stil-nat-yearly = Ny adgangskode hvert år for udskoling og voksne
stil-nat-demand = Tvungne skift
stil-nat-called = Kræv, at alle skifter adgangskode
stil-nat-eid = Hvem må bruge eID til tjenester
stil-nat-two-factor = Så længe tæller to faktorer, efter de er vist
stil-nat-free-failures = Forkerte forsøg i træk uden ventetid
stil-nat-waits = Ventetider efter de næste forsøg. Den sidste bliver ved
stil-nat-forgotten = Så længe uden forkerte forsøg, og rækken begynder forfra
stil-nat-pictures-a-day = Forkerte billedkoder på et døgn
stil-nat-texts-a-day = Forkerte adgangskoder på et døgn
stil-nat-pictures-in-all = Forkerte forsøg i alt, før en billedkode er brugt op
stil-nat-address-accounts = Brugere, der må fejle fra en adresse, før den bliver langsommere
stil-nat-address-declared = Det samme for en adresse på en skoles net
stil-nat-address-minutes = Så længe tælles en adresses fejl
stil-nat-address-delay = Lægges til hvert forsøg derfra. Det bliver aldrig afvist
stil-nat-watch-attempts = Under så mange billedlogin siger fejlene ikke noget
stil-nat-watch-percent = Når så mange fejler for første gang, er billeder alene ikke nok uden for skolernes net
stil-nat-watch-minutes = Så længe tælles de
stil-nat-shared-idle = Fælles enhed: slutter uden brug efter
stil-nat-shared-hours = Fælles enhed: varer højst
stil-nat-own-idle = Egen enhed: slutter uden brug efter
stil-nat-own-hours = Egen enhed: varer højst
stil-nat-staff-idle = Personalets sider: slutter uden brug efter
stil-nat-eid-idle = Sider bag eID: slutter uden brug efter
