//! What else an adult does in Elevadgang: lends a class, calls for a change, lets a card be enough, sees who gave many.

use crate::town::{CODE, SCHOOL, Town, WORDS, finished, number, on_both};
use flows::care_for_pupils::{class_forms, decide_class_form};
use flows::demand_change::{Demanded, Whom, demand};
use flows::give_password::{Pressed, not_given, open};
use flows::lend_class;
use flows::pupil_access::{Choice, Helper, Look, Wanted, overview};
use flows::school_card::{self, Alone, AloneSet, CardNow};
use flows::sign_in::{Next, Screen};
use rules::affiliation::{Level, Role};
use rules::id::{GroupId, PersonId};
use rules::password::{Form, SchoolForm};
use rules::rights::Reason;
use rules::rights::facts::Entry;
use rules::session::Method;
use rules::time::Millis;
use store::sso_session::Raise;

/// An administrator of the school who has shown an eID.
fn administrator(town: &Town) -> Helper {
    let birgitte = town.person("birg1234");
    town.attach(birgitte, SCHOOL, (Role::Leader, None));
    town.right(birgitte, "user_administration");
    town.password(birgitte, Form::Text, crypto::secret::SecretText::from(WORDS));
    let helper = Helper { entry: Entry::Administrator, ..town.helper("birg1234", birgitte) };
    let (session, now) = (helper.session, town.world.now());
    town.write(move |tx| {
        let raise = Raise {
            person: birgitte,
            secret_hash: vec![7; 32],
            two_factor: Some(now),
            adult_verified: None,
            method: Method::Eid,
            password_version: None,
        };
        store::sso_session::raise(tx, session, &raise)
    });
    helper
}

fn must_change(town: &Town, person: PersonId) -> bool {
    town.write(move |tx| store::credential::find(tx, person)).unwrap().must_change.is_some()
}

fn in_days(town: &Town, days: i64) -> rules::time::Instant {
    town.world.now().plus(Millis::days(days))
}

#[test]
fn a_change_is_called_for_ticked_pupils_a_class_and_a_level() {
    on_both(|town| {
        let (a, b) = (town.class(SCHOOL, "1.A"), town.class(SCHOOL, "1.B"));
        let birgitte = administrator(town);
        let [alma, bo, carl] =
            [("alma1234", a), ("boho1234", b), ("carl1234", b)].map(|(name, class)| town.pupil(name, class));
        let ask = |whom| town.wait(demand(&town.world, &birgitte, whom)).unwrap();
        assert_eq!(ask(Whom::Pupils(vec![alma])), Demanded::Pupils(1));
        assert!(must_change(town, alma) && !must_change(town, bo));
        assert_eq!(ask(Whom::Group(b)), Demanded::Pupils(2));
        assert!(must_change(town, bo) && must_change(town, carl));
        let dina = town.pupil("dina1234", a);
        town.clock.advance(Millis::minutes(1));
        assert_eq!(ask(Whom::Level(Level::from_code("2").unwrap())), Demanded::Pupils(0));
        assert_eq!(ask(Whom::Level(Level::from_code("1").unwrap())), Demanded::Pupils(4));
        assert!(must_change(town, dina));
        // The next login with the old pictures must change them.
        let at = town.named(&town.browser(), "dina1234");
        assert!(matches!(town.taps(&at, &CODE), Next::Page));
        assert!(matches!(town.scene(&at).screen, Screen::ChangeDue { deadline: None, .. }));
    });
}

#[test]
fn a_change_called_for_the_institution_meets_staff_too() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        town.teacher("mett1234", class);
        let birgitte = administrator(town);
        town.clock.advance(Millis::minutes(1));
        assert_eq!(town.wait(demand(&town.world, &birgitte, Whom::Institution)).unwrap(), Demanded::Institution);
        let at = town.named(&town.browser(), "mett1234");
        assert!(matches!(town.text(&at, WORDS), Next::Page));
        assert!(matches!(town.scene(&at).screen, Screen::ChangeDue { deadline: None, .. }));
    });
}

#[test]
fn a_teacher_calls_for_no_change() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let alma = town.pupil("alma1234", class);
        let mette = town.teacher("mett1234", class);
        let helper = town.helper("mett1234", mette);
        let asked = town.wait(demand(&town.world, &helper, Whom::Pupils(vec![alma]))).unwrap();
        assert!(matches!(asked, Demanded::Refused(_)), "{asked:?}");
        assert!(!must_change(town, alma));
    });
}

#[test]
fn a_substitute_helps_until_the_day_is_over_or_the_loan_is_ended() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let alma = town.pupil("alma1234", class);
        let emma = town.person("emma1234");
        town.attach(emma, SCHOOL, (Role::Substitute, None));
        town.password(emma, Form::Text, crypto::secret::SecretText::from(WORDS));
        let birgitte = administrator(town);
        let helper = town.helper("emma1234", emma);
        let gives = || town.wait(open(&town.world, &helper, &[alma])).unwrap().opened == [alma];
        let lends =
            |days| town.wait(lend_class::lend(&town.world, &birgitte, (emma, class), in_days(town, days))).unwrap();
        assert!(!gives(), "nothing is lent");
        assert_eq!(lends(1), Pressed::Done);
        assert!(gives());
        assert_eq!(lends(2), Pressed::Done);
        let desktop = town.wait(lend_class::desktop(&town.world, &birgitte)).unwrap().unwrap();
        assert_eq!(desktop.loans.len(), 1, "the newest date counts");
        assert_eq!((desktop.loans[0].person, desktop.loans[0].group_name.as_str()), (emma, "1.A"));
        let employees: Vec<PersonId> = desktop.employees.iter().map(|(person, _)| *person).collect();
        assert!(employees.contains(&emma) && !employees.contains(&alma));
        let loan = desktop.loans[0].id;
        assert_eq!(town.wait(lend_class::end(&town.world, &birgitte, loan)).unwrap(), Pressed::Done);
        assert!(!gives(), "ended");
        assert_eq!(town.wait(lend_class::end(&town.world, &birgitte, loan)).unwrap(), Pressed::TooLate);
    });
}

#[test]
fn a_class_is_lent_to_employees_of_the_school_alone_and_by_administrators_alone() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let alma = town.pupil("alma1234", class);
        let mette = town.teacher("mett1234", class);
        let birgitte = administrator(town);
        let until = in_days(town, 1);
        let lend = |helper: &Helper, to| town.wait(lend_class::lend(&town.world, helper, to, until)).unwrap();
        assert_eq!(lend(&birgitte, (alma, class)), Pressed::Refused(Reason::NotHere));
        assert_eq!(lend(&birgitte, (mette, GroupId(1))), Pressed::Refused(Reason::NotHere));
        let teacher = town.helper("mett1234", mette);
        assert!(matches!(lend(&teacher, (mette, class)), Pressed::Refused(_)));
        assert!(town.wait(lend_class::desktop(&town.world, &teacher)).unwrap().is_err());
    });
}

#[test]
fn a_card_alone_opens_on_the_schools_network_and_nowhere_else() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let alma = town.pupil("alma1234", class);
        let birgitte = administrator(town);
        let set = |alone| town.wait(school_card::set_alone(&town.world, &birgitte, alma, alone)).unwrap();
        assert_eq!(set(Alone::Enough), AloneSet::NoNetwork);
        town.setting("networks", "198.51.100.0/24");
        assert_eq!(set(Alone::Enough), AloneSet::NoCard);
        let card = town.wait(school_card::print(&town.world, &birgitte, &[alma])).unwrap().remove(0);
        assert_eq!(set(Alone::Enough), AloneSet::Done);
        let now = town.wait(school_card::now(&town.world, &birgitte, alma)).unwrap().0;
        assert!(matches!(now, CardNow::Alone(_)), "{now:?}");
        let scans = |address: &str| {
            let (at, _) = town.begin(&town.browser_at(address), None);
            town.wait(flows::sign_in::username::show_card(&town.world, &at, &card.token)).unwrap()
        };
        assert!(matches!(scans("192.0.2.1"), Next::Page), "elsewhere the pictures are asked for");
        assert_eq!(finished(scans("198.51.100.7")).person, alma);
        assert_eq!(set(Alone::NotEnough), AloneSet::Done);
        assert!(matches!(scans("198.51.100.7"), Next::Page));
        assert_eq!(set(Alone::Enough), AloneSet::Done);
        assert_eq!(town.wait(school_card::void_all(&town.world, &birgitte, &[alma])).unwrap(), 1);
        assert_eq!(
            set(Alone::Enough),
            AloneSet::NoCard,
            "a void card opens nothing, and a new one begins with pictures"
        );
    });
}

#[test]
fn a_class_gets_words_where_the_school_says_so() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let alma = town.pupil("alma1234", class);
        let mette = town.teacher("mett1234", class);
        let birgitte = administrator(town);
        let decided = town.wait(decide_class_form(&town.world, &birgitte, class, SchoolForm::Words)).unwrap();
        assert_eq!(decided, Pressed::Done);
        let forms = town.wait(class_forms(&town.world, &birgitte)).unwrap().unwrap();
        assert_eq!(forms.classes[0].1, SchoolForm::Words);
        assert_eq!(forms.levels, [Level::from_code("1").unwrap()]);
        town.wait(open(&town.world, &town.helper("mett1234", mette), &[alma])).unwrap();
        let at = town.named(&town.browser(), "alma1234");
        assert!(matches!(town.scene(&at).screen, Screen::NewText { form: Form::Words, .. }));
    });
}

#[test]
fn administrators_are_shown_who_gave_more_than_forty_passwords_in_an_hour() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let alma = town.pupil("alma1234", class);
        let mette = town.teacher("mett1234", class);
        let (teacher, birgitte) = (town.helper("mett1234", mette), administrator(town));
        let shown = |helper: &Helper| {
            let seen =
                town.wait(overview(&town.world, helper, Wanted::all(Choice::First), Look::Again)).unwrap().unwrap();
            seen.many_windows.iter().map(|one| (one.person, one.windows)).collect::<Vec<_>>()
        };
        for _ in 0..40 {
            town.wait(open(&town.world, &teacher, &[alma])).unwrap();
        }
        assert_eq!(shown(&birgitte), []);
        town.wait(open(&town.world, &teacher, &[alma])).unwrap();
        assert_eq!(shown(&birgitte), [(mette, 41)]);
        assert_eq!(shown(&teacher), [], "no teacher sees it");
        town.clock.advance(Millis::minutes(61));
        let later = administrator_again(town, &birgitte);
        assert_eq!(shown(&later), []);
    });
}

/// The same administrator after a new eID: an hour has gone by.
fn administrator_again(town: &Town, before: &Helper) -> Helper {
    let (session, person, now) = (before.session, before.person, town.world.now());
    town.write(move |tx| {
        let raise = Raise {
            person,
            secret_hash: vec![8; 32],
            two_factor: Some(now),
            adult_verified: None,
            method: Method::Eid,
            password_version: None,
        };
        store::sso_session::raise(tx, session, &raise)
    });
    before.clone()
}

#[test]
fn whoever_left_the_class_is_named_and_a_stranger_is_not() {
    on_both(|town| {
        let (a, b) = (town.class(SCHOOL, "1.A"), town.class(SCHOOL, "1.B"));
        let mette = town.teacher("mett1234", a);
        let teacher = town.helper("mett1234", mette);
        let ibra = town.pupil("ibra1234", b);
        let stranger = town.person("fred1234");
        town.attach(stranger, crate::town::OTHER_SCHOOL, (Role::Pupil, Some("1")));
        let told = town.wait(not_given(&town.world, &teacher, &[ibra, stranger])).unwrap();
        assert_eq!((told[0].name.as_deref(), told[0].reason), (Some("ibra"), Reason::NotYourPupil));
        assert_eq!((told[1].name.as_deref(), told[1].reason), (None, Reason::NotOurPupil));
        assert!(town.wait(open(&town.world, &teacher, &[ibra])).unwrap().opened.is_empty());
        assert!(number(SCHOOL) == teacher.institution);
    });
}

#[test]
fn the_list_tells_on_what_and_from_where_the_name_was_typed() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let alma = town.pupil("alma1234", class);
        let mette = town.teacher("mett1234", class);
        let teacher = town.helper("mett1234", mette);
        town.wait(open(&town.world, &teacher, &[alma])).unwrap();
        let mut tablet = town.browser();
        tablet.words = "Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X)".to_owned();
        town.named(&tablet, "alma1234");
        let seen =
            town.wait(overview(&town.world, &teacher, Wanted::all(Choice::First), Look::Again)).unwrap().unwrap();
        let window = seen.pupils[0].window.as_ref().unwrap();
        assert_eq!(window.on, Some(rules::device_kind::DeviceKind::IPad));
    });
}
