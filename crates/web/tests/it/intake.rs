//! Brugeradministration's intake over HTTP: people attached by hand, imports, settings, licences, data agreements.
//!
//! What it does not do: repeat the stories of `flows`; it asks what pages say, where they lead, and what stands in no
//! page and no address.

use crate::place::{Answer, Browser};
use crate::school::{OTHER_SCHOOL, SCHOOL, School, number};
use testkit::database::both;

const NEW: &str = "1203854321";

fn in_at<'a>(school: &'a School, right: &str, holder: usize) -> impl FnMut(&str, &[(&str, &str)]) -> Answer + use<'a> {
    let somebody = school.holder_of(right, SCHOOL, (holder, "Birgitte Riis"));
    let mut browser = Browser::default();
    school.comes_in(&mut browser, &somebody, "%2Fba%2F751042");
    move |path, fields| {
        let path = format!("/ba/{SCHOOL}{path}");
        if fields.is_empty() {
            return school.place.get(&mut browser, &path);
        }
        let token = school.place.get(&mut browser, &format!("/ba/{SCHOOL}")).field("form_token");
        let mut all = vec![("form_token", token.as_str())];
        all.extend_from_slice(fields);
        school.place.post(&mut browser, &path, &all)
    }
}

#[test]
fn a_pedagogue_is_attached_by_number_and_the_number_stands_nowhere() {
    both(|database| {
        let school = School::on(database);
        let mut ask = in_at(&school, "user_administration", 0);
        let page = ask("/manuel", &[]);
        assert!(page.text.contains("Denne metode frarådes: den giver ikke samme muligheder"), "{}", page.text);
        let wrong = ask("/manuel", &[("do", "soeg"), ("cpr", "123")]);
        assert!(wrong.text.contains("Skriv alle 10 tal.") && wrong.text.contains("<title>Fejl:"), "{}", wrong.text);
        assert!(wrong.text.contains("value=\"123\""), "what is no number stays typed: {}", wrong.text);
        let nobody = ask("/manuel", &[("do", "soeg"), ("cpr", "120385-4321")]);
        assert!(nobody.text.contains("Ingen bruger har CPR-nummeret 120385-****"), "{}", nobody.text);
        assert!(!nobody.text.contains("4321"), "only masked, and sealed for the next step");
        let sealed = nobody.field("nummer");
        let half =
            ask("/manuel", &[("do", "tilknyt"), ("nummer", &sealed), ("role", ""), ("first", "Nanna"), ("family", "")]);
        assert!(half.text.contains("Vælg en rolle.") && half.text.contains("Skriv efternavnet."), "{}", half.text);
        assert!(half.text.contains("value=\"Nanna\""), "nothing typed is lost");
        let sealed = half.field("nummer");
        let named = [("first", "Nanna"), ("family", "Nyborg")];
        let step = [("do", "tilknyt"), ("nummer", sealed.as_str()), ("role", "pedagogue")];
        let done = ask("/manuel", &[&step[..], &named[..]].concat());
        assert_eq!(done.location(), "/ba/751042/manuel?sagt=tilknyttet");
        let list = ask("/manuel?sagt=tilknyttet", &[]);
        assert!(list.text.contains("Nanna Nyborg") && list.text.contains("Personen er tilknyttet et år fra i dag."));
        let found = ask("/manuel", &[("do", "soeg"), ("cpr", NEW)]);
        assert!(
            found.text.contains("Nanna Nyborg") && found.text.contains("Personen er allerede medarbejder hos jer.")
        );
        let confirm = list.text.split("name=\"tilknytning\" value=\"").nth(1).unwrap();
        let id = confirm.split('"').next().unwrap().to_owned();
        let confirmed = ask("/manuel", &[("do", "bekraeft"), ("tilknytning", &id)]);
        assert_eq!(confirmed.location(), "/ba/751042/manuel?sagt=bekraeftet");
        assert!(ask(&format!("/manuel/fjern/{id}"), &[]).text.contains("Fjern tilknytningen af Nanna Nyborg"));
        let removed = ask(&format!("/manuel/fjern/{id}"), &[("do", "fjern")]);
        assert_eq!(removed.location(), "/ba/751042/manuel?sagt=fjernet");
        assert!(!ask("/manuel", &[]).text.contains("Nanna Nyborg"));
    });
}

#[test]
fn a_step_that_came_too_late_is_shown_again_with_all_that_was_typed_and_attaches_nobody() {
    both(|database| {
        let school = School::on(database);
        let somebody = school.holder_of("user_administration", SCHOOL, (0, "Birgitte Riis"));
        let mut browser = Browser::default();
        school.comes_in(&mut browser, &somebody, "");
        let path = format!("/ba/{SCHOOL}/manuel");
        let step = school.presses(&mut browser, (&path, &path), &[("do", "soeg"), ("cpr", NEW)]);
        let sealed = step.field("nummer");
        let old = school.place.get(&mut Browser::default(), "/ba/log-paa").field("form_token");
        let fields = [
            ("form_token", old.as_str()),
            ("do", "tilknyt"),
            ("nummer", &sealed),
            ("role", "pedagogue"),
            ("first", "Nanna"),
            ("family", "Nyborg"),
            ("new_class", "Bierne"),
        ];
        let again = school.place.post(&mut browser, &path, &fields);
        assert!(again.text.contains("Siden var for gammel"), "{again:?}");
        for kept in
            ["value=\"Nanna\"", "value=\"Nyborg\"", "value=\"Bierne\"", "value=\"pedagogue\" selected", "120385-****"]
        {
            assert!(again.text.contains(kept), "{kept}: {}", again.text);
        }
        assert!(!again.text.contains(NEW));
        assert!(!school.place.get(&mut browser, &path).text.contains("Nanna"), "nobody was attached");
        let token = again.field("form_token");
        let number = again.field("nummer");
        let mut now = fields.to_vec();
        now[0].1 = &token;
        now[2].1 = &number;
        assert!(school.place.post(&mut browser, &path, &now).location().ends_with("sagt=tilknyttet"));
    });
}

#[test]
fn a_user_name_of_another_school_and_one_nobody_has_are_answered_alike() {
    both(|database| {
        let school = School::on(database);
        let theirs = school.nobody_with_eid(7, "Selma Fremmed");
        school.attach(theirs, OTHER_SCHOOL, (rules::affiliation::Role::Teacher, None));
        let name = school.write(move |tx| store::person::find(tx, theirs)).unwrap().username.to_string();
        let mut ask = in_at(&school, "user_administration", 0);
        let sealed = ask("/manuel", &[("do", "soeg"), ("cpr", NEW)]).field("nummer");
        let mut answer = |username: &str| {
            let page = ask("/manuel", &[("do", "identificer"), ("nummer", &sealed), ("username", username)]);
            assert!(page.text.contains("Det kræver en sagsbehandler"), "{}", page.text);
            assert!(!page.text.contains("Selma") && !page.text.contains("Fjordskolen"));
            // What differs is the name that was typed, the form's own token and what is sealed anew.
            let lines = page.text.lines().filter(|line| !line.contains("form_token") && !line.contains("nummer"));
            lines.map(|line| line.replace(username, "NAME")).collect::<Vec<_>>().join("\n")
        };
        assert_eq!(answer(&name), answer("nobo1234"));
        let index = school.place.world.vault.blind_index(&rules::cpr::Cpr::parse(NEW).unwrap());
        let bound = school.write(move |tx| Ok(store::person::find_by_cpr(tx, &index)?.is_some()));
        assert!(!bound, "nobody got the number");
    });
}

#[test]
fn a_reader_sees_every_page_and_no_button_works() {
    both(|database| {
        let school = School::on(database);
        let by_hand = school.nobody_with_eid(2, "Nanna Nyborg");
        let affiliation = school.attach_for_a_year(by_hand, SCHOOL);
        let (run, agreement) = (school.import_run(SCHOOL), school.agreement(SCHOOL));
        let mut ask = in_at(&school, "read_access", 1);
        let pages = ["/import", "/manuel", "/institution", "/tjenester", "/dataaftaler", "/levetid"].map(str::to_owned);
        let one = [format!("/import/koersel/{run}"), format!("/dataaftaler/{agreement}")];
        for path in pages.iter().chain(&one) {
            let page = ask(path, &[]);
            assert_eq!(page.status, 200, "{path}");
            let main = page.text.split("<main").nth(1).unwrap_or_default();
            let main = main.split("</main>").next().unwrap_or_default();
            assert!(!main.is_empty() && !main.contains("<button"), "{path} offers a reader a button: {main}");
        }
        let id = affiliation.0.to_string();
        for (path, fields) in [
            ("/manuel", vec![("do", "soeg"), ("cpr", NEW)]),
            ("/manuel", vec![("do", "bekraeft"), ("tilknytning", id.as_str())]),
            (&*format!("/manuel/fjern/{id}"), vec![("do", "fjern")]),
            ("/institution", institution_form("on")),
            ("/institution/skift-adgangskoder", vec![("do", "skift")]),
            ("/institution", vec![("do", "register"), ("wish", "x")]),
            ("/tjenester", vec![("do", "giv"), ("client", crate::place::SERVICE), ("reach", "all")]),
            ("/tjenester", vec![("do", "slut"), ("licens", "1")]),
            (&*format!("/dataaftaler/{agreement}"), vec![("do", "godkend")]),
            ("/import/tilbageholdt", vec![("do", "frigiv"), ("koersel", "1"), ("kilde", "KMD Elev")]),
        ] {
            let answer = ask(path, &fields);
            assert_eq!(answer.status, 403, "{path}: {}", answer.text);
            assert!(answer.text.contains("Du mangler rettigheden"), "{path} says why");
        }
        let settings = school.write(|tx| store::institution_setting::of_institution(tx, &number(SCHOOL)));
        assert_eq!(settings, []);
    });
}

fn institution_form(yearly: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![
        ("do", "gem"),
        ("confirmation", "picture"),
        ("teacher_login", "standard"),
        ("teacher_roles", "teacher"),
        ("reset_up_to", "6"),
        ("networks", "192.0.2.0/24\n198.51.100.7"),
        ("yearly", yearly),
        ("demand", "running"),
        ("import_hold_percent", "20"),
        ("import_hold_people", "10"),
        ("import_hold_class", "5"),
    ]
}

/// What the form says it showed.
fn shown(page: &Answer) -> Vec<(String, String)> {
    let hidden = page.text.split("name=\"was-").skip(1).map(|rest| {
        let mut parts = rest.splitn(4, '"');
        let name = parts.next().unwrap_or_default();
        (format!("was-{name}"), parts.nth(1).unwrap_or_default().to_owned())
    });
    hidden.collect()
}

fn with<'a>(form: &[(&'a str, &'a str)], shown: &'a [(String, String)]) -> Vec<(&'a str, &'a str)> {
    let shown = shown.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    form.iter().copied().chain(shown).collect()
}

#[test]
fn two_administrators_decide_settings_and_neither_loses_anything() {
    both(|database| {
        let school = School::on(database);
        let mut first = in_at(&school, "user_administration", 0);
        let mut second = in_at(&school, "user_administration", 1);
        let before = shown(&first("/institution", &[]));
        let mut form = institution_form("off");
        assert_eq!(first("/institution", &with(&form, &before)).location(), "/ba/751042/institution?sagt=gemt");
        // The second one's page is older: it still says yearly, and no confirmation by a picture.
        form[1] = ("confirmation", "teacher");
        form[6] = ("yearly", "on");
        form[7] = ("demand", "paused");
        let met = second("/institution", &with(&form, &before));
        assert!(met.text.contains("En anden har ændret indstillinger, mens du arbejdede"), "{}", met.text);
        assert!(met.text.contains("Bekræftelse – Billede") && met.text.contains("Bekræftelse – Lærer"));
        assert!(!met.text.contains("Tvungne skift – "), "only what both decided");
        assert!(
            met.text.contains("id=\"yearly-off\" value=\"off\" checked"),
            "what this one left alone stands as it is"
        );
        assert!(met.text.contains("id=\"demand-paused\" value=\"paused\" checked"), "what this one wants stands, too");
        let rows = || school.write(|tx| store::institution_setting::of_institution(tx, &number(SCHOOL)));
        let has = |name: &str, value: &str| rows().contains(&(name.to_owned(), value.to_owned()));
        assert!(has("confirmation", "picture") && !has("demand", "paused"), "{:?}", rows());
        form[6] = ("yearly", "off");
        let again = second("/institution", &with(&form, &shown(&met)));
        assert_eq!(again.location(), "/ba/751042/institution?sagt=gemt");
        assert!(has("confirmation", "teacher") && has("demand", "paused") && has("yearly", "off"), "{:?}", rows());
    });
}

#[test]
fn settings_say_what_is_wrong_at_the_field_and_keep_what_was_typed() {
    both(|database| {
        let school = School::on(database);
        let mut ask = in_at(&school, "user_administration", 0);
        let mut wrong = institution_form("off");
        wrong[5] = ("networks", "skolens net");
        wrong[8] = ("import_hold_percent", "mange");
        let before = shown(&ask("/institution", &[]));
        let page = ask("/institution", &with(&wrong, &before));
        assert!(page.text.contains("»skolens net« er ikke en netadresse"), "{}", page.text);
        assert!(page.text.contains("Skriv et helt tal fra 1 til 100."));
        assert!(page.text.contains("skolens net</textarea>") && page.text.contains("value=\"mange\""));
        assert!(page.text.contains("id=\"yearly-off\" value=\"off\" checked"), "what was chosen stays chosen");
        assert_eq!(shown(&page), before, "nothing is decided yet");
        let saved = ask("/institution", &with(&institution_form("off"), &before));
        assert_eq!(saved.location(), "/ba/751042/institution?sagt=gemt");
        let same = shown(&ask("/institution", &[]));
        let same = ask("/institution", &with(&institution_form("off"), &same));
        assert_eq!(same.location(), "/ba/751042/institution?sagt=uaendret");
        let page = ask("/institution", &[]);
        assert!(page.text.contains("Du sidder uden for skolens net lige nu."));
        let rows = school.write(|tx| store::institution_setting::of_institution(tx, &number(SCHOOL)));
        assert!(rows.contains(&("networks".to_owned(), "192.0.2.0/24 198.51.100.7/32".to_owned())), "{rows:?}");
    });
}

#[test]
fn a_request_is_approved_in_bulk_with_a_comment_and_ended() {
    both(|database| {
        let school = School::on(database);
        let id = school.agreement(SCHOOL).to_string();
        let mut ask = in_at(&school, "data_agreements", 3);
        let none = ask("/dataaftaler", &[("do", "godkend"), ("comment", "Fint")]);
        assert!(none.text.contains("Sæt flueben ved mindst én anmodning.") && none.text.contains("value=\"Fint\""));
        let done = ask("/dataaftaler", &[("aftale", &id), ("do", "godkend"), ("comment", "Fint")]);
        assert_eq!(done.location(), "/ba/751042/dataaftaler?sagt=godkendt");
        let page = ask("/dataaftaler", &[]);
        assert!(page.text.contains("Gælder til") && page.text.contains("Fint"), "{}", page.text);
        let ended = ask(&format!("/dataaftaler/{id}"), &[("do", "afslut")]);
        assert_eq!(ended.location(), "/ba/751042/dataaftaler?sagt=afsluttet");
        assert_eq!(ask("/import", &[]).status, 403, "the narrow right opens its own page and Overblik");
    });
}
