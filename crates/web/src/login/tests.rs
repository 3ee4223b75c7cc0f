//! Every screen of a login, rendered from a scene made by hand: its outline is what a reader of the page hears.
//!
//! What it does not do: log anybody in; `tests/it` does, with the router and a database.

use super::screen::{Around, show};
use crate::cookies::Transport;
use crate::i18n::{Language, Tr};
use crate::site::Site;
use crate::who::{Anyone, BrowserCookie};
use crypto::secret::SecretText;
use flows::help_child::Seen;
use flows::sign_in::{
    ActorChoice, AdultWait, Notice, OldPassword, PicturesScreen, PupilOnly, Purpose, Refusal, Scene, Screen,
    TextScreen, Tile,
};
use rules::id::PersonId;
use rules::password::{ChangeWhy, Form, Reason};
use rules::pictures::Picture;
use rules::session::StepUp;
use rules::time::{Instant, Millis};
use rules::user::Username;

/// 24 November 2026, 10.19 in Copenhagen.
const NOW: Instant = Instant(1_795_511_940_000);

fn anyone(language: Language) -> Anyone {
    Anyone {
        tr: Tr { language },
        browser: SecretText::from("b"),
        cookie: BrowserCookie::Shown,
        session: None,
        remembered: None,
        way: None,
        address: [127, 0, 0, 1].into(),
        words: String::new(),
        site: Site::Login,
        host: None,
        here: "/login/h".into(),
        brand: "Unilogin".into(),
        transport: Transport::Plain,
    }
}

fn tiles() -> Vec<Tile> {
    Picture::ALL.into_iter().map(|picture| Tile { picture, token: format!("t{}", picture.place()) }).collect()
}

fn grid(picked: &[Picture]) -> PicturesScreen {
    PicturesScreen {
        username: "alma1234".into(),
        tiles: tiles(),
        picked: picked.to_vec(),
        wait_until: None,
        purpose: Purpose::LogIn,
    }
}

fn words(refused: Vec<Reason>) -> Screen {
    Screen::NewText {
        username: "anto8830".into(),
        proposal: SecretText::from("tigerskov"),
        proposals_left: 4,
        form: Form::Text,
        refused,
        old: OldPassword::Goes,
    }
}

fn seen(person: i64, name: &str, username: &str) -> Seen {
    Seen {
        person: PersonId(person),
        name: name.into(),
        call: name.split(' ').next().unwrap_or_default().into(),
        username: Username::parse(username).unwrap(),
    }
}

fn field() -> TextScreen {
    TextScreen { username: "anto8830".into(), wait_until: None, purpose: Purpose::LogIn }
}

/// Every screen with what it says, by a name for its snapshot.
fn scenes() -> Vec<(&'static str, Screen, Option<Notice>)> {
    let waiting = TextScreen { wait_until: Some(NOW.plus(Millis::minutes(1))), ..field() };
    let four = [Picture::Sun, Picture::Owl, Picture::Car, Picture::Apple];
    vec![
        ("username", Screen::Username { hint: None }, None),
        ("username-empty", Screen::Username { hint: None }, Some(Notice::NothingTyped)),
        ("pictures", Screen::Pictures(grid(&four[..2])), None),
        ("pictures-wrong", Screen::Pictures(grid(&[])), Some(Notice::WrongPictures)),
        ("pictures-missing", Screen::Pictures(grid(&four[..3])), Some(Notice::PicturesMissing(1))),
        ("text", Screen::Text(field()), None),
        ("text-wrong", Screen::Text(field()), Some(Notice::WrongText)),
        ("text-old", Screen::Text(TextScreen { purpose: Purpose::ChangePassword, ..field() }), None),
        ("one-time-code", Screen::OneTimeCode { username: "mett2468".into(), wait_until: None }, None),
        (
            "one-time-code-wrong",
            Screen::OneTimeCode { username: "mett2468".into(), wait_until: None },
            Some(Notice::WrongCode),
        ),
        (
            "one-time-code-no-name",
            Screen::OneTimeCode { username: String::new(), wait_until: None },
            Some(Notice::NothingTyped),
        ),
        ("refused-code", Screen::Refused(Refusal::CodeNeedsEid), None),
        ("wait", Screen::Text(waiting), Some(Notice::StillWaiting)),
        ("confirm-picture", Screen::ConfirmPicture { username: "alma1234".into(), tiles: tiles() }, None),
        (
            "await-teacher",
            Screen::AwaitTeacher { username: "alma1234".into(), pictures: [Picture::Owl, Picture::Tree] },
            None,
        ),
        (
            "new-pictures",
            Screen::NewPictures { username: "alma1234".into(), code: four, old: OldPassword::MayStay },
            None,
        ),
        ("practise", Screen::Practise(grid(&[])), Some(Notice::PracticeMissed)),
        ("new-text", words(Vec::new()), None),
        ("new-text-refused", words(vec![Reason::TooPlain, Reason::ContainsName]), None),
        ("change-due", Screen::ChangeDue { why: ChangeWhy::Yearly, deadline: Some(NOW.plus(Millis::days(20))) }, None),
        ("change-must", Screen::ChangeDue { why: ChangeWhy::StageMove, deadline: None }, None),
        ("choose-actor", Screen::ChooseActor { choices: vec![ActorChoice::Staff, ActorChoice::Contact] }, None),
        ("told", Screen::Told { given: NOW.minus(Millis::days(3)) }, None),
        ("go-on", Screen::Continue { name: "Alma".into() }, None),
        ("needs-more", Screen::NeedsMore { step_up: StepUp::TwoFactor, pupil_only: PupilOnly::No }, None),
        ("needs-adult", Screen::NeedsMore { step_up: StepUp::AdultVerified, pupil_only: PupilOnly::Yes }, None),
        ("await-adult", Screen::AwaitAdult { pictures: [Picture::Owl, Picture::Tree], wait: AdultWait::Waiting }, None),
        (
            "await-adult-not-parent",
            Screen::AwaitAdult { pictures: [Picture::Owl, Picture::Tree], wait: AdultWait::Waiting },
            Some(Notice::NotVouched),
        ),
        (
            "await-adult-declined",
            Screen::AwaitAdult { pictures: [Picture::Owl, Picture::Tree], wait: AdultWait::Declined },
            None,
        ),
        (
            "await-adult-over",
            Screen::AwaitAdult { pictures: [Picture::Owl, Picture::Tree], wait: AdultWait::Over },
            None,
        ),
        (
            "parent-vouches",
            Screen::ParentVouches { name: "Alma".into(), pictures: [Picture::Owl, Picture::Tree] },
            None,
        ),
        (
            "names",
            Screen::ChooseName {
                own: seen(1, "Line Kjær", "line4406"),
                children: vec![seen(2, "Alma Kjær Sørensen", "alma1234"), seen(3, "Oscar Kjær Sørensen", "osca2345")],
            },
            None,
        ),
        (
            "names-alone",
            Screen::ChooseName { own: seen(1, "Line Kjær", "line4406"), children: Vec::new() },
            Some(Notice::NotHelped),
        ),
        ("hand-over", Screen::HandOver(seen(2, "Alma Kjær Sørensen", "alma1234")), None),
        ("name-only", Screen::NameOnly(seen(2, "Alma Kjær Sørensen", "alma1234")), None),
        ("needs-password", Screen::NeedsMore { step_up: StepUp::Password, pupil_only: PupilOnly::Yes }, None),
        ("blocked", Screen::Refused(Refusal::Blocked { reason: "Computeren er væk".into(), by: None }), None),
        ("unattached", Screen::Refused(Refusal::Unattached { closes: NOW.plus(Millis::days(12)) }), None),
        ("disabled", Screen::Refused(Refusal::Disabled), None),
        ("stopped-at-eid", Screen::Text(field()), Some(Notice::StoppedAtEid)),
        ("eid-not-for-services", Screen::Refused(Refusal::EidNotForServices), None),
        ("wrong-actor", Screen::Refused(Refusal::WrongActor { wanted: vec![ActorChoice::Pupil] }), None),
        ("must-use-eid", Screen::Refused(Refusal::MustUseEid), None),
        ("card-or-adult", Screen::Refused(Refusal::CardOrAdult), None),
    ]
}

fn rendered(language: Language, screen: Screen, notice: Option<Notice>) -> String {
    let anyone = anyone(language);
    let around = Around {
        anyone: &anyone,
        handle: "h",
        destination: Some("Matematikhuset".into()),
        form_target: None,
        eid: "MitID",
        typed: if matches!(&screen, Screen::NewText { refused, .. } if !refused.is_empty()) {
            "bent og mig"
        } else {
            ""
        },
        now: NOW,
    };
    let scene = Scene { client: Some("mat".into()), request: String::new(), screen, notice, ends: NOW };
    let answer = show(&around, scene);
    let body = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(axum::body::to_bytes(answer.into_body(), usize::MAX))
        .unwrap();
    String::from_utf8(body.to_vec()).unwrap()
}

fn outlines(language: Language) -> String {
    let one =
        |(name, screen, notice)| format!("== {name}\n{}\n", crate::outline::of(&rendered(language, screen, notice)));
    scenes().into_iter().map(one).collect()
}

#[test]
fn every_screen_says_what_it_should_in_danish() {
    insta::assert_snapshot!("danish", outlines(Language::Danish));
}

#[test]
fn every_screen_says_what_it_should_in_english() {
    insta::assert_snapshot!("english", outlines(Language::English));
}

#[test]
fn every_screen_has_one_heading_and_no_inline_script_or_style() {
    for (name, screen, notice) in scenes() {
        let page = rendered(Language::Danish, screen, notice);
        assert_eq!(page.matches("<h1").count(), 1, "{name}");
        assert!(!page.contains(" style=") && !page.contains("<style") && !page.contains(" onclick"), "{name}");
        assert_eq!(page.matches("<script").count(), 1, "{name}");
        let forms = page.matches("<form method=\"post\"").count()
            + page.matches("<form class=\"as-whom\" method=\"post\"").count();
        assert_eq!(page.matches("name=\"form_token\"").count(), forms, "{name}: every form carries the token");
    }
}

#[test]
fn the_login_page_is_small() {
    let page = rendered(Language::Danish, Screen::Username { hint: None }, None);
    assert!(page.len() < 20_000, "{} bytes before packing", page.len());
}
