//! One `InstitutionPerson`: who, as what, in which groups, with which adults.

use super::{field, role};
use crate::element::Element;
use rules::affiliation::{Actor, Level, Role};
use rules::cpr::Cpr;
use rules::group::GroupCode;
use rules::roster::{
    Address, ContactFault, ContactRecord, Custody, Fault, Finding, Gender, PersonFacts, Phone, Reason, Record,
};
use rules::user::PersonName;
use std::collections::BTreeSet;

/// UTF-8 bytes of a local person id.
const LOCAL_PERSON_ID_BYTES_MAX: usize = 64;
/// UTF-8 bytes of a first or family name.
const NAME_BYTES_MAX: usize = 128;
/// UTF-8 bytes of a mail address.
const MAIL_BYTES_MAX: usize = 254;
/// UTF-8 bytes of a street, a city, a country.
const PLACE_BYTES_MAX: usize = 132;
/// UTF-8 bytes of a phone number.
const PHONE_BYTES_MAX: usize = 32;
/// UTF-8 bytes of a place at school, an occupation, a picture's id.
const REMARK_BYTES_MAX: usize = 100;
/// UTF-8 bytes of a student number (interfaces.md B §4).
const STUDENT_NUMBER_BYTES_MAX: usize = 26;
/// The most contacts one child has.
const CONTACTS_MAX: usize = 100;

/// The person, or why they are refused; what is wrong with a contact is told and the contact left out.
pub(super) fn read(element: &Element, findings: &mut Vec<Finding>) -> Result<Record, Finding> {
    let Some(id) = element.text_of("LocalPersonId") else {
        return Err(Finding::person("", Reason::Other(Fault::LocalPersonIdMissing)));
    };
    if LOCAL_PERSON_ID_BYTES_MAX < id.len() {
        let field = "LocalPersonId".to_owned();
        return Err(Finding::person("", Reason::FieldTooLong { field, bytes_max: LOCAL_PERSON_ID_BYTES_MAX }));
    }
    record(element, id, findings).map_err(|reason| Finding::person(id, reason))
}

fn record(element: &Element, id: &str, findings: &mut Vec<Finding>) -> Result<Record, Reason> {
    let missing = || Reason::Other(Fault::NameMissing);
    let mut told = Vec::new();
    let person = facts(element.child("Person").ok_or_else(missing)?, &mut told)?;
    let belongings = [("Student", Actor::Pupil), ("Employee", Actor::Employee), ("Extern", Actor::External)];
    let found = belongings.into_iter().find_map(|(name, actor)| element.child(name).map(|as_what| (as_what, actor)));
    let (as_what, actor) = found.ok_or(Reason::Other(Fault::ActorMissing))?;
    let level = match as_what.text_of("Level").filter(|_| actor == Actor::Pupil) {
        Some(word) => Some(Level::from_code(word).ok_or_else(|| Reason::LevelUnknown(field::quoted(word)))?),
        None => None,
    };
    let main_group = match as_what.text_of("MainGroupId").filter(|_| actor == Actor::Pupil) {
        Some(text) => Some(group_code(text)?),
        None => None,
    };
    let groups: Result<BTreeSet<GroupCode>, Reason> = as_what
        .children("GroupId")
        .map(|group| group.text.trim())
        .filter(|text| !text.is_empty())
        .map(group_code)
        .collect();
    let mut groups = groups?;
    if let Some(main) = &main_group {
        groups.remove(main);
    }
    let record = Record {
        local_person_id: id.to_owned(),
        actor,
        roles: roles(as_what, actor)?,
        level,
        main_group,
        groups,
        location: field::short(as_what, "Location", REMARK_BYTES_MAX)?,
        student_number: field::short(as_what, "StudentNumber", STUDENT_NUMBER_BYTES_MAX)?,
        short_name: field::short(as_what, "ShortName", REMARK_BYTES_MAX)?,
        occupation: field::short(as_what, "Occupation", REMARK_BYTES_MAX)?,
        contacts: contacts(as_what, &person, &mut told)?,
        person,
    };
    findings.extend(told.into_iter().map(|reason| Finding::notice(id, reason)));
    Ok(record)
}

fn roles(as_what: &Element, actor: Actor) -> Result<BTreeSet<Role>, Reason> {
    let words = as_what.children("Role").map(|word| word.text.trim());
    let roles: Result<BTreeSet<Role>, Reason> =
        words.map(|word| role(actor, word).ok_or_else(|| Reason::RoleUnknown(field::quoted(word)))).collect();
    let roles = roles?;
    if roles.is_empty() { Err(Reason::RoleUnknown(String::new())) } else { Ok(roles) }
}

fn group_code(text: &str) -> Result<GroupCode, Reason> {
    GroupCode::parse(text).ok_or_else(|| Reason::GroupUnknown(field::quoted(text)))
}

fn contacts(as_what: &Element, child: &PersonFacts, told: &mut Vec<Reason>) -> Result<Vec<ContactRecord>, Reason> {
    let mut contacts: Vec<ContactRecord> = Vec::new();
    for (count, element) in as_what.children("ContactPerson").enumerate() {
        if CONTACTS_MAX <= count {
            return Err(Reason::FieldTooLong { field: "ContactPerson".to_owned(), bytes_max: CONTACTS_MAX });
        }
        match contact(element, child, told) {
            Ok(contact) => {
                let number = &contact.person.cpr;
                if number.is_some() && contacts.iter().any(|known| known.person.cpr == *number) {
                    told.push(Reason::ContactInvalid(ContactFault::Twice));
                } else {
                    contacts.push(contact);
                }
            }
            Err(reason) => told.push(reason),
        }
    }
    Ok(contacts)
}

fn contact(element: &Element, child: &PersonFacts, told: &mut Vec<Reason>) -> Result<ContactRecord, Reason> {
    let invalid = |fault| Reason::ContactInvalid(fault);
    let relation = element.attribute("relation").and_then(|word| role(Actor::Contact, word));
    let relation = relation.ok_or(invalid(ContactFault::Relation))?;
    let person = element.child("Person").ok_or(invalid(ContactFault::Name))?;
    let person = facts(person, told).map_err(|reason| match reason {
        Reason::CprInvalid => invalid(ContactFault::Cpr),
        Reason::Other(Fault::NameMissing) => invalid(ContactFault::Name),
        other => other,
    })?;
    if person.cpr.is_some() && person.cpr == child.cpr {
        return Err(invalid(ContactFault::SameAsChild));
    }
    let custody = if field::is_true(element.attribute("childCustody")) { Custody::Yes } else { Custody::No };
    Ok(ContactRecord {
        relation,
        custody,
        access_level: field::digit(element.attribute("accessLevel")),
        cvr: field::limited(element.attribute("cvr").filter(|text| !text.is_empty()), "cvr", 8)?,
        p_number: field::limited(element.attribute("pnr").filter(|text| !text.is_empty()), "pnr", 10)?,
        person,
    })
}

fn facts(element: &Element, told: &mut Vec<Reason>) -> Result<PersonFacts, Reason> {
    let name_missing = Reason::Other(Fault::NameMissing);
    let first = field::short(element, "FirstName", NAME_BYTES_MAX)?;
    let family = field::short(element, "FamilyName", NAME_BYTES_MAX)?;
    let (Some(first), Some(family)) = (first, family) else { return Err(name_missing) };
    let cpr = match element.text_of("CivilRegistrationNumber") {
        Some(text) => Some(Cpr::parse(text).map_err(|_| Reason::CprInvalid)?),
        None => None,
    };
    let gender = match element.text_of("Gender") {
        Some("M") => Some(Gender::Man),
        Some("K") => Some(Gender::Woman),
        Some(_) => {
            told.push(Reason::Other(Fault::ValueUnknown("Gender".to_owned())));
            None
        }
        None => None,
    };
    let alias_first = field::short(element, "AliasFirstName", NAME_BYTES_MAX)?;
    let alias_family = field::short(element, "AliasFamilyName", NAME_BYTES_MAX)?;
    let alias = match (alias_first, alias_family) {
        (Some(first), Some(family)) => Some(PersonName { first, family }),
        (Some(_), None) | (None, Some(_)) | (None, None) => None,
    };
    Ok(PersonFacts {
        name: PersonName { first, family },
        cpr,
        mail: field::short(element, "EmailAddress", MAIL_BYTES_MAX)?,
        birth: field::date(element, "BirthDate")?,
        gender,
        photo_id: field::short(element, "PhotoId", REMARK_BYTES_MAX)?,
        address: address(element)?,
        home_phone: phone(element, "HomePhoneNumber")?,
        work_phone: phone(element, "WorkPhoneNumber")?,
        mobile_phone: phone(element, "MobilePhoneNumber")?,
        protected: field::is_true(element.attribute("protected")),
        alias,
        verification_level: field::digit(element.attribute("verificationLevel")),
    })
}

fn phone(element: &Element, name: &str) -> Result<Option<Phone>, Reason> {
    let number = field::short(element, name, PHONE_BYTES_MAX)?;
    let protected = field::is_true(element.child(name).and_then(|phone| phone.attribute("protected")));
    Ok(number.map(|number| Phone { number, protected }))
}

fn address(element: &Element) -> Result<Option<Address>, Reason> {
    let Some(address) = element.child("Address") else { return Ok(None) };
    let part = |name| Ok(field::short(address, name, PLACE_BYTES_MAX)?.unwrap_or_default());
    Ok(Some(Address {
        street: part("StreetAddress")?,
        postal_code: part("PostalCode")?,
        city: part("PostalDistrict")?,
        country_code: part("CountryCode")?,
        country: part("Country")?,
        municipality_code: part("MunicipalityCode")?,
        municipality: part("MunicipalityName")?,
    }))
}
