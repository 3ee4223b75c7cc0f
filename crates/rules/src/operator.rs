//! What an operator may: the desk is open to whoever is appointed and has shown national eID lately, and some acts
//! there take two of them.
//!
//! Source: product.md §1, §3, §11; issue "Operator's desk". The answers stand on one page, `tests/operator.snap`. What it
//! does not do: say when an application may be approved ([`crate::application`]), or how long a proposal stands
//! ([`crate::proposal`]).

use crate::id::PersonId;
use crate::session::Assurance;
use crate::time::Instant;

/// Whether somebody is an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Appointment {
    /// Appointed, and not removed since.
    Stands,
    /// Not, or not any more.
    None,
}

/// Why the desk is closed to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Closed {
    /// They are no operator.
    NoOperator,
    /// Needs national eID, now.
    NeedsTwoFactor,
}

/// Whether somebody may sit down at the operator's desk.
///
/// # Errors
/// Why not.
pub fn may_sit(appointment: Appointment, assurance: Assurance) -> Result<(), Closed> {
    match appointment {
        Appointment::None => Err(Closed::NoOperator),
        Appointment::Stands if assurance < Assurance::TwoFactor => Err(Closed::NeedsTwoFactor),
        Appointment::Stands => Ok(()),
    }
}

/// What is done at the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    /// Look at applications.
    SeeApplications,
    /// Look at the institution register.
    SeeInstitutions,
    /// Enter an institution, change its entry, load a list.
    ChangeInstitutions,
    /// Find a person, look at their page.
    SeePeople,
    /// Block an account.
    BlockPerson,
    /// Lift anybody's block.
    UnblockPerson,
    /// Look at what administrators may not decide alone.
    SeeCases,
    /// Close such a case.
    CloseCase,
    /// Propose that two accounts become one.
    ProposeMerge,
    /// Look at the settings of the whole country.
    SeeNational,
    /// Propose another value of one.
    ProposeNational,
    /// Put into force what another operator proposed.
    Approve,
    /// Say no to what another operator proposed.
    Refuse,
    /// Take one's own proposal back.
    Withdraw,
    /// Look at keys, jobs, the eID and queues.
    SeeOperation,
    /// Run a job of the night now.
    RunJob,
    /// See who the operators are.
    SeeOperators,
    /// Make somebody an operator.
    Appoint,
    /// Take it away.
    Remove,
}

impl Verb {
    /// All of them, in the order above.
    pub const ALL: [Verb; 19] = [
        Verb::SeeApplications,
        Verb::SeeInstitutions,
        Verb::ChangeInstitutions,
        Verb::SeePeople,
        Verb::BlockPerson,
        Verb::UnblockPerson,
        Verb::SeeCases,
        Verb::CloseCase,
        Verb::ProposeMerge,
        Verb::SeeNational,
        Verb::ProposeNational,
        Verb::Approve,
        Verb::Refuse,
        Verb::Withdraw,
        Verb::SeeOperation,
        Verb::RunJob,
        Verb::SeeOperators,
        Verb::Appoint,
        Verb::Remove,
    ];
}

/// What an operator has to do with the thing an act is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tie {
    /// Nothing.
    None,
    /// It is about their own account.
    AboutMe,
    /// They proposed it.
    Mine,
    /// It is about the last operator there is.
    LastOperator,
}

impl Tie {
    /// All of them.
    pub const ALL: [Tie; 4] = [Tie::None, Tie::AboutMe, Tie::Mine, Tie::LastOperator];
}

/// Why an operator may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refused {
    /// The desk is closed to them.
    Closed(Closed),
    /// It is about themselves.
    AboutMe,
    /// They proposed it: another operator decides.
    OwnProposal,
    /// Another operator proposed it: only they take it back.
    NotOwnProposal,
    /// There must always be one.
    LastOperator,
    /// Both came in by one chain of appointments at the desk.
    SameTree,
    /// They became an operator after it was proposed.
    AppointedSince,
}

/// One of the two who do together what takes two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seat {
    /// Since when they are an operator.
    pub appointed: Instant,
    /// Whom the command line appointed at the head of their chain of appointments: themselves, whoever appointed them, or
    /// further up.
    pub root: PersonId,
}

/// Whether two operators are two, and not one person with two accounts: they are of different trees of appointments.
///
/// Whoever sits at a desk left open may make operators, those make others, and all of these may be one person. What one
/// account can grow, however long the chain and however many its branches, is the tree below the operator whom the command
/// line appointed; so two of one tree never do together what takes two, be it whoever appointed and whoever was, or two
/// whom a third one appointed.
pub fn are_of_two_trees(one: Seat, two: Seat) -> bool {
    one.root != two.root
}

/// Whether whoever approves is another than whoever proposed ([`are_of_two_trees`]), and was there when it was proposed.
///
/// # Errors
/// Why not.
pub fn may_approve_of(proposer: Seat, approver: Seat, proposed: Instant) -> Result<(), Refused> {
    if !are_of_two_trees(proposer, approver) {
        Err(Refused::SameTree)
    } else if proposed < approver.appointed {
        Err(Refused::AppointedSince)
    } else {
        Ok(())
    }
}

/// Whether somebody may do this at the desk.
///
/// # Errors
/// Why not.
pub fn may((appointment, assurance): (Appointment, Assurance), verb: Verb, tie: Tie) -> Result<(), Refused> {
    may_sit(appointment, assurance).map_err(Refused::Closed)?;
    match (verb, tie) {
        (
            Verb::BlockPerson
            | Verb::UnblockPerson
            | Verb::CloseCase
            | Verb::ProposeMerge
            | Verb::Approve
            | Verb::Refuse
            | Verb::Appoint
            | Verb::Remove,
            Tie::AboutMe,
        ) => Err(Refused::AboutMe),
        (Verb::Approve | Verb::Refuse, Tie::Mine) => Err(Refused::OwnProposal),
        (Verb::Withdraw, Tie::None | Tie::AboutMe | Tie::LastOperator) => Err(Refused::NotOwnProposal),
        (Verb::Remove, Tie::LastOperator) => Err(Refused::LastOperator),
        (
            Verb::SeeApplications
            | Verb::SeeInstitutions
            | Verb::ChangeInstitutions
            | Verb::SeePeople
            | Verb::SeeCases
            | Verb::SeeNational
            | Verb::ProposeNational
            | Verb::SeeOperation
            | Verb::RunJob
            | Verb::SeeOperators,
            Tie::None | Tie::AboutMe | Tie::Mine | Tie::LastOperator,
        )
        | (Verb::BlockPerson | Verb::UnblockPerson | Verb::CloseCase | Verb::ProposeMerge | Verb::Appoint, _)
        | (Verb::Approve | Verb::Refuse, Tie::None | Tie::LastOperator)
        | (Verb::Withdraw, Tie::Mine)
        | (Verb::Remove, Tie::None | Tie::Mine) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_operator_with_two_factors_sits_down() {
        assert_eq!(may_sit(Appointment::Stands, Assurance::TwoFactor), Ok(()));
        assert_eq!(may_sit(Appointment::Stands, Assurance::OneFactor), Err(Closed::NeedsTwoFactor));
        assert_eq!(may_sit(Appointment::None, Assurance::TwoFactor), Err(Closed::NoOperator));
    }

    #[test]
    fn what_takes_two_is_never_approved_by_whoever_proposed_it_or_is_meant() {
        let seat = (Appointment::Stands, Assurance::TwoFactor);
        assert_eq!(may(seat, Verb::Approve, Tie::Mine), Err(Refused::OwnProposal));
        assert_eq!(may(seat, Verb::Approve, Tie::AboutMe), Err(Refused::AboutMe));
        assert_eq!(may(seat, Verb::Approve, Tie::None), Ok(()));
    }

    #[test]
    fn nobody_fills_both_seats_by_making_an_operator() {
        let seat = |appointed, root| Seat { appointed: Instant(appointed), root: PersonId(root) };
        let (one, two) = (seat(10, 1), seat(20, 2));
        assert_eq!(may_approve_of(one, two, Instant(20)), Ok(()));
        assert_eq!(may_approve_of(one, two, Instant(19)), Err(Refused::AppointedSince));
        let made = seat(20, 1);
        assert_eq!(may_approve_of(one, made, Instant(30)), Err(Refused::SameTree));
        assert_eq!(may_approve_of(made, one, Instant(30)), Err(Refused::SameTree));
        assert_eq!(may_approve_of(made, made, Instant(30)), Err(Refused::SameTree), "two whom a third one appointed");
        assert_eq!(may_approve_of(two, made, Instant(30)), Ok(()), "of another tree");
    }

    #[test]
    fn whoever_may_not_sit_down_may_nothing() {
        for verb in Verb::ALL {
            for tie in Tie::ALL {
                for seat in [(Appointment::None, Assurance::TwoFactor), (Appointment::Stands, Assurance::OneFactor)] {
                    assert!(matches!(may(seat, verb, tie), Err(Refused::Closed(_))), "{verb:?} {tie:?}");
                }
            }
        }
    }
}
