//! Lists as files for a spreadsheet: UTF-8 with a byte order mark, semicolons, every cell quoted where it must be.
//!
//! A cell that a spreadsheet would take for a formula gets an apostrophe in front (security.md, "CSV formula in names").
//! What it does not do: know any list.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// A file of rows, the heads first; `name` is ours and plain.
pub(crate) fn file(name: &str, rows: &[Vec<String>]) -> Response {
    let mut text = String::from("\u{FEFF}");
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| written(cell)).collect();
        text.push_str(&cells.join(";"));
        text.push_str("\r\n");
    }
    download(name, "text/csv; charset=utf-8", text)
}

/// A file to keep, never to open in the browser.
pub(crate) fn download(name: &str, kind: &'static str, text: String) -> Response {
    let mut answer = text.into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    answer
}

fn written(cell: &str) -> String {
    let first = cell.trim_start_matches([' ', '\u{A0}']).chars().next();
    let is_formula = matches!(first, Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'));
    let safe = if is_formula { format!("'{cell}") } else { cell.to_owned() };
    if safe.contains([';', '"', '\n', '\r']) { format!("\"{}\"", safe.replace('"', "\"\"")) } else { safe }
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn a_name_that_is_a_formula_is_only_a_name() {
        assert_eq!(written("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
        assert_eq!(written(" +45 12 34"), "' +45 12 34");
        assert_eq!(written("Anna-Karin"), "Anna-Karin");
    }

    #[test]
    fn a_cell_cannot_end_early() {
        assert_eq!(written("Hansen; \"Bo\""), "\"Hansen; \"\"Bo\"\"\"");
    }
}
