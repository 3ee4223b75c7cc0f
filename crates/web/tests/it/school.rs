//! A school with an administrator, and others who are none: people with an eID, put there past all stories.
//!
//! What it does not do: assert; the stories do.

use crate::place::{Answer, Browser, Place};
use crypto::sealing::Purpose;
use rules::affiliation::{Actor, Level, Role};
use rules::cpr::Cpr;
use rules::group::{Group, GroupCode, GroupKind};
use rules::id::{AffiliationId, GrantId, GroupId, PersonId};
use rules::institution::{Institution, InstitutionNumber, Ownership};
use rules::user::{PersonName, Protection, UniId, Username};
use store::affiliation::Affiliation;
use testkit::database::Database;
use web::test_eid::Holder;

pub(crate) const SCHOOL: &str = "751042";
pub(crate) const OTHER_SCHOOL: &str = "751077";

/// Somebody with an eID.
#[derive(Clone, Debug)]
pub(crate) struct Somebody {
    pub(crate) id: PersonId,
    /// The place in the test eID's list.
    holder: usize,
}

/// A place with two schools and people who are somebody there.
pub(crate) struct School {
    pub(crate) place: Place,
}

/// The people of the test eID, in its order: who they are is decided by each story.
const HOLDERS: [&str; 12] = [
    "0101801111",
    "0102801112",
    "0103801113",
    "0104801114",
    "0105801115",
    "0106801116",
    "0107801117",
    "0108801118",
    "0109801119",
    "0110801120",
    "0111801121",
    "0112801122",
];

impl School {
    /// Two schools on this database.
    pub(crate) fn on(database: &Database) -> School {
        let holders = HOLDERS
            .iter()
            .enumerate()
            .map(|(at, cpr)| Holder {
                name: format!("Nr. {at}"),
                cpr: Some((*cpr).to_owned()),
                shows: format!("number {at}"),
                shows_danish: format!("nummer {at}"),
            })
            .collect();
        let place = Place::with_holders(database, holders);
        let school = School { place };
        school.institution(SCHOOL, "Solbakkeskolen");
        school.institution(OTHER_SCHOOL, "Fjordskolen");
        school
    }

    pub(crate) fn write<R: Send + 'static>(
        &self,
        work: impl Fn(&mut store::driver::Tx) -> Result<R, store::error::StoreError> + Send + 'static,
    ) -> R {
        self.place.world.db.blocking().write(work).unwrap()
    }

    fn institution(&self, number: &str, name: &str) {
        let text = String::new;
        let new = Institution {
            number: self::number(number),
            name: name.to_owned(),
            kind: "Folkeskole".to_owned(),
            cvr: text(),
            p_number: text(),
            municipality_number: text(),
            municipality: "Solbjerg Kommune".to_owned(),
            region: text(),
            address: "Skolevej 1".to_owned(),
            postal_code: "8000".to_owned(),
            city: "Solbjerg".to_owned(),
            phone: text(),
            mail: text(),
            web: text(),
            leader: "Anne Bjerre".to_owned(),
            ownership: Ownership::Public,
            main_institution: None,
            closed: None,
        };
        self.write(move |tx| store::institution::put(tx, &new));
    }

    /// Somebody the test eID knows at this place of its list.
    pub(crate) fn somebody(&self, holder: usize, name: &str) -> Somebody {
        let cpr = Cpr::parse(HOLDERS[holder]).unwrap();
        Somebody { id: self.enter(name, &cpr), holder }
    }

    /// Somebody without an eID; the number makes them unlike everybody else.
    pub(crate) fn nobody_with_eid(&self, number: usize, name: &str) -> PersonId {
        self.enter(name, &Cpr::parse(&format!("010110{number:04}")).unwrap())
    }

    fn enter(&self, name: &str, cpr: &Cpr) -> PersonId {
        let world = &self.place.world;
        let id = PersonId(world.draw_id());
        let (first, family) = name.rsplit_once(' ').unwrap();
        let name = PersonName { first: first.to_owned(), family: family.to_owned() };
        let start = rules::user::username_start(&name);
        let username = Username::parse(&format!("{start}{:04}", id.0.unsigned_abs() % 10_000)).unwrap();
        let new = store::person_entry::NewPerson {
            id,
            uniid: UniId::propose(&mut world.chance()),
            username,
            name,
            protection: Protection::None,
            cpr_index: world.vault.blind_index(cpr),
            cpr_sealed: world.vault.seal(Purpose::PersonCpr, &id.0.to_string(), cpr.reveal().as_bytes()),
            cpr_kind: "ordinary",
            birth: cpr.birth_date(),
            gender: None,
        };
        self.write(move |tx| store::person_entry::enter_many(tx, std::slice::from_ref(&new)));
        id
    }

    /// A class.
    pub(crate) fn class(&self, school: &str, code: &str) -> GroupId {
        let group = Group {
            id: GroupId(self.place.world.draw_id()),
            institution: number(school),
            code: GroupCode::parse(code).unwrap(),
            name: code.to_owned(),
            kind: GroupKind::Main,
            level: Level::from_code("2"),
            line: None,
            from: None,
            to: None,
        };
        let id = group.id;
        self.write(move |tx| store::pupil::create_group(tx, &group, "KMD Elev"));
        id
    }

    /// Attaches somebody, with a class where there is one.
    pub(crate) fn attach(&self, person: PersonId, school: &str, (role, class): (Role, Option<GroupId>)) {
        let pupil = role.actor() == Actor::Pupil;
        let new = Affiliation {
            id: AffiliationId(self.place.world.draw_id()),
            person,
            institution: number(school),
            actor: role.actor(),
            roles: vec![role],
            level: if pupil { Level::from_code("2") } else { None },
            main_group: class.filter(|_| pupil),
            source: "KMD Elev".to_owned(),
            started: self.place.world.now(),
            expires: None,
        };
        self.write(move |tx| {
            store::affiliation::start(tx, &new, "1")?;
            match class {
                Some(class) => store::affiliation::join(tx, new.id, class),
                None => Ok(()),
            }
        });
    }

    /// Attaches somebody by hand, for a year.
    pub(crate) fn attach_for_a_year(&self, person: PersonId, school: &str) -> AffiliationId {
        let new = Affiliation {
            id: AffiliationId(self.place.world.draw_id()),
            person,
            institution: number(school),
            actor: Actor::Employee,
            roles: vec![Role::Pedagogue],
            level: None,
            main_group: None,
            source: flows::pupil_access::MANUAL_SOURCE.to_owned(),
            started: self.place.world.now(),
            expires: Some(self.place.world.now().plus(rules::manual_affiliation::LASTS)),
        };
        let id = new.id;
        self.write(move |tx| store::affiliation::start(tx, &new, ""));
        id
    }

    /// A run in the import's history, with one line that was refused.
    pub(crate) fn import_run(&self, school: &str) -> i64 {
        let id = rules::id::ImportRunId(self.place.world.draw_id());
        let run = store::import_run::ImportRun {
            id,
            institution: number(school),
            source: "KMD Elev".to_owned(),
            operation: rules::roster::Operation::Full,
            file: "http".to_owned(),
            received: self.place.world.now(),
            outcome: store::import_run::Outcome::AcceptedWithNotices,
            people: 1,
            counts: rules::import_plan::Counts { refused: 1, ..rules::import_plan::Counts::default() },
            hold_why: None,
            undone: None,
        };
        let reason = rules::roster::Reason::CprUnexpected;
        let detail = serde_json::to_string(&reason).unwrap();
        let findings = vec![("1".to_owned(), reason.code(), detail)];
        let enclosed = store::import_run::Enclosed { findings, ..store::import_run::Enclosed::default() };
        self.write(move |tx| store::import_run::put(tx, &run, &enclosed));
        id.0
    }

    /// A request for data that waits.
    pub(crate) fn agreement(&self, school: &str) -> i64 {
        let asked = store::data_agreement::Asked {
            id: self.place.world.draw_id(),
            institution: number(school),
            client: crate::place::SERVICE.to_owned(),
            fields: vec![rules::agreement::Field::Name, rules::agreement::Field::Cpr],
            comment: "Til opgaver".to_owned(),
        };
        let id = asked.id;
        self.write(move |tx| store::data_agreement::ask(tx, &asked));
        id
    }

    /// Gives a right past all stories.
    pub(crate) fn right(&self, person: PersonId, school: &str, right: &str) {
        let new = store::right_grant::NewGrant {
            id: GrantId(self.place.world.draw_id()),
            person,
            institution: number(school),
            right: right.to_owned(),
            given_by: None,
            why: "test".to_owned(),
            expires: None,
        };
        self.write(move |tx| store::right_grant::grant(tx, &new));
    }

    /// An employee of this school who holds this right there.
    pub(crate) fn holder_of(&self, right: &str, school: &str, (holder, name): (usize, &str)) -> Somebody {
        let somebody = self.somebody(holder, name);
        self.attach(somebody.id, school, (Role::Technical, None));
        self.right(somebody.id, school, right);
        somebody
    }

    /// Walks in by the door: the button, the eID, and back to the page that was wanted.
    pub(crate) fn comes_in(&self, browser: &mut Browser, somebody: &Somebody, to: &str) -> Answer {
        let place = &self.place;
        let door = place.get(browser, &format!("/ba/log-paa?til={to}"));
        let fields = [("form_token", door.field("form_token")), ("til", door.field("til"))];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = place.post(browser, "/ba/log-paa", &fields);
        self.is_led_in(browser, somebody, answer)
    }

    /// Walks into Elevadgang by one of its two buttons, with the eID.
    pub(crate) fn helps(&self, browser: &mut Browser, somebody: &Somebody, entry: &str) -> Answer {
        let token = self.place.get(browser, "/elevadgang").field("form_token");
        let fields = [("form_token", token.as_str()), ("som", entry), ("med", "eid")];
        let answer = self.place.post(browser, "/elevadgang/log-paa", &fields);
        self.is_led_in(browser, somebody, answer)
    }

    /// Follows the way to the eID, shows it, and follows the way back to a page.
    pub(crate) fn is_led_in(&self, browser: &mut Browser, somebody: &Somebody, mut answer: Answer) -> Answer {
        let place = &self.place;
        for _ in 0..12 {
            let next = answer.location().to_owned();
            if next.is_empty() {
                let choice = answer.link(&format!("holder={}", somebody.holder));
                if choice.is_empty() {
                    return answer;
                }
                answer = place.get(browser, &choice);
            } else {
                answer = place.get(browser, &next);
            }
        }
        panic!("redirects without end")
    }

    /// Presses a button on a page: its token is read from the page first.
    pub(crate) fn presses(&self, browser: &mut Browser, (page, path): (&str, &str), fields: &[(&str, &str)]) -> Answer {
        let token = self.place.get(browser, page).field("form_token");
        let mut all = vec![("form_token", token.as_str())];
        all.extend_from_slice(fields);
        self.place.post(browser, path, &all)
    }

    /// Attaches somebody by hand, past all stories.
    pub(crate) fn attach_by_hand(&self, person: PersonId, school: &str, role: Role) {
        let new = Affiliation {
            id: AffiliationId(self.place.world.draw_id()),
            person,
            institution: number(school),
            actor: role.actor(),
            roles: vec![role],
            level: None,
            main_group: None,
            source: flows::pupil_access::MANUAL_SOURCE.to_owned(),
            started: self.place.world.now(),
            expires: None,
        };
        self.write(move |tx| store::affiliation::start(tx, &new, ""));
    }

    /// A password past all stories.
    pub(crate) fn password(&self, person: PersonId) {
        let secret = crypto::secret::SecretText::from(crate::place::PASSWORD);
        let hash = self.place.world.hashing.hash_here(person, &secret).encode();
        self.write(move |tx| {
            let credential = store::credential::NewCredential {
                person,
                form: rules::password::Form::Text,
                hash: hash.clone(),
                stage: rules::affiliation::Stage::Upper,
                chosen_by: store::credential::ChosenBy::Server,
                set_how: store::credential::SetHow::Command,
                set_by: None,
                reset_window: None,
            };
            store::credential::replace(tx, &credential, None)
        });
    }
}

pub(crate) fn number(school: &str) -> InstitutionNumber {
    InstitutionNumber::parse(school).unwrap()
}
