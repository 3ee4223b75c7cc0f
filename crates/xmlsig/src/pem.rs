//! PEM: the text between two lines, as bytes.
//!
//! What it does not do: know what the bytes are.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// The bytes of the first block of this kind (`CERTIFICATE`, `PRIVATE KEY`).
pub(crate) fn block(text: &str, kind: &str) -> Option<Zeroizing<Vec<u8>>> {
    let (_, rest) = text.split_once(&format!("-----BEGIN {kind}-----"))?;
    let (inside, _) = rest.split_once(&format!("-----END {kind}-----"))?;
    base64_with_spaces(inside)
}

/// Base64 with line breaks in it.
pub(crate) fn base64_with_spaces(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let bare: Zeroizing<String> =
        Zeroizing::new(text.chars().filter(|letter| !crate::tree::is_space(*letter)).collect());
    STANDARD.decode(bare.as_bytes()).ok().map(Zeroizing::new)
}
