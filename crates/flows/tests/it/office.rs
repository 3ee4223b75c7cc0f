//! Administrators of schools, each with a fresh national eID, and the people their stories are about.
//!
//! What it does not do: assert; the stories do.

use crate::town::Town;
use flows::operator::Operator;
use flows::user_administration::Administrator;
use rules::affiliation::Role;
use rules::cpr::Cpr;
use rules::id::{GrantId, PersonId};
use rules::institution::{Institution, InstitutionNumber, Ownership};
use rules::rights::facts::Right;
use rules::session::{Device, Method};
use rules::time::Millis;
use rules::user::Username;
use store::sso_session::{NewSsoSession, SsoSessionId};

/// An institution of the register that nobody imports to.
pub(crate) fn institution(town: &Town, number: &str) -> InstitutionNumber {
    let number = InstitutionNumber::parse(number).unwrap();
    let entry = Institution {
        number: number.clone(),
        name: format!("Skolen {number}"),
        kind: "Folkeskole".to_owned(),
        cvr: String::new(),
        p_number: String::new(),
        municipality_number: String::new(),
        municipality: String::new(),
        region: String::new(),
        address: String::new(),
        postal_code: String::new(),
        city: String::new(),
        phone: String::new(),
        mail: "kontor@skolen.example".to_owned(),
        web: String::new(),
        leader: String::new(),
        ownership: Ownership::Public,
        main_institution: None,
        closed: None,
    };
    town.wait(flows::register::load(&town.world, &[entry], "test")).unwrap();
    number
}

/// Somebody employed at an institution who holds a right there, at a fresh login with national eID.
pub(crate) fn holder(town: &Town, username: &str, at: &InstitutionNumber, right: Right) -> (PersonId, Administrator) {
    let person = town.person(username);
    town.attach(person, at.as_str(), (Role::Technical, None));
    let grant = store::right_grant::NewGrant {
        id: GrantId(town.world.draw_id()),
        person,
        institution: at.clone(),
        right: right.word().to_owned(),
        given_by: None,
        why: "test".to_owned(),
        expires: None,
    };
    town.write(move |tx| store::right_grant::grant(tx, &grant));
    (person, again(town, person, at))
}

/// The administrator of an institution.
pub(crate) fn administrator(town: &Town, username: &str, at: &InstitutionNumber) -> (PersonId, Administrator) {
    holder(town, username, at, Right::UserAdministration)
}

/// An operator at a fresh login with national eID.
pub(crate) fn operator(town: &Town, username: &str) -> Operator {
    let name = Username::parse(username).unwrap();
    let known = town.write(move |tx| store::person::find_by_username(tx, &name));
    let person = known.map_or_else(|| town.person(username), |known| known.id);
    flows::operator::appoint(&town.world, person).unwrap();
    Operator::new((person, eid_session(town, person)), "192.0.2.7".parse().unwrap())
}

/// Two operators, as the command line names them.
pub(crate) fn two_operators(town: &Town) -> [PersonId; 2] {
    ["oper1111", "oper2222"].map(|username| operator(town, username).person())
}

/// The same person at a new login with national eID.
pub(crate) fn again(town: &Town, person: PersonId, at: &InstitutionNumber) -> Administrator {
    Administrator::new((person, eid_session(town, person)), at.clone(), "192.0.2.1".parse().unwrap())
}

/// A fresh login of somebody with national eID.
pub(crate) fn eid_session(town: &Town, person: PersonId) -> SsoSessionId {
    let session = SsoSessionId(town.world.draw_id());
    let now = town.world.now();
    let new = NewSsoSession {
        id: session,
        secret_hash: session.0.to_be_bytes().to_vec(),
        person,
        device: Device::Own,
        method: Method::Eid,
        idle_ends: now.plus(Millis::hours(1)),
        ends: now.plus(Millis::hours(8)),
        two_factor: Some(now),
        adult_verified: None,
        password_version: None,
        address: "192.0.2.1".to_owned(),
        browser: "test".to_owned(),
    };
    town.write(move |tx| store::sso_session::create(tx, &new));
    session
}

pub(crate) fn cpr(text: &str) -> Cpr {
    Cpr::parse(text).unwrap()
}

/// Who has this number.
pub(crate) fn who_has(town: &Town, text: &str) -> Option<PersonId> {
    let index = town.world.vault.blind_index(&cpr(text));
    town.write(move |tx| Ok(store::person::find_by_cpr(tx, &index)?.map(|person| person.id)))
}

/// How many cases wait for an operator.
pub(crate) fn cases(town: &Town) -> usize {
    town.write(|tx| Ok(store::operator_case::waiting(tx, 100)?.len()))
}
