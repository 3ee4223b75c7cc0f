//! Bytes as text: two lower-case hexadecimal digits a byte, for names of rows, addresses and ids.
//!
//! What it does not do: keep a secret; comparing what was read is the caller's.

/// The text of these bytes.
pub fn write(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from(if value < 10 { b'0' + value } else { b'a' + value - 10 });
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)]).collect()
}

/// Back from the text; none where it is anything else, an odd digit included. Upper-case digits are read too.
pub fn read(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok());
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|[high, low]| Some((digit(*high)? << 4) | digit(*low)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn two_lower_case_digits_stand_for_a_byte() {
        assert_eq!(write(&[0x00, 0x0a, 0x9f, 0xff]), "000a9fff");
        assert_eq!(read("000A9fff"), Some(vec![0x00, 0x0a, 0x9f, 0xff]));
        assert_eq!(read(""), Some(Vec::new()));
    }

    #[test]
    fn what_is_no_hexadecimal_text_is_nothing() {
        for wrong in ["0", "0g", "+1", " 1", "æ", "00f"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn every_byte_comes_back(bytes: Vec<u8>) {
            prop_assert_eq!(read(&write(&bytes)), Some(bytes));
        }

        #[test]
        fn any_text_gets_an_answer(text: String) {
            let _ = read(&text);
        }
    }
}
