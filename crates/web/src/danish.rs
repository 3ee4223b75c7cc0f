//! Rows in the Danish order of their names.
//!
//! What it does not do: know the order; `rules::danish_order` does.

/// Sorts rows by a name.
pub(crate) fn sort_by_name<T>(rows: &mut [T], name: impl Fn(&T) -> String) {
    rows.sort_by_cached_key(|row| rules::danish_order::sort_key(&name(row)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_as_a_danish_reader_looks_for_them() {
        let mut names = ["Åse", "Zenia", "Ørn", "Ærø", "Anna"].map(str::to_owned);
        sort_by_name(&mut names, Clone::clone);
        assert_eq!(names, ["Anna", "Zenia", "Ærø", "Ørn", "Åse"]);
    }
}
