//! Denmark's municipalities with their numbers, regions and towns, and street names.
//!
//! Numbers, regions and postal codes are the real ones; which school stands where is made up.

use crate::person::Home;
use rules::chance::Chance;
use std::sync::LazyLock;

const MUNICIPALITIES: &str = include_str!("places/municipalities.txt");
const STREETS: &str = include_str!("places/streets.txt");

/// A municipality.
#[derive(Debug)]
pub(crate) struct Municipality {
    pub(crate) number: &'static str,
    pub(crate) name: &'static str,
    pub(crate) region: &'static str,
    pub(crate) towns: Vec<Town>,
    thousands: usize,
}

/// A postal code and its town.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Town {
    pub(crate) postal_code: &'static str,
    pub(crate) name: &'static str,
}

impl Town {
    /// The town without the quarter: *Aarhus C* is Aarhus.
    pub(crate) fn short(self) -> &'static str {
        match self.name.rsplit_once(' ') {
            Some((town, quarter)) if quarter.len() <= 3 && quarter.chars().all(char::is_uppercase) => town,
            _ => self.name,
        }
    }
}

static ALL: LazyLock<Vec<Municipality>> =
    LazyLock::new(|| MUNICIPALITIES.lines().filter(|line| !line.starts_with('#')).filter_map(parse).collect());
static STREET_NAMES: LazyLock<Vec<&'static str>> = LazyLock::new(|| STREETS.split_whitespace().collect());

/// `751 Aarhus 1082 370 | 8000 Aarhus C ; 8200 Aarhus N`
fn parse(line: &'static str) -> Option<Municipality> {
    let (facts, towns) = line.split_once(" | ")?;
    let mut facts = facts.split(' ');
    let (number, name, region) = (facts.next()?, facts.next()?, facts.next()?);
    let thousands = facts.next()?.parse().ok()?;
    let towns = towns
        .split(" ; ")
        .filter_map(|town| town.split_once(' '))
        .map(|(postal_code, name)| Town { postal_code, name })
        .collect();
    Some(Municipality { number, name, region: region_name(region)?, towns, thousands })
}

fn region_name(number: &str) -> Option<&'static str> {
    match number {
        "1081" => Some("Region Nordjylland"),
        "1082" => Some("Region Midtjylland"),
        "1083" => Some("Region Syddanmark"),
        "1084" => Some("Region Hovedstaden"),
        "1085" => Some("Region Sjælland"),
        _ => None,
    }
}

/// A municipality, the large ones more often.
pub(crate) fn any(chance: &mut Chance) -> &'static Municipality {
    let all = &*ALL;
    let mut point = chance.below(all.iter().map(|place| place.thousands).sum());
    for place in all {
        if point < place.thousands {
            return place;
        }
        point -= place.thousands;
    }
    &all[0]
}

/// The municipality with this number.
pub(crate) fn numbered(number: &str) -> Option<&'static Municipality> {
    ALL.iter().find(|place| place.number == number)
}

/// An address in this town.
pub(crate) fn home(chance: &mut Chance, municipality: &'static Municipality, town: Town) -> Home {
    Home {
        street: street(chance),
        postal_code: town.postal_code,
        city: town.name,
        municipality_number: municipality.number,
        municipality: municipality.name,
    }
}

/// A street and number; every third home is a flat.
pub(crate) fn street(chance: &mut Chance) -> String {
    let name = chance.pick(&STREET_NAMES).copied().unwrap_or("Skolevej");
    let number = 1 + chance.below(120);
    match chance.below(9) {
        0 => format!("{name} {number}, st. tv"),
        1 => format!("{name} {number}, {}. th", 1 + chance.below(4)),
        2 => format!("{name} {number}, {}. tv", 1 + chance.below(4)),
        3 => format!("{name} {number}{}", if chance.below(2) == 0 { 'A' } else { 'B' }),
        _ => format!("{name} {number}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn denmark_has_98_municipalities_and_every_line_was_read() {
        assert_eq!(ALL.len(), 98);
        assert!(ALL.iter().all(|place| !place.towns.is_empty() && place.number.len() == 3));
        assert!(ALL.iter().flat_map(|place| &place.towns).all(|town| town.postal_code.len() == 4));
    }

    #[test]
    fn a_quarter_is_not_part_of_the_towns_name() {
        assert_eq!(Town { postal_code: "8000", name: "Aarhus C" }.short(), "Aarhus");
        assert_eq!(Town { postal_code: "4140", name: "Borup" }.short(), "Borup");
        assert_eq!(Town { postal_code: "9220", name: "Aalborg Øst" }.short(), "Aalborg Øst");
    }
}
