//! *Voksenverificering*: an adult says that it is this pupil who sits at this screen.
//!
//! Source: product.md §6, end. The pupil's screen waits, an adult answers once, and the waiting login takes the answer
//! once. What it does not do: say who may answer (`rights` for school staff, `custody` for a parent), or how long the
//! word counts (`session`).

use crate::time::{Instant, Millis};

/// How long a pupil's screen waits for an adult.
pub const WAITS_FOR: Millis = Millis::minutes(10);
/// How long an answer waits for the screen that asked; its page looks every few seconds.
pub const ANSWER_WAITS_FOR: Millis = Millis::minutes(10);
/// How long after the eID a parent may answer: what was shown must be of this visit.
pub const PARENT_ANSWERS_WITHIN: Millis = Millis::minutes(10);

/// What is written down of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// Nobody answers from then on.
    pub ends: Instant,
    /// When an adult said yes.
    pub approved: Option<Instant>,
    /// When an adult said no.
    pub declined: Option<Instant>,
    /// When the waiting login took the answer.
    pub taken: Option<Instant>,
}

/// How far a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Waiting for an adult.
    Waiting,
    /// An adult said yes, then; the login may take it.
    Approved(Instant),
    /// An adult said no.
    Declined,
    /// Nobody answered in time, or the answer was not fetched in time.
    Over,
    /// The login took it.
    Taken,
}

/// How far a request is now.
pub fn state(written: &Written, now: Instant) -> State {
    if written.taken.is_some() {
        return State::Taken;
    }
    if written.declined.is_some() {
        return State::Declined;
    }
    match written.approved {
        Some(at) if now.since(at) < ANSWER_WAITS_FOR => State::Approved(at),
        Some(_) => State::Over,
        None if now < written.ends => State::Waiting,
        None => State::Over,
    }
}

/// Whether a parent who showed the eID at `shown` may still answer.
pub fn parent_may_answer(shown: Instant, now: Instant) -> bool {
    let age = now.since(shown);
    Millis(0) <= age && age < PARENT_ANSWERS_WITHIN
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const T: Instant = Instant(1_700_000_000_000);
    const ASKED: Written = Written { ends: Instant(T.0 + WAITS_FOR.0), approved: None, declined: None, taken: None };

    #[test]
    fn a_screen_waits_ten_minutes() {
        assert_eq!(state(&ASKED, Instant(ASKED.ends.0 - 1)), State::Waiting);
        assert_eq!(state(&ASKED, ASKED.ends), State::Over);
    }

    #[test]
    fn an_answer_is_fetched_within_ten_minutes() {
        let said = T.plus(Millis::minutes(9));
        let approved = Written { approved: Some(said), ..ASKED };
        assert_eq!(state(&approved, said.plus(Millis::minutes(9))), State::Approved(said));
        assert_eq!(state(&approved, said.plus(Millis::minutes(10))), State::Over);
    }

    #[test]
    fn what_was_taken_stays_taken() {
        let taken = Written { approved: Some(T), taken: Some(T), ..ASKED };
        assert_eq!(state(&taken, T), State::Taken);
    }

    #[test]
    fn a_parents_eid_of_an_hour_ago_says_nothing() {
        assert!(parent_may_answer(T, T.plus(Millis::minutes(9))));
        assert!(!parent_may_answer(T, T.plus(Millis::minutes(10))));
        assert!(!parent_may_answer(T.plus(Millis::minutes(1)), T), "nor one from the future");
    }

    proptest! {
        #[test]
        fn nothing_declined_is_ever_approved(ends in 0..1_000_000i64, said in 0..1_000_000i64, now in 0..2_000_000i64) {
            let at = |millis: i64| T.plus(Millis(millis));
            let written = Written { ends: at(ends), approved: Some(at(said)), declined: Some(at(said)), taken: None };
            prop_assert_eq!(state(&written, at(now)), State::Declined);
        }
    }
}
