# Granting rights, and administrators.
ba-rights-intro = Tick boxes and press Save. The rights count at this institution only.
ba-rights-only-looking = You can see the rights but not change them. A user administrator can.
ba-rights-choose = Choose users
ba-rights-employees = Employees here ({ $n })
ba-rights-remembered = Show remembered ({ $n })
ba-rights-holders = Have rights ({ $n })
ba-rights-search = Find a user in the list
ba-rights-what = What do the rights give access to?
ba-rights-what-administration = Brugeradm: see and change everything here, other people's rights too. Needs a job somewhere and national eID.
ba-rights-what-reading = Read access: see every page, change nothing.
ba-rights-what-pupil-access = Elevadgang administrator: give every pupil here a new password.
ba-rights-what-agreements = Data agreements: say yes or no to services that ask for data.
ba-rights-what-licences = Licences: give users access to services.
ba-rights-what-services = A service's own rights are told to that service alone. They open nothing here.
ba-rights-of-service = { $right } in { $service }
ba-rights-caption = Rights at { $institution }. One row for each person.
ba-rights-user = User
ba-rights-whose = for { $name }
ba-rights-not-possible = cannot be given
ba-rights-nobody = There is nobody in this list.
ba-rights-external = External
ba-rights-external-at = External · { $place }
ba-rights-until = Until and including
ba-rights-closes-unused = Brugeradm closes after { $day }: not used for 12 months
ba-rights-closes = Brugeradm ends { $day }
ba-rights-last-stays = The employment has ended. Brugeradm stays until { $day }, because there is nobody else.
ba-rights-is-over = Brugeradm is over and will soon be removed
ba-rights-press-save = Press Save to see and save your changes
ba-rights-no-change = No changes
ba-rights-one-change = { "{n}" } change is not saved
ba-rights-many-changes = { "{n}" } changes are not saved
ba-rights-bar-gets = { "{name}" } gets { "{right}" }
ba-rights-bar-loses = { "{name}" } loses { "{right}" }
ba-rights-bar-day = { "{name}" } gets a new last day
ba-rights-reset = Undo
ba-rights-save = Save
ba-rights-undo = Undo
ba-rights-empty = Empty the list of remembered users
ba-rights-not-found = Can't find the user? Find them under All users, tick them, and press Show remembered here.
ba-rights-saved = { $taken ->
    [0] { $given ->
        [one] Saved. 1 right was given.
       *[other] Saved. { $given } rights were given.
    }
   *[other] { $given ->
        [0] { $taken ->
            [one] Saved. 1 right was taken.
           *[other] Saved. { $taken } rights were taken.
        }
        [one] Saved. 1 right was given, { $taken } taken.
       *[other] Saved. { $given } rights were given, { $taken } taken.
    }
}
ba-rights-was-given = { $name } now has { $right }
ba-rights-was-taken = { $name } no longer has { $right }
ba-rights-conflict = Somebody else changed { $names } while you worked
ba-rights-other-gave = { $name } was given { $right }
ba-rights-other-took = { $name } no longer has { $right }
ba-rights-about = { $name }, { $right }
ba-rights-day-missing = An external needs a last day. Write it beside the name.
ba-rights-day-past = The last day is over. Choose a later one.
ba-rights-day-late = An external can have access for { $n } months at most. Choose an earlier day.
ba-rights-check-title = Check your changes
ba-rights-check-says = Nothing is saved yet. Press Save if this is right:
ba-rights-check-none = You have not changed anything.
ba-rights-check-back = Back without saving
ba-rights-gets = { $name } gets { $right }
ba-rights-gets-until = { $name } gets { $right } until and including { $day }
ba-rights-loses = { $name } loses { $right }
ba-rights-keeps-until = { $name } has { $right } until and including { $day }

ba-administrators-intro = User administrators look after the institution's users. All of them get a mail when somebody gets or loses Brugeradm.
ba-administrators-name = Name
ba-administrators-username = User name
ba-administrators-tie = Relation
ba-administrators-mail = Mail
ba-administrators-entered = Last here
ba-administrators-until = Access until
ba-administrators-primary = Primary
ba-administrators-internal = employed here
ba-administrators-external = external
ba-administrators-never = Has not been here yet
ba-administrators-for-good = No last day
ba-administrators-mail-set = We write to the address you chose here:
ba-administrators-mail-source = We write to the address from the administrative system:
ba-administrators-mail-none = No address. We write to the institution's own mail.
ba-administrators-mail-new = New mail address
ba-administrators-mail-hint = For example name@school.dk. Save an empty field to remove the address.
ba-administrators-mail-keep = Save the address
ba-administrators-mail-kept = The address is saved.
ba-administrators-no-address = Write the address with @, for example name@school.dk
ba-administrators-add = Add a user administrator
ba-administrators-add-own = Somebody employed here: tick Brugeradm under Granting rights
ba-administrators-add-other = Somebody employed elsewhere: find them under All users
ba-administrators-remove = Remove Brugeradm
ba-administrators-remove-says = { $name } can no longer enter Brugeradministration here. You can give the right again.
ba-administrators-remove-press = Remove Brugeradm from { $name }
ba-administrators-removed = Brugeradm was removed.
ba-administrators-hand-over = Hand over being the primary one
ba-administrators-hand-over-says = { $name } becomes the primary user administrator, and you no longer are.
ba-administrators-hand-over-press = Make primary
ba-administrators-handed-over = Being the primary one was handed over.
ba-administrators-rules = What goes for user administrators?
ba-administrators-rule-primary = The primary one is whom we write to about the agreement. Only they can hand that over.
ba-administrators-rule-unused = Access closes for whoever has not been here for 12 months. Another user administrator can give it again.
ba-administrators-rule-external = An external always has a last day, 12 months ahead at most. An employee's right ends with the employment.
ba-administrators-rule-mail = Nobody can remove their own Brugeradm, and there must always be at least one.
