//! CPR numbers: the national person number, and the replacement numbers that stand in for one.
//!
//! Source: product.md §3, interfaces.md §9. Ten characters: day, month, year in two digits, and a serial
//! whose first digit tells the century. Modulus 11 is never required: numbers without it have been issued
//! since October 2007. What it does not do: store or look up; that is the vault's.

use crate::time::Date;

/// A well-formed CPR or replacement number, ten characters without dash. Cannot be printed by accident:
/// `Debug` masks the serial.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Cpr {
    characters: [u8; 10],
    kind: CprKind,
    birth: Option<Date>,
}

/// Which register the number comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CprKind {
    /// Issued by the civil registration office.
    Ordinary,
    /// Day of birth plus 60: given by an institution to somebody without a number.
    Replacement,
    /// The KOT form: letters in the three places after the date.
    ReplacementKot,
}

/// Why a text is no CPR number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CprError {
    /// Not ten characters once space and dash are taken out; carries how many there were.
    Length(usize),
    /// A character that has no business at its place.
    Character,
    /// The first six digits are no day of any calendar.
    NoSuchDay,
}

impl Cpr {
    /// Reads `0102031234`, `010203-1234` and `010203 1234`; letters of a KOT number in either case.
    pub fn parse(text: &str) -> Result<Cpr, CprError> {
        let kept: Vec<char> = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        if kept.len() != 10 {
            return Err(CprError::Length(kept.len()));
        }
        let mut characters = [0u8; 10];
        for (place, c) in kept.iter().enumerate() {
            let letter_allowed = (6..9).contains(&place);
            match c {
                '0'..='9' => characters[place] = *c as u8,
                'a'..='z' | 'A'..='Z' if letter_allowed => {
                    characters[place] = c.to_ascii_uppercase() as u8;
                }
                _ => return Err(CprError::Character),
            }
        }
        let letters = characters[6..9].iter().filter(|c| c.is_ascii_uppercase()).count();
        if letters != 0 && letters != 3 {
            return Err(CprError::Character);
        }
        let digit = |place: usize| i16::from(characters[place] - b'0');
        let day_written = digit(0) * 10 + digit(1);
        let replacement = 60 < day_written;
        let day = if replacement { day_written - 60 } else { day_written };
        let (month, year) = (digit(2) * 10 + digit(3), digit(4) * 10 + digit(5));
        let kind = match (letters, replacement) {
            (3, _) => CprKind::ReplacementKot,
            (_, true) => CprKind::Replacement,
            (_, false) => CprKind::Ordinary,
        };
        // A KOT number carries no century; the day is checked in a leap year and no birth date is claimed.
        let century = if letters == 3 { None } else { Some(full_year(year, digit(6))) };
        let checked = Date::new(century.unwrap_or(2000), month as i8, day as i8);
        let Ok(date) = checked else {
            return Err(CprError::NoSuchDay);
        };
        Ok(Cpr { characters, kind, birth: century.map(|_| date) })
    }

    /// The ten characters. Only for sealing, the blind index, the wire, and the page on which an administrator compares the
    /// number just typed (product.md §3); never for another page or a log.
    pub fn reveal(&self) -> &str {
        std::str::from_utf8(&self.characters).unwrap_or_default()
    }

    /// `010203-****`: what people other than its owner may be shown.
    pub fn masked(&self) -> String {
        format!("{}-****", &self.reveal()[..6])
    }

    /// Which register it comes from.
    pub fn kind(&self) -> CprKind {
        self.kind
    }

    /// The day of birth, where the number tells the century.
    pub fn birth_date(&self) -> Option<Date> {
        self.birth
    }

    /// Whole years of age on `today`; none where the number does not tell, or the day lies ahead.
    pub fn age(&self, today: Date) -> Option<u16> {
        let birth = self.birth?;
        age_between(birth, today)
    }
}

/// Whole years from `birth` to `today`; none when birth lies ahead. A birthday on 29 February is kept on
/// 1 March in ordinary years.
pub fn age_between(birth: Date, today: Date) -> Option<u16> {
    if today < birth {
        return None;
    }
    let had_birthday = (birth.month(), birth.day()) <= (today.month(), today.day());
    let years = today.year() - birth.year() - i16::from(!had_birthday);
    u16::try_from(years).ok()
}

/// The century table of the civil registration office: the seventh digit and the two of the year.
fn full_year(year: i16, seventh: i16) -> i16 {
    match (seventh, year) {
        (0..=3, _) => 1900 + year,
        (4 | 9, 0..=36) => 2000 + year,
        (4 | 9, _) => 1900 + year,
        (_, 0..=57) => 2000 + year,
        (_, _) => 1800 + year,
    }
}

impl std::fmt::Debug for Cpr {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Cpr(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_seventh_digit_tells_the_century() {
        for (text, year) in [
            ("0101150000", 1915),
            ("0101363000", 1936),
            ("0101364000", 2036),
            ("0101374000", 1937),
            ("0101575000", 2057),
            ("0101585000", 1858),
            ("0101998000", 1899),
            ("0101369000", 2036),
            ("0101379000", 1937),
        ] {
            assert_eq!(Cpr::parse(text).unwrap().birth_date(), Some(date(year, 1, 1)), "{text}");
        }
    }

    #[test]
    fn dash_and_space_do_not_matter() {
        assert_eq!(Cpr::parse(" 010203-1234 "), Cpr::parse("0102031234"));
    }

    #[test]
    fn a_day_that_never_was_is_refused() {
        assert_eq!(Cpr::parse("3002101234"), Err(CprError::NoSuchDay));
        assert_eq!(Cpr::parse("2902011234"), Err(CprError::NoSuchDay), "1901 had no 29 February");
        assert_eq!(Cpr::parse("0013101234"), Err(CprError::NoSuchDay));
    }

    #[test]
    fn sixty_on_the_day_is_a_replacement_number() {
        let cpr = Cpr::parse("7102034321").unwrap();
        assert_eq!(cpr.kind(), CprKind::Replacement);
        assert_eq!(cpr.birth_date(), Some(date(2003, 2, 11)));
    }

    #[test]
    fn three_letters_after_the_date_are_a_kot_number() {
        let cpr = Cpr::parse("010203abc4").unwrap();
        assert_eq!((cpr.kind(), cpr.birth_date()), (CprKind::ReplacementKot, None));
        assert_eq!(Cpr::parse("010203ab14"), Err(CprError::Character));
    }

    #[test]
    fn nothing_prints_the_serial() {
        let cpr = Cpr::parse("0102031234").unwrap();
        assert_eq!(cpr.masked(), "010203-****");
        assert!(!format!("{cpr:?}").contains("1234"));
    }

    #[test]
    fn age_counts_birthdays() {
        let cpr = Cpr::parse("0309185123").unwrap();
        assert_eq!(cpr.age(date(2026, 9, 2)), Some(7));
        assert_eq!(cpr.age(date(2026, 9, 3)), Some(8));
        assert_eq!(cpr.age(date(2018, 9, 2)), None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_gets_an_answer(text in ".{0,30}") {
            if let Ok(cpr) = Cpr::parse(&text) {
                assert_eq!(cpr.reveal().len(), 10);
            }
        }
    }
}
