//! The free places in a locality's classes, found by the year a child is born in.
//!
//! What it does not do: decide which family gets them.

use rules::chance::Chance;
use std::collections::BTreeMap;

/// One place in one class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seat {
    /// Which of the locality's schools.
    pub(crate) school: usize,
    /// Which of its main groups.
    pub(crate) class: usize,
    /// The year its child is born in.
    pub(crate) born: i16,
}

/// All free places.
#[derive(Default)]
pub(crate) struct Seats {
    by_year: BTreeMap<i16, Vec<Seat>>,
    free: usize,
}

/// How many seats of a year are looked through for one at the sibling's school.
const LOOKED_THROUGH_MAX: usize = 200;

impl Seats {
    pub(crate) fn add(&mut self, seat: Seat) {
        self.by_year.entry(seat.born).or_default().push(seat);
        self.free += 1;
    }

    /// Any free place.
    pub(crate) fn any(&mut self, chance: &mut Chance) -> Option<Seat> {
        let mut point = chance.below(self.free);
        for seats in self.by_year.values_mut() {
            if point < seats.len() {
                self.free -= 1;
                return Some(seats.swap_remove(point));
            }
            point -= seats.len();
        }
        None
    }

    /// A place for a sibling born in `year`: at `school` where there is one, else anywhere.
    pub(crate) fn sibling(&mut self, chance: &mut Chance, year: i16, school: usize) -> Option<Seat> {
        let seats = self.by_year.get_mut(&year).filter(|seats| !seats.is_empty())?;
        let start = chance.below(seats.len());
        let near = (0..seats.len().min(LOOKED_THROUGH_MAX))
            .map(|step| (start + step) % seats.len())
            .find(|at| seats[*at].school == school)
            .unwrap_or(start);
        self.free -= 1;
        Some(seats.swap_remove(near))
    }

    /// The place of somebody named: in this class of this school.
    pub(crate) fn in_class(&mut self, school: usize, class: usize) -> Option<Seat> {
        for seats in self.by_year.values_mut() {
            if let Some(at) = seats.iter().position(|seat| seat.school == school && seat.class == class) {
                self.free -= 1;
                return Some(seats.swap_remove(at));
            }
        }
        None
    }
}
