//! What an institution decides for itself: who of its staff helps pupils, how teachers log in, which networks are
//! its own.
//!
//! Source: product.md §4, §5, §8. A setting nobody touched has no row and stands at its default. What it does not
//! do: say who may change one; that is `rights`.

use crate::affiliation::{Level, Role};
use crate::group::GroupKind;
use crate::import_plan::Thresholds;
use crate::manual_affiliation::BesideImport;
use crate::password::{ChangePolicy, Demand, Yearly};
use crate::reset_window::{Confirmation, ConfirmationSetting, Place};
use crate::time::Instant;
// The address type alone: `core` has no sockets.
use core::net::IpAddr;
use core::ops::RangeInclusive;

/// *Lærerlogin*: what a teacher must show for the blue button.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TeacherLogin {
    /// *alle*: any login.
    Any,
    /// *ToFaktor uden for skolens net*
    TwoFactorOutside,
    /// *ToFaktor*
    TwoFactor,
}

impl TeacherLogin {
    /// All three.
    pub const ALL: [TeacherLogin; 3] = [TeacherLogin::Any, TeacherLogin::TwoFactorOutside, TeacherLogin::TwoFactor];
    /// The database's word.
    pub fn word(self) -> &'static str {
        match self {
            TeacherLogin::Any => "any",
            TeacherLogin::TwoFactorOutside => "two_factor_outside",
            TeacherLogin::TwoFactor => "two_factor",
        }
    }
    /// Back from the database's word.
    pub fn from_word(word: &str) -> Option<TeacherLogin> {
        TeacherLogin::ALL.into_iter().find(|login| login.word() == word)
    }
}

/// A network an institution declared, in CIDR form: `192.0.2.0/24`, `2001:db8::/32`, or one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OwnNetwork {
    address: IpAddr,
    prefix: u8,
}

impl OwnNetwork {
    /// None where it is no address, or the prefix is longer than the address. `0.0.0.0/0` is none too: a network
    /// that holds everybody is nobody's.
    pub fn parse(text: &str) -> Option<OwnNetwork> {
        let (address, prefix) = match text.trim().split_once('/') {
            Some((address, prefix)) => (address.parse::<IpAddr>().ok()?, Some(prefix.parse::<u8>().ok()?)),
            None => (text.trim().parse::<IpAddr>().ok()?, None),
        };
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.unwrap_or(longest);
        (1 <= prefix && prefix <= longest).then_some(OwnNetwork { address, prefix })
    }

    /// Whether the address lies in it. An IPv4 address written as IPv6 counts as IPv4.
    pub fn holds(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let shift = 32 - u32::from(self.prefix);
                own.to_bits() >> shift == other.to_bits() >> shift
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let shift = 128 - u32::from(self.prefix);
                own.to_bits() >> shift == other.to_bits() >> shift
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

impl std::fmt::Display for OwnNetwork {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}/{}", self.address, self.prefix)
    }
}

/// All of an institution's decisions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// *Lærerlogin*, where the school decided.
    pub teacher_login: Option<TeacherLogin>,
    /// Which roles may use the blue button.
    pub teacher_roles: Vec<Role>,
    /// The highest level whose pupils teachers may give a new password; none: all.
    pub reset_up_to: Option<Level>,
    /// Groups that count as a teacher's besides classes.
    pub group_kinds: Vec<GroupKind>,
    /// *Bekræftelse*
    pub confirmation: ConfirmationSetting,
    /// Declared networks.
    pub networks: Vec<OwnNetwork>,
    /// The yearly rule, here.
    pub yearly: Yearly,
    /// Whether forced changes are paused, here.
    pub demand: Demand,
    /// When a change was last called for the whole institution.
    pub change_called: Option<Instant>,
    /// Whether people may be attached by hand beside an active import source; the operator's to decide.
    pub manual_beside_import: BesideImport,
    /// How much an import may remove before somebody looks at it.
    pub import_limits: Thresholds,
}

/// One setting's name in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Name {
    /// [`Settings::teacher_login`]
    TeacherLogin,
    /// [`Settings::teacher_roles`]
    TeacherRoles,
    /// [`Settings::reset_up_to`]
    ResetUpTo,
    /// [`Settings::group_kinds`]
    GroupKinds,
    /// [`Settings::confirmation`]
    Confirmation,
    /// [`Settings::networks`]
    Networks,
    /// [`Settings::yearly`]
    Yearly,
    /// [`Settings::demand`]
    Demand,
    /// [`Settings::change_called`]
    ChangeCalled,
    /// [`Settings::manual_beside_import`]
    ManualBesideImport,
    /// [`Thresholds::percent`]
    ImportHoldPercent,
    /// [`Thresholds::people`]
    ImportHoldPeople,
    /// [`Thresholds::class_of`]
    ImportHoldClass,
}

impl Name {
    /// All of them.
    pub const ALL: [Name; 13] = [
        Name::TeacherLogin,
        Name::TeacherRoles,
        Name::ResetUpTo,
        Name::GroupKinds,
        Name::Confirmation,
        Name::Networks,
        Name::Yearly,
        Name::Demand,
        Name::ChangeCalled,
        Name::ManualBesideImport,
        Name::ImportHoldPercent,
        Name::ImportHoldPeople,
        Name::ImportHoldClass,
    ];
    /// The import's limits, in the order a page shows them.
    pub const IMPORT_LIMITS: [Name; 3] = [Name::ImportHoldPercent, Name::ImportHoldPeople, Name::ImportHoldClass];
    /// The database's word, and the one `institution set` takes.
    pub fn word(self) -> &'static str {
        match self {
            Name::TeacherLogin => "teacher_login",
            Name::TeacherRoles => "teacher_roles",
            Name::ResetUpTo => "reset_up_to",
            Name::GroupKinds => "group_kinds",
            Name::Confirmation => "confirmation",
            Name::Networks => "networks",
            Name::Yearly => "yearly",
            Name::Demand => "demand",
            Name::ChangeCalled => "change_called",
            Name::ManualBesideImport => "manual_beside_import",
            Name::ImportHoldPercent => "import_hold_percent",
            Name::ImportHoldPeople => "import_hold_people",
            Name::ImportHoldClass => "import_hold_class",
        }
    }
    /// Back from the word.
    pub fn from_word(word: &str) -> Option<Name> {
        Name::ALL.into_iter().find(|name| name.word() == word)
    }
    /// Between what a number lies, both ends included; none where the setting is no number.
    pub fn bounds(self) -> Option<RangeInclusive<usize>> {
        match self {
            Name::ImportHoldPercent => Some(1..=100),
            Name::ImportHoldPeople | Name::ImportHoldClass => Some(1..=IMPORT_LIMIT_MAX),
            Name::TeacherLogin
            | Name::TeacherRoles
            | Name::ResetUpTo
            | Name::GroupKinds
            | Name::Confirmation
            | Name::Networks
            | Name::Yearly
            | Name::Demand
            | Name::ChangeCalled
            | Name::ManualBesideImport => None,
        }
    }
}

/// The highest limit of people: no institution has so many.
const IMPORT_LIMIT_MAX: usize = 99_999;

/// Whether a value could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// It is in force.
    Taken,
    /// It is no value of this setting; the old one stands.
    NotUnderstood,
}

/// The word that takes a decision back.
const STANDARD: &str = "standard";

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            teacher_login: None,
            teacher_roles: vec![Role::Teacher],
            reset_up_to: None,
            group_kinds: Vec::new(),
            confirmation: ConfirmationSetting::Standard,
            networks: Vec::new(),
            yearly: Yearly::On,
            demand: Demand::Running,
            change_called: None,
            manual_beside_import: BesideImport::Refused,
            import_limits: Thresholds::default(),
        }
    }
}

impl Settings {
    /// The settings that these rows of names and values make; rows nobody understands leave the default.
    pub fn from_rows<'a>(rows: impl IntoIterator<Item = (&'a str, &'a str)>) -> Settings {
        let mut settings = Settings::default();
        for (name, value) in rows {
            if let Some(name) = Name::from_word(name) {
                settings.set(name, value);
            }
        }
        settings
    }

    /// Takes a new value; lists are words separated by spaces, `standard` takes a decision back.
    pub fn set(&mut self, name: Name, value: &str) -> Read {
        let understood = match name {
            Name::TeacherLogin => decided(value, TeacherLogin::from_word).map(|login| self.teacher_login = login),
            Name::TeacherRoles => list(value, Role::from_word).map(|roles| self.teacher_roles = roles),
            Name::ResetUpTo => decided(value, Level::from_code).map(|level| self.reset_up_to = level),
            Name::GroupKinds => list(value, GroupKind::from_word).map(|kinds| self.group_kinds = kinds),
            Name::Confirmation => decided(value, Confirmation::from_word).map(|confirmation| {
                self.confirmation = confirmation.map_or(ConfirmationSetting::Standard, ConfirmationSetting::Decided);
            }),
            Name::Networks => list(value, OwnNetwork::parse).map(|networks| self.networks = networks),
            Name::Yearly => yearly_from_word(value).map(|yearly| self.yearly = yearly),
            Name::Demand => demand_from_word(value).map(|demand| self.demand = demand),
            Name::ChangeCalled => {
                decided(value, |text| text.parse().ok().map(Instant)).map(|at| self.change_called = at)
            }
            Name::ManualBesideImport => BesideImport::from_word(value).map(|one| self.manual_beside_import = one),
            Name::ImportHoldPercent => bounded(name, value).map(|number| self.import_limits.percent = number),
            Name::ImportHoldPeople => bounded(name, value).map(|number| self.import_limits.people = number),
            Name::ImportHoldClass => bounded(name, value).map(|number| self.import_limits.class_of = number),
        };
        if understood.is_some() { Read::Taken } else { Read::NotUnderstood }
    }

    /// The value as the database keeps it, and as [`Settings::set`] takes it.
    pub fn value(&self, name: Name) -> String {
        let standard = || STANDARD.to_owned();
        match name {
            Name::TeacherLogin => self.teacher_login.map_or_else(standard, |login| login.word().to_owned()),
            Name::TeacherRoles => self.teacher_roles.iter().map(|role| role.word()).collect::<Vec<_>>().join(" "),
            Name::ResetUpTo => self.reset_up_to.map_or_else(standard, |level| level.code().to_owned()),
            Name::GroupKinds => self.group_kinds.iter().map(|kind| kind.word()).collect::<Vec<_>>().join(" "),
            Name::Confirmation => match self.confirmation {
                ConfirmationSetting::Standard => standard(),
                ConfirmationSetting::Decided(confirmation) => confirmation.word().to_owned(),
            },
            Name::Networks => self.networks.iter().map(OwnNetwork::to_string).collect::<Vec<_>>().join(" "),
            Name::Yearly => match self.yearly {
                Yearly::On => "on".to_owned(),
                Yearly::Off => "off".to_owned(),
            },
            Name::Demand => match self.demand {
                Demand::Running => "running".to_owned(),
                Demand::Paused => "paused".to_owned(),
            },
            Name::ChangeCalled => self.change_called.map_or_else(standard, |at| at.0.to_string()),
            Name::ManualBesideImport => self.manual_beside_import.word().to_owned(),
            Name::ImportHoldPercent => self.import_limits.percent.to_string(),
            Name::ImportHoldPeople => self.import_limits.people.to_string(),
            Name::ImportHoldClass => self.import_limits.class_of.to_string(),
        }
    }

    /// *Lærerlogin* in force: once networks are declared, two factors outside them unless the school decided.
    pub fn teacher_login(&self) -> TeacherLogin {
        let standard = if self.networks.is_empty() { TeacherLogin::Any } else { TeacherLogin::TwoFactorOutside };
        self.teacher_login.unwrap_or(standard)
    }

    /// Where a browser is, seen from here.
    pub fn place(&self, address: IpAddr) -> Place {
        if self.networks.is_empty() {
            Place::Unknown
        } else if self.networks.iter().any(|network| network.holds(address)) {
            Place::Inside
        } else {
            Place::Outside
        }
    }

    /// The institution's part of *tvungen adgangskodepolitik*. `called` is the latest call that reaches the person
    /// through a class or level.
    pub fn change_policy(&self, called: Option<Instant>) -> ChangePolicy {
        ChangePolicy { yearly: self.yearly, demand: self.demand, called: self.change_called.max(called) }
    }
}

fn decided<T>(value: &str, read: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    if value == STANDARD { Some(None) } else { read(value).map(Some) }
}

fn bounded(name: Name, value: &str) -> Option<usize> {
    let bounds = name.bounds()?;
    value.parse().ok().filter(|number| bounds.contains(number))
}

fn list<T>(value: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    value.split_whitespace().map(read).collect()
}

fn yearly_from_word(word: &str) -> Option<Yearly> {
    match word {
        "on" => Some(Yearly::On),
        "off" => Some(Yearly::Off),
        _ => None,
    }
}

fn demand_from_word(word: &str) -> Option<Demand> {
    match word {
        "running" => Some(Demand::Running),
        "paused" => Some(Demand::Paused),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_value_comes_back() {
        let mut settings = Settings::default();
        for (name, value) in [
            (Name::TeacherLogin, "two_factor"),
            (Name::TeacherRoles, "teacher pedagogue"),
            (Name::ResetUpTo, "6"),
            (Name::GroupKinds, "team after_school"),
            (Name::Confirmation, "picture"),
            (Name::Networks, "192.0.2.0/24 2001:db8::/32"),
            (Name::Yearly, "off"),
            (Name::Demand, "paused"),
            (Name::ChangeCalled, "1700000000000"),
            (Name::ManualBesideImport, "allowed"),
            (Name::ImportHoldPercent, "30"),
            (Name::ImportHoldPeople, "25"),
            (Name::ImportHoldClass, "8"),
        ] {
            assert_eq!(settings.set(name, value), Read::Taken, "{name:?}");
            assert_eq!(settings.value(name), value);
        }
        let values: Vec<_> = Name::ALL.iter().map(|name| (name.word(), settings.value(*name))).collect();
        assert_eq!(Settings::from_rows(values.iter().map(|(name, value)| (*name, value.as_str()))), settings);
    }

    #[test]
    fn what_is_not_understood_changes_nothing() {
        let mut settings = Settings::default();
        for name in [Name::TeacherLogin, Name::TeacherRoles, Name::ResetUpTo, Name::Networks, Name::Yearly] {
            assert_eq!(settings.set(name, "nonsense"), Read::NotUnderstood);
        }
        for name in Name::IMPORT_LIMITS {
            for value in ["0", "-1", "", "mange", "100000"] {
                assert_eq!(settings.set(name, value), Read::NotUnderstood, "{name:?} {value}");
            }
        }
        assert_eq!(settings.set(Name::ImportHoldPercent, "101"), Read::NotUnderstood);
        assert_eq!(settings, Settings::default());
    }

    #[test]
    fn declared_networks_tell_inside_from_outside() {
        let mut settings = Settings::default();
        assert_eq!(settings.place("192.0.2.7".parse().unwrap()), Place::Unknown);
        assert_eq!(settings.teacher_login(), TeacherLogin::Any);
        settings.set(Name::Networks, "192.0.2.0/24");
        assert_eq!(settings.place("192.0.2.7".parse().unwrap()), Place::Inside);
        assert_eq!(settings.place("::ffff:192.0.2.7".parse().unwrap()), Place::Inside);
        assert_eq!(settings.place("192.0.3.7".parse().unwrap()), Place::Outside);
        assert_eq!(settings.teacher_login(), TeacherLogin::TwoFactorOutside);
    }

    #[test]
    fn a_network_that_holds_everybody_is_nobodys() {
        assert_eq!(OwnNetwork::parse("0.0.0.0/0"), None);
        assert_eq!(OwnNetwork::parse("::/0"), None);
        assert_eq!(OwnNetwork::parse("192.0.2.0/33"), None);
        assert!(OwnNetwork::parse("192.0.2.1").unwrap().holds("192.0.2.1".parse().unwrap()));
    }

    proptest! {
        #[test]
        fn foreign_texts_never_hurt(name in proptest::sample::select(&Name::ALL[..]), value in ".{0,40}") {
            let mut settings = Settings::default();
            if settings.set(name, &value) == Read::Taken {
                let kept = settings.value(name);
                let mut again = Settings::default();
                prop_assert_eq!(again.set(name, &kept), Read::Taken);
                prop_assert_eq!(again, settings);
            }
        }
    }
}
