//! A one-time code over HTTP: two administrators, a note, and a login; and those of elsewhere who try.

use crate::place::{Answer, Browser, asked};
use crate::school::{OTHER_SCHOOL, SCHOOL, School, Somebody};
use rules::affiliation::Role;
use rules::id::PersonId;
use testkit::database::both;

/// Two administrators who are in, and a father who is nothing but a contact.
struct Scene {
    school: School,
    birgitte: Browser,
    jens: Browser,
    father: PersonId,
}

const LIST: &str = "/ba/751042/engangskoder";

fn scene(school: School) -> Scene {
    let one = school.holder_of("user_administration", SCHOOL, (0, "Birgitte Riis"));
    let two = school.holder_of("user_administration", SCHOOL, (1, "Jens Dahl"));
    let father = school.nobody_with_eid(7, "Palle Hemmeligsen");
    school.attach(father, SCHOOL, (Role::Father, None));
    let (birgitte, jens) = (comes_in(&school, &one), comes_in(&school, &two));
    Scene { school, birgitte, jens, father }
}

fn comes_in(school: &School, somebody: &Somebody) -> Browser {
    let mut browser = Browser::default();
    school.comes_in(&mut browser, somebody, "");
    browser
}

impl Scene {
    fn asks(&mut self, fields: &[(&str, &str)]) -> Answer {
        let form = format!("/ba/{SCHOOL}/brugere/{}/engangskode", self.father.0);
        self.school.presses(&mut self.birgitte, (&form, &form), fields)
    }

    fn waits(&mut self) -> String {
        let answer = self.asks(&[("reason", "Har ingen telefon"), ("seen", "passport")]);
        assert_eq!(answer.location(), format!("{LIST}?sagt=spurgt"));
        self.school.place.get(&mut self.birgitte, LIST).field("code")
    }
}

fn presses(school: &School, browser: &mut Browser, wants: &str, id: &str) -> Answer {
    school.presses(browser, (LIST, LIST), &[("do", wants), ("code", id)])
}

/// The code on the page that shows it.
fn code_of(page: &Answer) -> String {
    let code = page.text.split("<strong dir=\"ltr\">").nth(1).unwrap_or_else(|| panic!("no code: {}", page.text));
    code.split('<').next().unwrap().to_owned()
}

#[test]
fn an_ask_without_a_reason_or_an_identity_says_so_at_the_field_and_keeps_the_rest() {
    both(|database| {
        let mut scene = scene(School::on(database));
        let page = scene.asks(&[("reason", ""), ("seen", "driving_licence")]);
        assert!(page.text.contains("id=\"reason-error\"") && page.text.contains("value=\"driving_licence\" checked"));
        let page = scene.asks(&[("reason", "Palle 010203-1234"), ("seen", "passport")]);
        assert!(page.text.contains("ligner et CPR-nummer"), "the reason is kept for months: {}", page.text);
        let page = scene.asks(&[("reason", "Har ingen telefon")]);
        assert!(page.text.contains("id=\"seen-error\"") && page.text.contains("value=\"Har ingen telefon\""));
        assert!(page.text.contains("<title>Fejl: "), "{}", page.text);
        let list = scene.school.place.get(&mut scene.jens, LIST);
        assert!(list.text.contains("Ingen engangskoder"), "nothing was asked");
    });
}

#[test]
fn a_code_is_asked_approved_shown_once_and_typed_at_the_login() {
    both(|database| {
        let mut scene = scene(School::on(database));
        let id = scene.waits();
        let overview = scene.school.place.get(&mut scene.jens, &format!("/ba/{SCHOOL}"));
        assert!(overview.text.contains("1 engangskode venter"), "{}", overview.text);
        let own = presses(&scene.school, &mut scene.birgitte, "godkend", &id);
        assert_eq!(own.status, 403);
        assert!(own.text.contains("En anden skal sige ja"), "{}", own.text);
        assert!(presses(&scene.school, &mut scene.jens, "godkend", &id).location().ends_with("sagt=godkendt"));
        assert_eq!(presses(&scene.school, &mut scene.jens, "vis", &id).status, 403, "whoever approved sees no code");
        let page = presses(&scene.school, &mut scene.birgitte, "vis", &id);
        let code = code_of(&page);
        assert!(page.header("cache-control").contains("no-store"));
        assert!(page.text.contains("prints-blank"));
        assert!(presses(&scene.school, &mut scene.birgitte, "vis", &id).location().ends_with("sagt=for-sent"));
        assert!(!scene.school.place.get(&mut scene.birgitte, LIST).text.contains(&code), "never again");
        let father = scene.father;
        let username = scene.school.write(move |tx| store::person::find(tx, father)).unwrap().username.to_string();
        let seen = scene.school.place.get(&mut scene.birgitte, &format!("/ba/{SCHOOL}/brugere/{}", father.0));
        assert!(
            !page.text.contains(&username) && !seen.text.contains(&username),
            "a contact's name is not the school's"
        );
        let mut browser = Browser::default();
        let place = &scene.school.place;
        let login = place.get(&mut browser, &asked(&[])).location().to_owned();
        let forgotten = place.get(&mut browser, &format!("{login}/forgotten"));
        let path = forgotten.link("one-time-code");
        let form = place.get(&mut browser, &path);
        let token = form.field("form_token");
        let mut types = |name: &str, code: &str| {
            let fields = [("form_token", token.as_str()), ("username", name), ("code", code)];
            let answer = place.post(&mut browser, &path, &fields);
            assert_eq!(answer.location(), login);
            place.get(&mut browser, &login)
        };
        let wrong = types(&username, "2222-3333-4444-5555");
        assert!(wrong.text.contains("id=\"code-error\"") && wrong.text.contains(&format!("value=\"{username}\"")));
        assert!(!wrong.text.contains("2222-3333"), "the code is not shown again");
        assert!(types(&username, "").text.contains("Skriv engangskoden."));
        let right = types(&username, &code);
        assert!(right.text.contains("new-text"), "{}", right.text);
    });
}

#[test]
fn the_codes_of_another_school_and_a_readers_buttons_do_nothing() {
    both(|database| {
        let mut scene = scene(School::on(database));
        let id = scene.waits();
        let stranger = scene.school.holder_of("user_administration", OTHER_SCHOOL, (2, "Fremmed Person"));
        let reader = scene.school.holder_of("read_access", SCHOOL, (3, "Læsende Person"));
        let mut browser = comes_in(&scene.school, &stranger);
        let own_list = format!("/ba/{OTHER_SCHOOL}/engangskoder");
        for wants in ["godkend", "afvis", "fortryd", "vis"] {
            let fields = [("do", wants), ("code", id.as_str())];
            let answer = scene.school.presses(&mut browser, (&own_list, &own_list), &fields);
            assert_eq!(answer.status, 404, "{wants}");
            assert!(!answer.text.contains("Hemmeligsen"));
        }
        let form = format!("/ba/{OTHER_SCHOOL}/brugere/{}/engangskode", scene.father.0);
        assert_eq!(scene.school.place.get(&mut browser, &form).status, 404);
        let mut browser = comes_in(&scene.school, &reader);
        let list = scene.school.place.get(&mut browser, LIST);
        assert!(list.text.contains("Palle Hemmeligsen") && !list.text.contains("value=\"godkend\""), "{}", list.text);
        let door = format!("/ba/{SCHOOL}");
        for wants in ["godkend", "afvis", "fortryd", "vis"] {
            let token = scene.school.place.get(&mut browser, "/ba/log-paa").field("form_token");
            let fields = [("form_token", token.as_str()), ("do", wants), ("code", id.as_str())];
            assert_eq!(scene.school.place.post(&mut browser, LIST, &fields).status, 403, "{wants} from {door}");
        }
        let standing = scene.school.write(move |tx| store::one_time_code::find(tx, id.parse().unwrap())).unwrap();
        let now = scene.school.place.world.now();
        assert_eq!(standing.state(now), rules::one_time_code::State::Asked);
    });
}

#[test]
fn an_operator_says_yes_at_the_desk_where_the_school_has_one_administrator() {
    both(|database| {
        let mut scene = scene(School::on(database));
        let id = scene.waits();
        let (_, mut browser) = crate::desk::operator(&scene.school, (4, "Operatør Person"));
        let desk = "/stil/engangskoder";
        let list = scene.school.place.get(&mut browser, desk);
        assert!(list.text.contains("Palle Hemmeligsen") && list.text.contains("Har ingen telefon"), "{}", list.text);
        let fields = [("do", "godkend"), ("code", id.as_str())];
        let answer = scene.school.presses(&mut browser, (desk, desk), &fields);
        assert!(answer.location().ends_with("sagt=godkendt"), "{answer:?}");
        assert!(scene.school.place.get(&mut browser, desk).text.contains("Ingen engangskoder"));
        code_of(&presses(&scene.school, &mut scene.birgitte, "vis", &id));
    });
}

#[test]
fn an_operator_reads_why_a_code_is_not_for_somebody() {
    both(|database| {
        let mut scene = scene(School::on(database));
        let id = scene.waits();
        let code: i64 = id.parse().unwrap();
        let code = scene.school.write(move |tx| store::one_time_code::find(tx, code)).unwrap();
        let (_, mut browser) = crate::desk::operator(&scene.school, (4, "Operatør Person"));
        assert!(flows::operator::appoint(&scene.school.place.world, code.person).unwrap());
        let desk = "/stil/engangskoder";
        let fields = [("do", "godkend"), ("code", id.as_str())];
        let answer = scene.school.presses(&mut browser, (desk, desk), &fields);
        assert_eq!(answer.status, 403);
        assert!(answer.text.contains("er sagsbehandler og skal derfor bruge MitID"), "{}", answer.text);
    });
}
