//! The machine's secure source of chance, drawn at the edge: seeds for [`rules::chance::Chance`], and
//! bearer tokens.
//!
//! What it does not do: choose passwords or names. Rules do that, from a seeded stream.

use crate::secret::SecretText;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rules::chance::Chance;

/// `N` bytes nobody can foresee.
///
/// # Panics
/// Where the operating system has no randomness to give: nothing safe can be done without it.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut drawn = [0; N];
    aws_lc_rs::rand::fill(&mut drawn).expect("the operating system always has randomness to give");
    drawn
}

/// A seed for a stream of chance.
pub fn seed() -> [u8; 32] {
    bytes()
}

/// A fresh stream of chance.
pub fn chance() -> Chance {
    Chance::from_seed(seed())
}

/// A bearer token of 128 bits, 22 characters of base64url: handles and codes that live minutes.
pub fn token_128() -> SecretText {
    SecretText::new(URL_SAFE_NO_PAD.encode(bytes::<16>()))
}

/// A bearer token of 256 bits, 43 characters of base64url: sessions, refresh tokens, client secrets.
pub fn token_256() -> SecretText {
    SecretText::new(URL_SAFE_NO_PAD.encode(bytes::<32>()))
}

/// A bearer token of 256 bits out of a given stream of chance, so that tests can foresee it.
pub fn token_from(chance: &mut Chance) -> SecretText {
    SecretText::new(URL_SAFE_NO_PAD.encode(chance.bytes::<32>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_long_and_never_meet() {
        let (one, two) = (token_256(), token_256());
        assert_eq!((token_128().reveal().len(), one.reveal().len()), (22, 43));
        assert_ne!(one.reveal(), two.reveal());
    }
}
