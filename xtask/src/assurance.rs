//! Every row of `docs/assurance.md` names the tests that prove it, and each of them is there.
//!
//! What it does not do: say whether a test proves what the row says; a reader does.

use crate::tidy::{File, before_tests, is_test, rust};
use std::collections::HashMap;

const DOCUMENT: &str = "docs/assurance.md";

/// Rows without a proof, and proofs without a test.
pub(crate) fn breaches(files: &[File]) -> Vec<String> {
    let Some(document) = files.iter().find(|file| file.path == DOCUMENT) else {
        return vec![format!("{DOCUMENT} is missing")];
    };
    let tests = tests(files);
    let mut found = Vec::new();
    for row in document.text.lines().filter(|line| line.starts_with("| ") && !line.contains("---")) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").collect();
        let (Some(what), Some(proof)) = (cells.first(), cells.last()) else { continue };
        if proof.trim() == "Proof" {
            continue;
        }
        let named: Vec<&str> = proof.split('`').skip(1).step_by(2).collect();
        if named.is_empty() {
            found.push(format!("{DOCUMENT}: no test proves: {}", what.trim()));
        }
        for name in named {
            match tests.get(name) {
                Some(1) => {}
                Some(_) => {
                    found.push(format!("{DOCUMENT}: several tests are named {name}: which proves {}?", what.trim()))
                }
                None => {
                    found.push(format!("{DOCUMENT}: there is no test {name}, which should prove: {}", what.trim()));
                }
            }
        }
    }
    found
}

/// The names of all tests, and how many bear each.
fn tests(files: &[File]) -> HashMap<&str, usize> {
    let mut named = HashMap::new();
    for file in rust(files) {
        let mut is_test = false;
        for line in of_tests(file).lines().map(str::trim_start) {
            match function(line) {
                Some(name) if is_test => *named.entry(name).or_default() += 1,
                Some(_) | None => {}
            }
            let is_attribute = line.starts_with("#[") || line.starts_with("//");
            is_test = line.starts_with("#[test]") || line.starts_with("#[tokio::test") || (is_test && is_attribute);
        }
    }
    named
}

fn of_tests(file: &File) -> &str {
    if is_test(&file.path) { &file.text } else { &file.text[before_tests(file).len()..] }
}

fn function(line: &str) -> Option<&str> {
    let line = line.strip_prefix("async ").unwrap_or(line);
    line.strip_prefix("fn ")?.split(['(', '<']).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> File {
        File { path: path.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn a_row_whose_test_is_gone_is_told() {
        let document =
            file(DOCUMENT, "| Attack | Proof |\n|---|---|\n| a | `x_holds` |\n| b | `y_holds` |\n| c | by hand |\n");
        let test = file("crates/a/tests/it/a.rs", "//! A.\n#[test]\nfn x_holds() {}\n");
        let told = breaches(&[document, test]);
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].contains("y_holds") && told[1].contains("no test proves: c"), "{told:?}");
    }

    #[test]
    fn a_helper_among_tests_proves_nothing_and_a_name_that_two_tests_bear_neither() {
        let document = file(DOCUMENT, "| a | `x_helps` |\n| b | `y_holds` |\n| c | `z_holds` |\n");
        let one = file(
            "crates/a/tests/it/a.rs",
            "//! A.\nfn x_helps() {}\n#[test]\nfn y_holds() {}\n#[tokio::test(flavor = \"x\")]\n// Why.\nasync fn z_holds() {}\n",
        );
        let other = file("crates/b/tests/it/b.rs", "//! B.\n#[test]\nfn y_holds() {}\n");
        let told = breaches(&[document, one, other]);
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].contains("no test x_helps") && told[1].contains("several tests are named y_holds"), "{told:?}");
    }

    #[test]
    fn a_function_of_the_program_proves_nothing() {
        let document = file(DOCUMENT, "| a | `x_holds` |\n");
        let program =
            file("crates/a/src/lib.rs", "//! A.\nfn x_holds() {}\n#[cfg(test)]\nmod tests {\n fn z() {}\n}\n");
        assert_eq!(breaches(&[document, program]).len(), 1);
    }
}
