//! What takes two operators: one proposes, another approves, and exactly one answer counts. Source: issue "Operator's
//! desk" (two operators are needed for dangerous acts).

use crate::office::{eid_session, operator};
use crate::town::{Town, on_both};
use flows::national::{Approved, NOW, Wish, Wished, approve, propose, see};
use flows::operator::Operator;
use flows::proposal::{NotAnswered, Proposals, Proposed, decline};
use rules::event::Kind;
use rules::operator::{Closed, Refused};
use rules::proposal::{Matter, Outcome, STANDS_FOR, WhyFlaw};
use rules::time::Millis;
use rules::user::Username;

fn wish(name: &str, value: &str) -> Wish {
    Wish { name: name.to_owned(), value: value.to_owned(), seen: String::new(), why: "Angreb i nat".to_owned() }
}

fn proposed(town: &Town, who: &Operator, wish: Wish) -> Wished {
    town.wait(propose(&town.world, who, wish)).unwrap()
}

const YES: Wished = Wished::Proposal(Proposed::Yes);

fn waiting(town: &Town, who: &Operator) -> i64 {
    town.wait(see(&town.world, who)).unwrap().unwrap().proposals.waiting[0].id
}

fn approved(town: &Town, who: &Operator, id: i64) -> Approved {
    town.wait(approve(&town.world, who, id)).unwrap()
}

fn value(town: &Town, name: &str) -> String {
    town.write(flows::national::settings).value(name).unwrap()
}

/// How often this operator did that, as the log has it.
fn told(town: &Town, who: &Operator, kind: Kind) -> usize {
    let (person, now) = (who.person(), town.world.now().plus(Millis(1)));
    town.write(move |tx| store::event::by(tx, person, now, 100)).iter().filter(|event| event.kind == kind).count()
}

#[test]
fn one_operator_proposes_and_only_another_approves() {
    on_both(|town| {
        let (one, two) = (operator(town, "oper1111"), operator(town, "oper2222"));
        assert_eq!(proposed(town, &one, wish("guess_texts_a_day", "50")), YES);
        assert_eq!(value(town, "guess_texts_a_day"), "100", "nothing is in force yet");
        let id = waiting(town, &two);
        assert_eq!(approved(town, &one, id), Approved::Not(NotAnswered::Refused(Refused::OwnProposal)));
        assert_eq!(approved(town, &two, id), Approved::Yes);
        assert_eq!(value(town, "guess_texts_a_day"), "50");
        assert_eq!(approved(town, &two, id), Approved::Not(NotAnswered::Over(Outcome::Approved)));
        let page = town.wait(see(&town.world, &one)).unwrap().unwrap();
        assert!(page.proposals.waiting.is_empty());
        assert_eq!(Proposals::outcome(&page.proposals.over[0]), Outcome::Approved);
        assert_eq!(page.proposals.over[0].why, "Angreb i nat");
        assert_eq!(told(town, &one, Kind::ProposalMade), 1);
        assert_eq!(told(town, &two, Kind::ProposalDecided), 1);
        assert_eq!(told(town, &two, Kind::NationalSettingChanged), 1);
    });
}

#[test]
fn a_proposal_is_withdrawn_by_whoever_made_it_refused_by_another_and_over_after_a_week() {
    on_both(|town| {
        let (one, two) = (operator(town, "oper1111"), operator(town, "oper2222"));
        let declined = |who: &Operator, id| town.wait(decline(&town.world, who, id, Matter::NationalSetting)).unwrap();
        for (who, outcome) in [(&one, Outcome::Withdrawn), (&two, Outcome::Refused)] {
            assert_eq!(proposed(town, &one, wish("yearly", "off")), YES);
            let again = proposed(town, &two, wish("yearly", "off"));
            assert_eq!(again, Wished::Proposal(Proposed::OneWaits), "of each setting one waits");
            let id = waiting(town, &one);
            assert_eq!(declined(who, id), Ok(outcome));
            assert_eq!(declined(who, id), Err(NotAnswered::Over(outcome)));
        }
        assert_eq!(proposed(town, &one, wish("yearly", "off")), YES);
        let id = waiting(town, &one);
        town.clock.advance(STANDS_FOR);
        // A login behind the eID does not last a week.
        let (one, two) = [&one, &two].map(|who| again(town, who)).into();
        assert_eq!(approved(town, &two, id), Approved::Not(NotAnswered::Over(Outcome::Expired)));
        assert_eq!(proposed(town, &one, wish("yearly", "off")), YES, "the place is free again");
        assert_eq!(value(town, "yearly"), "on");
    });
}

fn again(town: &Town, who: &Operator) -> Operator {
    let person = who.person();
    Operator::new((person, eid_session(town, person)), "192.0.2.7".parse().unwrap())
}

#[test]
fn what_was_changed_meanwhile_overtakes_the_proposal() {
    on_both(|town| {
        let (one, two) = (operator(town, "oper1111"), operator(town, "oper2222"));
        assert_eq!(proposed(town, &one, wish("session_shared_hours", "1")), YES);
        let id = waiting(town, &two);
        let by_command = [("session_shared_idle_minutes".to_owned(), "90".to_owned())];
        let decided = flows::national::decide(&town.world, &by_command, [one.person(), two.person()]).unwrap();
        assert_eq!(decided, flows::national::Decided::Yes);
        assert_eq!(approved(town, &two, id), Approved::Overtaken, "a login may not rest longer than it lasts");
        assert_eq!(value(town, "session_shared_hours"), "2");
        let stale = Wish { seen: "30".to_owned(), ..wish("session_shared_idle_minutes", "20") };
        assert_eq!(proposed(town, &one, stale), Wished::Changed("90".to_owned()), "the page was an old one");
    });
}

#[test]
fn a_proposal_needs_a_reason_without_a_number_a_value_that_may_be_and_an_operator() {
    on_both(|town| {
        let one = operator(town, "oper1111");
        let why = |text: &str| Wish { why: text.to_owned(), ..wish("yearly", "off") };
        assert_eq!(proposed(town, &one, why(" ")), Wished::Proposal(Proposed::Why(WhyFlaw::Missing)));
        assert_eq!(proposed(town, &one, why("010185-1234")), Wished::Proposal(Proposed::Why(WhyFlaw::HoldsNumber)));
        assert!(matches!(proposed(town, &one, wish("guess_texts_a_day", "5")), Wished::No(_)));
        assert!(matches!(proposed(town, &one, wish("nonsense", "5")), Wished::No(_)));
        assert_eq!(proposed(town, &one, wish("guess_texts_a_day", "100")), Wished::Same);
        let nobody = town.person("nobo1111");
        let nobody = Operator::new((nobody, eid_session(town, nobody)), "192.0.2.7".parse().unwrap());
        let closed = Refused::Closed(Closed::NoOperator);
        assert_eq!(proposed(town, &nobody, wish("yearly", "off")), Wished::Proposal(Proposed::Refused(closed)));
        assert_eq!(town.wait(see(&town.world, &nobody)).unwrap().unwrap_err(), closed);
        assert_eq!(approved(town, &nobody, 1), Approved::Not(NotAnswered::Refused(closed)));
        assert_eq!(told(town, &one, Kind::ProposalMade), 0);
    });
}

#[test]
fn a_call_for_new_passwords_counts_from_the_moment_it_is_approved() {
    on_both(|town| {
        let (one, two) = (operator(town, "oper1111"), operator(town, "oper2222"));
        assert_eq!(proposed(town, &one, wish("change_called", NOW)), YES);
        town.clock.advance(Millis::minutes(5));
        let id = waiting(town, &two);
        assert_eq!(approved(town, &two, id), Approved::Yes);
        assert_eq!(value(town, "change_called"), town.world.now().0.to_string());
    });
}

#[test]
fn of_two_operators_who_answer_at_once_exactly_one_is_heard() {
    on_both(|town| {
        let (one, two, three) = (operator(town, "oper1111"), operator(town, "oper2222"), operator(town, "oper3333"));
        for round in 0..20 {
            let value = if round % 2 == 0 { "off" } else { "on" };
            assert_eq!(proposed(town, &one, wish("yearly", value)), YES);
            let id = waiting(town, &two);
            let (yes, no) = town.wait(async {
                tokio::join!(approve(&town.world, &two, id), decline(&town.world, &three, id, Matter::NationalSetting))
            });
            let heard = [yes.unwrap() == Approved::Yes, no.unwrap() == Ok(Outcome::Refused)];
            assert_eq!(heard.iter().filter(|heard| **heard).count(), 1, "round {round}");
            let expected = if heard[0] {
                value
            } else if round % 2 == 0 {
                "on"
            } else {
                "off"
            };
            if !heard[0] {
                assert_eq!(self::value(town, "yearly"), expected);
                let by_command = [("yearly".to_owned(), value.to_owned())];
                flows::national::decide(&town.world, &by_command, [one.person(), two.person()]).unwrap();
            } else {
                assert_eq!(self::value(town, "yearly"), expected);
            }
        }
    });
}

#[test]
fn what_an_operator_proposed_who_is_none_any_more_is_overtaken() {
    on_both(|town| {
        let (one, two) = (operator(town, "oper1111"), operator(town, "oper2222"));
        assert_eq!(proposed(town, &one, wish("guess_texts_a_day", "50")), YES);
        let id = waiting(town, &two);
        assert!(flows::operator::remove(&town.world, one.person()).unwrap());
        assert_eq!(approved(town, &two, id), Approved::Overtaken);
        assert_eq!(approved(town, &two, id), Approved::Not(NotAnswered::Over(Outcome::Overtaken)));
        assert_eq!(value(town, "guess_texts_a_day"), "100");
        let back = operator(town, "oper1111");
        assert_eq!(proposed(town, &back, wish("guess_texts_a_day", "50")), YES);
        let id = waiting(town, &two);
        assert!(flows::operator::remove(&town.world, one.person()).unwrap());
        town.clock.advance(Millis(1));
        operator(town, "oper1111");
        assert_eq!(approved(town, &two, id), Approved::Overtaken, "appointed anew is not the same as never removed");
    });
}

/// Somebody made an operator at the desk by another.
fn made(town: &Town, username: &str, by: &Operator) -> Operator {
    let name = Username::parse(username).unwrap();
    let known = town.write(move |tx| store::person::find_by_username(tx, &name));
    let (person, by) = (known.map_or_else(|| town.person(username), |known| known.id), by.person());
    assert!(town.write(move |tx| {
        let by = store::operator_appointment::find(tx, by)?.unwrap();
        store::operator_appointment::appoint(tx, person, &by)
    }));
    Operator::new((person, eid_session(town, person)), "192.0.2.7".parse().unwrap())
}

/// Whether one may approve what the other proposes, either way round.
fn fill_both_seats(town: &Town, one: &Operator, two: &Operator) -> bool {
    let answers = [(one, two), (two, one)].map(|(proposes, approves)| {
        let before = value(town, "guess_texts_a_day");
        let other = if before == "50" { "60" } else { "50" };
        assert_eq!(proposed(town, proposes, wish("guess_texts_a_day", other)), YES);
        let id = waiting(town, approves);
        let answer = approved(town, approves, id);
        if answer == Approved::Yes {
            return true;
        }
        assert_eq!(answer, Approved::Not(NotAnswered::Refused(Refused::SameTree)));
        assert_eq!(value(town, "guess_texts_a_day"), before);
        town.wait(decline(&town.world, proposes, id, Matter::NationalSetting)).unwrap().unwrap();
        false
    });
    assert_eq!(answers[0], answers[1]);
    answers[0]
}

#[test]
fn whoever_makes_an_operator_does_not_fill_both_seats() {
    on_both(|town| {
        let (one, two) = (operator(town, "oper1111"), operator(town, "oper2222"));
        let made = made(town, "oper3333", &one);
        assert!(!fill_both_seats(town, &one, &made));
        let (person, [old, new]) = (one.person(), ["oper1111", "oper9999"].map(|name| Username::parse(name).unwrap()));
        assert!(town.write(move |tx| store::person::rename(tx, person, &old, &new)));
        assert!(!fill_both_seats(town, &one, &made), "another name is not another person");
        assert_eq!(proposed(town, &one, wish("guess_texts_a_day", "50")), YES);
        let id = waiting(town, &two);
        town.clock.advance(Millis(1));
        let late = operator(town, "oper4444");
        let since = Approved::Not(NotAnswered::Refused(Refused::AppointedSince));
        assert_eq!(approved(town, &late, id), since);
        assert_eq!(value(town, "guess_texts_a_day"), "100");
        assert_eq!(approved(town, &two, id), Approved::Yes, "the proposal waited on for an operator who may");
    });
}

#[test]
fn no_two_of_one_tree_of_appointments_fill_both_seats_however_far_apart() {
    on_both(|town| {
        let (root, other) = (operator(town, "oper1111"), operator(town, "oper2222"));
        let child = made(town, "oper3333", &root);
        let grandchild = made(town, "oper4444", &child);
        let sibling = made(town, "oper5555", &root);
        let tree = [&root, &child, &grandchild, &sibling];
        for (at, one) in tree.iter().enumerate() {
            for two in &tree[at + 1..] {
                assert!(!fill_both_seats(town, one, two));
            }
            assert!(fill_both_seats(town, one, &other), "the other tree is another person's");
        }
        let by_command = [("guess_texts_a_day".to_owned(), "70".to_owned())];
        let decided = |one: &Operator, two: &Operator| {
            flows::national::decide(&town.world, &by_command, [one.person(), two.person()]).unwrap()
        };
        assert_eq!(decided(&root, &grandchild), flows::national::Decided::NotTwo, "nor on the command line");
        assert_eq!(decided(&other, &grandchild), flows::national::Decided::Yes);
    });
}

#[test]
fn nobody_leaves_a_tree_by_being_removed_and_appointed_again_at_the_desk() {
    on_both(|town| {
        let root = operator(town, "oper1111");
        let child = made(town, "oper2222", &root);
        let grandchild = made(town, "oper3333", &child);
        assert!(flows::operator::remove(&town.world, child.person()).unwrap());
        assert!(!fill_both_seats(town, &root, &grandchild), "whoever was between them is gone");
        let child = made(town, "oper2222", &grandchild);
        for one in [&child, &grandchild] {
            assert!(!fill_both_seats(town, &root, one), "they appointed each other, yet the tree is the same");
        }
        assert!(flows::operator::remove(&town.world, child.person()).unwrap());
        let child = operator(town, "oper2222");
        assert!(fill_both_seats(town, &root, &child), "the command line said that this is another person");
        assert!(!fill_both_seats(town, &child, &grandchild), "whom they appointed came along");
    });
}
