//! The class list in order: which pupils are shown, in what order, and what is going on with those who were given a new
//! password just now.
//!
//! Source: ux.md 3.8. What it does not do: read the database or write HTML.

use crate::danish;
use crate::i18n::Tr;
use flows::pupil_access::PupilRow;
use rules::reset_window::State;
use rules::time::{Instant, Millis};
use serde::Deserialize;

/// The most characters of a search.
const QUERY_CHARACTERS_MAX: usize = 60;
/// The most pupils whose names the box on top says.
const NAMED_MAX: usize = 4;
/// Above so many pupils a teacher is offered the search; below it looking is quicker than typing.
const SEARCH_ABOVE: usize = 40;
/// How long the box says that all have got theirs.
const ALL_DONE_FOR: Millis = Millis::minutes(30);

/// What the address of the list says. The same fields come back in its form.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// A group's number, `alle`, or nothing: the first.
    pub(crate) klasse: Option<String>,
    /// A part of a name or user name.
    pub(crate) q: Option<String>,
    /// A column's word, with a minus for the other way round.
    pub(crate) sorter: Option<String>,
    /// What the last button came to.
    pub(crate) sagt: Option<String>,
    /// Whom the last button named in vain: numbers with dots between.
    pub(crate) afvist: Option<String>,
    /// Who is ticked from the start: numbers with dots between.
    pub(crate) valgt: Option<String>,
}

/// The most numbers an address carries.
const NUMBERS_MAX: usize = 100;

/// Numbers with dots between, as an address carries them.
pub(crate) fn dotted(numbers: &[i64]) -> String {
    numbers.iter().take(NUMBERS_MAX).map(i64::to_string).collect::<Vec<_>>().join(".")
}

fn numbers(dotted: Option<&str>) -> Vec<i64> {
    dotted.unwrap_or_default().split('.').filter_map(|number| number.parse().ok()).take(NUMBERS_MAX).collect()
}

impl Asked {
    /// What was searched for, cut to size.
    pub(crate) fn query(&self) -> String {
        self.q.as_deref().unwrap_or_default().trim().chars().take(QUERY_CHARACTERS_MAX).collect()
    }

    /// The order asked for; by name where none is.
    pub(crate) fn order(&self) -> Order {
        Order::of_word(self.sorter.as_deref().unwrap_or_default())
    }

    /// The numbers in [`Asked::afvist`].
    pub(crate) fn refused(&self) -> Vec<i64> {
        numbers(self.afvist.as_deref())
    }

    /// The numbers in [`Asked::valgt`].
    pub(crate) fn ticked(&self) -> Vec<i64> {
        numbers(self.valgt.as_deref())
    }

    /// The list's address: class, search, order and ticks, nothing that was said once.
    pub(crate) fn address(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let klasse = self.klasse.as_deref().filter(|klasse| *klasse == "alle" || klasse.parse::<i64>().is_ok());
        query.append_pair("klasse", klasse.unwrap_or_default());
        if !self.query().is_empty() {
            query.append_pair("q", &self.query());
        }
        if self.order() != Order::FIRST {
            query.append_pair("sorter", &self.order().word());
        }
        if !self.ticked().is_empty() {
            query.append_pair("valgt", &dotted(&self.ticked()));
        }
        format!("/elevadgang/elever?{}", query.finish())
    }

    /// Whom the list shows, whatever its order and ticks: the same for the page and for its live refresh.
    pub(crate) fn seen(&self) -> String {
        format!("{} {}", self.klasse.as_deref().unwrap_or_default(), self.query())
    }

    /// The same list in another order.
    pub(crate) fn sorted(&self, order: Order) -> Asked {
        Asked { sorter: Some(order.word()), ..self.clone() }
    }
}

/// A column to sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Name,
    Username,
    State,
}

/// Up or down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Up,
    Down,
}

/// In which order the list stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) column: Column,
    pub(crate) way: Way,
}

impl Order {
    /// As a list is first shown.
    pub(crate) const FIRST: Order = Order { column: Column::Name, way: Way::Up };

    fn of_word(word: &str) -> Order {
        let (way, column) = word.strip_prefix('-').map_or((Way::Up, word), |rest| (Way::Down, rest));
        match column {
            "navn" => Order { column: Column::Name, way },
            "brugernavn" => Order { column: Column::Username, way },
            "status" => Order { column: Column::State, way },
            _ => Order::FIRST,
        }
    }

    /// Its word in an address.
    pub(crate) fn word(self) -> String {
        let column = match self.column {
            Column::Name => "navn",
            Column::Username => "brugernavn",
            Column::State => "status",
        };
        match self.way {
            Way::Up => column.to_owned(),
            Way::Down => format!("-{column}"),
        }
    }

    /// What the head of a column leads to: that column, the other way round where it is chosen already.
    pub(crate) fn towards(self, column: Column) -> Order {
        let way = if self == (Order { column, way: Way::Up }) { Way::Down } else { Way::Up };
        Order { column, way }
    }
}

/// Whether the search is offered here.
pub(crate) fn offers_search(pupils: usize, query: &str) -> bool {
    SEARCH_ABOVE < pupils || !query.is_empty()
}

/// Sorts by name first; then the asked column decides, and who is equal there stays in the order of names.
pub(crate) fn sort(rows: &mut [PupilRow], order: Order, now: Instant) {
    danish::sort_by_name(rows, |row| row.pupil.shown.full());
    match order.column {
        Column::Name => {}
        Column::Username => rows.sort_by(|one, two| one.pupil.username.as_str().cmp(two.pupil.username.as_str())),
        Column::State => rows.sort_by_key(|row| urgency(row, now)),
    }
    if order.way == Way::Down {
        rows.reverse();
    }
}

/// How soon an adult wants to look at a pupil: what waits first, then what wants another press, then what rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Urgency {
    UnderWay,
    Again,
    Waits,
    WithoutPassword,
    Done,
    Rests,
    Cannot,
}

fn urgency(row: &PupilRow, now: Instant) -> Urgency {
    if row.pupil.blocked.is_some() {
        return Urgency::Cannot;
    }
    match row.window.as_ref().map(|window| window.state) {
        Some(State::Open { .. } | State::Claimed { .. }) => return Urgency::UnderWay,
        Some(State::Expired | State::Unfinished | State::Undone | State::ClosedByWrongPicture) => {
            return Urgency::Again;
        }
        Some(State::Done { .. }) => return Urgency::Done,
        Some(State::Cancelled) | None => {}
    }
    if row.may_give.is_err() {
        return Urgency::Cannot;
    }
    if row.pupil.waits_until.is_some_and(|until| now < until) {
        return Urgency::Waits;
    }
    match row.pupil.password {
        store::pupil::PasswordState::Has(..) => Urgency::Rests,
        store::pupil::PasswordState::Never | store::pupil::PasswordState::Dead => Urgency::WithoutPassword,
    }
}

/// What the box above the list says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Summary {
    /// Nothing is going on.
    Nothing,
    /// These may type their user names now.
    MayNow(String, usize),
    /// Everybody who was given one lately has got it.
    AllDone(String),
}

impl Summary {
    /// What is going on with these pupils.
    pub(crate) fn of(rows: &[PupilRow], tr: Tr, now: Instant) -> Summary {
        let name = |row: &PupilRow| row.pupil.shown.call().to_owned();
        let waiting: Vec<String> =
            rows.iter().filter(|row| matches!(state(row), Some(State::Open { .. }))).map(name).collect();
        if !waiting.is_empty() {
            return Summary::MayNow(may_now(&waiting, tr), waiting.len());
        }
        let recent = |row: &&PupilRow| {
            let window = row.window.as_ref();
            window.is_some_and(|window| now.since(window.opened) < ALL_DONE_FOR && window.state != State::Cancelled)
        };
        let lately: Vec<&PupilRow> = rows.iter().filter(recent).collect();
        let all_done = lately.iter().all(|row| matches!(state(row), Some(State::Done { .. })));
        if lately.is_empty() || !all_done {
            return Summary::Nothing;
        }
        Summary::AllDone(match lately.as_slice() {
            [one] => tr.t1("elevadgang-done-one", "name", name(one)),
            several => tr.t1("elevadgang-done-all", "n", several.len()),
        })
    }

    /// Its words, or nothing.
    pub(crate) fn words(&self) -> &str {
        match self {
            Summary::Nothing => "",
            Summary::MayNow(words, _) | Summary::AllDone(words) => words,
        }
    }

    /// How many may type a user name now.
    pub(crate) fn waiting(&self) -> usize {
        match self {
            Summary::MayNow(_, count) => *count,
            Summary::Nothing | Summary::AllDone(_) => 0,
        }
    }
}

fn state(row: &PupilRow) -> Option<State> {
    row.window.as_ref().map(|window| window.state)
}

/// "Alma og Elias kan få en ny adgangskode nu"; many are counted instead of named.
fn may_now(names: &[String], tr: Tr) -> String {
    match names {
        [one] => tr.t1("elevadgang-may-now-one", "name", one.clone()),
        [first @ .., last] if names.len() <= NAMED_MAX => {
            let both = format!("{} {} {last}", first.join(", "), tr.t("elevadgang-and"));
            tr.t1("elevadgang-may-now-some", "names", both)
        }
        _ => tr.t1("elevadgang-may-now-many", "n", names.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use flows::give_password::{Undo, WindowNow};
    use rules::id::{PersonId, WindowId};
    use rules::reset_window::Confirmation;
    use rules::user::{PersonName, Username};
    use store::pupil::{Besides, PasswordState, Pupil};

    const NOW: Instant = Instant(1_700_000_000_000);

    fn row(first: &str, username: &str, state: Option<State>) -> PupilRow {
        let window = state.map(|state| WindowNow {
            id: WindowId(1),
            state,
            opened: NOW.minus(Millis::minutes(3)),
            closes: NOW.plus(Millis::minutes(2)),
            left: None,
            claimed: None,
            from: None,
            on: None,
            confirmation: Confirmation::None,
            pictures: Vec::new(),
            can_undo: Undo::Nothing,
        });
        let pupil = Pupil {
            person: PersonId(1),
            username: Username::parse(username).unwrap(),
            shown: PersonName { first: first.to_owned(), family: "Holm".to_owned() },
            blocked: None,
            level: None,
            main_group: None,
            password: PasswordState::Never,
            waits_until: None,
            wrong_in_a_row: 0,
            besides: Besides::Nothing,
        };
        PupilRow { pupil, window, may_give: Ok(()) }
    }

    fn open() -> Option<State> {
        Some(State::Open { opened: NOW })
    }

    fn done() -> Option<State> {
        Some(State::Done { done: NOW })
    }

    fn summary(rows: &[PupilRow]) -> Summary {
        Summary::of(rows, Tr { language: Language::Danish }, NOW)
    }

    fn names(rows: &[PupilRow]) -> Vec<&str> {
        rows.iter().map(|row| row.pupil.shown.first.as_str()).collect()
    }

    #[test]
    fn the_box_names_who_may_now_and_says_when_all_have_got_theirs() {
        let mut rows =
            vec![row("Alma", "alma1234", open()), row("Elias", "elia5512", done()), row("Bo", "boho1234", None)];
        assert_eq!(summary(&rows).words(), "Alma kan få en ny adgangskode nu");
        rows[0] = row("Alma", "alma1234", done());
        assert_eq!(summary(&rows).words(), "Begge har fået ny kode");
        rows[0] = row("Alma", "alma1234", Some(State::Expired));
        assert_eq!(summary(&rows), Summary::Nothing, "Alma has not");
        rows[0] = row("Alma", "alma1234", Some(State::Cancelled));
        assert_eq!(summary(&rows).words(), "Elias har fået ny kode");
    }

    #[test]
    fn who_waits_comes_first_when_the_state_sorts() {
        let mut rows =
            vec![row("Anna", "anna1234", done()), row("Bo", "boho1234", None), row("Carl", "carl1234", open())];
        sort(&mut rows, Order::of_word("status"), NOW);
        assert_eq!(names(&rows), ["Carl", "Bo", "Anna"]);
        sort(&mut rows, Order::of_word("-brugernavn"), NOW);
        assert_eq!(names(&rows), ["Carl", "Bo", "Anna"]);
        sort(&mut rows, Order::of_word("whatever"), NOW);
        assert_eq!(names(&rows), ["Anna", "Bo", "Carl"]);
    }

    #[test]
    fn a_head_turns_its_own_column_round_and_begins_another_upwards() {
        let by_name = Order::FIRST;
        assert_eq!(by_name.towards(Column::Name).way, Way::Down);
        assert_eq!(by_name.towards(Column::Name).towards(Column::Name), by_name);
        assert_eq!(by_name.towards(Column::State), Order { column: Column::State, way: Way::Up });
    }

    #[test]
    fn an_address_keeps_class_search_and_order_and_nothing_that_was_said_once() {
        let asked = Asked {
            klasse: Some("alle".into()),
            q: Some(" æble & co ".into()),
            sorter: Some("-status".into()),
            sagt: Some("skift".into()),
            afvist: Some("1.x.2".into()),
            valgt: Some("7".into()),
        };
        assert_eq!(asked.address(), "/elevadgang/elever?klasse=alle&q=%C3%A6ble+%26+co&sorter=-status&valgt=7");
        assert_eq!(asked.refused(), [1, 2]);
        let evil = Asked { klasse: Some("https://evil.example".into()), ..Asked::default() };
        assert_eq!(evil.address(), "/elevadgang/elever?klasse=");
    }
}
