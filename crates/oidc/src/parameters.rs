//! The fields of a query or a form body, as another party sent them.
//!
//! OAuth says that no parameter may come twice and that an empty one counts as left out (RFC 6749 §3.1).
//! What it does not do: know which parameters mean what.

/// The longest query or body that is read.
pub const BYTES_MAX: usize = 64 * 1024;
/// The longest value of one parameter; an id token as hint or a client's assertion is the longest in use.
pub const VALUE_BYTES_MAX: usize = 8 * 1024;
/// How many parameters one request may have.
pub const COUNT_MAX: usize = 64;

/// The parameters of one request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters {
    pairs: Vec<(String, String)>,
    repeated: Vec<String>,
}

/// Why the bytes are not parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// More bytes or parameters than any honest request has, or one value too long.
    TooMuch,
    /// A control character or bytes that are no UTF-8.
    NotText,
}

impl Parameters {
    /// Reads `application/x-www-form-urlencoded`, with the bounds of this module.
    pub fn parse(encoded: &[u8]) -> Result<Parameters, Unreadable> {
        if BYTES_MAX < encoded.len() {
            return Err(Unreadable::TooMuch);
        }
        let mut parameters = Parameters::default();
        for (count, (name, value)) in url::form_urlencoded::parse(encoded).enumerate() {
            if COUNT_MAX <= count || VALUE_BYTES_MAX < value.len() || VALUE_BYTES_MAX < name.len() {
                return Err(Unreadable::TooMuch);
            }
            if !is_text(&name) || !is_text(&value) {
                return Err(Unreadable::NotText);
            }
            parameters.add(name.into_owned(), value.into_owned());
        }
        Ok(parameters)
    }

    /// From pairs already decoded, as a test or a parked request has them.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Parameters {
        let mut parameters = Parameters::default();
        for (name, value) in pairs {
            parameters.add(name.to_owned(), value.to_owned());
        }
        parameters
    }

    fn add(&mut self, name: String, value: String) {
        if self.pairs.iter().any(|(known, _)| *known == name) {
            self.repeated.push(name);
            return;
        }
        self.pairs.push((name, value));
    }

    /// The same with one parameter more.
    pub fn with(mut self, name: &str, value: &str) -> Parameters {
        self.add(name.to_owned(), value.to_owned());
        self
    }

    /// The value of a parameter; None where it is missing or empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, value)| known == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// Whether this parameter came more than once.
    pub fn is_repeated(&self, name: &str) -> bool {
        self.repeated.iter().any(|repeated| repeated == name)
    }

    /// Whether any parameter came more than once.
    pub fn has_repeated(&self) -> bool {
        !self.repeated.is_empty()
    }

    /// The parameters again as a query, without those named: what is kept of a pushed request.
    pub fn encode_without(&self, left_out: &[&str]) -> String {
        let mut out = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in &self.pairs {
            if !left_out.contains(&name.as_str()) {
                out.append_pair(name, value);
            }
        }
        out.finish()
    }
}

/// The replacement character stands where bytes were no UTF-8; nobody sends it on purpose.
fn is_text(value: &str) -> bool {
    !value.chars().any(|c| c.is_control() || c == char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_empty_parameter_counts_as_left_out() {
        let parameters = Parameters::parse(b"state=&nonce=n").unwrap();
        assert_eq!(parameters.get("state"), None);
        assert_eq!(parameters.get("nonce"), Some("n"));
    }

    #[test]
    fn a_parameter_that_comes_twice_is_remembered_as_repeated() {
        let parameters = Parameters::parse(b"state=a&state=b").unwrap();
        assert!(parameters.is_repeated("state"));
        assert_eq!(parameters.get("state"), Some("a"));
    }

    #[test]
    fn control_characters_and_broken_text_are_refused() {
        assert_eq!(Parameters::parse(b"state=a%00b"), Err(Unreadable::NotText));
        assert_eq!(Parameters::parse(b"state=%ff%fe"), Err(Unreadable::NotText));
        assert_eq!(Parameters::parse(&vec![b'a'; BYTES_MAX + 1]), Err(Unreadable::TooMuch));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_harm(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            let _ = Parameters::parse(&bytes);
        }

        #[test]
        fn what_is_encoded_is_read_back(value in "[ -~æøå]{1,60}") {
            let parameters = Parameters::from_pairs([("x", value.as_str())]);
            let again = Parameters::parse(parameters.encode_without(&[]).as_bytes()).unwrap();
            prop_assert_eq!(again.get("x"), Some(value.as_str()));
        }
    }
}
