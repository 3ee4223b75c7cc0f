//! What an operator decides about a case, and what is left of it then.

use crate::change_cpr::{analysed, refused_line};
use crate::office::{administrator, cases, institution};
use crate::town::{SCHOOL, Town, on_both};
use flows::change_cpr::Analysed;
use flows::institution_setting::wish;
use flows::operator_case::{Closing, NotClosed, close};
use rules::event::Kind;
use rules::id::EventId;
use store::operator_case::{Case, Outcome};

fn waiting(town: &Town) -> Case {
    let mut waiting = town.write(|tx| store::operator_case::waiting(tx, 10));
    assert_eq!(waiting.len(), 1);
    waiting.remove(0).case
}

fn closed(town: &Town, case: &Case, closing: &Closing) -> Result<(), NotClosed> {
    town.wait(close(&town.world, case.id, closing)).unwrap()
}

fn refused(why: &str) -> Closing {
    Closing::Refused(why.to_owned())
}

#[test]
fn a_refused_case_keeps_why_in_the_log_and_the_number_nowhere() {
    on_both(|town| {
        let story = refused_line(town);
        assert!(matches!(analysed(town, &story.who, &story.place, "0202995678"), Analysed::NeedsOperator));
        let case = waiting(town);
        assert!(!case.facts_sealed.is_empty());
        assert_eq!(closed(town, &case, &Closing::Done), Err(NotClosed::NotRegister), "a merge does what it asks for");
        assert_eq!(closed(town, &case, &refused("  ")), Err(NotClosed::NoReason));
        assert_eq!(cases(town), 1);
        assert_eq!(closed(town, &case, &refused("Nummeret er en andens.")), Ok(()));
        assert_eq!(cases(town), 0);
        let id = case.id;
        let kept = town.write(move |tx| store::operator_case::find(tx, id)).unwrap();
        assert_eq!((kept.outcome, kept.facts_sealed), (Some(Outcome::Refused), Vec::new()));
        let person = story.person.id;
        let events = town.write(move |tx| store::event::about(tx, person, EventId(i64::MAX), 1));
        assert_eq!(
            (events[0].kind, events[0].institution.as_deref()),
            (Kind::CaseDecided, Some(case.institution.as_str()))
        );
        assert!(events[0].payload.as_ref().is_some_and(|text| text.contains("Nummeret er en andens.")));
        assert_eq!(closed(town, &case, &refused("igen")), Err(NotClosed::NoCase), "once");
    });
}

#[test]
fn a_wish_for_the_register_is_closed_when_the_register_has_it() {
    on_both(|town| {
        let (_, who) = administrator(town, "birg6402", &institution(town, SCHOOL));
        town.wait(wish(&town.world, &who, "Skolen hedder nu Solbakkeskolen")).unwrap().unwrap();
        let case = waiting(town);
        assert_eq!(closed(town, &case, &Closing::Done), Ok(()));
        assert_eq!(cases(town), 0);
        // The next wish is a case of its own.
        town.wait(wish(&town.world, &who, "Ny adresse")).unwrap().unwrap();
        let next = waiting(town);
        assert_ne!(next.id, case.id);
        assert_eq!(closed(town, &next, &refused("Adressen er den gamle.")), Ok(()));
        assert_eq!(cases(town), 0);
    });
}
