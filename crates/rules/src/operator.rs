//! What an operator may: the desk is open to whoever is appointed and has shown national eID lately.
//!
//! Source: product.md §1, §11. What it does not do: say what may be done with an application; [`crate::application`]
//! does.

use crate::session::Assurance;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_operator_with_two_factors_sits_down() {
        assert_eq!(may_sit(Appointment::Stands, Assurance::TwoFactor), Ok(()));
        assert_eq!(may_sit(Appointment::Stands, Assurance::OneFactor), Err(Closed::NeedsTwoFactor));
        assert_eq!(may_sit(Appointment::None, Assurance::TwoFactor), Err(Closed::NoOperator));
    }
}
