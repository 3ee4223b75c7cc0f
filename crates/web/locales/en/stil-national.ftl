# The operator's desk: what is decided for the whole country, and proposals that take two.

stil-menu-national = The country
stil-to-desk = To the applications
stil-cancel = Cancel
stil-why = Reason
stil-why-hint = Kept in the log for five years. Never write a name or a CPR number.
stil-by = Who
stil-by-when = { $name }, { $when }
stil-outcome = Outcome
stil-outcome-approved = Approved
stil-outcome-refused = Refused
stil-outcome-withdrawn = Withdrawn
stil-outcome-expired = Nobody answered in time
stil-outcome-overtaken = Overtaken by another change
stil-proposals = Proposals that wait
stil-proposals-none = No proposals wait
stil-proposals-past = Earlier proposals
stil-proposed-by = Proposed by
stil-stands-until = Answer by
stil-own-waits = Another case officer must approve your proposal.
stil-proposal-approve = Approve
stil-proposal-refuse = Refuse
stil-proposal-withdraw = Withdraw
stil-told-proposed = The proposal waits for another case officer
stil-told-in-force = Approved. It is in force now
stil-told-refused = The proposal is refused
stil-told-withdrawn = The proposal is withdrawn
stil-told-overtaken = The setting has changed since the proposal was made. Nothing was changed, and the proposal is closed
stil-told-answered = The proposal was answered already or too old. Nothing was changed
stil-refused-title = You cannot do that
stil-refused-about-me = It is about yourself. Another case officer may do it
stil-refused-own = You proposed it yourself. Another case officer may approve it
stil-refused-not-own = Only whoever proposed it can withdraw it
stil-refused-last = There must always be at least one case officer
stil-refused-appointed = You belong to the same chain of appointments: one of you appointed the other, or both go back to the same one. A case officer outside the chain must approve it
stil-refused-since = You became a case officer after it was proposed. Another case officer must approve it
stil-nat-intro = This holds for all schools. Two case officers must agree: one proposes, the other approves within a week.
stil-nat-settings = Settings
stil-nat-setting = Setting
stil-nat-now = In force now
stil-nat-wanted = New value
stil-nat-usual = The rule says
stil-nat-usually = The rule says { $value }
stil-nat-change = Change
stil-nat-propose = Propose a change
stil-nat-send = Send the proposal
stil-nat-two = Nothing changes until another case officer has approved the proposal.
stil-nat-one-waits = A proposal about this setting waits already
stil-nat-same = It is so already
stil-nat-changed = Somebody else changed the setting while you wrote. In force now: { $value }
stil-nat-bounds = Between { $least } and { $most }
stil-nat-as-rule = { $value } (as the rule says)
stil-nat-several = { $before } and { $last }
stil-nat-seconds = { $n ->
    [one] { $said } second
   *[other] { $said } seconds
}
stil-nat-minutes = { $n ->
    [one] { $said } minute
   *[other] { $said } minutes
}
stil-nat-hours = { $n ->
    [one] { $said } hour
   *[other] { $said } hours
}
stil-nat-percent = { $said } percent
stil-nat-yes = Yes
stil-nat-no = No
stil-nat-running = In force
stil-nat-paused = Paused
stil-nat-call-now = Everybody must change their password from now on
stil-nat-not-called = No forced change
stil-nat-called-at = Everybody with a password from before { $when } must change it
stil-nat-eid-everybody = Everybody
stil-nat-eid-public = Only people at public institutions
stil-nat-why-word = Choose one of these
stil-nat-why-number = Write a whole number
stil-nat-why-numbers = Write { $n } whole numbers with spaces between
stil-nat-why-outside = Write a number between { $least } and { $most }
stil-nat-why-shorter = No wait may be shorter than the one before
stil-nat-why-more = “{ $less }” may not be more than “{ $more }”. Propose the other one first
stil-nat-group-change = Change of password
stil-nat-group-eid = National eID
stil-nat-group-guessing = Wrong tries on one user
stil-nat-group-address = Wrong tries from one address
stil-nat-group-watch = Watching the whole country
stil-nat-group-session = How long a login lasts
stil-nat-yearly = New password every year for the upper stage and adults
stil-nat-demand = Forced changes
stil-nat-called = Demand that everybody changes password
stil-nat-eid = Who may use the eID towards services
stil-nat-two-factor = Two factors count for so long after they were shown
stil-nat-free-failures = Wrong tries in a row without a wait
stil-nat-waits = Waits after the tries that follow. The last one stays
stil-nat-forgotten = So long without a wrong try, and the row begins anew
stil-nat-pictures-a-day = Wrong picture codes in 24 hours
stil-nat-texts-a-day = Wrong passwords in 24 hours
stil-nat-pictures-in-all = Wrong tries in all before a picture code is used up
stil-nat-address-accounts = Users who may fail from one address before it is slowed
stil-nat-address-declared = The same for an address on a school’s network
stil-nat-address-minutes = An address’s failures are counted for so long
stil-nat-address-delay = Added to each try from there. It is never refused
stil-nat-watch-attempts = Below so many picture logins their failures say nothing
stil-nat-watch-percent = When so many fail for the first time, pictures alone are not enough outside the schools’ networks
stil-nat-watch-minutes = They are counted for so long
stil-nat-shared-idle = Shared device: ends without use after
stil-nat-shared-hours = Shared device: lasts at most
stil-nat-own-idle = Own device: ends without use after
stil-nat-own-hours = Own device: lasts at most
stil-nat-staff-idle = Staff pages: end without use after
stil-nat-eid-idle = Pages behind the eID: end without use after
