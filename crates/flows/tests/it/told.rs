//! "En forælder gav dig en ny adgangskode": said at the next login, once. Source: product.md §7.

use crate::town::{CODE, SCHOOL, Town, code, finished, on_both};
use flows::sign_in::told::go_on;
use flows::sign_in::{Next, Screen};
use rules::affiliation::Stage;
use rules::id::PersonId;
use rules::password::Form;
use rules::time::Millis;
use store::credential::{ChosenBy, NewCredential, SetHow};

/// Whoever it is gives the pupil the known four pictures with the eID, now.
fn gives(town: &Town, pupil: PersonId, by: PersonId) {
    let hash = town.world.hashing.hash_here(pupil, &code(&CODE)).encode();
    town.write(move |tx| {
        let held = store::credential::find(tx, pupil)?.map(|held| held.version);
        let new = NewCredential {
            person: pupil,
            form: Form::Pictures,
            hash: hash.clone(),
            stage: Stage::Early,
            chosen_by: ChosenBy::Server,
            set_how: SetHow::Eid,
            set_by: Some(by),
            reset_window: None,
        };
        store::credential::replace(tx, &new, held)
    });
}

#[test]
fn a_pupil_is_told_of_the_parents_password_at_the_next_login_and_once() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let (alma, line) = (town.pupil("alma1234", class), town.person("line4406"));
        gives(town, alma, line);
        let given = town.world.now();
        town.clock.advance(Millis::hours(11));
        let at = town.named(&town.browser(), "alma1234");
        assert!(matches!(town.taps(&at, &CODE), Next::Page));
        let Screen::Told { given: told } = town.scene(&at).screen else { panic!("not told") };
        assert_eq!(told, given);
        finished(town.wait(go_on(&town.world, &at)).unwrap());
        finished(town.taps(&town.named(&town.browser(), "alma1234"), &CODE));
    });
}

#[test]
fn who_looks_away_is_told_again_and_nobody_gets_past_without_the_password() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let (alma, line) = (town.pupil("alma1234", class), town.person("line4406"));
        gives(town, alma, line);
        town.clock.advance(Millis::minutes(1));
        let at = town.named(&town.browser(), "alma1234");
        assert!(matches!(town.wait(go_on(&town.world, &at)).unwrap(), Next::Page), "not before the pictures");
        assert!(matches!(town.scene(&at).screen, Screen::Pictures(_)));
        for _ in 0..2 {
            let at = town.named(&town.browser(), "alma1234");
            town.taps(&at, &CODE);
            assert!(matches!(town.scene(&at).screen, Screen::Told { .. }));
        }
    });
}

#[test]
fn a_password_of_ones_own_choice_is_nothing_to_be_told() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let alma = town.pupil("alma1234", class);
        gives(town, alma, alma);
        town.clock.advance(Millis::minutes(1));
        finished(town.taps(&town.named(&town.browser(), "alma1234"), &CODE));
    });
}
