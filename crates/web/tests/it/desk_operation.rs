//! *Drift* and *Sagsbehandlere* over HTTP: a job is tried and run, an operator appointed and removed, never oneself.

use crate::desk::{at_desk, operator, sends};
use crate::school::{SCHOOL, School};
use flows::drop_folder::Seen;
use rules::affiliation::Role;
use testkit::database::both;

#[test]
fn a_job_is_tried_without_a_change_and_run_and_no_secret_stands_on_the_page() {
    both(|database| {
        let school = School::on(database);
        let (_, mut browser) = operator(&school, (0, "Birgitte Riis"));
        let page = school.place.get(&mut browser, "/stil/drift");
        assert!(page.text.contains("Nattens job") && page.text.contains("Ikke kørt endnu"), "{}", page.text);
        let job = [("job", "accounts")];
        let tried = sends(&school, &mut browser, "/stil/drift", &[&[("do", "proev")], &job[..]].concat());
        assert!(tried.status == 200 && tried.text.contains("Intet er ændret."), "{}", tried.text);
        let ran = sends(&school, &mut browser, "/stil/drift", &[&[("do", "koer")], &job[..]].concat());
        assert_eq!(ran.location(), "/stil/drift?sagt=koert");
        let runs = school.write(|tx| store::job_run::of_job(tx, "accounts", 10));
        assert_eq!(runs.len(), 2);
        let odd = sends(&school, &mut browser, "/stil/drift", &[("do", "koer"), ("job", "nonsense")]);
        assert_eq!(odd.status, 404);
    });
}

#[test]
fn the_drop_folder_stands_among_the_queues_where_there_is_one() {
    both(|database| {
        let school = School::on(database);
        let (_, mut browser) = operator(&school, (0, "Birgitte Riis"));
        let page = |browser: &mut _| school.place.get(browser, "/stil/drift").text;
        assert!(!page(&mut browser).contains("Mappen til importfiler"));
        let now = school.place.world.now();
        let seen = Seen { waiting: 2, oldest: Some(now), taken: 1, refused: 0, at: now };
        school.place.world.drop_folder.saw(seen);
        let told = page(&mut browser);
        assert!(
            told.contains("2 filer venter, den ældste fra") && told.contains("1 fil er ved at blive læst"),
            "{told}"
        );
        assert!(!told.contains("Afviste importfiler"));
        school.place.world.drop_folder.saw(Seen { refused: 3, ..seen });
        assert!(page(&mut browser).contains("3 filer ligger i mappen refused"));
    });
}

#[test]
fn an_operator_is_appointed_by_another_and_removed_by_another_and_out_at_once() {
    both(|database| {
        let school = School::on(database);
        let (me, mut browser) = operator(&school, (0, "Birgitte Riis"));
        let other = school.somebody(1, "Carl Dam");
        school.attach(other.id, SCHOOL, (Role::Technical, None));
        let path = "/stil/operatoerer";
        let nobody = sends(&school, &mut browser, path, &[("do", "tilfoej"), ("who", "nobo9999")]);
        assert!(nobody.status == 422 && nobody.text.contains("Ingen har det brugernavn"), "{}", nobody.text);
        assert!(nobody.text.contains("value=\"nobo9999\""));
        let username = school.write(move |tx| store::person::find(tx, other.id)).unwrap().username.to_string();
        let added = sends(&school, &mut browser, path, &[("do", "tilfoej"), ("who", &username)]);
        assert_eq!(added.location(), "/stil/operatoerer?sagt=tilfoejet");
        let mut theirs = at_desk(&school, &other);
        assert_eq!(school.place.get(&mut theirs, "/stil").status, 200);
        let (me, them) = (me.id.0.to_string(), other.id.0.to_string());
        let own = sends(&school, &mut browser, path, &[("do", "fjern"), ("person", &me)]);
        assert_eq!(own.status, 403);
        assert!(own.text.contains("Det handler om dig selv"), "{}", own.text);
        let removed = sends(&school, &mut browser, path, &[("do", "fjern"), ("person", &them)]);
        assert_eq!(removed.location(), "/stil/operatoerer?sagt=fjernet");
        assert!(school.place.get(&mut theirs, "/stil").location().starts_with("/stil/log-paa"), "out at once");
        let again = sends(&school, &mut browser, path, &[("do", "fjern"), ("person", &them)]);
        assert_eq!(again.location(), "/stil/operatoerer?sagt=allerede");
    });
}
