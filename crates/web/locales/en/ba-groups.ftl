# Groups: classes and groups of a day, and who was in them.
ba-groups-day = Show the groups as they were on
ba-groups-show = Show
ba-groups-heading = { $n ->
    [0] No groups on { $day }
    [one] 1 group on { $day }
   *[other] { $n } groups on { $day }
}
ba-groups-none = There were no groups on that day. Choose another day.
ba-group-name = Name
ba-group-kind = Kind
ba-group-level = Level
ba-group-pupils = Pupils
ba-group-others = Others
ba-group-since = Made here
ba-group-ended = Ended
ba-group-back = All groups
ba-group-day = Show who was in the group on
ba-group-heading = { $n ->
    [0] Nobody in the group on { $day }
    [one] 1 in the group on { $day }
   *[other] { $n } in the group on { $day }
}
ba-group-empty = Nobody was in the group on that day.
ba-group-span = In the group
ba-group-users = See them under Users
ba-kind-main = Class
ba-kind-year = Year
ba-kind-line = Line
ba-kind-team = Team
ba-kind-after-school = After-school care
ba-kind-staff-team = Staff team
ba-kind-other = Other
