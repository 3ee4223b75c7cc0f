//! *Brugere*, *Grupper* and *Log* over HTTP: what is shown to whom, what is remembered, and what a button does.

use crate::place::Browser;
use crate::school::{OTHER_SCHOOL, SCHOOL, School, Somebody};
use rules::affiliation::Role;
use rules::event::Kind;
use rules::id::{EventId, GroupId, PersonId};
use rules::time::Millis;
use store::event::Event;
use testkit::database::both;

/// A school with a class of three, a teacher, a mother, and an administrator who is in.
struct Scene {
    school: School,
    birgitte: Somebody,
    browser: Browser,
    class: GroupId,
    pupils: Vec<PersonId>,
    mother: PersonId,
}

fn scene(database: &testkit::database::Database, right: &str) -> Scene {
    let school = School::on(database);
    let birgitte = school.holder_of(right, SCHOOL, (0, "Birgitte Riis"));
    let class = school.class(SCHOOL, "2.B");
    let names = ["Åse Holm", "Alma Kjær", "Zenia Bo"];
    let pupils: Vec<PersonId> =
        names.iter().enumerate().map(|(at, name)| school.nobody_with_eid(at + 1, name)).collect();
    for pupil in &pupils {
        school.attach(*pupil, SCHOOL, (Role::Pupil, Some(class)));
    }
    let mother = school.nobody_with_eid(50, "Moder Kjær");
    school.attach(mother, SCHOOL, (Role::Mother, None));
    let mut browser = Browser::default();
    school.comes_in(&mut browser, &birgitte, "");
    Scene { school, birgitte, browser, class, pupils, mother }
}

impl Scene {
    fn get(&mut self, path: &str) -> crate::place::Answer {
        self.school.place.get(&mut self.browser, &format!("/ba/{SCHOOL}{path}"))
    }

    fn press(&mut self, path: &str, fields: &[(&str, &str)]) -> crate::place::Answer {
        let page = format!("/ba/{SCHOOL}");
        self.school.presses(&mut self.browser, (&page, &format!("{page}{path}")), fields)
    }

    fn events(&self, about: PersonId) -> Vec<Event> {
        self.school.write(move |tx| store::event::about(tx, about, EventId(i64::MAX), 50))
    }

    fn username(&self, person: PersonId) -> String {
        let found = self.school.write(move |tx| store::person::find(tx, person));
        found.unwrap().username.to_string()
    }
}

fn order(text: &str, names: &[&str]) -> Vec<usize> {
    names.iter().map(|name| text.find(&format!(">{name}</a>")).unwrap_or(usize::MAX)).collect()
}

#[test]
fn the_list_stands_in_danish_order_and_each_look_is_remembered_once() {
    both(|database| {
        let mut scene = scene(database, "user_administration");
        let page = scene.get("/brugere");
        assert!(page.text.contains("Viser 1–5 af 5 brugere"), "{}", page.text);
        let places = order(&page.text, &["Alma Kjær", "Birgitte Riis", "Zenia Bo", "Åse Holm"]);
        assert!(places.is_sorted() && places[3] != usize::MAX, "{places:?}");
        let alma = scene.pupils[1];
        let looks = scene.events(alma).iter().filter(|event| event.kind == Kind::PeopleShown).count();
        assert_eq!(looks, 1);
        let back = scene.get("/brugere?retning=ned");
        let places = order(&back.text, &["Åse Holm", "Zenia Bo", "Birgitte Riis", "Alma Kjær"]);
        assert!(places.is_sorted(), "{places:?}");
        assert!(back.text.contains("aria-sort=\"descending\""));
    });
}

#[test]
fn filters_narrow_the_list_and_are_taken_off_one_by_one() {
    both(|database| {
        let mut scene = scene(database, "user_administration");
        let class = scene.class.0;
        let pupils = scene.get("/brugere?aktoer=elev");
        assert!(pupils.text.contains("Viser 1–3 af 3 brugere"));
        assert!(pupils.text.contains("fjern filter"));
        assert!(scene.get(&format!("/brugere?gruppe={class}")).text.contains("Viser 1–3 af 3 brugere"));
        assert!(scene.get("/brugere?rolle=technical").text.contains("Viser 1 bruger"));
        assert!(scene.get("/brugere?kilde=manual").text.contains("Ingen brugere passer"));
        let found = scene.get("/brugere?q=kj");
        assert!(found.text.contains(">Alma Kjær</a>") && !found.text.contains(">Zenia Bo</a>"));
        let username = scene.username(scene.pupils[2]);
        assert!(scene.get(&format!("/brugere?q={username}")).text.contains(">Zenia Bo</a>"));
        // Birgitte has logged in, the pupils never have.
        assert!(scene.get("/brugere?status=aktiv").text.contains("Viser 1 bruger"));
        assert!(scene.get("/brugere?status=aldrig").text.contains("Viser 1–3 af 3 brugere"));
    });
}

#[test]
fn a_page_goes_on_behind_the_last_person_of_the_one_before() {
    both(|database| {
        let mut scene = scene(database, "user_administration");
        for at in 100..130 {
            let pupil = scene.school.nobody_with_eid(at, &format!("Nr{at} Elev"));
            scene.school.attach(pupil, SCHOOL, (Role::Pupil, None));
        }
        let first = scene.get("/brugere?aktoer=elev");
        assert!(first.text.contains("Viser 1–25 af 33 brugere"), "{}", first.text);
        let next = first.text.split("rel=\"next\"").next().unwrap().rsplit("href=\"").next().unwrap().to_owned();
        let next = next.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
        let path = next.split('#').next().unwrap().to_owned();
        let second = scene.school.place.get(&mut scene.browser, &path);
        assert!(second.text.contains("Viser 26–33 af 33 brugere"), "{path}: {}", second.text);
        assert!(second.text.contains(">Åse Holm</a>"));
        assert!(scene.get("/brugere?antal=50&aktoer=elev").text.contains("Viser 1–33 af 33"));
    });
}

#[test]
fn nothing_of_a_contacts_account_is_anywhere() {
    both(|database| {
        let mut scene = scene(database, "user_administration");
        let username = scene.username(scene.mother);
        let mother = scene.mother.0;
        for path in
            ["/brugere?aktoer=kontakt", "/brugere", &format!("/brugere/{mother}"), "/brugere/fil?aktoer=kontakt"]
        {
            let page = scene.get(path);
            assert!(page.text.contains("Moder Kjær"), "{path}");
            assert!(!page.text.contains(&username), "{path}");
        }
        assert!(scene.get(&format!("/brugere?q={username}")).text.contains("Ingen brugere passer"));
        for state in ["aktiv", "aldrig", "spaerret"] {
            assert!(!scene.get(&format!("/brugere?status={state}")).text.contains("Moder Kjær"), "{state}");
        }
        let renamed = scene.press(&format!("/brugere/{mother}"), &[("do", "brugernavn"), ("why", "offence")]);
        assert_eq!(renamed.status, 404);
        assert_eq!(scene.username(scene.mother), username);
    });
}

#[test]
fn a_users_page_says_why_and_since_when() {
    both(|database| {
        let mut scene = scene(database, "user_administration");
        let page = scene.get(&format!("/brugere/{}", scene.birgitte.id.0));
        for text in ["Brugeradm", "siden 24. november 2026", "TAP", "Har ikke fået en adgangskode", "i dag kl. 8.00"] {
            assert!(page.text.contains(text), "{text}: {}", page.text);
        }
        let alma = scene.pupils[1];
        let page = scene.get(&format!("/brugere/{}", alma.0));
        assert!(page.text.contains("2.B") && page.text.contains("Spær eleven") && page.text.contains("KMD Elev"));
        assert_eq!(scene.get("/brugere/4711").status, 404);
    });
}

#[test]
fn a_new_user_name_is_given_once_a_year_and_the_old_one_opens_nothing() {
    both(|database| {
        let mut scene = scene(database, "user_administration");
        let alma = scene.pupils[1];
        let old = scene.username(alma);
        let path = format!("/brugere/{}", alma.0);
        let missing = scene.press(&path, &[("do", "brugernavn")]);
        assert!(missing.text.contains("Vælg, hvorfor brugeren skal have nyt brugernavn."));
        assert_eq!(scene.press(&path, &[("do", "brugernavn"), ("why", "name_changed")]).status, 303);
        let new = scene.username(alma);
        assert_ne!(old, new);
        let typed = rules::user::Username::parse(&old).unwrap();
        assert!(scene.school.write(move |tx| store::person::find_by_username(tx, &typed)).is_none());
        let again = scene.press(&path, &[("do", "brugernavn"), ("why", "offence")]);
        assert_eq!(again.status, 403);
        assert!(again.text.contains("inden for det sidste år"));
        assert!(scene.events(alma).iter().any(|event| event.kind == Kind::UsernameChanged));
    });
}

#[test]
fn a_person_another_school_imports_keeps_the_user_name_whoever_attaches_them_by_hand() {
    both(|database| {
        let mut scene = scene(database, "user_administration");
        let pupil = scene.school.nobody_with_eid(77, "Anders And");
        scene.school.attach(pupil, OTHER_SCHOOL, (Role::Pupil, None));
        scene.school.attach_by_hand(pupil, SCHOOL, Role::Pupil);
        let before = scene.username(pupil);
        let page = scene.get(&format!("/brugere/{}", pupil.0));
        assert!(page.text.contains("1 anden institution") && !page.text.contains("Fjordskolen"), "{}", page.text);
        assert!(!page.text.contains("Giv nyt brugernavn") && !page.text.contains("Spær eleven"));
        let renamed = scene.press(&format!("/brugere/{}", pupil.0), &[("do", "brugernavn"), ("why", "offence")]);
        assert_eq!((renamed.status, scene.username(pupil)), (403, before));
        let confirm = scene.press("/spaer-adgangskoder", &[("hvem", "hele")]);
        assert!(confirm.text.contains("4 brugere får deres adgangskode spærret"), "{}", confirm.text);
    });
}

#[test]
fn passwords_die_only_after_the_page_that_says_how_many() {
    both(|database| {
        let mut scene = scene(database, "user_administration");
        let alma = scene.pupils[1];
        scene.school.password(alma);
        let whom = format!("gruppe:{}", scene.class.0);
        let alive = |scene: &Scene| {
            let found = scene.school.write(move |tx| store::credential::find(tx, alma));
            found.is_some_and(|held| held.dead.is_none())
        };
        let asked = scene.press("/spaer-adgangskoder", &[("hvem", &whom)]);
        assert!(asked.text.contains("3 brugere får deres adgangskode spærret"), "{}", asked.text);
        assert!(alive(&scene));
        let done = scene.press("/spaer-adgangskoder", &[("hvem", &whom), ("bekraeft", "ja")]);
        assert_eq!(done.status, 303);
        assert!(!alive(&scene));
        assert!(scene.events(alma).iter().any(|event| event.kind == Kind::PasswordsKilled));
        // The administrator is still in.
        assert_eq!(scene.get("").status, 200);
        assert!(scene.press("/spaer-adgangskoder", &[]).text.contains("Vælg, hvem der skal have spærret adgangskoden"));
    });
}

#[test]
fn the_file_of_users_has_no_cpr_and_is_remembered() {
    both(|database| {
        let mut scene = scene(database, "user_administration");
        let file = scene.get("/brugere/fil?aktoer=elev");
        assert!(file.header("content-type").starts_with("text/csv"));
        assert!(file.header("content-disposition").contains("attachment"));
        assert!(file.text.starts_with('\u{FEFF}') && file.text.contains("Alma Kjær;"));
        assert!(!file.text.contains("010110") && !file.text.contains("0101801111"));
        assert!(scene.events(scene.pupils[1]).iter().any(|event| event.kind == Kind::ListExported));
    });
}

#[test]
fn who_was_in_the_class_last_week_has_an_answer() {
    both(|database| {
        let mut scene = scene(database, "user_administration");
        let class = scene.class;
        scene.school.place.clock.advance(Millis::days(7));
        let (alma, left) = (scene.pupils[1], scene.school.place.world.now());
        scene.school.write(move |tx| {
            for one in store::affiliation::active_of_person(tx, alma)? {
                store::affiliation::end(tx, one.id)?;
                store::school_group::leave_all(tx, one.id)?;
            }
            Ok(())
        });
        assert_eq!(left.day_in_denmark().to_string(), "2026-12-01");
        let mut browser = Browser::default();
        scene.school.comes_in(&mut browser, &scene.birgitte, "");
        scene.browser = browser;
        let now = scene.get(&format!("/grupper/{}", class.0));
        assert!(now.text.contains("2 i gruppen") && !now.text.contains("Alma Kjær"), "{}", now.text);
        let then = scene.get(&format!("/grupper/{}?dag=2026-11-25", class.0));
        assert!(then.text.contains("3 i gruppen den 25. november 2026") && then.text.contains("Alma Kjær"));
        let typed = scene.get("/grupper?dag=25.+11.+2026");
        assert!(typed.text.contains("25. november 2026"), "{}", typed.text);
        let wrong = scene.get("/grupper?dag=31.2.2026");
        assert!(
            wrong.text.contains("Skriv dagen som dag, måned og år") && !wrong.text.contains("2.B"),
            "{}",
            wrong.text
        );
        let before = scene.get("/grupper?dag=2026-01-01");
        assert!(before.text.contains("Der var ingen grupper den dag"));
        assert!(scene.get("/brugere?status=udmeldt").text.contains("Alma Kjær"));
    });
}

#[test]
fn the_log_says_who_did_what_and_can_be_narrowed_and_taken_away() {
    both(|database| {
        let mut scene = scene(database, "user_administration");
        let alma = scene.pupils[1];
        let path = format!("/brugere/{}", alma.0);
        scene.press(&path, &[("do", "brugernavn"), ("why", "offence")]);
        let log = scene.get("/log");
        assert!(log.text.contains("Nyt brugernavn") && log.text.contains("Alma Kjær"), "{}", log.text);
        assert!(log.text.contains("Birgitte Riis, i Brugeradministration"));
        let looks = scene.get("/log?emne=opslag");
        assert!(!looks.text.contains("Nyt brugernavn</td>"));
        let about = scene.get(&format!("/log?person={}", alma.0));
        assert!(about.text.contains("Kun om Alma Kjær"));
        let by = scene.username(scene.birgitte.id);
        assert!(scene.get(&format!("/log?af={by}")).text.contains("Nyt brugernavn"));
        assert!(scene.get("/log?af=nobody99").text.contains("Der er ikke sket noget, der passer"));
        assert!(scene.get("/log?til=2026-11-01").text.contains("Der er ikke sket noget, der passer"));
        let wrong = scene.get("/log?til=31.2.2026");
        assert!(wrong.text.contains("Skriv dagen som dag, måned og år") && !wrong.text.contains("Alma Kjær"));
        assert!(wrong.text.contains("value=\"31.2.2026\""));
        let json: serde_json::Value = serde_json::from_str(&scene.get("/log/fil?form=json").text).unwrap();
        let kinds: Vec<&str> =
            json["events"].as_array().unwrap().iter().filter_map(|one| one["kind"].as_str()).collect();
        assert!(kinds.contains(&"username_changed"), "{kinds:?}");
        let csv = scene.get("/log/fil?form=csv");
        assert!(csv.text.starts_with('\u{FEFF}') && csv.text.contains("Nyt brugernavn;Alma Kjær"));
    });
}

#[test]
fn a_reader_sees_every_page_and_no_button_does_anything() {
    both(|database| {
        let mut scene = scene(database, "read_access");
        let alma = scene.pupils[1];
        let before = scene.username(alma);
        let (user, group) = (format!("/brugere/{}", alma.0), format!("/grupper/{}", scene.class.0));
        for path in ["", "/brugere", &user, "/grupper", &group, "/log"] {
            let page = scene.get(path);
            assert_eq!(page.status, 200, "{path}");
            let own = page.text.split("<main").nth(1).unwrap().split("</main>").next().unwrap();
            assert!(!own.contains("method=\"post\""), "{path} has a button");
        }
        for path in ["/brugere/fil", "/log/fil", "/spaer-adgangskoder"] {
            assert_eq!(scene.get(path).status, 403, "{path}");
        }
        let posts: [(String, &[(&str, &str)]); 4] = [
            (user.clone(), &[("do", "brugernavn"), ("why", "offence")]),
            (user.clone(), &[("do", "spaer"), ("reason", "")]),
            (user, &[("do", "luk-op")]),
            ("/spaer-adgangskoder".to_owned(), &[("hvem", "hele"), ("bekraeft", "ja")]),
        ];
        for (path, fields) in posts {
            assert_eq!(scene.press(&path, fields).status, 403, "{path}");
        }
        assert_eq!(scene.username(alma), before);
        let found = scene.school.write(move |tx| store::person::find(tx, alma));
        assert!(found.unwrap().block.is_none());
    });
}
