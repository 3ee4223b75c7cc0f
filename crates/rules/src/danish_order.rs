//! The order of names in Danish: aa sorts as å, and æ ø å come last.
//!
//! A name's sort key is text whose plain order is the Danish order of the names, so that both databases sort alike and
//! a list can go on where a page ended. What it does not do: search.

use crate::user::PersonName;
use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::locale;
use std::sync::LazyLock;

/// Which version of the order keys are written in. It rises when the collator's data change; stored keys of an older
/// version are then written anew.
pub const VERSION: i64 = 2;

static DANISH: LazyLock<CollatorBorrowed<'static>> = LazyLock::new(|| {
    Collator::try_new(locale!("da").into(), CollatorOptions::default()).expect("the data of Danish is compiled in")
});

/// The key of a text: keys compare as the texts do in Danish. Hexadecimal, two letters a byte of [`sort_bytes`].
pub fn sort_key(text: &str) -> String {
    crate::hex::write(&sort_bytes(text))
}

/// The same key as the collator makes it.
fn sort_bytes(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() * 3);
    let Ok(()) = DANISH.write_sort_key_to(text, &mut bytes);
    bytes
}

/// The key of a person's name in bytes: half as long, for indexes that hold it many times.
pub fn name_bytes(name: &PersonName) -> Vec<u8> {
    sort_bytes(&name.full())
}

/// The key of a person's name as lists say it: first name first.
pub fn name_key(name: &PersonName) -> String {
    sort_key(&name.full())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn aa_is_aa_and_the_last_letters_are_last() {
        let mut names = ["Åse", "Zenia", "Aase", "Ørn", "Ærø", "Anna", "anders", "Bo"];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(names[..6], ["anders", "Anna", "Bo", "Zenia", "Ærø", "Ørn"]);
    }

    proptest! {
        #[test]
        fn keys_compare_as_the_collator_does(one in "[a-zA-ZæøåÆØÅéü -]{0,12}", two in "[a-zA-ZæøåÆØÅéü -]{0,12}") {
            prop_assert_eq!(sort_key(&one).cmp(&sort_key(&two)), DANISH.compare(&one, &two));
        }
    }
}
