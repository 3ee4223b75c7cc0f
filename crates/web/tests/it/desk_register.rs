//! *Institutioner* over HTTP: found, written with nothing lost, and loaded from a list.

use crate::desk::{operator, sends};
use crate::place::{Answer, Browser};
use crate::school::{OTHER_SCHOOL, SCHOOL, School};
use testkit::database::both;

fn entry(seen: &str, changed: &[(&'static str, &'static str)]) -> Vec<(&'static str, String)> {
    let plain = [
        ("name", "Solbakkeskolen"),
        ("type", "Folkeskole"),
        ("municipality", "Solbjerg Kommune"),
        ("address", "Skolevej 1"),
        ("postal_code", "8000"),
        ("city", "Solbjerg"),
        ("leader", "Anne Bjerre"),
        ("ownership", "public"),
    ];
    let mut all: Vec<(&str, String)> = plain.into_iter().map(|(name, value)| (name, value.to_owned())).collect();
    for (name, value) in changed {
        all.retain(|field| field.0 != *name);
        all.push((name, (*value).to_owned()));
    }
    all.push(("seen", seen.to_owned()));
    all
}

fn writes(school: &School, browser: &mut Browser, path: &str, fields: &[(&str, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    sends(school, browser, path, &fields)
}

#[test]
fn an_institution_is_found_and_written_and_what_two_write_at_once_is_shown() {
    both(|database| {
        let school = School::on(database);
        let (_, mut one) = operator(&school, (0, "Birgitte Riis"));
        let (_, mut two) = operator(&school, (1, "Carl Dam"));
        let list = school.place.get(&mut one, "/stil/institutioner?q=solbakke");
        assert!(list.text.contains("Solbakkeskolen") && !list.text.contains("Fjordskolen"), "{}", list.text);
        let here = format!("/stil/institutioner/{SCHOOL}");
        let edit = format!("{here}/ret");
        let seen = school.place.get(&mut one, &edit).field("seen");
        let also = school.place.get(&mut two, &edit).field("seen");
        let wrong = writes(&school, &mut one, &edit, &entry(&seen, &[("cvr", "123"), ("leader", "Bo Bang")]));
        assert_eq!(wrong.status, 422);
        assert!(wrong.text.contains("Skriv 8 tal") && wrong.text.contains("value=\"Bo Bang\""), "{}", wrong.text);
        let saved = writes(&school, &mut one, &edit, &entry(&seen, &[("leader", "Bo Bang")]));
        assert_eq!(saved.location(), format!("{here}?sagt=gemt"));
        let met = writes(&school, &mut two, &edit, &entry(&also, &[("city", "Vejle")]));
        assert_eq!(met.status, 409);
        assert!(
            met.text.contains("En anden har rettet, mens du skrev") && met.text.contains("Bo Bang"),
            "{}",
            met.text
        );
        assert!(met.text.contains("value=\"Vejle\""), "nothing typed is lost");
        let again = met.field("seen");
        let saved = writes(&school, &mut two, &edit, &entry(&again, &[("city", "Vejle")]));
        assert_eq!(saved.location(), format!("{here}?sagt=gemt"));
        let department = entry("", &[("number", "900001"), ("name", "Afdelingen"), ("main_institution", SCHOOL)]);
        let made = writes(&school, &mut two, "/stil/institutioner/ny", &department);
        assert_eq!(made.location(), "/stil/institutioner/900001?sagt=oprettet");
        let page = school.place.get(&mut two, &here);
        assert!(page.text.contains("Afdelingen · 900001") && page.text.contains("Vejle"), "{}", page.text);
        let known = writes(&school, &mut two, "/stil/institutioner/ny", &department);
        assert!(known.text.contains("Nummeret findes allerede") && known.text.contains("value=\"Afdelingen\""));
        let seen = school.place.get(&mut two, &edit).field("seen");
        let round = writes(&school, &mut two, &edit, &entry(&seen, &[("main_institution", "900001")]));
        assert!(round.text.contains("kan ikke ligge under sig selv"), "{}", round.text);
    });
}

#[test]
fn an_institution_is_closed_and_opened_again_and_the_page_says_what_follows() {
    both(|database| {
        let school = School::on(database);
        let (_, mut browser) = operator(&school, (0, "Birgitte Riis"));
        let here = format!("/stil/institutioner/{SCHOOL}");
        let edit = format!("{here}/ret");
        let form = school.place.get(&mut browser, &edit);
        assert!(form.text.contains("Slet dagen for at åbne institutionen igen"), "{}", form.text);
        let no_day = writes(&school, &mut browser, &edit, &entry(&form.field("seen"), &[("closed", "1. august")]));
        assert!(no_day.status == 422 && no_day.text.contains("Skriv dagen som år-måned-dag"), "{}", no_day.text);
        assert!(no_day.text.contains("value=\"1. august\""));
        for (day, says) in [
            ("2020-08-01", "Institutionen er nedlagt fra 1. august 2020"),
            ("2099-08-01", "bliver nedlagt 1. august 2099"),
        ] {
            let seen = school.place.get(&mut browser, &edit).field("seen");
            let saved = writes(&school, &mut browser, &edit, &entry(&seen, &[("closed", day)]));
            assert_eq!(saved.location(), format!("{here}?sagt=gemt"));
            let page = school.place.get(&mut browser, &here);
            assert!(page.text.contains(says), "{}", page.text);
        }
        let seen = school.place.get(&mut browser, &edit).field("seen");
        assert_eq!(writes(&school, &mut browser, &edit, &entry(&seen, &[])).status, 303);
        assert!(!school.place.get(&mut browser, &here).text.contains("nedlagt"));
    });
}

fn attaches(school: &School, browser: &mut Browser, list: &[u8]) -> Answer {
    let token = school.place.get(browser, "/stil/institutioner/indlaes").field("form_token");
    let mut body = format!(
        "--boundary\r\nContent-Disposition: form-data; name=\"form_token\"\r\n\r\n{token}\r\n--boundary\r\n\
         Content-Disposition: form-data; name=\"list\"; filename=\"institutions.csv\"\r\nContent-Type: text/csv\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(list);
    body.extend_from_slice(b"\r\n--boundary--\r\n");
    let request = axum::http::Request::post("/stil/institutioner/indlaes")
        .header("origin", &school.place.world.settings.origin)
        .header("content-type", "multipart/form-data; boundary=boundary");
    school.place.send(browser, request, body)
}

#[test]
fn a_list_is_looked_through_before_it_is_loaded_and_a_wrong_one_is_not() {
    both(|database| {
        let school = School::on(database);
        let (_, mut browser) = operator(&school, (0, "Birgitte Riis"));
        assert!(attaches(&school, &mut browser, b"").text.contains("Vælg en fil"));
        let wrong = attaches(&school, &mut browser, b"number,name,cvr\n900001,Nyskolen,12\n9,Kort,\n");
        let look = school.place.get(&mut browser, wrong.location());
        assert!(look.text.contains("Skriv 8 tal, eller lad feltet være tomt"), "{}", look.text);
        assert!(look.text.contains("CVR-nummer") && !look.text.contains(">Indlæs<"), "{}", look.text);
        let right = attaches(&school, &mut browser, "number,name,leader\n900001,Nyskolen,Bo Bang\n".as_bytes());
        let path = right.location().to_owned();
        let look = school.place.get(&mut browser, &path);
        assert!(look.text.contains("Nyskolen · 900001") && look.text.contains(">Indlæs<"), "{}", look.text);
        let gone = school.place.get(&mut browser, "/stil/institutioner/900001");
        assert_eq!(gone.status, 404, "a look loads nothing");
        let seen = look.field("seen");
        let loaded = sends(&school, &mut browser, &path, &[("seen", &seen)]);
        assert_eq!(loaded.location(), "/stil/institutioner?sagt=indlaest");
        assert!(school.place.get(&mut browser, "/stil/institutioner/900001").text.contains("Bo Bang"));
        let again = school.place.get(&mut browser, &path);
        assert_eq!(again.location(), "/stil/institutioner?sagt=vaek");
        let other = format!("/stil/institutioner/{OTHER_SCHOOL}");
        assert!(school.place.get(&mut browser, &other).text.contains("Fjordskolen"), "what is not on the list stays");
    });
}
