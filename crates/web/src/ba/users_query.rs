//! What the address of *Brugere* says, and the addresses its links lead to: filters, order and page stand in the
//! address, so that a list can be shared and the back button works.
//!
//! What it does not do: read the list.

use super::words;
use flows::user_list::{Asked, By, Direction, PAGE_SIZES, SEARCH_CHARACTERS_MAX};
use rules::affiliation::{Actor, Role};
use rules::id::{GroupId, PersonId};
use store::user_list::{Filter, Status};

/// Which people: those attached in some state, or those who left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// Everybody attached.
    Attached,
    /// Who left within a year.
    Left,
}

/// The address, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Query {
    pub(super) asked: Asked,
    pub(super) which: Which,
}

/// The words of states in addresses.
const STATUSES: [(Status, &str, &str); 3] = [
    (Status::Active, "aktiv", "ba-status-active"),
    (Status::Never, "aldrig", "ba-status-never"),
    (Status::Blocked, "spaerret", "ba-status-blocked"),
];
const LEFT: &str = "udmeldt";

/// The word and the key of every state the list can be narrowed to.
pub(super) fn statuses() -> Vec<(&'static str, &'static str)> {
    let attached = STATUSES.iter().map(|(_, word, key)| (*word, *key));
    attached.chain([(LEFT, "ba-status-left")]).collect()
}

impl Query {
    /// What an address says; what makes no sense in it says nothing.
    pub(super) fn read(text: &str) -> Query {
        let mut asked = Asked { size: PAGE_SIZES[0], ..Asked::default() };
        let mut which = Which::Attached;
        for (name, value) in url::form_urlencoded::parse(text.as_bytes()) {
            match name.as_ref() {
                "q" => asked.search = value.trim().chars().take(SEARCH_CHARACTERS_MAX).collect(),
                "aktoer" => {
                    let actor = Actor::ALL.into_iter().find(|actor| words::actor_word(*actor) == value);
                    asked.filter.actors.extend(actor.filter(|actor| !asked.filter.actors.contains(actor)));
                }
                "rolle" => asked.filter.role = Role::from_word(&value),
                "gruppe" => asked.filter.group = value.parse().ok().map(GroupId),
                "kilde" => asked.filter.source = Some(value.into_owned()).filter(|source| !source.is_empty()),
                "status" if value == LEFT => which = Which::Left,
                "status" => {
                    asked.filter.status = STATUSES.iter().find(|(_, word, _)| *word == value).map(|one| one.0);
                }
                "sorter" => asked.by = by_of_word(&value),
                "retning" if value == "ned" => asked.direction = Direction::Back,
                "efter" => asked.after = value.parse().ok().map(PersonId),
                "antal" => {
                    let size = value.parse().ok().filter(|size| PAGE_SIZES.contains(size));
                    asked.size = size.unwrap_or(PAGE_SIZES[0]);
                }
                _ => {}
            }
        }
        Query { asked, which }
    }

    /// The same list as an address.
    pub(super) fn text(&self) -> String {
        let mut text = url::form_urlencoded::Serializer::new(String::new());
        let Asked { filter, search, by, direction, after, size } = &self.asked;
        if !search.is_empty() {
            text.append_pair("q", search);
        }
        for actor in &filter.actors {
            text.append_pair("aktoer", words::actor_word(*actor));
        }
        if let Some(role) = filter.role {
            text.append_pair("rolle", role.word());
        }
        if let Some(group) = filter.group {
            text.append_pair("gruppe", &group.0.to_string());
        }
        if let Some(source) = &filter.source {
            text.append_pair("kilde", source);
        }
        if let Some(word) = self.status_word() {
            text.append_pair("status", word);
        }
        if *by != By::default() {
            text.append_pair("sorter", by_word(*by));
        }
        if *direction == Direction::Back {
            text.append_pair("retning", "ned");
        }
        if *size != PAGE_SIZES[0] {
            text.append_pair("antal", &size.to_string());
        }
        if let Some(after) = after {
            text.append_pair("efter", &after.0.to_string());
        }
        text.finish()
    }

    /// The word of the chosen state.
    pub(super) fn status_word(&self) -> Option<&'static str> {
        match self.which {
            Which::Left => Some(LEFT),
            Which::Attached => {
                STATUSES.iter().find(|(status, _, _)| Some(*status) == self.asked.filter.status).map(|one| one.1)
            }
        }
    }

    /// The first page of a list that differs a little.
    pub(super) fn with(&self, change: impl FnOnce(&mut Asked)) -> Query {
        let mut other = self.clone();
        other.asked.after = None;
        change(&mut other.asked);
        other
    }

    /// Behind somebody.
    pub(super) fn behind(&self, after: Option<PersonId>) -> Query {
        let mut other = self.clone();
        other.asked.after = after;
        other
    }

    /// The same order without any filter.
    pub(super) fn cleared(&self) -> Query {
        let mut other = self.with(|asked| {
            asked.filter = Filter::default();
            asked.search.clear();
        });
        other.which = Which::Attached;
        other
    }

    /// The list sorted by this: the other way round where it is already.
    pub(super) fn sorted(&self, by: By) -> Query {
        self.with(|asked| {
            let turned = asked.by == by && asked.direction == Direction::Forward;
            asked.direction = if turned { Direction::Back } else { Direction::Forward };
            asked.by = by;
        })
    }
}

fn by_word(by: By) -> &'static str {
    match by {
        By::Name => "navn",
        By::Place => "klasse",
        By::Login => "login",
    }
}

fn by_of_word(word: &str) -> By {
    [By::Name, By::Place, By::Login].into_iter().find(|by| by_word(*by) == word).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_the_same_when_it_is_read_and_written_again() {
        let text = "q=alma&aktoer=elev&aktoer=kontakt&rolle=pupil&gruppe=7&kilde=KMD+Elev&status=aldrig&sorter=login&retning=ned&antal=50&efter=12";
        let query = Query::read(text);
        assert_eq!(query.text(), text);
        assert_eq!(Query::read(&query.text()), query);
    }

    #[test]
    fn nonsense_says_nothing() {
        let nonsense = "aktoer=konge&rolle=x&gruppe=y&status=z&sorter=w&antal=1000000&efter=q&%00=1";
        assert_eq!(Query::read(nonsense), Query::read(""));
    }

    #[test]
    fn sorting_twice_by_the_same_turns_the_list_round() {
        let once = Query::read("").sorted(By::Login);
        assert_eq!(once.text(), "sorter=login");
        assert_eq!(once.sorted(By::Login).text(), "sorter=login&retning=ned");
        assert_eq!(once.sorted(By::Login).sorted(By::Name).text(), "");
    }
}
