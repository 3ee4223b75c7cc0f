# Hjem fra det nationale eID.
eid-refused = { $eid } hjalp ikke denne gang
eid-not-set-up = Her kan man ikke bruge { $eid }. Spørg din skole om hjælp.
eid-no-answer = { $eid } svarer ikke lige nu. Prøv igen om lidt.
eid-not-ours = Vi venter ikke et svar fra { $eid } i denne browser. Måske er linket brugt, eller det er blevet for gammelt. Begynd forfra.
eid-failed = Svaret fra { $eid } kan ikke bruges. Prøv igen.
eid-business = Dit erhvervs-ID fortæller os ikke dit CPR-nummer. Brug dit private { $eid }, eller bed din arbejdsplads om at slå CPR-nummer til.
eid-no-cpr = { $eid } fortalte os ikke dit CPR-nummer. Uden det kan vi ikke finde din bruger.
eid-nobody = Vi har ingen bruger med dit CPR-nummer. Skolen opretter brugerne: spørg skolens kontor, om du er registreret.
eid-too-weak = Du har logget ind med for lav sikkerhed. Brug { $eid } med app eller kodeviser.
eid-back = Tilbage
eid-said-no = { $eid } sagde nej. Se i din { $eid }-app, hvad der er galt, eller kontakt supporten for { $eid }.
