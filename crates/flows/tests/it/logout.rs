//! Services hear that a login ended, however it ended, and are told again until they have heard it.
//! Source: product.md §6.6.

use crate::town::{CODE, SCHOOL, Town, WORDS, finished, on_both};
use flows::client::{self, Registering};
use flows::give_password::Pressed;
use flows::sessions;
use flows::sign_in::Finished;
use flows::sign_in::new_password::accept;
use flows::sign_in::password::change_password;
use flows::single_logout::tell_due;
use flows::world::World;
use oidc::client::Registration;
use outside::address::Named;
use outside::get::Outside;
use rules::event::Kind;
use rules::id::{EventId, PersonId};
use rules::rights::facts::Entry;
use rules::session::Method;
use rules::time::Millis;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use store::client::NewClient;
use store::sso_session::Raise;
use store::token_family::NewFamily;

/// A service that hears of logouts and answers as it is told to.
struct Service {
    address: String,
    answers: Arc<AtomicU16>,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Service {
    fn open() -> Service {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let service = Service { address, answers: Arc::new(AtomicU16::new(200)), heard: Arc::default() };
        let (answers, heard) = (service.answers.clone(), service.heard.clone());
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let mut length = 0;
                for line in reader.by_ref().lines().map_while(Result::ok).take_while(|line| !line.is_empty()) {
                    if let Some(bytes) = line.to_ascii_lowercase().strip_prefix("content-length: ") {
                        length = bytes.parse().unwrap();
                    }
                }
                let mut body = vec![0; length];
                reader.read_exact(&mut body).unwrap();
                heard.lock().unwrap().push(String::from_utf8(body).unwrap());
                let status = answers.load(Ordering::SeqCst);
                drop(write!(stream, "HTTP/1.1 {status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
            }
        });
        service
    }

    fn answers(&self, status: u16) {
        self.answers.store(status, Ordering::SeqCst);
    }

    fn heard(&self) -> usize {
        self.heard.lock().unwrap().len()
    }
}

/// The town's world, from which the service can be reached, with the service registered there.
fn reaching(town: &Town, service: &Service) -> World {
    let mut world = town.world.clone();
    world.outside = Outside::new(Named(vec![service.address.clone()])).unwrap();
    let registering = Registering {
        id: "service".to_owned(),
        name: "Tjenesten".to_owned(),
        provider: "Udbyderen".to_owned(),
        registration: Registration {
            redirect_uris: vec!["https://service.example/cb".to_owned()],
            backchannel_logout_uri: Some(format!("http://{}/logout", service.address)),
            ..Registration::default()
        },
        secret_hash: Some([7; 32]),
    };
    client::register(&world, &registering, "test").unwrap().unwrap();
    world
}

/// The login has reached the service.
fn reaches(town: &Town, done: &Finished) {
    static FAMILIES: AtomicUsize = AtomicUsize::new(1);
    let new = NewFamily {
        id: i64::try_from(FAMILIES.fetch_add(1, Ordering::SeqCst)).unwrap(),
        client: "service".to_owned(),
        sso_session: done.session.0,
        person: done.person,
        facts: "{}".to_owned(),
        refresh_ends: town.world.now().plus(Millis::minutes(30)),
    };
    town.write(move |tx| store::token_family::create(tx, &new));
}

/// A pupil whose login at the service ends because of a new login that logs out everywhere else.
fn logged_out_elsewhere(town: &Town, world: &World) -> PersonId {
    let class = town.class(SCHOOL, "1.A");
    let alma = town.pupil("alma1234", class);
    reaches(town, &town.logs_in(&town.browser(), "alma1234", &CODE));
    let browser = town.browser();
    let cookie = town.logs_in(&browser, "alma1234", &CODE).cookie.unwrap();
    let live = town.wait(sessions::judge(world, &cookie)).unwrap().unwrap();
    assert_eq!(town.wait(sessions::end_others(world, &live, &browser)).unwrap(), 1);
    alma
}

fn tells(town: &Town, world: &World) -> u64 {
    town.wait(tell_due(world)).unwrap()
}

#[test]
fn logging_out_everywhere_else_is_told_to_the_services_there() {
    on_both(|town| {
        let service = Service::open();
        let world = reaching(town, &service);
        logged_out_elsewhere(town, &world);
        assert_eq!(tells(town, &world), 1);
        assert!(service.heard.lock().unwrap()[0].starts_with("logout_token=ey"));
        assert_eq!(tells(town, &world), 0, "told once");
    });
}

#[test]
fn a_new_password_is_told_to_the_services_of_every_other_login() {
    on_both(|town| {
        let service = Service::open();
        let world = reaching(town, &service);
        let class = town.class(SCHOOL, "1.A");
        town.teacher("mett2468", class);
        reaches(town, &finished(town.text(&town.named(&town.browser(), "mett2468"), WORDS)));
        let at = town.named(&town.browser(), "mett2468");
        town.wait(change_password(&world, &at)).unwrap();
        town.text(&at, WORDS);
        town.scene(&at);
        assert_eq!(tells(town, &world), 0, "nothing has ended yet");
        finished(town.wait(accept(&world, &at)).unwrap());
        assert_eq!(tells(town, &world), 1);
    });
}

#[test]
fn a_block_is_told_to_the_services_of_the_blocked() {
    on_both(|town| {
        let service = Service::open();
        let world = reaching(town, &service);
        let class = town.class(SCHOOL, "1.A");
        let alma = town.pupil("alma1234", class);
        let mette = town.teacher("mett2468", class);
        town.right(mette, "pupil_access_administrator");
        reaches(town, &town.logs_in(&town.browser(), "alma1234", &CODE));
        let mut helper = town.helper("mett2468", mette);
        helper.entry = Entry::Administrator;
        let (session, now) = (helper.session, town.world.now());
        let shown = Raise {
            person: mette,
            secret_hash: vec![9; 32],
            two_factor: Some(now),
            adult_verified: None,
            method: Method::Eid,
            password_version: None,
        };
        assert!(town.write(move |tx| store::sso_session::raise(tx, session, &shown)));
        let pressed = town.wait(flows::care_for_pupils::block(&world, &helper, alma, "Computeren er væk")).unwrap();
        assert!(matches!(pressed, Pressed::Done), "{pressed:?}");
        assert_eq!(tells(town, &world), 1);
    });
}

#[test]
fn a_service_that_was_away_is_told_later() {
    on_both(|town| {
        let service = Service::open();
        let world = reaching(town, &service);
        logged_out_elsewhere(town, &world);
        service.answers(503);
        assert_eq!(tells(town, &world), 1);
        assert_eq!(tells(town, &world), 0, "it is left in peace for a while");
        service.answers(204);
        town.clock.advance(Millis::seconds(5));
        assert_eq!(tells(town, &world), 1);
        assert_eq!(service.heard(), 2);
        town.clock.advance(Millis::hours(24));
        assert_eq!(tells(town, &world), 0);
    });
}

#[test]
fn a_service_that_never_hears_is_given_up_and_the_operator_sees_it() {
    on_both(|town| {
        let service = Service::open();
        let world = reaching(town, &service);
        let alma = logged_out_elsewhere(town, &world);
        service.answers(500);
        for tried in 1..=8 {
            assert_eq!(tells(town, &world), 1, "try {tried}");
            town.clock.advance(Millis::hours(12));
        }
        assert_eq!((tells(town, &world), service.heard()), (0, 8));
        let untold = town.write(store::logout_notice::untold);
        assert_eq!((untold[0].client.as_str(), untold[0].logouts), ("service", 1));
        let log = town.write(move |tx| store::event::about(tx, alma, EventId(i64::MAX), 20));
        assert_eq!(log.iter().filter(|event| event.kind == Kind::LogoutNotTold).count(), 1);
    });
}

/// The registration as it stands becomes this one, and back again when called with what this answers.
fn registration_becomes(town: &Town, registration: String) -> String {
    town.write(move |tx| {
        let held = store::client::find(tx, "service")?.unwrap();
        let (id, name, provider) = (held.id, held.name, held.provider);
        store::client::put(
            tx,
            &NewClient { id, name, provider, registration: registration.clone(), secret_hash: Some(vec![7; 32]) },
        )?;
        Ok(held.registration)
    })
}

#[test]
fn a_service_whose_registration_cannot_be_read_for_a_while_is_told_afterwards() {
    on_both(|town| {
        let service = Service::open();
        let world = reaching(town, &service);
        logged_out_elsewhere(town, &world);
        let before = registration_becomes(town, "{".to_owned());
        assert_eq!((tells(town, &world), service.heard()), (1, 0));
        registration_becomes(town, before);
        town.clock.advance(Millis::seconds(5));
        assert_eq!((tells(town, &world), service.heard()), (1, 1));
    });
}

#[test]
fn a_service_that_was_disabled_or_wants_nothing_is_not_told() {
    on_both(|town| {
        let service = Service::open();
        let world = reaching(town, &service);
        logged_out_elsewhere(town, &world);
        assert!(client::disable(&world, "service", "test").unwrap());
        assert_eq!((tells(town, &world), service.heard()), (0, 0));
    });
    on_both(|town| {
        let service = Service::open();
        let world = reaching(town, &service);
        registration_becomes(town, "{}".to_owned());
        logged_out_elsewhere(town, &world);
        assert_eq!(tells(town, &world), 0, "nothing is owed to who registered nothing");
    });
}

#[test]
fn two_nodes_tell_a_service_once() {
    on_both(|town| {
        let service = Service::open();
        let world = reaching(town, &service);
        logged_out_elsewhere(town, &world);
        town.wait(async {
            let (one, two) = tokio::join!(tell_due(&world), tell_due(&world));
            one.unwrap();
            two.unwrap();
        });
        assert_eq!(service.heard(), 1);
    });
}
