//! What can be an address to write to.
//!
//! What it does not do: say whether anybody reads there.

/// Whether a text can be an address to write to: one @, something on both sides, a dot after it, nothing odd.
pub fn is_address(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>()[],;:\\\"".contains(c);
    let host_fits = host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !host.contains("..");
    !name.is_empty() && host_fits && !host.contains('@') && text.len() <= ADDRESS_BYTES_MAX && text.chars().all(plain)
}

/// The longest mail address there can be.
pub const ADDRESS_BYTES_MAX: usize = 254;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_name_and_a_host() {
        assert!(is_address("kontor@solbakkeskolen.dk"));
        assert!(is_address("mette.holm+skole@it.kommune.dk"));
        for wrong in
            ["", "kontor", "@skole.dk", "kontor@", "a@b@c.dk", "a b@c.dk", "a@.dk", "a@dk", "a@b.dk\r\nBcc: x@y.dk"]
        {
            assert!(!is_address(wrong), "{wrong}");
        }
    }
}
