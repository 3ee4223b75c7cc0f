//! THE FIVE MINUTES: the window in which a pupil whom a teacher ticked gets a new password by typing the user name.
//!
//! Source: product.md §8. A window is opened, claimed by one browser, and ends in a confirmed new password; or it is
//! cancelled, runs out, is left unfinished, or is undone. What it does not do: decide who may open one (`rights`),
//! or pick the winner of two browsers: the store does, by one conditional write.

use crate::affiliation::Actor;
use crate::time::{Instant, Millis};
use serde::{Deserialize, Serialize};

/// From opening to the last moment a user name may be typed.
pub const OPEN_FOR: Millis = Millis::minutes(5);
/// From the claim to the last moment the new password may be confirmed.
pub const CLAIM_FOR: Millis = Millis::minutes(20);
/// Windows by one teacher in an hour above which the institution's administrators are shown them.
pub const SHOWN_TO_ADMINISTRATORS_ABOVE: u32 = 40;
/// The hour of [`SHOWN_TO_ADMINISTRATORS_ABOVE`].
pub const SHOWN_TO_ADMINISTRATORS_SPAN: Millis = Millis::hours(1);

/// *Bekræftelse*: what the pupil's screen must show before the new password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Confirmation {
    /// *ingen*: the user name is enough.
    None,
    /// *billede*: the pupil also taps the picture the teacher reads out.
    Picture,
    /// *lærer*: the teacher presses OK when both see the same two pictures.
    Teacher,
}

impl Confirmation {
    /// All three.
    pub const ALL: [Confirmation; 3] = [Confirmation::None, Confirmation::Picture, Confirmation::Teacher];
    /// The database's word.
    pub fn word(self) -> &'static str {
        match self {
            Confirmation::None => "none",
            Confirmation::Picture => "picture",
            Confirmation::Teacher => "teacher",
        }
    }
    /// Back from the database's word.
    pub fn from_word(word: &str) -> Option<Confirmation> {
        Confirmation::ALL.into_iter().find(|confirmation| confirmation.word() == word)
    }
}

/// What an institution has decided about confirmation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ConfirmationSetting {
    /// Nothing yet: none, but a picture for claims from outside the declared networks.
    Standard,
    /// The school decided, wherever the pupil sits.
    Decided(Confirmation),
}

/// Where a browser is, seen from one institution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Place {
    /// The institution has declared no networks: nothing can be told.
    Unknown,
    /// On a network the institution declared.
    Inside,
    /// Elsewhere.
    Outside,
}

/// Which confirmation a claim from this place meets.
pub fn confirmation(setting: ConfirmationSetting, place: Place) -> Confirmation {
    match (setting, place) {
        (ConfirmationSetting::Decided(decided), _) => decided,
        (ConfirmationSetting::Standard, Place::Outside) => Confirmation::Picture,
        (ConfirmationSetting::Standard, Place::Unknown | Place::Inside) => Confirmation::None,
    }
}

/// Whether a person holds any right anywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AnyRight {
    /// None.
    None,
    /// At least one, of any institution, service-defined ones included.
    Some,
}

/// Who may get a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Eligibility {
    /// A pupil and nothing else.
    MayGet,
    /// *Skal bruge MitID*: is something besides a pupil, or holds a right.
    NeedsEid,
    /// Has no active affiliation as pupil.
    NoPupil,
}

/// Judged when a window is opened and again when it is claimed. `active` are the actors of all active affiliations.
pub fn eligibility(active: &[Actor], rights: AnyRight) -> Eligibility {
    if rights == AnyRight::Some || active.iter().any(|actor| *actor != Actor::Pupil) {
        Eligibility::NeedsEid
    } else if active.is_empty() {
        Eligibility::NoPupil
    } else {
        Eligibility::MayGet
    }
}

/// How far a window is. `Open` and `Claimed` go on; the others are ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum State {
    /// The user name may be typed.
    Open {
        /// When the teacher pressed the button.
        opened: Instant,
    },
    /// One browser has it.
    Claimed {
        /// When the user name was typed.
        claimed: Instant,
        /// What still stands between the browser and the new password.
        proof: Proof,
    },
    /// The new password was confirmed.
    Done {
        /// When.
        done: Instant,
    },
    /// *Annullér*, or another window took its place.
    Cancelled,
    /// Nobody typed the name in time.
    Expired,
    /// *Ikke færdig*: claimed, but no password confirmed in time; the old password stands.
    Unfinished,
    /// *Fortryd*: the claim or the password it gave is dead; the old one does not come back.
    Undone,
    /// A wrong picture was tapped.
    ClosedByWrongPicture,
}

/// What a claim still has to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Proof {
    /// Nothing: the new password is shown.
    Complete,
    /// The picture the teacher reads out.
    AwaitsPicture,
    /// The teacher's OK.
    AwaitsTeacher,
}

/// A step asked of a window: the new state, or why the old one stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It is now this.
    Now(State),
    /// It stays what it is at this moment, because that step is not possible from there.
    Stays(State),
}

/// Whether the name was typed in time: open iff 0 ≤ now − opened < five minutes.
pub fn is_open(opened: Instant, now: Instant) -> bool {
    let age = now.since(opened);
    Millis(0) <= age && age < OPEN_FOR
}

/// When a window opened now closes: what the store writes beside it.
pub fn closes(opened: Instant) -> Instant {
    opened.plus(OPEN_FOR)
}

/// When a claim made now ends.
pub fn claim_ends(claimed: Instant) -> Instant {
    claimed.plus(CLAIM_FOR)
}

/// A new window.
pub fn open(now: Instant) -> State {
    State::Open { opened: now }
}

impl State {
    /// The state once time has done its part.
    pub fn at(self, now: Instant) -> State {
        match self {
            State::Open { opened } if !is_open(opened, now) => State::Expired,
            State::Claimed { claimed, .. } if claim_ends(claimed) <= now => State::Unfinished,
            State::Open { .. }
            | State::Claimed { .. }
            | State::Done { .. }
            | State::Cancelled
            | State::Expired
            | State::Unfinished
            | State::Undone
            | State::ClosedByWrongPicture => self,
        }
    }

    /// The pupil typed the user name. The caller has judged [`eligibility`] anew and asked [`confirmation`].
    pub fn claim(self, confirmation: Confirmation, now: Instant) -> Step {
        let proof = match confirmation {
            Confirmation::None => Proof::Complete,
            Confirmation::Picture => Proof::AwaitsPicture,
            Confirmation::Teacher => Proof::AwaitsTeacher,
        };
        match self.at(now) {
            State::Open { .. } => Step::Now(State::Claimed { claimed: now, proof }),
            other => Step::Stays(other),
        }
    }

    /// The pupil tapped a picture; one wrong tap closes the window.
    pub fn tap_picture(self, tap: Tap, now: Instant) -> Step {
        match (self.at(now), tap) {
            (State::Claimed { claimed, proof: Proof::AwaitsPicture }, Tap::Right) => {
                Step::Now(State::Claimed { claimed, proof: Proof::Complete })
            }
            (State::Claimed { proof: Proof::AwaitsPicture, .. }, Tap::Wrong) => Step::Now(State::ClosedByWrongPicture),
            (other, Tap::Right | Tap::Wrong) => Step::Stays(other),
        }
    }

    /// The teacher saw the same two pictures on both screens and pressed OK.
    pub fn teacher_confirms(self, now: Instant) -> Step {
        match self.at(now) {
            State::Claimed { claimed, proof: Proof::AwaitsTeacher } => {
                Step::Now(State::Claimed { claimed, proof: Proof::Complete })
            }
            other => Step::Stays(other),
        }
    }

    /// The new password was confirmed: practised, or *Næste*.
    pub fn finish(self, now: Instant) -> Step {
        match self.at(now) {
            State::Claimed { proof: Proof::Complete, .. } => Step::Now(State::Done { done: now }),
            other => Step::Stays(other),
        }
    }

    /// *Annullér*: only while nobody has claimed it.
    pub fn cancel(self, now: Instant) -> Step {
        match self.at(now) {
            State::Open { .. } => Step::Now(State::Cancelled),
            other => Step::Stays(other),
        }
    }

    /// *Fortryd*: ends a claim under way, or kills the password it gave while that is still the current one.
    pub fn undo(self, password: CurrentPassword, now: Instant) -> Step {
        match (self.at(now), password) {
            (State::Claimed { .. }, _) => Step::Now(State::Undone),
            (State::Done { .. }, CurrentPassword::FromThisWindow) => Step::Now(State::Undone),
            (other, CurrentPassword::FromThisWindow | CurrentPassword::Another) => Step::Stays(other),
        }
    }

    /// *Giv ny adgangskode* was pressed again: five new minutes begin in a new window, and this one ends.
    pub fn give_way(self, now: Instant) -> State {
        match self.at(now) {
            State::Open { .. } => State::Cancelled,
            State::Claimed { .. } => State::Unfinished,
            ended @ (State::Done { .. }
            | State::Cancelled
            | State::Expired
            | State::Unfinished
            | State::Undone
            | State::ClosedByWrongPicture) => ended,
        }
    }

    /// The time left to type the name, or to confirm; none once it has ended.
    pub fn time_left(self, now: Instant) -> Option<Millis> {
        match self.at(now) {
            State::Open { opened } => Some(closes(opened).since(now)),
            State::Claimed { claimed, .. } => Some(claim_ends(claimed).since(now)),
            State::Done { .. }
            | State::Cancelled
            | State::Expired
            | State::Unfinished
            | State::Undone
            | State::ClosedByWrongPicture => None,
        }
    }

    /// The state's word, for events and pages' classes.
    pub fn word(self) -> &'static str {
        match self {
            State::Open { .. } => "open",
            State::Claimed { .. } => "claimed",
            State::Done { .. } => "done",
            State::Cancelled => "cancelled",
            State::Expired => "expired",
            State::Unfinished => "unfinished",
            State::Undone => "undone",
            State::ClosedByWrongPicture => "closed_by_wrong_picture",
        }
    }
}

/// Which picture was tapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tap {
    /// The one the teacher read out.
    Right,
    /// Another.
    Wrong,
}

/// Whether the pupil's current password is the one this window gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CurrentPassword {
    /// It is.
    FromThisWindow,
    /// It was changed since.
    Another,
}

/// What is written of a window, moment by moment: the row as the store keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// When it was opened.
    pub opened: Instant,
    /// When the name was typed.
    pub claimed: Option<Instant>,
    /// What the claim met; written at the claim, before it what the setting says.
    pub confirmation: Confirmation,
    /// When the picture was right, or the teacher pressed OK.
    pub confirmed: Option<Instant>,
    /// When a wrong picture was tapped.
    pub wrong_picture: Option<Instant>,
    /// When the new password was confirmed.
    pub done: Option<Instant>,
    /// When it was cancelled or gave way.
    pub cancelled: Option<Instant>,
    /// When it was undone.
    pub undone: Option<Instant>,
}

impl Written {
    /// A row just written.
    pub fn opened(now: Instant, confirmation: Confirmation) -> Written {
        Written {
            opened: now,
            claimed: None,
            confirmation,
            confirmed: None,
            wrong_picture: None,
            done: None,
            cancelled: None,
            undone: None,
        }
    }

    /// The state that was written; [`State::at`] tells what time has made of it.
    pub fn state(&self) -> State {
        if self.undone.is_some() {
            return State::Undone;
        }
        if let Some(done) = self.done {
            return State::Done { done };
        }
        if self.wrong_picture.is_some() {
            return State::ClosedByWrongPicture;
        }
        let Some(claimed) = self.claimed else {
            let open = State::Open { opened: self.opened };
            return if self.cancelled.is_some() { State::Cancelled } else { open };
        };
        if self.cancelled.is_some() {
            return State::Unfinished;
        }
        let proof = match (self.confirmation, self.confirmed) {
            (Confirmation::None, _) | (_, Some(_)) => Proof::Complete,
            (Confirmation::Picture, None) => Proof::AwaitsPicture,
            (Confirmation::Teacher, None) => Proof::AwaitsTeacher,
        };
        State::Claimed { claimed, proof }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const T: Instant = Instant(1_700_000_000_000);

    fn after(minutes: i64, seconds: i64) -> Instant {
        T.plus(Millis::minutes(minutes)).plus(Millis::seconds(seconds))
    }

    fn claimed(confirmation: Confirmation) -> State {
        match open(T).claim(confirmation, after(1, 0)) {
            Step::Now(state) => state,
            Step::Stays(state) => panic!("{state:?}"),
        }
    }

    #[test]
    fn at_4_59_it_is_open_and_at_5_00_shut() {
        assert!(matches!(open(T).claim(Confirmation::None, after(4, 59)), Step::Now(State::Claimed { .. })));
        assert_eq!(open(T).claim(Confirmation::None, after(5, 0)), Step::Stays(State::Expired));
        assert_eq!(open(T).claim(Confirmation::None, after(5, 1)), Step::Stays(State::Expired));
    }

    #[test]
    fn a_claimed_window_cannot_be_claimed_again() {
        let once = claimed(Confirmation::None);
        assert_eq!(once.claim(Confirmation::None, after(2, 0)), Step::Stays(once));
    }

    #[test]
    fn a_claim_lasts_twenty_minutes() {
        let state = claimed(Confirmation::None);
        assert!(matches!(state.finish(after(20, 59)), Step::Now(State::Done { .. })));
        assert_eq!(state.finish(after(21, 0)), Step::Stays(State::Unfinished));
    }

    #[test]
    fn one_wrong_picture_closes_the_window() {
        let state = claimed(Confirmation::Picture);
        assert_eq!(state.tap_picture(Tap::Wrong, after(2, 0)), Step::Now(State::ClosedByWrongPicture));
        assert_eq!(state.finish(after(2, 0)), Step::Stays(state));
        let Step::Now(proved) = state.tap_picture(Tap::Right, after(2, 0)) else { panic!("refused") };
        assert!(matches!(proved.finish(after(3, 0)), Step::Now(State::Done { .. })));
    }

    #[test]
    fn without_the_teachers_ok_no_password_is_confirmed() {
        let state = claimed(Confirmation::Teacher);
        assert_eq!(state.finish(after(2, 0)), Step::Stays(state));
        assert_eq!(state.tap_picture(Tap::Right, after(2, 0)), Step::Stays(state));
        let Step::Now(proved) = state.teacher_confirms(after(2, 0)) else { panic!("refused") };
        assert!(matches!(proved.finish(after(3, 0)), Step::Now(State::Done { .. })));
    }

    #[test]
    fn a_cancelled_window_cannot_be_claimed() {
        let Step::Now(cancelled) = open(T).cancel(after(1, 0)) else { panic!("refused") };
        assert_eq!(cancelled.claim(Confirmation::None, after(2, 0)), Step::Stays(State::Cancelled));
        let state = claimed(Confirmation::None);
        assert_eq!(state.cancel(after(2, 0)), Step::Stays(state));
    }

    #[test]
    fn undo_works_as_long_as_the_password_is_the_current_one() {
        let Step::Now(done) = claimed(Confirmation::None).finish(after(2, 0)) else { panic!("refused") };
        let next_year = after(500_000, 0);
        assert_eq!(done.undo(CurrentPassword::FromThisWindow, next_year), Step::Now(State::Undone));
        assert_eq!(done.undo(CurrentPassword::Another, next_year), Step::Stays(done));
        let state = claimed(Confirmation::None);
        assert_eq!(state.undo(CurrentPassword::Another, after(2, 0)), Step::Now(State::Undone));
        assert_eq!(open(T).undo(CurrentPassword::Another, after(2, 0)), Step::Stays(open(T)));
    }

    #[test]
    fn an_older_window_gives_way() {
        assert_eq!(open(T).give_way(after(1, 0)), State::Cancelled);
        assert_eq!(open(T).give_way(after(6, 0)), State::Expired);
        assert_eq!(claimed(Confirmation::None).give_way(after(2, 0)), State::Unfinished);
    }

    #[test]
    fn only_those_who_are_nothing_but_pupils_get_a_window() {
        assert_eq!(eligibility(&[Actor::Pupil], AnyRight::None), Eligibility::MayGet);
        assert_eq!(eligibility(&[Actor::Pupil, Actor::Pupil], AnyRight::None), Eligibility::MayGet);
        for other in [Actor::Employee, Actor::External, Actor::Contact] {
            assert_eq!(eligibility(&[Actor::Pupil, other], AnyRight::None), Eligibility::NeedsEid);
            assert_eq!(eligibility(&[other], AnyRight::None), Eligibility::NeedsEid);
        }
        assert_eq!(eligibility(&[Actor::Pupil], AnyRight::Some), Eligibility::NeedsEid);
        assert_eq!(eligibility(&[], AnyRight::None), Eligibility::NoPupil);
    }

    #[test]
    fn once_networks_are_declared_a_claim_from_elsewhere_meets_a_picture() {
        let standard = ConfirmationSetting::Standard;
        assert_eq!(confirmation(standard, Place::Unknown), Confirmation::None);
        assert_eq!(confirmation(standard, Place::Inside), Confirmation::None);
        assert_eq!(confirmation(standard, Place::Outside), Confirmation::Picture);
        let decided = ConfirmationSetting::Decided(Confirmation::None);
        assert_eq!(confirmation(decided, Place::Outside), Confirmation::None);
    }

    #[derive(Clone, Copy, Debug)]
    enum Act {
        Claim(Confirmation),
        Tap(Tap),
        Teacher,
        Finish,
        Cancel,
        Undo(CurrentPassword),
    }

    fn act() -> impl Strategy<Value = Act> {
        prop_oneof![
            proptest::sample::select(&Confirmation::ALL[..]).prop_map(Act::Claim),
            prop_oneof![Just(Tap::Right), Just(Tap::Wrong)].prop_map(Act::Tap),
            Just(Act::Teacher),
            Just(Act::Finish),
            Just(Act::Cancel),
            prop_oneof![Just(CurrentPassword::FromThisWindow), Just(CurrentPassword::Another)].prop_map(Act::Undo),
        ]
    }

    fn take(state: State, act: Act, now: Instant) -> Step {
        match act {
            Act::Claim(confirmation) => state.claim(confirmation, now),
            Act::Tap(tap) => state.tap_picture(tap, now),
            Act::Teacher => state.teacher_confirms(now),
            Act::Finish => state.finish(now),
            Act::Cancel => state.cancel(now),
            Act::Undo(password) => state.undo(password, now),
        }
    }

    /// The row after an accepted step, as the store would write it.
    fn write(mut row: Written, act: Act, now: Instant, state: State) -> Written {
        match act {
            Act::Claim(confirmation) => {
                row.claimed = Some(now);
                row.confirmation = confirmation;
            }
            Act::Tap(_) if state == State::ClosedByWrongPicture => row.wrong_picture = Some(now),
            Act::Tap(_) | Act::Teacher => row.confirmed = Some(now),
            Act::Finish => row.done = Some(now),
            Act::Cancel => row.cancelled = Some(now),
            Act::Undo(_) => row.undone = Some(now),
        }
        row
    }

    proptest! {
        #[test]
        fn open_iff_less_than_five_minutes_have_gone(opened in -1_000_000..1_000_000i64, now in -2_000_000..2_000_000i64) {
            let age = now - opened;
            prop_assert_eq!(is_open(Instant(opened), Instant(now)), (0..300_000).contains(&age));
            let sql = opened <= now && now < closes(Instant(opened)).0;
            prop_assert_eq!(is_open(Instant(opened), Instant(now)), sql);
        }

        #[test]
        fn whatever_happens_it_is_claimed_once_and_the_row_tells_the_state(
            acts in proptest::collection::vec((act(), 0..400_000i64), 0..20)
        ) {
            let mut state = open(T);
            let mut row = Written::opened(T, Confirmation::None);
            let mut now = T;
            let (mut claims, mut dones) = (0, 0);
            for (act, pause) in acts {
                now = now.plus(Millis(pause));
                match take(state, act, now) {
                    Step::Now(next) => {
                        claims += usize::from(matches!(act, Act::Claim(_)));
                        dones += usize::from(matches!(next, State::Done { .. }));
                        row = write(row, act, now, next);
                        state = next;
                    }
                    Step::Stays(same) => prop_assert_eq!(same, state.at(now)),
                }
                prop_assert_eq!(row.state(), state);
                if let State::Done { done } = state {
                    prop_assert!(row.claimed.unwrap() <= done && is_open(row.opened, row.claimed.unwrap()));
                    prop_assert!(done < claim_ends(row.claimed.unwrap()));
                    prop_assert!(row.confirmation == Confirmation::None || row.confirmed.is_some());
                }
            }
            prop_assert!(claims <= 1 && dones <= 1);
        }
    }
}
