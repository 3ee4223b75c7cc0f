### Breve, som Unilogin sender med mail.

letter-regards = Venlig hilsen
letter-no-answer = Mailen er sendt automatisk, så du kan ikke svare på den.
letter-to-administration = Gå til Brugeradministration

letter-right-user-administration = Brugeradm
letter-right-read-access = Læseadgang
letter-right-pupil-access = Elevadgang-administrator
letter-right-agreements = Dataaftaler
letter-right-licences = Licenser

letter-reason-expired = Rettigheden havde en slutdato, og den er nået.
letter-reason-may-not-hold = Personen er ikke længere ansat på en institution.
letter-reason-employment-ended = Personen er ikke længere ansat på institutionen.
letter-reason-not-used = Personen har ikke brugt Brugeradministration for institutionen i 12 måneder.

letter-administrator-added = Ny brugeradministrator på { $institution }
letter-administrator-added-body =
    Hej

    { $by } har givet { $person } rettigheden Brugeradm på { $institution } ({ $number }).

    { $until ->
        [none] Rettigheden har ingen slutdato.
       *[other] Rettigheden gælder til og med { $until }.
    }

    Du får mailen, fordi alle brugeradministratorer får besked, når nogen får eller mister rettigheden. Er det en fejl, så fjern rettigheden igen.

letter-administrator-removed = En brugeradministrator er fjernet på { $institution }
letter-administrator-removed-body =
    Hej

    { $by } har fjernet rettigheden Brugeradm fra { $person } på { $institution } ({ $number }).

    Er det en fejl, så giv rettigheden igen i Brugeradministration.

letter-right-lapsed = { $person } er ikke længere brugeradministrator på { $institution }
letter-right-lapsed-body =
    Hej

    { $person } har mistet rettigheden { $right } på { $institution } ({ $number }).

    { $reason }

    Skal { $person } have rettigheden igen, kan en brugeradministrator give den.

letter-right-lapses-soon = { $person } mister snart sin rettighed på { $institution }
letter-right-lapses-soon-body =
    Hej

    { $person } mister rettigheden { $right } på { $institution } ({ $number }) efter { $day }.

    Årsag: { $reason }

    Er det, som det skal være, skal I ikke gøre noget. Ellers kan en brugeradministrator give rettigheden igen, eller { $person } kan logge ind i Brugeradministration.

letter-last-administrator = { $institution } mangler snart en brugeradministrator
letter-last-administrator-body =
    Hej

    { $person } er den sidste brugeradministrator på { $institution } ({ $number }) og er ikke længere ansat.

    Rettigheden bliver til og med { $day }, så { $person } kan udpege en ny. Bagefter har institutionen ingen brugeradministrator, og så skal I søge om adgang igen.

letter-primary = Ny primær brugeradministrator på { $institution }
letter-primary-body =
    Hej

    { $by } har gjort { $person } til primær brugeradministrator på { $institution } ({ $number }).

    Det er den primære brugeradministrator, vi skriver til, når der er noget om institutionen.

letter-affiliations-end = Tilknytninger på { $institution } udløber snart
letter-affiliations-end-body =
    Hej

    { $count ->
        [one] 1 person er tilknyttet manuelt på { $institution } ({ $number }), og tilknytningen udløber { $day }.
       *[other] { $count } personer er tilknyttet manuelt på { $institution } ({ $number }), og deres tilknytning udløber inden for en måned. Den første udløber { $day }.
    }

    { $names }

    { $count ->
        [one] Bekræft personen under Manuel administration, hvis personen stadig hører til hos jer. Ellers ophører adgangen af sig selv.
       *[other] Bekræft dem under Manuel administration, hvis de stadig hører til hos jer. Ellers mister de adgangen af sig selv.
    }

letter-import-ends = Importen fra { $source } til { $institution } er ved at være for gammel
letter-import-ends-body =
    Hej

    { $source } har ikke sendt brugere til { $institution } ({ $number }) i elleve måneder. { $day } er importen et år gammel. { $count ->
        [one] Så bliver den slettet, og 1 person mister sin tilknytning.
       *[other] Så bliver den slettet, og { $count } personer mister deres tilknytning.
    }

    { $names }

    { $count ->
        [one] Send en ny import fra { $source }, hvis personen stadig hører til hos jer.
       *[other] Send en ny import fra { $source }, hvis de stadig hører til hos jer.
    }

letter-agreement-ends = Dataaftalen med { $service } udløber snart
letter-agreement-ends-body =
    Hej

    Aftalen mellem { $institution } ({ $number }) og { $service } udløber { $day }. Derefter får tjenesten ikke flere oplysninger fra jer.

    Vil I fortsætte, så bed udbyderen om at sende en ny anmodning.

letter-to-application = Til ansøgningen
letter-to-confirm = Bekræft ansøgningen
letter-to-object = Se ansøgningen, og gør indsigelse
letter-application-begun = Din ansøgning om Unilogin er gemt
letter-application-begun-body =
    Hej

    Du er skrevet som teknisk kontaktperson i en ansøgning for { $institution }.

    Med linket herunder kan du skrive videre til og med { $day }. Derefter sletter vi ansøgningen, hvis den ikke er sendt. Enhver, der har linket, kan læse og rette ansøgningen.

letter-application-received = Vi har modtaget ansøgningen for { $institution }
letter-application-received-body =
    Hej

    Sagsnummeret er { $case }. Du får svar på e-mail, og du kan følge sagen med linket herunder.

letter-application-confirm = Har { $institution } søgt om Unilogin?
letter-application-confirm-body =
    Hej

    Vi har fået en ansøgning for { $institution } ({ $number }). Den siger, at { $contact } og { $leader } skal være brugeradministratorer.

    Er det jer, der har søgt? Så bekræft med linket herunder. Ellers gør indsigelse samme sted.

letter-application-watch = Nogen søger om adgang til { $institution }
letter-application-watch-body =
    Hej

    Vi har fået en ansøgning for { $institution } ({ $number }). Den siger, at { $contact } og { $leader } skal være brugeradministratorer.

    Du får besked, fordi du er brugeradministrator der. Er der noget galt, så gør indsigelse.

letter-application-asked = Spørgsmål til ansøgningen for { $institution }
letter-application-asked-body =
    Hej

    Sag { $case }: Vi mangler svar på dette, før vi kan afgøre ansøgningen:

    { $text }

    Ret ansøgningen med linket herunder, og send den igen.

letter-application-approved = Ansøgningen for { $institution } er godkendt
letter-application-approved-body =
    Hej

    Sag { $case }: Disse personer er nu brugeradministratorer for { $institution } ({ $number }):

    { $names }

    De kan logge ind med det samme.

letter-application-rejected = Ansøgningen for { $institution } er afvist
letter-application-rejected-body =
    Hej

    Sag { $case }: Vi kan ikke godkende ansøgningen. Begrundelsen er:

    { $text }

    I kan søge igen.

letter-to-desk = Gå til sagsbehandlingen

letter-operator-appointed = Ny sagsbehandler
letter-operator-appointed-body =
    Hej

    { $by } har gjort { $person } til sagsbehandler.

    Er det en fejl? Fjern { $person } på siden Sagsbehandlere, og spørg { $by }.

letter-operator-removed = En sagsbehandler er fjernet
letter-operator-removed-body =
    Hej

    { $by } har fjernet { $person } som sagsbehandler.

    Er det en fejl? Tilføj { $person } igen på siden Sagsbehandlere, og spørg { $by }.

letter-register-mail = { $institution } har fået en anden mailadresse i institutionsregisteret
letter-register-mail-body =
    Hej

    Mailadressen for { $institution } ({ $number }) i institutionsregisteret er ændret.

    Før: { $old ->
        [none] ingen
       *[other] { $old }
    }
    Nu: { $new ->
        [none] ingen
       *[other] { $new }
    }

    Breve om institutionens adgang, også links til at bekræfte en ansøgning, sendes fra nu af til den nye adresse.

    Kender I ikke den nye adresse, så kontakt straks supporten for { $brand }.

letter-closed = { $institution } er nedlagt i institutionsregisteret fra { $day }
letter-closed-body =
    Hej

    { $institution } ({ $number }) står som nedlagt i institutionsregisteret fra { $day }.

    Fra den dag kan ingen administrere institutionens brugere, og importer afvises. En måned senere mister personerne deres tilknytning til institutionen.

    Er det en fejl? Kontakt straks supporten for { $brand }, så kan institutionen åbnes igen.

letter-reopened = { $institution } er ikke længere nedlagt
letter-reopened-body =
    Hej

    { $institution } ({ $number }) står ikke længere som nedlagt i institutionsregisteret. I kan administrere brugere og sende importer som før.

letter-to-own-page = Gå til Mit Unilogin
letter-code-asked = { $by } beder om en engangskode til { $person }
letter-code-asked-body =
    Hej

    { $by } beder om en engangskode til { $person } på { $institution } ({ $number }). Med koden kan personen lave en ny adgangskode uden MitID.

    En anden brugeradministrator skal sige ja. Gør det kun, når du ved, at det er rigtigt. Er noget galt, så sig nej.
letter-code-asked-you = Der er bedt om en engangskode til dig
letter-code-asked-you-body =
    Hej { $person }

    { $by } på { $institution } ({ $number }) har bedt om en engangskode til dig. Med den kan du lave en ny adgangskode uden MitID.

    Har du ikke selv bedt om hjælp, så kontakt institutionen nu.
letter-code-approved = Engangskoden til { $person } er godkendt
letter-code-approved-body =
    Hej

    { $by } har sagt ja til en engangskode til { $person } på { $institution } ({ $number }). Den, der bad om koden, kan nu vise den og give den til personen.

    Er noget galt, så fortryd koden i Brugeradministration.
letter-code-approved-you = Din engangskode er godkendt
letter-code-approved-you-body =
    Hej { $person }

    Du kan få en engangskode på { $institution } ({ $number }). Den virker i 24 timer. Giv den ikke til andre.

    Har du ikke selv bedt om hjælp, så kontakt institutionen nu.
