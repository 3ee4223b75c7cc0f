//! The row between two screens, read and written as one value: the step, what was proven, what was picked.
//!
//! What it does not do: decide. Each action's file decides and saves.

use crate::own_host;
use crate::sign_in::onward::Arrival;
use crate::sign_in::{ActorChoice, At, Broken, Finished, Next, Notice, Purpose, Refusal, Remember, Wants};
use crate::world::World;
use crypto::sealing::{Purpose as Sealed, Vault};
use rules::id::{PersonId, WindowId};
use rules::password::{Form, Proposal, Reason};
use rules::pictures::Picture;
use rules::session::{Device, Method};
use rules::time::{Instant, Millis};
use serde::{Deserialize, Serialize};
use store::driver::Tx;
use store::error::StoreError;
use store::login::Login;
use store::sso_session::SsoSessionId;

/// How long a login may stand still.
pub(crate) const LOGIN_LASTS: Millis = Millis::minutes(30);

/// Which screen comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Username,
    Password,
    Code,
    Confirm,
    NewPassword,
    Practise,
    ChangeDue,
    NeedsMore,
    ChooseActor,
    Continue,
    Told,
    AwaitAdult,
    ParentVouches,
    ChooseName,
    HandOver,
    NameOnly,
    Refused,
}

impl Step {
    const ALL: [Step; 17] = [
        Step::Username,
        Step::Password,
        Step::Code,
        Step::Confirm,
        Step::NewPassword,
        Step::Practise,
        Step::ChangeDue,
        Step::NeedsMore,
        Step::ChooseActor,
        Step::Continue,
        Step::Told,
        Step::AwaitAdult,
        Step::ParentVouches,
        Step::ChooseName,
        Step::HandOver,
        Step::NameOnly,
        Step::Refused,
    ];
    fn word(self) -> &'static str {
        match self {
            Step::Username => "username",
            Step::Password => "password",
            Step::Code => "one_time_code",
            Step::Confirm => "confirm",
            Step::NewPassword => "new_password",
            Step::Practise => "practise",
            Step::ChangeDue => "change_due",
            Step::NeedsMore => "needs_more",
            Step::ChooseActor => "choose_actor",
            Step::Continue => "continue",
            Step::Told => "told",
            Step::AwaitAdult => "await_adult",
            Step::ParentVouches => "parent_vouches",
            Step::ChooseName => "choose_name",
            Step::HandOver => "hand_over",
            Step::NameOnly => "name_only",
            Step::Refused => "refused",
        }
    }
}

/// How the person proved who they are, in this login.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Proven {
    pub(crate) method: Method,
    pub(crate) two_factor: Option<Instant>,
    pub(crate) password_version: Option<i64>,
}

/// The adult who showed the national eID in this login, for a child.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct EidHolder {
    pub(crate) person: PersonId,
    pub(crate) shown: Instant,
}

/// The way a new password is being made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum NewBy {
    /// Through a window this login claimed.
    Window,
    /// Knowing the old one, of this version.
    OldOne(i64),
    /// With a one-time code this login claimed: its row.
    Code(i64),
    /// After one's own national eID; the version there was, where there was one.
    Eid(Option<i64>),
    /// After the national eID of a parent who stands beside; the same version.
    Parent {
        /// Who helps.
        parent: PersonId,
        /// The version there was.
        version: Option<i64>,
    },
}

/// A new password on its way.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Making {
    pub(crate) by: NewBy,
    pub(crate) form: Form,
    pub(crate) proposals: u32,
    pub(crate) misses: u32,
    pub(crate) refused: Vec<Reason>,
}

/// What else the story keeps.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) wants: Wants,
    pub(crate) purpose: Purpose,
    pub(crate) device: Option<Device>,
    pub(crate) remember: Remember,
    pub(crate) named_by: NamedBy,
    pub(crate) notice: Option<Notice>,
    pub(crate) proven: Option<Proven>,
    pub(crate) making: Option<Making>,
    pub(crate) change: ChangeAnswer,
    pub(crate) actor: Option<ActorChoice>,
    pub(crate) refusal: Option<Refusal>,
    /// What the login was begun for; whoever is named next begins with it.
    #[serde(default = "to_log_in")]
    pub(crate) first: Purpose,
    /// Who stands beside the child.
    #[serde(default)]
    pub(crate) holder: Option<EidHolder>,
    /// When an adult vouched for the pupil, in this login.
    #[serde(default)]
    pub(crate) vouched: Option<Instant>,
}

fn to_log_in() -> Purpose {
    Purpose::LogIn
}

/// What the user said to a change that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ChangeAnswer {
    NotAsked,
    Wait,
}

/// How the user name came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum NamedBy {
    Typing,
    Card,
}

/// What may stand in the row only sealed.
#[derive(Clone, Default)]
pub(crate) struct Secrets {
    pub(crate) picked: Vec<Picture>,
    pub(crate) proposal: Option<Proposal>,
}

#[derive(Serialize, Deserialize)]
struct SealedSecrets {
    picked: Vec<String>,
    proposal: Option<Vec<u8>>,
}

/// One login between two screens.
#[derive(Clone)]
pub(crate) struct Passage {
    pub(crate) row: Login,
    pub(crate) step: Step,
    pub(crate) state: State,
    pub(crate) secrets: Secrets,
}

/// The hashes that find a login and bind it to its browser.
#[derive(Clone)]
pub(crate) struct Key {
    pub(crate) handle: [u8; 32],
    pub(crate) browser: [u8; 32],
}

impl Key {
    pub(crate) fn of(at: &At) -> Key {
        Key {
            handle: crypto::digest::of_token(at.handle.reveal()),
            browser: crypto::digest::of_token(at.browser.secret.reveal()),
        }
    }
}

/// The login under way with this key; none where it is over or another browser's. A row that does not read any
/// longer (a rolling update, a changed key) counts as over: the user begins anew.
pub(crate) fn load(tx: &mut Tx, vault: &Vault, key: &Key) -> Result<Option<Passage>, StoreError> {
    let Some(row) = store::login::find(tx, &key.handle, &key.browser)? else {
        return Ok(None);
    };
    Ok(read(row, vault))
}

/// What became of a login this browser began.
pub(crate) enum Begun {
    /// Under way, or its time ran out.
    Unfinished(Box<Passage>),
    /// It came to its end.
    Finished,
    /// There is none, or it is another browser's.
    Unknown,
}

/// The login this browser began under this key, whether its time ran out or not.
pub(crate) fn load_begun(tx: &mut Tx, vault: &Vault, key: &Key) -> Result<Begun, StoreError> {
    Ok(match store::login::find_begun(tx, &key.handle, &key.browser)? {
        None => Begun::Unknown,
        Some(begun) if begun.finished.is_some() => Begun::Finished,
        Some(begun) => read(begun.login, vault).map_or(Begun::Unknown, |found| Begun::Unfinished(Box::new(found))),
    })
}

fn read(row: Login, vault: &Vault) -> Option<Passage> {
    let step = Step::ALL.into_iter().find(|step| step.word() == row.step)?;
    let state = serde_json::from_str(&row.state).ok()?;
    let secrets = match &row.secret_sealed {
        None => Secrets::default(),
        Some(sealed) => open_secrets(vault, &rules::hex::write(&row.handle_hash), sealed)?,
    };
    Some(Passage { row, step, state, secrets })
}

fn open_secrets(vault: &Vault, name: &str, sealed: &[u8]) -> Option<Secrets> {
    let opened = vault.open(Sealed::LoginSecret, name, sealed).ok()?;
    let kept: SealedSecrets = serde_json::from_slice(opened.reveal()).ok()?;
    let proposal = match kept.proposal {
        Some(bytes) => Some(Proposal::from_canonical_bytes(&bytes)?),
        None => None,
    };
    let picked: Option<Vec<Picture>> = kept.picked.iter().map(|word| Picture::from_word(word)).collect();
    Some(Secrets { picked: picked?, proposal })
}

/// A login that begins.
pub(crate) fn new(key: &Key, request: (Option<String>, String), wants: Wants, now: Instant) -> Passage {
    let state = State {
        wants,
        purpose: Purpose::LogIn,
        device: None,
        remember: Remember::No,
        named_by: NamedBy::Typing,
        notice: None,
        proven: None,
        making: None,
        change: ChangeAnswer::NotAsked,
        actor: None,
        refusal: None,
        first: Purpose::LogIn,
        holder: None,
        vouched: None,
    };
    let row = Login {
        handle_hash: key.handle.to_vec(),
        browser_hash: key.browser.to_vec(),
        client: request.0,
        request: request.1,
        step: String::new(),
        typed: None,
        person: None,
        form: None,
        state: String::new(),
        secret_sealed: None,
        reset_window: None,
        sso_session: None,
        created: now,
        ends: now.plus(LOGIN_LASTS),
    };
    Passage { row, step: Step::Username, state, secrets: Secrets::default() }
}

impl Passage {
    /// Goes to a screen, with something to say.
    pub(crate) fn go(&mut self, step: Step, notice: Option<Notice>) {
        self.step = step;
        self.state.notice = notice;
    }

    /// Ends here: the page says why.
    pub(crate) fn refuse(&mut self, why: Refusal) {
        self.state.refusal = Some(why);
        self.secrets = Secrets::default();
        self.go(Step::Refused, None);
    }

    /// Forgets who was named and what was proven: back to the first page. The session the browser came with stays known:
    /// somebody else's login ends it.
    pub(crate) fn forget_person(&mut self) {
        self.row.typed = None;
        self.row.person = None;
        self.row.form = None;
        self.row.reset_window = None;
        self.secrets = Secrets::default();
        self.state.purpose = self.state.first;
        self.state.named_by = NamedBy::Typing;
        self.state.proven = None;
        self.state.making = None;
        self.state.change = ChangeAnswer::NotAsked;
        self.state.actor = None;
        self.state.refusal = None;
        self.state.holder = None;
        self.state.vouched = None;
        self.go(Step::Username, None);
    }

    /// The window this login claimed.
    pub(crate) fn window(&self) -> Option<WindowId> {
        self.row.reset_window
    }

    /// Whose name was typed, or whose session it is.
    pub(crate) fn person(&self) -> Option<PersonId> {
        self.row.person
    }

    /// The service they are on the way to; none for a site of ours, whichever host it has.
    pub(crate) fn service(&self) -> Option<&str> {
        self.row.client.as_deref().filter(|client| !own_host::is_own_site(client))
    }

    /// The session the login came with.
    pub(crate) fn session(&self) -> Option<SsoSessionId> {
        self.row.sso_session
    }

    /// The name as it was typed, for the page.
    pub(crate) fn typed(&self) -> String {
        self.row.typed.clone().unwrap_or_default()
    }

    fn into_row(mut self, vault: &Vault) -> Login {
        self.row.step = self.step.word().to_owned();
        self.row.state = json(&self.state);
        let empty = self.secrets.picked.is_empty() && self.secrets.proposal.is_none();
        self.row.secret_sealed = if empty {
            None
        } else {
            let kept = SealedSecrets {
                picked: self.secrets.picked.iter().map(|picture| picture.word().to_owned()).collect(),
                proposal: self.secrets.proposal.as_ref().map(Proposal::canonical_bytes),
            };
            Some(vault.seal(Sealed::LoginSecret, &rules::hex::write(&self.row.handle_hash), json(&kept).as_bytes()))
        };
        self.row
    }

    /// Writes a login that begins.
    pub(crate) fn create(self, tx: &mut Tx, vault: &Vault) -> Result<(), StoreError> {
        store::login::create(tx, &self.into_row(vault))
    }

    /// Writes the next step.
    pub(crate) fn save(self, tx: &mut Tx, vault: &Vault) -> Result<Saved, StoreError> {
        let row = self.into_row(vault);
        Ok(if store::login::advance(tx, &row)? { Saved::Yes } else { Saved::Gone })
    }
}

/// Whether the step was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Saved {
    Yes,
    /// Finished meanwhile.
    Gone,
}

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("plain data with text keys is always JSON")
}

/// Loads, acts and saves in one transaction; what the act finished is not saved over.
pub(crate) async fn act<F>(world: &World, at: &At, act: F) -> Result<Next, Broken>
where
    F: Fn(&mut Tx, &mut Passage, &Arrival) -> Result<Option<Finished>, StoreError> + Send + 'static,
{
    let key = Key::of(at);
    let vault = world.vault.clone();
    let arrival = Arrival::draw(world, &at.browser);
    let next = world
        .db
        .write(move |tx| {
            let Some(mut passage) = load(tx, &vault, &key)? else {
                return Ok(Acted::Gone);
            };
            if let Some(finished) = act(tx, &mut passage, &arrival)? {
                return Ok(Acted::Finished(Box::new(finished)));
            }
            Ok(match passage.save(tx, &vault)? {
                Saved::Yes => Acted::Page,
                Saved::Gone => Acted::Gone,
            })
        })
        .await?;
    Ok(match next {
        Acted::Page => Next::Page,
        Acted::Gone => Next::Gone,
        Acted::Finished(finished) => Next::Finished(finished),
    })
}

enum Acted {
    Page,
    Gone,
    Finished(Box<Finished>),
}

/// As [`act`], for what never finishes a login.
pub(crate) async fn change<F>(world: &World, at: &At, change: F) -> Result<Next, Broken>
where
    F: Fn(&mut Tx, &mut Passage) -> Result<(), StoreError> + Send + 'static,
{
    act(world, at, move |tx, passage, _| change(tx, passage).map(|()| None)).await
}

/// As [`change`], where an event is written too.
pub(crate) async fn change_with<F>(world: &World, at: &At, change: F) -> Result<Next, Broken>
where
    F: Fn(&mut Tx, &mut Passage, &Arrival) -> Result<(), StoreError> + Send + 'static,
{
    act(world, at, move |tx, passage, arrival| change(tx, passage, arrival).map(|()| None)).await
}

/// The login as it stands, read only: one row by its key.
pub(crate) async fn read_now(world: &World, at: &At) -> Result<Option<Passage>, Broken> {
    let key = Key::of(at);
    let vault = world.vault.clone();
    Ok(world.db.point(move |tx| load(tx, &vault, &key)).await?)
}
