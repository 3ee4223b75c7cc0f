//! *Ansøgning*: what an application for access must say, and what an operator needs before it is approved.
//!
//! Source: product.md §11, ux.md 3.13. Nothing here tells whether a number has an account, or an institution
//! administrators. What it does not do: keep answers, read files, or send anything.

use crate::cpr::{Cpr, CprError};
use crate::institution::InstitutionNumber;
use crate::mail_address::is_address;
use crate::time::{Date, Millis};
use serde::{Deserialize, Serialize};

/// How long an application that was begun is kept.
pub const DRAFT_KEPT: Millis = Millis::days(30);
/// How long the signed page of a decided application is kept: a year.
pub const FILE_KEPT: Millis = Millis::days(365);
/// The largest file that is taken: 5 MB.
pub const FILE_BYTES_MAX: usize = 5 * 1024 * 1024;
/// The most letters of one answer.
pub const ANSWER_LETTERS_MAX: usize = 200;
/// What is typed where an institution has no number.
pub const NO_NUMBER: &str = "-";

/// Where an application stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Being written.
    Draft,
    /// Waits for an operator.
    Submitted,
    /// An operator has asked something back.
    Asked,
    /// Both are administrators now.
    Approved,
    /// Refused.
    Rejected,
}

impl State {
    /// All of them.
    pub const ALL: [State; 5] = [State::Draft, State::Submitted, State::Asked, State::Approved, State::Rejected];

    /// The database's word.
    pub fn word(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Submitted => "submitted",
            State::Asked => "asked",
            State::Approved => "approved",
            State::Rejected => "rejected",
        }
    }

    /// Back from the word.
    pub fn from_word(word: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Whether whoever has the link may still change the answers.
    pub fn is_open(self) -> bool {
        match self {
            State::Draft | State::Asked => true,
            State::Submitted | State::Approved | State::Rejected => false,
        }
    }
}

/// What somebody wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Purpose {
    /// Access for an institution.
    #[default]
    Access,
    /// *Ændring af primær brugeradministrator*.
    PrimaryChange,
}

/// Who asks, as the check "Kan vi få Unilogin?" sorts them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Situation {
    /// State, region, municipality, or a self-governing institution in daycare or education.
    #[default]
    Institution,
    /// Abroad, with ties to Denmark.
    Abroad,
    /// A museum or the like.
    Museum,
    /// Children taught at home.
    HomeSchooling,
    /// Private teaching that is no school.
    PrivateTeaching,
}

impl Situation {
    /// All of them, in the order of the page.
    pub const ALL: [Situation; 5] = [
        Situation::Institution,
        Situation::Abroad,
        Situation::Museum,
        Situation::HomeSchooling,
        Situation::PrivateTeaching,
    ];

    /// The word in forms and addresses.
    pub fn word(self) -> &'static str {
        match self {
            Situation::Institution => "institution",
            Situation::Abroad => "udlandet",
            Situation::Museum => "museum",
            Situation::HomeSchooling => "hjemmeundervisning",
            Situation::PrivateTeaching => "privatundervisning",
        }
    }

    /// Back from the word.
    pub fn from_word(word: &str) -> Option<Situation> {
        Situation::ALL.into_iter().find(|situation| situation.word() == word)
    }

    /// Whether an application leads anywhere; the others get advice.
    pub fn may_apply(self) -> bool {
        match self {
            Situation::Institution | Situation::Abroad => true,
            Situation::Museum | Situation::HomeSchooling | Situation::PrivateTeaching => false,
        }
    }
}

/// One of the two people, as typed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applicant {
    /// Full name.
    pub name: String,
    /// CPR number; empty only abroad.
    pub cpr: String,
    /// Day of birth, `YYYY-MM-DD`, where there is no CPR number.
    pub birth: String,
    /// Country, where there is no CPR number.
    pub country: String,
    /// Phone.
    pub phone: String,
    /// Mail address.
    pub mail: String,
}

impl Applicant {
    /// The number, where a whole one was typed.
    pub fn cpr(&self) -> Option<Cpr> {
        Cpr::parse(&self.cpr).ok()
    }
}

impl std::fmt::Debug for Applicant {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Applicant(..)")
    }
}

/// Everything that is answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// What is wanted.
    pub purpose: Purpose,
    /// Who asks.
    pub situation: Situation,
    /// CVR or P number.
    pub registration: String,
    /// The institution's name.
    pub name: String,
    /// Its number, or [`NO_NUMBER`].
    pub number: String,
    /// The technical contact: the primary administrator to be.
    pub contact: Applicant,
    /// The leader.
    pub leader: Applicant,
}

impl Answers {
    /// The institution's number, where one was typed.
    pub fn number(&self) -> Option<InstitutionNumber> {
        InstitutionNumber::parse(&self.number)
    }

    /// Whether one person stands in both places; the page advises two.
    pub fn is_one_person(&self) -> bool {
        match (self.contact.cpr(), self.leader.cpr()) {
            (Some(one), Some(other)) => one == other,
            (_, _) => false,
        }
    }
}

/// A step of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// Which institution.
    Institution,
    /// *Teknisk kontaktperson*
    Contact,
    /// *Institutionsleder*
    Leader,
}

impl Step {
    /// The three that are typed, in order.
    pub const ALL: [Step; 3] = [Step::Institution, Step::Contact, Step::Leader];
}

/// A field of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// CVR or P number.
    Registration,
    /// A name.
    Name,
    /// Institution number.
    Number,
    /// CPR number.
    Cpr,
    /// Day of birth.
    Birth,
    /// Country.
    Country,
    /// Phone.
    Phone,
    /// Mail address.
    Mail,
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flaw {
    /// Nothing was typed.
    Missing,
    /// Longer than any such answer.
    TooLong,
    /// Neither eight nor ten digits.
    Registration,
    /// Neither six characters nor "-".
    Number,
    /// Not ten digits.
    CprLength,
    /// Something that is no digit.
    CprCharacter,
    /// No such day.
    CprDay,
    /// No phone number.
    Phone,
    /// No mail address.
    Mail,
    /// No day of birth.
    Birth,
    /// One of the two needs a CPR number.
    OneNeedsCpr,
    /// The register has the institution closed.
    Closed,
}

/// What is wrong with a step, in the order of its page.
pub fn flaws(step: Step, answers: &Answers, today: Date) -> Vec<(Field, Flaw)> {
    match step {
        Step::Institution => institution(answers),
        Step::Contact => {
            let mut found = person(&answers.contact, answers.situation, today);
            found.extend(phone(&answers.contact.phone).map(|flaw| (Field::Phone, flaw)));
            found.extend(mail(&answers.contact.mail).map(|flaw| (Field::Mail, flaw)));
            found
        }
        Step::Leader => {
            let mut found = person(&answers.leader, answers.situation, today);
            if !answers.leader.mail.is_empty() {
                found.extend(mail(&answers.leader.mail).map(|flaw| (Field::Mail, flaw)));
            }
            let nobody = answers.contact.cpr.is_empty() && answers.leader.cpr.is_empty();
            if nobody && found.iter().all(|(field, _)| *field != Field::Cpr) {
                found.push((Field::Cpr, Flaw::OneNeedsCpr));
            }
            found
        }
    }
}

/// Whether every step is filled in.
pub fn is_complete(answers: &Answers, today: Date) -> bool {
    Step::ALL.into_iter().all(|step| flaws(step, answers, today).is_empty())
}

fn text(text: &str) -> Option<Flaw> {
    if text.trim().is_empty() {
        return Some(Flaw::Missing);
    }
    (ANSWER_LETTERS_MAX < text.chars().count()).then_some(Flaw::TooLong)
}

/// Whether a text is a CVR number (eight digits) or a P number (ten).
pub fn is_registration(text: &str) -> bool {
    let kept: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    matches!(kept.len(), 8 | 10) && kept.bytes().all(|byte| byte.is_ascii_digit())
}

/// What is wrong with a CVR or P number, asked for by the check; abroad there may be none.
pub fn registration_flaw(situation: Situation, typed: &str) -> Option<Flaw> {
    if typed.trim().is_empty() {
        return (situation != Situation::Abroad).then_some(Flaw::Missing);
    }
    (!is_registration(typed)).then_some(Flaw::Registration)
}

fn institution(answers: &Answers) -> Vec<(Field, Flaw)> {
    let mut found = Vec::new();
    found.extend(text(&answers.name).map(|flaw| (Field::Name, flaw)));
    let number = answers.number.trim();
    if number.is_empty() {
        found.push((Field::Number, Flaw::Missing));
    } else if number != NO_NUMBER && answers.number().is_none() {
        found.push((Field::Number, Flaw::Number));
    }
    let registration = registration_flaw(answers.situation, &answers.registration);
    found.extend(registration.map(|flaw| (Field::Registration, flaw)));
    found
}

fn person(typed: &Applicant, situation: Situation, today: Date) -> Vec<(Field, Flaw)> {
    let mut found = Vec::new();
    found.extend(text(&typed.name).map(|flaw| (Field::Name, flaw)));
    match Cpr::parse(&typed.cpr) {
        Ok(_) => return found,
        Err(CprError::Length(0)) if situation == Situation::Abroad => {}
        Err(CprError::Length(0)) => found.push((Field::Cpr, Flaw::Missing)),
        Err(CprError::Length(_)) => found.push((Field::Cpr, Flaw::CprLength)),
        Err(CprError::Character) => found.push((Field::Cpr, Flaw::CprCharacter)),
        Err(CprError::NoSuchDay) => found.push((Field::Cpr, Flaw::CprDay)),
    }
    if situation == Situation::Abroad && typed.cpr.trim().is_empty() {
        if !typed.birth.parse::<Date>().is_ok_and(|birth| birth < today) {
            found.push((Field::Birth, Flaw::Birth));
        }
        found.extend(text(&typed.country).map(|flaw| (Field::Country, flaw)));
    }
    found
}

fn phone(typed: &str) -> Option<Flaw> {
    if typed.trim().is_empty() {
        return Some(Flaw::Missing);
    }
    let digits = typed.chars().filter(char::is_ascii_digit).count();
    let plain = typed.chars().all(|c| c.is_ascii_digit() || " +-()./".contains(c));
    (!plain || !(8..=15).contains(&digits)).then_some(Flaw::Phone)
}

fn mail(typed: &str) -> Option<Flaw> {
    if typed.trim().is_empty() {
        return Some(Flaw::Missing);
    }
    (!is_address(typed.trim())).then_some(Flaw::Mail)
}

/// What shows that the institution itself stands behind an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Confirmation {
    /// The leader signed with national eID, and its CPR number is the typed one.
    LeaderSigned,
    /// The link sent to the register's mail address was answered.
    RegisterAnswered,
    /// An operator called the register's phone number and noted it.
    CallNoted,
}

/// What an operator's yes depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Where the application stands.
    pub state: State,
    /// What confirms it.
    pub confirmations: Vec<Confirmation>,
    /// Whether the operator is one of the two people.
    pub own: Own,
    /// Whether the register has the institution.
    pub register: Register,
}

/// Whether an operator decides about themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Own {
    /// They are the leader or the technical contact.
    Yes,
    /// They are neither.
    No,
}

/// Whether the institution stands in the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Register {
    /// It does.
    Known,
    /// It does not; the operator gives it a number with the yes.
    Unknown,
    /// It does, and the institution is closed.
    Closed,
}

/// Why an application is not approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NotYet {
    /// It does not wait for an answer.
    NotWaiting,
    /// Nobody decides about themselves.
    OwnApplication,
    /// None of the three confirmations is there.
    NotConfirmed,
    /// The institution is closed.
    InstitutionClosed,
}

/// Whether an application may be approved now.
///
/// # Errors
/// Why not.
pub fn may_approve(facts: &Facts) -> Result<(), NotYet> {
    may_answer(facts)?;
    if facts.register == Register::Closed {
        return Err(NotYet::InstitutionClosed);
    }
    // An institution the register does not know has neither a mail address nor a phone number there to confirm by.
    let counts = |one: &Confirmation| match (one, facts.register) {
        (Confirmation::LeaderSigned, _) | (_, Register::Known) => true,
        (Confirmation::RegisterAnswered | Confirmation::CallNoted, Register::Unknown | Register::Closed) => false,
    };
    if facts.confirmations.iter().any(counts) { Ok(()) } else { Err(NotYet::NotConfirmed) }
}

/// Whether an application may be asked back about, or rejected.
///
/// # Errors
/// Why not.
pub fn may_answer(facts: &Facts) -> Result<(), NotYet> {
    match (facts.state, facts.own) {
        (State::Draft | State::Approved | State::Rejected, _) => Err(NotYet::NotWaiting),
        (State::Submitted | State::Asked, Own::Yes) => Err(NotYet::OwnApplication),
        (State::Submitted | State::Asked, Own::No) => Ok(()),
    }
}

/// Whether two names, as people write them, are of somebody or something else: order, accents and case do not count, and
/// where one is missing nothing is another.
pub fn is_another_name(one: &str, other: &str) -> bool {
    let words = |text: &str| crate::name_search::words(text).collect::<std::collections::BTreeSet<_>>();
    let (one, other) = (words(one), words(other));
    !one.is_empty() && !other.is_empty() && one != other
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 24);

    fn whole() -> Answers {
        let somebody = |name: &str, cpr: &str| Applicant {
            name: name.to_owned(),
            cpr: cpr.to_owned(),
            phone: "12 34 56 78".to_owned(),
            mail: "naja@solbakkeskolen.example".to_owned(),
            ..Applicant::default()
        };
        Answers {
            registration: "12345678".to_owned(),
            name: "Solbakkeskolen".to_owned(),
            number: "751042".to_owned(),
            contact: somebody("Naja Lynge", "010185 1234"),
            leader: somebody("Henrik Aagaard", "230671-4321"),
            ..Answers::default()
        }
    }

    fn of(step: Step, change: impl Fn(&mut Answers)) -> Vec<(Field, Flaw)> {
        let mut answers = whole();
        change(&mut answers);
        flaws(step, &answers, TODAY)
    }

    #[test]
    fn another_name_is_one_with_other_words() {
        assert!(!is_another_name("Sankt Ansgars Skole", "sankt ansgars  skole"));
        assert!(!is_another_name("Aagaard, Henrik", "Henrik Ågård".replace("gård", "gaard").as_str()));
        assert!(!is_another_name("", "Henrik"));
        assert!(is_another_name("Sankt Ansgars Skole", "Sankt Annæ Skole"));
        assert!(is_another_name("Henrik Aagaard", "Henrik Bo Aagaard"));
    }

    #[test]
    fn a_whole_application_has_nothing_wrong() {
        assert!(is_complete(&whole(), TODAY));
        assert!(!is_complete(&Answers::default(), TODAY));
    }

    #[test]
    fn every_answer_must_be_there_and_look_like_one() {
        type Change = fn(&mut Answers);
        let cases: [(Step, Change, Field, Flaw); 11] = [
            (Step::Institution, |a| a.name.clear(), Field::Name, Flaw::Missing),
            (Step::Institution, |a| a.name = "x".repeat(201), Field::Name, Flaw::TooLong),
            (Step::Institution, |a| a.number.clear(), Field::Number, Flaw::Missing),
            (Step::Institution, |a| a.number = "12".to_owned(), Field::Number, Flaw::Number),
            (Step::Institution, |a| a.registration = "123".to_owned(), Field::Registration, Flaw::Registration),
            (Step::Contact, |a| a.contact.cpr = "010185 12".to_owned(), Field::Cpr, Flaw::CprLength),
            (Step::Contact, |a| a.contact.cpr = "3102851234".to_owned(), Field::Cpr, Flaw::CprDay),
            (Step::Contact, |a| a.contact.cpr.clear(), Field::Cpr, Flaw::Missing),
            (Step::Contact, |a| a.contact.mail = "naja.solbakke.dk".to_owned(), Field::Mail, Flaw::Mail),
            (Step::Contact, |a| a.contact.phone = "ring".to_owned(), Field::Phone, Flaw::Phone),
            (Step::Leader, |a| a.leader.mail = "leder".to_owned(), Field::Mail, Flaw::Mail),
        ];
        for (step, change, field, flaw) in cases {
            assert_eq!(of(step, change), [(field, flaw)], "{field:?} {flaw:?}");
        }
        assert_eq!(of(Step::Leader, |a| a.leader.mail.clear()), [], "a leader's address is not asked for");
    }

    #[test]
    fn an_institution_without_a_number_says_a_dash() {
        assert_eq!(of(Step::Institution, |a| a.number = NO_NUMBER.to_owned()), []);
        let mut answers = whole();
        answers.number = NO_NUMBER.to_owned();
        assert_eq!(answers.number(), None);
    }

    #[test]
    fn abroad_one_of_the_two_has_a_cpr_number_and_the_other_a_day_of_birth_and_a_country() {
        let abroad = |answers: &mut Answers| {
            answers.situation = Situation::Abroad;
            answers.registration.clear();
            answers.contact.cpr.clear();
        };
        assert_eq!(of(Step::Institution, abroad), []);
        assert_eq!(of(Step::Contact, abroad), [(Field::Birth, Flaw::Birth), (Field::Country, Flaw::Missing)]);
        let whole = |answers: &mut Answers| {
            abroad(answers);
            answers.contact.birth = "1985-01-01".to_owned();
            answers.contact.country = "Tyskland".to_owned();
        };
        assert_eq!(of(Step::Contact, whole), []);
        let nobody = |answers: &mut Answers| {
            whole(answers);
            answers.leader = Applicant { cpr: String::new(), ..answers.contact.clone() };
        };
        assert_eq!(of(Step::Leader, nobody), [(Field::Cpr, Flaw::OneNeedsCpr)]);
    }

    #[test]
    fn one_person_in_both_places_is_seen_however_the_number_is_written() {
        let mut answers = whole();
        assert!(!answers.is_one_person());
        answers.leader.cpr = "0101851234".to_owned();
        assert!(answers.is_one_person());
        assert!(is_complete(&answers, TODAY), "it is advised against, and allowed");
    }

    #[test]
    fn an_operator_needs_a_confirmation_and_never_decides_about_themselves() {
        let facts = |state, confirmations: &[Confirmation], own, register| Facts {
            state,
            confirmations: confirmations.to_vec(),
            own,
            register,
        };
        for state in State::ALL {
            for one in [Confirmation::LeaderSigned, Confirmation::RegisterAnswered, Confirmation::CallNoted] {
                let waits = matches!(state, State::Submitted | State::Asked);
                assert_eq!(may_approve(&facts(state, &[one], Own::No, Register::Known)).is_ok(), waits);
                assert!(may_approve(&facts(state, &[one], Own::Yes, Register::Known)).is_err());
                assert!(may_approve(&facts(state, &[], Own::No, Register::Known)).is_err());
                let unknown = may_approve(&facts(state, &[one], Own::No, Register::Unknown)).is_ok();
                assert_eq!(unknown, waits && one == Confirmation::LeaderSigned, "no register, nothing to call");
            }
        }
    }

    #[test]
    fn every_word_comes_back() {
        for state in State::ALL {
            assert_eq!(State::from_word(state.word()), Some(state));
        }
        for situation in Situation::ALL {
            assert_eq!(Situation::from_word(situation.word()), Some(situation));
        }
    }

    #[test]
    fn nothing_prints_what_was_typed() {
        assert!(!format!("{:?}", whole().contact).contains("Naja"));
    }
}
