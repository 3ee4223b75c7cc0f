//! A running installation and a browser in front of it.
//!
//! The router listens on a port of its own, because services and the eID are reached by HTTP. What it does not do:
//! assert; the stories do.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use crypto::keys::Keys;
use crypto::password::{Cost, Peppers};
use crypto::pool::{Limits, Pool};
use crypto::sealing::{Purpose, Vault};
use crypto::secret::SecretText;
use flows::client::{self, Registering};
use flows::national_id::federation::{Files, SamlProvider};
use flows::settings::{EidBroker, Settings};
use flows::signing_key::SigningKeys;
use flows::world::{Secrets, World};
use oidc::client::Registration;
use outside::address::Named;
use outside::get::Outside;
use rules::affiliation::{Level, Role};
use rules::chance::Chance;
use rules::cpr::Cpr;
use rules::group::{Group, GroupCode, GroupKind};
use rules::id::{AffiliationId, GroupId, PersonId};
use rules::institution::InstitutionNumber;
use rules::password::Form;
use rules::user::{PersonName, Protection, UniId, Username};
use std::collections::BTreeMap;
use std::time::Duration;
use store::affiliation::Affiliation;
use store::credential::{ChosenBy, NewCredential, SetHow};
use store::person::NewPerson;
use testkit::clock::ManualClock;
use testkit::database::Database;
use tower::ServiceExt;
use web::test_eid::{Holder, TestEid};

pub(crate) const SERVICE: &str = "https://service.example/";
pub(crate) const CALLBACK: &str = "https://service.example/cb";
pub(crate) const SECRET: &str = "a-secret-that-is-long-enough";
pub(crate) const PASSWORD: &str = "Tiger7skoven";
pub(crate) const AUTH: &str = "/auth/realms/broker/protocol/openid-connect/auth";
pub(crate) const TOKEN: &str = "/auth/realms/broker/protocol/openid-connect/token";
/// A teacher's CPR number.
pub(crate) const CPR: &str = "0107801234";
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

pub(crate) struct Place {
    pub(crate) world: World,
    pub(crate) clock: ManualClock,
    pub(crate) runtime: tokio::runtime::Runtime,
    router: Router,
    /// The test eID answers here, whatever hosts our sites have.
    eid: Router,
}

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: axum::http::HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub(crate) fn location(&self) -> &str {
        self.header("location")
    }

    /// The value of a field of a form.
    pub(crate) fn field(&self, name: &str) -> String {
        let marker = format!("name=\"{name}\" value=\"");
        let rest = self.text.split(&marker).nth(1).unwrap_or_default();
        rest.split('"').next().unwrap_or_default().to_owned()
    }

    /// The first link whose address holds this.
    pub(crate) fn link(&self, part: &str) -> String {
        let links = self.text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        links
            .into_iter()
            .find(|link| link.contains(part))
            .unwrap_or_default()
            .replace("&#38;", "&")
            .replace("&amp;", "&")
    }
}

/// A browser with its cookies.
#[derive(Clone, Default)]
pub(crate) struct Browser {
    cookies: BTreeMap<String, String>,
}

impl Browser {
    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Puts a cookie there, as somebody who tampers would.
    pub(crate) fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }
}

impl Browser {
    /// Forgets a cookie.
    pub(crate) fn forget(&mut self, name: &str) {
        self.cookies.remove(name);
    }

    /// What a cookie says.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Whether it holds a cookie.
    pub(crate) fn holds(&self, name: &str) -> bool {
        self.cookies.contains_key(name)
    }
}

/// Which eID a place has.
enum Eid {
    /// The test eID, with these people.
    Test(Vec<Holder>),
    /// Another broker.
    Other(EidBroker),
    /// A provider that speaks SAML, with these metadata.
    Saml(String),
}

impl Place {
    /// A place on this database, with one service and one teacher.
    pub(crate) fn on(database: &Database) -> Place {
        let (shows, shows_danish) = ("a teacher".to_owned(), "en lærer".to_owned());
        let holder = Holder { name: "Mette Holm".to_owned(), cpr: Some(CPR.to_owned()), shows, shows_danish };
        Place::with_holders(database, vec![holder])
    }

    /// The same with these people in the test eID.
    pub(crate) fn with_holders(database: &Database, holders: Vec<Holder>) -> Place {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        Place::with(database, runtime, Eid::Test(holders))
    }

    /// The same with another broker of the eID, which listens on this machine.
    pub(crate) fn with_eid(database: &Database, runtime: tokio::runtime::Runtime, eid: EidBroker) -> Place {
        Place::with(database, runtime, Eid::Other(eid))
    }

    /// The same with a provider of the eID that speaks SAML and describes itself so.
    pub(crate) fn with_saml(database: &Database, metadata: &str) -> Place {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        Place::with(database, runtime, Eid::Saml(metadata.to_owned()))
    }

    /// The same people and logins, where the operator has switched the eID off.
    pub(crate) fn without_eid(&self) -> Place {
        let mut world = self.world.clone();
        let mut settings = Settings::clone(&world.settings);
        settings.eid = None;
        world.settings = std::sync::Arc::new(settings);
        let router = web::router(web::App::new(world.clone(), "Unilogin"));
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        Place { world, clock: self.clock.clone(), runtime, eid: router.clone(), router }
    }

    fn with(database: &Database, runtime: tokio::runtime::Runtime, eid: Eid) -> Place {
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let port = listener.local_addr().unwrap().port();
        let mut settings = Settings::demo(port);
        let mut named = vec![format!("localhost:{port}")];
        let mut holders = Vec::new();
        let is_saml = matches!(eid, Eid::Saml(_));
        match eid {
            Eid::Test(people) => holders = people,
            Eid::Saml(metadata) => settings.eid = Some(saml_provider(&settings.origin, &metadata)),
            Eid::Other(broker) => {
                named.extend(broker.name().strip_prefix("http://").map(str::to_owned));
                settings.eid = Some(broker);
            }
        }
        let keys = Keys::generate(&mut Chance::from_seed([1; 32]));
        let limits = Limits { lanes: 2, waiting_max: 64, wait_max: Duration::from_secs(60) };
        let secrets = Secrets {
            vault: Vault::new(&keys),
            hashing: Pool::start(Cost::TINY, limits, Peppers::new(&keys)).unwrap(),
            signing: SigningKeys::ephemeral().unwrap(),
        };
        let outside = Outside::new(Named(named)).unwrap();
        let world = World::new(database.db.clone(), secrets, outside, settings).seeded([2; 32]);
        let spool = std::sync::Arc::new(tempfile::tempfile);
        let mut app = web::App::new(world.clone(), "Unilogin").spooling(spool);
        if !is_saml {
            app = app.with_test_eid(TestEid::open(&world.settings, holders).unwrap());
        }
        let router = web::router(app);
        let serving = router.clone();
        runtime.spawn(async move { axum::serve(listener, serving).await });
        let place = Place { world, clock: database.clock.clone(), runtime, eid: router.clone(), router };
        place.register(Registration::default());
        place.teacher();
        place
    }

    /// The same place with sites on hosts of their own.
    pub(crate) fn with_sites(mut self, sites: web::site::Sites) -> Place {
        self.router = web::router(web::App::new(self.world.clone(), "Unilogin").with_sites(sites));
        self
    }

    pub(crate) fn register(&self, registration: Registration) {
        let registering = Registering {
            id: SERVICE.to_owned(),
            name: "Tjenesten".to_owned(),
            provider: "Udbyderen".to_owned(),
            registration: Registration { redirect_uris: vec![CALLBACK.to_owned()], ..registration },
            secret_hash: Some(crypto::digest::of_token(SECRET)),
        };
        client::register(&self.world, &registering, "test").unwrap().unwrap();
    }

    fn teacher(&self) {
        self.adult("mett2468", CPR);
    }

    /// A colleague at the same school, with the same password and no class yet.
    pub(crate) fn another_teacher(&self, username: &str) {
        self.adult(username, "0107801235");
    }

    fn adult(&self, username: &str, cpr_number: &str) {
        let id = PersonId(self.world.draw_id());
        let cpr = Cpr::parse(cpr_number).unwrap();
        let new = store::person_entry::NewPerson {
            id,
            uniid: UniId::propose(&mut self.world.chance()),
            username: Username::parse(username).unwrap(),
            name: PersonName { first: "Mette".to_owned(), family: "Holm".to_owned() },
            protection: Protection::None,
            cpr_index: self.world.vault.blind_index(&cpr),
            cpr_sealed: self.world.vault.seal(Purpose::PersonCpr, &id.0.to_string(), cpr_number.as_bytes()),
            cpr_kind: "ordinary",
            birth: cpr.birth_date(),
            gender: None,
        };
        let affiliation = Affiliation {
            id: AffiliationId(self.world.draw_id()),
            person: id,
            institution: InstitutionNumber::parse("101001").unwrap(),
            actor: Role::Teacher.actor(),
            roles: vec![Role::Teacher],
            level: None,
            main_group: None,
            source: "test".to_owned(),
            started: self.world.now(),
            expires: None,
        };
        let hash = self.world.hashing.hash_here(id, &SecretText::from(PASSWORD)).encode();
        self.world
            .db
            .blocking()
            .write(move |tx| {
                store::person_entry::enter_many(tx, std::slice::from_ref(&new))?;
                store::affiliation::start(tx, &affiliation, "1")?;
                let credential = NewCredential {
                    person: id,
                    form: Form::Text,
                    hash: hash.clone(),
                    stage: rules::affiliation::Stage::Upper,
                    chosen_by: ChosenBy::Server,
                    set_how: SetHow::Command,
                    set_by: None,
                    reset_window: None,
                };
                store::credential::replace(tx, &credential, None)
            })
            .unwrap();
    }

    /// A class of all teachers' with these pupils; their numbers.
    pub(crate) fn class(&self, code: &str, usernames: &[&str]) -> Vec<i64> {
        let school = InstitutionNumber::parse("101001").unwrap();
        let group = Group {
            id: GroupId(self.world.draw_id()),
            institution: school.clone(),
            code: GroupCode::parse(code).unwrap(),
            name: code.to_owned(),
            kind: GroupKind::Main,
            level: Level::from_code("1"),
            line: None,
            from: None,
            to: None,
        };
        let pupils: Vec<_> = usernames.iter().map(|username| self.pupil(username, &school, group.id)).collect();
        let numbers = pupils.iter().map(|(person, _)| person.id.0).collect();
        self.world
            .db
            .blocking()
            .write(move |tx| {
                store::pupil::create_group(tx, &group, "test")?;
                for teacher in ["mett2468", "ulla3579"] {
                    let found = store::person::find_by_username(tx, &Username::parse(teacher).unwrap())?;
                    if let Some(person) = found {
                        for one in store::affiliation::active_of_person(tx, person.id)? {
                            store::affiliation::join(tx, one.id, group.id)?;
                        }
                    }
                }
                for (person, affiliation) in &pupils {
                    store::person::create(tx, person)?;
                    store::affiliation::start(tx, affiliation, "1")?;
                    store::affiliation::join(tx, affiliation.id, group.id)?;
                }
                Ok(())
            })
            .unwrap();
        numbers
    }

    fn pupil(&self, username: &str, school: &InstitutionNumber, class: GroupId) -> (NewPerson, Affiliation) {
        let id = PersonId(self.world.draw_id());
        let person = NewPerson {
            id,
            uniid: UniId::propose(&mut self.world.chance()),
            username: Username::parse(username).unwrap(),
            name: PersonName { first: username[..4].to_owned(), family: "Testesen".to_owned() },
            protection: Protection::None,
            birth: None,
        };
        let affiliation = Affiliation {
            id: AffiliationId(self.world.draw_id()),
            person: id,
            institution: school.clone(),
            actor: Role::Pupil.actor(),
            roles: vec![Role::Pupil],
            level: Level::from_code("1"),
            main_group: Some(class),
            source: "test".to_owned(),
            started: self.world.now(),
            expires: None,
        };
        (person, affiliation)
    }

    /// One request, cookies of the browser included.
    pub(crate) fn send(
        &self,
        browser: &mut Browser,
        request: axum::http::request::Builder,
        body: impl Into<Body>,
    ) -> Answer {
        let cookies: Vec<String> = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header(header::COOKIE, cookies.join("; ")).body(body.into()).unwrap();
        self.runtime.block_on(async {
            let to_eid = request.uri().path().starts_with("/test-eid");
            let router = if to_eid { &self.eid } else { &self.router };
            let answer = router.clone().oneshot(request).await.unwrap();
            let (parts, body) = answer.into_parts();
            for line in parts.headers.get_all(header::SET_COOKIE) {
                let pair = line.to_str().unwrap().split(';').next().unwrap_or_default();
                let (name, value) = pair.split_once('=').unwrap();
                if value.is_empty() {
                    browser.cookies.remove(name);
                } else {
                    browser.cookies.insert(name.to_owned(), value.to_owned());
                }
            }
            let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
            let text = String::from_utf8_lossy(&bytes).into_owned();
            Answer { status: parts.status.as_u16(), headers: parts.headers, text }
        })
    }

    /// Opens an address: of our own origin, with or without it in front.
    pub(crate) fn get(&self, browser: &mut Browser, address: &str) -> Answer {
        let path = address.strip_prefix(&self.world.settings.origin).unwrap_or(address);
        self.send(browser, Request::get(path), String::new())
    }

    /// Follows redirects on our own origin until a page or another site.
    pub(crate) fn follow(&self, browser: &mut Browser, mut answer: Answer) -> Answer {
        for _ in 0..10 {
            let next = answer.location().to_owned();
            if next.is_empty() || !(next.starts_with('/') || next.starts_with(&self.world.settings.origin)) {
                return answer;
            }
            answer = self.get(browser, &next);
        }
        panic!("redirects without end")
    }

    /// Presses a button of one of our own pages, as a browser does that says which page it is on.
    pub(crate) fn press(&self, browser: &mut Browser, (page, path): (&str, &str), fields: &[(&str, &str)]) -> Answer {
        let origin = &self.world.settings.origin;
        let request = Request::post(path)
            .header(header::ORIGIN, origin)
            .header(header::REFERER, format!("{origin}{page}"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(browser, request, encoded(fields))
    }

    /// Presses a button of one of our own pages.
    pub(crate) fn post(&self, browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = Request::post(path)
            .header(header::ORIGIN, &self.world.settings.origin)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(browser, request, encoded(fields))
    }

    /// A machine's POST.
    pub(crate) fn call(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(&mut Browser::default(), request, encoded(fields))
    }
}

/// A provider that speaks SAML, and we at this origin.
fn saml_provider(origin: &str, metadata: &str) -> EidBroker {
    use testkit::identity_provider::{OUR_CERTIFICATE, OUR_KEY};
    let key = SecretText::from(OUR_KEY);
    let files = Files { metadata: metadata.as_bytes(), key: &key, certificate: OUR_CERTIFICATE, old_keys: &[] };
    EidBroker::Saml(std::sync::Arc::new(SamlProvider::open(files, origin, "", "Unilogin").unwrap()))
}

pub(crate) fn encoded(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// A good request, some fields exchanged; an empty value leaves the field out.
pub(crate) fn asked(changes: &[(&str, &str)]) -> String {
    let challenge = oidc::token::s256(VERIFIER);
    let mut fields = vec![
        ("client_id", SERVICE),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "openid"),
        ("state", "the-state"),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
    ];
    for (name, value) in changes {
        match fields.iter_mut().find(|(known, _)| known == name) {
            Some(field) => field.1 = value,
            None => fields.push((name, value)),
        }
    }
    fields.retain(|(_, value)| !value.is_empty());
    format!("{AUTH}?{}", encoded(&fields))
}

/// A parameter of an address.
pub(crate) fn parameter(address: &str, name: &str) -> String {
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let found = url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name);
    found.map(|(_, value)| value.into_owned()).unwrap_or_default()
}
