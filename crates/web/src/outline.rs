//! A page as its reader hears it: title, headings, texts, fields, buttons and links, one a line. For snapshots.
//!
//! What it does not do: parse HTML at large; it reads what our own templates write.

/// The outline of a page's `<title>` and `<main>`.
pub(crate) fn of(page: &str) -> String {
    let title = between(page, "<title>", "</title>");
    let main = between(page, "<main id=\"content\" tabindex=\"-1\">", "</main>");
    let mut lines = vec![format!("title: {title}")];
    let mut rest = main;
    let mut open: Vec<String> = Vec::new();
    while let Some(start) = rest.find('<') {
        say(&mut lines, &open, &rest[..start]);
        let Some(end) = rest[start..].find('>') else { break };
        let tag = &rest[start + 1..start + end];
        rest = &rest[start + end + 1..];
        if tag.starts_with('/') {
            open.pop();
            continue;
        }
        field(&mut lines, tag);
        let name = tag.split([' ', '\n']).next().unwrap_or_default();
        let is_void = tag.ends_with('/') || matches!(name, "input" | "br" | "img" | "hr");
        if !is_void {
            open.push(tag.to_owned());
        }
    }
    lines.join("\n")
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let start = text.find(from).map_or(0, |place| place + from.len());
    let end = text[start..].find(to).map_or(text.len(), |place| start + place);
    &text[start..end]
}

fn field(lines: &mut Vec<String>, tag: &str) {
    if tag.starts_with("form ") {
        lines.push(format!("form → {}", attribute(tag, "action")));
    } else if tag.starts_with("input ") && attribute(tag, "type") != "hidden" {
        lines.push(format!("field {} ({})", attribute(tag, "name"), attribute(tag, "type")));
    }
}

fn attribute<'a>(tag: &'a str, name: &str) -> &'a str {
    let key = format!(" {name}=\"");
    tag.find(&key).map_or("", |place| between(&tag[place..], &key, "\""))
}

fn say(lines: &mut Vec<String>, open: &[String], text: &str) {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_silent = open.iter().any(|tag| tag.starts_with("svg") || tag.contains("aria-hidden=\"true\""));
    if text.is_empty() || is_silent {
        return;
    }
    let inside = open.iter().rev().find_map(|tag| match tag.split(' ').next().unwrap_or_default() {
        "h1" => Some("# ".to_owned()),
        "h2" => Some("## ".to_owned()),
        "button" => Some("button: ".to_owned()),
        "a" => Some(format!("link {}: ", attribute(tag, "href"))),
        "label" => Some("label: ".to_owned()),
        "legend" => Some("legend: ".to_owned()),
        "summary" => Some("opens: ".to_owned()),
        _ => None,
    });
    let alert = if open.iter().any(|tag| tag.contains("alert-error")) { "! " } else { "" };
    lines.push(format!("{alert}{}{text}", inside.unwrap_or_default()));
}
