### Letters that Unilogin sends by mail.

letter-regards = Kind regards
letter-no-answer = This mail was sent automatically, so you cannot answer it.
letter-to-administration = Go to Brugeradministration

letter-right-user-administration = Brugeradm
letter-right-read-access = Læseadgang
letter-right-pupil-access = Elevadgang-administrator
letter-right-agreements = Dataaftaler
letter-right-licences = Licenser

letter-reason-expired = The right had an end date, and that day has passed.
letter-reason-may-not-hold = The person is no longer employed at any institution.
letter-reason-employment-ended = The person is no longer employed at the institution.
letter-reason-not-used = The person has not used Brugeradministration for the institution for 12 months.

letter-administrator-added = New user administrator at { $institution }
letter-administrator-added-body =
    Hello

    { $by } has given { $person } the right Brugeradm at { $institution } ({ $number }).

    { $until ->
        [none] The right has no end date.
       *[other] The right lasts until { $until }, that day included.
    }

    You get this mail because all user administrators are told when somebody gets or loses the right. If it is a mistake, take the right away again.

letter-administrator-removed = A user administrator was removed at { $institution }
letter-administrator-removed-body =
    Hello

    { $by } has taken the right Brugeradm from { $person } at { $institution } ({ $number }).

    If it is a mistake, give the right again in Brugeradministration.

letter-right-lapsed = { $person } is no longer user administrator at { $institution }
letter-right-lapsed-body =
    Hello

    { $person } has lost the right { $right } at { $institution } ({ $number }).

    { $reason }

    If { $person } should have the right again, a user administrator can give it.

letter-right-lapses-soon = { $person } will soon lose a right at { $institution }
letter-right-lapses-soon-body =
    Hello

    { $person } loses the right { $right } at { $institution } ({ $number }) after { $day }.

    Reason: { $reason }

    If that is as it should be, you need not do anything. Otherwise a user administrator can give the right again, or { $person } can log in to Brugeradministration.

letter-last-administrator = { $institution } will soon have no user administrator
letter-last-administrator-body =
    Hello

    { $person } is the last user administrator at { $institution } ({ $number }) and is no longer employed.

    The right stays until { $day }, that day included, so that { $person } can appoint somebody new. After that the institution has no user administrator and must apply for access again.

letter-primary = New primary user administrator at { $institution }
letter-primary-body =
    Hello

    { $by } has made { $person } the primary user administrator at { $institution } ({ $number }).

    The primary user administrator is who we write to about the institution.

letter-affiliations-end = Affiliations at { $institution } end soon
letter-affiliations-end-body =
    Hello

    { $count ->
        [one] 1 person is attached manually at { $institution } ({ $number }), and their affiliation ends on { $day }.
       *[other] { $count } people are attached manually at { $institution } ({ $number }), and their affiliation ends within a month. The first ends on { $day }.
    }

    { $names }

    Confirm them under Manual administration if they still belong with you. Otherwise they lose access by themselves.

letter-import-ends = The import from { $source } to { $institution } is getting too old
letter-import-ends-body =
    Hello

    { $source } has not sent users to { $institution } ({ $number }) for eleven months. On { $day } the import is a year old. { $count ->
        [one] Then it is deleted, and 1 person loses their affiliation.
       *[other] Then it is deleted, and { $count } people lose their affiliation.
    }

    { $names }

    Send a new import from { $source } if they still belong with you.

letter-agreement-ends = The data agreement with { $service } ends soon
letter-agreement-ends-body =
    Hello

    The agreement between { $institution } ({ $number }) and { $service } ends on { $day }. After that the service gets nothing more from you.

    If you want to go on, ask the provider to send a new request.

letter-to-application = To the application
letter-to-confirm = Confirm the application
letter-to-object = See the application, and object
letter-application-begun = Your application for Unilogin is saved
letter-application-begun-body =
    Hello

    You are named as technical contact in an application for { $institution }.

    With the link below you can go on until { $day }. After that we delete the application unless it is sent. Anybody who has the link can read and change the application.

letter-application-received = We have the application for { $institution }
letter-application-received-body =
    Hello

    The case number is { $case }. You get an answer by e-mail, and you can follow the case with the link below.

letter-application-confirm = Has { $institution } applied for Unilogin?
letter-application-confirm-body =
    Hello

    We got an application for { $institution } ({ $number }). It says that { $contact } and { $leader } shall be user administrators.

    Was it you who applied? Then confirm with the link below. Otherwise object in the same place.

letter-application-watch = Somebody applies for access to { $institution }
letter-application-watch-body =
    Hello

    We got an application for { $institution } ({ $number }). It says that { $contact } and { $leader } shall be user administrators.

    You get this because you are user administrator there. If something is wrong, object.

letter-application-asked = A question about the application for { $institution }
letter-application-asked-body =
    Hello

    Case { $case }: We need an answer to this before we can decide:

    { $text }

    Change the application with the link below, and send it again.

letter-application-approved = The application for { $institution } is approved
letter-application-approved-body =
    Hello

    Case { $case }: These people are now user administrators of { $institution } ({ $number }):

    { $names }

    They can log in at once.

letter-application-rejected = The application for { $institution } is rejected
letter-application-rejected-body =
    Hello

    Case { $case }: We cannot approve the application. The reason is:

    { $text }

    You may apply again.

letter-to-desk = Go to the desk

letter-operator-appointed = New case officer
letter-operator-appointed-body =
    Hello

    { $by } has made { $person } a case officer.

    Is this a mistake? Remove { $person } on the page Case officers, and ask { $by }.

letter-operator-removed = A case officer was removed
letter-operator-removed-body =
    Hello

    { $by } has removed { $person } as case officer.

    Is this a mistake? Add { $person } again on the page Case officers, and ask { $by }.

letter-register-mail = { $institution } has another mail address in the institution register
letter-register-mail-body =
    Hello

    The mail address of { $institution } ({ $number }) in the institution register was changed.

    Before: { $old ->
        [none] none
       *[other] { $old }
    }
    Now: { $new ->
        [none] none
       *[other] { $new }
    }

    Letters about the institution's access, links that confirm an application among them, go to the new address from now on.

    If you do not know the new address, contact the support of { $brand } at once.

letter-closed = { $institution } is closed in the institution register from { $day }
letter-closed-body =
    Hello

    The institution register has { $institution } ({ $number }) closed from { $day }.

    From that day on nobody can administer the institution's users, and imports are refused. A month later its people lose their affiliation to the institution.

    Is this a mistake? Contact the support of { $brand } at once, and the institution can be opened again.

letter-reopened = { $institution } is no longer closed
letter-reopened-body =
    Hello

    The institution register no longer has { $institution } ({ $number }) closed. You can administer users and send imports as before.

letter-to-own-page = Go to Mit Unilogin
letter-code-asked = { $by } asks for a one-time code for { $person }
letter-code-asked-body =
    Hello

    { $by } asks for a one-time code for { $person } at { $institution } ({ $number }). With the code the person can make a new password without MitID.

    Another user administrator must say yes. Do so only when you know that it is right. If something is wrong, say no.
letter-code-asked-you = A one-time code was asked for, for you
letter-code-asked-you-body =
    Hello { $person }

    { $by } at { $institution } ({ $number }) has asked for a one-time code for you. With it you can make a new password without MitID.

    If you did not ask for help yourself, contact the institution now.
letter-code-approved = The one-time code for { $person } is approved
letter-code-approved-body =
    Hello

    { $by } said yes to a one-time code for { $person } at { $institution } ({ $number }). Whoever asked for the code can now show it and give it to the person.

    If something is wrong, cancel the code in Brugeradministration.
letter-code-approved-you = Your one-time code is approved
letter-code-approved-you-body =
    Hello { $person }

    You can get a one-time code at { $institution } ({ $number }). It works for 24 hours. Give it to nobody.

    If you did not ask for help yourself, contact the institution now.
