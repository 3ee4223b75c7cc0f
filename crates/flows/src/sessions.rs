//! Sessions: one browser logged in, and our own sites that hang on it.
//!
//! Every judgement reads the database: a session of somebody blocked since, or with a password killed since, is over.
//! Source: product.md §6.5 and §6.6, security.md rule 7. What it does not do: set cookies.

use crate::national;
use crate::remember::{Blank, Circumstances};
use crate::sign_in::{Broken, Browser};
use crate::world::World;
use crypto::secret::SecretText;
use rules::event::Kind;
use rules::id::PersonId;
use rules::institution::InstitutionNumber;
use rules::session::{Assurance, Device, Pages, Session, Verdict};
use rules::time::{Instant, Millis};
use store::driver::Tx;
use store::error::StoreError;
use store::person::Person;
use store::site_session::{NewSiteSession, SiteSession};
use store::sso_session::{SsoSession, SsoSessionId};

/// A session is written down as used at most so often.
pub(crate) const TOUCH_EVERY: Millis = Millis::minutes(1);

/// A session that is alive, judged now.
#[derive(Clone, Debug)]
pub struct Live {
    /// Its row.
    pub session: SsoSession,
    /// Whose.
    pub person: Person,
    /// How sure it is right now.
    pub assurance: Assurance,
}

/// The session row as the law judges it.
pub(crate) fn as_law(row: &SsoSession) -> Session {
    Session {
        idle_ends: row.idle_ends,
        ends: row.ends,
        two_factor: row.two_factor,
        adult_verified: row.adult_verified,
        ended: row.ended,
    }
}

/// The session of this cookie where it is alive now and its person not blocked or closed.
pub fn find_live(tx: &mut Tx, secret_hash: &[u8]) -> Result<Option<Live>, StoreError> {
    let Some(session) = of_cookie(tx, secret_hash)? else {
        return Ok(None);
    };
    live(tx, session)
}

/// The entry of a session on a site's own host, in the site's session rows.
pub(crate) const HOST_ENTRY: &str = "host";

/// The session whose cookie this is, alive or not: the login's own, or that of a site's own host, which hangs on it.
pub(crate) fn of_cookie(tx: &mut Tx, secret_hash: &[u8]) -> Result<Option<SsoSession>, StoreError> {
    if let Some(session) = store::sso_session::find_by_secret(tx, secret_hash)? {
        return Ok(Some(session));
    }
    match store::site_session::find_live(tx, secret_hash)? {
        Some(site) if site.entry == HOST_ENTRY => store::sso_session::find(tx, site.sso_session),
        Some(_) | None => Ok(None),
    }
}

fn live(tx: &mut Tx, session: SsoSession) -> Result<Option<Live>, StoreError> {
    let lengths = national::lengths_for(tx, &session)?;
    let Verdict::Alive(assurance) = rules::session::judge(&as_law(&session), &lengths, tx.now()) else {
        return Ok(None);
    };
    let person = store::person::find(tx, session.person)?;
    let open = person.filter(|person| person.block.is_none() && person.disabled.is_none());
    Ok(open.map(|person| Live { session, person, assurance }))
}

/// Judges the session of a cookie and keeps it alive.
///
/// # Errors
/// Where the database is broken.
pub async fn judge(world: &World, secret: &SecretText) -> Result<Option<Live>, Broken> {
    let hash = crypto::digest::of_token(secret.reveal());
    let found = world.db.point(move |tx| find_live(tx, &hash)).await?;
    if let Some(live) = &found
        && TOUCH_EVERY <= world.now().since(live.session.seen)
    {
        let (id, device) = (live.session.id, live.session.device);
        world
            .db
            .write(move |tx| {
                let lengths = national::settings(tx)?.sessions;
                let idle_ends = tx.now().plus(lengths.idle_for(device));
                store::sso_session::touch(tx, id, idle_ends)
            })
            .await?;
    }
    Ok(found)
}

/// Ends one session with its tokens, and owes its services the word that it is over; false where it was over already.
pub(crate) fn end_one(tx: &mut Tx, session: SsoSessionId, why: &str) -> Result<bool, StoreError> {
    if !store::sso_session::end(tx, session, why)? {
        return Ok(false);
    }
    store::token_family::end_of_session(tx, session.0, why)?;
    store::logout_notice::owe(tx, session)?;
    Ok(true)
}

/// Ends every session of a person but `kept`; the tokens that came from them end with them, and their services are told.
pub(crate) fn end_all(tx: &mut Tx, person: PersonId, kept: Option<SsoSessionId>, why: &str) -> Result<u64, StoreError> {
    let mut ended = 0;
    for session in store::sso_session::live_of_person(tx, person)? {
        if Some(session.id) != kept {
            ended += u64::from(end_one(tx, session.id, why)?);
        }
    }
    // What rested already counts no more; it is written down as ended, too.
    ended += store::sso_session::end_of_person(tx, person, kept, why)?;
    Ok(ended)
}

/// Which of our own sites, and how long it may rest.
#[derive(Clone, Debug)]
pub struct SiteEntry {
    /// The site's word: `elevadgang`, `mit`, `ba`.
    pub site: String,
    /// Which of its entries: `teacher`, `administrator`, `self`.
    pub entry: String,
    /// How long its pages may rest.
    pub pages: Pages,
    /// The institution, where it is known.
    pub institution: Option<InstitutionNumber>,
}

/// Opens one of our own sites in a session that is alive; its cookie's secret.
///
/// # Errors
/// Where the database is broken.
pub async fn open_site(world: &World, session: SsoSessionId, entry: SiteEntry) -> Result<Option<SecretText>, Broken> {
    let secret = crypto::random::token_from(&mut world.chance());
    let secret_hash = crypto::digest::of_token(secret.reveal());
    let opened = world
        .db
        .write(move |tx| {
            let Some(row) = store::sso_session::find(tx, session)? else {
                return Ok(false);
            };
            let Some(live) = live(tx, row)? else {
                return Ok(false);
            };
            let lengths = national::settings(tx)?.sessions;
            let idle_ends = tx.now().plus(lengths.pages_idle_for(entry.pages, live.session.device));
            store::site_session::create(
                tx,
                &NewSiteSession {
                    secret_hash: secret_hash.to_vec(),
                    site: entry.site.clone(),
                    sso_session: session,
                    person: live.person.id,
                    institution: entry.institution.clone(),
                    entry: entry.entry.clone(),
                    idle_ends,
                },
            )?;
            Ok(true)
        })
        .await?;
    Ok(opened.then_some(secret))
}

/// A site session that is alive, with the login it hangs on.
#[derive(Clone, Debug)]
pub struct LiveSite {
    /// Its row.
    pub site: SiteSession,
    /// The login.
    pub live: Live,
}

/// The site session of this cookie where it, its login and its person are all right now.
pub fn find_live_site(tx: &mut Tx, secret_hash: &[u8]) -> Result<Option<LiveSite>, StoreError> {
    let Some(site) = store::site_session::find_live(tx, secret_hash)? else {
        return Ok(None);
    };
    let Some(row) = store::sso_session::find(tx, site.sso_session)? else {
        return Ok(None);
    };
    Ok(live(tx, row)?.map(|live| LiveSite { site, live }))
}

impl LiveSite {
    /// Whether this is one of the lists its holder opened last.
    pub fn has_opened(&self, list: &str) -> bool {
        let hash = crypto::digest::sha256(list.as_bytes());
        self.site.opened_lists.chunks(hash.len()).any(|one| one == hash)
    }

    /// Over from then on, unless somebody uses it before.
    pub fn rests_until(&self) -> Instant {
        self.site.idle_ends.min(self.live.session.idle_ends).min(self.live.session.ends)
    }
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asking {
    /// Somebody who sits there: their session stays alive.
    Somebody,
    /// A page that stands open and refreshes itself: nobody need be there.
    OpenPage,
}

/// Judges the site session of a cookie and keeps it, and the login it hangs on, alive.
///
/// # Errors
/// Where the database is broken.
pub async fn judge_site(world: &World, secret: &SecretText, pages: Pages) -> Result<Option<LiveSite>, Broken> {
    judge_site_by_entry(world, secret, Asking::Somebody, |_| pages).await
}

/// The same for a site with several entries, whose pages rest differently: the entry's word says how. What an open page
/// asks by itself keeps nothing alive.
///
/// # Errors
/// Where the database is broken.
pub async fn judge_site_by_entry(
    world: &World,
    secret: &SecretText,
    asking: Asking,
    pages: impl Fn(&str) -> Pages,
) -> Result<Option<LiveSite>, Broken> {
    let hash = crypto::digest::of_token(secret.reveal());
    let found = world.db.point(move |tx| find_live_site(tx, &hash)).await?;
    let Some(mut found) = found else { return Ok(None) };
    if asking == Asking::OpenPage || world.now().since(found.site.seen) < TOUCH_EVERY {
        return Ok(Some(found));
    }
    let (id, device) = (found.live.session.id, found.live.session.device);
    let pages = pages(&found.site.entry);
    let touched = move |tx: &mut Tx| {
        let now = tx.now();
        let lengths = national::settings(tx)?.sessions;
        let ends = (now.plus(lengths.idle_for(device)), now.plus(lengths.pages_idle_for(pages, device)));
        store::sso_session::touch(tx, id, ends.0)?;
        store::site_session::touch(tx, &hash, ends.1)?;
        Ok(ends)
    };
    (found.live.session.idle_ends, found.site.idle_ends) = world.db.write(touched).await?;
    Ok(Some(found))
}

/// Writes down that the holder of a site session has opened this list: what a page asks again by itself of one of the
/// lists opened last is no new look.
///
/// # Errors
/// Where the database is broken.
pub async fn open_list(world: &World, secret: &SecretText, list: &str) -> Result<(), Broken> {
    let hash = crypto::digest::of_token(secret.reveal());
    let list = crypto::digest::sha256(list.as_bytes());
    let opened = move |tx: &mut Tx| {
        let Some(site) = store::site_session::find_live(tx, &hash)? else { return Ok(()) };
        let others = site.opened_lists.chunks(list.len()).filter(|one| *one != list).take(LISTS_KEPT - 1);
        let lists: Vec<u8> = std::iter::once(&list[..]).chain(others).flatten().copied().collect();
        store::site_session::open_lists(tx, &hash, &lists)
    };
    Ok(world.db.write(opened).await?)
}

/// So many windows of one person refresh themselves side by side.
const LISTS_KEPT: usize = 8;

/// Writes down at which institution the holder of a site session works now.
///
/// # Errors
/// Where the database is broken.
pub async fn choose_institution(world: &World, secret: &SecretText, number: InstitutionNumber) -> Result<(), Broken> {
    let hash = crypto::digest::of_token(secret.reveal());
    Ok(world.db.write(move |tx| store::site_session::choose_institution(tx, &hash, &number)).await?)
}

/// Ends somebody's other sessions: "log ud alle andre steder". How many ended.
///
/// # Errors
/// Where the database is broken.
pub async fn end_others(world: &World, live: &Live, browser: &Browser) -> Result<u64, Broken> {
    let (person, kept) = (live.person.id, live.session.id);
    let event = Blank::draw(world).event(
        Kind::SessionEnded,
        &Circumstances::person(person, "self", browser.address.to_canonical()),
        &[person],
    );
    let ended = world
        .db
        .write(move |tx| {
            let ended = end_all(tx, person, Some(kept), "own_wish")?;
            if ended != 0 {
                store::event::append(tx, &event)?;
            }
            Ok(ended)
        })
        .await?;
    Ok(ended)
}

/// The device a new session is on: what the user said, else what is assumed of their stage.
pub(crate) fn device(said: Option<Device>, stage: rules::affiliation::Stage) -> Device {
    said.unwrap_or(Device::assumed(stage))
}
