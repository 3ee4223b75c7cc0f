//! The order of names in Danish: aa sorts as å, and æ ø å come last.
//!
//! What it does not do: search.

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::locale;
use std::sync::LazyLock;

static DANISH: LazyLock<CollatorBorrowed<'static>> = LazyLock::new(|| {
    Collator::try_new(locale!("da").into(), CollatorOptions::default()).expect("the data of Danish is compiled in")
});

/// Sorts rows by a name.
pub(crate) fn sort_by_name<T>(rows: &mut [T], name: impl Fn(&T) -> String) {
    rows.sort_by(|one, two| DANISH.compare(&name(one), &name(two)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aa_is_aa_and_the_last_letters_are_last() {
        let mut names = ["Åse", "Zenia", "Aase", "Ørn", "Ærø", "Anna", "Bo"].map(str::to_owned);
        sort_by_name(&mut names, Clone::clone);
        assert_eq!(names[..5], ["Anna", "Bo", "Zenia", "Ærø", "Ørn"]);
    }
}
