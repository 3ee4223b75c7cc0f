//! Fills in a form of a page of ours with what was posted before: our own HTML in, the same HTML out, with other values.
//!
//! Hidden fields keep what the fresh page gave them (tokens, versions); passwords, files and buttons are never touched.
//! What it does not do: read HTML that we did not write. Our templates quote every attribute and nest no forms.

use crate::addresses::DO_FIELD;
use crate::i18n::escaped;
use std::collections::HashMap;

/// The page with its form for this action filled in; none where the page has no such form.
pub(crate) fn refill(html: &str, action: &str, fields: &[(String, String)]) -> Option<String> {
    let tags = tags(html);
    let form = choose(&tags, action, fields)?;
    let mut typed = Typed::of(fields);
    let mut out = String::with_capacity(html.len() + 512);
    let mut copied = 0;
    let mut place = 0;
    while let Some(tag) = tags.get(place) {
        place += 1;
        if !form.holds(place - 1, tag) {
            continue;
        }
        let (text, until) = match tag.name {
            "input" => match input(tag, &mut typed) {
                Some(text) => (text, tag.end),
                None => continue,
            },
            "textarea" => match (typed.next(tag.value("name")), tags.get(place)) {
                (Some(value), Some(close)) => {
                    (format!("{}{}", &html[tag.start..tag.end], escaped(&value)), close.start)
                }
                (Some(_) | None, _) => continue,
            },
            "option" => match option(html, &tags, place - 1, &typed) {
                Some(text) => (text, tag.end),
                None => continue,
            },
            _ => continue,
        };
        out.push_str(&html[copied..tag.start]);
        out.push_str(&text);
        copied = until;
    }
    out.push_str(&html[copied..]);
    Some(out)
}

/// The values that were posted, handed out in their order.
struct Typed<'a> {
    all: HashMap<&'a str, Vec<&'a str>>,
    taken: HashMap<String, usize>,
}

impl<'a> Typed<'a> {
    fn of(fields: &'a [(String, String)]) -> Typed<'a> {
        let mut all: HashMap<&str, Vec<&str>> = HashMap::new();
        for (name, value) in fields {
            all.entry(name).or_default().push(value);
        }
        Typed { all, taken: HashMap::new() }
    }

    fn has(&self, name: &str, value: &str) -> bool {
        self.all.get(name).is_some_and(|values| values.contains(&value))
    }

    fn next(&mut self, name: Option<String>) -> Option<String> {
        let name = name?;
        let taken = self.taken.entry(name.clone()).or_default();
        let value = self.all.get(name.as_str())?.get(*taken)?;
        *taken += 1;
        Some((*value).to_owned())
    }
}

fn input(tag: &Tag<'_>, typed: &mut Typed<'_>) -> Option<String> {
    let name = tag.value("name")?;
    match tag.value("type").as_deref().unwrap_or("text") {
        "checkbox" | "radio" => {
            let value = tag.value("value").unwrap_or_else(|| "on".to_owned());
            Some(tag.with("checked", typed.has(&name, &value).then(String::new)))
        }
        "text" | "search" | "email" | "tel" | "url" | "number" | "date" | "time" | "month" => {
            let value = typed.next(Some(name))?;
            Some(tag.with("value", Some(value)))
        }
        _ => None,
    }
}

fn option(html: &str, tags: &[Tag<'_>], place: usize, typed: &Typed<'_>) -> Option<String> {
    let tag = tags.get(place)?;
    let select = tags[..place].iter().rev().find(|one| one.name == "select" && !one.closing)?;
    let name = select.value("name")?;
    let text_ends = tags.get(place + 1).map_or(html.len(), |next| next.start);
    let value = tag.value("value").unwrap_or_else(|| decoded(html[tag.end..text_ends].trim()));
    Some(tag.with("selected", typed.has(&name, &value).then(String::new)))
}

/// One form of the page: between which tags it stands, and its id.
struct FormSpan {
    from: usize,
    to: usize,
    id: Option<String>,
}

impl FormSpan {
    fn holds(&self, place: usize, tag: &Tag<'_>) -> bool {
        if tag.closing {
            return false;
        }
        match tag.value("form") {
            Some(named) => self.id.as_deref() == Some(named.as_str()),
            None => self.from < place && place < self.to,
        }
    }
}

/// The form that posts to this address; of several, the one whose hidden fields are most like what was posted.
fn choose(tags: &[Tag<'_>], action: &str, fields: &[(String, String)]) -> Option<FormSpan> {
    let typed = Typed::of(fields);
    let mut best: Option<(usize, FormSpan)> = None;
    for (from, open) in tags.iter().enumerate().filter(|(_, tag)| tag.name == "form" && !tag.closing) {
        let to = tags[from..].iter().position(|tag| tag.name == "form" && tag.closing).map_or(tags.len(), |n| from + n);
        let inside = &tags[from..to];
        // A search form may lead to the same address; only what is posted is ever kept.
        if open.value("method").as_deref() != Some("post") {
            continue;
        }
        let leads = open.value("action").as_deref() == Some(action)
            || inside.iter().any(|tag| tag.value("formaction").as_deref() == Some(action));
        if !leads {
            continue;
        }
        let hidden = inside.iter().filter(|tag| tag.name == "input" && tag.value("type").as_deref() == Some("hidden"));
        let wants = hidden.clone().find(|tag| tag.value("name").as_deref() == Some(DO_FIELD));
        if wants.is_some_and(|tag| !typed.has(DO_FIELD, &tag.value("value").unwrap_or_default())) {
            continue;
        }
        let same = hidden
            .filter(|tag| {
                let (name, value) = (tag.value("name").unwrap_or_default(), tag.value("value").unwrap_or_default());
                typed.has(&name, &value)
            })
            .count();
        if best.as_ref().is_none_or(|(most, _)| *most < same) {
            best = Some((same, FormSpan { from, to, id: open.value("id") }));
        }
    }
    best.map(|(_, form)| form)
}

/// A tag of the page.
struct Tag<'a> {
    start: usize,
    end: usize,
    name: &'a str,
    closing: bool,
    attributes: Vec<(&'a str, &'a str)>,
}

impl Tag<'_> {
    fn value(&self, name: &str) -> Option<String> {
        self.attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| decoded(value))
    }

    /// The tag with one attribute set, or taken away.
    fn with(&self, name: &str, value: Option<String>) -> String {
        let mut text = format!("<{}", self.name);
        for (key, kept) in self.attributes.iter().filter(|(key, _)| *key != name) {
            text.push_str(&format!(" {key}=\"{kept}\""));
        }
        if let Some(value) = value {
            text.push_str(&format!(" {name}=\"{}\"", escaped(&value)));
        }
        text.push('>');
        text
    }
}

/// Every tag of a page, in order.
fn tags(html: &str) -> Vec<Tag<'_>> {
    let mut all = Vec::new();
    let mut from = 0;
    while let Some(start) = html[from..].find('<').map(|found| from + found) {
        let rest = &html[start + 1..];
        let (closing, named) = match rest.strip_prefix('/') {
            Some(named) => (true, named),
            None => (false, rest),
        };
        let name_ends = named.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(named.len());
        let after = html.len() - named.len() + name_ends;
        let (attributes, end) = attributes(html, after);
        if name_ends != 0 {
            all.push(Tag { start, end, name: &named[..name_ends], closing, attributes });
        }
        from = end;
    }
    all
}

/// The attributes from here to the tag's end, and where that is.
fn attributes(html: &str, from: usize) -> (Vec<(&str, &str)>, usize) {
    let mut found = Vec::new();
    let mut at = from;
    loop {
        let rest = &html[at..];
        let skipped = rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/').len();
        at += skipped;
        let rest = &html[at..];
        if rest.is_empty() {
            return (found, html.len());
        }
        if rest.starts_with('>') {
            return (found, at + 1);
        }
        let name_ends = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/')).unwrap_or(rest.len());
        if name_ends == 0 {
            // No attribute begins so: on with the next character.
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        }
        let name = &rest[..name_ends];
        at += name_ends;
        match html[at..].strip_prefix("=\"") {
            Some(quoted) => {
                let ends = quoted.find('"').unwrap_or(quoted.len());
                found.push((name, &quoted[..ends]));
                at = (at + 2 + ends + 1).min(html.len());
            }
            None => found.push((name, "")),
        }
    }
}

/// A text as it was before it was escaped.
fn decoded(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        let ends = rest[at..].find(';').unwrap_or(0);
        let letter = match &rest[at..at + ends] {
            "&amp" => Some('&'),
            "&lt" => Some('<'),
            "&gt" => Some('>'),
            "&quot" => Some('"'),
            number => number.strip_prefix("&#").and_then(|digits| digits.parse().ok()).and_then(char::from_u32),
        };
        match letter {
            Some(letter) => {
                plain.push(letter);
                rest = &rest[at + ends + 1..];
            }
            None => {
                plain.push('&');
                rest = &rest[at + 1..];
            }
        }
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    const PAGE: &str = r#"<h1>x</h1><form method="post" action="/a"><input type="hidden" name="row" value="1"><input name="note" value=""></form>
<form method="post" action="/a"><input type="hidden" name="row" value="2"><input type="hidden" name="version" value="9"><input name="note" value="old">
<input type="checkbox" name="who" value="7" id="p7"><input type="checkbox" name="who" value="8" checked id="p8"><textarea name="why" id="w">before</textarea>
<select name="level"><option value="1" selected>one</option><option>two &amp; more</option></select><input type="password" name="secret" value=""><button name="do" value="x">go</button></form>"#;

    #[test]
    fn the_form_that_was_posted_is_filled_and_no_other() {
        let typed = [
            ("row", "2"),
            ("version", "3"),
            ("note", "a \"b\" <c>"),
            ("who", "7"),
            ("why", "x & y"),
            ("level", "two & more"),
        ];
        let page = refill(PAGE, "/a", &fields(&typed)).unwrap();
        assert!(
            page.contains(r#"<input type="hidden" name="row" value="1"><input name="note" value=""></form>"#),
            "{page}"
        );
        assert!(page.contains(r#"name="version" value="9""#), "a fresh page's hidden fields stay: {page}");
        assert!(page.contains(r#"<input name="note" value="a &quot;b&quot; &lt;c&gt;">"#), "{page}");
        assert!(page.contains(r#"value="7" id="p7" checked="""#) && page.contains(r#"value="8" id="p8">"#), "{page}");
        assert!(page.contains(r#"<textarea name="why" id="w">x &amp; y</textarea>"#), "{page}");
        assert!(
            page.contains(r#"<option value="1">one</option><option selected="">two &amp; more</option>"#),
            "{page}"
        );
        assert!(page.contains(r#"<input type="password" name="secret" value="">"#), "{page}");
    }

    #[test]
    fn a_button_with_an_address_of_its_own_belongs_to_its_form() {
        let page =
            r#"<form method="post" action="/a"><input name="q" value=""><button formaction="/b">b</button></form>"#;
        assert!(refill(page, "/b", &fields(&[("q", "x")])).unwrap().contains(r#"value="x""#));
        assert_eq!(refill(page, "/c", &fields(&[("q", "x")])), None);
    }

    #[test]
    fn a_form_that_wants_something_else_is_another_form() {
        let page = r#"<form method="post" action="/a"><input type="hidden" name="do" value="rename"><input name="why" value=""></form>"#;
        assert!(refill(page, "/a", &fields(&[("do", "rename"), ("why", "x")])).unwrap().contains(r#"value="x""#));
        assert_eq!(refill(page, "/a", &fields(&[("do", "block"), ("why", "x")])), None);
    }

    #[test]
    fn fields_outside_the_form_that_name_it_count() {
        let page = r#"<form method="post" action="/a" id="f"></form><input name="q" value="" form="f"><input name="q" value="">"#;
        let filled = refill(page, "/a", &fields(&[("q", "x")])).unwrap();
        assert!(filled.ends_with(r#"<input name="q" form="f" value="x"><input name="q" value="">"#), "{filled}");
    }

    #[test]
    fn several_fields_of_one_name_keep_their_order() {
        let page = r#"<form method="post" action="/a"><input name="q" value=""><input name="q" value=""></form>"#;
        let filled = refill(page, "/a", &fields(&[("q", "1"), ("q", "2")])).unwrap();
        assert_eq!(
            filled,
            r#"<form method="post" action="/a"><input name="q" value="1"><input name="q" value="2"></form>"#
        );
    }

    proptest! {
        #[test]
        fn what_was_typed_never_becomes_markup(value in ".{0,60}") {
            let filled = refill(PAGE, "/a", &fields(&[("row", "2"), ("note", &value), ("why", &value)])).unwrap();
            prop_assert_eq!(tags(&filled).len(), tags(PAGE).len());
            let note = tags(&filled).into_iter().filter(|tag| tag.value("name").as_deref() == Some("note")).nth(1);
            prop_assert_eq!(note.unwrap().value("value"), Some(value));
        }

        #[test]
        fn no_text_hurts(text in "[<>a-z/=\" '&;#0-9]{0,80}") {
            drop(refill(&text, "/a", &[]));
        }
    }
}
