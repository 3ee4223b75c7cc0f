//! Finding people by any part of their name from its beginning: what is kept of a name, and what a typed search asks.
//!
//! Names and searches are folded alike, into letters whose plain order is the Danish one: `{ | }` stand for æ ø å, as
//! they did in Danish seven-bit text, because they follow z in that order; aa is å. Source: product.md §9. What it does
//! not do: search, or say whom a search may find.

use crate::user::{PersonName, Username};
use std::collections::BTreeSet;

/// Fewer letters than this in every part find nobody.
pub const LETTERS_MIN: usize = 2;
/// More parts than this are no name.
pub const PARTS_MAX: usize = 6;
/// The most letters that are kept of one part of a name; a typed part is cut alike.
pub const LETTERS_MAX: usize = 40;
/// The most parts that are kept of one name.
const TOKENS_MAX: usize = 20;
/// A search of several parts whose rarest part fits more people than this wants to be told more.
pub const PEOPLE_MAX: i64 = 5_000;
/// Searches a day for one administrator.
pub const SEARCHES_A_DAY: i64 = 200;
/// Hits on one page.
pub const PAGE_HITS: usize = 25;
/// The longest beginnings that are counted; longer ones are at most as frequent.
pub const COUNTED_LETTERS_MAX: usize = 4;

/// A part of a name, folded; its plain order is the Danish one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Token(String);

impl Token {
    /// The folded letters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first text after all that begin like this.
    pub fn end(&self) -> String {
        format!("{}\u{10FFFF}", self.0)
    }

    /// The beginning by which it is counted.
    pub fn counted(&self) -> String {
        self.0.chars().take(COUNTED_LETTERS_MAX).collect()
    }
}

/// What is kept of a name: every part once, in order.
pub fn tokens(name: &PersonName) -> Vec<Token> {
    let parts: BTreeSet<Token> = parts(&name.first).chain(parts(&name.family)).collect();
    parts.into_iter().take(TOKENS_MAX).collect()
}

/// The parts of any text, folded as those of a name are.
pub fn words(text: &str) -> impl Iterator<Item = Token> {
    parts(text)
}

fn parts(text: &str) -> impl Iterator<Item = Token> {
    let is_joint = |c: char| c.is_whitespace() || c == '-' || c == '–' || c == ',' || c == '.' || c == '/';
    text.split(is_joint).map(fold).filter(|part| !part.is_empty()).map(Token)
}

/// Small letters without accents; æ ø å as `{ | }`; what is no letter or digit is dropped.
fn fold(part: &str) -> String {
    let mut plain = String::with_capacity(part.len());
    for c in part.chars().flat_map(char::to_lowercase) {
        match c {
            'æ' | 'ä' => plain.push('{'),
            'ø' | 'ö' | 'œ' => plain.push('|'),
            'å' => plain.push('}'),
            '0'..='9' => plain.push(c),
            _ => {
                let folded = crate::user::fold(c.encode_utf8(&mut [0; 4]));
                // Letters of other alphabets stay as they are.
                if folded.is_empty() && c.is_alphanumeric() { plain.push(c) } else { plain.push_str(&folded) }
            }
        }
    }
    // An a before å joins it, as in the Danish order; no name has that.
    plain.replace("aa", "}").replace("a}", "}").chars().take(LETTERS_MAX).collect()
}

/// What was typed into the search field, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Search {
    /// Nothing was typed.
    Nothing,
    /// No part has two letters.
    TooShort,
    /// More than [`PARTS_MAX`] parts.
    TooManyParts,
    /// One part, which may be a user name too.
    One(Token, Option<Username>),
    /// Several parts, in any order.
    Several(Vec<Token>),
}

/// Understands what was typed.
pub fn understand(typed: &str) -> Search {
    let mut parts: Vec<Token> = parts(typed).collect();
    parts.sort();
    parts.dedup();
    if typed.trim().is_empty() {
        return Search::Nothing;
    }
    if parts.iter().all(|part| part.as_str().chars().count() < LETTERS_MIN) {
        return Search::TooShort;
    }
    if PARTS_MAX < parts.len() {
        return Search::TooManyParts;
    }
    match parts.pop() {
        Some(only) if parts.is_empty() => Search::One(only, username(typed)),
        Some(last) => Search::Several([parts, vec![last]].concat()),
        None => Search::TooShort,
    }
}

/// Whether somebody fits what was typed: every part begins a part of the name, or it is the whole user name.
pub fn fits(name: &PersonName, username: &Username, typed: &str) -> bool {
    let kept = tokens(name);
    let begins = |part: &Token| kept.iter().any(|one| one.as_str().starts_with(part.as_str()));
    let asked: Vec<Token> = parts(typed).collect();
    let by_name = !asked.is_empty() && asked.iter().all(begins);
    by_name || self::username(typed).as_ref() == Some(username)
}

/// A user name stands alone: letters and digits without a space between.
fn username(typed: &str) -> Option<Username> {
    let typed = typed.trim();
    if typed.contains(char::is_whitespace) { None } else { Username::parse(typed) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::danish_order::sort_key;
    use proptest::prelude::*;

    fn name(first: &str, family: &str) -> PersonName {
        PersonName { first: first.to_owned(), family: family.to_owned() }
    }

    fn words(name: &PersonName) -> Vec<String> {
        tokens(name).iter().map(|token| token.as_str().to_owned()).collect()
    }

    #[test]
    fn every_part_of_a_name_is_kept_once() {
        assert_eq!(words(&name("Anne-Marie Louise", "Kjær Marie")), ["anne", "kj{r", "louise", "marie"]);
        assert_eq!(words(&name("Aase", "O'Connor")), ["oconnor", "}se"]);
        assert_eq!(words(&name("Zoë", "Müller")), ["myller", "zoe"]);
        assert_eq!(words(&name("李", "")), ["李"]);
    }

    #[test]
    fn aa_is_aa_and_the_last_letters_are_last() {
        let mut found: Vec<Token> =
            ["Åse", "Ærø", "Zenia", "Ørn", "Aage", "Bo"].into_iter().flat_map(|word| tokens(&name(word, ""))).collect();
        found.sort();
        let order: Vec<&str> = found.iter().map(Token::as_str).collect();
        assert_eq!(order, ["bo", "zenia", "{r|", "|rn", "}ge", "}se"]);
    }

    #[test]
    fn a_search_says_what_it_is() {
        assert_eq!(understand("  "), Search::Nothing);
        assert_eq!(understand("m h"), Search::TooShort);
        assert_eq!(understand("- ."), Search::TooShort);
        assert_eq!(understand("a b c d e f gg"), Search::TooManyParts);
        let Search::One(token, username) = understand("mett2468") else { panic!("one part") };
        assert_eq!((token.as_str(), username), ("mett2468", Username::parse("mett2468")));
        let Search::Several(parts) = understand("Holm METTE holm") else { panic!("two parts") };
        assert_eq!(parts.iter().map(Token::as_str).collect::<Vec<_>>(), ["holm", "mette"]);
        assert!(matches!(understand("Aase-Marie"), Search::Several(_)));
    }

    #[test]
    fn a_list_is_filtered_by_any_part_or_the_user_name() {
        let (mette, username) = (name("Mette", "Holm"), Username::parse("mett2468").unwrap());
        for typed in ["met", "HOLM", "ho me", "mett2468"] {
            assert!(fits(&mette, &username, typed), "{typed}");
        }
        for typed in ["olm", "mette jensen", "mett24", "-"] {
            assert!(!fits(&mette, &username, typed), "{typed}");
        }
    }

    #[test]
    fn a_part_begins_before_its_end() {
        let Search::One(part, _) = understand("kj") else { panic!("one part") };
        assert!(
            tokens(&name("Kjær", ""))
                .iter()
                .all(|token| part.as_str() <= token.as_str() && token.as_str() < part.end().as_str())
        );
        assert!(tokens(&name("Kz", "")).iter().all(|token| part.end().as_str() < token.as_str()));
    }

    proptest! {
        #[test]
        fn any_beginning_of_any_part_fits_the_name(first in "[a-zæøåÆØÅé]{2,10}( [a-zæøå]{2,8})?", family in "[A-ZÆØÅ][a-zæøå]{1,10}", letters in 2usize..6) {
            let person = name(&first, &family);
            let kept = tokens(&person);
            for part in first.split(' ').chain([family.as_str()]) {
                let typed: String = part.chars().take(letters).collect();
                // A beginning that cuts between two a's, or between a and å, asks for one a, which å does not begin with.
                let joins = part.chars().nth(letters).is_some_and(|next| "aAåÅ".contains(next));
                let cut = joins && typed.ends_with(['a', 'A']);
                if let Search::One(token, _) = understand(&typed) {
                    let fits = kept.iter().any(|one| token.as_str() <= one.as_str() && one.as_str() < token.end().as_str());
                    prop_assert!(fits || cut, "{typed} of {first} {family}");
                }
            }
        }

        #[test]
        fn folded_letters_sort_as_danish_does(one in "[a-zæøå]{1,6}", two in "[a-zæøå]{1,6}") {
            let token = |text: &str| tokens(&name(text, "")).remove(0);
            let (here, there) = (token(&one), token(&two));
            if here != there {
                prop_assert_eq!(here.cmp(&there), sort_key(&one).cmp(&sort_key(&two)), "{} {}", one, two);
            }
        }
    }
}
