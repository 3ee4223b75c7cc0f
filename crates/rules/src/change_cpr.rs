//! *Skift CPR-nummer*: whether an administrator may give a person the number an import brought, or an operator must
//! look at it.
//!
//! Source: product.md §3. Everything but the one plain case is an operator's, and the administrator learns nothing
//! else: neither that the number has an account nor where the person belongs besides. What it does not do: compare
//! numbers or find people; the story does.

/// What an import of this institution last said of the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Line {
    /// It refused the line with `CPR_UVENTET`, and the number it carried is the one that was typed.
    CarriedThisNumber,
    /// It refused the line, with another number.
    CarriedAnother,
    /// No import refused such a line.
    NotRefused,
}

/// Whom the typed number belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Holder {
    /// Nobody here.
    Nobody,
    /// The very person of the line: another source was first.
    Themselves,
    /// Another account.
    Another,
}

/// Where else the person of the line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Elsewhere {
    /// Nowhere.
    Nothing,
    /// An active affiliation or a right at another institution.
    Something,
}

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The administrator may.
    MayChange,
    /// *Nummeret kræver en sagsbehandler*: becomes a case, and nothing else is said.
    NeedsOperator,
}

/// Whether an administrator may give the person of the line this number.
pub fn judge(line: Line, holder: Holder, elsewhere: Elsewhere) -> Verdict {
    match (line, holder, elsewhere) {
        (Line::CarriedThisNumber, Holder::Nobody | Holder::Themselves, Elsewhere::Nothing) => Verdict::MayChange,
        (Line::CarriedThisNumber, Holder::Nobody | Holder::Themselves, Elsewhere::Something)
        | (Line::CarriedThisNumber, Holder::Another, _)
        | (Line::CarriedAnother | Line::NotRefused, _, _) => Verdict::NeedsOperator,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_number_the_import_carried_for_a_person_of_this_school_alone() {
        let lines = [Line::CarriedThisNumber, Line::CarriedAnother, Line::NotRefused];
        let holders = [Holder::Nobody, Holder::Themselves, Holder::Another];
        let mut allowed = Vec::new();
        for line in lines {
            for holder in holders {
                for elsewhere in [Elsewhere::Nothing, Elsewhere::Something] {
                    if judge(line, holder, elsewhere) == Verdict::MayChange {
                        allowed.push((line, holder, elsewhere));
                    }
                }
            }
        }
        assert_eq!(
            allowed,
            [
                (Line::CarriedThisNumber, Holder::Nobody, Elsewhere::Nothing),
                (Line::CarriedThisNumber, Holder::Themselves, Elsewhere::Nothing),
            ]
        );
    }
}
