//! *Rettighedstildeling*, *Alle brugere* and *Administratorer* over HTTP.

use crate::place::{Answer, Browser};
use crate::school::{OTHER_SCHOOL, SCHOOL, School, Somebody, number};
use rules::affiliation::Role;
use rules::id::PersonId;
use rules::time::Millis;
use testkit::database::both;

const RIGHTS: &str = "/ba/751042/rettigheder";

/// Every hidden field and ticked box of the matrix on a page, as the browser would send them.
fn form(page: &Answer) -> Vec<(String, String)> {
    let Some((_, from)) = page.text.split_once("data-matrix") else { panic!("no matrix: {}", page.text) };
    let text = from.split("</form>").next().unwrap_or_default();
    let attribute = |tag: &str, name: &str| {
        let from = tag.split_once(&format!(" {name}=\"")).map(|(_, rest)| rest)?;
        Some(from.split('"').next()?.replace("&#38;", "&").replace("&amp;", "&"))
    };
    text.split("<input")
        .skip(1)
        .filter_map(|tag| {
            let tag = tag.split('>').next().unwrap_or_default();
            let is_box = tag.contains("type=\"checkbox\"");
            let sent = !tag.contains(" disabled") && (!is_box || tag.contains(" checked"));
            if sent { Some((attribute(tag, "name")?, attribute(tag, "value")?)) } else { None }
        })
        .collect()
}

/// The same with a box ticked or cleared.
fn ticked(mut fields: Vec<(String, String)>, person: PersonId, (right, on): (&str, bool)) -> Vec<(String, String)> {
    let value = format!("{}:{right}", person.0);
    fields.retain(|(name, held)| name != "right" || *held != value);
    if on {
        fields.push(("right".to_owned(), value));
    }
    fields
}

fn post(school: &School, browser: &mut Browser, path: &str, fields: &[(String, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    school.place.post(browser, path, &fields)
}

fn seen(mut fields: Vec<(String, String)>) -> Vec<(String, String)> {
    fields.push(("seen".to_owned(), "1".to_owned()));
    fields
}

fn rights(school: &School, person: PersonId) -> Vec<String> {
    let grants = school.write(move |tx| store::right_grant::of_person(tx, person));
    grants.into_iter().filter(|one| one.institution == number(SCHOOL)).map(|one| one.right).collect()
}

/// An administrator at the desk, and a colleague.
fn desk(school: &School) -> (Browser, Somebody, PersonId) {
    let birgitte = school.holder_of("user_administration", SCHOOL, (0, "Birgitte Riis"));
    let mette = school.nobody_with_eid(1, "Mette Holm");
    school.attach(mette, SCHOOL, (Role::Teacher, None));
    let mut browser = Browser::default();
    school.comes_in(&mut browser, &birgitte, "");
    (browser, birgitte, mette)
}

#[test]
fn a_right_is_given_after_a_look_at_what_will_change_and_can_be_undone() {
    both(|database| {
        let school = School::on(database);
        let (mut browser, _, mette) = desk(&school);
        let page = school.place.get(&mut browser, RIGHTS);
        assert!(page.text.contains("Ansatte på institutionen (2)"), "{}", page.text);
        assert!(page.text.contains("Brugeradm<span class=\"sr-only\"> for Mette Holm</span>"));
        assert!(page.text.contains("Du kan ikke fjerne din egen Brugeradm. Bed en anden brugeradministrator om det."));
        assert!(page.text.contains(
            "Finder du ikke brugeren? Find brugeren under Alle brugere, sæt flueben, og tryk Vis huskede her"
        ));
        let fields = ticked(form(&page), mette, ("user_administration", true));
        let check = post(&school, &mut browser, RIGHTS, &fields);
        assert!(check.text.contains("Mette Holm får Brugeradm"), "{}", check.text);
        assert_eq!(rights(&school, mette), Vec::<String>::new(), "nothing is saved before it was seen");
        let saved = post(&school, &mut browser, RIGHTS, &seen(fields));
        assert_eq!(saved.status, 303);
        assert_eq!(rights(&school, mette), ["user_administration"]);
        let page = school.place.follow(&mut browser, saved);
        assert!(page.text.contains("Gemt. 1 rettighed er givet."), "{}", page.text);
        assert!(page.text.contains("Mette Holm har fået Brugeradm"));
        let token = ("form_token".to_owned(), page.field("form_token"));
        let undo = [token, ("do".to_owned(), "fortryd".to_owned()), ("gemt".to_owned(), page.field("gemt"))];
        assert_eq!(post(&school, &mut browser, RIGHTS, &undo).status, 303);
        assert_eq!(rights(&school, mette), Vec::<String>::new());
    });
}

#[test]
fn an_external_is_found_remembered_and_given_a_right_until_a_day() {
    both(|database| {
        let school = School::on(database);
        let (mut browser, _, _) = desk(&school);
        let peter = school.nobody_with_eid(2, "Peter Juul");
        school.attach(peter, OTHER_SCHOOL, (Role::Technical, None));
        let hits = school.place.get(&mut browser, "/ba/751042/alle-brugere?q=juul+pet");
        assert!(hits.text.contains("Peter Juul") && hits.text.contains("Fjordskolen"), "{}", hits.text);
        let fields = [
            ("form_token".to_owned(), hits.field("form_token")),
            ("vist".to_owned(), peter.0.to_string()),
            ("husk".to_owned(), peter.0.to_string()),
            ("videre".to_owned(), "1".to_owned()),
        ];
        let to = post(&school, &mut browser, "/ba/751042/alle-brugere?q=juul+pet", &fields);
        assert_eq!(to.location(), "/ba/751042/rettigheder?valg=huskede");
        let page = school.place.follow(&mut browser, to);
        assert!(page.text.contains("Vis huskede (1)") && page.text.contains("Ekstern · Fjordskolen"), "{}", page.text);
        let mut fields = seen(ticked(form(&page), peter, ("user_administration", true)));
        for (_, value) in fields.iter_mut().filter(|(name, _)| name.starts_with("until")) {
            assert!(!value.is_empty(), "the latest day is offered");
            value.clear();
        }
        let remembered = format!("{RIGHTS}?valg=huskede");
        let missing = post(&school, &mut browser, &remembered, &fields);
        assert!(missing.text.contains("En ekstern skal have en slutdato"), "{}", missing.text);
        assert!(missing.text.contains("Fejl: "), "the title says so");
        let kept =
            format!("value=\"{}:user_administration\" data-saved=\"0\" data-right=\"Brugeradm\" checked", peter.0);
        assert!(missing.text.contains(&kept), "the tick is kept");
        let mut with_day = fields;
        for (name, value) in &mut with_day {
            if name.starts_with("until") {
                "2027-06-30".clone_into(value);
            }
        }
        assert_eq!(post(&school, &mut browser, &remembered, &with_day).status, 303);
        assert_eq!(rights(&school, peter), ["user_administration"]);
        let list = school.place.get(&mut browser, "/ba/751042/administratorer");
        assert!(list.text.contains("Peter Juul") && list.text.contains("30. juni 2027"), "{}", list.text);
    });
}

#[test]
fn two_administrators_with_the_same_page_open_see_each_others_change() {
    both(|database| {
        let school = School::on(database);
        let (mut first, _, mette) = desk(&school);
        let thomas = school.holder_of("user_administration", SCHOOL, (1, "Thomas Brandt"));
        let mut second = Browser::default();
        school.comes_in(&mut second, &thomas, "");
        let (one, two) = (school.place.get(&mut first, RIGHTS), school.place.get(&mut second, RIGHTS));
        let fields = seen(ticked(form(&one), mette, ("licences", true)));
        assert_eq!(post(&school, &mut first, RIGHTS, &fields).status, 303);
        let fields = seen(ticked(form(&two), mette, ("read_access", true)));
        let conflict = post(&school, &mut second, RIGHTS, &fields);
        assert!(conflict.text.contains("En anden har ændret Mette Holm, mens du arbejdede"), "{}", conflict.text);
        assert!(conflict.text.contains("Mette Holm har fået Licenser"));
        assert!(conflict.text.contains("Mette Holm får Læseadgang"), "both are shown");
        assert_eq!(rights(&school, mette), ["licences"], "nothing of the second one's was written");
        // Their own tick stands, the other's change is not taken back by pressing again.
        let again = seen(form(&conflict));
        assert_eq!(post(&school, &mut second, RIGHTS, &again).status, 303);
        assert_eq!(rights(&school, mette), ["licences", "read_access"]);
    });
}

#[test]
fn ticks_sent_after_the_hour_of_two_factors_stand_there_again_behind_the_eid() {
    both(|database| {
        let school = School::on(database);
        let (mut browser, birgitte, mette) = desk(&school);
        let fields = ticked(form(&school.place.get(&mut browser, RIGHTS)), mette, ("licences", true));
        for _ in 0..6 {
            school.place.clock.advance(Millis::minutes(12));
            school.place.get(&mut browser, "/ba/bliv");
        }
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let late = school.place.press(&mut browser, (RIGHTS, &format!("{RIGHTS}?valg=ansatte")), &fields);
        assert_eq!(late.status, 403, "{}", late.text);
        assert!(late.text.contains("name=\"til\""), "the door is offered: {}", late.text);
        let page = school.comes_in(&mut browser, &birgitte, "%2Fba%2F751042%2Frettigheder");
        let tick = ("right".to_owned(), format!("{}:licences", mette.0));
        assert!(form(&page).contains(&tick), "{}", page.text);
        assert_eq!(rights(&school, mette), Vec::<String>::new());
    });
}

#[test]
fn a_reader_sees_the_matrix_without_a_button_and_every_post_refuses() {
    both(|database| {
        let school = School::on(database);
        let (_, _, mette) = desk(&school);
        let reader = school.holder_of("read_access", SCHOOL, (2, "Lise Lund"));
        let mut browser = Browser::default();
        school.comes_in(&mut browser, &reader, "");
        let page = school.place.get(&mut browser, RIGHTS);
        assert_eq!(page.status, 200);
        assert!(!page.text.contains("name=\"right\"") && !page.text.contains(">Gem<"), "{}", page.text);
        let fields = [
            ("form_token".to_owned(), page.field("form_token")),
            ("seen".to_owned(), "1".to_owned()),
            ("box".to_owned(), format!("{}:read_access=0", mette.0)),
            ("right".to_owned(), format!("{}:read_access", mette.0)),
            ("mail".to_owned(), "a@b.dk".to_owned()),
        ];
        let person = mette.0;
        let administrator = format!("/ba/751042/administratorer/{person}");
        for (path, wants) in [
            (RIGHTS, "gem"),
            ("/ba/751042/alle-brugere", ""),
            (RIGHTS, "toem"),
            (&*administrator, "mail"),
            (&*administrator, "fjern"),
            (&*administrator, "primaer"),
        ] {
            let mut fields = fields.to_vec();
            fields.push(("do".to_owned(), wants.to_owned()));
            assert_eq!(post(&school, &mut browser, path, &fields).status, 403, "{path} {wants}");
        }
        assert_eq!(school.place.get(&mut browser, "/ba/751042/alle-brugere").status, 403);
        assert_eq!(rights(&school, mette), Vec::<String>::new());
    });
}

#[test]
fn the_page_of_administrators_sets_an_address_and_keeps_what_was_typed_wrong() {
    both(|database| {
        let school = School::on(database);
        let (mut browser, birgitte, _) = desk(&school);
        let own = format!("/ba/751042/administratorer/{}", birgitte.id.0);
        let page = school.place.get(&mut browser, &own);
        assert!(page.text.contains("Du kan ikke fjerne din egen Brugeradm"), "{}", page.text);
        let send = |browser: &mut Browser, mail: &str| {
            let token = ("form_token".to_owned(), page.field("form_token"));
            let fields = [token, ("do".to_owned(), "mail".to_owned()), ("mail".to_owned(), mail.to_owned())];
            post(&school, browser, &own, &fields)
        };
        let wrong = send(&mut browser, "birgitte på skolen");
        assert!(wrong.text.contains("Skriv adressen med @") && wrong.text.contains("value=\"birgitte på skolen\""));
        let kept = send(&mut browser, "birgitte@skole.dk");
        let list = school.place.follow(&mut browser, kept);
        assert!(list.text.contains("birgitte@skole.dk"), "{}", list.text);
        let nobody = school.place.get(&mut browser, "/ba/751042/administratorer/1");
        assert_eq!(nobody.status, 404);
    });
}

#[test]
fn a_search_says_what_is_missing_and_a_second_page_goes_on() {
    both(|database| {
        let school = School::on(database);
        let (mut browser, _, _) = desk(&school);
        let short = school.place.get(&mut browser, "/ba/751042/alle-brugere?q=m");
        assert_eq!(short.status, 422);
        assert!(short.text.contains("Skriv mindst 2 bogstaver af navnet."));
        for number in 10..40 {
            let person = school.nobody_with_eid(number, "Anne Testesen");
            school.attach(person, OTHER_SCHOOL, (Role::Teacher, None));
        }
        let first = school.place.get(&mut browser, "/ba/751042/alle-brugere?q=test");
        let hits = |page: &Answer| page.text.matches("name=\"husk\"").count();
        assert_eq!(hits(&first), 25);
        let next = first.link("efter=");
        assert_eq!(hits(&school.place.get(&mut browser, &next)), 5);
    });
}
