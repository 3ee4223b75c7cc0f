//! A person's names: what they are called, what they type at login, and what services know them by.
//!
//! Source: product.md §3. What it does not do: remember which user names are taken; that is a fact handed in.

use crate::chance::Chance;
use serde::{Deserialize, Serialize};

/// *Brugernavn*: what is typed at login. Lower case, never reused.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Username(String);

/// The longest user name that is looked up; older and foreign names may be longer than our own eight.
pub const USERNAME_CHARACTERS_MAX: usize = 64;

/// How many letters of the name start a user name.
pub const USERNAME_LETTERS: usize = 4;

impl Username {
    /// What was typed, as it is looked up: case folded, spaces dropped, full-width characters made narrow.
    /// None where nothing is left, it is too long, or a character can be in no user name.
    pub fn parse(typed: &str) -> Option<Username> {
        let mut name = String::with_capacity(typed.len().min(USERNAME_CHARACTERS_MAX));
        for c in typed.chars() {
            let narrow = match c {
                '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
                other => other,
            };
            if narrow.is_whitespace() || matches!(narrow, '\u{200B}'..='\u{200D}' | '\u{FEFF}') {
                continue;
            }
            let lower = narrow.to_lowercase().next().unwrap_or(narrow);
            if !(lower.is_ascii_alphanumeric() || matches!(lower, '.' | '_' | '-' | '@' | 'æ' | 'ø' | 'å')) {
                return None;
            }
            name.push(lower);
            if USERNAME_CHARACTERS_MAX < name.chars().count() {
                return None;
            }
        }
        if name.is_empty() { None } else { Some(Username(name)) }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Username {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

/// How full a prefix is: decides between four digits and four characters of the wider alphabet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrefixUse {
    /// Fewer than half of the 10,000 numbers are taken.
    Roomy,
    /// Half or more are taken.
    Crowded,
}

/// A person gets another user name at most once in this time (product.md §3).
pub const RENAME_AGAIN_AFTER: crate::time::Millis = crate::time::Millis::days(365);

/// How many of a prefix's 10,000 numbers may be taken before the wider alphabet is used.
pub const PREFIX_CROWDED_FROM: i64 = 5_000;

/// `2-9a-z` without the look-alikes `l i o`.
const WIDE_ALPHABET: &[u8] = b"23456789abcdefghjkmnpqrstuvwxyz";

/// Four-letter starts that no child should have to type. Danish and English.
const OFFENSIVE_STARTS: &[&str] = &[
    "anal", "anus", "arsc", "bitc", "cock", "cunt", "dick", "diks", "dumm", "dyke", "fagg", "fand", "fiss", "fuck",
    "gimp", "homo", "hore", "idio", "kneg", "kuss", "lort", "luder", "lude", "mong", "nazi", "nega", "neger", "nege",
    "nigg", "numse", "paki", "peni", "perk", "piss", "pik", "porn", "prut", "puss", "rape", "roev", "rovh", "satan",
    "sata", "sexy", "shit", "skid", "slut", "snot", "spas", "svin", "taber", "titt", "tiss", "tosse", "twat", "vagi",
    "whor", "wank",
];

/// The four letters a user name starts with: of the first name, filled from the family name, then `x`
/// (`alma`, `boha` for Bo Hansen, `lixx`). For protected people the caller hands in the alias.
/// A start that could hurt gets its last letters replaced by `x`.
pub fn username_start(name: &PersonName) -> String {
    let mut letters: String = fold(&name.first);
    if letters.len() < USERNAME_LETTERS {
        letters.push_str(&fold(&name.family));
    }
    while letters.len() < USERNAME_LETTERS {
        letters.push('x');
    }
    letters.truncate(USERNAME_LETTERS);
    if OFFENSIVE_STARTS.iter().any(|bad| bad.starts_with(&letters) || letters.starts_with(bad)) {
        letters.truncate(2);
        letters.push_str("xx");
    }
    letters
}

/// One candidate for a new user name; the caller tries another until one was never used.
pub fn propose_username(start: &str, prefix: PrefixUse, chance: &mut Chance) -> Username {
    let mut name = start.to_owned();
    for _ in 0..4 {
        let c = match prefix {
            PrefixUse::Roomy => b'0' + chance.below(10) as u8,
            PrefixUse::Crowded => WIDE_ALPHABET[chance.below(WIDE_ALPHABET.len())],
        };
        name.push(char::from(c));
    }
    Username(name)
}

/// Letters a-z only: æ→ae, ø→oe, å→aa, other accents folded, everything else dropped.
pub fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        let plain = match c {
            'a'..='z' => {
                folded.push(c);
                continue;
            }
            'æ' | 'ä' => "ae",
            'ø' | 'ö' | 'œ' => "oe",
            'å' => "aa",
            'à' | 'á' | 'â' | 'ã' | 'ā' | 'ă' | 'ą' => "a",
            'ç' | 'ć' | 'č' => "c",
            'ď' | 'ð' | 'đ' => "d",
            'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => "e",
            'ğ' => "g",
            'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => "i",
            'ł' => "l",
            'ñ' | 'ń' | 'ň' => "n",
            'ò' | 'ó' | 'ô' | 'õ' | 'ō' | 'ő' => "o",
            'ř' => "r",
            'ś' | 'š' | 'ş' | 'ș' => "s",
            'ß' => "ss",
            'ť' | 'ţ' | 'ț' => "t",
            'þ' => "th",
            'ù' | 'ú' | 'û' | 'ū' | 'ů' | 'ű' => "u",
            'ü' | 'ý' | 'ÿ' => "y",
            'ź' | 'ż' | 'ž' => "z",
            _ => "",
        };
        folded.push_str(plain);
    }
    folded
}

/// The stable id given to services: ten lower-case hex characters, for ever.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct UniId(String);

impl UniId {
    /// Exactly ten characters of `0-9a-f`.
    pub fn parse(text: &str) -> Option<UniId> {
        let shape = text.len() == 10 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        shape.then(|| UniId(text.to_owned()))
    }

    /// A candidate for a new one; the caller tries another where it is taken.
    pub fn propose(chance: &mut Chance) -> UniId {
        UniId(crate::hex::write(&chance.bytes::<5>()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for UniId {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

/// First and family name as the school wrote them. `Debug` keeps them out of logs.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PersonName {
    /// First name, middle names included as the source writes them.
    pub first: String,
    /// Family name.
    pub family: String,
}

impl PersonName {
    /// `Alma Kjær Sørensen`.
    pub fn full(&self) -> String {
        format!("{} {}", self.first, self.family).trim().to_owned()
    }
    /// The first of the first names: what a page calls somebody.
    pub fn call(&self) -> &str {
        self.first.split_whitespace().next().unwrap_or(&self.first)
    }
}

impl std::fmt::Debug for PersonName {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("PersonName(..)")
    }
}

/// *Navne- og adressebeskyttelse*: which of a person's names may be shown. One flag covers both, and it
/// comes only from the import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Protection {
    /// Nothing is hidden.
    None,
    /// Everyone, administrators included, sees only the alias.
    Protected {
        /// The name that is shown instead.
        alias: PersonName,
    },
}

impl Protection {
    /// The name others may see.
    pub fn shown<'a>(&'a self, name: &'a PersonName) -> &'a PersonName {
        match self {
            Protection::None => name,
            Protection::Protected { alias } => alias,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(first: &str, family: &str) -> PersonName {
        PersonName { first: first.into(), family: family.into() }
    }

    #[test]
    fn a_user_name_starts_with_four_letters_of_the_name() {
        assert_eq!(username_start(&name("Alma", "Sørensen")), "alma");
        assert_eq!(username_start(&name("Bo", "Hansen")), "boha");
        assert_eq!(username_start(&name("Øjvind", "Å")), "oejv");
        assert_eq!(username_start(&name("Li", "")), "lixx");
        assert_eq!(username_start(&name("李", "王")), "xxxx");
        assert_eq!(username_start(&name("Zoë", "Ng")), "zoen");
    }

    #[test]
    fn a_start_that_could_hurt_is_blunted() {
        assert_eq!(username_start(&name("Fuckar", "X")), "fuxx");
    }

    #[test]
    fn typed_names_are_folded() {
        assert_eq!(Username::parse(" ALMA 1234 ").unwrap().as_str(), "alma1234");
        assert_eq!(Username::parse("alma１２３４").unwrap().as_str(), "alma1234");
        assert_eq!(Username::parse("henr276q").unwrap().as_str(), "henr276q");
        assert_eq!(Username::parse("a\0b"), None);
        assert_eq!(Username::parse("  "), None);
        assert_eq!(Username::parse(&"a".repeat(65)), None);
    }

    #[test]
    fn proposals_have_eight_characters_without_look_alikes() {
        let mut chance = Chance::from_seed([3; 32]);
        for _ in 0..200 {
            let roomy = propose_username("alma", PrefixUse::Roomy, &mut chance);
            assert!(roomy.as_str()[4..].bytes().all(|b| b.is_ascii_digit()));
            let crowded = propose_username("alma", PrefixUse::Crowded, &mut chance);
            assert_eq!(crowded.as_str().len(), 8);
            assert!(!crowded.as_str()[4..].contains(['l', 'i', 'o', '0', '1']));
        }
    }

    #[test]
    fn a_uniid_is_ten_hex_characters() {
        let mut chance = Chance::from_seed([4; 32]);
        let id = UniId::propose(&mut chance);
        assert_eq!(UniId::parse(id.as_str()), Some(id));
        assert_eq!(UniId::parse("1000013B36"), None);
    }
}
