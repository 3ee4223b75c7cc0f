//! *Forslag*: what takes two operators is proposed by one and approved by another, within a week.
//!
//! Source: issue "Operator's desk" (two operators for dangerous acts), product.md §3. A proposal that nobody answers is
//! over by itself, and one whose ground has shifted is overtaken. What it does not do: say who may ([`crate::operator`]), or
//! carry anything out.

use crate::time::{Instant, Millis};

/// How long a proposal stands.
pub const STANDS_FOR: Millis = Millis::days(7);
/// The most characters of a reason.
pub const WHY_CHARACTERS_MAX: usize = 500;

/// What a proposal is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Matter {
    /// A setting of the whole country.
    NationalSetting,
    /// Two accounts of one person.
    Merge,
}

impl Matter {
    /// Both.
    pub const ALL: [Matter; 2] = [Matter::NationalSetting, Matter::Merge];
    /// The database's word.
    pub fn word(self) -> &'static str {
        match self {
            Matter::NationalSetting => "national_setting",
            Matter::Merge => "merge",
        }
    }
    /// Back from the database's word.
    pub fn from_word(word: &str) -> Option<Matter> {
        Matter::ALL.into_iter().find(|matter| matter.word() == word)
    }
}

/// How a proposal ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Another operator approved it, and it is in force.
    Approved,
    /// Another operator said no.
    Refused,
    /// Whoever proposed it took it back.
    Withdrawn,
    /// Nobody answered in time.
    Expired,
    /// What it would have changed was changed by somebody else meanwhile.
    Overtaken,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Outcome; 5] =
        [Outcome::Approved, Outcome::Refused, Outcome::Withdrawn, Outcome::Expired, Outcome::Overtaken];
    /// The database's word.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Approved => "approved",
            Outcome::Refused => "refused",
            Outcome::Withdrawn => "withdrawn",
            Outcome::Expired => "expired",
            Outcome::Overtaken => "overtaken",
        }
    }
    /// Back from the database's word.
    pub fn from_word(word: &str) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|outcome| outcome.word() == word)
    }
}

/// How a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stands {
    /// It may be answered.
    Open,
    /// It is over.
    Over(Outcome),
}

/// How a proposal stands now that ends then, and ended so where it did.
pub fn stands(ends: Instant, outcome: Option<Outcome>, now: Instant) -> Stands {
    match outcome {
        Some(outcome) => Stands::Over(outcome),
        None if now < ends => Stands::Open,
        None => Stands::Over(Outcome::Expired),
    }
}

/// Why a reason is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WhyFlaw {
    /// There is none.
    Missing,
    /// It has more than [`WHY_CHARACTERS_MAX`] characters.
    TooLong,
    /// There is something like a CPR number in it, and the log keeps reasons for years.
    HoldsNumber,
}

/// The digits of a CPR number.
const CPR_DIGITS: usize = 10;

/// A reason as it is kept: without spaces around it.
///
/// # Errors
/// Why it is not taken.
pub fn why(text: &str) -> Result<String, WhyFlaw> {
    let text = text.trim();
    if text.is_empty() {
        return Err(WhyFlaw::Missing);
    }
    if WHY_CHARACTERS_MAX < text.chars().count() {
        return Err(WhyFlaw::TooLong);
    }
    // Ten digits in a row, with whatever is neither letter nor digit after the sixth or not.
    let mut row = 0;
    for character in text.chars() {
        row = match character {
            digit if digit.is_ascii_digit() => row + 1,
            between if row == 6 && !between.is_alphanumeric() => row,
            _ => 0,
        };
        if row == CPR_DIGITS {
            return Err(WhyFlaw::HoldsNumber);
        }
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proposal_is_open_for_a_week_and_not_a_moment_longer() {
        let ends = Instant(0).plus(STANDS_FOR);
        assert_eq!(stands(ends, None, ends.minus(Millis(1))), Stands::Open);
        assert_eq!(stands(ends, None, ends), Stands::Over(Outcome::Expired));
        assert_eq!(stands(ends, Some(Outcome::Approved), ends), Stands::Over(Outcome::Approved));
    }

    #[test]
    fn a_reason_stands_in_the_log_for_years_and_holds_no_number() {
        assert_eq!(why("  Flere skoler melder om angreb "), Ok("Flere skoler melder om angreb".to_owned()));
        assert_eq!(why(" \n "), Err(WhyFlaw::Missing));
        assert_eq!(why(&"a".repeat(WHY_CHARACTERS_MAX + 1)), Err(WhyFlaw::TooLong));
        for text in [
            "Hun hedder 010185-1234",
            "0101851234",
            "010185 1234 er rigtigt",
            "010185–1234",
            "010185 - 1234",
            "nr. 0101851234.",
        ] {
            assert_eq!(why(text), Err(WhyFlaw::HoldsNumber), "{text}");
        }
        for text in ["Ring 12 34 56 78", "sag 123456 af 1. marts 2026", "2026-11-30 kl. 12.30"] {
            assert!(why(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn words_come_back() {
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::from_word(outcome.word()), Some(outcome));
        }
        for matter in Matter::ALL {
            assert_eq!(Matter::from_word(matter.word()), Some(matter));
        }
    }
}
