//! *Engangskode*: how an adult without national eID gets a new password, by the word of two administrators.
//!
//! Source: product.md §7, last row. One administrator asks, having seen who it is; another one, or an operator, approves;
//! whoever asked draws the code and hands it over in person. With the user name it opens a window, once, and is no
//! password itself. What it does not do: say who may (`rights` does), or test a code: the one door does.

use crate::chance::Chance;
use crate::id::PersonId;
use crate::rights::{Reason, Verdict};
use crate::time::{Instant, Millis};

/// From the ask to the last moment it may be approved, and the code drawn.
pub const ASK_WAITS: Millis = Millis::days(7);
/// From the drawing to the last moment the code may be typed.
pub const CODE_LASTS: Millis = Millis::hours(24);
/// From the typing to the last moment the new password may be confirmed, as with any window.
pub const CLAIM_FOR: Millis = crate::reset_window::CLAIM_FOR;

/// What codes are written with: no two look alike.
const ALPHABET: &[u8] = b"23456789abcdefghjkmnpqrstuvwxyz";
/// Characters of a code: 79 bits, far beyond what the throttle of passwords leaves to a guesser in a day.
const CHARACTERS: usize = 16;
/// Characters between two hyphens, so that a code can be read out.
const GROUP: usize = 4;

/// A code as it is written on the note: `k7mq-2x9t-…`.
pub fn propose(chance: &mut Chance) -> String {
    let mut code = String::with_capacity(CHARACTERS + CHARACTERS / GROUP);
    for place in 0..CHARACTERS {
        if 0 < place && place % GROUP == 0 {
            code.push('-');
        }
        code.push(char::from(ALPHABET[chance.below(ALPHABET.len())]));
    }
    code
}

/// What is tested of a typed code: no hyphens, no spaces, no capitals. None where no code looks like that.
pub fn canonical(typed: &str) -> Option<String> {
    let plain: String =
        typed.chars().filter(|c| !c.is_whitespace() && *c != '-').flat_map(char::to_lowercase).collect();
    let is_code = plain.len() == CHARACTERS && plain.bytes().all(|byte| ALPHABET.contains(&byte));
    is_code.then_some(plain)
}

/// How the administrator knows who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentitySeen {
    /// A passport.
    Passport,
    /// A driving licence.
    DrivingLicence,
    /// Another card with a picture.
    OtherCard,
    /// They have known each other for long.
    KnownPersonally,
}

impl IdentitySeen {
    /// All four.
    pub const ALL: [IdentitySeen; 4] =
        [IdentitySeen::Passport, IdentitySeen::DrivingLicence, IdentitySeen::OtherCard, IdentitySeen::KnownPersonally];
    /// The database's word.
    pub fn word(self) -> &'static str {
        match self {
            IdentitySeen::Passport => "passport",
            IdentitySeen::DrivingLicence => "driving_licence",
            IdentitySeen::OtherCard => "other_card",
            IdentitySeen::KnownPersonally => "known_personally",
        }
    }
    /// Back from the database's word.
    pub fn from_word(word: &str) -> Option<IdentitySeen> {
        IdentitySeen::ALL.into_iter().find(|seen| seen.word() == word)
    }
}

/// How somebody got the *Brugeradm* they would approve by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given {
    /// When.
    pub at: Instant,
    /// By whom; none: by a rule or the operator's command.
    pub by: Option<PersonId>,
}

/// Whether an administrator is a second person to an ask: holds a *Brugeradm* that stood when it was asked, and that whoever
/// asked did not give. Else one person makes both.
pub fn second_person((asker, asked): (PersonId, Instant), held: &[Given]) -> Verdict {
    let is_second = held.iter().any(|given| given.at <= asked && given.by != Some(asker));
    if is_second { Verdict::Allowed } else { Verdict::Refused(Reason::NoSecondPerson) }
}

/// What is written of one ask, moment by moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// When it was asked.
    pub asked: Instant,
    /// When somebody else said yes.
    pub approved: Option<Instant>,
    /// When somebody else said no.
    pub refused: Option<Instant>,
    /// When it was taken back, or a newer code took its place.
    pub cancelled: Option<Instant>,
    /// When the code was drawn.
    pub drawn: Option<Instant>,
    /// When it was typed.
    pub claimed: Option<Instant>,
    /// When the new password was confirmed.
    pub done: Option<Instant>,
}

/// How far an ask is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It waits for somebody else's yes.
    Asked,
    /// Approved: whoever asked may draw the code.
    Approved,
    /// The code is out.
    Drawn,
    /// One browser has typed it.
    Claimed,
    /// A new password came of it.
    Done,
    /// Somebody else said no.
    Refused,
    /// Taken back.
    Cancelled,
    /// Nobody approved, or drew the code, or typed it, in time.
    Expired,
    /// Typed, but no password confirmed in time; the old one stands.
    Unfinished,
}

impl State {
    /// Whether something can still come of it.
    pub fn is_open(self) -> bool {
        match self {
            State::Asked | State::Approved | State::Drawn | State::Claimed => true,
            State::Done | State::Refused | State::Cancelled | State::Expired | State::Unfinished => false,
        }
    }
}

/// When an ask made now is over.
pub fn ask_ends(asked: Instant) -> Instant {
    asked.plus(ASK_WAITS)
}

/// When a code drawn now is worth nothing.
pub fn code_ends(drawn: Instant) -> Instant {
    drawn.plus(CODE_LASTS)
}

/// When a window opened now by the code is over.
pub fn claim_ends(claimed: Instant) -> Instant {
    claimed.plus(CLAIM_FOR)
}

/// How far an ask is now.
pub fn state(written: &Written, now: Instant) -> State {
    if written.done.is_some() {
        return State::Done;
    }
    if written.refused.is_some() {
        return State::Refused;
    }
    if written.cancelled.is_some() {
        return State::Cancelled;
    }
    let in_time = |ends: Instant, open: State, over: State| if now < ends { open } else { over };
    match (written.claimed, written.drawn, written.approved) {
        (Some(claimed), _, _) => in_time(claim_ends(claimed), State::Claimed, State::Unfinished),
        (None, Some(drawn), _) => in_time(code_ends(drawn), State::Drawn, State::Expired),
        (None, None, Some(_)) => in_time(ask_ends(written.asked), State::Approved, State::Expired),
        (None, None, None) => in_time(ask_ends(written.asked), State::Asked, State::Expired),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const T: Instant = Instant(1_700_000_000_000);
    const ASKED: Written =
        Written { asked: T, approved: None, refused: None, cancelled: None, drawn: None, claimed: None, done: None };

    #[test]
    fn an_ask_waits_a_week_a_code_a_day_and_a_claim_twenty_minutes() {
        let at = |from: Instant, by: Millis| Instant(from.plus(by).0 - 1);
        let approved = Written { approved: Some(T), ..ASKED };
        let drawn = Written { drawn: Some(T), ..approved };
        let claimed = Written { claimed: Some(T), ..drawn };
        for (written, lasts, open, over) in [
            (ASKED, Millis::days(7), State::Asked, State::Expired),
            (approved, Millis::days(7), State::Approved, State::Expired),
            (drawn, Millis::hours(24), State::Drawn, State::Expired),
            (claimed, Millis::minutes(20), State::Claimed, State::Unfinished),
        ] {
            assert_eq!(state(&written, at(T, lasts)), open);
            assert_eq!(state(&written, T.plus(lasts)), over);
        }
    }

    #[test]
    fn a_code_drawn_on_the_last_day_still_has_its_own_day() {
        let late = T.plus(Millis::hours(7 * 24 - 1));
        let drawn = Written { approved: Some(T), drawn: Some(late), ..ASKED };
        assert_eq!(state(&drawn, late.plus(Millis::hours(23))), State::Drawn);
    }

    #[test]
    fn what_is_typed_with_capitals_spaces_or_without_hyphens_is_the_same_code() {
        let code = propose(&mut Chance::from_seed([3; 32]));
        assert_eq!((code.len(), code.matches('-').count()), (19, 3));
        let plain = canonical(&code).unwrap();
        assert_eq!(canonical(&code.to_uppercase().replace('-', " ")), Some(plain.clone()));
        assert_eq!(canonical(&plain), Some(plain.clone()));
        assert_eq!(canonical(&plain[1..]), None);
        assert_eq!(canonical(&format!("{}l", &plain[1..])), None, "an l is in no code");
        assert_eq!(canonical("tiger7skovenhest"), None);
    }

    proptest! {
        #[test]
        fn nothing_taken_back_or_refused_is_ever_open(
            moments in proptest::array::uniform4(proptest::option::of(0..1_000_000_000i64)),
            now in 0..2_000_000_000i64,
            took_back: bool,
        ) {
            let at = |moment: Option<i64>| moment.map(|millis| T.plus(Millis(millis)));
            let [approved, drawn, claimed, end] = moments;
            let end = at(end).or(Some(T));
            let written = Written {
                approved: at(approved),
                drawn: at(drawn),
                claimed: at(claimed),
                refused: if took_back { None } else { end },
                cancelled: if took_back { end } else { None },
                ..ASKED
            };
            prop_assert!(!state(&written, T.plus(Millis(now))).is_open());
        }

        #[test]
        fn every_code_is_read_back_as_itself(seed: [u8; 32]) {
            let code = propose(&mut Chance::from_seed(seed));
            prop_assert_eq!(canonical(&code), Some(code.replace('-', "")));
        }
    }
}
