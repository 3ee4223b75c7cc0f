//! What sort of device a browser runs on, as a teacher would name it: enough to tell the pupil's tablet from a stranger's
//! computer.
//!
//! Source: product.md §8, ux.md 3.8. A browser says what it likes, so this is a hint and no proof. What it does not do:
//! recognise a single device, or a version of anything.

/// What sort of device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DeviceKind {
    /// An iPad that says so.
    IPad,
    /// An iPhone.
    IPhone,
    /// A tablet or phone with Android.
    Android,
    /// A Chromebook.
    Chromebook,
    /// A computer with Windows.
    Windows,
    /// A Mac, or an iPad whose browser asks for the pages of a Mac.
    MacOrIPad,
    /// A computer with Linux.
    Linux,
    /// Nothing we know.
    Other,
}

impl DeviceKind {
    /// All of them.
    pub const ALL: [DeviceKind; 8] = [
        DeviceKind::IPad,
        DeviceKind::IPhone,
        DeviceKind::Android,
        DeviceKind::Chromebook,
        DeviceKind::Windows,
        DeviceKind::MacOrIPad,
        DeviceKind::Linux,
        DeviceKind::Other,
    ];

    /// Out of the browser's own words (`User-Agent`).
    pub fn of_browser(words: &str) -> DeviceKind {
        // The order matters: Android says Linux too, and an iPhone says Mac OS X.
        let marks = [
            ("iPad", DeviceKind::IPad),
            ("iPhone", DeviceKind::IPhone),
            ("Android", DeviceKind::Android),
            ("CrOS", DeviceKind::Chromebook),
            ("Windows", DeviceKind::Windows),
            ("Macintosh", DeviceKind::MacOrIPad),
            ("Linux", DeviceKind::Linux),
        ];
        marks.into_iter().find(|(mark, _)| words.contains(mark)).map_or(DeviceKind::Other, |(_, kind)| kind)
    }

    /// The database's word.
    pub fn word(self) -> &'static str {
        match self {
            DeviceKind::IPad => "ipad",
            DeviceKind::IPhone => "iphone",
            DeviceKind::Android => "android",
            DeviceKind::Chromebook => "chromebook",
            DeviceKind::Windows => "windows",
            DeviceKind::MacOrIPad => "mac",
            DeviceKind::Linux => "linux",
            DeviceKind::Other => "other",
        }
    }

    /// Back from the database's word; one that is none of ours is nothing we know.
    pub fn of_word(word: &str) -> DeviceKind {
        DeviceKind::ALL.into_iter().find(|kind| kind.word() == word).unwrap_or(DeviceKind::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_tells_what_it_runs_on() {
        let cases = [
            ("Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) AppleWebKit/605.1.15", DeviceKind::IPad),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)", DeviceKind::IPhone),
            ("Mozilla/5.0 (Linux; Android 14; SM-T500) AppleWebKit/537.36", DeviceKind::Android),
            ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36", DeviceKind::Chromebook),
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64)", DeviceKind::Windows),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1.15", DeviceKind::MacOrIPad),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0)", DeviceKind::Linux),
            ("", DeviceKind::Other),
        ];
        for (words, kind) in cases {
            assert_eq!(DeviceKind::of_browser(words), kind, "{words}");
        }
    }

    #[test]
    fn words_come_back() {
        for kind in DeviceKind::ALL {
            assert_eq!(DeviceKind::of_word(kind.word()), kind);
        }
    }
}
