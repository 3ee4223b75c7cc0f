//! The whole country: which institutions stand where, and each locality made from the seed alone.
//!
//! Institution number k is the same however many are wanted. What it does not do: hold more than one
//! locality at a time.

use crate::locality::{Builder, Locality, Site};
use crate::number::{LOCALITIES_MAX, Series};
use crate::place;
use crate::school::SchoolKind;
use jiff::civil::DateTime;
use rules::chance::Chance;
use rules::institution::InstitutionNumber;

/// How many institutions a locality has.
pub const INSTITUTIONS_PER_LOCALITY: usize = 20;

/// Denmark has about so many; beyond it person numbers would run out.
pub const INSTITUTIONS_MAX: usize = 10_000;

const _: () = assert!(INSTITUTIONS_MAX <= LOCALITIES_MAX * INSTITUTIONS_PER_LOCALITY);

/// A country that a seed decides entirely.
#[derive(Clone, Copy, Debug)]
pub struct Country {
    seed: u64,
    school_year: i16,
}

impl Country {
    /// The country of this seed in the school year that starts in `school_year`.
    pub fn new(seed: u64, school_year: i16) -> Country {
        Country { seed, school_year }
    }

    /// Its locality number `index`, from 0: institutions `index * 20 + 1` to `index * 20 + 20`.
    pub fn locality(&self, index: usize) -> Locality {
        let mut chance = Chance::from_seed(self.seed_of(index));
        let municipality = place::any(&mut chance);
        let site = Site { municipality, series: Series::Generated, index, school_year: self.school_year };
        let mut builder = Builder::new(chance, site);
        for place in 0..INSTITUTIONS_PER_LOCALITY {
            builder.add_school(number(index * INSTITUTIONS_PER_LOCALITY + place + 1), kind_at(index, place));
        }
        builder.finish()
    }

    /// When the sources sent their files: early on the second Monday or so of the school year.
    pub fn sent(&self) -> DateTime {
        DateTime::constant(self.school_year, 8, 17, 4, 0, 0, 0)
    }

    fn seed_of(&self, locality: usize) -> [u8; 32] {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(b"locality".as_slice());
        seed[16..24].copy_from_slice(&self.seed.to_le_bytes());
        seed[24..32].copy_from_slice(&(locality as u64).to_le_bytes());
        seed
    }
}

/// The register number of institution `count`, from 1: `F` as in *fiktiv*.
fn number(count: usize) -> InstitutionNumber {
    InstitutionNumber::parse(&format!("F{count:05}")).expect("a letter and five digits")
}

/// Which kind stands at which place of a locality. The first locality has one of each within its first five.
fn kind_at(locality: usize, place: usize) -> SchoolKind {
    match place {
        0 | 5 => SchoolKind::Public,
        2 => SchoolKind::Private,
        3 if locality.is_multiple_of(2) => SchoolKind::Boarding,
        4 if locality.is_multiple_of(3) => SchoolKind::UpperSecondary,
        _ => SchoolKind::Daycare,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import_file;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
        let text = |seed| {
            let country = Country::new(seed, 2026);
            let locality = country.locality(3);
            let texts = locality.schools.iter().map(|school| import_file::text(&locality, school, country.sent()));
            texts.collect::<String>()
        };
        assert_eq!(text(1), text(1));
        assert_ne!(text(1), text(2));
    }

    #[test]
    fn ten_thousand_institutions_are_about_one_and_a_half_million_people() {
        let country = Country::new(7, 2026);
        let people: usize = (0..24).map(|index| country.locality(index * 20).people.len()).sum();
        let whole = people * (INSTITUTIONS_MAX / INSTITUTIONS_PER_LOCALITY) / 24;
        assert!((1_300_000..1_700_000).contains(&whole), "{whole}");
    }

    #[test]
    fn every_number_is_valid_and_nobodys_twice() {
        let country = Country::new(7, 2026);
        let mut seen = BTreeSet::new();
        for index in 0..6 {
            for person in country.locality(index).people {
                assert!(rules::cpr::Cpr::parse(person.cpr.reveal()).is_ok());
                assert!(seen.insert(person.cpr.reveal().to_owned()));
            }
        }
    }

    #[test]
    fn families_reach_across_institutions() {
        let locality = Country::new(7, 2026).locality(0);
        let mut schools_of_parent: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        let mut parents = BTreeSet::new();
        for school in &locality.schools {
            for contact in school.pupils.iter().flat_map(|pupil| &pupil.contacts) {
                parents.insert(contact.person);
                schools_of_parent.entry(contact.person).or_default().insert(school.register.number.clone());
            }
        }
        let shared = schools_of_parent.values().filter(|schools| 2 <= schools.len()).count();
        assert!(parents.len() / 10 < shared, "{shared} of {}", parents.len());
        let staff = locality.schools.iter().flat_map(|school| &school.employees);
        assert!(20 < staff.filter(|employee| parents.contains(&employee.person)).count());
    }

    #[test]
    fn the_first_five_institutions_are_one_of_each_kind() {
        let kinds: Vec<_> = (0..5).map(|place| kind_at(0, place).register_word()).collect();
        assert_eq!(kinds, ["Folkeskole", "Dagtilbud", "Privatskole", "Efterskole", "Gymnasium"]);
    }
}
