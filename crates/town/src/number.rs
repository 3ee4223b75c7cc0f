//! Numbers that look real and are nobody's: CPR, CVR, P number, phone.
//!
//! A CPR number here has an ordinary day, the century digit the law asks for and the last digit of its
//! gender, but fails modulus 11 and is never of 1 January: the civil registration office has issued numbers
//! without modulus 11 only for that day, so no real person has one of these. No number is drawn twice in a
//! country: each locality draws from a stretch of its own.

use crate::person::Gender;
use rules::chance::Chance;
use rules::cpr::Cpr;
use rules::time::Date;
use std::collections::BTreeMap;

/// Whose numbers: those of the demo country and those of a generated one never meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Series {
    /// `unilogin generate`.
    Generated,
    /// `unilogin demo`.
    Demo,
}

impl Series {
    /// Of the four last digits that have the right gender and fail modulus 11: the first, and how many.
    fn endings(self) -> (usize, usize) {
        match self {
            Series::Generated => (0, 3),
            Series::Demo => (3, 1),
        }
    }
}

/// Days of a year that are used: from 2 January, the same count in every year.
const DAYS: usize = 364;
/// The first three digits of the serial: so many for each century.
const SERIALS: usize = 400;
/// So many people of one gender and year of birth has a locality at most.
const STRETCH: usize = 832;
/// Shares no factor with `DAYS * SERIALS * 3`, so that multiplying spreads a stretch over the whole year.
const SPREAD: usize = 271_829;

/// How many localities a country may have before numbers would be drawn twice.
pub(crate) const LOCALITIES_MAX: usize = DAYS * SERIALS * 3 / STRETCH;

/// Draws the person numbers of one locality.
pub(crate) struct Numbers {
    series: Series,
    locality: usize,
    drawn: BTreeMap<(i16, Gender), usize>,
}

impl Numbers {
    pub(crate) fn new(series: Series, locality: usize) -> Numbers {
        Numbers { series, locality, drawn: BTreeMap::new() }
    }

    /// The next number of somebody born in `year`.
    pub(crate) fn cpr(&mut self, year: i16, gender: Gender) -> Cpr {
        self.written(year, gender, 0)
    }

    /// The same as a replacement number: the day plus 60.
    pub(crate) fn replacement(&mut self, year: i16, gender: Gender) -> Cpr {
        self.written(year, gender, 60)
    }

    /// A number of the demo's named cast, who are born on a given day. `member` tells them apart; ordinary
    /// people never get serials this high.
    pub(crate) fn cast(birth: Date, gender: Gender, member: usize) -> Cpr {
        let serial = if birth.year() < 2000 { 400 + member } else { 800 + member };
        compose(birth, 0, serial, |nine| failing_digit(nine, gender, 0))
    }

    fn written(&mut self, year: i16, gender: Gender, on_the_day: u8) -> Cpr {
        let count = self.drawn.entry((year, gender)).or_insert(0);
        let (first_ending, endings) = self.series.endings();
        let space = DAYS * SERIALS * endings;
        let place = (self.locality * STRETCH + *count % STRETCH) * SPREAD % space;
        *count += 1;
        let (day, rest) = (place % DAYS, place / DAYS);
        let (serial, ending) = (rest % SERIALS, first_ending + rest / SERIALS);
        let birth = Date::constant(year, 1, 2).saturating_add(jiff::Span::new().days(day as i64));
        let serial = if year < 2000 { serial } else { 400 + serial };
        compose(birth, on_the_day, serial, |nine| failing_digit(nine, gender, ending))
    }
}

fn compose(birth: Date, on_the_day: u8, serial: usize, last: impl Fn(&str) -> u32) -> Cpr {
    let (day, month, year) = (birth.day() as u8, birth.month(), birth.year().rem_euclid(100));
    let nine = format!("{day:02}{month:02}{year:02}{serial:03}");
    let text = format!("{:02}{}{}", day + on_the_day, &nine[2..], last(&nine));
    Cpr::parse(&text).expect("built from a day of the calendar and four digits")
}

/// The `which`-th last digit of this gender that makes modulus 11 fail.
fn failing_digit(nine: &str, gender: Gender, which: usize) -> u32 {
    const WEIGHTS: [u32; 9] = [4, 3, 2, 7, 6, 5, 4, 3, 2];
    let sum: u32 = nine.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    let parity = match gender {
        Gender::Woman => 0,
        Gender::Man => 1,
    };
    (0..10)
        .filter(|last| last % 2 == parity && !(sum + last).is_multiple_of(11))
        .nth(which)
        .expect("five digits have this parity and at most one passes")
}

/// Eight digits in the shape of a CVR number.
pub(crate) fn cvr(chance: &mut Chance) -> String {
    format!("{:08}", 90_000_000 + chance.below(9_999_999))
}

/// Ten digits in the shape of a P number.
pub(crate) fn p_number(chance: &mut Chance) -> String {
    format!("19{:08}", chance.below(99_999_999))
}

/// Eight digits that no subscriber has: Danish numbers do not start with 1.
pub(crate) fn phone(chance: &mut Chance) -> String {
    format!("15{:06}", chance.below(999_999))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rules::cpr::CprKind;
    use std::collections::BTreeSet;

    fn passes_modulus_11(cpr: &Cpr) -> bool {
        let weights = [4, 3, 2, 7, 6, 5, 4, 3, 2, 1];
        let sum: u32 = cpr.reveal().bytes().zip(weights).map(|(d, w)| u32::from(d - b'0') * w).sum();
        sum.is_multiple_of(11)
    }

    #[test]
    fn a_number_tells_its_year_and_gender_and_is_nobodys() {
        let mut numbers = Numbers::new(Series::Generated, 17);
        for year in 1955..2026 {
            for gender in [Gender::Woman, Gender::Man] {
                let cpr = numbers.cpr(year, gender);
                assert_eq!(cpr.birth_date().unwrap().year(), year);
                assert_eq!(cpr.reveal().as_bytes()[9] % 2 == 1, gender == Gender::Man);
                assert!(!passes_modulus_11(&cpr), "{}", cpr.reveal());
                assert_ne!(&cpr.reveal()[..4], "0101");
            }
        }
    }

    #[test]
    fn no_number_is_drawn_twice_in_a_country() {
        let mut seen = BTreeSet::new();
        for locality in (0..LOCALITIES_MAX).step_by(13) {
            let mut numbers = Numbers::new(Series::Generated, locality);
            for _ in 0..STRETCH {
                assert!(seen.insert(numbers.cpr(2019, Gender::Woman).reveal().to_owned()));
            }
        }
        let mut demo = Numbers::new(Series::Demo, 0);
        for _ in 0..STRETCH {
            assert!(seen.insert(demo.cpr(2019, Gender::Woman).reveal().to_owned()));
        }
    }

    #[test]
    fn a_replacement_number_has_sixty_on_the_day() {
        let cpr = Numbers::new(Series::Generated, 0).replacement(2018, Gender::Man);
        assert_eq!(cpr.kind(), CprKind::Replacement);
        assert_eq!(cpr.birth_date().unwrap().year(), 2018);
    }
}
