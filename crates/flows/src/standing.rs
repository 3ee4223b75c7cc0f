//! Who somebody is right now: affiliations, rights, stage, the form their password takes. Read from the database
//! each time; nothing here outlives a transaction.
//!
//! What it does not do: decide what follows; the rules do.

use crate::pupil_access::{is_by_hand, settings_of};
use rules::affiliation::{Actor, Stage, StageFact};
use rules::institution::InstitutionNumber;
use rules::institution_setting::Settings;
use rules::manual_affiliation::{Made, Weight, weight};
use rules::password::{ChangeDue, ChangeFacts, Form, Holder, SchoolForm};
use rules::reset_window::{AnyRight, Eligibility};
use store::affiliation::Affiliation;
use store::credential::Credential;
use store::driver::Tx;
use store::error::StoreError;
use store::password_form::Subject;
use store::person::Person;
use store::right_grant::RightGrant;

/// Who somebody is right now.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Active affiliations.
    pub affiliations: Vec<Affiliation>,
    /// Rights in force.
    pub grants: Vec<RightGrant>,
    /// Their stage today.
    pub stage: Stage,
    /// The form their next password takes.
    pub assigned: Form,
    /// The institutions that decide about their password, with what each decided: not one that attached them by hand
    /// while an import knows them elsewhere.
    pub schools: Vec<(InstitutionNumber, Settings)>,
}

impl Standing {
    /// Reads it.
    pub fn load(tx: &mut Tx, person: &Person) -> Result<Standing, StoreError> {
        let affiliations = store::affiliation::active_of_person(tx, person.id)?;
        let grants = store::right_grant::of_person(tx, person.id)?;
        let facts: Vec<StageFact> =
            affiliations.iter().map(|one| StageFact { actor: one.actor, level: one.level }).collect();
        let stage = rules::affiliation::stage(&facts, person.birth, tx.now().day_in_denmark());
        let mut schools: Vec<(InstitutionNumber, Settings)> = Vec::new();
        let mut school_form = SchoolForm::ByStage;
        let deciding: Vec<&Affiliation> = affiliations.iter().filter(|one| decides(one, &affiliations)).collect();
        for one in deciding {
            if schools.iter().all(|(number, _)| *number != one.institution) {
                schools.push((one.institution.clone(), settings_of(tx, &one.institution)?));
            }
            if school_form == SchoolForm::ByStage {
                school_form = decided_form(tx, one)?;
            }
        }
        let only_pupil = grants.is_empty() && affiliations.iter().all(|one| one.actor == Actor::Pupil);
        let holder = if only_pupil && !affiliations.is_empty() { Holder::OnlyPupil } else { Holder::Other };
        let assigned = rules::password::assigned_form(stage, school_form, holder);
        Ok(Standing { affiliations, grants, stage, assigned, schools })
    }

    /// The actors of all active affiliations.
    pub fn actors(&self) -> Vec<Actor> {
        self.affiliations.iter().map(|one| one.actor).collect()
    }

    /// Whether they may get a window.
    pub fn eligibility(&self) -> Eligibility {
        let rights = if self.grants.is_empty() { AnyRight::None } else { AnyRight::Some };
        rules::reset_window::eligibility(&self.actors(), rights)
    }

    /// Whether the password they hold must be changed.
    pub fn change_facts(&self, tx: &mut Tx, credential: &Credential) -> Result<ChangeFacts, StoreError> {
        let mut national = crate::national::settings(tx)?.change.change_policy(None);
        // A change called for this very password counts as the institution's call.
        let mut institutions: Vec<_> = self.schools.iter().map(|(_, school)| school.change_policy(None)).collect();
        if let Some(called) = credential.must_change {
            match institutions.first_mut() {
                Some(first) => first.called = first.called.max(Some(called)),
                None => national.called = national.called.max(Some(called)),
            }
        }
        Ok(ChangeFacts {
            stage: self.stage,
            assigned: self.assigned,
            held: credential.form,
            set_at: credential.set_at,
            moved_login: credential.stage_moved,
            national,
            institutions,
        })
    }

    /// What the rules say of the password they hold, the first login after a move written down.
    pub fn change_due(&self, tx: &mut Tx, credential: &Credential) -> Result<ChangeDue, StoreError> {
        let facts = self.change_facts(tx, credential)?;
        if rules::password::moves_up(&facts) && credential.stage_moved.is_none() {
            store::credential::mark_move(tx, credential.person)?;
        }
        Ok(rules::password::change_due(&facts, tx.now()))
    }

    /// The first institution, for the fair queue.
    pub fn first_school(&self) -> Option<&InstitutionNumber> {
        self.affiliations.first().map(|one| &one.institution)
    }
}

/// Whether the institution of this affiliation decides anything about the account.
fn decides(one: &Affiliation, all: &[Affiliation]) -> bool {
    let made = |source: &str| if is_by_hand(source) { Made::ByHand } else { Made::Imported };
    let elsewhere =
        all.iter().any(|other| other.institution != one.institution && made(&other.source) == Made::Imported);
    weight(made(&one.source), elsewhere) == Weight::Full
}

fn decided_form(tx: &mut Tx, one: &Affiliation) -> Result<SchoolForm, StoreError> {
    if one.actor != Actor::Pupil {
        return Ok(SchoolForm::ByStage);
    }
    if let Some(form) = store::password_form::find(tx, &one.institution, Subject::Person(one.person))? {
        return Ok(form);
    }
    let Some(group) = one.main_group else {
        return Ok(SchoolForm::ByStage);
    };
    Ok(store::password_form::find(tx, &one.institution, Subject::Group(group))?.unwrap_or(SchoolForm::ByStage))
}
