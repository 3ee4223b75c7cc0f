//! What a finding says to the school, in Danish: what is wrong and what to do. Goes out on the wire (`advis/tekst`)
//! and in the command's report.
//!
//! What it does not do: name anybody, or show a CPR number.

use rules::roster::{ContactFault, Fault, Finding, Reason, Unreadable};

/// The sentence of a finding.
pub fn text(finding: &Finding) -> String {
    match &finding.reason {
        Reason::CprMissing => "CPR-nummer mangler. Ret personen i det administrative system.".to_owned(),
        Reason::CprInvalid => "CPR-nummeret er ikke gyldigt. Ret det i det administrative system.".to_owned(),
        Reason::CprUnexpected => {
            "Ikke forventet CPR til localPersonID. Brug Skift CPR-nummer, hvis personen har fået nyt nummer.".to_owned()
        }
        Reason::AliasMissing => {
            "Personen har navne- og adressebeskyttelse, men intet alias. Tilføj et alias i det administrative system."
                .to_owned()
        }
        Reason::GroupUnknown(code) => format!("Gruppen {code} findes ikke i importen eller på institutionen."),
        Reason::GroupTwice(code) => format!("Gruppen {code} har samme kode eller navn som en anden gruppe."),
        Reason::RoleUnknown(word) if word.is_empty() => "Rolle mangler.".to_owned(),
        Reason::RoleUnknown(word) => format!("Rollen {word} findes ikke for denne type bruger."),
        Reason::LevelUnknown(word) => format!("Trinnet {word} findes ikke."),
        Reason::DateInvalid(field) => format!("{field} er ikke en dato (ÅÅÅÅ-MM-DD)."),
        Reason::FieldTooLong { field, bytes_max } => {
            format!("{field} er for langt: højst {bytes_max} (visse tegn fylder to).")
        }
        Reason::ContactInvalid(fault) => contact(*fault).to_owned(),
        Reason::Stale(loaded) => {
            format!("Forældet: filens sourceDateTime er ældre end den senest indlæste ({loaded}).")
        }
        Reason::Other(fault) => other(fault),
    }
}

fn contact(fault: ContactFault) -> &'static str {
    match fault {
        ContactFault::Relation => "Kontaktpersonens relation findes ikke. Kontaktpersonen er udeladt.",
        ContactFault::Name => "Kontaktpersonens navn mangler. Kontaktpersonen er udeladt.",
        ContactFault::Cpr => "Kontaktpersonens CPR-nummer er ikke gyldigt. Kontaktpersonen er udeladt.",
        ContactFault::Twice => "Samme kontaktperson står to gange. Den første gælder.",
        ContactFault::SameAsChild => "Kontaktpersonen har barnets CPR-nummer. Kontaktpersonen er udeladt.",
    }
}

fn other(fault: &Fault) -> String {
    match fault {
        Fault::LocalPersonIdMissing => "LocalPersonId mangler.".to_owned(),
        Fault::LocalPersonIdTwice => "LocalPersonId står to gange. Den første gælder.".to_owned(),
        Fault::PersonTwice => "Samme CPR-nummer står på to personer. Den første gælder.".to_owned(),
        Fault::NameMissing => "Fornavn eller efternavn mangler.".to_owned(),
        Fault::ActorMissing => "Personen er hverken elev, medarbejder eller ekstern.".to_owned(),
        Fault::LeavingUnknown => "Personen, der skulle slettes, kendes ikke fra denne kilde.".to_owned(),
        Fault::ValueUnknown(field) => format!("{field} har en værdi, der ikke findes. Feltet er udeladt."),
        Fault::Unreadable { line, why } => format!("Filen kan ikke læses (linje {line}): {}", unreadable(why)),
        Fault::InstitutionUnknown(number) => format!("Institutionen {number} findes ikke i institutionsregisteret."),
        Fault::InstitutionClosed(number) => {
            format!("Institutionen {number} er nedlagt i institutionsregisteret. Filen er ikke indlæst.")
        }
        Fault::InstitutionNotSenders(number) => format!("Adgangen gælder ikke for institutionen {number}."),
    }
}

fn unreadable(why: &Unreadable) -> String {
    match why {
        Unreadable::Truncated => "den slutter midt i det hele.".to_owned(),
        Unreadable::Syntax => "det er ikke gyldig XML.".to_owned(),
        Unreadable::Encoding => "tegnene passer ikke til filens tegnsæt.".to_owned(),
        Unreadable::EncodingUnknown(name) => format!("tegnsættet {name} kan ikke læses. Brug UTF-8 eller ISO-8859-1."),
        Unreadable::Dtd => "den har en DTD. Det er ikke tilladt.".to_owned(),
        Unreadable::Entity(name) if name.is_empty() => "en entitet er ukendt.".to_owned(),
        Unreadable::Entity(name) => format!("entiteten {name} er ukendt."),
        Unreadable::TooDeep => "elementerne ligger for dybt i hinanden.".to_owned(),
        Unreadable::TooLarge => "et element eller en attribut er for stor.".to_owned(),
        Unreadable::TooMany => "den har flere personer eller grupper, end en institution kan have.".to_owned(),
        Unreadable::TooMuch => "den har mere tekst om personer og grupper, end en institution kan have.".to_owned(),
        Unreadable::NoRoster => "den skal have netop ét UNILoginImport.".to_owned(),
        Unreadable::Required(name) => format!("{name} mangler eller er forkert."),
        Unreadable::Stopped => "læsningen stoppede.".to_owned(),
    }
}
