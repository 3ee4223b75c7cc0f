# Grupper: klasser og grupper på en dag, og hvem der var i dem.
ba-groups-day = Vis grupperne, som de var den
ba-groups-show = Vis
ba-groups-heading = { $n ->
    [0] Ingen grupper den { $day }
    [one] 1 gruppe den { $day }
   *[other] { $n } grupper den { $day }
}
ba-groups-none = Der var ingen grupper den dag. Vælg en anden dag.
ba-group-name = Navn
ba-group-kind = Type
ba-group-level = Trin
ba-group-pupils = Elever
ba-group-others = Andre
ba-group-since = Oprettet her
ba-group-ended = Ophørt
ba-group-back = Alle grupper
ba-group-day = Vis, hvem der var i gruppen den
ba-group-heading = { $n ->
    [0] Ingen i gruppen den { $day }
    [one] 1 i gruppen den { $day }
   *[other] { $n } i gruppen den { $day }
}
ba-group-empty = Der var ingen i gruppen den dag.
ba-group-span = I gruppen
ba-group-users = Se dem under Brugere
ba-kind-main = Klasse
ba-kind-year = Årgang
ba-kind-line = Retning
ba-kind-team = Hold
ba-kind-after-school = SFO
ba-kind-staff-team = Team
ba-kind-other = Andet
