//! What people in Denmark are called: given names by the decade of birth, family names by how common they
//! are, and the names of families who came from elsewhere.
//!
//! Written from general knowledge for this project. What it does not do: say who has which name.

use crate::person::Gender;
use rules::chance::Chance;
use std::sync::LazyLock;

const WOMEN: &str = include_str!("names/women.txt");
const MEN: &str = include_str!("names/men.txt");
const FAMILIES: &str = include_str!("names/families.txt");
const NEWCOMERS: &str = include_str!("names/newcomers.txt");

/// Where a family's names come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Danish names.
    Danish,
    /// The names of one of the places in `newcomers.txt`.
    Newcomer(usize),
}

/// Names with the share each one has.
struct Weighted {
    names: Vec<&'static str>,
    sums: Vec<usize>,
}

impl Weighted {
    fn new(entries: impl Iterator<Item = (&'static str, usize)>) -> Weighted {
        let mut names = Vec::new();
        let mut sums = Vec::new();
        let mut sum = 0;
        for (name, weight) in entries {
            sum += weight;
            names.push(name);
            sums.push(sum);
        }
        Weighted { names, sums }
    }

    /// A list whose first name is the most common: the share falls with the rank as it does in the
    /// national statistics, where the tenth name is a bit more than half as common as the first.
    fn ranked(list: &'static str) -> Weighted {
        Weighted::new(list.split_whitespace().enumerate().map(|(rank, name)| (name, 10_000 / (rank + 15))))
    }

    fn draw(&self, chance: &mut Chance) -> &'static str {
        let point = chance.below(self.sums.last().copied().unwrap_or(0));
        let at = self.sums.partition_point(|sum| *sum <= point);
        self.names.get(at).copied().unwrap_or("N")
    }
}

struct Newcomers {
    share: usize,
    women: Weighted,
    men: Weighted,
    families: Weighted,
}

struct Names {
    women: Vec<Weighted>,
    men: Vec<Weighted>,
    families: Weighted,
    newcomers: Vec<Newcomers>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| Names {
    women: lines(WOMEN).map(|(_, names)| Weighted::ranked(names)).collect(),
    men: lines(MEN).map(|(_, names)| Weighted::ranked(names)).collect(),
    families: Weighted::new(lines(FAMILIES).flat_map(|(weight, names)| {
        let weight: usize = weight.parse().unwrap_or(1);
        names.split_whitespace().map(move |name| (name, weight))
    })),
    newcomers: newcomers(),
});

/// The first decade of the lists.
const FIRST_DECADE: i16 = 1950;

/// The lines of a list without its comments: the first word, and the rest.
fn lines(list: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    list.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(' '))
}

fn newcomers() -> Vec<Newcomers> {
    let all: Vec<(&str, &'static str)> = lines(NEWCOMERS).collect();
    all.chunks_exact(4)
        .map(|place| Newcomers {
            share: place[0].1.trim().parse().unwrap_or(1),
            women: Weighted::ranked(place[1].1),
            men: Weighted::ranked(place[2].1),
            families: Weighted::ranked(place[3].1),
        })
        .collect()
}

/// Where the next family's names come from.
pub(crate) fn origin(chance: &mut Chance) -> Origin {
    let mut point = chance.below(1000);
    for (at, place) in NAMES.newcomers.iter().enumerate() {
        if point < place.share {
            return Origin::Newcomer(at);
        }
        point -= place.share;
    }
    Origin::Danish
}

/// A given name for somebody born in `year`; now and then one from the decade before.
pub(crate) fn given(chance: &mut Chance, origin: Origin, gender: Gender, year: i16) -> &'static str {
    let names = &*NAMES;
    if let Origin::Newcomer(at) = origin {
        let place = &names.newcomers[at];
        return match gender {
            Gender::Woman => place.women.draw(chance),
            Gender::Man => place.men.draw(chance),
        };
    }
    let list = match gender {
        Gender::Woman => &names.women,
        Gender::Man => &names.men,
    };
    let year = if chance.below(8) == 0 { year - 10 } else { year };
    let decade = usize::try_from((year - FIRST_DECADE).div_euclid(10)).unwrap_or(0).min(list.len() - 1);
    list[decade].draw(chance)
}

/// A family name.
pub(crate) fn family(chance: &mut Chance, origin: Origin) -> &'static str {
    match origin {
        Origin::Danish => NAMES.families.draw(chance),
        Origin::Newcomer(at) => NAMES.newcomers[at].families.draw(chance),
    }
}

/// A family name that stands before another one (*mellemnavn*): rarely one that ends in -sen.
pub(crate) fn middle(chance: &mut Chance) -> &'static str {
    loop {
        let name = NAMES.families.draw(chance);
        if !name.ends_with("sen") {
            return name;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn distinct(own: &'static [Weighted], others: impl Iterator<Item = &'static Weighted>) -> usize {
        own.iter().chain(others).flat_map(|list| list.names.iter()).collect::<BTreeSet<_>>().len()
    }

    #[test]
    fn there_are_names_enough_that_a_class_does_not_sound_made_up() {
        assert!(250 <= distinct(&NAMES.women, NAMES.newcomers.iter().map(|place| &place.women)));
        assert!(250 <= distinct(&NAMES.men, NAMES.newcomers.iter().map(|place| &place.men)));
        let families = std::slice::from_ref(&NAMES.families);
        assert!(250 <= distinct(families, NAMES.newcomers.iter().map(|place| &place.families)));
    }

    #[test]
    fn kirsten_is_a_grandmother_and_alma_a_child() {
        let mut chance = Chance::from_seed([3; 32]);
        let old: Vec<_> = (0..2000).map(|_| given(&mut chance, Origin::Danish, Gender::Woman, 1955)).collect();
        let young: Vec<_> = (0..2000).map(|_| given(&mut chance, Origin::Danish, Gender::Woman, 2020)).collect();
        assert!(old.contains(&"Kirsten") && !old.contains(&"Alma"));
        assert!(young.contains(&"Alma") && !young.contains(&"Kirsten"));
    }

    #[test]
    fn about_one_family_in_seven_came_from_elsewhere() {
        let mut chance = Chance::from_seed([4; 32]);
        let count = (0..10_000).filter(|_| origin(&mut chance) != Origin::Danish).count();
        assert!((1000..1800).contains(&count), "{count}");
    }
}
