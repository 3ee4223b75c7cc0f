//! What a service does with a code: redeem it, exchange refresh tokens, ask about tokens, give them back.
//!
//! Source: security.md "codes and tokens", interfaces.md A.9-11. What it does not do: recognise the service
//! (`client::authenticate` has), or log anybody in.

use crate::client::Service;
use crate::remember::{self, Blank, Circumstances};
use crate::single_sign_on::{Broken, CodeFacts, FamilyFacts, Standing, session_name, standing};
use crate::world::World;
use crypto::sealing::{HashPurpose, Vault};
use oidc::claims::{Claims, InstitutionUser, Introspection, Login, Subject, UserInfo};
use oidc::token::{Grant, Refused, TokenResponse};
use rules::affiliation::Role;
use rules::event::Kind;
use rules::time::{Instant, Millis};
use std::sync::Arc;
use store::authorization_code::{Claim, Code};
use store::data_agreement::Release;
use store::driver::Tx;
use store::error::StoreError;
use store::sso_session::SsoSessionId;
use store::token_family::NewFamily;

/// How long an unused refresh token counts.
const REFRESH_LASTS: Millis = Millis::seconds(oidc::token::REFRESH_SECONDS);

/// What the database says may be signed.
struct Granted {
    family: i64,
    generation: i64,
    session: i64,
    subject: Box<Subject>,
    facts: FamilyFacts,
    nonce: Option<String>,
    at: Instant,
}

/// Gives tokens for a grant.
pub async fn exchange(
    world: &World,
    service: Arc<Service>,
    grant: Grant,
) -> Result<Result<TokenResponse, Refused>, Broken> {
    let granted = match grant {
        Grant::Code { code, redirect_uri, code_verifier } => {
            redeem(world, service.clone(), Redeemed { code, redirect_uri, code_verifier }).await?
        }
        Grant::Refresh { refresh_token } => refresh(world, service.clone(), &refresh_token).await?,
    };
    match granted {
        Some(granted) => Ok(Ok(sign(world, &service, granted)?)),
        None => Ok(Err(Refused::InvalidGrant)),
    }
}

/// What is brought to be redeemed.
pub(crate) struct Redeemed {
    pub(crate) code: String,
    pub(crate) redirect_uri: String,
    pub(crate) code_verifier: Option<String>,
}

/// Redeems a code for one of our own sites, in this very program: the login it stands for.
pub(crate) async fn redeem_here(
    world: &World,
    service: Arc<Service>,
    brought: Redeemed,
) -> Result<Option<SsoSessionId>, StoreError> {
    let redeeming = Redeeming::new(world, service, brought);
    let work = move |tx: &mut Tx| {
        let Some((code, facts, standing)) = redeeming.claim(tx)? else { return Ok(None) };
        let Standing::AtOurOwn = standing else { return Ok(None) };
        redeeming.begin_family(tx, &code, &facts)?;
        Ok(Some(SsoSessionId(code.sso_session)))
    };
    world.db.write(work).await
}

async fn redeem(world: &World, service: Arc<Service>, brought: Redeemed) -> Result<Option<Granted>, StoreError> {
    let redeeming = Redeeming::new(world, service, brought);
    let work = move |tx: &mut Tx| {
        let Some((code, facts, standing)) = redeeming.claim(tx)? else { return Ok(None) };
        let Standing::Good(subject) = standing else { return Ok(None) };
        redeeming.begin_family(tx, &code, &facts)?;
        Ok(Some(Granted {
            family: code.family,
            generation: 1,
            session: code.sso_session,
            subject,
            facts: facts.family,
            nonce: facts.nonce,
            at: tx.now(),
        }))
    };
    world.db.write(work).await
}

/// A code about to be redeemed: everything drawn, nothing decided.
struct Redeeming {
    service: Arc<Service>,
    brought: Redeemed,
    hash: [u8; 32],
    vault: Vault,
    blank: Blank,
}

impl Redeeming {
    fn new(world: &World, service: Arc<Service>, brought: Redeemed) -> Redeeming {
        let hash = crypto::digest::of_token(&brought.code);
        Redeeming { service, brought, hash, vault: world.vault.clone(), blank: Blank::draw(world) }
    }

    /// A code counts once. Claimed first and checked after: whoever brings it wrong has spent it. A code that comes back
    /// ends what it became.
    fn claim(&self, tx: &mut Tx) -> Result<Option<(Code, CodeFacts, Standing)>, StoreError> {
        let code = match store::authorization_code::claim(tx, &self.hash, &self.service.id)? {
            Claim::Yours(code) => code,
            Claim::UsedBefore(family) => {
                replayed(tx, family, (self.blank, &self.service.id, "code_replayed"))?;
                return Ok(None);
            }
            Claim::Nothing => return Ok(None),
        };
        let facts: CodeFacts =
            serde_json::from_str(&code.facts).map_err(|_| StoreError::Unreadable("a code's facts"))?;
        let is_theirs = facts.redirect_uri == self.brought.redirect_uri
            && oidc::token::is_verifier(facts.code_challenge.as_deref(), self.brought.code_verifier.as_deref());
        let session = store::sso_session::find(tx, SsoSessionId(code.sso_session))?;
        let Some(session) = session.filter(|_| is_theirs) else { return Ok(None) };
        let standing = standing(tx, &self.vault, &self.service, &session, &facts.family)?;
        Ok(Some((code, facts, standing)))
    }

    /// What the code becomes: the family its tokens belong to.
    fn begin_family(&self, tx: &mut Tx, code: &Code, facts: &CodeFacts) -> Result<(), StoreError> {
        let family = serde_json::to_string(&facts.family).map_err(|_| StoreError::Unreadable("a family's facts"))?;
        let new = NewFamily {
            id: code.family,
            client: self.service.id.clone(),
            sso_session: code.sso_session,
            person: code.person,
            facts: family,
            refresh_ends: tx.now().plus(REFRESH_LASTS),
        };
        store::token_family::create(tx, &new)
    }
}

/// A refresh token counts once. An older one of the same family is a replay: somebody has a copy, and nobody can tell
/// who, so the family ends.
async fn refresh(world: &World, service: Arc<Service>, token: &str) -> Result<Option<Granted>, StoreError> {
    let vault = world.vault.clone();
    let Some(named) = read_refresh_token(&vault, token) else { return Ok(None) };
    let blank = Blank::draw(world);
    let work = move |tx: &mut Tx| {
        let Some(family) = store::token_family::find(tx, named.family)? else { return Ok(None) };
        if family.client != service.id || family.ended.is_some() {
            return Ok(None);
        }
        let at = tx.now();
        if family.generation != named.generation {
            replayed(tx, family.id, (blank, &service.id, "refresh_replayed"))?;
            return Ok(None);
        }
        if !store::token_family::rotate(tx, family.id, named.generation, at.plus(REFRESH_LASTS))? {
            return Ok(None);
        }
        let facts: FamilyFacts =
            serde_json::from_str(&family.facts).map_err(|_| StoreError::Unreadable("a family's facts"))?;
        let session = store::sso_session::find(tx, SsoSessionId(family.sso_session))?;
        let good = match session {
            Some(session) => standing(tx, &vault, &service, &session, &facts)?,
            None => Standing::Gone,
        };
        let Standing::Good(subject) = good else {
            store::token_family::end(tx, family.id, "user_gone")?;
            return Ok(None);
        };
        Ok(Some(Granted {
            family: family.id,
            generation: named.generation + 1,
            session: family.sso_session,
            subject,
            facts,
            nonce: None,
            at,
        }))
    };
    world.db.write(work).await
}

/// Somebody has a copy: the family ends, and that is remembered.
fn replayed(tx: &mut Tx, family: i64, (blank, service, why): (Blank, &str, &str)) -> Result<(), StoreError> {
    let Some(found) = store::token_family::find(tx, family)? else { return Ok(()) };
    if !store::token_family::end(tx, family, why)? {
        return Ok(());
    }
    let event = blank.event(Kind::TokenReplayed, &Circumstances::machine(service), &[found.person]);
    store::event::append(tx, &remember::with(event, "why", why))
}

fn sign(world: &World, service: &Service, granted: Granted) -> Result<TokenResponse, Broken> {
    let issuer = world.settings.issuer();
    let sid = session_name(&world.vault, &service.provider, granted.session);
    let login = Login {
        issuer: &issuer,
        client_id: &service.id,
        sid: &sid,
        auth_time_seconds: granted.facts.auth_time_seconds,
        acr: granted.facts.acr.as_deref(),
    };
    let now_seconds = granted.at.0.div_euclid(1000);
    let mut chance = world.chance();
    // Every token's id starts with its family, so that introspection and logout find it by key.
    let mut jti = || format!("{:x}.{}", granted.family, oidc::encoding::uuid(chance.bytes()));
    let access = oidc::claims::access_token(&login, &granted.subject, jti(), now_seconds);
    let mut id = oidc::claims::id_token(&login, &granted.subject, jti(), now_seconds);
    let signer = world.signing.signer(service.registration.access_token_algorithm)?;
    let access_token = signer.sign("JWT", &access).map_err(crate::signing_key::KeyError::from)?;
    id.nonce = granted.nonce;
    id.at_hash = Some(oidc::claims::at_hash(&access_token));
    let signer = world.signing.signer(service.registration.id_token_algorithm)?;
    let id_token = signer.sign("JWT", &id).map_err(crate::signing_key::KeyError::from)?;
    Ok(TokenResponse {
        access_token,
        expires_in: oidc::token::ACCESS_SECONDS,
        refresh_expires_in: oidc::token::REFRESH_SECONDS,
        refresh_token: write_refresh_token(&world.vault, granted.family, granted.generation),
        token_type: "Bearer".to_owned(),
        id_token,
        not_before_policy: 0,
        session_state: sid,
        scope: "openid".to_owned(),
    })
}

/// What a refresh token of ours says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Named {
    family: i64,
    generation: i64,
}

/// Family, generation, and a keyed hash of both: nobody else can write one, and the database holds none.
fn write_refresh_token(vault: &Vault, family: i64, generation: i64) -> String {
    let mut bytes = Vec::with_capacity(48);
    bytes.extend_from_slice(&family.to_be_bytes());
    bytes.extend_from_slice(&generation.to_be_bytes());
    let mac = vault.keyed_hash(HashPurpose::RefreshToken, &[&bytes]);
    bytes.extend_from_slice(&mac);
    oidc::encoding::base64url(&bytes)
}

fn read_refresh_token(vault: &Vault, token: &str) -> Option<Named> {
    let bytes = oidc::encoding::from_base64url(token).filter(|bytes| bytes.len() == 48)?;
    let (named, mac) = bytes.split_at(16);
    if !crypto::digest::same(&vault.keyed_hash(HashPurpose::RefreshToken, &[named]), mac) {
        return None;
    }
    let number = |part: &[u8]| part.try_into().ok().map(i64::from_be_bytes);
    Some(Named { family: number(&named[..8])?, generation: number(&named[8..])? })
}

/// The family a token of ours belongs to, by its id.
pub(crate) fn family_of(jti: &str) -> Option<i64> {
    i64::from_str_radix(jti.split_once('.')?.0, 16).ok()
}

/// What a service may know of a token: everything where it is its own and counts, nothing otherwise.
pub async fn introspect(world: &World, service: &Service, token: &str) -> Result<Option<Introspection>, StoreError> {
    let Some(claims) = read_access_token(world, token).filter(|claims| claims.azp == service.id) else {
        return introspect_refresh(world, service, token).await;
    };
    let Some(family) = family_of(&claims.jti) else { return Ok(None) };
    let alive = world.db.point(move |tx| store::token_family::alive(tx, family)).await?;
    Ok(alive.filter(|alive| alive.client == claims.azp).map(|_| oidc::claims::introspection(claims)))
}

/// A refresh token is opaque to its service; of one that counts we tell the claims its next access token would have.
async fn introspect_refresh(
    world: &World,
    service: &Service,
    token: &str,
) -> Result<Option<Introspection>, StoreError> {
    let vault = world.vault.clone();
    let Some(named) = read_refresh_token(&vault, token) else { return Ok(None) };
    let service = service.clone();
    let issuer = world.settings.issuer();
    let work = move |tx: &mut Tx| {
        let now = tx.now();
        let Some(family) = store::token_family::find(tx, named.family)?.filter(|family| {
            family.client == service.id
                && family.generation == named.generation
                && family.ended.is_none()
                && now < family.refresh_ends
        }) else {
            return Ok(None);
        };
        let facts: FamilyFacts =
            serde_json::from_str(&family.facts).map_err(|_| StoreError::Unreadable("a family's facts"))?;
        let Some(session) = store::sso_session::find(tx, SsoSessionId(family.sso_session))? else { return Ok(None) };
        let Standing::Good(subject) = standing(tx, &vault, &service, &session, &facts)? else { return Ok(None) };
        let sid = session_name(&vault, &service.provider, family.sso_session);
        let login = Login {
            issuer: &issuer,
            client_id: &service.id,
            sid: &sid,
            auth_time_seconds: facts.auth_time_seconds,
            acr: facts.acr.as_deref(),
        };
        let jti = format!("{:x}.refresh", family.id);
        let mut claims = oidc::claims::access_token(&login, &subject, jti, now.0.div_euclid(1000));
        claims.typ = "Refresh".to_owned();
        claims.exp = family.refresh_ends.0.div_euclid(1000);
        Ok(Some(oidc::claims::introspection(claims)))
    };
    world.db.point(work).await
}

fn read_access_token(world: &World, token: &str) -> Option<Claims> {
    let now_seconds = world.now().0.div_euclid(1000);
    let keys = world.signing.ring();
    oidc::claims::read_access_token(token, &world.settings.issuer(), &keys.public, now_seconds)
}

/// What userinfo answers, and for which service (whose pages' scripts may read it); none where the token does not
/// count.
pub async fn userinfo(world: &World, token: &str) -> Result<Option<(UserInfo, Arc<Service>)>, StoreError> {
    let Some(claims) = read_access_token(world, token) else { return Ok(None) };
    let Some(family) = family_of(&claims.jti) else { return Ok(None) };
    let vault = world.vault.clone();
    let work = move |tx: &mut Tx| {
        if store::token_family::alive(tx, family)?.is_none() {
            return Ok(None);
        }
        let Some(family) = store::token_family::find(tx, family)? else { return Ok(None) };
        let Some(service) = crate::client::open(tx, &family.client)? else { return Ok(None) };
        let facts: FamilyFacts =
            serde_json::from_str(&family.facts).map_err(|_| StoreError::Unreadable("a family's facts"))?;
        let Some(session) = store::sso_session::find(tx, SsoSessionId(family.sso_session))? else { return Ok(None) };
        let Standing::Good(subject) = standing(tx, &vault, &service, &session, &facts)? else { return Ok(None) };
        let inst_brugere = institution_users(tx, &service, session.person, &facts)?;
        Ok(Some((UserInfo { sub: subject.sub.clone(), user: subject.claims(), inst_brugere }, Arc::new(service))))
    };
    world.db.read(work).await
}

/// *inst_brugere*: name and roles only where the institution agreed with this service. A protected person is never
/// called anything but the alias.
fn institution_users(
    tx: &mut Tx,
    service: &Service,
    person: rules::id::PersonId,
    facts: &FamilyFacts,
) -> Result<Vec<InstitutionUser>, StoreError> {
    let Some(person) = store::person::find(tx, person)? else { return Ok(Vec::new()) };
    let mut users = Vec::new();
    for one in store::affiliation::active_of_person(tx, person.id)? {
        if !facts.acting_as.contains(&one.actor) {
            continue;
        }
        let released = store::data_agreement::released(tx, &service.id, &one.institution)?;
        let name = person.shown();
        let roles = one.roles.iter().map(|role| role_word(*role).to_owned());
        users.push(InstitutionUser {
            instnr: one.institution.to_string(),
            instnavn: store::institution::name(tx, &one.institution)?.unwrap_or_default(),
            navn: (released.name == Release::Agreed).then(|| format!("{} {}", name.first, name.family)),
            roller: if released.roles == Release::Agreed { roles.collect() } else { Vec::new() },
            aktoergruppe: crate::single_sign_on::actor_group(one.actor).word().to_owned(),
        });
    }
    Ok(users)
}

/// The role in the wire's words.
fn role_word(role: Role) -> &'static str {
    match role {
        Role::Child => "Barn",
        Role::Pupil => "Elev",
        Role::Student => "Studerende",
        Role::Teacher => "Lærer",
        Role::Pedagogue => "Pædagog",
        Role::Substitute => "Vikar",
        Role::Leader => "Leder",
        Role::Management => "Ledelse",
        Role::Technical => "TAP",
        Role::Consultant => "Konsulent",
        Role::Trainee => "Praktikant",
        Role::External => "Ekstern",
        Role::Mother => "Mor",
        Role::Father => "Far",
        Role::OtherContact => "Andet",
        Role::OfficialContact => "Officielt tilknyttet person",
    }
}

/// A service gives a token back: its whole family ends. Whatever is not the service's own is passed over, and the
/// answer is the same (RFC 7009 §2.2).
pub async fn revoke(world: &World, service: &Service, token: &str) -> Result<(), StoreError> {
    let by_refresh = read_refresh_token(&world.vault, token).map(|named| named.family);
    let by_access = || family_of(&read_access_token(world, token)?.jti);
    let Some(family) = by_refresh.or_else(by_access) else { return Ok(()) };
    let client = service.id.clone();
    world
        .db
        .write(move |tx| {
            if store::token_family::find(tx, family)?.is_some_and(|family| family.client == client) {
                store::token_family::end(tx, family, "given_back")?;
            }
            Ok(())
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crypto::keys::Keys;
    use rules::chance::Chance;

    fn vault(seed: u8) -> Vault {
        Vault::new(&Keys::generate(&mut Chance::from_seed([seed; 32])))
    }

    #[test]
    fn a_refresh_token_is_read_only_by_who_wrote_it() {
        let token = write_refresh_token(&vault(1), 77, 3);
        assert_eq!(read_refresh_token(&vault(1), &token), Some(Named { family: 77, generation: 3 }));
        assert_eq!(read_refresh_token(&vault(2), &token), None);
        let mut bytes = oidc::encoding::from_base64url(&token).unwrap();
        bytes[15] ^= 1;
        assert_eq!(read_refresh_token(&vault(1), &oidc::encoding::base64url(&bytes)), None);
        assert_eq!(read_refresh_token(&vault(1), ""), None);
    }

    #[test]
    fn a_tokens_id_names_its_family() {
        assert_eq!(family_of("1f.abc"), Some(31));
        assert_eq!(family_of("abc"), None);
        assert_eq!(family_of(""), None);
    }
}
