# Rammen om alle sider.
skip-to-content = Gå til indhold
header-language = Sprog:
header-navigation = Menu
header-log-out = Log af
header-switch = Skift
header-find-institution = Find institution
header-all-institutions = Vis alle { $n }
footer-help = Hjælp
footer-status = Driftsstatus
footer-privacy = Privatliv
footer-accessibility = Tilgængelighedserklæring
title-error = Fejl:
read-aloud = Læs op
read-aloud-first = Brug høretelefoner.
errors-heading = { $n ->
    [one] Der er noget, du skal rette
   *[other] Der er { $n } ting, du skal rette
}
why-missing = Skriv en begrundelse
why-long = Begrundelsen må højst have { $n } tegn
why-number = Begrundelsen ligner et CPR-nummer. Skriv den uden

site-mit = Mit Unilogin
site-elevadgang = Elevadgang
site-ba = Brugeradministration
site-ansoeg = Ansøg
site-tilslutning = Tilslutning
site-stil = Sagsbehandling
site-vejledning = Vejledning

when-today = i dag kl. { $time }
when-yesterday = i går kl. { $time }
when-day-and-clock = { $day } kl. { $time }
month-1 = januar
month-2 = februar
month-3 = marts
month-4 = april
month-5 = maj
month-6 = juni
month-7 = juli
month-8 = august
month-9 = september
month-10 = oktober
month-11 = november
month-12 = december

# Når noget er i vejen.
problem-to-start = Gå til forsiden
problem-try-again = Prøv igen
problem-incident = Sig dette nummer, hvis du beder om hjælp: { $number }
problem-not-found = Vi kan ikke finde siden
problem-not-found-says = Måske er adressen skrevet forkert, eller siden er flyttet.
problem-expired-form = Siden var for gammel
problem-expired-form-says = Siden har været åben for længe, eller du er logget ind igen imens. Åbn den igen, og prøv en gang til.
problem-foreign-form = Det kom ikke fra en af vores sider
problem-foreign-form-says = For din sikkerheds skyld har vi ikke gjort noget. Gå til forsiden, og begynd der.
problem-unreadable = Vi kunne ikke læse det, du sendte
problem-unreadable-says = Gå tilbage, og prøv igen.
problem-too-large = Det, du sendte, er for stort
problem-too-large-says = Gå tilbage, og send noget mindre.
problem-overloaded = Mange logger ind lige nu
problem-overloaded-says = Vent et øjeblik. Siden prøver igen af sig selv.
problem-broken = Noget gik galt hos os
problem-broken-says = Det, du skrev, er ikke gemt. Prøv igen om lidt.

# Det, du havde skrevet, da du blev logget af.
draft-kept = Du er logget af. Det, du havde skrevet, er gemt. Log ind igen inden for en time, så står det her.
draft-restored = Her er det, du havde skrevet. Det er ikke sendt. Se det igennem, og tryk på knappen igen.
draft-throw-away = Jeg vil ikke bruge det
stay-heading = Du bliver logget af kl. { $time }. Vil du blive?
stay-says = Du har ikke gjort noget et stykke tid. Tid tilbage:
stay-left = Du bliver logget af om { "{" }n{ "}" } sekunder.
stay-button = Bliv
stay-over = Du er logget af
stay-over-says = Det, du har skrevet, står her stadig. Når du sender det, skal du logge ind igen først. Så følger det med.
stay-over-close = Luk
pager-pages = Sider
pager-page = Side { $n }
pager-previous = Forrige
pager-next = Næste
error-no-day = Skriv dagen som dag, måned og år, for eksempel 31-03-2026.
