//! Who lives in the demo country: `people.json`, and the table of whom to log in as.
//!
//! Only of made-up people may a list like this exist; no other command can write one. What it does not do: read
//! the database; the user names come from the caller.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use town::cast::{Known, Part};
use town::demo::Demo;
use town::import_file::role_word;
use town::person::PersonAt;

/// One person of the demo.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Row {
    /// A fixed word for members of the cast.
    pub(crate) key: String,
    /// Full name.
    pub(crate) name: String,
    /// What everybody else sees of a protected person.
    pub(crate) alias: String,
    /// What this person is there to show.
    pub(crate) shows: String,
    /// What is typed at login; empty where the import refused the person.
    pub(crate) username: String,
    /// Text, or four picture names; empty where nobody knows it.
    pub(crate) password: String,
    /// The pictures by code word.
    pub(crate) pictures: Vec<String>,
    /// Ten digits.
    pub(crate) cpr: String,
    /// The first institution.
    pub(crate) institution: String,
    /// All of them.
    pub(crate) institutions: Vec<String>,
    /// As the wire writes them.
    pub(crate) roles: Vec<String>,
    /// The pupil's class.
    pub(crate) class: String,
}

/// Everybody: the cast in its order, then the others. `picture_name` says what a picture is called on the page.
pub(crate) fn rows(
    demo: &Demo,
    usernames: &BTreeMap<PersonAt, String>,
    picture_name: impl Fn(&str) -> String,
) -> Vec<Row> {
    let mut rows: Vec<Row> = demo.locality.people.iter().map(person_row).collect();
    for (at, username) in usernames {
        rows[at.0].username.clone_from(username);
    }
    add_affiliations(demo, &mut rows);
    for (key, at) in &demo.cast {
        if let Some(part) = town::cast::part(key) {
            add_part(&mut rows[at.0], part, &picture_name);
        }
    }
    let order = |row: &Row| town::cast::CAST.iter().position(|part| part.key == row.key).unwrap_or(usize::MAX);
    rows.sort_by_key(order);
    rows
}

fn person_row(person: &town::person::Person) -> Row {
    let alias = person.alias.as_ref().map(|alias| format!("{} {}", alias.first_name, alias.family_name));
    Row {
        name: format!("{} {}", person.first_name, person.family_name),
        alias: alias.unwrap_or_default(),
        cpr: person.cpr.reveal().to_owned(),
        ..Row::default()
    }
}

fn add_part(row: &mut Row, part: &Part, picture_name: &impl Fn(&str) -> String) {
    part.key.clone_into(&mut row.key);
    part.shows.clone_into(&mut row.shows);
    match part.password {
        Known::Nothing => {}
        Known::Text(text) => text.clone_into(&mut row.password),
        Known::Pictures(pictures) => {
            row.password = pictures.map(picture_name).join(" ");
            row.pictures = pictures.map(str::to_owned).to_vec();
        }
    }
}

fn add_affiliations(demo: &Demo, rows: &mut [Row]) {
    for school in &demo.locality.schools {
        let number = school.register.number.as_str();
        for pupil in &school.pupils {
            let row = &mut rows[pupil.person.0];
            row.class.clone_from(&school.groups[pupil.class].name);
            if row.shows.is_empty() {
                row.shows = format!("a pupil of {}, {}", school.register.name, row.class);
            }
            attach(row, number, role_word(school.kind.pupil_role()));
            for contact in &pupil.contacts {
                let child = rows[pupil.person.0].name.clone();
                let adult = &mut rows[contact.person.0];
                if adult.shows.is_empty() {
                    adult.shows = format!("a contact of {child}");
                }
                attach(adult, number, role_word(contact.relation));
            }
        }
        for employee in &school.employees {
            let row = &mut rows[employee.person.0];
            row.shows = format!("works at {}", school.register.name);
            for role in &employee.roles {
                attach(row, number, role_word(*role));
            }
        }
        for external in &school.externals {
            let row = &mut rows[external.person.0];
            row.shows = format!("is at {} for a while", school.register.name);
            attach(row, number, role_word(external.role));
        }
    }
}

fn attach(row: &mut Row, institution: &str, role: &str) {
    if row.institution.is_empty() {
        institution.clone_into(&mut row.institution);
    }
    if !row.institutions.iter().any(|known| known == institution) {
        row.institutions.push(institution.to_owned());
    }
    if !row.roles.iter().any(|known| known == role) {
        row.roles.push(role.to_owned());
    }
}

/// The table the command prints: the cast, one line each.
pub(crate) fn table(rows: &[Row]) -> String {
    let cast: Vec<&Row> = rows.iter().filter(|row| !row.key.is_empty()).collect();
    let width = |of: fn(&Row) -> &str| cast.iter().map(|row| of(row).chars().count()).max().unwrap_or(0);
    let (name, username, password) = (width(|row| &row.name), width(|row| &row.username), width(|row| &row.password));
    let line = |row: &&Row| {
        let secret = if row.password.is_empty() { "(none)" } else { &row.password };
        format!("  {:name$}  {:username$}  {secret:password$}  {}\n", row.name, row.username, row.shows)
    };
    cast.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_stands_in_the_list_with_a_number_and_a_reason() {
        let demo = town::demo::demo(jiff::civil::date(2026, 11, 24));
        let rows = rows(&demo, &BTreeMap::new(), str::to_owned);
        assert_eq!(rows.len(), demo.locality.people.len());
        assert!(rows.iter().all(|row| row.cpr.len() == 10 && !row.shows.is_empty() && !row.institution.is_empty()));
        assert_eq!(rows[0].key, "six_year_old");
        assert_eq!(table(&rows).lines().count(), town::cast::CAST.len());
    }
}
