# Data access agreements.
ba-agreement-says = Providers ask to see more than a number. You decide, and you can end an agreement any day.
ba-agreement-requests = { $n ->
    [0] Requests
    [one] { $n } request is waiting
   *[other] { $n } requests are waiting
}
ba-agreement-none = There are no requests.
ba-agreement-caption = Requests that wait for an answer
ba-agreement-service = Service
ba-agreement-provider = Provider
ba-agreement-fields = Wants to see
ba-agreement-asked = Asked
ba-agreement-state = Status
ba-agreement-why = Reason
ba-agreement-answer = Your answer
ba-agreement-tick = Choose the request from { $service }
ba-agreement-comment = Comment (optional)
ba-agreement-approve-ticked = Approve chosen
ba-agreement-reject-ticked = Reject chosen
ba-agreement-history = History
ba-agreement-no-history = There are no agreements yet.
ba-agreement-waiting = Waiting for an answer
ba-agreement-running = In force until { $day }
ba-agreement-running-on = In force, no end date
ba-agreement-over = Over
ba-agreement-rejected = Rejected
ba-agreement-one = Data access agreement
ba-agreement-back = Back to data access agreements
ba-agreement-preview = What the service would see
ba-agreement-preview-running = What the service sees
ba-agreement-preview-says = Three of your real pupils. Here it is hidden by dots; the service sees all of it.
ba-agreement-no-pupils = You have no pupils to show.
ba-agreement-until = An agreement you approve now is in force until { $day }. You get a mail a month before.
ba-agreement-approve = Approve
ba-agreement-reject = Reject
ba-agreement-end-says = If you end the agreement, the service gets nothing more from now on.
ba-agreement-end = End agreement
ba-agreement-field-name = Name
ba-agreement-field-roles = Roles
ba-agreement-field-groups = Class and groups
ba-agreement-field-mail = Mail address
ba-agreement-field-birth = Birthday
ba-agreement-field-contacts = Contacts
ba-agreement-field-cpr = CPR number
ba-agreement-told-approved = Approved.
ba-agreement-told-rejected = Rejected.
ba-agreement-told-ended = The agreement is over.
ba-agreement-error-none = Tick at least one request.
