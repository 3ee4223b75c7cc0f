//! A small town: one school with two classes, its people as values, and browsers that log in.
//!
//! What it does not do: assert; the stories do.

use crypto::keys::Keys;
use crypto::password::{Cost, Peppers};
use crypto::pool::{Limits, Pool};
use crypto::sealing::Vault;
use crypto::secret::SecretText;
use flows::pupil_access::Helper;
use flows::settings::Settings;
use flows::sign_in::begin::{Begin, begin};
use flows::sign_in::password::{submit_pictures, submit_text};
use flows::sign_in::scene::{Shown, show};
use flows::sign_in::username::{TypedName, type_name};
use flows::sign_in::{At, Browser, Finished, Fresh, Next, Remember, Scene, Screen, UnattachedUsers, Wants};
use flows::signing_key::SigningKeys;
use flows::world::{Secrets, World};
use outside::address::Named;
use outside::get::Outside;
use rules::affiliation::{Actor, Level, Role, Stage};
use rules::chance::Chance;
use rules::group::{Group, GroupCode, GroupKind};
use rules::id::{AffiliationId, GrantId, GroupId, PersonId};
use rules::institution::InstitutionNumber;
use rules::password::Form;
use rules::pictures::{Picture, PictureCode};
use rules::rights::facts::Entry;
use rules::session::{Asked, Assurance};
use rules::user::{PersonName, Protection, UniId, Username};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;
use store::affiliation::Affiliation;
use store::credential::{ChosenBy, NewCredential, SetHow};
use store::person::NewPerson;
use testkit::clock::ManualClock;
use testkit::database::Database;

pub(crate) const SCHOOL: &str = "101001";
pub(crate) const OTHER_SCHOOL: &str = "101002";

/// The four pictures every pupil of the town has, until they get others.
pub(crate) const CODE: [Picture; 4] = [Picture::Sun, Picture::Owl, Picture::Car, Picture::Apple];
/// The password every grown-up has.
pub(crate) const WORDS: &str = "Tiger7skoven";

/// The town on one database.
pub(crate) struct Town {
    pub(crate) world: World,
    pub(crate) clock: ManualClock,
    runtime: Arc<tokio::runtime::Runtime>,
    restarts: Arc<AtomicU8>,
}

/// Seeds of restarted nodes count from here; stories that start several nodes themselves use smaller ones.
const FIRST_RESTARTED_SEED: u8 = 100;

/// Tells a story on each database.
pub(crate) fn on_both(story: impl Fn(&Town)) {
    testkit::database::both(|database| story(&Town::new(database)));
}

impl Town {
    fn new(database: &Database) -> Town {
        Town::node(database, 2)
    }

    /// One of several nodes on a database: the same keys, ids and secrets of its own.
    pub(crate) fn node(database: &Database, seed: u8) -> Town {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let keys = Town::first_keys();
        let limits = Limits { lanes: 2, waiting_max: 4096, wait_max: Duration::from_secs(60) };
        let secrets = Secrets {
            vault: Vault::new(&keys),
            hashing: Pool::start(Cost::TINY, limits, Peppers::new(&keys)).unwrap(),
            signing: SigningKeys::ephemeral().unwrap(),
        };
        let outside = Outside::new(Named(Vec::new())).unwrap();
        let world = World::new(database.db.clone(), secrets, outside, Settings::demo(8080)).seeded([seed; 32]);
        let restarts = Arc::new(AtomicU8::new(FIRST_RESTARTED_SEED));
        Town { world, clock: database.clock.clone(), runtime: Arc::new(runtime), restarts }
    }

    /// The keys the town began with.
    pub(crate) fn first_keys() -> Keys {
        Keys::generate(&mut Chance::from_seed([1; 32]))
    }

    /// The same town on another node, or after a restart: these keys, the stored signing keys, the same database,
    /// and foreseeable chance of its own.
    pub(crate) fn restarted(&self, keys: &Keys) -> Town {
        let limits = Limits { lanes: 2, waiting_max: 4096, wait_max: Duration::from_secs(60) };
        let vault = Vault::new(keys);
        let secrets = Secrets {
            signing: SigningKeys::load_or_create(&self.world.db, &vault).unwrap(),
            vault,
            hashing: Pool::start(Cost::TINY, limits, Peppers::new(keys)).unwrap(),
        };
        let outside = Outside::new(Named(Vec::new())).unwrap();
        let seed = self.restarts.fetch_add(1, Ordering::Relaxed);
        let world = World::new(self.world.db.clone(), secrets, outside, Settings::demo(8080)).seeded([seed; 32]);
        Town { world, clock: self.clock.clone(), runtime: self.runtime.clone(), restarts: self.restarts.clone() }
    }

    pub(crate) fn wait<R>(&self, future: impl Future<Output = R>) -> R {
        self.runtime.block_on(future)
    }

    pub(crate) fn write<R: Send + 'static>(
        &self,
        work: impl Fn(&mut store::driver::Tx) -> Result<R, store::error::StoreError> + Send + 'static,
    ) -> R {
        self.world.db.blocking().write(work).unwrap()
    }

    /// A class.
    pub(crate) fn class(&self, school: &str, code: &str) -> GroupId {
        let group = Group {
            id: GroupId(self.world.draw_id()),
            institution: number(school),
            code: GroupCode::parse(code).unwrap(),
            name: code.to_owned(),
            kind: GroupKind::Main,
            level: Level::from_code("1"),
            line: None,
            from: None,
            to: None,
        };
        let id = group.id;
        self.write(move |tx| store::pupil::create_group(tx, &group, "test"));
        id
    }

    /// Somebody without any affiliation, with this user name.
    pub(crate) fn person(&self, username: &str) -> PersonId {
        let id = PersonId(self.world.draw_id());
        let new = NewPerson {
            id,
            uniid: UniId::propose(&mut self.world.chance()),
            username: Username::parse(username).unwrap(),
            name: PersonName { first: username[..4].to_owned(), family: "Testesen".to_owned() },
            protection: Protection::None,
            birth: None,
        };
        self.write(move |tx| store::person::create(tx, &new));
        id
    }

    /// Attaches somebody.
    pub(crate) fn attach(&self, person: PersonId, school: &str, (role, level): (Role, Option<&str>)) -> AffiliationId {
        self.attach_to(person, school, (role, level, None))
    }

    /// Attaches somebody, with a class.
    pub(crate) fn attach_to(
        &self,
        person: PersonId,
        school: &str,
        (role, level, class): (Role, Option<&str>, Option<GroupId>),
    ) -> AffiliationId {
        let new = Affiliation {
            id: AffiliationId(self.world.draw_id()),
            person,
            institution: number(school),
            actor: role.actor(),
            roles: vec![role],
            level: level.and_then(Level::from_code),
            main_group: class.filter(|_| role.actor() == Actor::Pupil),
            source: "test".to_owned(),
            started: self.world.now(),
            expires: None,
        };
        let id = new.id;
        self.write(move |tx| {
            store::affiliation::start(tx, &new, "1")?;
            match class {
                Some(class) => store::affiliation::join(tx, new.id, class),
                None => Ok(()),
            }
        });
        id
    }

    /// A first grader of a class who knows [`CODE`].
    pub(crate) fn pupil(&self, username: &str, class: GroupId) -> PersonId {
        let id = self.person(username);
        self.attach_to(id, SCHOOL, (Role::Pupil, Some("1"), Some(class)));
        self.password(id, Form::Pictures, code(&CODE));
        id
    }

    /// A teacher of a class who knows [`WORDS`].
    pub(crate) fn teacher(&self, username: &str, class: GroupId) -> PersonId {
        let id = self.person(username);
        self.attach_to(id, SCHOOL, (Role::Teacher, None, Some(class)));
        self.password(id, Form::Text, SecretText::from(WORDS));
        id
    }

    /// Sets a password past all stories.
    pub(crate) fn password(&self, person: PersonId, form: Form, secret: SecretText) {
        let hash = self.world.hashing.hash_here(person, &secret).encode();
        self.write(move |tx| {
            let old = store::credential::find(tx, person)?.map(|held| held.version);
            let new = NewCredential {
                person,
                form,
                hash: hash.clone(),
                stage: if form == Form::Pictures { Stage::Early } else { Stage::Upper },
                chosen_by: ChosenBy::Server,
                set_how: SetHow::Command,
                set_by: None,
                reset_window: None,
            };
            store::credential::replace(tx, &new, old)
        });
    }

    /// Gives a right past all stories.
    pub(crate) fn right(&self, person: PersonId, right: &str) {
        let new = store::right_grant::NewGrant {
            id: GrantId(self.world.draw_id()),
            person,
            institution: number(SCHOOL),
            right: right.to_owned(),
            given_by: None,
            why: "test".to_owned(),
            expires: None,
        };
        self.write(move |tx| store::right_grant::grant(tx, &new));
    }

    /// Decides a setting of the school.
    pub(crate) fn setting(&self, name: &'static str, value: &'static str) {
        self.write(move |tx| store::institution_setting::put(tx, &number(SCHOOL), name, value));
    }

    /// A browser nobody has used.
    pub(crate) fn browser(&self) -> Browser {
        self.browser_at("192.0.2.1")
    }

    /// A browser at an address.
    pub(crate) fn browser_at(&self, address: &str) -> Browser {
        Browser {
            secret: crypto::random::token_from(&mut self.world.chance()),
            address: address.parse::<IpAddr>().unwrap(),
            words: "Testbrowser".to_owned(),
        }
    }

    /// Begins a login at a service that asks for a password.
    pub(crate) fn begin(&self, browser: &Browser, session: Option<SecretText>) -> (At, Next) {
        self.begin_at("service", browser, session)
    }

    pub(crate) fn begin_at(&self, client: &str, browser: &Browser, session: Option<SecretText>) -> (At, Next) {
        let begin_it = Begin { client: Some(client.to_owned()), request: "parked".to_owned(), wants: wants(), session };
        let begun = self.wait(begin(&self.world, browser, begin_it)).unwrap();
        (At { handle: begun.handle, browser: browser.clone() }, begun.next)
    }

    /// Begins and types a name.
    pub(crate) fn named(&self, browser: &Browser, name: &str) -> At {
        let (at, _) = self.begin(browser, None);
        self.types(&at, name);
        at
    }

    pub(crate) fn types(&self, at: &At, name: &str) {
        let typed = TypedName { name: name.to_owned(), device: None, remember: Remember::No };
        assert!(matches!(self.wait(type_name(&self.world, at, typed)).unwrap(), Next::Page));
    }

    /// What the page shows.
    pub(crate) fn scene(&self, at: &At) -> Scene {
        match self.wait(show(&self.world, at)).unwrap() {
            Shown::Scene(scene) => *scene,
            other => panic!("no scene: {other:?}"),
        }
    }

    /// Taps four pictures and presses *Log ind*.
    pub(crate) fn taps(&self, at: &At, pictures: &[Picture]) -> Next {
        let (Screen::Pictures(screen) | Screen::Practise(screen)) = self.scene(at).screen else {
            panic!("no grid");
        };
        let token =
            |picture: &Picture| screen.tiles.iter().find(|tile| tile.picture == *picture).unwrap().token.clone();
        self.wait(submit_pictures(&self.world, at, pictures.iter().map(token).collect())).unwrap()
    }

    /// Types a password.
    pub(crate) fn text(&self, at: &At, text: &str) -> Next {
        self.wait(submit_text(&self.world, at, SecretText::from(text))).unwrap()
    }

    /// A whole login with pictures.
    pub(crate) fn logs_in(&self, browser: &Browser, name: &str, pictures: &[Picture]) -> Finished {
        let at = self.named(browser, name);
        finished(self.taps(&at, pictures))
    }

    /// Somebody at the blue button, logged in with a password.
    pub(crate) fn helper(&self, username: &str, person: PersonId) -> Helper {
        let browser = self.browser();
        let at = self.named(&browser, username);
        let session = finished(self.text(&at, WORDS)).session;
        Helper { person, entry: Entry::Teacher, session, institution: number(SCHOOL), address: browser.address }
    }
}

pub(crate) fn number(school: &str) -> InstitutionNumber {
    InstitutionNumber::parse(school).unwrap()
}

pub(crate) fn code(pictures: &[Picture]) -> SecretText {
    let bytes = PictureCode::tapped(pictures).unwrap().canonical_bytes();
    SecretText::new(String::from_utf8(bytes).unwrap())
}

pub(crate) fn wants() -> Wants {
    Wants {
        asked: Asked { assurance: Assurance::OneFactor, nsis: None },
        fresh: Fresh::Any,
        hint: None,
        actors: Vec::new(),
        unattached: UnattachedUsers::Refused,
    }
}

/// The end of a login.
pub(crate) fn finished(next: Next) -> Finished {
    match next {
        Next::Finished(finished) => *finished,
        other => panic!("not logged in: {other:?}"),
    }
}
