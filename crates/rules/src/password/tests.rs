//! The password policy by example and for all inputs.

use super::*;
use proptest::prelude::*;

const DAY: Millis = Millis::days(1);
const T: Instant = Instant(1_700_000_000_000);

fn judge(text: &str, form: Form) -> Verdict {
    let names = [PersonName { first: "Alma".into(), family: "Kjær Sørensen".into() }];
    let username = Username::parse("alma1234").unwrap();
    judge_chosen(text, form, Owner { names: &names, username: &username }, History::Fresh)
}

fn refused(reason: Reason) -> Verdict {
    Verdict::Refused(vec![reason])
}

#[test]
fn the_stage_decides_the_form_unless_the_school_did() {
    for (stage, form) in [(Stage::Early, Form::Pictures), (Stage::Middle, Form::Words), (Stage::Upper, Form::Text)] {
        assert_eq!(assigned_form(stage, SchoolForm::ByStage, Holder::OnlyPupil), form);
        assert_eq!(assigned_form(stage, SchoolForm::Words, Holder::OnlyPupil), Form::Words);
        assert_eq!(assigned_form(stage, SchoolForm::Pictures, Holder::OnlyPupil), Form::Pictures);
        assert_eq!(assigned_form(stage, SchoolForm::Pictures, Holder::Other), Form::Text);
    }
}

#[test]
fn middle_pupils_need_8_to_64_characters() {
    assert_eq!(judge("hvalsky", Form::Words), refused(Reason::TooShort));
    assert_eq!(judge("hvalskyt", Form::Words), Verdict::Accepted);
    assert_eq!(judge(&"hvalskyt".repeat(8), Form::Words), Verdict::Accepted);
    assert_eq!(judge(&format!("{}x", "hvalskyt".repeat(8)), Form::Words), refused(Reason::TooLong));
    assert_eq!(judge("   ab   ", Form::Words), refused(Reason::TooShort));
}

#[test]
fn the_older_mix_kinds_or_write_sixteen_characters() {
    assert_eq!(judge("hvalskyt", Form::Text), refused(Reason::TooPlain));
    assert_eq!(judge("hvalSkyt", Form::Text), refused(Reason::TooPlain));
    assert_eq!(judge("hvalSkyt4", Form::Text), Verdict::Accepted);
    assert_eq!(judge("en gul ko synge", Form::Text), refused(Reason::TooPlain));
    assert_eq!(judge("en gul ko synger", Form::Text), Verdict::Accepted);
}

#[test]
fn what_others_would_try_first_is_refused_with_the_reason() {
    assert_eq!(judge("minalmakode", Form::Words), refused(Reason::ContainsName));
    assert_eq!(
        judge("xalma1234x", Form::Words),
        Verdict::Refused(vec![Reason::ContainsName, Reason::ContainsUsername])
    );
    assert_eq!(judge("s0mmertid", Form::Words), refused(Reason::ContainsSeason));
    assert_eq!(judge("prinsesse1", Form::Words), refused(Reason::Common));
    assert_eq!(judge("hval\u{7}skyt", Form::Words), refused(Reason::Unusable));
    assert_eq!(judge("hvalskyt", Form::Pictures), refused(Reason::MayNotChoose));
}

#[test]
fn one_of_the_last_five_is_refused() {
    let username = Username::parse("alma1234").unwrap();
    let owner = Owner { names: &[], username: &username };
    assert_eq!(judge_chosen("hvalskyt", Form::Words, owner, History::RecentlyUsed), refused(Reason::RecentlyUsed));
}

#[test]
fn the_alias_counts_as_a_name() {
    let names = [
        PersonName { first: "Alma".into(), family: "Holm".into() },
        PersonName { first: "Freja".into(), family: "Lind".into() },
    ];
    let username = Username::parse("frej1234").unwrap();
    let owner = Owner { names: &names, username: &username };
    assert_eq!(judge_chosen("fr3jaskyt", Form::Words, owner, History::Fresh), refused(Reason::ContainsName));
}

#[test]
fn both_ways_of_typing_a_ring_are_one_password() {
    assert_eq!(canonical_text("bla\u{30A}bær"), "blåbær");
    assert_eq!(canonical_text("blåbær"), "blåbær");
}

#[test]
fn a_proposal_is_never_printed() {
    let username = Username::parse("alma1234").unwrap();
    let proposal = propose(Form::Text, Owner { names: &[], username: &username }, &mut Chance::from_seed([1; 32]));
    assert_eq!(format!("{proposal:?}"), "Proposal(..)");
}

fn facts() -> ChangeFacts {
    ChangeFacts {
        stage: Stage::Upper,
        assigned: Form::Text,
        held: Form::Text,
        set_at: T,
        moved_login: None,
        national: ChangePolicy::STANDARD,
        institutions: vec![ChangePolicy::STANDARD],
    }
}

fn on_day(day: i64) -> Instant {
    T.plus(Millis(DAY.0 * day))
}

#[test]
fn a_year_ends_a_password_and_a_month_before_it_is_offered() {
    let deadline = on_day(365);
    assert_eq!(change_due(&facts(), on_day(334)), ChangeDue::No);
    assert_eq!(change_due(&facts(), on_day(335)), ChangeDue::Offer { deadline, why: ChangeWhy::Yearly });
    assert_eq!(change_due(&facts(), on_day(365)), ChangeDue::Must { why: ChangeWhy::Yearly });
    let middle = ChangeFacts { stage: Stage::Middle, assigned: Form::Words, held: Form::Words, ..facts() };
    assert_eq!(change_due(&middle, on_day(4_000)), ChangeDue::No);
}

#[test]
fn the_yearly_rule_can_be_switched_off() {
    let off = ChangePolicy { yearly: Yearly::Off, ..ChangePolicy::STANDARD };
    let nationally = ChangeFacts { national: off, ..facts() };
    let here = ChangeFacts { institutions: vec![off], ..facts() };
    let at_one_of_two = ChangeFacts { institutions: vec![off, ChangePolicy::STANDARD], ..facts() };
    assert_eq!(change_due(&nationally, on_day(400)), ChangeDue::No);
    assert_eq!(change_due(&here, on_day(400)), ChangeDue::No);
    assert_eq!(change_due(&at_one_of_two, on_day(400)), ChangeDue::Must { why: ChangeWhy::Yearly });
}

#[test]
fn thirty_days_run_from_the_first_login_after_a_move_up() {
    let moved = ChangeFacts { stage: Stage::Middle, assigned: Form::Words, held: Form::Pictures, ..facts() };
    assert!(moves_up(&moved));
    assert_eq!(change_due(&moved, on_day(200)), ChangeDue::Offer { deadline: on_day(230), why: ChangeWhy::StageMove });
    let later = ChangeFacts { moved_login: Some(on_day(200)), ..moved };
    assert_eq!(change_due(&later, on_day(229)), ChangeDue::Offer { deadline: on_day(230), why: ChangeWhy::StageMove });
    assert_eq!(change_due(&later, on_day(230)), ChangeDue::Must { why: ChangeWhy::StageMove });
    let downwards = ChangeFacts { assigned: Form::Pictures, held: Form::Words, ..later };
    assert_eq!(change_due(&downwards, on_day(300)), ChangeDue::No);
}

#[test]
fn a_called_change_reaches_older_passwords_until_it_is_paused() {
    let called = ChangePolicy { called: Some(on_day(10)), ..ChangePolicy::STANDARD };
    let paused = ChangePolicy { demand: Demand::Paused, ..called };
    let here = ChangeFacts { institutions: vec![called], ..facts() };
    assert_eq!(change_due(&here, on_day(9)), ChangeDue::No);
    assert_eq!(change_due(&here, on_day(11)), ChangeDue::Must { why: ChangeWhy::CalledByInstitution });
    let changed_since = ChangeFacts { set_at: on_day(10), ..here.clone() };
    assert_eq!(change_due(&changed_since, on_day(11)), ChangeDue::No);
    let paused_here = ChangeFacts { institutions: vec![paused], ..here };
    assert_eq!(change_due(&paused_here, on_day(400)), ChangeDue::No);
    let national = ChangeFacts { national: called, ..paused_here };
    assert_eq!(change_due(&national, on_day(400)), ChangeDue::Must { why: ChangeWhy::CalledNationally });
    let all_paused = ChangeFacts { national: paused, ..national };
    assert_eq!(change_due(&all_paused, on_day(400)), ChangeDue::No);
}

fn owner_name() -> impl Strategy<Value = String> {
    prop_oneof![3 => proptest::sample::select(words::all()).prop_map(str::to_owned), 2 => "[A-ZÆØÅ][a-zæøå-]{0,8}"]
}

proptest! {
    #[test]
    fn every_proposal_passes_the_policy_of_its_owner(
        seed in any::<[u8; 32]>(),
        first in owner_name(),
        family in owner_name(),
        form in prop_oneof![Just(Form::Words), Just(Form::Text)],
    ) {
        let names = [PersonName { first, family }];
        let username = Username::parse("alma1234").unwrap();
        let owner = Owner { names: &names, username: &username };
        let Proposal::Text(text) = propose(form, owner, &mut Chance::from_seed(seed)) else {
            panic!("pictures for words")
        };
        prop_assert_eq!(judge_chosen(text.reveal(), form, owner, History::Fresh), Verdict::Accepted);
        let length = text.reveal().chars().count();
        match form {
            Form::Words => prop_assert!((8..=24).contains(&length)),
            Form::Text | Form::Pictures => prop_assert!((10..=26).contains(&length)),
        }
    }

    #[test]
    fn a_proposal_comes_back_from_its_bytes(seed in any::<[u8; 32]>(), form in proptest::sample::select(&Form::ALL[..])) {
        let username = Username::parse("alma1234").unwrap();
        let proposal = propose(form, Owner { names: &[], username: &username }, &mut Chance::from_seed(seed));
        let again = Proposal::from_canonical_bytes(&proposal.canonical_bytes()).unwrap();
        prop_assert_eq!(again.canonical_bytes(), proposal.canonical_bytes());
    }

    #[test]
    fn no_text_is_taken_for_pictures(text in "[^\u{0}-\u{1f}]{0,70}") {
        prop_assert!(!canonical_text(&text).starts_with('\0'));
    }

    #[test]
    fn whatever_is_chosen_gets_an_answer_and_accepted_texts_keep_the_shape(
        text in ".{0,80}",
        form in proptest::sample::select(&Form::ALL[..]),
    ) {
        match judge(&text, form) {
            Verdict::Accepted => prop_assert!((8..=64).contains(&text.chars().count()) && form != Form::Pictures),
            Verdict::Refused(reasons) => prop_assert!(!reasons.is_empty()),
        }
    }

    #[test]
    fn once_it_must_be_changed_waiting_does_not_help(day in 0..800i64, more in 0..800i64) {
        let must = |due| matches!(due, ChangeDue::Must { .. });
        prop_assert!(!must(change_due(&facts(), on_day(day))) || must(change_due(&facts(), on_day(day + more))));
    }
}
