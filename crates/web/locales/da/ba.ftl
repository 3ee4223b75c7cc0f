# Brugeradministration: rammen, døren, og hvorfor noget ikke kan lade sig gøre.
ba-start-title = Brugeradministration
ba-start-says = Her passer I institutionens brugere: ser dem, giver rettigheder og følger importen.
ba-log-on = Log ind med { $eid }
ba-log-on-for = Til brugeradministratorer. Du kan bruge dit private { $eid } eller et erhvervs-ID, der viser dit CPR-nummer.
ba-as-administrator = brugeradministrator
ba-as-reader = læseadgang: du kan se, men ikke ændre
ba-as-narrow = med få rettigheder
ba-search = Søg
ba-to-institutions = Vælg en anden institution
ba-to-overview = Til Overblik
ba-to-front = Til forsiden

ba-institutions-title = Vælg institution
ba-institutions-search = Navn eller nummer
ba-institutions-none = Her er ingen institution, der passer. Skriv mindre af navnet, eller ryd søgningen.

ba-menu-overview = Overblik
ba-menu-users = Brugere
ba-menu-groups = Grupper
ba-menu-rights = Rettighedstildeling
ba-menu-everyone = Alle brugere
ba-menu-import = Import
ba-menu-manual = Manuel administration
ba-menu-administrators = Administratorer
ba-menu-settings = Institutionsoplysninger
ba-menu-licences = Tjenester og licenser
ba-menu-agreements = Dataaftaler
ba-menu-log = Log

ba-right-user-administration = Brugeradm
ba-right-read-access = Læseadgang
ba-right-pupil-access = Elevadgang-administrator
ba-right-data-agreements = Dataaftaler
ba-right-licences = Licenser
ba-right-service-defined = Rettighed hos en tjeneste

ba-two-factor-title = Vis, at det er dig
ba-refused-title = Det må du ikke her
ba-reason-two-factor = Det er længe siden, du sidst viste, hvem du er. Log ind igen, så fortsætter du, hvor du var.
ba-reason-needs-right = Du mangler rettigheden { $right }. Bed en brugeradministrator på institutionen om at give dig den.
ba-reason-not-here = Du er ikke brugeradministrator på nogen institution. Bed en brugeradministrator om en rettighed.
ba-reason-not-ours = Personen hører ikke til her på institutionen.
ba-reason-eid = Personen er mere end elev og skal selv bruge MitID.
ba-reason-manual = Personen er tilknyttet manuelt her og importeret et andet sted. Bed den anden institution om det.
ba-reason-already-blocked = Brugeren er allerede spærret.
ba-reason-not-blocked-here = Brugeren er ikke spærret af jer. Det er kun den, der spærrede, som kan lukke op igen.
ba-reason-may-not-hold = Rettigheden kræver en ansættelse, og den er ophørt. Bed en brugeradministrator om hjælp.
ba-reason-own = Du kan ikke fjerne din egen Brugeradm. Bed en anden brugeradministrator om det.
ba-reason-last = Der skal altid være mindst én brugeradministrator.
ba-reason-primary = Den primære brugeradministrator kan ikke fjernes. Den primære kan selv give opgaven videre.
ba-reason-not-primary = Kun den primære brugeradministrator kan give opgaven videre.
ba-reason-other = Det kan ikke lade sig gøre her.

ba-overview-facts = Om institutionen
ba-fact-number = Institutionsnummer
ba-fact-kind = Type
ba-fact-municipality = Kommune
ba-fact-address = Adresse
ba-fact-leader = Leder
ba-fact-phone = Telefon
ba-fact-mail = Mail
ba-reason-renamed-lately = Brugeren har fået nyt brugernavn inden for det sidste år. Det kan kun ske én gang om året.
ba-stale-import = Der er ikke kommet nye data siden { $day }. Spørg jeres administrative system, om det stadig sender.

ba-figure-pupils = { $n ->
    [one] elev
   *[other] elever
}
ba-figure-staff = { $n ->
    [one] ansat
   *[other] ansatte
}
ba-figure-never = mangler første login
ba-figure-notices = { $n ->
    [one] advis i import
   *[other] adviser i import
}
ba-overview-tasks = Det venter på dig
ba-overview-no-tasks = Der er ikke noget, der venter.
ba-task-held = { $n ->
    [one] En import venter på, at du siger ja eller nej
   *[other] { $n } importer venter på, at du siger ja eller nej
}
ba-task-notices = { $n ->
    [one] 1 linje i den seneste import skal rettes
   *[other] { $n } linjer i de seneste importer skal rettes
}
ba-task-expiring = { $n ->
    [one] 1 tilknytning udløber inden for en måned
   *[other] { $n } tilknytninger udløber inden for en måned
}
ba-task-requests = { $n ->
    [one] 1 udbyder beder om data
   *[other] { $n } udbydere beder om data
}
ba-task-refused-file = Filen fra { $day } kunne ikke indlæses
ba-task-windows = { $name } gav { $n } elever mulighed for ny adgangskode på en time
ba-elsewhere-title = Tilknyttet manuelt et andet sted
ba-elsewhere-says = En anden institution har selv tilknyttet disse personer. De beholder alt hos jer.
ba-elsewhere-line = { $name }: { $places }
ba-elsewhere-places = { $n ->
    [one] 1 anden institution
   *[other] { $n } andre institutioner
}
ba-overview-import = Import
ba-overview-no-import = Der er ikke kommet nogen import endnu. Bed leverandøren af jeres administrative system om at sende en.
ba-source = Kilde
ba-source-loaded = Seneste import
ba-source-state = Status
ba-source-held = Ny fil venter på svar
ba-source-well = Alt er indlæst
ba-source-notices = { $n ->
    [one] 1 advis
   *[other] { $n } adviser
}
ba-source-manual = indtastet her

ba-conflict-theirs = Det har den anden gjort:
ba-conflict-ours = Det vil du:
ba-conflict-says = Intet er gemt endnu. Herunder ser du, hvordan det står nu, med dine ændringer sat oveni. Ret dem, hvis du vil, og tryk Gem.
