# Rettighedstildeling og Administratorer.
ba-rights-intro = Sæt flueben, og tryk Gem. Rettighederne gælder kun her på institutionen.
ba-rights-only-looking = Du kan se rettighederne, men ikke ændre dem. Det kan en brugeradministrator.
ba-rights-choose = Vælg brugere
ba-rights-employees = Ansatte på institutionen ({ $n })
ba-rights-remembered = Vis huskede ({ $n })
ba-rights-holders = Har rettigheder ({ $n })
ba-rights-search = Find bruger på listen
ba-rights-what = Hvad giver rettighederne adgang til?
ba-rights-what-administration = Brugeradm: se og ændre alt her, også andres rettigheder. Kræver en ansættelse et sted og MitID.
ba-rights-what-reading = Læseadgang: se alle sider, men ikke ændre noget.
ba-rights-what-pupil-access = Elevadgang-administrator: give alle elever på institutionen en ny adgangskode.
ba-rights-what-agreements = Dataaftaler: sige ja og nej til, at tjenester får data.
ba-rights-what-licences = Licenser: give brugerne adgang til tjenester.
ba-rights-what-services = En tjenestes egne rettigheder vises kun for den tjeneste. De giver ikke adgang til noget her.
ba-rights-of-service = { $right } i { $service }
ba-rights-caption = Rettigheder på { $institution }. Én række for hver person.
ba-rights-user = Bruger
ba-rights-whose = for { $name }
ba-rights-not-possible = kan ikke gives
ba-rights-nobody = Her er ingen brugere på listen.
ba-rights-external = Ekstern
ba-rights-external-at = Ekstern · { $place }
ba-rights-until = Til og med
ba-rights-closes-unused = Brugeradm lukker efter { $day }: ikke brugt i 12 måneder
ba-rights-closes = Brugeradm slutter { $day }
ba-rights-last-stays = Ansættelsen er ophørt. Brugeradm gælder til { $day }, fordi der ikke er andre.
ba-rights-is-over = Brugeradm er ophørt og fjernes snart
ba-rights-press-save = Tryk Gem for at se og gemme dine ændringer
ba-rights-no-change = Ingen ændringer
ba-rights-one-change = { "{n}" } ændring er ikke gemt
ba-rights-many-changes = { "{n}" } ændringer er ikke gemt
ba-rights-bar-gets = { "{name}" } får { "{right}" }
ba-rights-bar-loses = { "{name}" } mister { "{right}" }
ba-rights-bar-day = { "{name}" } får ny slutdato
ba-rights-reset = Fortryd
ba-rights-save = Gem
ba-rights-undo = Fortryd
ba-rights-empty = Tøm listen over huskede
ba-rights-not-found = Finder du ikke brugeren? Find brugeren under Alle brugere, sæt flueben, og tryk Vis huskede her.
ba-rights-saved = { $taken ->
    [0] { $given ->
        [one] Gemt. 1 rettighed er givet.
       *[other] Gemt. { $given } rettigheder er givet.
    }
   *[other] { $given ->
        [0] { $taken ->
            [one] Gemt. 1 rettighed er fjernet.
           *[other] Gemt. { $taken } rettigheder er fjernet.
        }
        [one] Gemt. 1 rettighed er givet, { $taken } er fjernet.
       *[other] Gemt. { $given } rettigheder er givet, { $taken } er fjernet.
    }
}
ba-rights-was-given = { $name } har fået { $right }
ba-rights-was-taken = { $name } har mistet { $right }
ba-rights-conflict = En anden har ændret { $names }, mens du arbejdede
ba-rights-other-gave = { $name } har fået { $right }
ba-rights-other-took = { $name } har ikke længere { $right }
ba-rights-about = { $name }, { $right }
ba-rights-day-missing = En ekstern skal have en slutdato. Skriv den ved navnet.
ba-rights-day-past = Slutdatoen er overskredet. Vælg en senere dag.
ba-rights-day-late = En ekstern kan højst have adgang i { $n } måneder. Vælg en tidligere dag.
ba-rights-check-title = Tjek dine ændringer
ba-rights-check-says = Intet er gemt endnu. Tryk Gem, hvis det er rigtigt:
ba-rights-check-none = Du har ikke ændret noget.
ba-rights-check-back = Tilbage uden at gemme
ba-rights-gets = { $name } får { $right }
ba-rights-gets-until = { $name } får { $right } til og med { $day }
ba-rights-loses = { $name } mister { $right }
ba-rights-keeps-until = { $name } har { $right } til og med { $day }

ba-administrators-intro = Brugeradministratorerne passer institutionens brugere. Alle får en mail, når nogen får eller mister Brugeradm.
ba-administrators-name = Navn
ba-administrators-username = Brugernavn
ba-administrators-tie = Tilknytning
ba-administrators-mail = Mail
ba-administrators-entered = Sidst her
ba-administrators-until = Adgang til og med
ba-administrators-primary = Primær
ba-administrators-internal = ansat her
ba-administrators-external = ekstern
ba-administrators-never = Har ikke været her endnu
ba-administrators-for-good = Ingen slutdato
ba-administrators-mail-set = Vi skriver til den adresse, I har valgt her:
ba-administrators-mail-source = Vi skriver til adressen fra det administrative system:
ba-administrators-mail-none = Ingen adresse. Vi skriver til institutionens egen mail.
ba-administrators-mail-new = Ny mailadresse
ba-administrators-mail-hint = For eksempel navn@skole.dk. Gem et tomt felt for at fjerne adressen.
ba-administrators-mail-keep = Gem adressen
ba-administrators-mail-kept = Adressen er gemt.
ba-administrators-no-address = Skriv adressen med @, for eksempel navn@skole.dk
ba-administrators-add = Tilføj en brugeradministrator
ba-administrators-add-own = En ansat her: sæt flueben ved Brugeradm under Rettighedstildeling
ba-administrators-add-other = En, der er ansat et andet sted: find personen under Alle brugere
ba-administrators-remove = Fjern Brugeradm
ba-administrators-remove-says = { $name } kan ikke længere komme ind i Brugeradministration her. Du kan give rettigheden igen.
ba-administrators-remove-press = Fjern Brugeradm fra { $name }
ba-administrators-removed = Brugeradm er fjernet.
ba-administrators-hand-over = Giv opgaven som primær videre
ba-administrators-hand-over-says = { $name } bliver den primære brugeradministrator, og det er ikke længere dig.
ba-administrators-hand-over-press = Gør til primær
ba-administrators-handed-over = Opgaven som primær er givet videre.
ba-administrators-rules = Hvad gælder for brugeradministratorer?
ba-administrators-rule-primary = Den primære er den, vi skriver til om aftalen. Kun den primære selv kan give opgaven videre.
ba-administrators-rule-unused = Adgangen lukker, når man ikke har været her i 12 måneder. En anden brugeradministrator kan give den igen.
ba-administrators-rule-external = En ekstern har altid en slutdato, højst 12 måneder frem. En ansats rettighed slutter sammen med ansættelsen.
ba-administrators-rule-mail = Ingen kan fjerne sin egen Brugeradm, og der skal altid være mindst én.
