//! The stage of a bench: a server with one school of made-up teachers and two services.
//!
//! What it does not do: measure. Passwords are hashed at the cost real ones have.

use crate::commands::bench::server::Server;
use anyhow::{Context, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use crypto::secret::SecretText;
use flows::client::Registering;
use flows::single_sign_on::{Arrived, Asked, Departure};
use flows::world::World;
use oidc::authorize::Answer;
use oidc::client::Registration;
use oidc::jwk::Algorithm;
use oidc::parameters::Parameters;
use rules::affiliation::{Actor, Stage as PasswordStage};
use rules::id::{AffiliationId, PersonId};
use rules::institution::{Institution, InstitutionNumber, Ownership};
use rules::password::Form;
use rules::session::{Device, Lengths, Method};
use rules::user::{PersonName, UniId, Username};
use std::sync::Arc;
use store::credential::{ChosenBy, NewCredential, SetHow};
use store::made_up::MadeUp;
use store::sso_session::{NewSsoSession, SsoSessionId};

/// Where the services get their codes. Nobody listens there: the bench reads the address.
pub(crate) const REDIRECT_URI: &str = "http://localhost:1/code";
/// Made-up teachers.
const ACCOUNTS: usize = 96;
/// Everybody's password.
const PASSWORD: &str = "SolCykel47";
/// The school everybody teaches at.
const SCHOOL: &str = "999001";

/// A service.
pub(crate) struct Service {
    pub(crate) id: String,
    /// Its `Authorization` header.
    pub(crate) authorization: String,
}

/// Somebody who logs in.
pub(crate) struct Account {
    pub(crate) person: PersonId,
    pub(crate) username: String,
    pub(crate) password: String,
}

/// The stage. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Stage {
    pub(crate) server: Arc<Server>,
    pub(crate) accounts: Arc<Vec<Account>>,
    pub(crate) es256: Arc<Service>,
    pub(crate) rs256: Arc<Service>,
}

impl Stage {
    /// Builds everything. Blocks for a few seconds: every account's password is really hashed.
    pub(crate) fn set() -> Result<Stage> {
        let server = Server::open(None, None)?;
        let world = &server.world;
        let accounts = hire(world)?;
        let es256 = register(world, "bench-es256", Algorithm::ES256)?;
        let rs256 = register(world, "bench-rs256", Algorithm::RS256)?;
        Ok(Stage {
            accounts: Arc::new(accounts),
            es256: Arc::new(es256),
            rs256: Arc::new(rs256),
            server: Arc::new(server),
        })
    }

    /// A code for a service, as after a login whose screens are not part of the measurement.
    pub(crate) async fn code(&self, service: &Service, account: &Account, challenge: &str) -> Result<String> {
        let session = self.begin_session(account).await?;
        let asked = Parameters::parse(query(service, challenge).as_bytes());
        let asked = asked.map_err(|_| anyhow::anyhow!("the bench's own request does not read"))?;
        let Asked::Login { request, .. } = flows::single_sign_on::ask(&self.server.world, &asked).await? else {
            bail!("the bench's own request was refused");
        };
        let request = serde_json::to_string(&*request)?;
        let arrived = Arrived { session, person: account.person, request, acting_as: vec![Actor::Employee] };
        match flows::single_sign_on::finish(&self.server.world, &arrived).await? {
            Departure::Answer(Answer::Redirect(location)) => Ok(location),
            other => bail!("the bench's own login ended elsewhere: {other:?}"),
        }
    }

    async fn begin_session(&self, account: &Account) -> Result<SsoSessionId> {
        let id = SsoSessionId(self.server.world.draw_id());
        let secret = crypto::random::token_256();
        let now = self.server.world.now();
        let new = NewSsoSession {
            id,
            secret_hash: crypto::digest::of_token(secret.reveal()).to_vec(),
            person: account.person,
            device: Device::Own,
            method: Method::Password,
            idle_ends: now.plus(Lengths::STANDARD.idle_for(Device::Own)),
            ends: now.plus(Lengths::STANDARD.lasts_at_most(Device::Own)),
            two_factor: None,
            adult_verified: None,
            password_version: Some(1),
            address: "127.0.0.1".to_owned(),
            browser: "bench".to_owned(),
        };
        self.server.world.db.write(move |tx| store::sso_session::create(tx, &new)).await?;
        Ok(id)
    }
}

/// What a service asks of the authorization endpoint.
pub(crate) fn query(service: &Service, challenge: &str) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .append_pair("response_type", "code")
        .append_pair("client_id", &service.id)
        .append_pair("redirect_uri", REDIRECT_URI)
        .append_pair("scope", "openid")
        .append_pair("code_challenge", challenge)
        .append_pair("code_challenge_method", "S256")
        .append_pair("state", "bench")
        .finish()
}

fn register(world: &World, id: &str, algorithm: Algorithm) -> Result<Service> {
    let secret = crypto::random::token_256();
    let registering = Registering {
        id: id.to_owned(),
        name: id.to_owned(),
        provider: "bench".to_owned(),
        registration: Registration {
            redirect_uris: vec![REDIRECT_URI.to_owned()],
            id_token_algorithm: algorithm,
            access_token_algorithm: algorithm,
            ..Registration::default()
        },
        secret_hash: Some(crypto::digest::of_token(secret.reveal())),
    };
    let new = flows::client::check(&registering)?;
    world.db.blocking().write(move |tx| store::client::put(tx, &new))?;
    let basic = STANDARD.encode(format!("{id}:{}", secret.reveal()));
    Ok(Service { id: id.to_owned(), authorization: format!("Basic {basic}") })
}

/// A school and its teachers, each with a password.
fn hire(world: &World) -> Result<Vec<Account>> {
    let school = InstitutionNumber::parse(SCHOOL).context("the bench's school has no number")?;
    let register = entry(school.clone());
    world.db.blocking().write(move |tx| store::institution::put(tx, &register))?;
    (0..ACCOUNTS).map(|place| employ(world, &school, place)).collect()
}

fn employ(world: &World, school: &InstitutionNumber, place: usize) -> Result<Account> {
    let username = format!("bens{place:04}");
    let person = PersonId(world.draw_id());
    let made_up = MadeUp {
        id: person,
        uniid: UniId::propose(&mut world.chance()),
        username: Username::parse(&username).context("the bench's user names are none")?,
        name: PersonName { first: "Bente".to_owned(), family: format!("Nummer {place}") },
        affiliation: AffiliationId(world.draw_id()),
        institution: school.clone(),
    };
    let new = NewCredential {
        person,
        form: Form::Text,
        hash: world.hashing.hash_here(person, &SecretText::from(PASSWORD)).encode(),
        stage: PasswordStage::Upper,
        chosen_by: ChosenBy::Person,
        set_how: SetHow::Command,
        set_by: None,
        reset_window: None,
    };
    world.db.blocking().write(move |tx| {
        store::made_up::teacher(tx, &made_up)?;
        store::credential::replace(tx, &new, None)
    })?;
    Ok(Account { person, username, password: PASSWORD.to_owned() })
}

fn entry(number: InstitutionNumber) -> Institution {
    Institution {
        number,
        name: "Målestokkens Skole".to_owned(),
        kind: "Folkeskole".to_owned(),
        cvr: String::new(),
        p_number: String::new(),
        municipality_number: String::new(),
        municipality: String::new(),
        region: String::new(),
        address: String::new(),
        postal_code: String::new(),
        city: String::new(),
        phone: String::new(),
        mail: String::new(),
        web: String::new(),
        leader: String::new(),
        ownership: Ownership::Public,
        main_institution: None,
        closed: None,
    }
}
