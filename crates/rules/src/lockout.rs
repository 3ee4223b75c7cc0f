//! Guessing: how often somebody may try, and how long they wait in between.
//!
//! Source: product.md §5 ("Guessing"). One state for one account, or for one user name nobody has: both are
//! treated alike, so that waiting tells nothing. An attempt is counted as wrong *before* the secret is checked and
//! given back when it was right, so a thousand attempts at once are no more than a thousand in a row. What it does
//! not do: check the secret, or keep the state.

use crate::password::Form;
use crate::time::{Instant, Millis};

/// The numbers, all of them settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Failures in a row without a wait.
    pub free_failures: u32,
    /// The waits after the failures that follow; the last one stays.
    pub waits: [Millis; 5],
    /// Without a failure for so long the row begins anew.
    pub step_forgotten: Millis,
    /// Wrong picture codes in any 24 hours.
    pub pictures_a_day: usize,
    /// Wrong text passwords in any 24 hours.
    pub texts_a_day: usize,
    /// Wrong tries in all that retire a picture code.
    pub pictures_in_all: u32,
    /// Distinct accounts failing from one address in [`Limits::address_span`] before it is slowed.
    pub address_accounts: u32,
    /// The same for a network a school has declared.
    pub declared_address_accounts: u32,
    /// The span in which an address's failing accounts are counted.
    pub address_span: Millis,
    /// What is added to each further attempt from such an address.
    pub address_delay: Millis,
    /// Picture attempts in the country, in [`Limits::national_span`], below which the rate says nothing.
    pub national_attempts_min: u64,
    /// Per cent of them failing on accounts without an earlier failure, above which the alarm goes.
    pub national_failures_percent: u64,
    /// The span in which the country's attempts are counted.
    pub national_span: Millis,
}

/// A day is a rolling 24 hours.
pub const DAY: Millis = Millis::hours(24);

impl Limits {
    /// As product.md §5 has them.
    pub const STANDARD: Limits = Limits {
        free_failures: 4,
        waits: [Millis::minutes(1), Millis::minutes(2), Millis::minutes(5), Millis::minutes(10), Millis::minutes(15)],
        step_forgotten: Millis::hours(12),
        pictures_a_day: 30,
        texts_a_day: 100,
        pictures_in_all: 300,
        address_accounts: 100,
        declared_address_accounts: 1_000,
        address_span: Millis::minutes(10),
        address_delay: Millis::seconds(1),
        national_attempts_min: 10_000,
        national_failures_percent: 5,
        national_span: Millis::minutes(10),
    };

    fn a_day(&self, form: Form) -> usize {
        match form {
            Form::Pictures => self.pictures_a_day,
            Form::Words | Form::Text => self.texts_a_day,
        }
    }

    fn wait_after(&self, failures: u32) -> Millis {
        if failures <= self.free_failures {
            return Millis(0);
        }
        let step = (failures - self.free_failures - 1) as usize;
        self.waits[step.min(self.waits.len() - 1)]
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits::STANDARD
    }
}

/// What is remembered of one account's wrong tries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tries {
    /// Failures in a row.
    pub step: u32,
    /// The latest of them.
    pub last_failure: Option<Instant>,
    /// Wrong tries since a picture code was assigned.
    pub wrong_in_all: u32,
    /// Wrong tries of the last 24 hours, oldest first; no longer than the larger day limit.
    pub recent: Vec<Instant>,
}

/// Whether an attempt may be made now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Admission {
    /// It may. Write `charged` before the secret is checked; see [`succeeded`].
    Admitted {
        /// The state with this attempt counted as wrong.
        charged: Tries,
    },
    /// Not before `until`: a countdown.
    Wait {
        /// When the next attempt is admitted.
        until: Instant,
        /// Which limit it is.
        why: WaitWhy,
    },
    /// The picture code is spent: a new one by the ordinary ways.
    Retired,
}

/// Which limit makes somebody wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WaitWhy {
    /// Wrong several times in a row.
    InARow,
    /// Wrong too often in 24 hours.
    TooManyToday,
}

/// Asks for one attempt at a password of this form.
pub fn admit(limits: &Limits, tries: &Tries, form: Form, now: Instant) -> Admission {
    if form == Form::Pictures && limits.pictures_in_all <= tries.wrong_in_all {
        return Admission::Retired;
    }
    let step = standing_step(limits, tries, now);
    if let Some(last) = tries.last_failure {
        let until = last.plus(limits.wait_after(step));
        if now < until {
            return Admission::Wait { until, why: WaitWhy::InARow };
        }
    }
    let today = within_a_day(tries, now);
    let a_day = limits.a_day(form);
    if a_day <= today.len() {
        let frees = today.len() - a_day;
        let until = today.get(frees).map_or(now.plus(DAY), |oldest| oldest.plus(DAY));
        return Admission::Wait { until, why: WaitWhy::TooManyToday };
    }
    let mut recent = today.to_vec();
    // A clock that jumped back must not make the list unsorted: a try never stands before the one before it.
    let counted_at = recent.last().map_or(now, |latest| now.max(*latest));
    recent.push(counted_at);
    Admission::Admitted {
        charged: Tries {
            step: step.saturating_add(1),
            last_failure: Some(counted_at),
            wrong_in_all: tries.wrong_in_all.saturating_add(1),
            recent,
        },
    }
}

/// After the secret proved right: the row begins anew and the charge is given back; the day's other failures stay.
pub fn succeeded(charged: &Tries) -> Tries {
    let mut tries = charged.clone();
    tries.step = 0;
    tries.last_failure = None;
    tries.wrong_in_all = tries.wrong_in_all.saturating_sub(1);
    tries.recent.pop();
    tries
}

/// After a new password was confirmed: nothing of the past counts.
pub fn cleared() -> Tries {
    Tries::default()
}

/// The wait a page shows before anything was typed; none where an attempt would be admitted.
pub fn waiting_until(limits: &Limits, tries: &Tries, form: Form, now: Instant) -> Option<Instant> {
    match admit(limits, tries, form, now) {
        Admission::Wait { until, .. } => Some(until),
        Admission::Admitted { .. } | Admission::Retired => None,
    }
}

fn standing_step(limits: &Limits, tries: &Tries, now: Instant) -> u32 {
    match tries.last_failure {
        Some(last) if now.since(last) < limits.step_forgotten => tries.step,
        Some(_) | None => 0,
    }
}

fn within_a_day(tries: &Tries, now: Instant) -> &[Instant] {
    let gone = tries.recent.iter().take_while(|at| DAY <= now.since(**at)).count();
    &tries.recent[gone..]
}

impl Tries {
    /// [`Tries::recent`] as the database keeps it: ms since 1970, separated by spaces.
    pub fn recent_text(&self) -> String {
        self.recent.iter().map(|at| at.0.to_string()).collect::<Vec<_>>().join(" ")
    }

    /// Back from [`Tries::recent_text`]; what is no number is left out.
    pub fn recent_from_text(text: &str) -> Vec<Instant> {
        text.split(' ').filter_map(|number| number.parse().ok().map(Instant)).collect()
    }
}

/// Where an attempt comes from, seen from the networks schools have declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Network {
    /// A school has declared it.
    Declared,
    /// Nobody has.
    Undeclared,
}

/// How long an attempt from an address is held up (never refused), given the distinct accounts that failed from
/// there within [`Limits::address_span`].
pub fn address_delay(limits: &Limits, failing_accounts: u32, network: Network) -> Millis {
    let allowed = match network {
        Network::Declared => limits.declared_address_accounts,
        Network::Undeclared => limits.address_accounts,
    };
    if allowed < failing_accounts { limits.address_delay } else { Millis(0) }
}

/// How the country's picture logins go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NationalWatch {
    /// As always.
    Calm,
    /// Somebody tries codes across accounts.
    Alarm,
}

/// Judges the last ten minutes: attempts with pictures, and those of them that failed on accounts without an
/// earlier failure.
pub fn national_watch(limits: &Limits, attempts: u64, fresh_failures: u64) -> NationalWatch {
    let many = limits.national_attempts_min <= attempts;
    let failing =
        u128::from(attempts) * u128::from(limits.national_failures_percent) < u128::from(fresh_failures) * 100;
    if many && failing { NationalWatch::Alarm } else { NationalWatch::Calm }
}

/// What a picture account needs besides its pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PictureLogin {
    /// The pictures are enough.
    Pictures,
    /// The school card, or an adult, as well.
    CardOrAdult,
}

/// During an alarm, pictures alone are enough only on networks schools have declared.
pub fn picture_login(watch: NationalWatch, network: Network) -> PictureLogin {
    match (watch, network) {
        (NationalWatch::Alarm, Network::Undeclared) => PictureLogin::CardOrAdult,
        (NationalWatch::Calm, _) | (NationalWatch::Alarm, Network::Declared) => PictureLogin::Pictures,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LIMITS: &Limits = &Limits::STANDARD;

    fn fail(tries: &mut Tries, form: Form, now: Instant) -> bool {
        match admit(LIMITS, tries, form, now) {
            Admission::Admitted { charged } => {
                *tries = charged;
                true
            }
            Admission::Wait { .. } | Admission::Retired => false,
        }
    }

    #[test]
    fn four_failures_are_free_then_1_2_5_10_15_minutes() {
        let mut tries = Tries::default();
        let mut now = Instant(1_000_000);
        for _ in 0..5 {
            assert!(fail(&mut tries, Form::Text, now));
        }
        for minutes in [1, 2, 5, 10, 15, 15, 15] {
            let until = now.plus(Millis::minutes(minutes));
            assert_eq!(admit(LIMITS, &tries, Form::Text, now), Admission::Wait { until, why: WaitWhy::InARow });
            assert!(!fail(&mut tries, Form::Text, Instant(until.0 - 1)));
            assert!(fail(&mut tries, Form::Text, until));
            now = until;
        }
    }

    #[test]
    fn a_success_ends_the_row_but_not_the_days_count() {
        let mut tries = Tries::default();
        let now = Instant(0);
        for _ in 0..4 {
            assert!(fail(&mut tries, Form::Words, now));
        }
        let Admission::Admitted { charged } = admit(LIMITS, &tries, Form::Words, now) else { panic!("shut") };
        let after = succeeded(&charged);
        assert_eq!((after.step, after.wrong_in_all, after.recent.len()), (0, 4, 4));
    }

    #[test]
    fn twelve_hours_without_a_failure_end_the_row() {
        let mut tries = Tries::default();
        for _ in 0..5 {
            assert!(fail(&mut tries, Form::Words, Instant(0)));
        }
        let later = Instant(0).plus(Millis::hours(12));
        assert!(fail(&mut tries, Form::Words, later));
        assert_eq!(tries.step, 1);
    }

    #[test]
    fn three_hundred_wrong_tries_retire_a_picture_code_but_no_text() {
        let tries = Tries { wrong_in_all: 300, ..Tries::default() };
        assert_eq!(admit(LIMITS, &tries, Form::Pictures, Instant(0)), Admission::Retired);
        assert!(matches!(admit(LIMITS, &tries, Form::Words, Instant(0)), Admission::Admitted { .. }));
        let spared = Tries { wrong_in_all: 299, ..Tries::default() };
        assert!(matches!(admit(LIMITS, &spared, Form::Pictures, Instant(0)), Admission::Admitted { .. }));
    }

    #[test]
    fn the_thirty_first_wrong_code_waits_until_the_first_is_a_day_old() {
        let recent: Vec<Instant> = (0..30).map(|minute| Instant(0).plus(Millis::minutes(minute * 20))).collect();
        let tries = Tries { step: 0, last_failure: None, wrong_in_all: 30, recent };
        let now = Instant(0).plus(Millis::hours(23));
        assert_eq!(
            admit(LIMITS, &tries, Form::Pictures, now),
            Admission::Wait { until: Instant(0).plus(DAY), why: WaitWhy::TooManyToday }
        );
        assert!(matches!(admit(LIMITS, &tries, Form::Text, now), Admission::Admitted { .. }));
        assert!(matches!(admit(LIMITS, &tries, Form::Pictures, Instant(0).plus(DAY)), Admission::Admitted { .. }));
    }

    #[test]
    fn a_hundred_failing_accounts_slow_an_address_and_a_thousand_a_school() {
        assert_eq!(address_delay(LIMITS, 100, Network::Undeclared), Millis(0));
        assert_eq!(address_delay(LIMITS, 101, Network::Undeclared), Millis::seconds(1));
        assert_eq!(address_delay(LIMITS, 1_000, Network::Declared), Millis(0));
        assert_eq!(address_delay(LIMITS, 1_001, Network::Declared), Millis::seconds(1));
    }

    #[test]
    fn the_alarm_needs_ten_thousand_attempts_and_over_five_per_cent() {
        assert_eq!(national_watch(LIMITS, 9_999, 9_999), NationalWatch::Calm);
        assert_eq!(national_watch(LIMITS, 10_000, 500), NationalWatch::Calm);
        assert_eq!(national_watch(LIMITS, 10_000, 501), NationalWatch::Alarm);
        assert_eq!(picture_login(NationalWatch::Alarm, Network::Undeclared), PictureLogin::CardOrAdult);
        assert_eq!(picture_login(NationalWatch::Alarm, Network::Declared), PictureLogin::Pictures);
    }

    #[test]
    fn the_recent_tries_come_back_from_the_database() {
        let recent = vec![Instant(5), Instant(1_700_000_000_000)];
        let tries = Tries { recent: recent.clone(), ..Tries::default() };
        assert_eq!(Tries::recent_from_text(&tries.recent_text()), recent);
        assert_eq!(Tries::recent_from_text(""), vec![]);
    }

    /// Steps of an attacker: how long they wait, and whether that attempt happened to be right.
    fn attack() -> impl Strategy<Value = Vec<(i64, bool)>> {
        let pause = prop_oneof![4 => 0..2_000i64, 3 => 0..1_000_000i64, 1 => 0..50_000_000i64];
        proptest::collection::vec((pause, proptest::bool::weighted(0.05)), 1..800)
    }

    fn worst_day(wrong: &[Instant]) -> usize {
        wrong
            .iter()
            .map(|start| wrong.iter().filter(|at| *start <= **at && at.since(*start) < DAY).count())
            .max()
            .unwrap_or(0)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn no_day_ever_sees_more_wrong_guesses_than_its_limit(
            steps in attack(),
            form in prop_oneof![Just(Form::Pictures), Just(Form::Words), Just(Form::Text)],
        ) {
            let mut tries = Tries::default();
            let mut now = Instant(1_700_000_000_000);
            let mut wrong = Vec::new();
            for (pause, right) in steps {
                now = now.plus(Millis(pause));
                if let Admission::Admitted { charged } = admit(LIMITS, &tries, form, now) {
                    tries = if right { succeeded(&charged) } else { charged };
                    if !right {
                        wrong.push(now);
                    }
                }
                prop_assert!(tries.recent.len() <= LIMITS.texts_a_day);
                prop_assert!(tries.recent.is_sorted());
            }
            let limit = if form == Form::Pictures { 30 } else { 100 };
            prop_assert!(worst_day(&wrong) <= limit);
            if form == Form::Pictures {
                prop_assert!(wrong.len() <= 300);
            }
        }

        #[test]
        fn the_most_patient_attacker_gets_exactly_the_days_limit(form in prop_oneof![Just(Form::Pictures), Just(Form::Text)]) {
            let mut tries = Tries::default();
            let mut now = Instant(0);
            let mut admitted = 0;
            while now < Instant(0).plus(DAY) {
                match admit(LIMITS, &tries, form, now) {
                    Admission::Admitted { charged } => {
                        admitted += 1;
                        tries = charged;
                    }
                    Admission::Wait { until, .. } => {
                        prop_assert!(now < until);
                        now = until;
                    }
                    Admission::Retired => break,
                }
            }
            let limit = if form == Form::Pictures { 30 } else { 100 };
            prop_assert!(admitted <= limit && 30 <= admitted, "{}", admitted);
        }

        #[test]
        fn after_the_wait_the_attempt_is_admitted_or_meets_a_longer_limit(seed in 0..400u32) {
            let mut tries = Tries::default();
            let mut now = Instant(0);
            for _ in 0..seed {
                match admit(LIMITS, &tries, Form::Text, now) {
                    Admission::Admitted { charged } => tries = charged,
                    Admission::Wait { until, .. } => now = until,
                    Admission::Retired => prop_assert!(false, "texts are never retired"),
                }
            }
            prop_assert!(now < Instant(0).plus(Millis::days(30)));
        }
    }
}
