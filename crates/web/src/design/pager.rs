//! The steps through a long list: back, the pages nearest this one, on.
//!
//! What it does not do: know how a list says where a page begins; it asks for the address of each.

/// One page.
pub(crate) struct Step {
    /// Counted from 1.
    pub(crate) number: usize,
    pub(crate) href: String,
    pub(crate) current: bool,
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

/// The most pages shown at once.
const STEPS_MAX: usize = 9;

impl Pager {
    /// The steps around a page of so many, both counted from 0; `address` is asked for pages there are.
    pub(crate) fn around(current: usize, pages: usize, address: impl Fn(usize) -> String) -> Pager {
        if pages < 2 {
            return Pager::default();
        }
        let from = current.saturating_sub(STEPS_MAX / 2).min(pages.saturating_sub(STEPS_MAX));
        let near = from..pages.min(from + STEPS_MAX);
        Pager {
            previous: current.checked_sub(1).filter(|page| *page < pages).map_or_else(String::new, &address),
            next: Some(current + 1).filter(|page| *page < pages).map_or_else(String::new, &address),
            steps: near.map(|page| Step { number: page + 1, href: address(page), current: page == current }).collect(),
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
        assert_eq!(numbers(19, 20), [12, 13, 14, 15, 16, 17, 18, 19, 20]);
        assert_eq!(numbers(10, 20), [7, 8, 9, 10, 11, 12, 13, 14, 15]);
    }

    #[test]
    fn the_ends_lead_no_further() {
        let (first, last) =
            (Pager::around(0, 2, |page| page.to_string()), Pager::around(1, 2, |page| page.to_string()));
        assert_eq!((first.previous.as_str(), first.next.as_str()), ("", "1"));
        assert_eq!((last.previous.as_str(), last.next.as_str()), ("0", ""));
    }
}
