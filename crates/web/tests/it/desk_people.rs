//! *Personer* and *Sager* over HTTP: what is typed is never in an address, no number is whole, and two operators merge.

use crate::desk::{operator, sends};
use crate::place::{Browser, SERVICE};
use crate::school::{OTHER_SCHOOL, SCHOOL, School};
use rules::affiliation::Role;
use testkit::database::both;

const CPR: &str = "0101100001";

#[test]
fn an_operator_finds_somebody_by_number_without_it_standing_anywhere_and_blocks_them() {
    both(|database| {
        let school = School::on(database);
        let (_, mut browser) = operator(&school, (0, "Birgitte Riis"));
        let class = school.class(SCHOOL, "2.B");
        let alma = school.nobody_with_eid(1, "Alma Kjær");
        school.attach(alma, SCHOOL, (Role::Pupil, Some(class)));
        school.password(alma);
        let no_why = sends(&school, &mut browser, "/stil/personer", &[("q", CPR)]);
        assert_eq!(no_why.status, 422);
        assert!(no_why.text.contains("Skriv en begrundelse"), "{}", no_why.text);
        let found = sends(&school, &mut browser, "/stil/personer", &[("q", CPR), ("why", "Ringede til support")]);
        let here = format!("/stil/personer/{}", alma.0);
        assert_eq!(found.location(), here);
        let page = school.place.get(&mut browser, &here);
        assert!(page.text.contains("010110-****") && !page.text.contains(CPR), "{}", page.text);
        assert!(page.text.contains("Solbakkeskolen") && page.text.contains("fra i dag"), "{}", page.text);
        assert!(!page.text.contains(crate::place::PASSWORD));
        let empty = sends(&school, &mut browser, &here, &[("do", "spaer"), ("reason", "")]);
        assert_eq!(empty.status, 422);
        let blocked = sends(&school, &mut browser, &here, &[("do", "spaer"), ("reason", "Ring til os")]);
        assert_eq!(blocked.location(), format!("{here}?sagt=spaerret"));
        let page = school.place.get(&mut browser, &format!("{here}?sagt=spaerret"));
        assert!(page.text.contains("Ring til os") && page.text.contains("spærret af en sagsbehandler"));
        let open = sends(&school, &mut browser, &here, &[("do", "luk-op")]);
        assert_eq!(open.location(), format!("{here}?sagt=lukket-op"));
        assert!(school.place.get(&mut browser, &here).text.contains("Spærring"), "the log says so");
        let by_name = sends(&school, &mut browser, "/stil/personer", &[("q", "kjær"), ("institution", SCHOOL)]);
        assert!(by_name.text.contains("Alma Kjær"), "{}", by_name.text);
        let nobody = sends(&school, &mut browser, "/stil/personer", &[("q", "kjær"), ("institution", OTHER_SCHOOL)]);
        assert!(nobody.text.contains("Vi fandt ingen"));
        assert_eq!(school.place.get(&mut browser, "/stil/personer/77").status, 404);
    });
}

#[test]
fn two_operators_merge_two_accounts_at_the_desk() {
    both(|database| {
        let school = School::on(database);
        let (_, mut one) = operator(&school, (0, "Birgitte Riis"));
        let (_, mut two) = operator(&school, (1, "Carl Dam"));
        let stays = school.nobody_with_eid(1, "Alma Kjær");
        let goes = school.nobody_with_eid(2, "Alma Kjaer");
        let name = |id| school.write(move |tx| store::person::find(tx, id)).unwrap().username.to_string();
        let (stays_name, goes_name) = (name(stays), name(goes));
        let tester = ("tester".to_owned(), "Testadministrator".to_owned(), "Test administrator".to_owned());
        school.write(move |tx| store::service_right::put(tx, SERVICE, std::slice::from_ref(&tester)));
        school.right(goes, SCHOOL, &flows::rights_matrix::service_word(SERVICE, "tester"));
        let form = school.place.get(&mut one, &format!("/stil/sager/saml?gaar={goes_name}"));
        assert!(form.text.contains(&format!("value=\"{goes_name}\"")));
        let wish = |number: &'static str, why: &'static str| {
            [
                ("survivor", stays_name.clone()),
                ("other", goes_name.clone()),
                ("number", number.to_owned()),
                ("why", why.to_owned()),
            ]
        };
        let send = |browser: &mut Browser, wish: &[(&str, String)]| {
            let fields: Vec<(&str, &str)> = wish.iter().map(|(name, value)| (*name, value.as_str())).collect();
            sends(&school, browser, "/stil/sager/saml", &fields)
        };
        let wrong = send(&mut one, &wish("", "Samme barn"));
        assert!(wrong.status == 422 && wrong.text.contains("Vælg en bruger, der har et CPR-nummer"));
        assert!(
            wrong.text.contains(&format!("value=\"{stays_name}\"")) && wrong.text.contains(">Samme barn</textarea>")
        );
        assert_eq!(send(&mut one, &wish("survivors", "Samme barn")).location(), "/stil/sager?sagt=foreslaaet");
        let page = school.place.get(&mut two, "/stil/sager");
        for says in ["Samme barn", "010110-****", &goes_name, "Birgitte Riis"] {
            assert!(page.text.contains(says), "{says}: {}", page.text);
        }
        assert!(page.text.contains("Testadministrator i ") && !page.text.contains("service:"), "{}", page.text);
        let id = page.field("forslag");
        let yes = [("do", "godkend"), ("forslag", id.as_str())];
        assert_eq!(sends(&school, &mut one, "/stil/sager", &yes).location(), "/stil/sager?sagt=egen");
        assert_eq!(sends(&school, &mut two, "/stil/sager", &yes).location(), "/stil/sager?sagt=samlet");
        let old = goes_name.clone();
        let found = sends(&school, &mut two, "/stil/personer", &[("q", old.as_str())]);
        assert!(found.text.contains("Vi fandt ingen"), "the old user name logs nobody in");
        let page = school.place.get(&mut two, &format!("/stil/personer/{}", stays.0));
        assert!(page.text.contains(&goes_name), "it stands among the earlier ones");
    });
}
