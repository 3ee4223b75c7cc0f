//! The steps through a long list: back, the first page, those nearest this one, the last, on.
//!
//! What it does not do: know how a list says where a page begins; it asks for the address of each.

/// One page.
pub(crate) struct Step {
    /// Counted from 1.
    pub(crate) number: usize,
    pub(crate) href: String,
    pub(crate) current: bool,
    /// Pages before this one are left out.
    pub(crate) gap: bool,
}

/// The steps: `{% include "design/pager.html" %}` in a page whose view has `pager: Pager`.
#[derive(Default)]
pub(crate) struct Pager {
    /// The address of the page before; empty on the first.
    pub(crate) previous: String,
    /// Nothing where there is one page.
    pub(crate) steps: Vec<Step>,
    /// The address of the page behind; empty on the last.
    pub(crate) next: String,
}

/// As many pages are all shown; of more, the first, the last and those nearest.
const STEPS_MAX: usize = 9;
/// How many are shown around the current one, itself among them.
const NEAR: usize = 5;

impl Pager {
    /// The steps around a page of so many, both counted from 0; `address` is asked for pages there are.
    pub(crate) fn around(current: usize, pages: usize, address: impl Fn(usize) -> String) -> Pager {
        if pages < 2 {
            return Pager::default();
        }
        let from = current.saturating_sub(NEAR / 2).min(pages.saturating_sub(NEAR));
        let is_shown =
            |page: &usize| pages <= STEPS_MAX || *page == 0 || *page + 1 == pages || (from..from + NEAR).contains(page);
        let shown: Vec<usize> = (0..pages).filter(is_shown).collect();
        let step = |(at, page): (usize, &usize)| Step {
            number: page + 1,
            href: address(*page),
            current: *page == current,
            gap: at.checked_sub(1).is_some_and(|before| shown[before] + 1 < *page),
        };
        Pager {
            previous: current.checked_sub(1).filter(|page| *page < pages).map_or_else(String::new, &address),
            next: Some(current + 1).filter(|page| *page < pages).map_or_else(String::new, &address),
            steps: shown.iter().enumerate().map(step).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(current: usize, pages: usize) -> Vec<usize> {
        Pager::around(current, pages, |page| page.to_string()).steps.iter().map(|step| step.number).collect()
    }

    #[test]
    fn the_nearest_pages_are_shown() {
        assert_eq!(numbers(0, 1), Vec::<usize>::new());
        assert_eq!(numbers(0, 3), [1, 2, 3]);
        assert_eq!(numbers(4, 9), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
        assert_eq!(numbers(19, 20), [1, 16, 17, 18, 19, 20]);
        assert_eq!(numbers(10, 20), [1, 9, 10, 11, 12, 13, 20]);
    }

    #[test]
    fn what_is_left_out_is_marked() {
        let gaps = |current| -> Vec<usize> {
            let steps = Pager::around(current, 20, |page| page.to_string()).steps;
            steps.iter().filter(|step| step.gap).map(|step| step.number).collect()
        };
        assert_eq!(gaps(10), [9, 20]);
        assert_eq!(gaps(2), [20]);
        assert_eq!(gaps(19), [16]);
    }

    #[test]
    fn the_ends_lead_no_further() {
        let (first, last) =
            (Pager::around(0, 2, |page| page.to_string()), Pager::around(1, 2, |page| page.to_string()));
        assert_eq!((first.previous.as_str(), first.next.as_str()), ("", "1"));
        assert_eq!((last.previous.as_str(), last.next.as_str()), ("0", ""));
    }
}
