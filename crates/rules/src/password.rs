//! *Adgangskodepolitik*: which form a password takes, what is proposed, what somebody may choose instead, and
//! when it must be changed.
//!
//! Source: product.md §5. What it does not do: hash, or remember old passwords; whether one of the last five came
//! back is a fact handed in. Guessing is `lockout`'s.

use crate::affiliation::Stage;
use crate::chance::Chance;
use crate::pictures::PictureCode;
use crate::time::{Instant, Millis};
use crate::user::{PersonName, Username};
use crate::{guessable, words};
use serde::{Deserialize, Serialize};

/// What a password is made of, from the easiest to the strongest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Form {
    /// Four pictures in order.
    Pictures,
    /// Two words in lower case, or a chosen text of 8-64 characters.
    Words,
    /// Two words and two digits with upper and lower case, or a chosen text as strong.
    Text,
}

impl Form {
    /// All three.
    pub const ALL: [Form; 3] = [Form::Pictures, Form::Words, Form::Text];
    /// The database's word.
    pub fn word(self) -> &'static str {
        match self {
            Form::Pictures => "pictures",
            Form::Words => "words",
            Form::Text => "text",
        }
    }
    /// Back from the database's word.
    pub fn from_word(word: &str) -> Option<Form> {
        Form::ALL.into_iter().find(|form| form.word() == word)
    }
}

/// The form a school decided for a named pupil or class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SchoolForm {
    /// Nothing was decided: the stage tells.
    ByStage,
    /// Pictures, also above the early years.
    Pictures,
    /// Words, also in the early years: who cannot see gets words.
    Words,
}

impl SchoolForm {
    /// The database's word; a school that decided nothing has no row.
    pub fn word(self) -> &'static str {
        match self {
            SchoolForm::ByStage => "by_stage",
            SchoolForm::Pictures => "pictures",
            SchoolForm::Words => "words",
        }
    }
    /// Back from the database's word.
    pub fn from_word(word: &str) -> Option<SchoolForm> {
        [SchoolForm::ByStage, SchoolForm::Pictures, SchoolForm::Words].into_iter().find(|form| form.word() == word)
    }
}

/// Whether somebody is a pupil and nothing else: only then may a school decide the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Holder {
    /// Every active affiliation is as pupil, and no right is held.
    OnlyPupil,
    /// Anybody else.
    Other,
}

/// Which form the next password of this person takes.
pub fn assigned_form(stage: Stage, school: SchoolForm, holder: Holder) -> Form {
    let by_stage = match stage {
        Stage::Early => Form::Pictures,
        Stage::Middle => Form::Words,
        Stage::Upper => Form::Text,
    };
    match (holder, school) {
        (Holder::Other, _) => Form::Text,
        (Holder::OnlyPupil, SchoolForm::ByStage) => by_stage,
        (Holder::OnlyPupil, SchoolForm::Pictures) => Form::Pictures,
        (Holder::OnlyPupil, SchoolForm::Words) => Form::Words,
    }
}

/// Whether the person may type a password of their own instead of the proposed one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnChoice {
    /// Pictures are assigned and practised.
    No,
    /// At assignment or later.
    Yes,
}

/// Who may choose: everyone but those with pictures.
pub fn own_choice(form: Form) -> OwnChoice {
    match form {
        Form::Pictures => OwnChoice::No,
        Form::Words | Form::Text => OwnChoice::Yes,
    }
}

/// The fewest characters of a chosen password; space at its ends does not count.
pub const CHARACTERS_MIN: usize = 8;
/// The most characters.
pub const CHARACTERS_MAX: usize = 64;
/// From so many characters a text needs no mixture of kinds: passphrases.
pub const PASSPHRASE_CHARACTERS_MIN: usize = 16;
/// How many old passwords may not come back.
pub const REMEMBERED: usize = 5;
/// How many proposals one assignment shows at most.
pub const PROPOSALS_MAX: u32 = 5;

/// Whose password it is: every name they have (the alias among them) and the user name.
#[derive(Clone, Copy)]
pub struct Owner<'a> {
    /// Their names, alias included.
    pub names: &'a [PersonName],
    /// What they type at login.
    pub username: &'a Username,
}

/// Whether the text was one of the last five passwords; the hashing pool tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum History {
    /// It was not.
    Fresh,
    /// It was.
    RecentlyUsed,
}

/// What the law says of a chosen password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may be used.
    Accepted,
    /// It may not, for every reason in the list; never empty, in the order a page shows them.
    Refused(Vec<Reason>),
}

/// Why a chosen password may not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Reason {
    /// Pictures are assigned, not chosen.
    MayNotChoose,
    /// Under eight characters.
    TooShort,
    /// Over sixty-four characters.
    TooLong,
    /// A control character that no keyboard should send.
    Unusable,
    /// Under sixteen characters without upper case, lower case and a digit.
    TooPlain,
    /// One of their own names is in it.
    ContainsName,
    /// The user name is in it.
    ContainsUsername,
    /// A season is in it.
    ContainsSeason,
    /// Many others use it.
    Common,
    /// One of the last five.
    RecentlyUsed,
}

/// Judges a text somebody chose for themselves.
pub fn judge_chosen(text: &str, form: Form, owner: Owner<'_>, history: History) -> Verdict {
    let mut reasons = Vec::new();
    if own_choice(form) == OwnChoice::No {
        reasons.push(Reason::MayNotChoose);
    }
    reasons.extend(shape(text, form));
    if CHARACTERS_MAX < text.chars().count() {
        // Nothing more is looked for in a text of unbounded length.
        return Verdict::Refused(reasons);
    }
    if guessable::contains_name(text, owner.names) {
        reasons.push(Reason::ContainsName);
    }
    if guessable::contains(text, owner.username.as_str()) {
        reasons.push(Reason::ContainsUsername);
    }
    if guessable::contains_season(text) {
        reasons.push(Reason::ContainsSeason);
    }
    if guessable::is_common(text) {
        reasons.push(Reason::Common);
    }
    if history == History::RecentlyUsed {
        reasons.push(Reason::RecentlyUsed);
    }
    if reasons.is_empty() { Verdict::Accepted } else { Verdict::Refused(reasons) }
}

fn shape(text: &str, form: Form) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let characters = text.chars().count();
    let counted = text.trim().chars().count();
    if counted < CHARACTERS_MIN {
        reasons.push(Reason::TooShort);
    }
    if CHARACTERS_MAX < characters {
        reasons.push(Reason::TooLong);
    }
    if text.chars().any(char::is_control) {
        reasons.push(Reason::Unusable);
    }
    let mixed = text.chars().any(char::is_uppercase)
        && text.chars().any(char::is_lowercase)
        && text.chars().any(|c| c.is_ascii_digit());
    if form == Form::Text && !mixed && (CHARACTERS_MIN..PASSPHRASE_CHARACTERS_MIN).contains(&counted) {
        reasons.push(Reason::TooPlain);
    }
    reasons
}

/// What is proposed on screen. A secret: it cannot be printed.
#[derive(Clone)]
pub enum Proposal {
    /// Four pictures to practise.
    Pictures(PictureCode),
    /// Words, with digits for the older.
    Text(ProposedText),
}

/// A proposed text. A secret: it cannot be printed.
#[derive(Clone)]
pub struct ProposedText(String);

impl ProposedText {
    /// The text, for the one page that shows it to its owner.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for ProposedText {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("ProposedText(..)")
    }
}

impl std::fmt::Debug for Proposal {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Proposal(..)")
    }
}

impl Proposal {
    /// What is hashed when it is confirmed, and sealed while it is not.
    pub fn canonical_bytes(&self) -> Vec<u8> {
        match self {
            Proposal::Pictures(code) => code.canonical_bytes(),
            Proposal::Text(text) => canonical_text(&text.0).into_bytes(),
        }
    }

    /// Back from [`Proposal::canonical_bytes`].
    pub fn from_canonical_bytes(bytes: &[u8]) -> Option<Proposal> {
        if bytes.first() == Some(&0) {
            return PictureCode::from_canonical_bytes(bytes).map(Proposal::Pictures);
        }
        let text = std::str::from_utf8(bytes).ok()?;
        Some(Proposal::Text(ProposedText(text.to_owned())))
    }
}

/// The text as it is hashed, when set and when typed: keyboards send `å` as one character or as two, and both are
/// the same letter.
pub fn canonical_text(typed: &str) -> String {
    typed
        .replace("a\u{30A}", "å")
        .replace("A\u{30A}", "Å")
        .replace("e\u{301}", "é")
        .replace("o\u{308}", "ö")
        .replace("a\u{308}", "ä")
        .replace("u\u{308}", "ü")
}

/// How often a proposal is drawn anew until it fits its owner. Even a name of three letters that stands in every
/// tenth pair leaves a chance of 10^-200.
const DRAWS_MAX: usize = 200;

/// A new password in this form that passes the policy for this person.
pub fn propose(form: Form, owner: Owner<'_>, chance: &mut Chance) -> Proposal {
    let draw = match form {
        Form::Pictures => return Proposal::Pictures(PictureCode::draw(chance)),
        Form::Words => words::two_words,
        Form::Text => words::two_words_and_digits,
    };
    let mut text = draw(chance);
    for _ in 0..DRAWS_MAX {
        if judge_chosen(&text, form, owner, History::Fresh) == Verdict::Accepted {
            break;
        }
        text = draw(chance);
    }
    Proposal::Text(ProposedText(text))
}

/// Days between the first login after a move up and the end of the old password.
pub const STAGE_MOVE_DAYS: i64 = 30;
/// Days a password of Upper pupils and adults lasts.
pub const YEARLY_DAYS: i64 = 365;
/// Days before the deadline from which a login offers to change now.
pub const REMINDER_DAYS: i64 = 30;

/// Whether passwords of Upper pupils and adults end after a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Yearly {
    /// They do.
    On,
    /// The rule is switched off.
    Off,
}

/// Whether changes are demanded at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Demand {
    /// As the rules say.
    Running,
    /// Nobody is asked for now.
    Paused,
}

/// *Tvungen adgangskodepolitik* as the operator, or one institution, has set it for this person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangePolicy {
    /// The yearly rule.
    pub yearly: Yearly,
    /// Whether anything is demanded.
    pub demand: Demand,
    /// When a change was last called that reaches this person: class, level, institution or country.
    pub called: Option<Instant>,
}

impl ChangePolicy {
    /// As it is when nobody changed anything.
    pub const STANDARD: ChangePolicy = ChangePolicy { yearly: Yearly::On, demand: Demand::Running, called: None };
}

/// What decides whether a password must be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeFacts {
    /// The stage today.
    pub stage: Stage,
    /// The form the next password would take ([`assigned_form`]).
    pub assigned: Form,
    /// The form the current one took.
    pub held: Form,
    /// When the current one was set.
    pub set_at: Instant,
    /// The first login after the move up; none where this is it, and the story then writes it down.
    pub moved_login: Option<Instant>,
    /// The operator's policy.
    pub national: ChangePolicy,
    /// One for each institution the person is attached to.
    pub institutions: Vec<ChangePolicy>,
}

/// Whether the password must be changed now, or may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeDue {
    /// Nothing to say.
    No,
    /// *Skift nu* or *vent*.
    Offer {
        /// From then on there is no *vent*.
        deadline: Instant,
        /// What asks for it.
        why: ChangeWhy,
    },
    /// *Vent* is gone.
    Must {
        /// What asks for it.
        why: ChangeWhy,
    },
}

/// What asks for a new password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ChangeWhy {
    /// The operator called for it.
    CalledNationally,
    /// An institution called for it.
    CalledByInstitution,
    /// Early→Middle or Middle→Upper, or the school decided a stronger form.
    StageMove,
    /// A year has gone.
    Yearly,
}

/// Whether the first login after a move has just happened and must be written down.
pub fn moves_up(facts: &ChangeFacts) -> bool {
    facts.held < facts.assigned
}

/// Judges the current password at a login.
///
/// The operator's pause silences everything. An institution's pause silences everything but the operator's call,
/// and only when each of the person's institutions has paused.
pub fn change_due(facts: &ChangeFacts, now: Instant) -> ChangeDue {
    if facts.national.demand == Demand::Paused {
        return ChangeDue::No;
    }
    if called_since(facts.national.called, facts.set_at, now) {
        return ChangeDue::Must { why: ChangeWhy::CalledNationally };
    }
    let all_paused =
        !facts.institutions.is_empty() && facts.institutions.iter().all(|policy| policy.demand == Demand::Paused);
    if all_paused {
        return ChangeDue::No;
    }
    let called = facts
        .institutions
        .iter()
        .any(|policy| policy.demand == Demand::Running && called_since(policy.called, facts.set_at, now));
    if called {
        return ChangeDue::Must { why: ChangeWhy::CalledByInstitution };
    }
    let due = [stage_deadline(facts, now), yearly_deadline(facts)];
    let Some((deadline, why)) = due.into_iter().flatten().min_by_key(|(deadline, _)| *deadline) else {
        return ChangeDue::No;
    };
    if deadline <= now {
        ChangeDue::Must { why }
    } else if deadline.minus(Millis::days(REMINDER_DAYS)) <= now {
        ChangeDue::Offer { deadline, why }
    } else {
        ChangeDue::No
    }
}

fn called_since(called: Option<Instant>, set_at: Instant, now: Instant) -> bool {
    called.is_some_and(|moment| set_at < moment && moment <= now)
}

fn stage_deadline(facts: &ChangeFacts, now: Instant) -> Option<(Instant, ChangeWhy)> {
    let first = facts.moved_login.unwrap_or(now);
    moves_up(facts).then(|| (first.plus(Millis::days(STAGE_MOVE_DAYS)), ChangeWhy::StageMove))
}

fn yearly_deadline(facts: &ChangeFacts) -> Option<(Instant, ChangeWhy)> {
    let by_institutions =
        facts.institutions.is_empty() || facts.institutions.iter().any(|policy| policy.yearly == Yearly::On);
    let applies = facts.stage == Stage::Upper && facts.national.yearly == Yearly::On && by_institutions;
    applies.then(|| (facts.set_at.plus(Millis::days(YEARLY_DAYS)), ChangeWhy::Yearly))
}

#[cfg(test)]
mod tests;
