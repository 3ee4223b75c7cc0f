# The way to and from the services.
broker-carry = You are logged in
broker-carry-says = You are being sent on to the service. If nothing happens, press the button.
broker-carry-on = Continue
broker-missing-licence = You have no licence for the service
broker-missing-licence-says = Your school has not given you access to the service. Ask your teacher or the school's office. You are being sent on to the service's own page about licences.
broker-missing-licence-on = Read more at the service
broker-stranded = We cannot log you in to the service
broker-stranded-unreadable = The service sent us something we cannot read.
broker-stranded-unknown-service = We do not know the service, or it is closed.
broker-stranded-unknown-address = The service asks us to send you to an address that is not approved. For your safety we do not.
broker-stranded-used = The link was used before, or is too old.
broker-stranded-do = Go back to the service and try again. If that does not help, tell the people behind the service.
broker-stranded-on = Go to Mit Unilogin
