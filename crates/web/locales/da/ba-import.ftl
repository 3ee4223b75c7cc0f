# Import i Brugeradministration.
ba-import-says = Jeres administrative system sender brugerne. Her ser du, hvad der er kommet ind, og hvad der mangler.
ba-import-back = Tilbage til import
ba-import-cancel = Annullér
ba-import-sources = Kilder
ba-import-source = Kilde
ba-import-loaded = Sidst indlæst
ba-import-people = Personer
ba-import-notices = Adviser
ba-import-no-notices = Ingen
ba-import-notices-n = { $n ->
    [one] { $n } advis
   *[other] { $n } adviser
}
ba-import-more = Mere
ba-import-show = Vis importerede
ba-import-undo = Fortryd import
ba-import-no-source = Der er ikke kommet en import endnu. Bed leverandøren af jeres administrative system om at sende den første.
ba-import-history = Importhistorik
ba-import-no-history = Der er ingen importer endnu.
ba-import-when = Modtaget
ba-import-outcome = Resultat
ba-import-kind = Art
ba-import-received = Personer i filen
ba-import-created = Oprettet
ba-import-changed = Ændret
ba-import-removed = Fjernet
ba-import-refused-n = Afvist
ba-import-accepted = Indlæst
ba-import-with-notices = Indlæst med adviser
ba-import-held = Tilbageholdt
ba-import-refused = Afvist
ba-import-replaced = Erstattet af en nyere
ba-import-rejected = Afvist af jer
ba-import-undone = Fortrudt
ba-import-kind-full = Fuld import
ba-import-kind-delta = Ændringer
ba-import-kind-delete = Sletning
ba-import-kind-age = Slettet, fordi den var for gammel
ba-import-held-title = En import fra { $source } venter på jer
ba-import-held-says = Den fjerner usædvanligt mange brugere. Se, hvem det er, før du frigiver den.
ba-import-held-look = Se importen
ba-import-told-released = Importen er frigivet og indlæst.
ba-import-told-rejected = Importen er afvist. Intet er ændret.
ba-import-told-undone = Importen er fortrudt. Navne, tilknytninger og grupper er som før.
ba-import-told-too-late = Der er sket noget imens. Se listen igen.
ba-import-told-cpr = CPR-nummeret er skiftet. Næste import går igennem.

ba-import-run-title = Import
ba-import-run-heading = Import { $when }
ba-import-lines = { $n ->
    [0] Ingen adviser
    [one] { $n } advis
   *[other] { $n } adviser
}
ba-import-no-lines = Alt i filen blev indlæst.
ba-import-lines-caption = Linjer, der ikke blev indlæst, og hvad I kan gøre
ba-import-line = Hvem
ba-import-line-new = Ny person eller hele filen
ba-import-local-id = Nummer i jeres system: { $id }
ba-import-what = Hvad er galt
ba-import-todo = Hvad I kan gøre

ba-import-cpr-missing = CPR-nummeret mangler.
ba-import-cpr-invalid = CPR-nummeret er ikke et rigtigt CPR-nummer.
ba-import-cpr-unexpected = Ikke forventet CPR til localPersonID. Personen har et andet CPR-nummer hos os end i filen.
ba-import-alias-missing = Personen har navne- og adressebeskyttelse, men intet alias. Derfor er personen ikke oprettet.
ba-import-group-unknown = Klassen eller gruppen { $name } findes ikke i filen.
ba-import-group-twice = Gruppen { $name } har samme kode eller navn som en anden gruppe.
ba-import-role-missing = Rollen mangler.
ba-import-role-unknown = Rollen { $name } findes ikke for den slags bruger.
ba-import-level-unknown = Trinnet { $name } findes ikke.
ba-import-date-invalid = { $name } er ikke en dato.
ba-import-field-too-long = { $name } er for langt. Der er plads til { $max } tegn, og æ, ø og å fylder to.
ba-import-contact-relation = En kontaktpersons relation til barnet findes ikke. Kontaktpersonen er udeladt.
ba-import-contact-name = En kontaktperson har intet navn. Kontaktpersonen er udeladt.
ba-import-contact-cpr = En kontaktpersons CPR-nummer er ikke et rigtigt nummer. Kontaktpersonen er udeladt.
ba-import-contact-twice = Den samme kontaktperson står to gange. Den første gælder.
ba-import-contact-same = En kontaktperson har barnets eget CPR-nummer. Kontaktpersonen er udeladt.
ba-import-stale = Filen er ældre end den, der sidst blev indlæst.
ba-import-id-missing = Personen har intet nummer i jeres system (localPersonID).
ba-import-id-twice = Det samme nummer (localPersonID) står to gange. Den første linje gælder.
ba-import-person-twice = Det samme CPR-nummer står på to linjer. Den første linje gælder.
ba-import-name-missing = Fornavn eller efternavn mangler.
ba-import-actor-missing = Personen er hverken elev, medarbejder eller ekstern.
ba-import-leaving-unknown = Filen ville slette en person, som ikke var der.
ba-import-value-unknown = { $name } har en værdi, vi ikke kender. Feltet er udeladt.
ba-import-unreadable = Filen kan ikke læses. Fejlen er ved linje { $line }.
ba-import-institution = Filen handler om en anden institution end den, systemet må sende for.
ba-import-closed = Institutionen er nedlagt i institutionsregisteret. Filen er ikke indlæst.
ba-import-todo-closed = Er det en fejl, så kontakt dem, der fører institutionsregisteret.
ba-import-todo-fix = Ret det i jeres administrative system. Næste import tager det med.
ba-import-todo-cpr = Skriv det rigtige CPR-nummer i jeres administrative system. Næste import tager personen med.
ba-import-todo-change-cpr = Har personen fået nyt CPR-nummer, så brug Skift CPR-nummer. Er det en tastefejl, så ret den i jeres system.
ba-import-todo-alias = Skriv et alias i jeres administrative system. Næste import opretter personen.
ba-import-todo-contact = Ret kontaktpersonen i jeres administrative system. Næste import tager den med.
ba-import-todo-supplier = Bed leverandøren af jeres administrative system om at rette fejlen og sende igen.
ba-import-todo-again = Send en ny import fra jeres administrative system.
ba-import-todo-nothing = I behøver ikke gøre noget.

ba-held-title = Tilbageholdt import
ba-held-heading = Tilbageholdt import fra { $source }
ba-held-why = Derfor venter den
ba-held-too-many = Importen ville fjerne { $removed } af { $of } personer. Det er over grænsen på { $percent } procent.
ba-held-whole-class = Hele { $class } ville forsvinde. Klassen har { $n } elever.
ba-held-no-longer = Noget er ændret siden. Importen ville nu gå igennem af sig selv.
ba-held-received = Den kom { $when }.
ba-held-says = Intet er ændret endnu.
ba-held-would = Det ville den gøre
ba-held-removed = Fjernes
ba-held-created = Oprettes
ba-held-changed = Ændres
ba-held-contacts = Kontaktpersoner uden børn her mere
ba-held-groups = Grupper, der lukkes
ba-held-class = Fra { $class }
ba-held-class-n = { $n ->
    [one] { $n } elev fjernes
   *[other] { $n } elever fjernes
}
ba-held-behind = { $n ->
    [one] { $n } senere ændring venter også og indlæses med.
   *[other] { $n } senere ændringer venter også og indlæses med.
}
ba-held-heavy = De mister rettigheder eller tjenester
ba-held-light = { $n ->
    [one] Vis den ene anden, der fjernes
   *[other] Vis de { $n } andre, der fjernes
}
ba-held-light-only = { $n ->
    [one] Vis den ene, der fjernes
   *[other] Vis de { $n }, der fjernes
}
ba-held-first = Herunder står de første { $n } af dem.
ba-held-light-caption = Andre, der fjernes
ba-held-name = Navn
ba-held-as = Er nu
ba-held-loses = Mister
ba-held-loses-right = Rettigheden { $right }
ba-held-loses-service = Tjenesten { $service }
ba-held-loses-all = Al adgang, fordi der ikke er nogen anden tilknytning
ba-held-loses-here = Kun tilknytningen her
ba-held-choose = Frigiv, hvis det er rigtigt. Afvis, hvis jeres system har sendt noget forkert. En frigivet import kan fortrydes, indtil den næste kommer.
ba-held-release = Frigiv import
ba-held-reject = Afvis import

ba-undo-title = Fortryd import
ba-undo-says = Navne, tilknytninger, roller og grupper fra { $source } bliver, som de var før importen. Adgangskoder røres ikke.
ba-undo-created = Mister deres tilknytning igen
ba-undo-changed = Får det gamle tilbage
ba-undo-removed = Kommer tilbage
ba-undo-button = Fortryd import

ba-imported-title = Vis importerede
ba-imported-heading = Importeret fra { $source }
ba-imported-n = { $n ->
    [one] { $n } person
   *[other] { $n } personer
}
ba-imported-star = Kontaktpersoner med * er ikke oprettet endnu, fordi CPR-nummer eller alias mangler.
ba-imported-protected = Navn mangler
ba-imported-roles = Rolle
ba-imported-class = Klasse
ba-imported-contacts = Kontaktpersoner

ba-cpr-title = Skift CPR-nummer
ba-cpr-back = Tilbage til importen
ba-cpr-says = Importen havde et andet CPR-nummer for { $name }, end vi kender. Har { $name } fået nyt nummer, så skriv det her.
ba-cpr-field = Nyt CPR-nummer
ba-cpr-hint = 10 tal, for eksempel 010203-1234
ba-cpr-analyse = Analysér
ba-cpr-error-length = Skriv alle 10 tal.
ba-cpr-error-character = Skriv kun tal. Der må gerne være en bindestreg.
ba-cpr-error-day = De første seks tal er ikke en dato.
ba-cpr-follows = Det sker der, hvis du skifter nummeret. Intet er ændret endnu.
ba-cpr-account = Konto
ba-cpr-from = Nummer nu
ba-cpr-none = Intet
ba-cpr-to = Nyt nummer
ba-cpr-kept = Beholdes
ba-cpr-kept-says = Brugernavnet { $username }, UniId og adgangskode
ba-cpr-where = Kilder hos jer
ba-cpr-change = Skift CPR-nummer
ba-cpr-operator = Nummeret kræver en sagsbehandler
ba-cpr-operator-says = Sagen er sendt. I får besked, når den er behandlet.
ba-cpr-again = Skriv et andet nummer
