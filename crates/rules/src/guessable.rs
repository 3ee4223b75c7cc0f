//! What anybody would try first: names, seasons, and the passwords many people use.
//!
//! Source: product.md §5 ("Never: ..."). Case is ignored, and so are the digits and signs that look like letters.
//! The common ones are `data/common_passwords.txt`, Danish and English. What it does not do: say how long or how
//! mixed a password must be; that is `password`.

use crate::user::{PersonName, fold};
use std::collections::HashMap;
use std::sync::LazyLock;

/// The shortest name that may not stand in a password.
pub(crate) const NAME_CHARACTERS_MIN: usize = 3;

/// Seasons that may stand nowhere in a password.
const SEASONS: &[&str] = &["sommer", "vinter", "forår", "efterår", "summer", "winter", "autumn"];
/// Seasons that are also ordinary words (*jeg springer*): only the whole password may not be one.
const SEASONS_WHOLE: &[&str] = &["spring", "fall"];

/// By length in characters, so that a comparison only meets words it could equal.
static COMMON: LazyLock<HashMap<usize, Vec<Vec<char>>>> = LazyLock::new(|| {
    let mut by_length: HashMap<usize, Vec<Vec<char>>> = HashMap::new();
    for word in include_str!("../data/common_passwords.txt").lines().map(str::trim).filter(|w| !w.is_empty()) {
        let letters: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
        by_length.entry(letters.len()).or_default().push(letters);
    }
    by_length
});

/// Whether one of these names, whole or by part, of three letters or more, stands in the text.
pub(crate) fn contains_name(text: &str, names: &[PersonName]) -> bool {
    names.iter().any(|name| parts(&name.first).chain(parts(&name.family)).any(|part| contains(text, &part)))
}

/// The whole name without its separators, and each of its parts (`Anne-Marie`: annemarie, anne, marie).
fn parts(name: &str) -> impl Iterator<Item = String> {
    let pieces: Vec<String> =
        name.split(|c: char| !c.is_alphanumeric()).filter(|piece| !piece.is_empty()).map(str::to_owned).collect();
    let whole = pieces.concat();
    pieces.into_iter().chain([whole]).filter(|piece| NAME_CHARACTERS_MIN <= piece.chars().count())
}

/// Whether the word stands anywhere in the text, also spelt with digits and signs, with ae for æ, or with
/// separators between its letters.
pub(crate) fn contains(text: &str, word: &str) -> bool {
    let typed = lower(text);
    let letters_only: Vec<char> = typed.iter().copied().filter(|c| !is_separator(*c)).collect();
    spellings(word).iter().any(|target| stands_in(&typed, target) || stands_in(&letters_only, target))
}

/// Whether a season stands in the text.
pub(crate) fn contains_season(text: &str) -> bool {
    SEASONS.iter().any(|season| contains(text, season))
        || trimmings(&lower(text)).iter().any(|core| SEASONS_WHOLE.iter().any(|season| equals(core, &lower(season))))
}

/// Whether the text, or what is left when digits and signs at its ends are taken off, is one that many use.
pub(crate) fn is_common(text: &str) -> bool {
    trimmings(&lower(text))
        .iter()
        .any(|core| COMMON.get(&core.len()).is_some_and(|words| words.iter().any(|word| equals(core, word))))
}

fn lower(text: &str) -> Vec<char> {
    text.chars().flat_map(char::to_lowercase).collect()
}

fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '-' | '_' | '.' | '\'' | ',')
}

/// A word as it is, with ae oe aa for æ ø å, and with the bare letters under its accents.
fn spellings(word: &str) -> Vec<Vec<char>> {
    let exact = lower(word);
    // Letter by letter, because folding a whole name would drop its digits.
    let folded: Vec<char> = exact
        .iter()
        .flat_map(|c| if c.is_alphabetic() { fold(&c.to_string()) } else { c.to_string() }.chars().collect::<Vec<_>>())
        .collect();
    let bare: Vec<char> = exact
        .iter()
        .map(|c| match c {
            'æ' | 'å' | 'ä' | 'á' | 'à' => 'a',
            'ø' | 'ö' | 'ó' => 'o',
            'é' | 'è' | 'ë' => 'e',
            'ü' => 'u',
            'í' | 'ï' => 'i',
            other => *other,
        })
        .collect();
    let mut all = vec![exact, folded, bare];
    all.retain(|spelling| NAME_CHARACTERS_MIN <= spelling.len());
    all.dedup();
    all
}

fn stands_in(text: &[char], word: &[char]) -> bool {
    text.windows(word.len()).any(|part| equals(part, word))
}

fn equals(typed: &[char], word: &[char]) -> bool {
    typed.len() == word.len() && typed.iter().zip(word).all(|(sign, letter)| stands_for(*sign, *letter))
}

/// Whether a typed sign is the letter, or one of the signs people write for it.
fn stands_for(sign: char, letter: char) -> bool {
    sign == letter
        || match sign {
            '0' => matches!(letter, 'o' | 'ø'),
            '1' | '!' | '|' => matches!(letter, 'i' | 'l'),
            '2' => letter == 'z',
            '3' => matches!(letter, 'e' | 'æ'),
            '4' => matches!(letter, 'a' | 'å'),
            '@' => matches!(letter, 'a' | 'å'),
            '5' | '$' => letter == 's',
            '6' => matches!(letter, 'g' | 'b'),
            '7' | '+' => letter == 't',
            '8' => letter == 'b',
            '9' => letter == 'g',
            _ => false,
        }
}

/// The text itself, and what is left of it for every number of non-letters taken off its start and its end.
fn trimmings(typed: &[char]) -> Vec<&[char]> {
    let at_start = typed.iter().take_while(|c| !c.is_alphabetic()).count();
    let at_end = typed.iter().rev().take_while(|c| !c.is_alphabetic()).count();
    let mut cores = vec![typed];
    for start in 0..=at_start {
        for end in 0..=at_end {
            if 0 < start + end && start + end < typed.len() {
                cores.push(&typed[start..typed.len() - end]);
            }
        }
    }
    cores
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn named(first: &str, family: &str) -> [PersonName; 1] {
        [PersonName { first: first.into(), family: family.into() }]
    }

    #[test]
    fn a_whole_name_of_three_letters_may_stand_nowhere() {
        for password in ["xxalmaxx", "ALMA-er-sej", "kj4er2000", "S0rens3n!", "soerensen99", "sorensen"] {
            assert!(contains_name(password, &named("Alma Kjær", "Sørensen")), "{password}");
        }
        assert!(!contains_name("tigerskov", &named("Alma Kjær", "Sørensen")));
    }

    #[test]
    fn compound_names_count_by_part_and_as_a_whole() {
        for password in ["xannemariex", "anne-marie", "anne er her", "solmarie", "4nn3"] {
            assert!(contains_name(password, &named("Anne-Marie", "Bo")), "{password}");
        }
        assert!(contains_name("boli2024", &named("Bo-Li", "")));
        assert!(!contains_name("bogreolen", &named("Bo", "Ng")));
    }

    #[test]
    fn seasons_stand_nowhere_but_spring_and_fall_may_stand_in_a_sentence() {
        for password in ["sommer2026", "Vint3r!!", "minForår", "foraar26", "efterår", "summertime", "Spring2026"] {
            assert!(contains_season(password), "{password}");
        }
        for password in ["jeg springer i vandet", "tigerskov"] {
            assert!(!contains_season(password), "{password}");
        }
    }

    #[test]
    fn common_passwords_are_found_under_their_disguises() {
        for password in
            ["fodbold", "Fodbold1", "F0dbold123", "k0d3ord!", "P@ssw0rd", "12345678", "hemmelig2024", "QWERTY12"]
        {
            assert!(is_common(password), "{password}");
        }
        for password in ["tigerskov", "TigerSkov47", "gul trompet i haven"] {
            assert!(!is_common(password), "{password}");
        }
    }

    #[test]
    fn the_common_list_holds_enough_and_each_once() {
        let words: Vec<&str> = include_str!("../data/common_passwords.txt").lines().collect();
        let unique: BTreeSet<_> = words.iter().collect();
        assert_eq!(unique.len(), words.len());
        assert!(600 <= words.len());
        assert!(words.iter().all(|word| NAME_CHARACTERS_MIN <= word.chars().count() && *word == word.to_lowercase()));
    }

    proptest! {
        #[test]
        fn a_name_is_found_wherever_it_stands(
            before in "[a-zæøå0-9]{0,8}",
            name in "[A-ZÆØÅ][a-zæøå]{2,9}",
            after in "[a-zæøå0-9]{0,8}",
        ) {
            let shouted = format!("{before}{}{after}", name.to_uppercase());
            prop_assert!(contains_name(&shouted, &named(&name, "")), "{}", shouted);
        }

        #[test]
        fn any_text_is_judged(text in ".{0,70}", first in ".{0,20}") {
            let names = named(&first, "");
            let _ = (contains_name(&text, &names), contains_season(&text), is_common(&text));
        }
    }
}
