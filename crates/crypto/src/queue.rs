//! The fair queue in front of the hashing lanes: one line per institution, served in turn, so that one
//! school's storm does not starve another. Source: `architecture.md` §5.
//!
//! What it does not do: wait or compute. It is plain data behind the pool's lock.

use std::collections::{HashMap, VecDeque};

/// Which line somebody waits in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// The line of one institution, by its number.
    Institution(String),
    /// No institution is known, as with user names nobody has: joins one of the lines that wait, chosen by
    /// this number, so that strangers wait no shorter and no longer than others.
    Stranger(u64),
}

const STRANGERS: &str = "";

pub(crate) struct FairQueue<T> {
    lines: HashMap<String, VecDeque<T>>,
    turns: VecDeque<String>,
    waiting: usize,
    waiting_max: usize,
}

impl<T> FairQueue<T> {
    pub(crate) fn new(waiting_max: usize) -> FairQueue<T> {
        FairQueue { lines: HashMap::new(), turns: VecDeque::new(), waiting: 0, waiting_max }
    }

    pub(crate) fn waiting(&self) -> usize {
        self.waiting
    }

    /// Puts the item at the end of its line; gives it back where the queue is full.
    pub(crate) fn push(&mut self, line: Line, item: T) -> Result<(), T> {
        if self.waiting_max <= self.waiting {
            return Err(item);
        }
        let line = match line {
            Line::Institution(number) => number,
            Line::Stranger(_) if self.turns.is_empty() => STRANGERS.to_owned(),
            Line::Stranger(number) => self.turns[(number % self.turns.len() as u64) as usize].clone(),
        };
        self.waiting += 1;
        let items = self.lines.entry(line.clone()).or_default();
        if items.is_empty() {
            self.turns.push_back(line);
        }
        items.push_back(item);
        Ok(())
    }

    /// The next item of the line whose turn it is; that line then goes to the back.
    pub(crate) fn pop(&mut self) -> Option<T> {
        let line = self.turns.pop_front()?;
        let items = self.lines.get_mut(&line)?;
        let item = items.pop_front()?;
        self.waiting -= 1;
        if items.is_empty() {
            self.lines.remove(&line);
        } else {
            self.turns.push_back(line);
        }
        Some(item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn school(number: &str) -> Line {
        Line::Institution(number.to_owned())
    }

    #[test]
    fn one_schools_storm_does_not_starve_another() {
        let mut queue = FairQueue::new(100);
        for count in 0..50 {
            queue.push(school("101001"), ("storm", count)).unwrap();
        }
        queue.push(school("202002"), ("quiet", 0)).unwrap();
        let served: Vec<_> = std::iter::from_fn(|| queue.pop()).take(3).collect();
        assert_eq!(served, [("storm", 0), ("quiet", 0), ("storm", 1)]);
    }

    #[test]
    fn beyond_the_bound_the_item_comes_back() {
        let mut queue = FairQueue::new(2);
        assert_eq!(queue.push(school("a"), 1), Ok(()));
        assert_eq!(queue.push(school("b"), 2), Ok(()));
        assert_eq!(queue.push(school("c"), 3), Err(3));
        queue.pop();
        assert_eq!(queue.push(school("c"), 3), Ok(()));
    }

    #[test]
    fn strangers_stand_in_the_lines_of_the_others() {
        let mut queue = FairQueue::new(100);
        for count in 0..10 {
            queue.push(school("101001"), count).unwrap();
        }
        queue.push(Line::Stranger(77), 99).unwrap();
        let served: Vec<_> = std::iter::from_fn(|| queue.pop()).collect();
        assert_eq!(served.last(), Some(&99));
    }

    proptest::proptest! {
        #[test]
        fn everybody_is_served_once_and_in_order_within_a_line(lines in proptest::collection::vec(0u8..5, 0..60)) {
            let mut queue = FairQueue::new(1000);
            for (place, line) in lines.iter().enumerate() {
                queue.push(school(&line.to_string()), (*line, place)).unwrap();
            }
            let served: Vec<_> = std::iter::from_fn(|| queue.pop()).collect();
            assert_eq!(served.len(), lines.len());
            assert_eq!(queue.waiting(), 0);
            for line in 0..5 {
                let own: Vec<usize> = served.iter().filter(|item| item.0 == line).map(|item| item.1).collect();
                assert!(own.is_sorted());
            }
        }
    }
}
