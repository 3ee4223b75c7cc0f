# The operator's desk: how the installation is.

stil-menu-operation = Operation
stil-op-eid = National eID
stil-op-no-eid = No eID is set up
stil-op-eid-well = Answers. { $n ->
    [one] One key
   *[other] { $n } keys
}
stil-op-eid-ill = Does not work: { $what }
stil-op-eid-ended = Does not work: the provider's metadata held until { $day }. Fetch them anew and put them on the server.
stil-op-eid-provider-certificate = A certificate of the provider holds until { $day }. Fetch the provider's metadata anew and put them on the server.
stil-op-eid-our-certificate = Our certificate towards the provider holds until { $day }. Make a new one, and tell the provider in time.
stil-op-queues = Queues
stil-op-letters = Mails
stil-op-letters-says = { $n } on their way, { $late } have waited for over a day
stil-op-notices = Notices of logouts to services
stil-op-notices-says = { $n } on their way
stil-op-hashing = Logins in the queue
stil-op-hashing-says = { $n } wait, { $lanes } work
stil-op-drop = Folder for import files
stil-op-drop-says = { $n ->
    [one] 1 file waits
   *[other] { $n } files wait
}
stil-op-drop-oldest = the oldest from { $when }
stil-op-drop-taken = { $n ->
    [one] 1 file is being read
   *[other] { $n } files are being read
}
stil-op-drop-refused = Refused import files
stil-op-drop-refused-says = { $n ->
    [one] 1 file lies in the folder refused. The reason lies beside it
   *[other] { $n } files lie in the folder refused. The reasons lie beside them
}
stil-op-turned-away = Turned away by the queue since the server started
stil-op-untold = { $service } was not told
stil-op-untold-says = { $n } times in 30 days. Is the address right?
stil-op-jobs = The night’s jobs
stil-op-job-notices = Notices to user administrators
stil-op-job-accounts = Users without affiliation are closed and anonymised
stil-op-job-expiry = Old imports and manual affiliations are deleted
stil-op-job-rights = Rights that end
stil-op-daily = Every night
stil-op-monthly = The first night of a month
stil-op-next = Next at the earliest { $when }
stil-op-never = Not run yet
stil-op-did-nothing = Nothing to do
stil-op-dry-at = Tried { $when }
stil-op-ran-at = Ran { $when }
stil-op-dry-heading = What would happen: { $job }
stil-op-dry-says = Nothing has changed.
stil-op-each = See each
stil-op-try = Try without changing anything
stil-op-run = Run now
stil-op-told-ran = The job has run
stil-op-turns = Jobs that run all day
stil-op-turn = Running. Reports again by { $when } at the latest
stil-op-turn-seal = The log is sealed
stil-op-turn-sign-checkpoint = The seal of the log is signed
stil-op-turn-forget-events = Old events are forgotten
stil-op-turn-sweep = What has run out is cleared away
stil-op-turn-order-names = Names are put in Danish order
stil-op-turn-count-names = Names are counted for the search
stil-op-turn-reseal = Data is locked with a new key
stil-op-turn-lifetime = The jobs of the night are started
stil-op-keys = Keys
stil-op-keys-says = Never a secret stands here. Keys are exchanged on the server.
stil-op-signing = Sign tokens
stil-op-since = Since { $day }
stil-op-verifies-until = verify until { $when }
stil-op-resealing-title = After an exchange
stil-op-no-resealing = No keys were exchanged
stil-op-resealed = Done { $when }, { $n } values renewed
stil-op-resealing = Under way, { $n } values renewed
