//! Looks for CPR numbers in clear in everything a running program gives away: what it logs, sends, answers and keeps.
//!
//! What it does not do: know what is secret besides; it looks for the numbers it is told, with and without a hyphen, as
//! text, and as the hexadecimal digits in which databases write bytes.

use std::collections::BTreeSet;
use std::path::Path;

/// The numbers that may stand nowhere.
pub struct Numbers(BTreeSet<[u8; 10]>);

impl Numbers {
    /// These, each of ten digits.
    ///
    /// # Panics
    /// Where one is none.
    pub fn of<'a>(all: impl IntoIterator<Item = &'a str>) -> Numbers {
        Numbers(all.into_iter().map(|one| one.as_bytes().try_into().expect("ten digits")).collect())
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Where one of them stands in clear: its first six digits and the place; none where none does.
    pub fn found(&self, bytes: &[u8]) -> Option<(String, usize)> {
        // Ten digits from here on, so many other bytes between the sixth and the seventh.
        let digits = |at: usize, gap: usize| -> Option<[u8; 10]> {
            let mut number = [0; 10];
            for (place, digit) in number.iter_mut().enumerate() {
                *digit = *bytes.get(at + place + if place < 6 { 0 } else { gap })?;
            }
            Some(number)
        };
        let masked = |number: [u8; 10]| String::from_utf8_lossy(&number[..6]).into_owned();
        for at in 0..bytes.len() {
            if !bytes[at].is_ascii_digit() {
                continue;
            }
            let plain = digits(at, 0);
            // 010203-4567, 010203 4567, and as an address writes the two: %20 and a plus.
            let parted = |gap: &[u8]| {
                let holds = bytes.get(at + 6..at + 6 + gap.len()) == Some(gap);
                if holds { digits(at, gap.len()) } else { None }
            };
            let ways = [
                plain,
                parted(b"-"),
                parted(b" "),
                parted(b"+"),
                parted(b"%20"),
                parted(b"%2D"),
                hexadecimal(bytes, at),
            ];
            if let Some(number) = ways.into_iter().flatten().find(|number| self.0.contains(number)) {
                return Some((masked(number), at));
            }
        }
        None
    }

    /// Fails where one of them stands in clear.
    ///
    /// # Panics
    /// With the place, and the number masked.
    pub fn must_not_stand_in(&self, what: &str, bytes: &[u8]) {
        if let Some((number, at)) = self.found(bytes) {
            panic!("{number}-**** stands in clear in {what}, byte {at}");
        }
    }

    /// Looks through every file below a directory; how many bytes it read.
    ///
    /// # Panics
    /// Where one of the numbers stands in clear.
    pub fn must_not_stand_below(&self, directory: &Path) -> usize {
        let mut read = 0;
        for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                read += self.must_not_stand_below(&path);
            } else if let Ok(bytes) = std::fs::read(&path) {
                self.must_not_stand_in(&path.display().to_string(), &bytes);
                read += bytes.len();
            }
        }
        read
    }
}

/// Ten digits written as the hexadecimal digits of their bytes: `30` to `39` each.
fn hexadecimal(bytes: &[u8], at: usize) -> Option<[u8; 10]> {
    let pairs = bytes.get(at..at + 20)?;
    let mut number = [0; 10];
    for (digit, pair) in number.iter_mut().zip(pairs.chunks(2)) {
        if pair[0] != b'3' || !pair[1].is_ascii_digit() {
            return None;
        }
        *digit = pair[1];
    }
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_planted_number_is_found_however_it_is_written() {
        let numbers = Numbers::of(["0102031234", "2306714321"]);
        for planted in [
            "cpr=0102031234",
            "...0102031234",
            "990102031234",
            "010203-1234",
            "a 010203 1234 b",
            "?q=010203+1234",
            "?q=010203%201234",
            "\\x30313032303331323334",
            "eller 230671-4321.",
        ] {
            assert!(numbers.found(planted.as_bytes()).is_some(), "{planted}");
        }
        let mut page = vec![0u8; 4096];
        page[1_000..1_010].copy_from_slice(b"2306714321");
        assert_eq!(numbers.found(&page), Some(("230671".to_owned(), 1_000)));
    }

    #[test]
    fn what_is_masked_or_another_number_is_not() {
        let numbers = Numbers::of(["0102031234"]);
        for clean in ["010203-****", "010203", "0102031235", "010203 og 1234", "01020312", ""] {
            assert_eq!(numbers.found(clean.as_bytes()), None, "{clean}");
        }
    }
}
