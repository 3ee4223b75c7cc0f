//! How long a right lasts, and when it ends by itself.
//!
//! Somebody employed at the institution is internal and holds a right for good; everybody else is external and holds it
//! until a day, at most twelve months away. Source: product.md §9, §12. What it does not do: write anything, or say who
//! may grant; [`crate::rights`] does.

use crate::affiliation::Actor;
use crate::rights::facts::Right;
use crate::rights::may_hold;
use crate::time::{Date, Instant, Millis};
use jiff::ToSpan as _;

/// An external's right lasts at most so many months; an administrator who does not come in for so long is out.
pub const MONTHS_MAX: i32 = 12;
/// How long before its end a notice goes out.
const NOTICE_BEFORE: Millis = Millis::days(30);
/// How long the last administrator keeps the right after leaving, so that somebody can be found.
pub const LAST_STAYS: Millis = Millis::days(30);

/// How somebody stands at the institution of the right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tie {
    /// Employed there.
    Internal,
    /// Anything else.
    External,
}

/// How somebody with these active affiliations there stands.
pub fn tie(actors_there: &[Actor]) -> Tie {
    if actors_there.contains(&Actor::Employee) { Tie::Internal } else { Tie::External }
}

/// How long a right is given for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// Until it is taken or lapses.
    ForGood,
    /// To this day, included.
    To(Date),
}

/// Why a right cannot be given for so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TermFault {
    /// An external's right needs a last day.
    Missing,
    /// The day is over.
    Past,
    /// Later than [`latest`].
    TooLate,
}

/// The last day an external's right may be given to.
pub fn latest(today: Date) -> Date {
    today.checked_add(MONTHS_MAX.months()).unwrap_or(Date::MAX)
}

/// How long a right lasts that is given today; `wanted` is the last day that was asked for.
pub fn term(tie: Tie, wanted: Option<Date>, today: Date) -> Result<Term, TermFault> {
    match (tie, wanted) {
        (Tie::Internal, _) => Ok(Term::ForGood),
        (Tie::External, None) => Err(TermFault::Missing),
        (Tie::External, Some(day)) if day < today => Err(TermFault::Past),
        (Tie::External, Some(day)) if latest(today) < day => Err(TermFault::TooLate),
        (Tie::External, Some(day)) => Ok(Term::To(day)),
    }
}

/// When a right that is given to a day is over: as the next day begins.
pub fn over(term: Term) -> Option<Instant> {
    match term {
        Term::ForGood => None,
        Term::To(day) => Some(Instant::day_begins_in_denmark(day.tomorrow().unwrap_or(Date::MAX))),
    }
}

/// The last day of a right that is over at this moment.
pub fn last_day(over: Instant) -> Date {
    over.minus(Millis(1)).day_in_denmark()
}

/// Since when somebody is no employee of the institution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Employment {
    /// Is one.
    Running,
    /// Was one until then.
    Ended(Instant),
    /// Never was.
    Never,
}

/// A right that is held, and what may end it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Which.
    pub right: Right,
    /// Since when.
    pub given: Instant,
    /// Over at this moment.
    pub expires: Option<Instant>,
    /// As what they are attached anywhere, actively.
    pub actors: Vec<Actor>,
    /// Whether they work at the institution.
    pub employment: Employment,
    /// When they last came into Brugeradministration for it.
    pub entered: Option<Instant>,
    /// Whether anybody else is an administrator there.
    pub others: Others,
}

/// Whether an institution has other administrators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Others {
    /// It has.
    Some,
    /// This is the last one.
    None,
}

/// Why a right ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// Its last day is over.
    Expired,
    /// Is attached nowhere in a way that lets them hold it.
    MayNotHold,
    /// The employment at the institution ended.
    EmploymentEnded,
    /// Twelve months without coming in.
    NotUsed,
}

impl Why {
    /// All of them.
    pub const ALL: [Why; 4] = [Why::Expired, Why::MayNotHold, Why::EmploymentEnded, Why::NotUsed];

    /// The database's word.
    pub fn word(self) -> &'static str {
        match self {
            Why::Expired => "expired",
            Why::MayNotHold => "may_not_hold",
            Why::EmploymentEnded => "employment_ended",
            Why::NotUsed => "not_used",
        }
    }
}

/// What becomes of a right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lapse {
    /// Nothing.
    Stays,
    /// It ends at this moment unless something is done, and it is time to say so.
    EndsSoon(Instant, Why),
    /// The last administrator has left: the right stays until then.
    LastStays(Instant),
    /// It is over.
    Ends(Why),
}

/// What becomes of a right now.
pub fn lapse(held: &Held, now: Instant) -> Lapse {
    if held.expires.is_some_and(|expires| expires <= now) {
        return Lapse::Ends(Why::Expired);
    }
    if !may_hold(held.right, &held.actors) {
        return Lapse::Ends(Why::MayNotHold);
    }
    let left = match (held.expires, held.employment) {
        (Some(_), _) | (None, Employment::Running) => None,
        (None, Employment::Ended(when)) => Some(when),
        (None, Employment::Never) => Some(held.given),
    };
    if let Some(when) = left {
        let until = when.plus(LAST_STAYS);
        let stays = held.right == Right::UserAdministration && held.others == Others::None && now < until;
        return if stays { Lapse::LastStays(until) } else { Lapse::Ends(Why::EmploymentEnded) };
    }
    if held.right != Right::UserAdministration {
        return Lapse::Stays;
    }
    let unused = unused_until(held);
    if unused <= now {
        return Lapse::Ends(Why::NotUsed);
    }
    match held.expires {
        Some(expires) if expires <= unused => soon(expires, Why::Expired, now),
        Some(_) | None => soon(unused, Why::NotUsed, now),
    }
}

/// The moment an administrator who does not come in any more is out.
pub fn unused_until(held: &Held) -> Instant {
    let last = held.entered.map_or(held.given, |entered| entered.max(held.given)).day_in_denmark();
    Instant::day_begins_in_denmark(latest(last).tomorrow().unwrap_or(Date::MAX))
}

/// From when on somebody is told that a right ends at `end`.
pub fn notice_from(end: Instant) -> Instant {
    end.minus(NOTICE_BEFORE)
}

fn soon(end: Instant, why: Why, now: Instant) -> Lapse {
    if notice_from(end) <= now { Lapse::EndsSoon(end, why) } else { Lapse::Stays }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    const TODAY: Date = date(2026, 11, 24);

    fn now() -> Instant {
        Instant::day_begins_in_denmark(TODAY).plus(Millis::hours(8))
    }

    fn administrator() -> Held {
        Held {
            right: Right::UserAdministration,
            given: now().minus(Millis::days(100)),
            expires: None,
            actors: vec![Actor::Employee],
            employment: Employment::Running,
            entered: Some(now().minus(Millis::days(1))),
            others: Others::Some,
        }
    }

    #[test]
    fn an_external_needs_a_day_within_twelve_months() {
        assert_eq!(term(Tie::External, None, TODAY), Err(TermFault::Missing));
        assert_eq!(term(Tie::External, Some(date(2026, 11, 23)), TODAY), Err(TermFault::Past));
        assert_eq!(term(Tie::External, Some(TODAY), TODAY), Ok(Term::To(TODAY)));
        let latest = date(2027, 11, 24);
        assert_eq!(term(Tie::External, Some(latest), TODAY), Ok(Term::To(latest)));
        assert_eq!(term(Tie::External, Some(date(2027, 11, 25)), TODAY), Err(TermFault::TooLate));
        assert_eq!(term(Tie::Internal, Some(latest), TODAY), Ok(Term::ForGood));
    }

    #[test]
    fn a_last_day_is_included() {
        let over = over(Term::To(TODAY)).unwrap();
        assert_eq!(over, Instant::day_begins_in_denmark(date(2026, 11, 25)));
        assert_eq!(last_day(over), TODAY);
    }

    #[test]
    fn who_works_nowhere_is_no_administrator() {
        let gone = Held { actors: vec![Actor::Contact], employment: Employment::Ended(now()), ..administrator() };
        assert_eq!(lapse(&gone, now()), Lapse::Ends(Why::MayNotHold));
        let external = Held { actors: vec![Actor::External], ..administrator() };
        assert_eq!(lapse(&external, now()), Lapse::Ends(Why::MayNotHold));
    }

    #[test]
    fn an_internals_right_ends_with_the_employment_but_the_last_ones_stays_thirty_days() {
        let left = now().minus(Millis::days(29));
        let leaver = Held { employment: Employment::Ended(left), ..administrator() };
        assert_eq!(lapse(&leaver, now()), Lapse::Ends(Why::EmploymentEnded));
        let last = Held { others: Others::None, ..leaver.clone() };
        assert_eq!(lapse(&last, now()), Lapse::LastStays(left.plus(Millis::days(30))));
        assert_eq!(lapse(&last, left.plus(Millis::days(30))), Lapse::Ends(Why::EmploymentEnded));
        let reader = Held { right: Right::ReadAccess, ..last };
        assert_eq!(lapse(&reader, now()), Lapse::Ends(Why::EmploymentEnded));
    }

    #[test]
    fn an_externals_right_ends_on_its_day_and_not_for_want_of_employment() {
        let external =
            Held { expires: Some(now().plus(Millis::days(200))), employment: Employment::Never, ..administrator() };
        assert_eq!(lapse(&external, now()), Lapse::Stays);
        let soon = Held { expires: Some(now().plus(Millis::days(20))), ..external.clone() };
        assert_eq!(lapse(&soon, now()), Lapse::EndsSoon(now().plus(Millis::days(20)), Why::Expired));
        let over = Held { expires: Some(now()), ..external };
        assert_eq!(lapse(&over, now()), Lapse::Ends(Why::Expired));
    }

    #[test]
    fn twelve_months_without_coming_in_close_the_access_and_the_last_month_warns() {
        let entered = |days| Held {
            given: now().minus(Millis::days(900)),
            entered: Some(now().minus(Millis::days(days))),
            ..administrator()
        };
        assert_eq!(lapse(&entered(300), now()), Lapse::Stays);
        assert!(matches!(lapse(&entered(340), now()), Lapse::EndsSoon(_, Why::NotUsed)));
        assert_eq!(lapse(&entered(367), now()), Lapse::Ends(Why::NotUsed));
        let fresh = Held { given: now().minus(Millis::days(5)), ..entered(800) };
        assert_eq!(lapse(&fresh, now()), Lapse::Stays, "granted again, it begins anew");
        let reader = Held { right: Right::ReadAccess, ..entered(800) };
        assert_eq!(lapse(&reader, now()), Lapse::Stays);
    }

    proptest! {
        #[test]
        fn coming_in_and_being_the_last_only_lengthen_a_right(given in 0i64..900, entered in proptest::option::of(0i64..900), left in proptest::option::of(0i64..100), expires in proptest::option::of(-50i64..400), last: bool) {
            let least = Held {
                given: now().minus(Millis::days(given)),
                entered: None,
                employment: left.map_or(Employment::Running, |days| Employment::Ended(now().minus(Millis::days(days)))),
                expires: expires.map(|days| now().plus(Millis::days(days))),
                others: Others::Some,
                ..administrator()
            };
            let more = Held {
                entered: entered.map(|days| now().minus(Millis::days(days))),
                others: if last { Others::None } else { Others::Some },
                ..least.clone()
            };
            let ends = |held: &Held| matches!(lapse(held, now()), Lapse::Ends(_));
            prop_assert!(ends(&least) || !ends(&more));
        }

        #[test]
        fn what_has_ended_does_not_come_back_by_itself(given in 0i64..900, entered in proptest::option::of(0i64..900), left in proptest::option::of(0i64..100), expires in proptest::option::of(-50i64..400), later in 0i64..400) {
            let held = Held {
                given: now().minus(Millis::days(given)),
                entered: entered.map(|days| now().minus(Millis::days(days))),
                employment: left.map_or(Employment::Running, |days| Employment::Ended(now().minus(Millis::days(days)))),
                expires: expires.map(|days| now().plus(Millis::days(days))),
                ..administrator()
            };
            if matches!(lapse(&held, now()), Lapse::Ends(_)) {
                prop_assert!(matches!(lapse(&held, now().plus(Millis::days(later))), Lapse::Ends(_)));
            }
        }
    }
}
