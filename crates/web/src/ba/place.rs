//! Where a page of hits ended, as an address or a form carries it.
//!
//! What it does not do: say who is found there.

use rules::id::PersonId;
use store::name_search::Place;

/// The most bytes of a place.
const PLACE_BYTES_MAX: usize = 2_000;

/// A place as a word: number, key in hexadecimal, part.
pub(crate) fn write(place: &Place) -> String {
    format!("{}.{}.{}", place.person.0, rules::hex::write(&place.sort_key), place.token)
}

/// Back from the address; what is no place begins at the beginning.
pub(crate) fn read(text: &str) -> Option<Place> {
    if PLACE_BYTES_MAX < text.len() {
        return None;
    }
    let mut parts = text.splitn(3, '.');
    let person = PersonId(parts.next()?.parse().ok()?);
    let sort_key = rules::hex::read(parts.next()?)?;
    Some(Place { token: parts.next()?.to_owned(), sort_key, person })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_comes_back_from_its_address_and_nonsense_does_not() {
        let place = Place { token: "kj{r.x".to_owned(), sort_key: vec![1, 255, 16], person: PersonId(-7) };
        assert_eq!(read(&write(&place)), Some(place));
        for wrong in ["", "1", "1.zz.a", "1.abc.a", "x.ab.a", "1.\u{e6}\u{e6}.a"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
