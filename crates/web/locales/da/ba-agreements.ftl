# Dataaftaler.
ba-agreement-says = Udbydere beder om at se mere end et nummer. I bestemmer, og I kan slutte en aftale når som helst.
ba-agreement-requests = { $n ->
    [0] Anmodninger
    [one] { $n } anmodning venter
   *[other] { $n } anmodninger venter
}
ba-agreement-none = Der er ingen anmodninger.
ba-agreement-caption = Anmodninger, der venter på svar
ba-agreement-service = Tjeneste
ba-agreement-provider = Udbyder
ba-agreement-fields = Vil se
ba-agreement-asked = Anmodet
ba-agreement-state = Status
ba-agreement-why = Begrundelse
ba-agreement-answer = Jeres svar
ba-agreement-tick = Vælg anmodningen fra { $service }
ba-agreement-comment = Kommentar (valgfri)
ba-agreement-approve-ticked = Godkend valgte
ba-agreement-reject-ticked = Afvis valgte
ba-agreement-history = Historik
ba-agreement-no-history = Der er ingen aftaler endnu.
ba-agreement-waiting = Venter på svar
ba-agreement-running = Gælder til { $day }
ba-agreement-running-on = Gælder uden slutdato
ba-agreement-over = Slut
ba-agreement-rejected = Afvist
ba-agreement-one = Dataaftale
ba-agreement-back = Tilbage til dataaftaler
ba-agreement-preview = Det ville tjenesten se
ba-agreement-preview-running = Det ser tjenesten
ba-agreement-preview-says = Tre af jeres rigtige elever. Her er det skjult med prikker; tjenesten ser det hele.
ba-agreement-no-pupils = I har ingen elever at vise.
ba-agreement-until = En aftale, du godkender nu, gælder til { $day }. I får en mail en måned før.
ba-agreement-approve = Godkend
ba-agreement-reject = Afvis
ba-agreement-end-says = Slutter du aftalen, får tjenesten ikke flere oplysninger fra nu af.
ba-agreement-end = Afslut aftale
ba-agreement-field-name = Navn
ba-agreement-field-roles = Roller
ba-agreement-field-groups = Klasse og grupper
ba-agreement-field-mail = Mailadresse
ba-agreement-field-birth = Fødselsdag
ba-agreement-field-contacts = Kontaktpersoner
ba-agreement-field-cpr = CPR-nummer
ba-agreement-told-approved = Godkendt.
ba-agreement-told-rejected = Afvist.
ba-agreement-told-ended = Aftalen er slut.
ba-agreement-error-none = Sæt flueben ved mindst én anmodning.
