//! Moments as messages write them: `2026-11-30T07:30:00Z`, always in UTC (SAML Core §1.3.3).

/// Milliseconds since 1970.
pub(crate) fn read(text: &str) -> Option<i64> {
    if !text.ends_with('Z') {
        return None;
    }
    text.parse::<jiff::Timestamp>().ok().map(|moment| moment.as_millisecond())
}

/// In whole seconds.
pub(crate) fn write(milliseconds: i64) -> String {
    let second = jiff::Timestamp::from_second(milliseconds.div_euclid(1000)).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    second.to_string()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_moment_is_in_utc_and_says_so() {
        assert_eq!(super::read("1970-01-01T00:00:01.5Z"), Some(1_500));
        assert_eq!(super::read("1970-01-01T00:00:01"), None);
        assert_eq!(super::read("1970-01-01T00:00:01+02:00"), None);
        assert_eq!(super::write(1_999), "1970-01-01T00:00:01Z");
    }
}
