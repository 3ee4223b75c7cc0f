### Vejledninger.

guides-title = Vejledning
guides-says = Find det, du skal bruge. Hver vejledning kan printes.
guides-all = For alle
guides-teacher = For lærere og Elevadgang
guides-admin = For brugeradministratorer
guides-about = Om Unilogin
guides-faq = Spørgsmål og svar
guides-help = Kan du ikke logge ind nu?
guides-back = Alle vejledninger
guides-remember = Husk
guides-to-mit = Gå til Mit Unilogin
guides-to-elevadgang = Gå til Elevadgang
guides-to-ba = Gå til Brugeradministration

guide-pictures = Log ind med fire billeder
guide-pictures-says = Til elever i børnehave og 0.-3. klasse.
guide-pictures-1 = Skriv dit brugernavn, og tryk på »Næste«. Har du et skolekort, så hold det hen foran tablettens kamera i stedet.
guide-pictures-2 = Tryk på dine fire billeder i den rigtige rækkefølge. Trykker du forkert, så tryk på »Slet«.
guide-pictures-3 = Tryk på »Log ind«.
guide-pictures-4 = Husker du ikke billederne? Sig det til din lærer. Så får du nye.
guide-pictures-note = Dine billeder er kun dine. Vis dem ikke til andre børn.

guide-words = Log ind med brugernavn og adgangskode
guide-words-says = Til elever fra 4. klasse og alle voksne.
guide-words-1 = Skriv dit brugernavn, og tryk på »Næste«. Store bogstaver og mellemrum gør ikke noget.
guide-words-2 = Vælg, om computeren er din egen, eller om andre bruger den. På en fælles computer bliver du hurtigere logget af.
guide-words-3 = Skriv din adgangskode, og tryk på »Log ind«.
guide-words-4 = Har du skrevet forkert for mange gange, skal du vente lidt. Siden viser, hvor længe.
guide-words-note = Ingen fra Unilogin eller skolen spørger om din adgangskode.

guide-username = Find dit brugernavn
guide-username-says = Du skal bruge { $eid }. Har du ikke det, så spørg din lærer.
guide-username-1 = Tryk på »Få mit eller mit barns brugernavn« på loginsiden.
guide-username-2 = Log ind med { $eid }.
guide-username-3 = Nu står dit eget brugernavn her, og dine børns, hvis du har forældremyndigheden.
guide-username-4 = Kan du godt huske adgangskoden, så vælg det. Ellers får du en ny.

guide-new-password = Få en ny adgangskode med { $eid }
guide-new-password-says = Når du har glemt din adgangskode.
guide-new-password-1 = Skriv dit brugernavn på loginsiden, og tryk på »Næste«.
guide-new-password-2 = Tryk på »Få en ny adgangskode« og så på »Glemt adgangskode«.
guide-new-password-3 = Vælg »Brug { $eid }«, og log ind.
guide-new-password-4 = Brug vores forslag, eller skriv din egen adgangskode. Tryk på »Næste«.
guide-new-password-note = Den gamle adgangskode virker, indtil du har valgt den nye.

guide-child = Hjælp dit barn med en ny adgangskode
guide-child-says = Du skal have forældremyndigheden, og barnet skal sidde hos dig.
guide-child-1 = Skriv barnets brugernavn på barnets skærm, og tryk på »Næste«.
guide-child-2 = Tryk på »Få en ny adgangskode«, »Glemt adgangskode« og »En voksen hjælper mig«.
guide-child-3 = Log ind med { $eid }.
guide-child-4 = Giv skærmen til barnet. Barnet ser den nye kode og øver sig på den.
guide-child-note = Barnets næste login fortæller, at en forælder gav en ny adgangskode. Står dit barn ikke på listen, så kontakt skolen: Skolen registrerer, hvem der har forældremyndigheden.

guide-change = Skift en adgangskode, du kender
guide-change-says = Du kan skifte, når du vil.
guide-change-1 = Skriv dit brugernavn på loginsiden, og tryk på »Næste«.
guide-change-2 = Tryk på »Få en ny adgangskode« og så på »Skift adgangskode (jeg kender den)«.
guide-change-3 = Vis, at du kender den gamle.
guide-change-4 = Vælg en ny. De yngste får fire nye billeder og øver sig på dem.
guide-change-note = Når du skifter, bliver du logget af alle andre steder.

guide-vouch = Når en tjeneste beder om en voksen
guide-vouch-says = Nogle tjenester kræver, at en voksen siger god for eleven.
guide-vouch-1 = Eleven logger ind og vælger, at en voksen siger ja. Skærmen viser to billeder og venter.
guide-vouch-2 = Læreren åbner Elevadgang, ser de samme to billeder ved eleven og trykker OK. Læreren skal være logget ind med { $eid }.
guide-vouch-3 = Eller: En forælder logger ind med { $eid } på elevens skærm og siger ja.
guide-vouch-4 = Eleven kommer selv videre til tjenesten. Det gælder i { $adult-hours } timer.
guide-vouch-note = Sig kun ja, hvis eleven sidder der, og billederne er de samme.

guide-give = Giv en elev en ny adgangskode
guide-give-says = Til lærere. Det tager under et minut.
guide-give-1 = Gå til Elevadgang, og tryk på »Log på«.
guide-give-2 = Vælg klassen, og sæt flueben ved eleven. Du kan også vælge flere eller hele klassen.
guide-give-3 = Tryk på »Giv ny adgangskode«. Eleven har nu { $open-minutes } minutter.
guide-give-4 = Bed eleven skrive sit brugernavn på en loginside. Så viser siden en ny adgangskode, som kun eleven ser.
guide-give-5 = Følg med på din egen side. Den viser »Fik ny kode kl. …«, når eleven er færdig.
guide-give-note = Der sker ikke noget med den gamle adgangskode, før eleven har fået den nye. Løb tiden ud, så giv igen.

guide-undo = Annullér eller fortryd
guide-undo-says = Når den forkerte elev blev valgt, eller en anden skrev brugernavnet.
guide-undo-1 = Venter eleven stadig, så tryk på »Annullér«. Den gamle adgangskode gælder stadig.
guide-undo-2 = Har nogen fået en ny kode, så tryk på »Fortryd«. Den nye kode og de steder, den er logget ind, lukker med det samme.
guide-undo-3 = Giv eleven en ny adgangskode igen.
guide-undo-note = Når du fortryder, kommer den gamle adgangskode ikke tilbage.

guide-big-screen = Vis brugernavne på storskærm
guide-big-screen-says = Når mange elever skal logge ind på én gang.
guide-big-screen-1 = Giv eleverne en ny adgangskode i Elevadgang.
guide-big-screen-2 = Tryk på »Vis brugernavne på storskærm«.
guide-big-screen-3 = Siden viser fornavn og brugernavn og lukker selv, når tiden er gået. Den viser aldrig en adgangskode.

guide-cards = Print skolekort
guide-cards-says = Et kort med en kode erstatter det at skrive brugernavnet. Billederne skal eleven stadig huske.
guide-cards-1 = Sæt flueben ved eleverne i Elevadgang, og tryk på »Print skolekort«.
guide-cards-2 = Print siden. Der er otte kort på et ark.
guide-cards-3 = Klip kortene ud, og pas på dem som på en nøgle.
guide-cards-4 = Er et kort væk, så gør det ugyldigt på elevens side, og print et nyt.
guide-cards-note = Der står ingen adgangskode på kortet.

guide-who-elevadgang = Hvordan får man adgang til Elevadgang?
guide-who-elevadgang-says = Du skal ikke søge. Adgangen kommer fra skolens administrative system.
guide-who-elevadgang-1 = Lærere, der er knyttet til mindst én klasse, trykker på »Log på«.
guide-who-elevadgang-2 = Mangler du en klasse, så bed sekretæren om at rette det i det administrative system. Det virker efter næste import.
guide-who-elevadgang-3 = Brugeradministratorer og dem med rettigheden Elevadgang-administrator trykker på »Log på som brugeradministrator« og bruger { $eid }. De ser alle elever.
guide-who-elevadgang-4 = En vikar kan låne en klasse til en bestemt dag. Det gør en brugeradministrator under »Vikarer«.

guide-block = Spær en elev, og åbn igen
guide-block-says = Til brugeradministratorer og Elevadgang-administratorer.
guide-block-1 = Gå til Elevadgang, tryk på »Log på som brugeradministrator«, og vælg eleven.
guide-block-2 = Skriv, hvorfor eleven bliver spærret. Eleven kan se det, du skriver.
guide-block-3 = Tryk på »Spær«. Eleven bliver logget af alle steder.
guide-block-4 = Tryk på »Åbn igen«, når det er løst. Kun jeres institution eller supporten kan åbne.

guide-internal = Udpeg en kollega som brugeradministrator
guide-internal-says = Til brugeradministratorer. Kollegaen er ansat på institutionen.
guide-internal-1 = Log ind i Brugeradministration med { $eid }, og vælg »Rettighedstildeling«.
guide-internal-2 = Vælg »Ansatte på institutionen …«, og find kollegaen på listen.
guide-internal-3 = Sæt flueben ved »Brugeradm«, og tryk på »Gem«.
guide-internal-4 = Står kollegaen ikke på listen, så find vedkommende under »Alle brugere«.
guide-internal-note = Alle brugeradministratorer på institutionen får en mail. Kollegaen kan logge ind med det samme.

guide-external = Udpeg en brugeradministrator udefra
guide-external-says = Når den, der skal hjælpe, er ansat et andet sted, for eksempel i kommunen.
guide-external-1 = Vælg »Alle brugere«, skriv navnet, og tryk på »Søg«.
guide-external-2 = Sæt flueben ved den rigtige, og tryk på »Husk, og gå til Rettighedstildeling«.
guide-external-3 = Vælg »Vis huskede …«, sæt flueben ved »Brugeradm«, og skriv en slutdato.
guide-external-4 = Tryk på »Gem«.
guide-external-note = En ekstern har altid en slutdato, højst 12 måneder frem.

guide-held = Se og frigiv en import, der venter
guide-held-says = En import, der ville fjerne mange, venter på jer.
guide-held-1 = Vælg »Import« og så »Se importen«.
guide-held-2 = Se, hvem der ville forsvinde, og hvilke rettigheder og tjenester de ville miste.
guide-held-3 = Er det rigtigt, så tryk på »Frigiv import«. Ellers tryk på »Afvis import«, og ret fejlen i jeres system.
guide-held-note = Gik det galt, kan den sidste import fortrydes, indtil den næste kommer. Adgangskoder bliver ikke rørt.

guide-cpr = Skift et CPR-nummer
guide-cpr-says = Når en person har fået nyt CPR-nummer, og importen blev afvist for personen.
guide-cpr-1 = Vælg »Import«, åbn importen, og find linjen.
guide-cpr-2 = Vælg »Skift CPR-nummer«, skriv det nye nummer, og tryk på »Analysér«.
guide-cpr-3 = Se, hvad der sker. Brugernavn og adgangskode beholdes.
guide-cpr-4 = Tryk på »Skift CPR-nummer«. Den næste import går igennem.
guide-cpr-note = Kan I ikke selv skifte det, sender siden sagen til en sagsbehandler.

guide-attach = Tilknyt en person manuelt
guide-attach-says = Til institutioner uden et administrativt system.
guide-attach-1 = Vælg »Manuel administration«, skriv CPR-nummeret, og tryk på »Find personen«.
guide-attach-2 = Findes personen, så vælg rolle og klasse, og tryk på »Tilknyt«.
guide-attach-3 = Findes personen ikke, så skriv brugernavnet, og tryk på »Identificer«, eller skriv navnet, og tryk på »Opret og tilknyt«.
guide-attach-4 = Tilknytningen varer et år. Tryk på »Bekræft«, når I får en mail om det.

guide-licence = Giv adgang til en tjeneste
guide-licence-says = Når I har købt licens til en tjeneste.
guide-licence-1 = Vælg »Tjenester og licenser«.
guide-licence-2 = Vælg tjenesten, hvem der skal have adgang, og fra og til hvilken dag.
guide-licence-3 = Tryk på »Giv adgang«. Tryk på »Stop adgangen«, når den ikke skal gælde mere.

guide-agreement = Svar på en udbyders anmodning om data
guide-agreement-says = En tjeneste får kun navne og roller, når I siger ja.
guide-agreement-1 = Vælg »Dataaftaler«, og åbn anmodningen.
guide-agreement-2 = Se, hvad tjenesten ville få, på tre af jeres egne elever, hvor det meste er skjult.
guide-agreement-3 = Tryk på »Godkend« eller »Afvis«. I kan slutte en aftale igen med »Afslut aftale«.

guide-what = Hvad er Unilogin?
guide-what-one = Ét login til alt i skolen
guide-what-one-says = Unilogin er det brugernavn og den adgangskode, som elever, forældre og ansatte bruger til skolens digitale tjenester. Du har ét Unilogin, også når du skifter skole.
guide-what-from = Hvor kommer det fra?
guide-what-from-says = Skolen registrerer dig i sit administrative system, og systemet sender oplysningerne hertil. Få sekunder efter kan du få din første adgangskode.
guide-what-shares = Hvad får tjenesterne at vide?
guide-what-shares-says = En tjeneste får et nummer, der kun bruges dér, og om du er elev, medarbejder, ekstern eller kontaktperson. Dit navn får den kun, hvis skolen har sagt ja.

guide-policy = Adgangskodepolitik
guide-policy-early = Børnehave og 0.-3. klasse
guide-policy-early-says = { $pictures } forskellige billeder ud af { $grid }, i en bestemt rækkefølge. Systemet vælger dem. Eleven øver sig, før koden gælder.
guide-policy-middle = 4.-6. klasse
guide-policy-middle-says = To danske ord sat sammen. Eleven må også vælge sin egen med { $min }-{ $max } tegn.
guide-policy-upper = 7. klasse og op, og alle voksne
guide-policy-upper-says = To ord og to tal, med store og små bogstaver. En, man selv vælger, har { $min }-{ $max } tegn med store og små bogstaver og et tal, eller mindst { $passphrase } tegn af enhver slags.
guide-policy-never = Aldrig
guide-policy-never-says = Ikke dit navn eller brugernavn, ikke en årstid, ikke en kode, som mange andre bruger, og ikke en af dine sidste { $remembered }.
guide-policy-change = Hvornår skal man skifte?
guide-policy-change-says = Inden { $move-days } dage, når man rykker op i 4. eller 7. klasse. Fra 7. klasse og for voksne hver { $year-days }. dag. De sidste { $remind-days } dage minder login om det. Skolen kan også bede om et skift.
guide-policy-guess = Hvis nogen gætter
guide-policy-guess-says = Efter nogle forkerte forsøg skal man vente, længere og længere. Det hjælper ikke at skifte computer. Lærer og { $eid } virker stadig.
guide-policy-see = Hvem kan se adgangskoden?
guide-policy-see-says = Kun dig. Ingen lærer, brugeradministrator eller supporter kan se, vælge eller printe en adgangskode.

guide-who = Hvem kan få Unilogin?
guide-who-inst = Institutioner
guide-who-inst-says = Statslige institutioner, kommuner, regioner og selvejende institutioner inden for dagtilbud og uddannelse. Institutionen skal have et CVR- eller P-nummer.
guide-who-museum = Museer
guide-who-museum-says = Nej. Bed udbyderen af tjenesten om et andet login.
guide-who-home = Hjemmeundervisning
guide-who-home-says = Spørg den skole, der fører tilsyn.
guide-who-private = Privat undervisning
guide-who-private-says = Først når undervisningen er blevet en friskole eller privatskole.
guide-who-abroad = Skoler i udlandet
guide-who-abroad-says = Ja, når skolen har tilknytning til Danmark. Den skal have en mailadresse på sit eget domæne.

guide-admins = For alle brugeradministratorer
guide-admins-in = Sådan kommer du ind
guide-admins-in-says = Gå til Brugeradministration, og log ind med { $eid }. Det skal være en eID med CPR-nummer. Du bliver logget af efter { $eid-minutes } minutter uden brug.
guide-admins-two = Vær mindst to
guide-admins-two-says = Udpeg en brugeradministrator mere. Den sidste kan ikke fjernes, og ingen kan fjerne sig selv.
guide-admins-use = Brug adgangen
guide-admins-use-says = Adgangen til en institution lukker, når du ikke har brugt Brugeradministration for den i 12 måneder. En anden brugeradministrator kan give den igen.
guide-admins-log = Alt bliver gemt
guide-admins-log-says = Hvad du gør, og hvem du ser på, står i loggen. De andre brugeradministratorer og personen selv kan se det.

faq-locked = Hvorfor skal jeg vente, når jeg har skrevet forkert?
faq-locked-says = Så andre ikke kan prøve sig frem til din kode. De første fire fejl koster ingenting. Din lærer eller { $eid } kan hjælpe med det samme.
faq-teacher-sees = Kan læreren se min adgangskode?
faq-teacher-sees-says = Nej. Læreren kan kun give dig lov til at få en ny.
faq-two-roles = Jeg er både forælder og ansat. Har jeg to brugernavne?
faq-two-roles-says = Nej, ét. Når du logger ind på en tjeneste, vælger du, hvem du er dér.
faq-parents-name = Kan skolen se mit brugernavn som forælder?
faq-parents-name-says = Nej. Skolen kan se, at du er registreret, men ikke dit brugernavn eller din adgangskode.
faq-no-eid = Hvad hvis jeg ikke har { $eid }?
faq-no-eid-says = Elever spørger deres lærer. Voksne spørger institutionens brugeradministrator.
faq-new-school = Mit barn har skiftet skole. Skal vi have et nyt Unilogin?
faq-new-school-says = Nej. Brugernavn og adgangskode følger med.
faq-protected = Jeg har navne- og adressebeskyttelse. Hvad kan andre se?
faq-protected-says = Kun dit alias. Skolens system sender det, og uden alias bliver du ikke oprettet.

guides-to-apply = Gå til ansøgningen
guide-apply = Ansøg om adgang
guide-apply-says = Til institutioner, der ikke har Unilogin endnu. Du skal ikke logge ind, og du kan holde pause undervejs.
guide-apply-1 = Åbn »Kan vi få Unilogin?«, vælg hvem der søger, og skriv CVR-nummer eller P-nummer. Tryk »Start ansøgningen«.
guide-apply-2 = Skriv institutionens navn og nummer. Har I intet nummer, så skriv en streg.
guide-apply-3 = Skriv den tekniske kontaktperson og institutionslederen. Begge bliver brugeradministratorer.
guide-apply-4 = Tryk »Hent underskriftsside (PDF)«, få lederen til at skrive under, og vedhæft siden. Lederen kan også skrive under med { $eid }.
guide-apply-5 = Tryk »Send ansøgning«. I får et sagsnummer og svar på e-mail.
guide-apply-6 = Når ansøgningen er godkendt, logger I begge på Brugeradministration med { $eid }.
guide-apply-note = Med »Gem og luk« får du et link, så du kan skrive videre i 30 dage. Enhver, der har linket, kan læse og rette ansøgningen.
guide-primary = Skift primær brugeradministrator
guide-primary-says = Når den primære brugeradministrator er holdt op, og ingen andre kan give rollen videre.
guide-primary-1 = Åbn »Kan vi få Unilogin?«, og vælg »Ændring af primær brugeradministrator«.
guide-primary-2 = Skriv den nye som teknisk kontaktperson, og få lederen til at skrive under.
guide-primary-3 = De brugeradministratorer, I har i forvejen, får besked og kan gøre indsigelse, før sagen bliver afgjort.

guide-lifetime = Levetidspolitik
guide-lifetime-import = Import og manuel tilknytning
guide-lifetime-import-says = De gælder i { $import-days } dage. { $told-days } dage før får skolens brugeradministratorer en mail. En ny import, eller »Bekræft« ved den, der er tilknyttet manuelt, giver et år mere.
guide-lifetime-gone = Når man ikke hører til nogen steder mere
guide-lifetime-gone-says = Rettigheder, Elevadgang og adgang til børn slutter med det samme. I { $gone-days } dage kan man stadig logge ind på Mit Unilogin. Så lukker kontoen.
guide-lifetime-closed = En lukket konto
guide-lifetime-closed-says = Den åbner igen med samme brugernavn, når en institution tilknytter personen. Er det ikke sket efter { $closed-months } måneder, sletter vi navn, CPR-nummer og adgangskode. Ingen anden får brugernavnet.
guide-lifetime-admins = Brugeradministratorer
guide-lifetime-admins-says = Har man ikke brugt Brugeradministration for en institution i { $unused-months } måneder, mister man adgangen til den. En anden brugeradministrator kan give den igen.
guide-lifetime-log = Hvor længe husker vi, hvad der er sket?
guide-lifetime-log-says = Logins i { $logins-months } måneder, hvem der har set hvem i { $looks-months } måneder, og alt andet i { $changes-years } år. En underskrevet ansøgning slettes { $file-days } dage efter svaret.

folder-title = Unilogin til forældre
folder-link = Folder til forældre (PDF, én side)
folder-says = Dit barn bruger Unilogin til skolens digitale tjenester. Her står, hvad du kan hjælpe med.
folder-first = Sådan logger dit barn ind
folder-first-1 = Barnet skriver sit brugernavn: fire bogstaver og fire tegn. Skolen giver det.
folder-first-2 = De yngste trykker på deres { $pictures } billeder i den rigtige rækkefølge. De større skriver deres adgangskode.
folder-first-3 = På en computer, som flere bruger, logger barnet af bagefter.
folder-note = Adgangskoden er barnets egen. Ingen på skolen kan se den, og ingen vil bede dig om den.
