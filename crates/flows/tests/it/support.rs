//! An operator helps somebody: finds them, sees the account, blocks it; and two operators make one account of two, or close
//! a case. Every look is remembered. Source: product.md §3, §9, §14, issue "Operator's desk".

use crate::change_cpr::{analysed, refused_line};
use crate::import::by_cpr;
use crate::office::{administrator, again, cases, eid_session, institution, operator, who_has};
use crate::town::{CODE, OTHER_SCHOOL, SCHOOL, Town, number, on_both};
use flows::change_cpr::Analysed;
use flows::institution_setting::wish;
use flows::manual_affiliation::{Attaching, Class, attach};
use flows::merge_people::KeptNumber;
use flows::merge_people::desk::{Approved, NotProposed, Refusal, Wish, Wished, approve, propose};
use flows::operator::Operator;
use flows::operator_case::desk::{self, Closed};
use flows::operator_case::{Closing, NotClosed};
use flows::proposal::{NotAnswered, decline};
use flows::sign_in::{Refusal as LoginRefusal, Screen};
use flows::support::find::{Asked, Looked, find};
use flows::support::{Pressed, Support, block, see, unblock};
use rules::affiliation::Role;
use rules::event::Kind;
use rules::id::PersonId;
use rules::operator::{Closed as Shut, Refused};
use rules::proposal::{Matter, Outcome, WhyFlaw};
use rules::time::Millis;
use rules::user::{PersonName, Protection, UniId, Username};
use store::person::NewPerson;

const NEW: &str = "0101995678";

fn asked(typed: &str) -> Asked {
    Asked { typed: typed.to_owned(), ..Asked::default() }
}

fn looked(town: &Town, who: &Operator, asked: Asked) -> Looked {
    town.wait(find(&town.world, who, asked)).unwrap().unwrap()
}

fn one(looked: &Looked) -> Option<PersonId> {
    match looked {
        Looked::One(person) => Some(*person),
        _ => None,
    }
}

fn hits(looked: Looked) -> Vec<PersonId> {
    match looked {
        Looked::Some(hits, _) => hits.into_iter().map(|hit| hit.person).collect(),
        _ => Vec::new(),
    }
}

fn seen(town: &Town, who: &Operator, person: PersonId) -> Support {
    town.wait(see(&town.world, who, person)).unwrap().unwrap().unwrap()
}

/// How often it is remembered that this happened to somebody.
fn told(town: &Town, person: PersonId, kind: Kind) -> usize {
    town.write(move |tx| store::event::about_of_kind(tx, person, kind, 100)).len()
}

fn done_by(town: &Town, who: &Operator, kind: Kind) -> usize {
    let (person, now) = (who.person(), town.world.now().plus(Millis(1)));
    town.write(move |tx| store::event::by(tx, person, now, 100)).iter().filter(|event| event.kind == kind).count()
}

#[test]
fn somebody_is_found_by_user_name_uniid_or_number_and_each_look_is_remembered() {
    on_both(|town| {
        let who = operator(town, "oper1111");
        let story = refused_line(town);
        let person = &story.person;
        assert_eq!(one(&looked(town, &who, asked(person.username.as_str()))), Some(person.id));
        assert_eq!(one(&looked(town, &who, asked(person.uniid.as_str()))), Some(person.id));
        assert_eq!(told(town, person.id, Kind::PeopleSearched), 2);

        let cpr = story.old.as_str();
        assert!(matches!(looked(town, &who, asked(cpr)), Looked::Why(WhyFlaw::Missing)));
        assert_eq!(told(town, person.id, Kind::CprLookedUp), 0, "without a reason nobody is looked up");
        let with_why = Asked { why: "Ringede til support".to_owned(), ..asked(cpr) };
        assert_eq!(one(&looked(town, &who, with_why.clone())), Some(person.id));
        assert_eq!(told(town, person.id, Kind::CprLookedUp), 1);
        assert!(matches!(looked(town, &who, Asked { typed: "0101851234".to_owned(), ..with_why }), Looked::Nobody));
        assert_eq!(done_by(town, &who, Kind::CprLookedUp), 2, "a look in vain is one too");

        let page = seen(town, &who, person.id);
        assert_eq!(page.cpr.as_deref(), Some(crate::office::cpr(cpr).masked().as_str()));
        assert_eq!(told(town, person.id, Kind::PeopleShown), 1);
        assert_eq!(format!("{:?}", asked(cpr)), "Asked(..)");
    });
}

#[test]
fn a_name_finds_staff_anywhere_pupils_of_the_institution_that_is_named_and_no_parent() {
    on_both(|town| {
        let who = operator(town, "oper1111");
        let class = town.class(SCHOOL, "1.A");
        let teacher = town.teacher("mett2468", class);
        let pupil = town.pupil("mett1357", class);
        let parent = town.person("mett9999");
        town.attach(parent, SCHOOL, (Role::Mother, None));
        assert_eq!(hits(looked(town, &who, asked("mett"))), [teacher]);
        let at = |school: &str| Asked { pupils_of: Some(number(school)), ..asked("mett") };
        let mut both = hits(looked(town, &who, at(SCHOOL)));
        both.sort_unstable();
        let mut expected = vec![teacher, pupil];
        expected.sort_unstable();
        assert_eq!(both, expected);
        assert_eq!(hits(looked(town, &who, at(OTHER_SCHOOL))), [teacher]);
        assert!(matches!(looked(town, &who, asked("m")), Looked::TooShort));
        let nobody = Operator::new((teacher, eid_session(town, teacher)), "192.0.2.7".parse().unwrap());
        let refused = town.wait(find(&town.world, &nobody, asked("mett"))).unwrap().unwrap_err();
        assert_eq!(refused, Refused::Closed(Shut::NoOperator));
        assert!(town.wait(see(&town.world, &nobody, pupil)).unwrap().is_err());
    });
}

#[test]
fn a_protected_person_is_shown_by_alias_and_without_a_place() {
    on_both(|town| {
        let who = operator(town, "oper1111");
        let id = PersonId(town.world.draw_id());
        let alias = PersonName { first: "Bente".to_owned(), family: "Bo".to_owned() };
        let new = NewPerson {
            id,
            uniid: UniId::propose(&mut town.world.chance()),
            username: Username::parse("bent1234").unwrap(),
            name: PersonName { first: "Hemmelig".to_owned(), family: "Person".to_owned() },
            protection: Protection::Protected { alias },
            birth: None,
        };
        town.write(move |tx| store::person::create(tx, &new));
        town.attach(id, SCHOOL, (Role::Teacher, None));
        let page = seen(town, &who, id);
        assert!(page.is_protected && page.shown == "Bente Bo");
        assert_eq!(page.attached.len(), 1);
        assert!(page.attached[0].at.is_none());
        assert!(!format!("{page:?}").contains("Hemmelig"));
        assert_eq!(hits(looked(town, &who, asked("Hemmelig"))), []);
    });
}

#[test]
fn an_operator_blocks_with_a_reason_the_person_is_shown_and_lifts_any_block() {
    on_both(|town| {
        let who = operator(town, "oper1111");
        let class = town.class(SCHOOL, "1.A");
        let alma = town.pupil("alma1234", class);
        let browser = town.browser();
        town.logs_in(&browser, "alma1234", &CODE);
        assert_eq!(seen(town, &who, alma).logins.len(), 1);
        let pressed = |reason: &str| town.wait(block(&town.world, &who, alma, reason)).unwrap();
        assert_eq!(pressed("  "), Pressed::Why(WhyFlaw::Missing));
        assert_eq!(pressed("Er 010185-1234 dig?"), Pressed::Why(WhyFlaw::HoldsNumber));
        assert_eq!(pressed("Ring til support på 12345678"), Pressed::Done);
        assert_eq!(pressed("Igen"), Pressed::TooLate);
        let page = seen(town, &who, alma);
        assert!(page.logins.is_empty(), "sessions end at once");
        assert!(page.buttons.unblock && !page.buttons.block);
        assert_eq!(told(town, alma, Kind::PersonBlocked), 1);
        let at = town.named(&town.browser(), "alma1234");
        town.taps(&at, &CODE);
        let shown = town.scene(&at).screen;
        assert!(
            matches!(&shown, Screen::Refused(LoginRefusal::Blocked { reason, .. }) if reason.contains("Ring til support")),
            "{shown:?}"
        );
        let lifted = || town.wait(unblock(&town.world, &who, alma)).unwrap();
        assert_eq!((lifted(), lifted()), (Pressed::Done, Pressed::TooLate));
        town.write(move |tx| store::person::block(tx, alma, Some(&number(SCHOOL)), "Mistet"));
        assert_eq!(lifted(), Pressed::Done, "the operator lifts a school's block");
        let own = town.wait(block(&town.world, &who, who.person(), "Mig selv")).unwrap();
        assert_eq!(own, Pressed::Refused(Refused::AboutMe));
    });
}

/// Two accounts of one person: the one of the refused line, and one with the new number.
fn two_accounts(town: &Town) -> (store::person::Person, store::person::Person) {
    let story = refused_line(town);
    let other = institution(town, "999901");
    let (_, there) = administrator(town, "bodi1111", &other);
    let attaching = Attaching {
        cpr: crate::office::cpr(NEW),
        name: Some(PersonName { first: "Ny".to_owned(), family: "Person".to_owned() }),
        role: Role::Pedagogue,
        level: None,
        class: Class::None,
    };
    town.wait(attach(&town.world, &there, &attaching)).unwrap();
    assert!(matches!(analysed(town, &story.who, &story.place, NEW), Analysed::NeedsOperator));
    (story.person, by_cpr(town, NEW))
}

fn merging(stays: &store::person::Person, goes: &store::person::Person) -> Wish {
    Wish {
        survivor: stays.username.to_string(),
        other: goes.username.to_string(),
        number: Some(KeptNumber::Others),
        case: None,
        why: "Samme person, nyt nummer".to_owned(),
    }
}

fn wished(town: &Town, who: &Operator, wish: Wish) -> Wished {
    town.wait(propose(&town.world, who, wish)).unwrap()
}

fn answered(town: &Town, who: &Operator, id: i64) -> Approved {
    town.wait(approve(&town.world, who, id)).unwrap()
}

fn waiting(town: &Town, who: &Operator) -> i64 {
    town.wait(desk::list(&town.world, who)).unwrap().unwrap().merges[0].proposal.id
}

#[test]
fn one_operator_proposes_a_merge_another_approves_it_and_the_case_is_closed() {
    on_both(|town| {
        let (stays, goes) = two_accounts(town);
        let (one, two) = (operator(town, "oper1111"), operator(town, "oper2222"));
        let case = town.write(|tx| store::operator_case::waiting(tx, 10))[0].case.id;
        let page = town.wait(desk::see(&town.world, &one, case)).unwrap().unwrap().unwrap();
        assert_eq!(page.cpr, "010199-****");
        assert_eq!(page.person.as_ref().map(|one| one.person), Some(stays.id));
        let not = |wish: Wish| match wished(town, &one, wish) {
            Wished::Not(not) => not,
            Wished::Yes => panic!("it is not proposed"),
        };
        let wish = Wish { case: Some(case), ..merging(&stays, &goes) };
        assert_eq!(not(Wish { other: "nobo9999".to_owned(), ..wish.clone() }), NotProposed::NoOther);
        assert_eq!(not(Wish { other: wish.survivor.clone(), ..wish.clone() }), NotProposed::OneAccount);
        assert_eq!(not(Wish { number: None, ..wish.clone() }), NotProposed::NoNumber);
        let why = NotProposed::Proposal(Refusal::Why(WhyFlaw::Missing));
        assert_eq!(not(Wish { why: String::new(), ..wish.clone() }), why);
        assert_eq!(wished(town, &one, wish.clone()), Wished::Yes);
        assert_eq!(not(wish), NotProposed::Proposal(Refusal::OneWaits));

        let id = waiting(town, &two);
        assert_eq!(answered(town, &one, id), Approved::Not(NotAnswered::Refused(Refused::OwnProposal)));
        assert_ne!(who_has(town, NEW), Some(stays.id), "nothing is merged yet");
        assert_eq!(answered(town, &two, id), Approved::Yes);
        assert_eq!(who_has(town, NEW), Some(stays.id));
        assert_eq!(cases(town), 0);
        assert_eq!(done_by(town, &two, Kind::PeopleMerged), 1);
        assert_eq!(one_of(town, &two, goes.uniid.as_str()), Some(stays.id), "the old UniId still finds the person");
        assert_eq!(answered(town, &two, id), Approved::Not(NotAnswered::Over(Outcome::Approved)));
    });
}

fn one_of(town: &Town, who: &Operator, typed: &str) -> Option<PersonId> {
    one(&looked(town, who, asked(typed)))
}

#[test]
fn a_merge_is_not_approved_by_whom_it_is_about_nor_where_an_account_has_changed() {
    on_both(|town| {
        let (stays, goes) = two_accounts(town);
        let (one, two) = (operator(town, "oper1111"), operator(town, "oper2222"));
        assert_eq!(wished(town, &one, merging(&stays, &goes)), Wished::Yes);
        assert!(flows::operator::appoint(&town.world, stays.id).unwrap());
        let about = Operator::new((stays.id, eid_session(town, stays.id)), "192.0.2.7".parse().unwrap());
        let mine = NotProposed::Proposal(Refusal::Refused(Refused::AboutMe));
        assert_eq!(wished(town, &about, merging(&stays, &goes)), Wished::Not(mine));
        let id = waiting(town, &two);
        assert_eq!(answered(town, &about, id), Approved::Not(NotAnswered::Refused(Refused::AboutMe)));
        assert!(flows::operator::remove(&town.world, stays.id).unwrap());
        let (person, old) = (stays.id, stays.username.clone());
        let new = Username::parse("nytt1234").unwrap();
        assert!(town.write(move |tx| store::person::rename(tx, person, &old, &new)));
        assert_eq!(answered(town, &two, id), Approved::Overtaken);
        assert_eq!(who_has(town, NEW), Some(goes.id), "nobody was merged");
        let closed = town.wait(decline(&town.world, &two, id, Matter::Merge)).unwrap();
        assert_eq!(closed, Err(NotAnswered::Over(Outcome::Overtaken)));
    });
}

#[test]
fn an_operators_account_is_not_merged_nor_one_whose_rights_have_changed() {
    on_both(|town| {
        let (stays, goes) = two_accounts(town);
        let (one, two) = (operator(town, "oper1111"), operator(town, "oper2222"));
        assert_eq!(wished(town, &one, merging(&stays, &goes)), Wished::Yes);
        assert!(flows::operator::appoint(&town.world, goes.id).unwrap());
        assert_eq!(answered(town, &two, waiting(town, &two)), Approved::Overtaken);
        assert_eq!(wished(town, &one, merging(&stays, &goes)), Wished::Not(NotProposed::IsOperator));
        let by_command = flows::merge_people::Merging {
            survivor: stays.id,
            other: goes.id,
            number: KeptNumber::Others,
            operators: [one.person(), two.person()],
            case: None,
        };
        let not = town.wait(flows::merge_people::merge(&town.world, &by_command)).unwrap();
        assert_eq!(not, Err(flows::merge_people::NotMerged::IsOperator));
        assert!(flows::operator::remove(&town.world, goes.id).unwrap());
        assert_eq!(wished(town, &one, merging(&stays, &goes)), Wished::Yes);
        let id = waiting(town, &two);
        let grant = store::right_grant::NewGrant {
            id: rules::id::GrantId(town.world.draw_id()),
            person: goes.id,
            institution: institution(town, "999903"),
            right: "administrator".to_owned(),
            given_by: None,
            why: "operator".to_owned(),
            expires: None,
        };
        town.write(move |tx| store::right_grant::grant(tx, &grant));
        assert_eq!(answered(town, &two, id), Approved::Overtaken, "a right was given meanwhile");
        assert_eq!(wished(town, &one, merging(&stays, &goes)), Wished::Yes);
        let shown = town.wait(desk::list(&town.world, &two)).unwrap().unwrap().merges[0].other.clone().unwrap();
        assert_eq!(shown.rights.len(), 1, "whoever approves sees it");
        assert_eq!(answered(town, &two, waiting(town, &two)), Approved::Yes);
    });
}

#[test]
fn a_merge_answers_no_case_that_is_about_something_else() {
    on_both(|town| {
        let (stays, goes) = two_accounts(town);
        let one = operator(town, "oper1111");
        let case = town.write(|tx| store::operator_case::waiting(tx, 10))[0].case.id;
        let stranger = town.person("frem1111");
        let stranger = town.write(move |tx| store::person::find(tx, stranger)).unwrap();
        let wish = Wish { case: Some(case), number: Some(KeptNumber::Survivors), ..merging(&goes, &stranger) };
        assert_eq!(wished(town, &one, wish), Wished::Not(NotProposed::NoCase), "it is about others");
        let school = institution(town, "999902");
        let (_, administrator) = administrator(town, "hans2222", &school);
        town.wait(flows::institution_setting::wish(&town.world, &administrator, "Vi hedder Nyskolen nu"))
            .unwrap()
            .unwrap();
        let waits = town.write(|tx| store::operator_case::waiting(tx, 10));
        let register = waits.iter().find(|one| one.case.kind == store::operator_case::Kind::Register).unwrap().case.id;
        let wish = Wish { case: Some(register), ..merging(&stays, &goes) };
        assert_eq!(wished(town, &one, wish), Wished::Not(NotProposed::NoCase), "it is about the register");
    });
}

#[test]
fn a_case_is_refused_at_the_desk_with_a_reason_or_done_where_the_register_says_so() {
    on_both(|town| {
        two_accounts(town);
        let who = operator(town, "oper1111");
        let id = town.write(|tx| store::operator_case::waiting(tx, 10))[0].case.id;
        let close = |who: &Operator, id, closing| town.wait(desk::close(&town.world, who, id, closing)).unwrap();
        assert_eq!(close(&who, id, Closing::Done), Closed::Not(NotClosed::NotRegister));
        assert_eq!(close(&who, id, Closing::Refused(" ".to_owned())), Closed::Why(WhyFlaw::Missing));
        assert_eq!(close(&who, id, Closing::Refused(NEW.to_owned())), Closed::Why(WhyFlaw::HoldsNumber));
        assert_eq!(close(&who, id, Closing::Refused("To forskellige".to_owned())), Closed::Done);
        assert_eq!(close(&who, id, Closing::Refused("Igen".to_owned())), Closed::Not(NotClosed::NoCase));
        let decided = town.write(move |tx| store::operator_case::find(tx, id)).unwrap();
        assert_eq!(decided.decided_by, Some(who.person().0.to_string()));
        assert!(decided.facts_sealed.is_empty(), "what the operator had to see goes");

        let school = institution(town, "999902");
        let (asks, administrator) = administrator(town, "hans2222", &school);
        town.wait(wish(&town.world, &administrator, "Vi hedder Nyskolen nu")).unwrap().unwrap();
        let id = town.write(|tx| store::operator_case::waiting(tx, 10))[0].case.id;
        assert!(flows::operator::appoint(&town.world, asks).unwrap());
        let own = Operator::new((asks, eid_session(town, asks)), "192.0.2.7".parse().unwrap());
        assert_eq!(close(&own, id, Closing::Done), Closed::Refused(Refused::AboutMe), "who asked does not decide");
        assert_eq!(close(&who, id, Closing::Done), Closed::Done);
        let _ = again(town, asks, &school);
    });
}
