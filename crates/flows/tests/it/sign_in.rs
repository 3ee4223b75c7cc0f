//! Logging in: the right code, the wrong one, the waits, the refusals.

use crate::town::{CODE, OTHER_SCHOOL, SCHOOL, WORDS, finished, on_both};
use flows::sign_in::begin::go_on;
use flows::sign_in::onward::{DueAnswer, answer_due, choose_actor};
use flows::sign_in::password::{change_password, tap, untap};
use flows::sign_in::{ActorChoice, Next, Notice, Refusal, Screen};
use flows::{sessions, sign_out};
use rules::affiliation::Role;
use rules::password::Form;
use rules::pictures::Picture;
use rules::time::Millis;

const WRONG: [Picture; 4] = [Picture::Cat, Picture::Car, Picture::Sun, Picture::Apple];

#[test]
fn a_first_grader_logs_in_with_four_pictures() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let alma = town.pupil("alma1234", class);
        let done = town.logs_in(&town.browser(), " ALMA 1234", &CODE);
        assert_eq!(done.person, alma);
        assert_eq!(done.actor, Some(ActorChoice::Pupil));
        assert_eq!(done.device, rules::session::Device::Shared);
        assert_eq!(done.request, "parked");
    });
}

#[test]
fn without_script_each_tap_is_kept_and_can_be_taken_back() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        town.pupil("alma1234", class);
        let at = town.named(&town.browser(), "alma1234");
        let Screen::Pictures(screen) = town.scene(&at).screen else { panic!("no grid") };
        for picture in [CODE[0], Picture::Bike] {
            let tile = screen.tiles.iter().find(|tile| tile.picture == picture).unwrap();
            town.wait(tap(&town.world, &at, tile.token.clone())).unwrap();
        }
        town.wait(untap(&town.world, &at)).unwrap();
        for picture in &CODE[1..] {
            let tile = screen.tiles.iter().find(|tile| tile.picture == *picture).unwrap();
            town.wait(tap(&town.world, &at, tile.token.clone())).unwrap();
        }
        let Screen::Pictures(screen) = town.scene(&at).screen else { panic!("no grid") };
        assert_eq!(screen.picked, CODE);
        finished(town.taps(&at, &[]));
    });
}

#[test]
fn four_wrong_codes_are_free_and_the_fifth_brings_a_minute_for_the_right_one_too() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        town.pupil("alma1234", class);
        let at = town.named(&town.browser(), "alma1234");
        for _ in 0..5 {
            town.taps(&at, &WRONG);
            assert_eq!(town.scene(&at).notice, Some(Notice::WrongPictures));
        }
        town.taps(&at, &CODE);
        assert_eq!(town.scene(&at).notice, Some(Notice::StillWaiting));
        town.clock.advance(Millis::seconds(61));
        finished(town.taps(&at, &CODE));
    });
}

#[test]
fn a_name_nobody_has_meets_the_same_pages_and_waits() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        town.pupil("alma1234", class);
        let mut forms = Vec::new();
        for name in ["nobo1111", "nobo1112", "nobo1113", "nobo1114", "nobo1115", "nobo1116", "nobo1117", "nobo1118"] {
            let (first, again) = (town.named(&town.browser(), name), town.named(&town.browser(), name));
            let pictures = matches!(town.scene(&first).screen, Screen::Pictures(_));
            assert_eq!(pictures, matches!(town.scene(&again).screen, Screen::Pictures(_)), "stable for {name}");
            forms.push(pictures);
            for tried in 1..=6 {
                if pictures {
                    town.taps(&first, &WRONG)
                } else {
                    town.text(&first, "hemmelig")
                };
                let notice = town.scene(&first).notice.unwrap();
                let wrong = if pictures { Notice::WrongPictures } else { Notice::WrongText };
                assert_eq!(notice, if tried <= 5 { wrong } else { Notice::StillWaiting });
            }
        }
        assert!(forms.contains(&true) && forms.contains(&false), "both forms occur");
    });
}

#[test]
fn odd_names_are_nobodys_and_hurt_nothing() {
    on_both(|town| {
        for name in ["\0", "a\u{202e}b", "аlmа1234", "' OR 1=1 --", "🙂", "<b>x</b>"] {
            let (at, _) = town.begin(&town.browser(), None);
            town.types(&at, name);
            assert!(!matches!(town.scene(&at).screen, Screen::Refused(_)));
        }
        let long = "x".repeat(100_000);
        let at = town.named(&town.browser(), &long);
        assert!(matches!(town.scene(&at).screen, Screen::Pictures(_) | Screen::Text(_)));
    });
}

#[test]
fn an_attacker_reaches_no_more_than_thirty_picture_codes_a_day() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        town.pupil("alma1234", class);
        let at = town.named(&town.browser(), "alma1234");
        let mut tested = 0;
        for _ in 0..24 * 12 {
            town.taps(&at_again(town, &at), &WRONG);
            let again = town.scene(&at_again(town, &at));
            drop(again);
            tested += 1;
            town.clock.advance(Millis::minutes(5));
        }
        let tries = town.write(|tx| {
            let person = store::person::find_by_username(tx, &rules::user::Username::parse("alma1234").unwrap())?;
            store::guess::find(tx, &format!("person:{}", person.unwrap().id.0))
        });
        assert_eq!(tested, 288);
        assert_eq!(tries.recent.len(), 30, "of 288 tries in a day thirty were tested");
    });
}

/// The login page lasts half an hour; the attacker begins anew.
fn at_again(town: &crate::town::Town, _: &flows::sign_in::At) -> flows::sign_in::At {
    town.named(&town.browser(), "alma1234")
}

#[test]
fn a_hundred_tries_at_once_test_no_more_than_a_row_of_them() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let alma = town.pupil("alma1234", class);
        let ats: Vec<_> = (0..100).map(|_| town.named(&town.browser(), "alma1234")).collect();
        std::thread::scope(|scope| {
            for chunk in ats.chunks(10) {
                scope.spawn(move || chunk.iter().for_each(|at| drop(town.taps(at, &WRONG))));
            }
        });
        let tries = town.write(move |tx| store::guess::find(tx, &format!("person:{}", alma.0)));
        assert_eq!(tries.wrong_in_all, 5);
    });
}

#[test]
fn twenty_eight_pupils_behind_one_address_all_get_in_although_every_fifth_mistypes() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        for seat in 0..28 {
            town.pupil(&format!("elev{:04}", seat + 1000), class);
        }
        for seat in 0..28 {
            let browser = town.browser_at("198.51.100.7");
            let at = town.named(&browser, &format!("elev{:04}", seat + 1000));
            if seat % 5 == 0 {
                town.taps(&at, &WRONG);
            }
            town.clock.advance(Millis::seconds(2));
            finished(town.taps(&at, &CODE));
        }
    });
}

#[test]
fn a_blocked_pupil_is_told_why_and_whom_to_ask_but_only_after_the_right_code() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let alma = town.pupil("alma1234", class);
        town.write(move |tx| store::person::block(tx, alma, Some(&crate::town::number(SCHOOL)), "Tal med kontoret"));
        let at = town.named(&town.browser(), "alma1234");
        town.taps(&at, &WRONG);
        assert!(matches!(town.scene(&at).screen, Screen::Pictures(_)));
        town.taps(&at, &CODE);
        let Screen::Refused(Refusal::Blocked { reason, by }) = town.scene(&at).screen else { panic!("not refused") };
        assert_eq!((reason.as_str(), by), ("Tal med kontoret", Some(crate::town::number(SCHOOL))));
    });
}

#[test]
fn somebody_no_institution_has_any_longer_reaches_no_service() {
    on_both(|town| {
        let id = town.person("gone1234");
        town.password(id, Form::Text, crypto::secret::SecretText::from(WORDS));
        let at = town.named(&town.browser(), "gone1234");
        town.text(&at, WORDS);
        assert!(matches!(town.scene(&at).screen, Screen::Refused(Refusal::Unattached { .. })));
    });
}

#[test]
fn a_parent_who_also_teaches_chooses_once_a_service() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let id = town.teacher("mett1234", class);
        town.attach(id, OTHER_SCHOOL, (Role::Mother, None));
        let browser = town.browser();
        let at = town.named(&browser, "mett1234");
        assert!(matches!(town.text(&at, WORDS), Next::Page));
        let Screen::ChooseActor { choices } = town.scene(&at).screen else { panic!("not asked") };
        assert_eq!(choices, [ActorChoice::Staff, ActorChoice::Contact]);
        let done = finished(town.wait(choose_actor(&town.world, &at, ActorChoice::Contact)).unwrap());
        assert_eq!(done.actor, Some(ActorChoice::Contact));
        let at = town.named(&browser, "mett1234");
        assert_eq!(finished(town.text(&at, WORDS)).actor, Some(ActorChoice::Contact), "remembered");
    });
}

#[test]
fn on_a_shared_device_a_second_service_asks_who_it_is() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        town.pupil("alma1234", class);
        let browser = town.browser();
        let first = town.logs_in(&browser, "alma1234", &CODE);
        let (at, next) = town.begin_at("second", &browser, first.cookie.clone());
        assert!(matches!(next, Next::Page));
        let Screen::Continue { name } = town.scene(&at).screen else { panic!("not asked") };
        assert_eq!(name, "alma");
        let second = finished(town.wait(go_on(&town.world, &at)).unwrap());
        assert_eq!(second.session, first.session);
        assert!(second.cookie.is_none(), "nothing new was proven");
    });
}

#[test]
fn a_session_dies_with_its_rest_its_length_a_block_and_the_button() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let alma = town.pupil("alma1234", class);
        let browser = town.browser();
        let alive =
            |cookie: &crypto::secret::SecretText| town.wait(sessions::judge(&town.world, cookie)).unwrap().is_some();
        let cookie = town.logs_in(&browser, "alma1234", &CODE).cookie.unwrap();
        town.clock.advance(Millis::minutes(29));
        assert!(alive(&cookie));
        town.clock.advance(Millis::minutes(31));
        assert!(!alive(&cookie), "half an hour of rest");
        let cookie = town.logs_in(&browser, "alma1234", &CODE).cookie.unwrap();
        for _ in 0..5 {
            town.clock.advance(Millis::minutes(20));
            assert!(alive(&cookie));
        }
        town.clock.advance(Millis::minutes(20));
        assert!(!alive(&cookie), "two hours at most");
        let cookie = town.logs_in(&browser, "alma1234", &CODE).cookie.unwrap();
        assert!(town.wait(sign_out::sign_out(&town.world, &cookie, &browser)).unwrap().is_some());
        assert!(!alive(&cookie));
        let cookie = town.logs_in(&browser, "alma1234", &CODE).cookie.unwrap();
        town.write(move |tx| store::person::block(tx, alma, None, "x"));
        assert!(!alive(&cookie), "blocked");
    });
}

#[test]
fn a_handle_in_another_browser_opens_nothing() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        town.pupil("alma1234", class);
        let at = town.named(&town.browser(), "alma1234");
        let stolen = flows::sign_in::At { handle: at.handle.clone(), browser: town.browser() };
        let shown = town.wait(flows::sign_in::scene::show(&town.world, &stolen)).unwrap();
        assert!(matches!(shown, flows::sign_in::scene::Shown::Gone));
    });
}

#[test]
fn a_password_counts_letter_by_letter_and_every_other_one_is_remembered_of_its_owner() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let mette = town.teacher("mett2468", class);
        for typed in [WORDS.to_uppercase(), WORDS[..WORDS.len() - 1].to_owned()] {
            let at = town.named(&town.browser(), "mett2468");
            town.text(&at, &typed);
            assert_eq!(town.scene(&at).notice, Some(Notice::WrongText), "{typed}");
        }
        let events = town.write(move |tx| store::event::about(tx, mette, rules::id::EventId(i64::MAX), 50));
        let failed = events.iter().filter(|event| event.kind == rules::event::Kind::LoginFailed).count();
        assert_eq!(failed, 2);
    });
}

#[test]
fn who_knows_the_old_password_chooses_a_new_one_and_the_last_five_stay_away() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let id = town.teacher("mett1234", class);
        let before = ["Cykel11havn", "Regn22vejr", "Solen33skin", "Vande44dag"];
        for earlier in before.into_iter().chain([WORDS]) {
            town.password(id, rules::password::Form::Text, earlier.into());
        }
        let at = town.named(&town.browser(), "mett1234");
        town.wait(change_password(&town.world, &at)).unwrap();
        assert!(matches!(town.text(&at, WORDS), Next::Page));
        assert!(matches!(town.scene(&at).screen, Screen::NewText { .. }));
        let choose = |text: &str| {
            let typed = crypto::secret::SecretText::from(text);
            town.wait(flows::sign_in::new_password::choose_own(&town.world, &at, typed)).unwrap()
        };
        for refused in [WORDS, "kort", "Mett1234xyz", "sommer"] {
            assert!(matches!(choose(refused), Next::Page));
            let Screen::NewText { refused, .. } = town.scene(&at).screen else { panic!("gone") };
            assert!(!refused.is_empty());
        }
        for used in before {
            assert!(matches!(choose(used), Next::Page), "{used} is one of the last five");
            let Screen::NewText { refused, .. } = town.scene(&at).screen else { panic!("gone") };
            assert!(refused.contains(&rules::password::Reason::RecentlyUsed), "{used}: {refused:?}");
        }
        assert_eq!(finished(choose("Havregryn9bord")).person, id);
        let at = town.named(&town.browser(), "mett1234");
        town.text(&at, WORDS);
        assert_eq!(town.scene(&at).notice, Some(Notice::WrongText), "the old one is dead");
    });
}

#[test]
fn an_old_password_may_wait_until_its_deadline_and_not_longer() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        town.teacher("mett1234", class);
        town.clock.advance(Millis::days(340));
        let at = town.named(&town.browser(), "mett1234");
        assert!(matches!(town.text(&at, WORDS), Next::Page));
        let Screen::ChangeDue { deadline: Some(_), .. } = town.scene(&at).screen else { panic!("not offered") };
        finished(town.wait(answer_due(&town.world, &at, DueAnswer::Wait)).unwrap());
        town.clock.advance(Millis::days(30));
        let at = town.named(&town.browser(), "mett1234");
        town.text(&at, WORDS);
        assert!(matches!(town.wait(answer_due(&town.world, &at, DueAnswer::Wait)).unwrap(), Next::Page));
        let Screen::ChangeDue { deadline: None, .. } = town.scene(&at).screen else { panic!("vent is there") };
    });
}

#[test]
fn it_is_not_me_ends_the_session_of_whoever_sat_there() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        town.pupil("alma1234", class);
        let browser = town.browser();
        let cookie = town.logs_in(&browser, "alma1234", &CODE).cookie.unwrap();
        let (at, _) = town.begin_at("second", &browser, Some(cookie.clone()));
        town.wait(flows::sign_in::username::not_me(&town.world, &at)).unwrap();
        assert!(matches!(town.scene(&at).screen, Screen::Username { .. }));
        assert!(town.wait(sessions::judge(&town.world, &cookie)).unwrap().is_none());
    });
}

#[test]
fn somebody_elses_login_in_the_same_browser_ends_the_first() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        town.pupil("alma1234", class);
        let elias = town.pupil("elia1234", class);
        let browser = town.browser();
        let cookie = town.logs_in(&browser, "alma1234", &CODE).cookie.unwrap();
        let (at, _) = town.begin_at("second", &browser, Some(cookie.clone()));
        town.types(&at, "elia1234");
        assert_eq!(finished(town.taps(&at, &CODE)).person, elias);
        assert!(town.wait(sessions::judge(&town.world, &cookie)).unwrap().is_none());
    });
}

#[test]
fn proving_oneself_again_gives_the_session_a_new_secret() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        town.pupil("alma1234", class);
        let browser = town.browser();
        let first = town.logs_in(&browser, "alma1234", &CODE);
        let old = first.cookie.unwrap();
        let (at, _) = town.begin_at("second", &browser, Some(old.clone()));
        town.types(&at, "alma1234");
        let second = finished(town.taps(&at, &CODE));
        assert_eq!(second.session, first.session);
        assert!(town.wait(sessions::judge(&town.world, &old)).unwrap().is_none());
        assert!(town.wait(sessions::judge(&town.world, &second.cookie.unwrap())).unwrap().is_some());
    });
}

#[test]
fn single_sign_on_is_remembered_once_a_service_and_day() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let alma = town.pupil("alma1234", class);
        let browser = town.browser();
        let cookie = town.logs_in(&browser, "alma1234", &CODE).cookie.unwrap();
        for _ in 0..3 {
            let (at, _) = town.begin_at("second", &browser, Some(cookie.clone()));
            finished(town.wait(go_on(&town.world, &at)).unwrap());
        }
        let kinds: Vec<_> = town
            .write(move |tx| store::event::about(tx, alma, rules::id::EventId(i64::MAX), 50))
            .into_iter()
            .map(|event| event.kind)
            .collect();
        let count = |kind| kinds.iter().filter(|one| **one == kind).count();
        assert_eq!(count(rules::event::Kind::ServiceEntered), 1);
        assert_eq!(count(rules::event::Kind::LoggedIn), 1);
    });
}

#[test]
fn a_card_stands_for_the_name_and_alone_only_where_the_school_allowed_it_on_its_network() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let alma = town.pupil("alma1234", class);
        let token = crypto::secret::SecretText::from("a-token-of-chance");
        let hash = crypto::digest::of_token(token.reveal());
        town.setting("networks", "192.0.2.0/24");
        town.write(move |tx| {
            let card = store::school_card::NewSchoolCard {
                token_hash: hash.to_vec(),
                token_sealed: Vec::new(),
                person: alma,
                institution: crate::town::number(SCHOOL),
                issued_by: alma,
            };
            store::school_card::issue(tx, &card)
        });
        let shows = |address: &str| {
            let (at, _) = town.begin(&town.browser_at(address), None);
            let next = flows::sign_in::username::show_card(&town.world, &at, &token);
            (town.wait(next).unwrap(), at)
        };
        let (_, at) = shows("192.0.2.1");
        finished(town.taps(&at, &CODE));
        let school = crate::town::number(SCHOOL);
        town.write(move |tx| store::school_card::set_alone(tx, alma, &school, Some(tx.now())));
        assert!(matches!(shows("203.0.113.1").0, Next::Page));
        let alone = finished(shows("192.0.2.1").0);
        assert_eq!(alone.person, alma);
        let school = crate::town::number(SCHOOL);
        town.write(move |tx| store::school_card::void(tx, alma, &school));
        let (_, at) = shows("192.0.2.1");
        assert_eq!(town.scene(&at).notice, Some(Notice::CardVoid));
    });
}

#[test]
fn when_somebody_tries_codes_across_the_country_pictures_ask_for_the_card_outside_schools() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        town.pupil("alma1234", class);
        town.setting("networks", "192.0.2.0/24");
        town.write(|tx| store::guess::count_pictures(tx, tx.now(), 10_000, 600));
        let outside = town.named(&town.browser_at("203.0.113.1"), "alma1234");
        town.taps(&outside, &CODE);
        assert!(matches!(town.scene(&outside).screen, Screen::Refused(Refusal::CardOrAdult)));
        town.logs_in(&town.browser_at("192.0.2.5"), "alma1234", &CODE);
        town.clock.advance(Millis::minutes(11));
        town.logs_in(&town.browser_at("203.0.113.1"), "alma1234", &CODE);
    });
}

#[test]
fn an_address_from_which_a_hundred_accounts_failed_is_slowed_and_never_refused() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        town.pupil("alma1234", class);
        town.write(|tx| {
            for account in 0..101 {
                store::guess::address_failed(tx, "203.0.113.1", &format!("name:{account}"))?;
            }
            Ok(())
        });
        let begun = std::time::Instant::now();
        town.logs_in(&town.browser_at("203.0.113.1"), "alma1234", &CODE);
        assert!(std::time::Duration::from_secs(1) <= begun.elapsed());
    });
}
