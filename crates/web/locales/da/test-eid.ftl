# Test-eID: kun i demoen.
test-eid = Test-eID
test-eid-says = Her i demoen er alle opdigtede. Vælg, hvem du vil være. Rigtige mennesker bruger deres eget eID.
test-eid-search = Søg efter et navn
test-eid-find = Søg
test-eid-who = Hvem er du?
test-eid-nobody = Ingen hedder sådan.
test-eid-more = { $n ->
    [one] Én mere passer. Skriv mere af navnet.
   *[other] { $n } flere passer. Skriv mere af navnet.
}
test-eid-stop = Afbryd
