//! The key file: every long-lived secret of one installation, outside the database.
//!
//! One line a key: `kind id base64`. The first line of a kind is its newest key; older ones below it still
//! open what they sealed. Source: `security.md` rule 11.
//!
//! What it does not do: read or write the file (the program does), or hold signing keys (they are sealed in
//! the database, see [`crate::signing`]).

use crate::secret::{SecretKey, SecretText};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rules::chance::Chance;
use std::fmt::Write as _;
use zeroize::{Zeroize as _, Zeroizing};

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// Seals columns: login secrets, imports, signing keys, school cards.
    Seal,
    /// Seals CPR numbers.
    Cpr,
    /// Finds a person by CPR without storing it. There are only about 10⁹ numbers: this key is the protection.
    BlindIndex,
    /// Encrypts password hashes.
    Pepper,
    /// Makes the pseudonym each service knows a person by. Changing it makes everybody a stranger everywhere.
    Pairwise,
    /// Chooses pictures or text for user names nobody has, the same each time.
    FormChoice,
    /// Marks our own forms so that no other site can send them.
    FormToken,
}

impl KeyKind {
    /// All of them, in the order the file lists them.
    pub const ALL: [KeyKind; 7] = [
        KeyKind::Seal,
        KeyKind::Cpr,
        KeyKind::BlindIndex,
        KeyKind::Pepper,
        KeyKind::Pairwise,
        KeyKind::FormChoice,
        KeyKind::FormToken,
    ];

    /// Its word in the file.
    pub fn word(self) -> &'static str {
        match self {
            KeyKind::Seal => "seal",
            KeyKind::Cpr => "cpr",
            KeyKind::BlindIndex => "blind_index",
            KeyKind::Pepper => "pepper",
            KeyKind::Pairwise => "pairwise",
            KeyKind::FormChoice => "form_choice",
            KeyKind::FormToken => "form_token",
        }
    }

    fn from_word(word: &str) -> Option<KeyKind> {
        KeyKind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// Why a key file cannot be used. Never quotes a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFileError {
    /// Not text.
    #[error("the key file is not UTF-8 text")]
    NotText,
    /// A line that is not `kind id base64`.
    #[error("line {0} of the key file is not `kind id base64`")]
    Shape(usize),
    /// A kind this version does not know.
    #[error("line {0} of the key file names a kind of key this version does not know")]
    UnknownKind(usize),
    /// Not 32 bytes.
    #[error("line {0} of the key file holds a key that is not 32 bytes")]
    Length(usize),
    /// The same id twice within a kind.
    #[error("line {0} of the key file repeats an id")]
    Repeated(usize),
    /// A kind without any key.
    #[error("the key file has no `{0}` key")]
    Missing(&'static str),
    /// All 255 ids of a kind are taken.
    #[error("every id of this kind of key is taken: remove the oldest")]
    Full,
}

/// One key with the id that what it sealed carries.
#[derive(Clone, Debug)]
pub(crate) struct IdentifiedKey {
    pub(crate) kind: KeyKind,
    pub(crate) id: u8,
    pub(crate) key: SecretKey,
}

/// All long-lived keys of one installation. Cannot be printed or compared.
#[derive(Clone, Debug)]
pub struct Keys(Vec<IdentifiedKey>);

const HEADING: &str =
    "# The keys of this installation. Who has them and the database can read every CPR number and test
# every password. Keep a copy apart from the database's backups; without it nobody can log in again.
# kind id key; the first line of a kind is in use, those below it still open what they sealed.
";

impl Keys {
    /// A first key of every kind, out of the given chance.
    pub fn generate(chance: &mut Chance) -> Keys {
        let fresh = |kind| IdentifiedKey { kind, id: 1, key: SecretKey::new(chance.bytes()) };
        Keys(KeyKind::ALL.into_iter().map(fresh).collect())
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// Where a line is wrong or a kind is missing; the error tells the line.
    pub fn parse(file: &[u8]) -> Result<Keys, KeyFileError> {
        let text = std::str::from_utf8(file).map_err(|_| KeyFileError::NotText)?;
        let mut keys: Vec<IdentifiedKey> = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let key = parse_line(line, index + 1)?;
            if keys.iter().any(|held| held.kind == key.kind && held.id == key.id) {
                return Err(KeyFileError::Repeated(index + 1));
            }
            keys.push(key);
        }
        let keys = Keys(keys);
        match KeyKind::ALL.into_iter().find(|kind| keys.ring(*kind).next().is_none()) {
            Some(kind) => Err(KeyFileError::Missing(kind.word())),
            None => Ok(keys),
        }
    }

    /// The text of the key file.
    pub fn render(&self) -> SecretText {
        let mut text = Zeroizing::new(String::with_capacity(4096));
        text.push_str(HEADING);
        for held in &self.0 {
            let mut encoded = STANDARD.encode(held.key.reveal());
            writeln!(text, "{} {} {encoded}", held.kind.word(), held.id).expect("a String takes all that is written");
            encoded.zeroize();
        }
        SecretText::new(text.to_string())
    }

    /// The same keys with a new first key of this kind. What the older ones sealed still opens.
    ///
    /// # Errors
    /// Where every id of the kind is taken.
    pub fn rotated(&self, kind: KeyKind, chance: &mut Chance) -> Result<Keys, KeyFileError> {
        let taken = self.ring(kind).map(|held| held.id).max().unwrap_or(0);
        let id = taken.checked_add(1).ok_or(KeyFileError::Full)?;
        let mut keys = self.0.clone();
        let place = keys.iter().position(|held| held.kind == kind).unwrap_or(keys.len());
        keys.insert(place, IdentifiedKey { kind, id, key: SecretKey::new(chance.bytes()) });
        Ok(Keys(keys))
    }

    /// The same keys with a new last key of this kind, and its id: it opens what other nodes seal with it already, and
    /// seals nothing here before [`Keys::used`] puts it first.
    ///
    /// # Errors
    /// Where every id of the kind is taken.
    pub fn prepared(&self, kind: KeyKind, chance: &mut Chance) -> Result<(Keys, u8), KeyFileError> {
        let mut keys = self.rotated(kind, chance)?.0;
        let first = keys.iter().position(|held| held.kind == kind).unwrap_or(0);
        let new = keys.remove(first);
        let id = new.id;
        let place = keys.iter().rposition(|held| held.kind == kind).map_or(keys.len(), |last| last + 1);
        keys.insert(place, new);
        Ok((Keys(keys), id))
    }

    /// The same keys with this one first of its kind; none where it is not there.
    pub fn used(&self, kind: KeyKind, id: u8) -> Option<Keys> {
        let mut keys = self.0.clone();
        let first = keys.iter().position(|held| held.kind == kind)?;
        let place = keys.iter().position(|held| held.kind == kind && held.id == id)?;
        let key = keys.remove(place);
        keys.insert(first, key);
        Some(Keys(keys))
    }

    /// The same keys without this one; none where it is not there or is the one in use.
    pub fn without(&self, kind: KeyKind, id: u8) -> Option<Keys> {
        let ids = self.ids(kind);
        let old = ids.iter().skip(1).any(|held| *held == id);
        old.then(|| Keys(self.0.iter().filter(|held| held.kind != kind || held.id != id).cloned().collect()))
    }

    /// The ids of one kind: the one in use, then the others in the file's order.
    pub fn ids(&self, kind: KeyKind) -> Vec<u8> {
        self.ring(kind).map(|held| held.id).collect()
    }

    /// The keys of one kind, newest first.
    pub(crate) fn ring(&self, kind: KeyKind) -> impl Iterator<Item = &IdentifiedKey> {
        self.0.iter().filter(move |held| held.kind == kind)
    }
}

fn parse_line(line: &str, number: usize) -> Result<IdentifiedKey, KeyFileError> {
    let mut parts = line.split_ascii_whitespace();
    let (Some(kind), Some(id), Some(key), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Err(KeyFileError::Shape(number));
    };
    let kind = KeyKind::from_word(kind).ok_or(KeyFileError::UnknownKind(number))?;
    let id = id.parse().map_err(|_| KeyFileError::Shape(number))?;
    let bytes = Zeroizing::new(STANDARD.decode(key).map_err(|_| KeyFileError::Shape(number))?);
    let bytes: [u8; 32] = bytes.as_slice().try_into().map_err(|_| KeyFileError::Length(number))?;
    Ok(IdentifiedKey { kind, id, key: SecretKey::new(bytes) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys::generate(&mut Chance::from_seed([1; 32]))
    }

    #[test]
    fn what_is_written_is_read_again() {
        let text = keys().render();
        let again = Keys::parse(text.reveal().as_bytes()).unwrap();
        assert_eq!(again.render().reveal(), text.reveal());
        assert!(!format!("{again:?}").contains("AAAA"));
    }

    #[test]
    fn a_rotated_key_is_first_and_the_old_one_stays() {
        let rotated = keys().rotated(KeyKind::Pepper, &mut Chance::from_seed([2; 32])).unwrap();
        let ids: Vec<u8> = rotated.ring(KeyKind::Pepper).map(|held| held.id).collect();
        assert_eq!(ids, [2, 1]);
    }

    #[test]
    fn a_prepared_key_stands_last_until_it_is_used_and_the_old_one_can_go() {
        let (prepared, id) = keys().prepared(KeyKind::Seal, &mut Chance::from_seed([2; 32])).unwrap();
        assert_eq!((prepared.ids(KeyKind::Seal), id), (vec![1, 2], 2));
        assert_eq!(prepared.without(KeyKind::Seal, 1).map(|_| ()), None, "it is in use");
        let used = prepared.used(KeyKind::Seal, 2).unwrap();
        assert_eq!(used.ids(KeyKind::Seal), [2, 1]);
        assert_eq!(used.without(KeyKind::Seal, 1).unwrap().ids(KeyKind::Seal), [2]);
        let again = Keys::parse(used.render().reveal().as_bytes()).unwrap();
        assert_eq!((again.ids(KeyKind::Seal), again.ids(KeyKind::Cpr)), (vec![2, 1], vec![1]));
        assert!(used.used(KeyKind::Seal, 9).is_none() && used.without(KeyKind::Seal, 9).is_none());
    }

    #[test]
    fn a_bad_file_is_told_by_its_line() {
        let key = STANDARD.encode([0; 32]);
        let refused = |text: String| Keys::parse(text.as_bytes()).unwrap_err();
        assert_eq!(refused("seal one".into()), KeyFileError::Shape(1));
        assert_eq!(refused(format!("# x\nsale 1 {key}")), KeyFileError::UnknownKind(2));
        assert_eq!(refused("seal 1 AAAA".into()), KeyFileError::Length(1));
        assert_eq!(refused(format!("seal 1 {key}\nseal 1 {key}")), KeyFileError::Repeated(2));
        assert_eq!(refused(format!("seal 1 {key}")), KeyFileError::Missing("cpr"));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_get_an_answer(bytes: Vec<u8>) {
            let _ = Keys::parse(&bytes);
        }
    }
}
