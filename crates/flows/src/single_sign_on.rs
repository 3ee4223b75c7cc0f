//! The broker's story: a service sends somebody, they log in (or are logged in already), and they go back with a code.
//!
//! Source: product.md §6, §13; architecture.md §2. What it does not do: show login pages (`sign_in`), or redeem the
//! code (`tokens`).

use crate::client::{self, Service};
use crate::remember::{self, Blank, Circumstances};
use crate::sign_in::{ActorChoice, Fresh, UnattachedUsers, Wants};
use crate::signing_key::KeyError;
use crate::world::World;
use crypto::sealing::{HashPurpose, Vault};
use crypto::secret::SecretText;
use oidc::assurance::{ActorGroup, Level};
use oidc::authorize::{Answer, ErrorCode, Outcome, Prompt, Refusal, Request, Stranded};
use oidc::claims::{Privilege, Subject};
use oidc::parameters::Parameters;
use rules::affiliation::Actor;
use rules::event::{Doer, Kind};
use rules::id::PersonId;
use rules::institution::InstitutionNumber;
use rules::licence::Attached;
use rules::rights::facts::Right;
use rules::session::{Assurance, Nsis, Verdict};
use rules::time::Millis;
use serde::{Deserialize, Serialize};
use store::affiliation::Affiliation;
use store::data_agreement::Release;
use store::driver::Tx;
use store::error::StoreError;
use store::sso_session::{SsoSession, SsoSessionId};

/// How long a code may wait for its service.
pub const CODE_LASTS: Millis = Millis::seconds(60);
/// How long a pushed or parked request may wait for its browser.
pub const PARKED_LASTS: Millis = Millis::minutes(5);

/// What "this person was at this service today" is claimed under, and for how long: past the day's end.
const ENTERED_KIND: &str = "data_released";
const ENTERED_REMEMBERED: Millis = Millis::days(2);

/// Something broke; never a refusal.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The signing keys.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// What the authorization endpoint does with a request.
#[derive(Clone, Debug)]
pub enum Asked {
    /// Go on to the login with it.
    Login {
        /// Who asks.
        service: Box<Service>,
        /// What they ask.
        request: Box<Request>,
    },
    /// Answer at once.
    Answer(Answer),
    /// Show an error page.
    Stranded(Stranded),
}

/// Reads a request a browser brought; a pushed one is taken out of its place.
pub async fn ask(world: &World, parameters: &Parameters) -> Result<Asked, StoreError> {
    let client_id = match oidc::authorize::client_id(parameters) {
        Ok(id) => id.to_owned(),
        Err(stranded) => return Ok(Asked::Stranded(stranded)),
    };
    let Some(service) = client::find(world, &client_id).await? else {
        return Ok(Asked::Stranded(Stranded::UnknownClient));
    };
    let outcome = match oidc::authorize::pushed_handle(parameters) {
        None => oidc::authorize::check(parameters, &service.registration),
        Some(handle) => match take_out(world, handle, client_id).await? {
            Some(pushed) => oidc::authorize::check(&pushed, &service.registration),
            None => Outcome::Stranded(Stranded::UnknownHandle),
        },
    };
    Ok(match outcome {
        Outcome::Accepted(request) => Asked::Login { service: Box::new(service), request },
        Outcome::Refused(refusal) => Asked::Answer(oidc::authorize::answer_error(&refusal, &world.settings.issuer())),
        Outcome::Stranded(stranded) => Asked::Stranded(stranded),
    })
}

async fn take_out(world: &World, handle: &str, client: String) -> Result<Option<Parameters>, StoreError> {
    let hash = crypto::digest::of_token(handle);
    let taken = world.db.write(move |tx| store::pushed_request::claim(tx, &hash, &client)).await?;
    Ok(taken.and_then(|text| Parameters::parse(text.as_bytes()).ok()))
}

/// Puts a request aside; answers the `request_uri` that brings it back once.
pub async fn park(world: &World, client: &str, parameters: &Parameters) -> Result<String, StoreError> {
    let handle = crypto::random::token_from(&mut world.chance());
    let hash = crypto::digest::of_token(handle.reveal());
    let text = parameters.encode_without(&["client_secret", "client_assertion", "client_assertion_type"]);
    let client = client.to_owned();
    world
        .db
        .write(move |tx| {
            let ends = tx.now().plus(PARKED_LASTS);
            store::pushed_request::create(tx, &hash, &client, &text, ends)
        })
        .await?;
    Ok(format!("{}{}", oidc::authorize::PUSHED_PREFIX, handle.reveal()))
}

/// What the login must bring about for this request.
pub fn wants(service: &Service, request: &Request) -> Wants {
    let fresh = match (request.prompt, request.max_age_seconds) {
        (Prompt::Again | Prompt::Choose, _) => Fresh::Now,
        (Prompt::WhereNeeded | Prompt::Silent, Some(seconds)) => Fresh::Within(Millis::seconds(seconds)),
        (Prompt::WhereNeeded | Prompt::Silent, None) => Fresh::Any,
    };
    let mut actors: Vec<ActorChoice> = admitted_actors(service).into_iter().map(ActorChoice::of).collect();
    actors.dedup();
    let unattached = if service.takes_unattached() { UnattachedUsers::Welcome } else { UnattachedUsers::Refused };
    if unattached == UnattachedUsers::Welcome {
        actors.clear();
    }
    Wants { asked: asked_of_session(request.level), fresh, hint: request.login_hint.clone(), actors, unattached }
}

/// The level in the law's words.
fn asked_of_session(level: Level) -> rules::session::Asked {
    match level {
        Level::CardAlone => rules::session::Asked { assurance: Assurance::OneFactor, nsis: None },
        Level::OneFactor => rules::session::Asked { assurance: Assurance::OneFactor, nsis: Some(Nsis::Low) },
        Level::AdultVerified => rules::session::Asked { assurance: Assurance::AdultVerified, nsis: None },
        Level::TwoFactor => rules::session::Asked { assurance: Assurance::TwoFactor, nsis: Some(Nsis::Substantial) },
    }
}

/// As what somebody may come to a service; all four where it names none.
fn admitted_actors(service: &Service) -> Vec<Actor> {
    Actor::ALL.into_iter().filter(|actor| service.registration.admits(actor_group(*actor))).collect()
}

/// The wire's word for an actor.
pub fn actor_group(actor: Actor) -> ActorGroup {
    match actor {
        Actor::Pupil => ActorGroup::Elev,
        Actor::Employee => ActorGroup::Medarbejder,
        Actor::External => ActorGroup::Ekstern,
        Actor::Contact => ActorGroup::Kontaktperson,
    }
}

/// The origin a parked request leads back to: where a form of its login may end. None for our own pages.
pub fn return_origin(parked: &str) -> Option<String> {
    let request: Request = serde_json::from_str(parked).ok()?;
    oidc::client::origin_of(&request.redirect_uri)
}

/// Somebody who is logged in and goes back to the service that sent them.
#[derive(Clone, Debug)]
pub struct Arrived {
    /// The login.
    pub session: SsoSessionId,
    /// Who.
    pub person: PersonId,
    /// The request as it was parked.
    pub request: String,
    /// As what they act there: pupil, contact, or employee and external together.
    pub acting_as: Vec<Actor>,
}

/// Where somebody goes after the login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Departure {
    /// Back to the service.
    Answer(Answer),
    /// To the page the service registered for users without its licence.
    MissingLicence(String),
    /// The service closed meanwhile, or its request does not read any longer.
    Stranded(Stranded),
}

/// What a code and the tokens it becomes remember of the login.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct FamilyFacts {
    pub(crate) acting_as: Vec<Actor>,
    pub(crate) level: Level,
    pub(crate) acr: Option<String>,
    pub(crate) auth_time_seconds: i64,
}

/// What only the code remembers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CodeFacts {
    pub(crate) redirect_uri: String,
    pub(crate) code_challenge: Option<String>,
    pub(crate) nonce: Option<String>,
    pub(crate) family: FamilyFacts,
}

/// Sends somebody back with a code, or with the reason why not.
pub async fn finish(world: &World, arrived: &Arrived) -> Result<Departure, Broken> {
    let Ok(request) = serde_json::from_str::<Request>(&arrived.request) else {
        return Ok(Departure::Stranded(Stranded::Unreadable));
    };
    let code = crypto::random::token_from(&mut world.chance());
    let issuing = Issuing {
        who: arrived.clone(),
        code_hash: crypto::digest::of_token(code.reveal()),
        family: world.draw_id(),
        blank: Blank::draw(world),
        vault: world.vault.clone(),
        hinted: request.id_token_hint.as_deref().map(|hint| hinted_sub(world, hint)),
        request: request.clone(),
    };
    let issued = world.db.write(move |tx| issuing.issue(tx)).await?;
    Ok(depart(world, &request, issued, &code))
}

/// Whom an id token of ours is about; none where it is not ours.
fn hinted_sub(world: &World, hint: &str) -> Option<String> {
    let keys = world.signing.ring();
    oidc::logout::read_hint(hint, &world.settings.issuer(), &keys.public).map(|hint| hint.sub)
}

/// A code about to be written: everything drawn, nothing decided.
struct Issuing {
    who: Arrived,
    code_hash: [u8; 32],
    family: i64,
    blank: Blank,
    vault: Vault,
    /// The id token hint's subject, where the service sent one.
    hinted: Option<Option<String>>,
    request: Request,
}

impl Issuing {
    fn issue(&self, tx: &mut Tx) -> Result<Issued, StoreError> {
        let request = &self.request;
        let Some(service) = client::open(tx, &request.client_id)? else {
            return Ok(Issued::Stranded(Stranded::UnknownClient));
        };
        if !service.registration.knows_redirect(&request.redirect_uri) {
            return Ok(Issued::Stranded(Stranded::UnknownRedirect));
        }
        let session = store::sso_session::find(tx, self.who.session)?;
        let Some(session) = session.filter(|row| row.person == self.who.person) else {
            return Ok(Issued::Refused(ErrorCode::LoginRequired));
        };
        let facts = FamilyFacts {
            acting_as: self.who.acting_as.clone(),
            level: request.level,
            acr: request.acr.clone(),
            auth_time_seconds: session.proven.0.div_euclid(1000),
        };
        let subject = match standing(tx, &self.vault, &service, &session, &facts)? {
            Standing::Good(subject) => subject,
            // It learns nothing of anybody: no licence is asked for, and nothing is told that was received.
            Standing::AtOurOwn => {
                self.write(tx, &service, &session, facts)?;
                return Ok(Issued::Code);
            }
            Standing::Gone => return Ok(Issued::Refused(ErrorCode::AccessDenied)),
        };
        if self.is_somebody_else(&subject) {
            return Ok(Issued::Refused(ErrorCode::LoginRequired));
        }
        if let (false, Some(url)) = (subject.has_licence, &service.registration.missing_licence_url) {
            return Ok(Issued::MissingLicence(url.clone()));
        }
        self.write(tx, &service, &session, facts)?;
        self.remember(tx, &service, (&session, &subject))?;
        Ok(Issued::Code)
    }

    /// What the service may see from now on: one event a person, service and day (product.md §14).
    fn remember(
        &self,
        tx: &mut Tx,
        service: &Service,
        (session, subject): (&SsoSession, &Subject),
    ) -> Result<(), StoreError> {
        let now = tx.now();
        let once = format!("{} {} {}", session.person.0, now.day_in_denmark(), service.id);
        if !store::used_once::claim(tx, ENTERED_KIND, &once, now.plus(ENTERED_REMEMBERED))? {
            return Ok(());
        }
        let circumstances = Circumstances {
            doer: Doer::Person { id: session.person, acting_as: "self".to_owned() },
            institution: None,
            address: session.address.clone(),
        };
        let fields = fields(tx, service, subject)?;
        let event = self.blank.event(Kind::DataReleased, &circumstances, &[session.person]);
        store::event::append(tx, &remember::with(remember::with(event, "service", &service.id), "fields", fields))
    }

    /// The service expected somebody, by an id token or by name, and it is not who logged in.
    fn is_somebody_else(&self, subject: &Subject) -> bool {
        let by_hint = self.hinted.as_ref().is_some_and(|hint| hint.as_ref() != Some(&subject.sub));
        let by_name = self.request.expected_sub.as_ref().is_some_and(|expected| *expected != subject.sub);
        by_hint || by_name
    }

    fn write(
        &self,
        tx: &mut Tx,
        service: &Service,
        session: &SsoSession,
        family: FamilyFacts,
    ) -> Result<(), StoreError> {
        let facts = CodeFacts {
            redirect_uri: self.request.redirect_uri.clone(),
            code_challenge: self.request.code_challenge.clone(),
            nonce: self.request.nonce.clone(),
            family,
        };
        let code = store::authorization_code::Code {
            code_hash: self.code_hash.to_vec(),
            client: service.id.clone(),
            sso_session: session.id.0,
            person: session.person,
            family: self.family,
            facts: serde_json::to_string(&facts).map_err(|_| StoreError::Unreadable("a code's facts"))?,
        };
        store::authorization_code::create(tx, &code, tx.now().plus(CODE_LASTS))
    }
}

/// The words of the data a service may see of somebody: the person reads them on their own page.
fn fields(tx: &mut Tx, service: &Service, subject: &Subject) -> Result<String, StoreError> {
    let mut words = vec!["pseudonym", "uniid", "actor", "level"];
    if !subject.institutions.is_empty() {
        words.push("institutions");
    }
    if service.registration.licence.is_some() {
        words.push("licence");
    }
    let (mut name, mut roles) = (Release::Withheld, Release::Withheld);
    for number in subject.institutions.iter().filter_map(|text| InstitutionNumber::parse(text)) {
        let released = store::data_agreement::released(tx, &service.id, &number)?;
        name = if released.name == Release::Agreed { Release::Agreed } else { name };
        roles = if released.roles == Release::Agreed { Release::Agreed } else { roles };
    }
    if name == Release::Agreed {
        words.push("name");
    }
    if roles == Release::Agreed {
        words.push("roles");
    }
    Ok(words.join(" "))
}

enum Issued {
    Code,
    Refused(ErrorCode),
    MissingLicence(String),
    Stranded(Stranded),
}

fn depart(world: &World, request: &Request, issued: Issued, code: &SecretText) -> Departure {
    let issuer = world.settings.issuer();
    match issued {
        Issued::Code => Departure::Answer(oidc::authorize::answer_code(&request.to(), &issuer, code.reveal())),
        Issued::Refused(error) => Departure::Answer(refuse(&issuer, request, error)),
        Issued::MissingLicence(url) => Departure::MissingLicence(url),
        Issued::Stranded(stranded) => Departure::Stranded(stranded),
    }
}

/// The answer that tells the service no.
pub fn refuse(issuer: &str, request: &Request, code: ErrorCode) -> Answer {
    let description = match code {
        ErrorCode::LoginRequired => "nobody is logged in, or somebody else is",
        ErrorCode::InteractionRequired => "the user must answer something",
        ErrorCode::AccessDenied => "the user may not use this service, or stopped",
        ErrorCode::UnmetAuthenticationRequirements => "the level asked for was not reached",
        ErrorCode::TemporarilyUnavailable => "many are logging in right now",
        ErrorCode::InvalidRequest
        | ErrorCode::UnsupportedResponseType
        | ErrorCode::InvalidScope
        | ErrorCode::AccountSelectionRequired
        | ErrorCode::RequestNotSupported
        | ErrorCode::RequestUriNotSupported
        | ErrorCode::ServerError => "the request could not be answered",
    };
    oidc::authorize::answer_error(&Refusal { to: request.to(), code, description }, issuer)
}

/// Whether somebody may (still) be at a service, and what it may then know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// They may.
    Good(Box<Subject>),
    /// They may, at one of our own sites: it asks the database itself who they are.
    AtOurOwn,
    /// Logged out, blocked, no longer what they were, or below the level that was asked for.
    Gone,
}

/// Asks the database again who somebody is: at the code, at every refresh, at userinfo.
pub(crate) fn standing(
    tx: &mut Tx,
    vault: &Vault,
    service: &Service,
    session: &SsoSession,
    facts: &FamilyFacts,
) -> Result<Standing, StoreError> {
    let Some(level) = level(tx, session)?.filter(|level| level.is_enough_for(facts.level)) else {
        return Ok(Standing::Gone);
    };
    let Some(person) = store::person::find(tx, session.person)? else { return Ok(Standing::Gone) };
    if person.block.is_some() || person.disabled.is_some() {
        return Ok(Standing::Gone);
    }
    let mut affiliations = store::affiliation::active_of_person(tx, person.id)?;
    if service.is_ours() {
        let is_admitted = |one: &Affiliation| service.registration.admits(actor_group(one.actor));
        let may = service.takes_unattached() || affiliations.iter().any(is_admitted);
        return Ok(if may { Standing::AtOurOwn } else { Standing::Gone });
    }
    affiliations.retain(|one| facts.acting_as.contains(&one.actor));
    let Some(group) = leading_group(&affiliations).filter(|group| service.registration.admits(*group)) else {
        return Ok(Standing::Gone);
    };
    let privileges = privileges(tx, service, person.id, &affiliations)?;
    let (has_licence, institutions) = licensed(tx, service, person.id, &affiliations)?;
    Ok(Standing::Good(Box::new(Subject {
        sub: pseudonym(vault, &service.provider, person.uniid.as_str()),
        uniid: person.uniid.as_str().to_owned(),
        actor_group: group,
        level,
        has_licence,
        institutions,
        privileges,
    })))
}

/// The rights this service defined that the user holds now, as long as they are at the service as employee or external.
fn privileges(
    tx: &mut Tx,
    service: &Service,
    person: PersonId,
    affiliations: &[Affiliation],
) -> Result<Vec<Privilege>, StoreError> {
    let actors: Vec<Actor> = affiliations.iter().map(|one| one.actor).collect();
    if service.registration.rights.is_empty() || !rules::rights::may_hold(Right::ServiceDefined, &actors) {
        return Ok(Vec::new());
    }
    let mut held = Vec::new();
    for grant in store::right_grant::of_person(tx, person)? {
        for right in &service.registration.rights {
            if grant.right == crate::rights_matrix::service_word(&service.id, &right.code) {
                held.push(Privilege { institution: grant.institution.to_string(), right: right.code.clone() });
            }
        }
    }
    Ok(held)
}

/// An employee who is an external elsewhere is an employee.
fn leading_group(affiliations: &[Affiliation]) -> Option<ActorGroup> {
    let order = [Actor::Pupil, Actor::Employee, Actor::External, Actor::Contact];
    order.into_iter().find(|actor| affiliations.iter().any(|one| one.actor == *actor)).map(actor_group)
}

/// Whether the user has the service's licence, and through which institutions. Where no licence is needed nobody
/// lacks one, and all the user's institutions count.
pub(crate) fn licensed(
    tx: &mut Tx,
    service: &Service,
    person: PersonId,
    affiliations: &[Affiliation],
) -> Result<(bool, Vec<String>), StoreError> {
    if service.registration.licence.is_none() {
        let mut numbers: Vec<String> = affiliations.iter().map(|one| one.institution.to_string()).collect();
        numbers.dedup();
        return Ok((true, numbers));
    }
    let licences = store::licence::for_person(tx, &service.id, person)?;
    let mut attached = Vec::with_capacity(affiliations.len());
    for one in affiliations {
        let mut groups = store::affiliation::groups(tx, one.id)?;
        groups.extend(one.main_group);
        attached.push(Attached { institution: one.institution.clone(), actor: one.actor, groups });
    }
    let reached = rules::licence::institutions(&licences, &attached, tx.now().day_in_denmark());
    let numbers: Vec<String> = reached.iter().map(ToString::to_string).collect();
    Ok((!numbers.is_empty(), numbers))
}

/// The level a session has right now; none where it is over.
pub(crate) fn level(tx: &mut Tx, session: &SsoSession) -> Result<Option<Level>, StoreError> {
    let lengths = crate::national::lengths_for(tx, session)?;
    Ok(match rules::session::judge(&crate::sessions::as_law(session), &lengths, tx.now()) {
        Verdict::Alive(assurance) => Some(match (assurance, rules::session::nsis(assurance, session.method)) {
            (Assurance::TwoFactor, _) => Level::TwoFactor,
            (Assurance::AdultVerified, _) => Level::AdultVerified,
            (Assurance::OneFactor, Some(_)) => Level::OneFactor,
            (Assurance::OneFactor, None) => Level::CardAlone,
        }),
        Verdict::Rested | Verdict::RanOut | Verdict::Ended => None,
    })
}

/// What one provider knows somebody as: the same at all its services, another at every other provider's.
pub fn pseudonym(vault: &Vault, provider: &str, uniid: &str) -> String {
    sixteen(vault.keyed_hash(HashPurpose::PairwiseSubject, &[provider.as_bytes(), uniid.as_bytes()]))
}

/// What one provider knows a login as.
pub(crate) fn session_name(vault: &Vault, provider: &str, session: i64) -> String {
    sixteen(vault.keyed_hash(HashPurpose::PairwiseSession, &[provider.as_bytes(), &session.to_be_bytes()]))
}

fn sixteen(hash: [u8; 32]) -> String {
    let mut half = [0; 16];
    half.copy_from_slice(&hash[..16]);
    oidc::encoding::uuid(half)
}
