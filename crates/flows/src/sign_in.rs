//! Logging in: from the service's request to a session, screen by screen.
//!
//! Between two screens there is one row, found by a handle in the address and bound to the browser's cookie. Every
//! action reads that row again, asks the rules, writes the next step and answers [`Next`]; what a screen shows is
//! [`Scene`], read anew by [`scene::show`]. A hidden field or a cookie is never evidence of a step passed.
//! Source: product.md §5 to §8, ux.md 3.1 to 3.7.
//!
//! What it does not do: read cookies or write pages (`web` does), issue codes (`single_sign_on`), or talk to the
//! national eID (`national_id`, which hands its result to [`onward::arrive`]).

pub mod begin;
pub(crate) mod claim;
pub mod code;
pub mod confirm;
pub mod helped;
pub mod new_password;
pub mod onward;
pub(crate) mod passage;
pub mod password;
pub mod scene;
pub mod told;
pub mod username;
pub mod vouch;

use crate::help_child::Seen;
use crypto::secret::SecretText;
use rules::id::PersonId;
use rules::password::{ChangeWhy, Form, Reason};
use rules::pictures::Picture;
use rules::session::{Asked, Assurance, Device, StepUp};
use rules::time::{Instant, Millis};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use store::sso_session::SsoSessionId;

/// Who stands at the other end of the line: what every action needs to know of the browser.
#[derive(Clone, Debug)]
pub struct Browser {
    /// The random secret in the browser's own cookie. It names the browser, never a person.
    pub secret: SecretText,
    /// Where it comes from.
    pub address: IpAddr,
    /// Its `User-Agent`, cut to `BROWSER_WORDS_MAX` bytes.
    pub words: String,
}

/// The most bytes of a `User-Agent` that are kept.
pub const BROWSER_WORDS_MAX: usize = 120;

/// *Husk mig*.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Remember {
    /// Not asked for.
    No,
    /// Fill in the user name next time; only on an own device.
    Name,
}

/// One login under way, in one browser.
#[derive(Clone, Debug)]
pub struct At {
    /// The handle in the address of its pages.
    pub handle: SecretText,
    /// The browser.
    pub browser: Browser,
}

/// What the service (or one of our own sites) asks of the login.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wants {
    /// How sure it must be.
    pub asked: Asked,
    /// How old a proof may be.
    pub fresh: Fresh,
    /// A user name to fill in.
    pub hint: Option<String>,
    /// As what the user may come; empty: as anything.
    pub actors: Vec<ActorChoice>,
    /// Whether somebody no institution has any longer gets in: only at Mit Unilogin.
    pub unattached: UnattachedUsers,
}

impl Wants {
    /// What a page of ours asks that everybody may see for themselves: any login, of anybody.
    pub fn own_page(fresh: Fresh) -> Wants {
        Wants {
            asked: Asked { assurance: Assurance::OneFactor, nsis: None },
            fresh,
            hint: None,
            actors: Vec::new(),
            unattached: UnattachedUsers::Welcome,
        }
    }
}

/// Whether a service takes somebody no institution has any longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum UnattachedUsers {
    /// No service does.
    Refused,
    /// Mit Unilogin, for thirty days.
    Welcome,
}

/// How old the proof of a session may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fresh {
    /// As old as the session.
    Any,
    /// At most so old (`max_age`).
    Within(Millis),
    /// From this login (`prompt=login`).
    Now,
}

/// *Aktørvalg*: as what somebody acts at a service; employee and external are one choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ActorChoice {
    /// As pupil.
    Pupil,
    /// As employee or external.
    Staff,
    /// As contact person.
    Contact,
}

impl ActorChoice {
    /// All three.
    pub const ALL: [ActorChoice; 3] = [ActorChoice::Pupil, ActorChoice::Staff, ActorChoice::Contact];
    /// The word in the database and in forms.
    pub fn word(self) -> &'static str {
        match self {
            ActorChoice::Pupil => "pupil",
            ActorChoice::Staff => "staff",
            ActorChoice::Contact => "contact",
        }
    }
    /// Back from the word.
    pub fn from_word(word: &str) -> Option<ActorChoice> {
        ActorChoice::ALL.into_iter().find(|choice| choice.word() == word)
    }
    /// The choice that covers an actor.
    pub fn of(actor: rules::affiliation::Actor) -> ActorChoice {
        match actor {
            rules::affiliation::Actor::Pupil => ActorChoice::Pupil,
            rules::affiliation::Actor::Employee | rules::affiliation::Actor::External => ActorChoice::Staff,
            rules::affiliation::Actor::Contact => ActorChoice::Contact,
        }
    }
}

/// What comes after an action.
#[derive(Debug)]
pub enum Next {
    /// Show the login's page again: 303 to it, then [`scene::show`].
    Page,
    /// The user is logged in; the broker goes on with the request.
    Finished(Box<Finished>),
    /// The login is over, finished elsewhere, or of another browser: begin anew.
    Gone,
    /// Too many are logging in: nothing was tested and nothing counts. Show "mange logger ind lige nu".
    Busy,
}

/// A login that reached its end.
#[derive(Debug)]
pub struct Finished {
    /// The session.
    pub session: SsoSessionId,
    /// A new secret for the session cookie; none where the session was there before and stays.
    pub cookie: Option<SecretText>,
    /// Shared or own: a shared device's cookie ends with the browser.
    pub device: Device,
    /// The session is over from then on at the latest.
    pub ends: Instant,
    /// Who.
    pub person: PersonId,
    /// The service that sent them.
    pub client: Option<String>,
    /// The service's request, as it was parked.
    pub request: String,
    /// By which of the first page's ways they came; none where the session was there before.
    pub way: Option<Way>,
    /// As what they act, where the service's request lets them choose or they are only one thing.
    pub actor: Option<ActorChoice>,
    /// The user name to fill in next time (*Husk mig*), where that was asked for on an own device.
    pub remember: Option<String>,
}

/// The ways the first page of a login offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Way {
    /// The user name, typed.
    Username,
    /// A school card.
    Card,
    /// The national eID.
    Eid,
    /// The institution's own login.
    LocalLogin,
}

impl Way {
    /// All four.
    pub const ALL: [Way; 4] = [Way::Username, Way::Card, Way::Eid, Way::LocalLogin];
    /// The word in a cookie.
    pub fn word(self) -> &'static str {
        match self {
            Way::Username => "username",
            Way::Card => "card",
            Way::Eid => "eid",
            Way::LocalLogin => "local",
        }
    }
    /// Back from the word.
    pub fn from_word(word: &str) -> Option<Way> {
        Way::ALL.into_iter().find(|way| way.word() == word)
    }
}

/// What a login's page shows now.
#[derive(Clone, Debug)]
pub struct Scene {
    /// The service that sent the user, for "Du er på vej til".
    pub client: Option<String>,
    /// Its request, parked as it came.
    pub request: String,
    /// Which screen.
    pub screen: Screen,
    /// What the last action has to say, shown once at the top or at the field.
    pub notice: Option<Notice>,
    /// The login is over from then on.
    pub ends: Instant,
}

/// The screens of a login.
#[derive(Clone, Debug)]
pub enum Screen {
    /// User name, and the other methods below.
    Username {
        /// To fill in.
        hint: Option<String>,
    },
    /// The picture grid.
    Pictures(PicturesScreen),
    /// The text field.
    Text(TextScreen),
    /// User name and one-time code.
    OneTimeCode {
        /// The user name as it was typed, to fill in.
        username: String,
        /// Nothing is tested before then.
        wait_until: Option<Instant>,
    },
    /// Tap the picture the teacher reads out.
    ConfirmPicture {
        /// The user name.
        username: String,
        /// The grid.
        tiles: Vec<Tile>,
    },
    /// The teacher presses OK when both see the same two pictures.
    AwaitTeacher {
        /// The user name.
        username: String,
        /// The two.
        pictures: [Picture; 2],
    },
    /// Four new pictures to learn.
    NewPictures {
        /// The user name.
        username: String,
        /// The four, in order.
        code: [Picture; rules::pictures::CODE_PICTURES],
        /// Whether they may say that they remember the old one.
        old: OldPassword,
    },
    /// A proposed password, or one of their own.
    NewText {
        /// The user name.
        username: String,
        /// What is proposed.
        proposal: SecretText,
        /// How many more proposals may be asked for.
        proposals_left: u32,
        /// Whose rules the page writes out.
        form: Form,
        /// Why the own choice was refused.
        refused: Vec<Reason>,
        /// Whether they may say that they remember the old one.
        old: OldPassword,
    },
    /// Tap the new four once.
    Practise(PicturesScreen),
    /// *Skift nu* or *vent*.
    ChangeDue {
        /// What asks for it.
        why: ChangeWhy,
        /// Until when *vent* is there; none: it must be now.
        deadline: Option<Instant>,
    },
    /// As what somebody acts.
    ChooseActor {
        /// Two or three.
        choices: Vec<ActorChoice>,
    },
    /// A parent gave them the password they have: said once.
    Told {
        /// When.
        given: Instant,
    },
    /// On a shared device: "Du er Alma. Fortsæt / Det er ikke mig".
    Continue {
        /// The first of the first names.
        name: String,
    },
    /// The service asks for more than a password: the right methods are offered.
    NeedsMore {
        /// What is missing.
        step_up: StepUp,
        /// As what the user may go on: adults by eID, pupils by an adult.
        pupil_only: PupilOnly,
    },
    /// An adult must say that it is this pupil: both look at the same two pictures.
    AwaitAdult {
        /// What the adult sees too.
        pictures: [Picture; 2],
        /// How far it is.
        wait: AdultWait,
    },
    /// A parent who showed the eID at the pupil's screen says whether it is their child.
    ParentVouches {
        /// The first of the child's first names.
        name: String,
        /// What stood on the pupil's screen before.
        pictures: [Picture; 2],
    },
    /// After the eID: one's own and one's children's user names.
    ChooseName {
        /// One's own.
        own: Seen,
        /// Those of the children one has custody of.
        children: Vec<Seen>,
    },
    /// "Giv skærmen til Alma nu".
    HandOver(Seen),
    /// The child is not here: only the user name.
    NameOnly(Seen),
    /// The user was right about who they are, and cannot go on.
    Refused(Refusal),
}

/// What becomes of the password there is, while a new one is being made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OldPassword {
    /// "Jeg kan godt huske adgangskoden" ends without changing it.
    MayStay,
    /// There is none, or it must go.
    Goes,
}

/// How far the wait for an adult's word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdultWait {
    /// Nobody has answered yet.
    Waiting,
    /// An adult said no.
    Declined,
    /// Nobody answered in time.
    Over,
}

/// Whether somebody is a pupil and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PupilOnly {
    /// Only a pupil.
    Yes,
    /// Also, or only, something else.
    No,
}

/// The picture grid, for a login, an old code or a practice.
#[derive(Clone, Debug)]
pub struct PicturesScreen {
    /// The user name as it was typed.
    pub username: String,
    /// The grid, always in the same order; the tokens are of this login alone.
    pub tiles: Vec<Tile>,
    /// What was tapped so far.
    pub picked: Vec<Picture>,
    /// Nothing is tested before then.
    pub wait_until: Option<Instant>,
    /// To log in, or to change a code that is known.
    pub purpose: Purpose,
}

/// One picture of the grid.
#[derive(Clone, Debug)]
pub struct Tile {
    /// The picture.
    pub picture: Picture,
    /// What the form posts for it.
    pub token: String,
}

/// The password field.
#[derive(Clone, Debug)]
pub struct TextScreen {
    /// The user name as it was typed.
    pub username: String,
    /// Nothing is tested before then.
    pub wait_until: Option<Instant>,
    /// To log in, or to change a password that is known.
    pub purpose: Purpose,
}

/// What the password is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// To log in.
    LogIn,
    /// *Skift adgangskode*: the old one, then a new one.
    ChangePassword,
}

/// What an action has to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notice {
    /// Nothing was typed.
    NothingTyped,
    /// So many pictures are missing.
    PicturesMissing(usize),
    /// Not the right pictures, or nobody has this name.
    WrongPictures,
    /// User name or password is not right.
    WrongText,
    /// The time of a one-time code ran out, or it was taken back.
    CodeOver,
    /// User name or one-time code is not right, or the code is old or used.
    WrongCode,
    /// The wait is not over: nothing was tested.
    StillWaiting,
    /// The picture code is spent after too many wrong tries: a new one by the ordinary ways.
    CodeSpent,
    /// A practice missed.
    PracticeMissed,
    /// Three practices missed: here is the code again.
    PracticeShownAgain,
    /// The wrong picture was tapped: the window is shut.
    WindowShut,
    /// Time ran out, or the adult cancelled.
    WindowOver,
    /// Another new password came first.
    Overtaken,
    /// The new password is the current one now.
    PasswordChanged,
    /// The school card is void.
    CardVoid,
    /// Nothing more can be proposed.
    NoMoreProposals,
    /// The eID that was shown is not that of a parent who may vouch.
    NotVouched,
    /// The login before this one took too long: it began anew.
    BegunAnew,
    /// They stopped at the eID: nothing has happened.
    StoppedAtEid,
    /// The eID that was shown gives no new password to the name that was typed; one sentence for every reason.
    NotHelped,
}

/// Why somebody who proved who they are cannot go on, and whom to ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// Blocked by an institution or the operator.
    Blocked {
        /// The reason the pupil is shown.
        reason: String,
        /// The institution that lifts it; none: the operator.
        by: Option<rules::institution::InstitutionNumber>,
    },
    /// No institution has them any longer: only Mit Unilogin, until then.
    Unattached {
        /// Then the account is closed.
        closes: Instant,
    },
    /// The account is closed.
    Disabled,
    /// The operator lets only people of public-law institutions use the eID towards services.
    EidNotForServices,
    /// They are nothing the service takes.
    WrongActor {
        /// What the service takes.
        wanted: Vec<ActorChoice>,
    },
    /// Has another actor or a right: no window helps, the eID does.
    MustUseEid,
    /// The one-time code was right, but whoever looks after other people's accounts uses the eID.
    CodeNeedsEid,
    /// The one-time code was right, but whoever it is for may not have one any longer.
    CodeOver,
    /// Somebody tries picture codes across the country: from here the card or an adult is needed as well.
    CardOrAdult,
}

/// Something broke; never a refusal.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// The database.
    #[error(transparent)]
    Store(#[from] store::error::StoreError),
    /// A stored hash, or the pool.
    #[error(transparent)]
    Hash(#[from] crypto::password::HashError),
}
