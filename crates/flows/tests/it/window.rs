//! THE FIVE MINUTES, from the teacher's press to the pupil's new pictures.

use crate::town::{CODE, OTHER_SCHOOL, SCHOOL, Town, finished, number, on_both};
use flows::give_password::{Pressed, cancel, confirm, open, undo};
use flows::pupil_access::Helper;
use flows::sessions;
use flows::sign_in::new_password::ready;
use flows::sign_in::{At, Finished, Next, Notice, Screen};
use rules::affiliation::Role;
use rules::id::{GroupId, PersonId, WindowId};
use rules::pictures::Picture;
use rules::rights::Reason;
use rules::time::Millis;

pub(crate) struct Story {
    class: GroupId,
    alma: PersonId,
    teacher: Helper,
}

pub(crate) fn story(town: &Town) -> Story {
    let class = town.class(SCHOOL, "1.A");
    let alma = town.pupil("alma1234", class);
    let mette = town.teacher("mett1234", class);
    Story { class, alma, teacher: town.helper("mett1234", mette) }
}

pub(crate) fn opens(town: &Town, story: &Story) -> WindowId {
    let opened = town.wait(open(&town.world, &story.teacher, &[story.alma])).unwrap();
    assert_eq!(opened.opened, [story.alma], "{:?}", opened.refused);
    newest(town, story.alma)
}

fn newest(town: &Town, person: PersonId) -> WindowId {
    town.write(move |tx| store::reset_window::newest(tx, person)).unwrap().id
}

fn refused(town: &Town, helper: &Helper, pupil: PersonId) -> Reason {
    town.wait(open(&town.world, helper, &[pupil])).unwrap().refused[0].1
}

pub(crate) fn has_claim(town: &Town, at: &At) -> bool {
    match town.scene(at).screen {
        Screen::NewPictures { .. } | Screen::ConfirmPicture { .. } | Screen::AwaitTeacher { .. } => true,
        Screen::Pictures(_) => false,
        other => panic!("{other:?}"),
    }
}

/// Learns the new four and taps them.
fn practises(town: &Town, at: &At) -> (Finished, [Picture; 4]) {
    let Screen::NewPictures { code, .. } = town.scene(at).screen else { panic!("no new pictures") };
    town.wait(ready(&town.world, at)).unwrap();
    (finished(town.taps(at, &code)), code)
}

#[test]
fn a_pupil_who_types_the_name_in_time_gets_a_password() {
    on_both(|town| {
        let story = story(town);
        let before = town.logs_in(&town.browser(), "alma1234", &CODE).cookie.unwrap();
        opens(town, &story);
        let at = town.named(&town.browser(), "alma1234");
        assert!(has_claim(town, &at));
        assert!(town.wait(sessions::judge(&town.world, &before)).unwrap().is_some(), "nothing has changed yet");
        let (done, code) = practises(town, &at);
        assert_eq!(done.person, story.alma);
        assert!(town.wait(sessions::judge(&town.world, &before)).unwrap().is_none(), "the old session ended");
        town.logs_in(&town.browser(), "alma1234", &code);
        let at = town.named(&town.browser(), "alma1234");
        town.taps(&at, &CODE);
        assert_eq!(town.scene(&at).notice, Some(Notice::WrongPictures));
    });
}

#[test]
fn at_4_59_it_is_open_and_at_5_01_shut() {
    on_both(|town| {
        let story = story(town);
        opens(town, &story);
        town.clock.advance(Millis::seconds(4 * 60 + 59));
        assert!(has_claim(town, &town.named(&town.browser(), "alma1234")));
        opens(town, &story);
        town.clock.advance(Millis::seconds(5 * 60 + 1));
        assert!(!has_claim(town, &town.named(&town.browser(), "alma1234")));
    });
}

#[test]
fn of_two_browsers_exactly_one_claims_a_thousand_times() {
    on_both(|town| {
        let story = story(town);
        for _ in 0..1000 {
            opens(town, &story);
            let ats = [town.begin(&town.browser(), None).0, town.begin(&town.browser(), None).0];
            std::thread::scope(|scope| ats.iter().for_each(|at| drop(scope.spawn(|| town.types(at, "alma1234")))));
            let winners = ats.iter().filter(|at| has_claim(town, at)).count();
            assert_eq!(winners, 1);
        }
    });
}

#[test]
fn a_claim_lasts_twenty_minutes_and_leaves_the_old_password() {
    on_both(|town| {
        let story = story(town);
        opens(town, &story);
        let at = town.named(&town.browser(), "alma1234");
        assert!(has_claim(town, &at));
        town.clock.advance(Millis::seconds(20 * 60 + 1));
        assert_eq!(town.scene(&at).notice, Some(Notice::WindowOver));
        town.logs_in(&town.browser(), "alma1234", &CODE);
    });
}

#[test]
fn the_browser_that_claimed_may_come_back_and_nobody_else() {
    on_both(|town| {
        let story = story(town);
        opens(town, &story);
        let browser = town.browser();
        let at = town.named(&browser, "alma1234");
        let Screen::NewPictures { code, .. } = town.scene(&at).screen else { panic!("no claim") };
        let Screen::NewPictures { code: again, .. } = town.scene(&at).screen else { panic!("no claim") };
        assert_eq!(code, again, "a reload shows the same");
        assert!(!has_claim(town, &town.named(&town.browser(), "alma1234")));
        assert!(has_claim(town, &town.named(&browser, "alma1234")));
    });
}

#[test]
fn three_missed_practices_show_the_pictures_again() {
    on_both(|town| {
        let story = story(town);
        opens(town, &story);
        let at = town.named(&town.browser(), "alma1234");
        let Screen::NewPictures { mut code, .. } = town.scene(&at).screen else { panic!("no claim") };
        town.wait(ready(&town.world, &at)).unwrap();
        code.reverse();
        for expected in [Notice::PracticeMissed, Notice::PracticeMissed, Notice::PracticeShownAgain] {
            assert!(matches!(town.taps(&at, &code), Next::Page));
            assert_eq!(town.scene(&at).notice, Some(expected));
        }
        practises(town, &at);
    });
}

#[test]
fn cancelled_or_undone_windows_give_nothing() {
    on_both(|town| {
        let story = story(town);
        let window = opens(town, &story);
        assert_eq!(town.wait(cancel(&town.world, &story.teacher, window)).unwrap(), Pressed::Done);
        assert!(!has_claim(town, &town.named(&town.browser(), "alma1234")), "claim after cancel");
        let window = opens(town, &story);
        let at = town.named(&town.browser(), "alma1234");
        assert!(has_claim(town, &at));
        assert_eq!(town.wait(undo(&town.world, &story.teacher, window)).unwrap(), Pressed::Done);
        assert_eq!(town.scene(&at).notice, Some(Notice::WindowOver));
        town.logs_in(&town.browser(), "alma1234", &CODE);
    });
}

#[test]
fn undo_kills_the_new_password_and_its_sessions() {
    on_both(|town| {
        let story = story(town);
        let window = opens(town, &story);
        let at = town.named(&town.browser(), "alma1234");
        let (done, code) = practises(town, &at);
        let cookie = done.cookie.unwrap();
        assert!(town.wait(sessions::judge(&town.world, &cookie)).unwrap().is_some());
        assert_eq!(town.wait(undo(&town.world, &story.teacher, window)).unwrap(), Pressed::Done);
        assert!(town.wait(sessions::judge(&town.world, &cookie)).unwrap().is_none());
        let at = town.named(&town.browser(), "alma1234");
        for pictures in [&code, &CODE] {
            town.taps(&at, pictures);
            assert_eq!(town.scene(&at).notice, Some(Notice::WrongPictures), "nor does the old one come back");
        }
    });
}

#[test]
fn a_lockout_does_not_keep_a_pupil_out_of_a_window() {
    on_both(|town| {
        let story = story(town);
        let at = town.named(&town.browser(), "alma1234");
        for _ in 0..8 {
            town.taps(&at, &[Picture::Cat, Picture::Car, Picture::Sun, Picture::Apple]);
            town.clock.advance(Millis::seconds(30));
        }
        opens(town, &story);
        let at = town.named(&town.browser(), "alma1234");
        let (_, code) = practises(town, &at);
        town.logs_in(&town.browser(), "alma1234", &code);
    });
}

#[test]
fn who_is_more_than_a_pupil_gets_no_window() {
    on_both(|town| {
        let story = story(town);
        let parent = town.pupil("pare1234", story.class);
        town.attach(parent, OTHER_SCHOOL, (Role::Father, None));
        let trusted = town.pupil("trus1234", story.class);
        town.right(trusted, "read_access");
        let colleague = town.teacher("coll1234", story.class);
        assert_eq!(refused(town, &story.teacher, parent), Reason::PupilNeedsEid);
        assert_eq!(refused(town, &story.teacher, trusted), Reason::PupilNeedsEid);
        assert_eq!(refused(town, &story.teacher, colleague), Reason::NotOurPupil);
        opens(town, &story);
        town.attach(story.alma, OTHER_SCHOOL, (Role::Trainee, None));
        assert!(!has_claim(town, &town.named(&town.browser(), "alma1234")), "judged again at the claim");
    });
}

#[test]
fn only_the_pupils_own_teacher_opens_a_window() {
    on_both(|town| {
        let story = story(town);
        let other_class = town.class(SCHOOL, "2.B");
        let other = town.teacher("othe1234", other_class);
        assert_eq!(refused(town, &town.helper("othe1234", other), story.alma), Reason::NotYourPupil);
        let elsewhere = Helper { institution: number(OTHER_SCHOOL), ..story.teacher.clone() };
        assert_eq!(refused(town, &elsewhere, story.alma), Reason::NotHere);
        let former = town.person("form1234");
        let job = town.attach_to(former, SCHOOL, (Role::Teacher, None, Some(story.class)));
        let helper = Helper { person: former, ..story.teacher.clone() };
        town.wait(open(&town.world, &helper, &[story.alma])).unwrap();
        town.write(move |tx| store::affiliation::end(tx, job));
        assert_eq!(refused(town, &helper, story.alma), Reason::NotHere);
    });
}

#[test]
fn with_pictures_one_wrong_tap_shuts_the_window() {
    on_both(|town| {
        let story = story(town);
        town.setting("confirmation", "picture");
        for wrong in [false, true] {
            let window = opens(town, &story);
            let read_out = town.write(move |tx| store::reset_window::find(tx, window)).unwrap().picture.unwrap();
            let read_out = Picture::from_word(read_out.split(' ').next().unwrap()).unwrap();
            let at = town.named(&town.browser(), "alma1234");
            let Screen::ConfirmPicture { tiles, .. } = town.scene(&at).screen else { panic!("not asked") };
            let tile = tiles.iter().find(|tile| (tile.picture == read_out) != wrong).unwrap();
            town.wait(flows::sign_in::confirm::tap(&town.world, &at, tile.token.clone())).unwrap();
            if wrong {
                assert_eq!(town.scene(&at).notice, Some(Notice::WindowShut));
                assert!(!has_claim(town, &town.named(&town.browser(), "alma1234")));
            } else {
                practises(town, &at);
            }
        }
    });
}

#[test]
fn with_the_teachers_ok_the_pupils_screen_waits_for_it() {
    on_both(|town| {
        let story = story(town);
        town.setting("confirmation", "teacher");
        let window = opens(town, &story);
        let at = town.named(&town.browser(), "alma1234");
        assert!(matches!(town.scene(&at).screen, Screen::AwaitTeacher { .. }));
        assert_eq!(town.wait(confirm(&town.world, &story.teacher, window)).unwrap(), Pressed::Done);
        practises(town, &at);
    });
}

#[test]
fn from_outside_the_declared_networks_a_picture_is_asked_for() {
    on_both(|town| {
        let story = story(town);
        town.setting("networks", "192.0.2.0/24");
        town.setting("teacher_login", "any");
        opens(town, &story);
        let at = town.named(&town.browser_at("203.0.113.9"), "alma1234");
        assert!(matches!(town.scene(&at).screen, Screen::ConfirmPicture { .. }));
        opens(town, &story);
        let at = town.named(&town.browser_at("192.0.2.77"), "alma1234");
        assert!(matches!(town.scene(&at).screen, Screen::NewPictures { .. }));
    });
}
