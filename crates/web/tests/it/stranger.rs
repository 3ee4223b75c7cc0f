//! The stranger: every address of Brugeradministration, walked as every kind of person of another institution; of
//! Elevadgang, as those who may not help a pupil; of Mit Unilogin, as nobody and as somebody else.
//!
//! The addresses come from the table the router is made of, so that a new one is walked by itself; what stands in its
//! `{name}` must be told in [`Things::of`]. Source: security.md row *admin*. What it does not do: say who may what inside
//! the institution; `rights.snap` does.

use crate::place::{Answer, Browser};
use crate::school::{OTHER_SCHOOL, SCHOOL, School, Somebody, number};
use rules::affiliation::Role;
use rules::time::Instant;
use testkit::database::both;
use web::addresses::{Address, DO_FIELD};

/// Words that only somebody of the school may read.
const SECRETS: [&str; 3] = ["Solbakkeskolen", "Alma", "Hemmeligsen"];

/// Things of the school, to be tried by number.
struct Things {
    person: i64,
    group: i64,
    run: i64,
    affiliation: i64,
    agreement: i64,
}

impl Things {
    fn of(&self, name: &str) -> String {
        match name {
            "person" => self.person.to_string(),
            "group" => self.group.to_string(),
            "run" => self.run.to_string(),
            "line" => "0".to_owned(),
            "affiliation" => self.affiliation.to_string(),
            "agreement" => self.agreement.to_string(),
            other => panic!("say here what {{{other}}} of a school is, so that strangers can try it"),
        }
    }

    /// The address at this institution, with the school's things in its other places.
    fn at(&self, institution: &str, path: &str) -> String {
        let parts = path.split('/').map(|part| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some("institution") => institution.to_owned(),
            Some(name) => self.of(name),
            None => part.to_owned(),
        });
        parts.collect::<Vec<_>>().join("/")
    }
}

fn things(school: &School) -> Things {
    let group = school.class(SCHOOL, "2.B");
    let person = school.nobody_with_eid(1, "Alma Hemmeligsen");
    school.attach(person, SCHOOL, (Role::Pupil, Some(group)));
    let by_hand = school.nobody_with_eid(2, "Nanna Hemmeligsen");
    Things {
        person: person.0,
        group: group.0,
        run: school.import_run(SCHOOL),
        affiliation: school.attach_for_a_year(by_hand, SCHOOL).0,
        agreement: school.agreement(SCHOOL),
    }
}

/// Everybody of the other school, with what they are; none where nobody is logged in.
fn strangers(school: &School) -> Vec<(&'static str, Option<Somebody>)> {
    let with = |right, at: usize| school.holder_of(right, OTHER_SCHOOL, (at, "Fremmed Person"));
    let as_role = |role, at: usize| {
        let somebody = school.somebody(at, "Fremmed Person");
        school.attach(somebody.id, OTHER_SCHOOL, (role, None));
        somebody
    };
    vec![
        ("nobody", None),
        ("administrator", Some(with("user_administration", 0))),
        ("reader", Some(with("read_access", 1))),
        ("Elevadgang-administrator", Some(with("pupil_access_administrator", 2))),
        ("data agreements", Some(with("data_agreements", 3))),
        ("licences", Some(with("licences", 4))),
        ("teacher", Some(as_role(Role::Teacher, 5))),
        ("leader", Some(as_role(Role::Leader, 6))),
        ("contact", Some(as_role(Role::Mother, 7))),
        ("pupil", Some(as_role(Role::Pupil, 8))),
    ]
}

/// What strangers could have changed: user name, block, affiliations, rights, password.
fn state(school: &School, person: i64) -> String {
    let person = rules::id::PersonId(person);
    school.write(move |tx| {
        let found = store::person::find(tx, person)?.map(|found| (found.username.to_string(), found.block));
        let attached = store::affiliation::active_of_person(tx, person)?;
        let rights = store::right_grant::of_person(tx, person)?;
        let version = store::credential::find(tx, person)?.map(|held| (held.version, held.dead));
        let windows = store::reset_window::since(tx, &number(SCHOOL), Instant(0))?.len();
        let cards = store::school_card::of_person(tx, person)?.len();
        Ok(format!("{found:?} {attached:?} {rights:?} {version:?} {windows} {cards}"))
    })
}

/// One address, asked with a token of the stranger's own.
fn ask(school: &School, browser: &mut Browser, (address, path): (&Address, &str)) -> Answer {
    if address.method == "GET" {
        return school.place.get(browser, path);
    }
    let token = school.place.get(browser, "/ba/log-paa").field("form_token");
    school.place.post(browser, path, &[("form_token", token.as_str()), (DO_FIELD, address.wants)])
}

#[test]
fn nobody_of_another_institution_gets_anything_at_any_address() {
    both(|database| {
        let school = School::on(database);
        let things = things(&school);
        let mut walked = 0;
        for (who, somebody) in strangers(&school) {
            let mut browser = Browser::default();
            if let Some(somebody) = &somebody {
                school.comes_in(&mut browser, somebody, "");
            }
            for address in web::ba::addresses().iter().filter(|one| one.path.contains("{institution}")) {
                let path = things.at(SCHOOL, address.path);
                let answer = ask(&school, &mut browser, (address, &path));
                let to_door = answer.location().starts_with("/ba/log-paa");
                let refused = matches!(answer.status, 403 | 404) || (answer.status == 303 && to_door);
                assert!(refused, "{who} at {} {path}: {}", address.method, answer.status);
                for word in SECRETS {
                    assert!(!answer.text.contains(word), "{who} at {} {path} reads {word}", address.method);
                }
                walked += 1;
            }
        }
        assert!(10 <= walked);
    });
}

#[test]
fn the_things_of_another_institution_are_not_at_ones_own_address() {
    both(|database| {
        let school = School::on(database);
        let things = things(&school);
        let administrator = school.holder_of("user_administration", OTHER_SCHOOL, (0, "Fremmed Person"));
        let mut browser = Browser::default();
        school.comes_in(&mut browser, &administrator, "");
        let before = state(&school, things.person);
        for address in web::ba::addresses().iter().filter(|one| one.path.contains("{institution}")) {
            let path = things.at(OTHER_SCHOOL, address.path);
            let answer = ask(&school, &mut browser, (address, &path));
            let names_a_thing = address.path.matches('{').count() > 1;
            // A form about somebody who is not there may lead back to the stranger's own list, without a word.
            let own_list = address.method == "POST" && answer.status == 303 && !answer.location().contains('?');
            if names_a_thing {
                assert!(matches!(answer.status, 403 | 404) || own_list, "{} {path}: {answer:?}", address.method);
            }
            for word in SECRETS {
                assert!(!answer.text.contains(word), "{} {path} shows {word}", address.method);
            }
        }
        assert_eq!(state(&school, things.person), before);
    });
}

/// Those who may not help the pupil: how they come into Elevadgang, and as whom.
fn helpers(school: &School) -> Vec<(&'static str, &'static str, Option<Somebody>)> {
    let teacher = |at: usize, number: &str| {
        let class = school.class(number, "1.A");
        let somebody = school.somebody(at, "Fremmed Lærer");
        school.attach(somebody.id, number, (Role::Teacher, Some(class)));
        somebody
    };
    let administrator = school.holder_of("pupil_access_administrator", OTHER_SCHOOL, (2, "Fremmed Person"));
    vec![
        ("nobody", "teacher", None),
        ("teacher of another class", "teacher", Some(teacher(0, SCHOOL))),
        ("teacher of another school", "teacher", Some(teacher(1, OTHER_SCHOOL))),
        ("administrator of another school", "administrator", Some(administrator)),
    ]
}

/// What a form of Elevadgang may ask for.
const DEEDS: [&str; 9] =
    ["giv", "kort", "skift", "kort-alene", "kort-med-billeder", "kort-vaek", "luk-op", "spaer", "form"];

/// One address of Elevadgang about the pupil, asked for everything it can do.
fn tries(school: &School, browser: &mut Browser, (method, path): (&str, &str), things: &Things) -> Vec<Answer> {
    let (person, group) = (things.person.to_string(), things.group.to_string());
    if method == "GET" {
        return vec![school.place.get(browser, &format!("{path}?klasse={group}&q=alma"))];
    }
    let token = school.place.get(browser, "/elevadgang?igen=1").field("form_token");
    let all = DEEDS.into_iter().map(|deed| {
        let fields = [
            ("form_token", token.as_str()),
            ("elev", &person),
            ("igen", &person),
            ("vikar", &person),
            ("klasse", &group),
            ("do", deed),
            ("form", "pictures"),
            ("reason", "fordi"),
            ("nummer", SCHOOL),
            ("ja", "1"),
        ];
        school.place.post(browser, path, &fields)
    });
    all.collect()
}

#[test]
fn nobody_helps_a_pupil_at_any_address_who_may_not() {
    both(|database| {
        let school = School::on(database);
        let things = things(&school);
        let before = state(&school, things.person);
        for (who, entry, somebody) in helpers(&school) {
            let mut browser = Browser::default();
            if let Some(somebody) = &somebody {
                school.helps(&mut browser, somebody, entry);
            }
            for address in web::elevadgang::addresses() {
                if address.path.starts_with("/elevadgang/ind/") || address.path == "/elevadgang/log-paa" {
                    continue;
                }
                let path = things.at("", address.path);
                for answer in tries(&school, &mut browser, (address.method, &path), &things) {
                    let at = format!("{who} at {} {path}", address.method);
                    assert!(answer.status < 500, "{at}: {answer:?}");
                    // One's own log names a pupil of one's own school whom one pressed a button for in vain.
                    let is_own_log = path == "/elevadgang/log" && who == "teacher of another class";
                    assert!(is_own_log || !answer.text.contains("Hemmeligsen"), "{at} reads the pupil's name");
                    if somebody.is_none() && path != "/elevadgang" {
                        assert_eq!(answer.location(), "/elevadgang?igen=1", "{at}: {answer:?}");
                    }
                    let of_administrators = matches!(path.as_str(), "/elevadgang/vikarer" | "/elevadgang/adgangskoder");
                    if entry == "teacher" && somebody.is_some() && of_administrators && address.method == "GET" {
                        assert_eq!(answer.status, 403, "{at}");
                    }
                    let is_pupils = address.path.contains("{person}") && address.method == "GET";
                    if is_pupils && somebody.is_some() {
                        assert_eq!(answer.status, 403, "{at}");
                    }
                }
            }
            assert_eq!(state(&school, things.person), before, "{who}");
        }
    });
}

#[test]
fn mit_unilogin_shows_nobody_a_page_and_ends_nobody_elses_login() {
    both(|database| {
        let school = School::on(database);
        let mut alma = Browser::default();
        let victim = school.holder_of("user_administration", SCHOOL, (0, "Alma Hemmeligsen"));
        school.comes_in(&mut alma, &victim, "");
        let session = school.write(move |tx| store::sso_session::live_of_person(tx, victim.id))[0].id.0.to_string();
        let stranger = school.holder_of("user_administration", OTHER_SCHOOL, (1, "Fremmed Person"));
        let mut somebody = Browser::default();
        school.comes_in(&mut somebody, &stranger, "");
        for address in web::mit::addresses() {
            for browser in [&mut Browser::default(), &mut somebody] {
                let is_somebody = browser.holds("session");
                let fields = |token: &str| [("form_token", token.to_owned()), ("session", session.clone())];
                let answer = if address.method == "GET" {
                    school.place.get(browser, address.path)
                } else {
                    let token = school.place.get(browser, "/elevadgang?igen=1").field("form_token");
                    let fields = fields(&token);
                    let fields: Vec<(&str, &str)> =
                        fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                    school.place.post(browser, address.path, &fields)
                };
                assert!(!answer.text.contains("Hemmeligsen"), "{address:?}");
                let is_front = address.path == "/mit";
                assert!(is_somebody || is_front || answer.status == 303, "{address:?}: {answer:?}");
            }
        }
        assert!(school.place.get(&mut alma, "/mit").text.contains("Hemmeligsen"), "still logged in");
    });
}
