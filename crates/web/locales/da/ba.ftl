# Brugeradministration: rammen, døren, og hvorfor noget ikke kan lade sig gøre.
ba-start-title = Brugeradministration
ba-start-says = Her passer I institutionens brugere: ser dem, giver rettigheder og følger importen.
ba-log-on = Log på med { $eid }
ba-log-on-for = Til brugeradministratorer. Du kan bruge dit private { $eid } eller et erhvervs-ID, der viser dit CPR-nummer.
ba-as-administrator = brugeradministrator
ba-as-reader = læseadgang: du kan se, men ikke ændre
ba-as-narrow = med få rettigheder
ba-go-on = Gå videre
ba-search = Søg
ba-to-institutions = Vælg en anden institution

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
ba-reason-two-factor = Det er længe siden, du sidst viste, hvem du er. Log på igen, så fortsætter du, hvor du var.
ba-reason-needs-right = Du mangler rettigheden { $right }. Bed en brugeradministrator på institutionen om at give dig den.
ba-reason-not-here = Du er ikke brugeradministrator på nogen institution. Bed en brugeradministrator om en rettighed.
ba-reason-not-ours = Personen hører ikke til her på institutionen.
ba-reason-eid = Personen er mere end elev og skal selv bruge MitID.
ba-reason-manual = Personen er tilknyttet i hånden her og importeret et andet sted. Bed den anden institution om det.
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
