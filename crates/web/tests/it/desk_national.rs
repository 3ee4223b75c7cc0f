//! *Landet* over HTTP: one operator proposes, another approves, and nothing typed is lost on the way.

use crate::desk::{operator, sends};
use crate::school::School;
use testkit::database::both;

const TEXTS: &str = "/stil/landet/guess_texts_a_day";

#[test]
fn two_operators_change_a_setting_of_the_country_and_one_alone_does_not() {
    both(|database| {
        let school = School::on(database);
        let (_, mut one) = operator(&school, (0, "Birgitte Riis"));
        let (_, mut two) = operator(&school, (1, "Carl Dam"));
        let now = || school.write(flows::national::settings).value("guess_texts_a_day").unwrap();

        let wrong = sends(&school, &mut one, TEXTS, &[("seen", "100"), ("value", "5"), ("why", "Angreb i nat")]);
        assert_eq!(wrong.status, 422);
        assert!(wrong.text.contains("Skriv et tal mellem 10 og 1.000"), "{}", wrong.text);
        assert!(wrong.text.contains("value=\"5\"") && wrong.text.contains(">Angreb i nat</textarea>"));
        let no_why = sends(&school, &mut one, TEXTS, &[("seen", "100"), ("value", "50"), ("why", "")]);
        assert!(no_why.text.contains("Skriv en begrundelse") && no_why.text.contains("value=\"50\""));
        let number = sends(&school, &mut one, TEXTS, &[("seen", "100"), ("value", "50"), ("why", "010185-1234")]);
        assert!(number.text.contains("ligner et CPR-nummer"));

        let sent = sends(&school, &mut one, TEXTS, &[("seen", "100"), ("value", "50"), ("why", "Angreb i nat")]);
        assert_eq!(sent.location(), "/stil/landet?sagt=foreslaaet");
        let own = school.place.get(&mut one, "/stil/landet");
        assert!(own.text.contains("Træk tilbage") && !own.text.contains("value=\"godkend\""), "{}", own.text);
        let id = own.field("forslag");
        let yes = [("do", "godkend"), ("forslag", id.as_str())];
        assert_eq!(sends(&school, &mut one, "/stil/landet", &yes).location(), "/stil/landet?sagt=egen");
        assert_eq!(now(), "100");

        let page = school.place.get(&mut two, "/stil/landet");
        assert!(page.text.contains("Angreb i nat") && page.text.contains("Birgitte Riis"), "{}", page.text);
        assert_eq!(sends(&school, &mut two, "/stil/landet", &yes).location(), "/stil/landet?sagt=gaelder");
        assert_eq!(now(), "50");
        assert_eq!(sends(&school, &mut two, "/stil/landet", &yes).location(), "/stil/landet?sagt=besvaret");
        let page = school.place.get(&mut two, "/stil/landet?sagt=gaelder");
        assert!(page.text.contains("Godkendt. Det gælder nu") && page.text.contains("Birgitte Riis, Carl Dam"));

        let stale = sends(&school, &mut one, TEXTS, &[("seen", "100"), ("value", "70"), ("why", "Igen")]);
        assert!(stale.text.contains("En anden har ændret indstillingen, mens du skrev. Nu gælder: 50"));
        assert!(stale.text.contains("value=\"70\"") && stale.text.contains("name=\"seen\" value=\"50\""));
    });
}

#[test]
fn a_proposal_is_withdrawn_or_refused_on_the_page_and_words_are_chosen() {
    both(|database| {
        let school = School::on(database);
        let (_, mut one) = operator(&school, (0, "Birgitte Riis"));
        let (_, mut two) = operator(&school, (1, "Carl Dam"));
        let form = school.place.get(&mut one, "/stil/landet/eid_towards_services");
        assert!(form.text.contains("Kun folk på offentlige institutioner") && form.text.contains("<fieldset"));
        let wish = [("seen", "everybody"), ("value", "public_institutions"), ("why", "Ny aftale")];
        for ends in ["trukket", "nej"] {
            let sent = sends(&school, &mut one, "/stil/landet/eid_towards_services", &wish);
            assert_eq!(sent.location(), "/stil/landet?sagt=foreslaaet");
            let again = sends(&school, &mut two, "/stil/landet/eid_towards_services", &wish);
            assert!(again.text.contains("Der venter allerede et forslag"), "{}", again.text);
            let id = school.place.get(&mut two, "/stil/landet").field("forslag");
            let who = if ends == "trukket" { &mut one } else { &mut two };
            let no = sends(&school, who, "/stil/landet", &[("do", "nej"), ("forslag", &id)]);
            assert_eq!(no.location(), format!("/stil/landet?sagt={ends}"));
        }
        let reach = school.write(flows::national::settings).eid_reach;
        assert_eq!(reach, rules::eid_reach::EidReach::Everybody);
        assert_eq!(school.place.get(&mut one, "/stil/landet/nonsense").status, 404);
    });
}
