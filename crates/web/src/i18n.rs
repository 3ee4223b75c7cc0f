//! Danish and English: the texts of `locales/`, and which of the two a person reads.
//!
//! Danish is the default. A person chooses by the menu (`?lang=en`, kept in a cookie); before that the browser's own
//! wish counts. What it does not do: hold any text itself.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use rules::time::Instant;
use rust_embed::RustEmbed;
use std::borrow::Cow;
use std::sync::LazyLock;

/// Marks where a value begins and ends inside a text, so that it can be set in bold after escaping. Private use: no
/// text of ours and no name holds them.
const STRONG_FROM: char = '\u{E000}';
const STRONG_TO: char = '\u{E001}';

#[derive(RustEmbed)]
#[folder = "locales/"]
struct Locales;

/// A language whose texts are complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Dansk.
    Danish,
    /// English.
    English,
}

/// Both, in the menu's order.
pub(crate) const LANGUAGES: [Language; 2] = [Language::Danish, Language::English];

impl Language {
    /// The tag on the wire: `da`, `en`.
    pub fn tag(self) -> &'static str {
        match self {
            Language::Danish => "da",
            Language::English => "en",
        }
    }

    /// Its name in itself.
    pub(crate) fn own_name(self) -> &'static str {
        match self {
            Language::Danish => "Dansk",
            Language::English => "English",
        }
    }

    /// The language of a tag such as `da`, `da-DK`, `en-GB`.
    pub fn of_tag(tag: &str) -> Option<Language> {
        let main = tag.trim().split(['-', '_']).next().unwrap_or_default();
        LANGUAGES.into_iter().find(|language| main.eq_ignore_ascii_case(language.tag()))
    }

    /// The first language of an `Accept-Language` header that we have; Danish where there is none.
    pub(crate) fn wished(header: &str) -> Language {
        let mut wishes: Vec<(u16, Language)> = Vec::new();
        for wish in header.split(',').take(WISHES_MAX) {
            let mut parts = wish.split(';');
            let Some(language) = parts.next().and_then(Language::of_tag) else { continue };
            wishes.push((weight(parts.next().unwrap_or_default()), language));
        }
        // `max_by_key` takes the last of equals; the first one listed is meant.
        wishes.into_iter().rev().filter(|wish| 0 < wish.0).max_by_key(|wish| wish.0).map_or(Language::Danish, |w| w.1)
    }
}

/// A header that lists more languages than this is not a person's.
const WISHES_MAX: usize = 20;

/// `q=0.8` in thousandths; 1000 where it is missing or unreadable.
fn weight(part: &str) -> u16 {
    let number = part.trim().strip_prefix("q=").and_then(|text| text.parse::<f32>().ok());
    number.map_or(1000, |q| (q.clamp(0.0, 1.0) * 1000.0) as u16)
}

static DANISH: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle(Language::Danish));
static ENGLISH: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle(Language::English));

fn bundle(language: Language) -> FluentBundle<FluentResource> {
    let tag = language.tag().parse().expect("our own tags parse");
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Marks around values would be read aloud by some screen readers; all our texts run left to right.
    bundle.set_use_isolating(false);
    for (name, text) in sources(language) {
        // What does not parse or is there twice is a fault of a file, which a test finds; a running server shows the key.
        let resource = FluentResource::try_new(text).unwrap_or_else(|(resource, _)| resource);
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(file = name, ?errors, "a locale file has texts that are already there");
        }
    }
    bundle
}

fn sources(language: Language) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Locales::iter()
        .filter(|name| name.starts_with(&format!("{}/", language.tag())))
        .filter_map(|name| {
            let file = Locales::get(&name)?;
            Some((name.into_owned(), String::from_utf8_lossy(&file.data).into_owned()))
        })
        .collect();
    files.sort();
    files
}

/// Speaks one language.
#[derive(Clone, Copy, Debug)]
pub struct Tr {
    /// Which.
    pub language: Language,
}

impl Tr {
    /// The text of this key.
    pub fn t(self, key: &str) -> String {
        self.text(key, None)
    }

    /// The text with one value in it.
    pub fn t1<'a>(self, key: &str, name: &str, value: impl Into<FluentValue<'a>>) -> String {
        let mut values = FluentArgs::new();
        values.set(name.to_owned(), value);
        self.text(key, Some(&values))
    }

    /// The text with two values in it.
    pub fn t2<'a>(
        self,
        key: &str,
        one: (&str, impl Into<FluentValue<'a>>),
        two: (&str, impl Into<FluentValue<'a>>),
    ) -> String {
        let mut values = FluentArgs::new();
        values.set(one.0.to_owned(), one.1);
        values.set(two.0.to_owned(), two.1);
        self.text(key, Some(&values))
    }

    /// The text with any number of values in it.
    pub fn with(self, key: &str, values: &FluentArgs<'_>) -> String {
        self.text(key, Some(values))
    }

    /// The text as HTML, its one value in bold.
    pub(crate) fn strong(self, key: &str, name: &str, value: &str) -> String {
        let marked = format!("{STRONG_FROM}{}{STRONG_TO}", value.replace([STRONG_FROM, STRONG_TO], ""));
        escaped(&self.t1(key, name, marked))
            .replace(STRONG_FROM, "<strong class=\"nowrap\">")
            .replace(STRONG_TO, "</strong>")
    }

    /// The time of day where the schools are: `10.20`, `10:20`.
    pub fn clock(self, at: Instant) -> String {
        let pattern = match self.language {
            Language::Danish => "%-H.%M",
            Language::English => "%-H:%M",
        };
        local(at).strftime(pattern).to_string()
    }

    /// The day: `3. marts 2026`, `3 March 2026`.
    pub fn day(self, at: Instant) -> String {
        self.date(local(at).date())
    }

    /// The day, without its year where that is this year: `3. marts`, `3 March`.
    pub fn recent_day(self, at: Instant, now: Instant) -> String {
        let (date, year) = (local(at).date(), local(now).date().year());
        let whole = self.date(date);
        if date.year() == year { whole.trim_end_matches(&format!(" {year}")).to_owned() } else { whole }
    }

    /// Day and time of day: `3. marts 2026 kl. 8.05`.
    pub fn day_and_clock(self, at: Instant) -> String {
        self.t2("when-day-and-clock", ("day", self.day(at)), ("time", self.clock(at)))
    }

    /// A moment as people say it: `i dag kl. 4.12`, `i går kl. 13.40`, `3. marts 2026`.
    pub fn moment(self, at: Instant, now: Instant) -> String {
        self.just_now(at, now).unwrap_or_else(|| self.day(at))
    }

    /// The same where the time of day matters however long ago it was.
    pub fn exact_moment(self, at: Instant, now: Instant) -> String {
        self.just_now(at, now).unwrap_or_else(|| self.day_and_clock(at))
    }

    /// Today or yesterday.
    fn just_now(self, at: Instant, now: Instant) -> Option<String> {
        let (day, today) = (at.day_in_denmark(), now.day_in_denmark());
        if day == today {
            Some(self.t1("when-today", "time", self.clock(at)))
        } else if day.tomorrow().is_ok_and(|next| next == today) {
            Some(self.t1("when-yesterday", "time", self.clock(at)))
        } else {
            None
        }
    }

    /// A date in words.
    pub fn date(self, date: jiff::civil::Date) -> String {
        let month = self.t(MONTHS[(date.month() as usize).saturating_sub(1) % MONTHS.len()]);
        match self.language {
            Language::Danish => format!("{}. {month} {}", date.day(), date.year()),
            Language::English => format!("{} {month} {}", date.day(), date.year()),
        }
    }

    fn text(self, key: &str, values: Option<&FluentArgs<'_>>) -> String {
        let bundle = match self.language {
            Language::Danish => &*DANISH,
            Language::English => &*ENGLISH,
        };
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else { return key.to_owned() };
        let mut faults = Vec::new();
        let text: Cow<'_, str> = bundle.format_pattern(pattern, values, &mut faults);
        if !faults.is_empty() {
            tracing::warn!(key, ?faults, "a text misses a value");
        }
        text.into_owned()
    }
}

const MONTHS: [&str; 12] = [
    "month-1", "month-2", "month-3", "month-4", "month-5", "month-6", "month-7", "month-8", "month-9", "month-10",
    "month-11", "month-12",
];

fn local(at: Instant) -> jiff::Zoned {
    static SCHOOLS: LazyLock<jiff::tz::TimeZone> =
        LazyLock::new(|| jiff::tz::TimeZone::get("Europe/Copenhagen").unwrap_or(jiff::tz::TimeZone::UTC));
    let stamp = jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    stamp.to_zoned(SCHOOLS.clone())
}

/// Text made safe for HTML.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::Path;

    /// Every key of a language with the names of the values it takes.
    fn keys(language: Language) -> BTreeMap<String, BTreeSet<String>> {
        let mut found = BTreeMap::new();
        for (name, text) in sources(language) {
            let resource = FluentResource::try_new(text).unwrap_or_else(|(_, errors)| panic!("{name}: {errors:?}"));
            for entry in resource.entries() {
                let fluent_syntax::ast::Entry::Message(message) = entry else { continue };
                let used = format!("{:?}", message.value)
                    .split("VariableReference { id: Identifier { name: \"")
                    .skip(1)
                    .map(|rest| rest.split('"').next().unwrap_or_default().to_owned())
                    .collect();
                assert!(message.value.is_some(), "{name}: {} is empty", message.id.name);
                let before = found.insert(message.id.name.to_owned(), used);
                assert!(before.is_none(), "{name}: {} is there twice", message.id.name);
            }
        }
        found
    }

    fn our_source(directory: &Path, into: &mut String) {
        for entry in std::fs::read_dir(directory).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                our_source(&path, into);
            } else if path.extension().is_some_and(|ending| ending == "rs" || ending == "html") {
                into.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }

    fn source() -> String {
        let mut text = String::new();
        our_source(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut text);
        text
    }

    #[test]
    fn both_languages_have_the_same_texts_with_the_same_values() {
        let (danish, english) = (keys(Language::Danish), keys(Language::English));
        let only = |one: &BTreeMap<String, BTreeSet<String>>, two: &BTreeMap<String, BTreeSet<String>>| {
            one.iter().filter(|(key, values)| two.get(*key) != Some(values)).map(|(k, _)| k.clone()).collect::<Vec<_>>()
        };
        assert_eq!(only(&danish, &english), Vec::<String>::new(), "in Danish only, or with other values in English");
        assert_eq!(only(&english, &danish), Vec::<String>::new(), "in English only");
    }

    #[test]
    fn every_text_that_is_asked_for_is_there() {
        let known = keys(Language::Danish);
        let mut missing = BTreeSet::new();
        let source = source();
        for call in [".t(\"", ".t1(\"", ".t2(\"", ".strong(\"", ".with(\"", ".page(\"", ".heading(\""] {
            for rest in source.split(call).skip(1) {
                let key = rest.split('"').next().unwrap_or_default();
                if key.contains('-') && !known.contains_key(key) {
                    missing.insert(key.to_owned());
                }
            }
        }
        assert_eq!(missing, BTreeSet::new());
    }

    #[test]
    fn every_text_that_is_there_is_asked_for() {
        let source = source();
        let unused: Vec<String> =
            keys(Language::Danish).into_keys().filter(|key| !source.contains(&format!("\"{key}\""))).collect();
        assert_eq!(unused, Vec::<String>::new());
    }

    #[test]
    fn the_first_language_we_have_wins_and_danish_is_the_default() {
        assert_eq!(Language::wished("en-GB,en;q=0.9,da;q=0.8"), Language::English);
        assert_eq!(Language::wished("de,da;q=0.5,en;q=0.4"), Language::Danish);
        assert_eq!(Language::wished("en;q=0,fr"), Language::Danish);
        assert_eq!(Language::wished(""), Language::Danish);
    }

    #[test]
    fn an_exact_moment_keeps_its_time_of_day_however_old_it_is() {
        let tr = Tr { language: Language::Danish };
        let at = Instant(1_772_521_500_000);
        let later = at.plus(rules::time::Millis::days(40));
        assert_eq!(tr.exact_moment(at, later), "3. marts 2026 kl. 8.05");
        assert_eq!(tr.exact_moment(at, at), "i dag kl. 8.05");
        assert_eq!(tr.moment(at, later), "3. marts 2026");
    }

    #[test]
    fn a_value_in_bold_is_still_escaped() {
        let text = Tr { language: Language::Danish }.strong("problem-incident", "number", "<b>\u{E000}");
        assert!(text.contains("<strong class=\"nowrap\">&lt;b&gt;</strong>"), "{text}");
    }
}
