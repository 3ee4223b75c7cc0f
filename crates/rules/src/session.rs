//! How sure we are of who sits there, and for how long: assurance levels and the lifetimes of sessions.
//!
//! Source: product.md §6.5, §6.6; security of cards §8. The strings services see for these levels live in the oidc
//! and saml codecs. What it does not do: find or end a session.

use crate::affiliation::Stage;
use crate::time::{Instant, Millis};
use serde::{Deserialize, Serialize};

/// *Sikringsniveau*.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Assurance {
    /// *EnFaktor*: a password, or a school card alone.
    OneFactor,
    /// *VoksenVerificeret*: a pupil an adult vouched for.
    AdultVerified,
    /// *ToFaktor*: national eID, or a two-factor local login.
    TwoFactor,
}

impl Assurance {
    /// All three, weakest first.
    pub const ALL: [Assurance; 3] = [Assurance::OneFactor, Assurance::AdultVerified, Assurance::TwoFactor];
    /// The database's word.
    pub fn word(self) -> &'static str {
        match self {
            Assurance::OneFactor => "one_factor",
            Assurance::AdultVerified => "adult_verified",
            Assurance::TwoFactor => "two_factor",
        }
    }
    /// Back from the database's word.
    pub fn from_word(word: &str) -> Option<Assurance> {
        Assurance::ALL.into_iter().find(|assurance| assurance.word() == word)
    }
    /// Whether a session with this level is enough for a service that asks for `asked`. Two factors are more than
    /// an adult's word, and an adult's word more than one factor.
    pub fn satisfies(self, asked: Assurance) -> bool {
        asked <= self
    }
}

/// The national standard's level (*NSIS*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Nsis {
    /// *Lav*
    Low,
    /// *Betydelig*
    Substantial,
}

/// The older level of authentication some services read: 1, 2 or 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Loa {
    /// "1": a card alone.
    One,
    /// "2": a password.
    Two,
    /// "3": two factors.
    Three,
}

/// How the session began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Method {
    /// Unilogin's own password, pictures or text.
    Password,
    /// A school card alone.
    CardAlone,
    /// National eID.
    Eid,
    /// The institution's own login.
    LocalLogin,
}

impl Method {
    /// All four.
    pub const ALL: [Method; 4] = [Method::Password, Method::CardAlone, Method::Eid, Method::LocalLogin];
    /// The database's word.
    pub fn word(self) -> &'static str {
        match self {
            Method::Password => "password",
            Method::CardAlone => "card_alone",
            Method::Eid => "eid",
            Method::LocalLogin => "local_login",
        }
    }
    /// Back from the database's word.
    pub fn from_word(word: &str) -> Option<Method> {
        Method::ALL.into_iter().find(|method| method.word() == word)
    }
}

/// Whose device it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Device {
    /// Used by several: the session ends with the browser.
    Shared,
    /// One's own.
    Own,
}

impl Device {
    /// The database's word.
    pub fn word(self) -> &'static str {
        match self {
            Device::Shared => "shared",
            Device::Own => "own",
        }
    }
    /// Back from the database's word.
    pub fn from_word(word: &str) -> Option<Device> {
        [Device::Shared, Device::Own].into_iter().find(|device| device.word() == word)
    }
    /// What is assumed until the user says otherwise: shared in the early and middle years.
    pub fn assumed(stage: Stage) -> Device {
        match stage {
            Stage::Early | Stage::Middle => Device::Shared,
            Stage::Upper => Device::Own,
        }
    }
}

/// *VoksenVerificeret* counts for so long after the adult's word.
pub const ADULT_VERIFIED_FOR: Millis = Millis::hours(2);

/// How long sessions last: the operator's settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lengths {
    /// On a shared device: without use for so long, and the session ends.
    pub shared_idle: Millis,
    /// On a shared device: the longest session.
    pub shared_at_most: Millis,
    /// On one's own device: without use for so long.
    pub own_idle: Millis,
    /// On one's own device: the longest session.
    pub own_at_most: Millis,
    /// Staff pages: without use for so long.
    pub staff_pages_idle: Millis,
    /// Pages behind eID: without use for so long.
    pub eid_pages_idle: Millis,
    /// *ToFaktor* counts for so long after the eID.
    pub two_factor_for: Millis,
}

impl Lengths {
    /// As product.md §6.6 has them.
    pub const STANDARD: Lengths = Lengths {
        shared_idle: Millis::minutes(30),
        shared_at_most: Millis::hours(2),
        own_idle: Millis::hours(8),
        own_at_most: Millis::hours(24),
        staff_pages_idle: Millis::minutes(30),
        eid_pages_idle: Millis::minutes(15),
        two_factor_for: Millis::minutes(60),
    };

    /// How long the sign-on session of a device may rest.
    pub fn idle_for(&self, device: Device) -> Millis {
        match device {
            Device::Shared => self.shared_idle,
            Device::Own => self.own_idle,
        }
    }

    /// How long the sign-on session of a device may last.
    pub fn lasts_at_most(&self, device: Device) -> Millis {
        match device {
            Device::Shared => self.shared_at_most,
            Device::Own => self.own_at_most,
        }
    }

    /// How long a session on these pages may rest; it never outlives the sign-on session it hangs on.
    pub fn pages_idle_for(&self, pages: Pages, device: Device) -> Millis {
        let whole = self.idle_for(device);
        match pages {
            Pages::Ordinary => whole,
            Pages::Staff => self.staff_pages_idle.min(whole),
            Pages::BehindEid => self.eid_pages_idle.min(whole),
        }
    }
}

impl Default for Lengths {
    fn default() -> Lengths {
        Lengths::STANDARD
    }
}

/// One of our own pages, as far as its session's rest goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Pages {
    /// Mit Unilogin and the like: as long as the sign-on session.
    Ordinary,
    /// Elevadgang by the blue button.
    Staff,
    /// Elevadgang by the grey button, Brugeradministration, the operator's pages.
    BehindEid,
}

/// One browser logged in. Both ends were written when it was last used, by the lengths in force then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// Over from then on unless it is used before.
    pub idle_ends: Instant,
    /// Over from then on.
    pub ends: Instant,
    /// When two factors were last shown.
    pub two_factor: Option<Instant>,
    /// When an adult last vouched.
    pub adult_verified: Option<Instant>,
    /// When it was ended: logout, block, new password.
    pub ended: Option<Instant>,
}

/// Whether a session still counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It does, with this assurance right now.
    Alive(Assurance),
    /// Nobody used it for too long.
    Rested,
    /// It reached its longest time.
    RanOut,
    /// It was ended.
    Ended,
}

/// Judges a session.
pub fn judge(session: &Session, lengths: &Lengths, now: Instant) -> Verdict {
    if session.ended.is_some() {
        Verdict::Ended
    } else if session.ends <= now {
        Verdict::RanOut
    } else if session.idle_ends <= now {
        Verdict::Rested
    } else {
        Verdict::Alive(assurance(session, lengths, now))
    }
}

/// The strongest level that still counts.
pub fn assurance(session: &Session, lengths: &Lengths, now: Instant) -> Assurance {
    if counts(session.two_factor, lengths.two_factor_for, now) {
        Assurance::TwoFactor
    } else if counts(session.adult_verified, ADULT_VERIFIED_FOR, now) {
        Assurance::AdultVerified
    } else {
        Assurance::OneFactor
    }
}

fn counts(shown: Option<Instant>, span: Millis, now: Instant) -> bool {
    shown.is_some_and(|moment| {
        let age = now.since(moment);
        Millis(0) <= age && age < span
    })
}

/// The national level; a card alone has none.
pub fn nsis(assurance: Assurance, method: Method) -> Option<Nsis> {
    match (assurance, method) {
        (Assurance::TwoFactor, _) => Some(Nsis::Substantial),
        (Assurance::OneFactor | Assurance::AdultVerified, Method::CardAlone) => None,
        (Assurance::OneFactor | Assurance::AdultVerified, Method::Password | Method::Eid | Method::LocalLogin) => {
            Some(Nsis::Low)
        }
    }
}

/// The older level.
pub fn loa(assurance: Assurance, method: Method) -> Loa {
    match nsis(assurance, method) {
        None => Loa::One,
        Some(Nsis::Low) => Loa::Two,
        Some(Nsis::Substantial) => Loa::Three,
    }
}

/// What a session must still show before a service gets its user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StepUp {
    /// Nothing.
    Enough,
    /// National eID, or a local login with two factors.
    TwoFactor,
    /// An adult's word, or national eID.
    AdultVerified,
    /// A password: the service asks for Low, and a card alone has no level.
    Password,
}

/// What a service asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Asked {
    /// The level it needs.
    pub assurance: Assurance,
    /// The national level it needs, where it names one.
    pub nsis: Option<Nsis>,
}

/// Compares what a session has with what a service asks.
pub fn step_up(assurance: Assurance, method: Method, asked: Asked) -> StepUp {
    let has = nsis(assurance, method);
    if asked.nsis == Some(Nsis::Substantial) && has < Some(Nsis::Substantial) {
        return StepUp::TwoFactor;
    }
    if !assurance.satisfies(asked.assurance) {
        return match asked.assurance {
            Assurance::TwoFactor => StepUp::TwoFactor,
            Assurance::AdultVerified => StepUp::AdultVerified,
            Assurance::OneFactor => StepUp::Enough,
        };
    }
    if has < asked.nsis { StepUp::Password } else { StepUp::Enough }
}

/// What a second service of the session shows before the user is sent on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SecondService {
    /// Nothing.
    GoOn,
    /// "Du er Alma. Fortsæt / Det er ikke mig".
    AskWhoItIs,
}

/// On a shared device the next child may sit there.
pub fn second_service(device: Device) -> SecondService {
    match device {
        Device::Shared => SecondService::AskWhoItIs,
        Device::Own => SecondService::GoOn,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const T: Instant = Instant(1_700_000_000_000);

    const LENGTHS: &Lengths = &Lengths::STANDARD;

    /// Began at `T`, and was last used so long after.
    fn used(device: Device, after: Millis) -> Session {
        Session {
            idle_ends: T.plus(after).plus(LENGTHS.idle_for(device)),
            ends: T.plus(LENGTHS.lasts_at_most(device)),
            two_factor: None,
            adult_verified: None,
            ended: None,
        }
    }

    fn session(device: Device) -> Session {
        used(device, Millis(0))
    }

    fn judged(session: &Session, now: Instant) -> Verdict {
        judge(session, LENGTHS, now)
    }

    #[test]
    fn a_shared_device_rests_half_an_hour_and_lasts_two() {
        let alma = session(Device::Shared);
        assert_eq!(judged(&alma, Instant(T.plus(Millis::minutes(30)).0 - 1)), Verdict::Alive(Assurance::OneFactor));
        assert_eq!(judged(&alma, T.plus(Millis::minutes(30))), Verdict::Rested);
        let busy = used(Device::Shared, Millis::minutes(119));
        assert_eq!(judged(&busy, T.plus(Millis::hours(2))), Verdict::RanOut);
    }

    #[test]
    fn ones_own_device_rests_eight_hours_and_lasts_a_day() {
        assert_eq!(judged(&session(Device::Own), T.plus(Millis::hours(8))), Verdict::Rested);
        let henrik = used(Device::Own, Millis::hours(23));
        assert_eq!(judged(&henrik, T.plus(Millis::hours(24))), Verdict::RanOut);
    }

    #[test]
    fn pages_never_outlive_the_login_they_hang_on() {
        let short = Lengths { shared_idle: Millis::minutes(10), ..Lengths::STANDARD };
        assert_eq!(short.pages_idle_for(Pages::Staff, Device::Shared), Millis::minutes(10));
        assert_eq!(short.pages_idle_for(Pages::BehindEid, Device::Own), Millis::minutes(15));
    }

    #[test]
    fn two_factors_count_an_hour_and_an_adults_word_two() {
        let pupil = Session { two_factor: Some(T), adult_verified: Some(T), ..session(Device::Own) };
        assert_eq!(assurance(&pupil, LENGTHS, T.plus(Millis::minutes(59))), Assurance::TwoFactor);
        assert_eq!(assurance(&pupil, LENGTHS, T.plus(Millis::minutes(60))), Assurance::AdultVerified);
        assert_eq!(assurance(&pupil, LENGTHS, T.plus(Millis::hours(2))), Assurance::OneFactor);
        let strict = Lengths { two_factor_for: Millis::minutes(10), ..Lengths::STANDARD };
        assert_eq!(assurance(&pupil, &strict, T.plus(Millis::minutes(10))), Assurance::AdultVerified);
    }

    #[test]
    fn a_card_alone_has_no_national_level_and_a_service_asking_for_low_refuses_it() {
        assert_eq!(nsis(Assurance::OneFactor, Method::CardAlone), None);
        assert_eq!(loa(Assurance::OneFactor, Method::CardAlone), Loa::One);
        let low = Asked { assurance: Assurance::OneFactor, nsis: Some(Nsis::Low) };
        assert_eq!(step_up(Assurance::OneFactor, Method::CardAlone, low), StepUp::Password);
        assert_eq!(step_up(Assurance::OneFactor, Method::Password, low), StepUp::Enough);
        let nothing = Asked { assurance: Assurance::OneFactor, nsis: None };
        assert_eq!(step_up(Assurance::OneFactor, Method::CardAlone, nothing), StepUp::Enough);
    }

    #[test]
    fn an_ended_session_is_dead_at_once() {
        let alma = Session { ended: Some(T), ..session(Device::Own) };
        assert_eq!(judged(&alma, T), Verdict::Ended);
    }

    #[test]
    fn every_word_comes_back() {
        for method in Method::ALL {
            assert_eq!(Method::from_word(method.word()), Some(method));
        }
        for assurance in Assurance::ALL {
            assert_eq!(Assurance::from_word(assurance.word()), Some(assurance));
        }
    }

    proptest! {
        #[test]
        fn no_session_outlives_its_limits(
            own in any::<bool>(),
            seen in 0..100_000_000i64,
            now in 0..200_000_000i64,
        ) {
            let device = if own { Device::Own } else { Device::Shared };
            let now = T.plus(Millis(now));
            if let Verdict::Alive(_) = judged(&used(device, Millis(seen)), now) {
                prop_assert!(now.since(T) < LENGTHS.lasts_at_most(device));
                prop_assert!(now.since(T.plus(Millis(seen))) < LENGTHS.idle_for(device));
            }
        }

        #[test]
        fn what_satisfies_needs_no_step_up(
            has in proptest::sample::select(&Assurance::ALL[..]),
            asked in proptest::sample::select(&Assurance::ALL[..]),
        ) {
            let asked_of = Asked { assurance: asked, nsis: None };
            prop_assert_eq!(step_up(has, Method::Password, asked_of) == StepUp::Enough, has.satisfies(asked));
        }
    }
}
