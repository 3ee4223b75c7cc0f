//! The demo's named cast: people who are easy to log in as, each there to show one thing, and who stay the
//! same from one demo to the next.
//!
//! All of them are made up. What it does not do: place them in classes; that is `demo`.

use crate::person::Gender::{Man, Woman};
use crate::person::{Alias, Gender};

/// One part to play.
#[derive(Debug)]
pub struct Part {
    /// A fixed word, for tests and tables.
    pub key: &'static str,
    /// What this person is there to show.
    pub shows: &'static str,
    /// The same in Danish.
    pub shows_danish: &'static str,
    /// First names.
    pub first_name: &'static str,
    /// Family name.
    pub family_name: &'static str,
    /// Name and address protection: alias, first and family name.
    pub alias: Option<(&'static str, &'static str)>,
    /// Woman or man.
    pub gender: Gender,
    /// The year of the school year minus the year of birth.
    pub years: i16,
    /// Month and day of birth.
    pub birthday: (i8, i8),
    /// What is typed at login.
    pub username: &'static str,
    /// How to log in.
    pub password: Known,
}

/// What is known of somebody's password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// None has been given.
    Nothing,
    /// Four pictures, by code word.
    Pictures([&'static str; 4]),
    /// Text.
    Text(&'static str),
}

impl Part {
    pub(crate) fn protection(&self) -> Option<Alias> {
        self.alias.map(|(first, family)| Alias { first_name: first.to_owned(), family_name: family.to_owned() })
    }
}

/// What a picture is called on the Danish page; the word itself where it is none of the twenty.
pub fn picture_name(word: &str) -> &str {
    let names = [
        ("cat", "kat"),
        ("car", "bil"),
        ("sun", "sol"),
        ("apple", "æble"),
        ("owl", "ugle"),
        ("fish", "fisk"),
        ("house", "hus"),
        ("moon", "måne"),
        ("dinosaur", "dino"),
        ("robot", "robot"),
        ("tree", "træ"),
        ("key", "nøgle"),
        ("ice_cream", "is"),
        ("elephant", "elefant"),
        ("lightning", "lyn"),
        ("umbrella", "paraply"),
        ("cheese", "ost"),
        ("duck", "and"),
        ("bike", "cykel"),
        ("carrot", "gulerod"),
    ];
    names.iter().find(|(code, _)| *code == word).map_or(word, |(_, name)| name)
}

/// The part with this key.
pub fn part(key: &str) -> Option<&'static Part> {
    CAST.iter().find(|part| part.key == key)
}

type Two = (&'static str, &'static str);

const fn part_of(key: &'static str, (shows, shows_danish): Two, (first_name, family_name): Two) -> Part {
    let (username, password) = ("", Known::Nothing);
    Part {
        key,
        shows,
        shows_danish,
        first_name,
        family_name,
        alias: None,
        gender: Woman,
        years: 40,
        birthday: (3, 3),
        username,
        password,
    }
}

const fn born(part: Part, gender: Gender, years: i16, birthday: (i8, i8)) -> Part {
    Part { gender, years, birthday, ..part }
}

const fn logs_in(part: Part, username: &'static str, password: Known) -> Part {
    Part { username, password, ..part }
}

const fn called(part: Part, alias: (&'static str, &'static str)) -> Part {
    Part { alias: Some(alias), ..part }
}

/// Everybody, pupils first.
pub const CAST: [Part; 20] = [
    logs_in(
        born(
            part_of(
                "six_year_old",
                ("a six-year-old who taps four pictures", "en seksårig, der trykker på fire billeder"),
                ("Alma", "Kjær Sørensen"),
            ),
            Woman,
            6,
            (3, 3),
        ),
        "alma1234",
        Known::Pictures(["sun", "owl", "car", "apple"]),
    ),
    logs_in(
        born(
            part_of(
                "classmate",
                ("a pupil of the teacher Mette Holm, with pictures", "en elev hos læreren Mette Holm, med billeder"),
                ("Elias", "Brandt"),
            ),
            Man,
            8,
            (2, 11),
        ),
        "elia5512",
        Known::Pictures(["cat", "bike", "fish", "moon"]),
    ),
    logs_in(
        born(
            part_of(
                "never_logged_in",
                (
                    "a pupil who has never logged in and has no password",
                    "en elev, der aldrig har logget ind og ikke har en adgangskode",
                ),
                ("Malik Nuka", "Petersen"),
            ),
            Man,
            8,
            (6, 30),
        ),
        "mali2781",
        Known::Nothing,
    ),
    called(
        logs_in(
            born(
                part_of(
                    "protected_pupil",
                    ("a pupil under name and address protection", "en elev med navne- og adressebeskyttelse"),
                    ("Sofie-Amalie", "Bech Vestergaard"),
                ),
                Woman,
                9,
                (10, 5),
            ),
            "idah4417",
            Known::Pictures(["key", "robot", "duck", "tree"]),
        ),
        ("Ida", "Hansen"),
    ),
    logs_in(
        born(
            part_of(
                "middle_pupil",
                ("a pupil with two words as password", "en elev med to ord som adgangskode"),
                ("Oscar", "Kjær Sørensen"),
            ),
            Man,
            11,
            (5, 14),
        ),
        "osca2345",
        Known::Text("tigerskov"),
    ),
    logs_in(
        born(
            part_of(
                "blocked_pupil",
                ("a pupil whom the school has blocked", "en elev, som skolen har spærret"),
                ("Anton", "Lykke Madsen"),
            ),
            Man,
            12,
            (1, 22),
        ),
        "anto8830",
        Known::Text("kagebjerg"),
    ),
    logs_in(
        born(
            part_of(
                "lapsed",
                ("a pupil whom the last import no longer brought", "en elev, der ikke var med i den seneste import"),
                ("Benjamin", "Skov Thomsen"),
            ),
            Man,
            12,
            (11, 9),
        ),
        "benj1177",
        Known::Text("lampesand"),
    ),
    logs_in(
        born(
            part_of("upper_pupil", ("a pupil of level 8", "en elev på 8. klassetrin"), ("Freja", "Dam Nielsen")),
            Woman,
            14,
            (4, 17),
        ),
        "frej3456",
        Known::Text("BlomstKano47"),
    ),
    logs_in(
        born(
            part_of("student", ("a student at the gymnasium", "en elev på gymnasiet"), ("Ibrahim", "Haddad")),
            Man,
            17,
            (7, 2),
        ),
        "ibra3308",
        Known::Text("KompasRegn52"),
    ),
    logs_in(
        born(
            part_of(
                "pupil_and_employee",
                (
                    "a student who works as a substitute: no teacher may help",
                    "en elev, der også er vikar: ingen lærer kan hjælpe",
                ),
                ("Asta", "Winther"),
            ),
            Woman,
            18,
            (2, 27),
        ),
        "asta5183",
        Known::Text("TrommeSand36"),
    ),
    logs_in(
        born(
            part_of(
                "teacher",
                ("a teacher with three classes in Elevadgang", "en lærer med tre klasser i Elevadgang"),
                ("Mette", "Holm"),
            ),
            Woman,
            41,
            (9, 12),
        ),
        "mett2468",
        Known::Text("CykelHavn28"),
    ),
    logs_in(
        born(
            part_of(
                "teacher_and_parent",
                ("a teacher who is also a parent: chooses which to be", "lærer og forælder: vælger, hvad han er"),
                ("Thomas", "Brandt"),
            ),
            Man,
            39,
            (8, 24),
        ),
        "thom6187",
        Known::Text("GuitarEng63"),
    ),
    logs_in(
        born(
            part_of("parent_of_three", ("a parent with three children", "en forælder med tre børn"), ("Line", "Kjær")),
            Woman,
            38,
            (12, 1),
        ),
        "line4406",
        Known::Text("SolsikkeBro61"),
    ),
    logs_in(
        born(
            part_of(
                "father_without_custody",
                (
                    "a parent without custody: cannot help the child",
                    "en forælder uden forældremyndighed: kan ikke hjælpe barnet",
                ),
                ("Jonas", "Nielsen"),
            ),
            Man,
            44,
            (6, 6),
        ),
        "jona7720",
        Known::Text("PaneltagHat74"),
    ),
    logs_in(
        born(
            part_of(
                "administrator",
                ("the school's primary user administrator", "skolens primære brugeradministrator"),
                ("Birgitte", "Riis"),
            ),
            Woman,
            52,
            (5, 28),
        ),
        "birg6402",
        Known::Text("TallerkenSky85"),
    ),
    logs_in(
        born(
            part_of(
                "leader",
                ("the school's leader, user administrator too", "skolens leder, også brugeradministrator"),
                ("Henrik", "Aagaard"),
            ),
            Man,
            55,
            (6, 23),
        ),
        "henr2769",
        Known::Text("KaffeVindue94"),
    ),
    logs_in(
        born(
            part_of(
                "external_administrator",
                (
                    "user administrator of a school where she is not employed",
                    "brugeradministrator på en skole, hvor hun ikke er ansat",
                ),
                ("Camilla", "Winther"),
            ),
            Woman,
            36,
            (10, 19),
        ),
        "cami9035",
        Known::Text("RejseKuffert26"),
    ),
    logs_in(
        born(
            part_of(
                "read_access",
                ("a teacher who may read Brugeradministration", "en lærer med læseadgang til Brugeradministration"),
                ("Anne", "Bjerre"),
            ),
            Woman,
            47,
            (4, 8),
        ),
        "anne7009",
        Known::Text("HavrePose58"),
    ),
    logs_in(
        born(
            part_of(
                "substitute",
                ("a substitute who has been lent class 2.B", "en vikar, der har lånt 2.B"),
                ("Emma", "Krogh"),
            ),
            Woman,
            23,
            (7, 15),
        ),
        "emma3817",
        Known::Text("MusikTelt72"),
    ),
    logs_in(
        born(
            part_of(
                "without_class",
                (
                    "an employee without a class: is told why nobody can be helped; decides applications at /stil",
                    "en ansat uden klasse: får at vide, hvorfor ingen kan hjælpes; sagsbehandler på /stil",
                ),
                ("Bo", "Toft"),
            ),
            Man,
            58,
            (3, 30),
        ),
        "boto4592",
        Known::Text("HammerPlanke39"),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn nobody_shares_a_key_or_a_user_name() {
        assert_eq!(CAST.iter().map(|part| part.key).collect::<BTreeSet<_>>().len(), CAST.len());
        assert_eq!(CAST.iter().map(|part| part.username).collect::<BTreeSet<_>>().len(), CAST.len());
    }

    #[test]
    fn a_user_name_starts_as_the_rules_say() {
        for part in &CAST {
            let (first, family) = part.alias.unwrap_or((part.first_name, part.family_name));
            let name = rules::user::PersonName { first: first.to_owned(), family: family.to_owned() };
            assert_eq!(part.username[..4], rules::user::username_start(&name), "{}", part.key);
        }
    }

    #[test]
    fn every_known_password_is_one_the_policy_accepts() {
        use rules::password::{Form, History, Owner, Verdict, judge_chosen};
        for part in &CAST {
            let username = rules::user::Username::parse(part.username).unwrap();
            let (first, family) = (part.first_name.to_owned(), part.family_name.to_owned());
            let names = [rules::user::PersonName { first, family }];
            let owner = Owner { names: &names, username: &username };
            match part.password {
                Known::Nothing => {}
                Known::Pictures(words) => {
                    let pictures = words.map(|word| rules::pictures::Picture::from_word(word).unwrap());
                    assert!(rules::pictures::PictureCode::tapped(&pictures).is_ok(), "{}", part.key);
                }
                Known::Text(text) => {
                    let form = if part.years <= 12 { Form::Words } else { Form::Text };
                    assert_eq!(judge_chosen(text, form, owner, History::Fresh), Verdict::Accepted, "{}", part.key);
                }
            }
        }
    }
}
