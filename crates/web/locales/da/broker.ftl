# Vejen til og fra tjenesterne.
broker-carry = Du er logget på
broker-carry-says = Du bliver sendt videre til tjenesten. Sker der ikke noget, så tryk på knappen.
broker-carry-on = Fortsæt
broker-missing-licence = Du har ikke licens til tjenesten
broker-missing-licence-says = Din skole har ikke givet dig adgang til tjenesten. Spørg din lærer eller skolens kontor. Du bliver sendt videre til tjenestens egen side om licenser.
broker-missing-licence-on = Læs mere hos tjenesten
broker-stranded = Vi kan ikke logge dig på tjenesten
broker-stranded-unreadable = Tjenesten har sendt os noget, vi ikke kan læse.
broker-stranded-unknown-service = Vi kender ikke tjenesten, eller den er lukket.
broker-stranded-unknown-address = Tjenesten beder os sende dig til en adresse, der ikke er godkendt. For din sikkerheds skyld gør vi det ikke.
broker-stranded-used = Linket er brugt, eller det er blevet for gammelt.
broker-stranded-do = Gå tilbage til tjenesten, og prøv igen. Hjælper det ikke, så sig det til dem, der står bag tjenesten.
broker-stranded-on = Gå til Mit Unilogin
