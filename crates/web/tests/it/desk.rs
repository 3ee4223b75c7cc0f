//! The operator's desk: who comes in, and that nobody else gets anything at any of its addresses.
//!
//! The addresses come from the table the router is made of; what stands in its `{name}` must be told in [`in_place`].
//! Source: issue "Operator's desk", security.md row *admin*.

use crate::place::{Answer, Browser};
use crate::school::{SCHOOL, School, Somebody};
use rules::affiliation::Role;
use testkit::database::both;
use web::addresses::DO_FIELD;

/// Somebody comes in to the operator's desk by the test eID.
pub(crate) fn at_desk(school: &School, somebody: &Somebody) -> Browser {
    let mut browser = Browser::default();
    let token = school.place.get(&mut browser, "/stil/log-paa").field("form_token");
    let fields = [("form_token", token.as_str()), ("til", "")];
    let away = school.place.post(&mut browser, "/stil/log-paa", &fields);
    school.is_led_in(&mut browser, somebody, away);
    browser
}

/// An operator of this name, at the desk.
pub(crate) fn operator(school: &School, (holder, name): (usize, &str)) -> (Somebody, Browser) {
    let somebody = school.somebody(holder, name);
    school.attach(somebody.id, SCHOOL, (Role::Technical, None));
    assert!(flows::operator::appoint(&school.place.world, somebody.id).unwrap());
    let browser = at_desk(school, &somebody);
    (somebody, browser)
}

/// Sends a form of a page of the desk.
pub(crate) fn sends(school: &School, browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    let token = school.place.get(browser, "/stil").field("form_token");
    let mut all = vec![("form_token", token.as_str())];
    all.extend_from_slice(fields);
    school.place.post(browser, path, &all)
}

/// What may be read at the desk alone.
const SECRETS: [&str; 2] = ["Alma Hemmeligsen", "Forkerte forsøg"];

fn in_place(path: &str, pupil: i64) -> String {
    let of = |name: &str| match name {
        "case" => "1".to_owned(),
        "setting" => "yearly".to_owned(),
        "person" => pupil.to_string(),
        "number" => SCHOOL.to_owned(),
        "upload" => "1".to_owned(),
        other => panic!("say here what {{{other}}} is at the desk, so that strangers can try it"),
    };
    let parts = path.split('/').map(|part| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
        Some(name) => of(name),
        None => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("/")
}

#[test]
fn nobody_but_an_operator_gets_anything_at_any_address_of_the_desk() {
    both(|database| {
        let school = School::on(database);
        let class = school.class(SCHOOL, "2.B");
        let pupil = school.nobody_with_eid(1, "Alma Hemmeligsen");
        school.attach(pupil, SCHOOL, (Role::Pupil, Some(class)));
        let of_role = |holder, role| {
            let somebody = school.somebody(holder, "Fremmed Person");
            school.attach(somebody.id, SCHOOL, (role, None));
            somebody
        };
        let removed = of_role(4, Role::Technical);
        assert!(flows::operator::appoint(&school.place.world, removed.id).unwrap());
        let mut was_operator = at_desk(&school, &removed);
        assert_eq!(school.place.get(&mut was_operator, "/stil").status, 200);
        assert!(flows::operator::remove(&school.place.world, removed.id).unwrap());
        let administrator = school.holder_of("user_administration", SCHOOL, (0, "Fremmed Person"));
        let mut strangers = vec![
            ("nobody", Browser::default()),
            ("administrator", at_desk(&school, &administrator)),
            ("teacher", at_desk(&school, &of_role(1, Role::Teacher))),
            ("parent", at_desk(&school, &of_role(2, Role::Mother))),
            ("pupil", at_desk(&school, &of_role(3, Role::Pupil))),
            ("was an operator", was_operator),
        ];
        let doors = ["/stil/log-paa", "/stil/ind"];
        let mut walked = 0;
        for (who, browser) in &mut strangers {
            for address in web::stil::addresses().iter().filter(|one| !doors.contains(&one.path)) {
                let path = in_place(address.path, pupil.0);
                let answer = match address.method {
                    "GET" => school.place.get(browser, &path),
                    _ => {
                        let token = school.place.get(browser, "/stil/log-paa").field("form_token");
                        let fields = [("form_token", token.as_str()), (DO_FIELD, address.wants)];
                        school.place.post(browser, &path, &fields)
                    }
                };
                let to_door = answer.status == 303 && answer.location().starts_with("/stil/log-paa");
                let let_in_elsewhere = matches!(*who, "administrator" | "teacher" | "was an operator");
                let refused = if let_in_elsewhere { answer.status == 403 } else { to_door || answer.status == 403 };
                assert!(refused, "{who} at {} {path}: {} {}", address.method, answer.status, answer.location());
                for word in SECRETS {
                    assert!(!answer.text.contains(word), "{who} at {} {path} reads {word}", address.method);
                }
                walked += 1;
            }
        }
        assert!(60 <= walked, "{walked}");
    });
}

#[test]
fn every_page_of_the_desk_has_its_menus_in_both_languages() {
    both(|database| {
        let school = School::on(database);
        let (_, mut browser) = operator(&school, (0, "Birgitte Riis"));
        let page = school.place.get(&mut browser, "/stil");
        let menus = [
            ("/stil", "Ansøgninger", "Applications"),
            ("/stil/institutioner", "Institutioner", "Institutions"),
            ("/stil/personer", "Personer", "People"),
            ("/stil/sager", "Sager", "Cases"),
            ("/stil/landet", "Landet", "The country"),
            ("/stil/drift", "Drift", "Operation"),
            ("/stil/operatoerer", "Sagsbehandlere", "Case officers"),
        ];
        for (path, danish, english) in menus {
            assert!(page.text.contains(&format!("<a href=\"{path}\"")) && page.text.contains(danish), "{path}");
            let there = school.place.get(&mut browser, path);
            assert_eq!(there.status, 200, "{path}");
            assert!(there.text.contains(&format!("<a href=\"{path}\" aria-current=\"page\">")), "{path}");
            let in_english = school.place.get(&mut browser, &format!("{path}?lang=en"));
            assert!(in_english.text.contains(english), "{path}");
            school.place.get(&mut browser, &format!("{path}?lang=da"));
        }
        assert!(page.text.contains("data-keep=\"/stil/bliv\""), "somebody is asked before the session is over");
        assert_eq!(school.place.get(&mut browser, "/stil/bliv").status, 200);
    });
}
