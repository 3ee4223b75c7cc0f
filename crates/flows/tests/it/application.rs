//! An application for access: nothing typed is lost, it is sent once, and yes makes two administrators at once.

use crate::office::{administrator, eid_session, institution, who_has};
use crate::town::{OTHER_SCHOOL, SCHOOL, Town, on_both};
use crypto::sealing::Purpose;
use crypto::secret::SecretText;
use flows::application::decide::{Answer, Answered, answer, approve};
use flows::application::send::{CONFIRM_PATH, OBJECT_PATH, Sent, send};
use flows::application::witness::{self, Signed, Witness};
use flows::application::{
    Attached, BEGUN_A_DAY_MAX, Held, Kept, LINK_PATH, attach, begin, desk, find, is_closed, save,
};
use flows::mail::{Letter, Opened, open};
use flows::operator::Operator;
use ingest::pdf;
use rules::application::{Answers, Applicant, DRAFT_KEPT, NO_NUMBER, NotYet, State};
use rules::id::PersonId;
use rules::institution::{Institution, InstitutionNumber};
use rules::operator::Closed;
use rules::time::Millis;
use std::net::IpAddr;

const CONTACT: &str = "0101851234";
const LEADER: &str = "2306714321";

fn here() -> IpAddr {
    "192.0.2.7".parse().unwrap()
}

fn answers(number: &str) -> Answers {
    let somebody = |name: &str, cpr: &str, mail: &str| Applicant {
        name: name.to_owned(),
        cpr: cpr.to_owned(),
        phone: "12345678".to_owned(),
        mail: mail.to_owned(),
        ..Applicant::default()
    };
    Answers {
        registration: "12345678".to_owned(),
        name: "Solbakkeskolen".to_owned(),
        number: number.to_owned(),
        contact: somebody("Naja Lynge", CONTACT, "naja@skolen.example"),
        leader: somebody("Henrik Aagaard", LEADER, "henrik@skolen.example"),
        ..Answers::default()
    }
}

fn begun(town: &Town, answers: Answers) -> SecretText {
    let path = town.wait(begin(&town.world, here(), Answers::default(), "da")).unwrap().expect("not too many");
    let link = SecretText::from(path.strip_prefix(LINK_PATH).unwrap());
    assert_eq!(town.wait(save(&town.world, &link, answers)).unwrap(), Kept::Yes);
    link
}

fn held(town: &Town, link: &SecretText) -> Held {
    town.wait(find(&town.world, link)).unwrap().unwrap()
}

fn page() -> Vec<u8> {
    b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Page >>\nendobj\n%%EOF\n"
        .to_vec()
}

fn sent(town: &Town, link: &SecretText) -> Sent {
    town.wait(send(&town.world, link, here())).unwrap()
}

/// Begun, with a page attached.
pub(crate) fn with_page(town: &Town) -> SecretText {
    let link = begun(town, answers(SCHOOL));
    assert_eq!(town.wait(attach(&town.world, &link, ("side.pdf", page()))).unwrap(), Attached::Yes);
    link
}

/// Whether an application and its page still open.
pub(crate) fn opens(town: &Town, link: &SecretText) {
    let held = held(town, link);
    assert_eq!(held.record.answers, answers(SCHOOL));
    let sealed = town.write(move |tx| store::application::file(tx, held.row.id)).unwrap();
    let opened = town.world.vault.open(Purpose::ApplicationFile, &held.row.id.to_string(), &sealed).unwrap();
    assert_eq!(opened.reveal(), page());
}

/// Begun, signed on paper and sent.
fn waiting(town: &Town, number: &str) -> (SecretText, i64) {
    let link = begun(town, answers(number));
    let attached = town.wait(attach(&town.world, &link, ("side.pdf", page()))).unwrap();
    assert_eq!(attached, Attached::Yes);
    assert!(matches!(sent(town, &link), Sent::Done(_)));
    let id = held(town, &link).row.id;
    (link, id)
}

fn letters(town: &Town) -> Vec<(Letter, Opened)> {
    let due = town.write(|tx| store::outbox::due(tx, 100));
    let read = |mail: &store::outbox::Mail| {
        (Letter::from_word(&mail.template).unwrap(), open(&town.world.vault, mail).unwrap())
    };
    due.iter().map(read).collect()
}

fn secret_of(town: &Town, letter: Letter, path: &str) -> SecretText {
    let found = letters(town).into_iter().find(|(one, _)| *one == letter).expect("the letter was written").1;
    SecretText::from(found.values["path"].strip_prefix(path).unwrap())
}

fn operator(town: &Town, username: &str) -> (PersonId, Operator) {
    let person = town.person(username);
    assert!(flows::operator::appoint(&town.world, person).unwrap());
    (person, Operator::new((person, eid_session(town, person)), here()))
}

fn said(town: &Town, who: &Operator, id: i64, what: Answer) -> Answered {
    town.wait(answer(&town.world, who, id, what)).unwrap()
}

fn approved(town: &Town, who: &Operator, id: i64, number: Option<&str>) -> Answered {
    let number = number.map(|text| InstitutionNumber::parse(text).unwrap());
    town.wait(approve(&town.world, who, id, number)).unwrap()
}

#[test]
fn what_was_typed_is_kept_right_or_wrong_for_thirty_days_under_its_link() {
    on_both(|town| {
        let mut half = answers(SCHOOL);
        half.contact.cpr = "010185 12".to_owned();
        half.leader = Applicant::default();
        let link = begun(town, half.clone());
        assert_eq!(held(town, &link).record.answers, half);
        let row = town.write({
            let id = held(town, &link).row.id;
            move |tx| store::application::find(tx, id)
        });
        let sealed = row.unwrap().record_sealed;
        assert!(!sealed.windows(4).any(|some| some == b"Naja"), "the row says no name");
        assert_eq!(sent(town, &link), Sent::Incomplete);
        let mailed = letters(town);
        assert_eq!((mailed.len(), mailed[0].0), (1, Letter::ApplicationBegun), "the link goes to the contact, once");
        town.wait(save(&town.world, &link, answers(SCHOOL))).unwrap();
        assert_eq!(letters(town).len(), 1);
        town.clock.advance(DRAFT_KEPT);
        assert!(town.wait(find(&town.world, &link)).unwrap().is_none());
        assert_eq!(town.wait(save(&town.world, &link, answers(SCHOOL))).unwrap(), Kept::Nothing);
        town.wait(flows::tidy::sweep(&town.world)).unwrap();
        assert!(town.wait(find(&town.world, &SecretText::from("made-up"))).unwrap().is_none());
    });
}

#[test]
fn one_address_begins_only_so_many_in_a_day() {
    on_both(|town| {
        for _ in 0..BEGUN_A_DAY_MAX {
            assert!(town.wait(begin(&town.world, here(), Answers::default(), "da")).unwrap().is_some());
        }
        assert!(town.wait(begin(&town.world, here(), Answers::default(), "da")).unwrap().is_none());
        town.clock.advance(Millis::hours(25));
        assert!(town.wait(begin(&town.world, here(), Answers::default(), "da")).unwrap().is_some());
    });
}

#[test]
fn a_file_that_is_no_page_is_refused_and_all_else_is_kept() {
    on_both(|town| {
        let link = begun(town, answers(SCHOOL));
        let picture = town.wait(attach(&town.world, &link, ("side.pdf", b"\x89PNG".to_vec()))).unwrap();
        assert_eq!(picture, Attached::Refused(pdf::Flaw::NotPdf));
        assert_eq!(held(town, &link).record.answers, answers(SCHOOL));
        assert_eq!(sent(town, &link), Sent::NotSigned);
        assert_eq!(town.wait(attach(&town.world, &link, ("a/b.pdf", page()))).unwrap(), Attached::Yes);
        assert_eq!(held(town, &link).record.file.unwrap().name, "b.pdf");
    });
}

#[test]
fn a_double_click_sends_one_application_with_one_receipt() {
    on_both(|town| {
        institution(town, SCHOOL);
        administrator(town, "birg6402", &InstitutionNumber::parse(SCHOOL).unwrap());
        let (link, id) = waiting(town, SCHOOL);
        let before = letters(town).len();
        let Sent::Done(case) = sent(town, &link) else { panic!("the same receipt") };
        assert_eq!(held(town, &link).row.case_number, Some(case));
        assert_eq!(letters(town).len(), before, "and no letter twice");
        assert_eq!(town.wait(save(&town.world, &link, Answers::default())).unwrap(), Kept::Closed);
        assert_eq!(town.wait(attach(&town.world, &link, ("x.pdf", page()))).unwrap(), Attached::Closed);
        let words: Vec<Letter> = letters(town).into_iter().map(|(letter, _)| letter).collect();
        for letter in [Letter::ApplicationReceived, Letter::ApplicationToConfirm, Letter::ApplicationToWatch] {
            assert!(words.contains(&letter), "{letter:?} in {words:?}");
        }
        assert_eq!(town.write(move |tx| store::application::find(tx, id)).unwrap().state, State::Submitted);
    });
}

#[test]
fn yes_makes_both_administrators_in_one_go_and_the_contact_the_primary_one() {
    on_both(|town| {
        let at = institution(town, SCHOOL);
        let (link, id) = waiting(town, SCHOOL);
        let (_, who) = operator(town, "stil1234");
        assert_eq!(approved(town, &who, id, None), Answered::NotYet(NotYet::NotConfirmed));
        assert_eq!((who_has(town, CONTACT), who_has(town, LEADER)), (None, None), "nothing is half done");
        let confirm = secret_of(town, Letter::ApplicationToConfirm, CONFIRM_PATH);
        assert!(town.wait(witness::confirm(&town.world, &confirm, here())).unwrap());
        assert_eq!(approved(town, &who, id, None), Answered::Done);
        let (contact, leader) = (who_has(town, CONTACT).unwrap(), who_has(town, LEADER).unwrap());
        for person in [contact, leader] {
            let attached = town.write(move |tx| store::affiliation::active_of_person(tx, person));
            assert_eq!((attached.len(), attached[0].source.as_str()), (1, "application"));
            assert!(attached[0].expires.is_some(), "renewed like one made by hand");
            let admin = crate::office::again(town, person, &at);
            assert!(town.wait(flows::user_administration::sit(&town.world, &admin)).unwrap().is_ok(), "is in");
        }
        let kept = town.write(move |tx| store::administrator::of_institution(tx, &at));
        let primary: Vec<PersonId> =
            kept.iter().filter(|one| one.primary_since.is_some()).map(|one| one.person).collect();
        assert_eq!(primary, [contact]);
        assert_eq!(approved(town, &who, id, None), Answered::NotYet(NotYet::NotWaiting), "once");
        let told: Vec<String> = letters(town)
            .into_iter()
            .filter(|(one, _)| *one == Letter::ApplicationApproved)
            .map(|one| one.1.to)
            .collect();
        assert_eq!(told, ["henrik@skolen.example", "kontor@skolen.example", "naja@skolen.example"]);
        assert_eq!(held(town, &link).row.state, State::Approved);
        town.clock.advance(Millis::days(366));
        town.wait(flows::tidy::sweep(&town.world)).unwrap();
        assert!(town.write(move |tx| store::application::file(tx, id)).is_none(), "the page goes after a year");
    });
}

#[test]
fn a_confirmation_and_a_call_count_only_for_the_answers_they_were_about() {
    on_both(|town| {
        institution(town, SCHOOL);
        let (link, id) = waiting(town, SCHOOL);
        let (_, who) = operator(town, "stil1234");
        let old = secret_of(town, Letter::ApplicationToConfirm, CONFIRM_PATH);
        assert!(town.wait(witness::confirm(&town.world, &old, here())).unwrap());
        assert_eq!(said(town, &who, id, Answer::NoteCall("Ringede".to_owned())), Answered::Done);
        assert_eq!(said(town, &who, id, Answer::Ask("Hvem er kontakt?".to_owned())), Answered::Done);
        let mut other = answers(SCHOOL);
        other.contact.name = "En Anden".to_owned();
        assert_eq!(town.wait(save(&town.world, &link, other)).unwrap(), Kept::Yes);
        assert!(matches!(sent(town, &link), Sent::Done(_)));
        assert_eq!(approved(town, &who, id, None), Answered::NotYet(NotYet::NotConfirmed));
        assert!(!town.wait(witness::confirm(&town.world, &old, here())).unwrap(), "an old letter confirms nothing");
        let of_letter = |(letter, opened): (Letter, Opened)| {
            let path = opened.values.get("path").filter(|_| letter == Letter::ApplicationToConfirm)?;
            path.strip_prefix(CONFIRM_PATH).map(SecretText::from)
        };
        let new: Vec<SecretText> = letters(town).into_iter().filter_map(of_letter).collect();
        assert_eq!(new.len(), 2, "the register is asked again");
        let confirmed = new.iter().filter(|one| town.wait(witness::confirm(&town.world, one, here())).unwrap()).count();
        assert_eq!(confirmed, 1);
        assert_eq!(approved(town, &who, id, None), Answered::Done);
    });
}

#[test]
fn the_leaders_eid_counts_only_for_the_number_that_was_typed_and_for_what_was_signed() {
    on_both(|town| {
        institution(town, SCHOOL);
        let link = begun(town, answers(SCHOOL));
        let id = held(town, &link).row.id;
        let cpr = |text: &str| rules::cpr::Cpr::parse(text).unwrap();
        let sign_as = |about: &str, number| town.wait(witness::sign(&town.world, about, &cpr(number), here())).unwrap();
        let sign = |number| sign_as(&witness::to_sign(&held(town, &link)), number);
        let left_with = witness::to_sign(&held(town, &link));
        assert!(matches!(sign(CONTACT), Signed::SomebodyElse(_)));
        assert!(held(town, &link).row.leader_signed.is_none());
        assert!(matches!(sign(LEADER), Signed::Done(_)));
        assert!(held(town, &link).row.leader_signed.is_some());
        let mut other = answers(SCHOOL);
        other.contact.name = "En Anden".to_owned();
        town.clock.advance(Millis::seconds(1));
        town.wait(save(&town.world, &link, other)).unwrap();
        assert!(matches!(sign_as(&left_with, LEADER), Signed::OtherAnswers(_)), "changed while the leader was away");
        assert!(held(town, &link).row.leader_signed.is_none(), "another text is another signature");
        assert_eq!(sent(town, &link), Sent::NotSigned);
        assert!(matches!(sign(LEADER), Signed::Done(_)));
        assert!(matches!(sent(town, &link), Sent::Done(_)), "without any page");
        let (_, who) = operator(town, "stil1234");
        assert_eq!(approved(town, &who, id, None), Answered::Done);
    });
}

#[test]
fn an_institution_without_a_number_gets_one_with_the_yes() {
    on_both(|town| {
        let link = begun(town, answers(NO_NUMBER));
        let id = held(town, &link).row.id;
        let leader = rules::cpr::Cpr::parse(LEADER).unwrap();
        town.wait(witness::sign(&town.world, &witness::to_sign(&held(town, &link)), &leader, here())).unwrap();
        assert!(matches!(sent(town, &link), Sent::Done(_)));
        let (_, who) = operator(town, "stil1234");
        assert_eq!(said(town, &who, id, Answer::NoteCall("Ringede".to_owned())), Answered::Done);
        assert_eq!(approved(town, &who, id, None), Answered::NumberMissing);
        let closed = institution(town, SCHOOL);
        town.write(move |tx| {
            let (entry, today) = (store::institution::find(tx, &closed)?.unwrap(), tx.now().day_in_denmark());
            store::institution::put(tx, &Institution { closed: Some(today), ..entry })
        });
        let refused = Answered::NotYet(NotYet::InstitutionClosed);
        assert_eq!(approved(town, &who, id, Some(SCHOOL)), refused, "no number of a closed institution");
        assert_eq!(approved(town, &who, id, Some("Q12345")), Answered::Done);
        let name = town.write(|tx| store::institution::name(tx, &InstitutionNumber::parse("Q12345").unwrap()));
        assert_eq!(name.as_deref(), Some("Solbakkeskolen"));
    });
}

#[test]
fn a_question_opens_the_form_again_and_an_objection_stands_at_the_desk() {
    on_both(|town| {
        let at = institution(town, SCHOOL);
        administrator(town, "birg6402", &at);
        let (link, id) = waiting(town, SCHOOL);
        let object = secret_of(town, Letter::ApplicationToWatch, OBJECT_PATH);
        let objected = witness::object(&town.world, (Witness::Administrator, &object), "Dem kender vi ikke", here());
        assert!(town.wait(objected).unwrap());
        let (_, who) = operator(town, "stil1234");
        let case = town.wait(desk::see(&town.world, &who, id)).unwrap().unwrap().unwrap();
        assert_eq!(case.held.record.objection, "Dem kender vi ikke");
        assert_eq!((case.administrators, case.may_approve), (1, Err(NotYet::NotConfirmed)));
        assert_eq!(said(town, &who, id, Answer::Ask("Hvem er leder?".to_owned())), Answered::Done);
        let asked = held(town, &link);
        assert_eq!((asked.row.state, asked.record.question.as_str()), (State::Asked, "Hvem er leder?"));
        let number = asked.row.case_number.clone().unwrap();
        let mut other = answers(SCHOOL);
        other.leader.name = "Hanne Aagaard".to_owned();
        assert_eq!(town.wait(save(&town.world, &link, other)).unwrap(), Kept::Yes);
        assert_eq!(sent(town, &link), Sent::Done(number), "the same case");
        assert_eq!(said(town, &who, id, Answer::Reject("Ingen leder".to_owned())), Answered::Done);
        assert_eq!(held(town, &link).row.state, State::Rejected);
        assert_eq!(said(town, &who, id, Answer::Ask("?".to_owned())), Answered::NotYet(NotYet::NotWaiting));
    });
}

#[test]
fn only_an_operator_sits_at_the_desk_and_nobody_decides_about_themselves() {
    on_both(|town| {
        let at = institution(town, SCHOOL);
        let (_, id) = waiting(town, SCHOOL);
        let (stranger, _) = administrator(town, "birg6402", &at);
        let nobody = Operator::new((stranger, eid_session(town, stranger)), here());
        assert_eq!(town.wait(desk::queue(&town.world, &nobody)).unwrap().err(), Some(Closed::NoOperator));
        assert_eq!(said(town, &nobody, id, Answer::Reject(String::new())), Answered::Closed(Closed::NoOperator));
        assert_eq!(approved(town, &nobody, id, None), Answered::Closed(Closed::NoOperator));
        assert!(town.wait(desk::file(&town.world, &nobody, id)).unwrap().is_none());
        let (person, who) = operator(town, "stil1234");
        assert_eq!(town.wait(desk::file(&town.world, &who, id)).unwrap().unwrap().1, page());
        // The operator turns out to be the leader.
        let cpr = rules::cpr::Cpr::parse(LEADER).unwrap();
        let new = store::person_entry::NewCpr {
            index: town.world.vault.blind_index(&cpr),
            sealed: Vec::new(),
            kind: "ordinary",
            birth: None,
        };
        assert!(town.write(move |tx| store::person_entry::set_cpr(tx, person, &new)));
        assert_eq!(approved(town, &who, id, None), Answered::NotYet(NotYet::OwnApplication));
        assert!(flows::operator::remove(&town.world, person).unwrap());
        assert_eq!(said(town, &who, id, Answer::Ask(String::new())), Answered::Closed(Closed::NoOperator));
    });
}

#[test]
fn an_earlier_case_is_found_by_its_people_and_its_company() {
    on_both(|town| {
        institution(town, OTHER_SCHOOL);
        let (_, who) = operator(town, "oper1111");
        let (_, first) = waiting(town, SCHOOL);
        let (_, second) = waiting(town, OTHER_SCHOOL);
        let stranger = Answers {
            registration: "87654321".to_owned(),
            contact: Applicant { cpr: "0202852345".to_owned(), ..answers(SCHOOL).contact },
            leader: Applicant { cpr: "0303853456".to_owned(), ..answers(SCHOOL).leader },
            ..answers(NO_NUMBER)
        };
        let link = begun(town, stranger);
        town.wait(attach(&town.world, &link, ("side.pdf", page()))).unwrap();
        assert!(matches!(sent(town, &link), Sent::Done(_)));
        let third = held(town, &link).row.id;
        let earlier = |id| {
            let case = town.wait(desk::see(&town.world, &who, id)).unwrap().unwrap().unwrap();
            case.earlier.iter().map(|one| one.row.id).collect::<Vec<_>>()
        };
        assert_eq!(earlier(second), [first], "another institution's number, the same people");
        assert_eq!(earlier(first), [second]);
        assert_eq!(earlier(third), Vec::<i64>::new(), "neither the people nor the company");
        let case = town.wait(desk::see(&town.world, &who, first)).unwrap().unwrap().unwrap();
        let document = case.document.expect("a page was sent");
        assert_eq!((document.pages, document.digest.len()), (1, 64));
    });
}

#[test]
fn nobody_applies_for_a_closed_institution() {
    on_both(|town| {
        let at = institution(town, SCHOOL);
        let (_, who) = operator(town, "oper1111");
        let (_, id) = waiting(town, SCHOOL);
        let typed = answers(SCHOOL);
        assert!(!town.wait(is_closed(&town.world, &typed)).unwrap());
        let today = town.world.now().day_in_denmark();
        town.write(move |tx| {
            let entry = store::institution::find(tx, &at)?.unwrap();
            store::institution::put(tx, &Institution { closed: Some(today), ..entry })
        });
        assert!(town.wait(is_closed(&town.world, &typed)).unwrap());
        let link = begun(town, typed);
        assert_eq!(town.wait(attach(&town.world, &link, ("b.pdf", page()))).unwrap(), Attached::Yes);
        assert_eq!(sent(town, &link), Sent::Closed);
        assert_eq!(approved(town, &who, id, None), Answered::NotYet(NotYet::InstitutionClosed));
    });
}
