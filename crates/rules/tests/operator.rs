//! What operators may at their desk: one page of ✔ and ✘ to be read as a diff.
//!
//! What it does not do: ask the pages; the stranger test of the web does.

use rules::operator::{Appointment, Tie, Verb, may};
use rules::session::Assurance;
use std::fmt::Write;

#[test]
fn the_page_of_what_operators_may_is_the_one_that_was_reviewed() {
    let two = (Appointment::Stands, Assurance::TwoFactor);
    let columns = [
        ("NO", "no operator, by eID", (Appointment::None, Assurance::TwoFactor), Tie::None),
        ("OP", "operator whose eID counts no more", (Appointment::Stands, Assurance::OneFactor), Tie::None),
        ("OE", "operator, by eID", two, Tie::None),
        ("ME", "operator, about their own account", two, Tie::AboutMe),
        ("MY", "operator, about their own proposal", two, Tie::Mine),
        ("LA", "operator, about the last operator there is", two, Tie::LastOperator),
    ];
    let mut page = String::new();
    for (head, who, _, _) in &columns {
        writeln!(page, "{head}  {who}").expect("memory takes all text");
    }
    let heads: Vec<&str> = columns.iter().map(|column| column.0).collect();
    writeln!(page, "\n{:20}{}", "", heads.join(" ")).expect("memory takes all text");
    for verb in Verb::ALL {
        let marks: Vec<&str> =
            columns.iter().map(|(_, _, seat, tie)| if may(*seat, verb, *tie).is_ok() { "✔ " } else { "✘ " }).collect();
        writeln!(page, "{:20}{}", format!("{verb:?}"), marks.join(" ").trim_end()).expect("memory takes all text");
    }
    insta::with_settings!({ snapshot_path => ".", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("operator", page);
    });
}
