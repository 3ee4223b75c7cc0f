//! *Ansøgning*: somebody asks for access to Brugeradministration, without any login. What they type is kept sealed from
//! the first answer on, for thirty days under a secret link, and nothing of it is lost.
//!
//! Source: product.md §11, ux.md 3.13. Nothing that is answered here depends on who has an account or where there are
//! administrators. What it does not do: send it off (`send`), confirm it (`witness`), or decide (`desk`, `decide`).

pub mod decide;
pub mod desk;
pub mod send;
pub mod witness;

use crate::mail::{Language, Letter, Post, Values};
use crate::remember::Circumstances;
use crate::world::World;
use crypto::sealing::{HashPurpose, Purpose, Vault};
use crypto::secret::SecretText;
use ingest::pdf;
use rules::application::{Answers, DRAFT_KEPT, State};
use rules::event::Doer;
use rules::institution::InstitutionNumber;
use rules::mail_address::is_address;
use rules::time::Millis;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use store::application::{Application, NewApplication};
use store::driver::Tx;
use store::error::StoreError;

/// Where affiliations that an application made come from.
pub const APPLICATION_SOURCE: &str = "application";
/// The path an application's link begins with; its secret follows.
pub const LINK_PATH: &str = "/ansoeg/s/";
/// How many applications may be begun from one address in a day.
pub const BEGUN_A_DAY_MAX: i64 = 40;
/// How many different addresses one application's link is mailed to at most.
const MAILED_MAX: usize = 3;
/// The longest name of a file that is kept.
const FILE_NAME_MAX: usize = 120;

/// The signed page, as far as it is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileNote {
    /// What it was called.
    pub name: String,
    /// How large it is.
    pub bytes: usize,
}

/// Everything typed and said about one application. Sealed in the row; `Debug` says nothing.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// What was answered.
    pub answers: Answers,
    /// The language of its letters.
    pub language: String,
    /// The link's secret: letters carry it.
    link: String,
    /// Where the link was mailed to.
    mailed: Vec<String>,
    /// The signed page.
    pub file: Option<FileNote>,
    /// What an operator asks.
    pub question: String,
    /// What an operator noted about a call to the register's number.
    pub call: String,
    /// What somebody has against it.
    pub objection: String,
    /// Why it was rejected.
    pub reason: String,
}

impl Record {
    /// The path of its link.
    pub fn path(&self) -> String {
        format!("{LINK_PATH}{}", self.link)
    }

    fn letters_in(&self) -> Language {
        if self.language == Language::English.tag() { Language::English } else { Language::Danish }
    }
}

impl std::fmt::Debug for Record {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Record(..)")
    }
}

/// An application, opened.
#[derive(Clone, Debug)]
pub struct Held {
    /// The row.
    pub row: Application,
    /// What is sealed in it.
    pub record: Record,
}

impl Held {
    pub(crate) fn open(vault: &Vault, row: Application) -> Result<Held, StoreError> {
        let unreadable = StoreError::Unreadable("an application");
        let opened = vault.open(Purpose::Application, &row.id.to_string(), &row.record_sealed);
        let Ok(json) = opened else { return Err(unreadable) };
        let record = serde_json::from_slice(json.reveal()).map_err(|_| unreadable)?;
        Ok(Held { row, record })
    }

    /// Its values, as every letter about it names them.
    fn values(&self) -> Values {
        let answers = &self.record.answers;
        Values::from([
            ("institution".to_owned(), answers.name.clone()),
            ("number".to_owned(), answers.number.clone()),
            ("contact".to_owned(), answers.contact.name.clone()),
            ("leader".to_owned(), answers.leader.name.clone()),
            ("case".to_owned(), self.row.case_number.clone().unwrap_or_default()),
            ("path".to_owned(), self.record.path()),
        ])
    }
}

/// By what a case is found again: the two people's numbers, and the institution's CVR or P number, as keyed hashes that no
/// exchange of keys changes.
fn parties(vault: &Vault, answers: &Answers) -> Vec<[u8; 32]> {
    let registration: String = answers.registration.chars().filter(char::is_ascii_digit).collect();
    let numbers = [answers.contact.cpr(), answers.leader.cpr()].into_iter().flatten();
    let mut all: Vec<[u8; 32]> = numbers
        .map(|cpr| vault.keyed_hash(HashPurpose::ApplicationParty, &[b"cpr", cpr.reveal().as_bytes()]))
        .collect();
    if !registration.is_empty() {
        all.push(vault.keyed_hash(HashPurpose::ApplicationParty, &[b"registration", registration.as_bytes()]));
    }
    all.sort_unstable();
    all.dedup();
    all
}

fn sealed(vault: &Vault, id: i64, record: &Record) -> Vec<u8> {
    let json = serde_json::to_vec(record).expect("texts become JSON");
    vault.seal(Purpose::Application, &id.to_string(), &json)
}

/// Whoever fills in the form, for events: nobody knows who they are.
fn applicant(address: IpAddr, institution: Option<&InstitutionNumber>) -> Circumstances {
    Circumstances {
        doer: Doer::Machine("applicant".to_owned()),
        institution: institution.cloned(),
        address: address.to_canonical().to_string(),
    }
}

fn by_link(tx: &mut Tx, vault: &Vault, hash: &[u8; 32]) -> Result<Option<Held>, StoreError> {
    store::application::by_link(tx, hash)?.map(|row| Held::open(vault, row)).transpose()
}

/// Begins an application and answers the path of its link; none where too many came from there.
///
/// # Errors
/// [`StoreError`].
pub async fn begin(
    world: &World,
    address: IpAddr,
    answers: Answers,
    language: &str,
) -> Result<Option<String>, StoreError> {
    let id = world.draw_id();
    let secret = crypto::random::token_from(&mut world.chance());
    let record =
        Record { answers, language: language.to_owned(), link: secret.reveal().to_owned(), ..Record::default() };
    let new = NewApplication {
        id,
        link_hash: crypto::digest::of_token(secret.reveal()).to_vec(),
        record_sealed: sealed(&world.vault, id, &record),
        address: address.to_canonical().to_string(),
        ends: world.now().plus(DRAFT_KEPT),
    };
    let begun = world.db.write(move |tx| {
        let since = tx.now().minus(Millis::days(1));
        if BEGUN_A_DAY_MAX <= store::application::of_address(tx, &new.address, since, BEGUN_A_DAY_MAX)? {
            return Ok(false);
        }
        store::application::begin(tx, &new)?;
        Ok(true)
    });
    Ok(begun.await?.then(|| record.path()))
}

/// The application of a link; none where there is none, or its time is over.
///
/// # Errors
/// [`StoreError`].
pub async fn find(world: &World, link: &SecretText) -> Result<Option<Held>, StoreError> {
    let hash = crypto::digest::of_token(link.reveal());
    let vault = world.vault.clone();
    world.db.point(move |tx| by_link(tx, &vault, &hash)).await
}

/// What became of something that was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is kept.
    Yes,
    /// It was sent already, or decided: nothing changes any more.
    Closed,
    /// There is no such application.
    Nothing,
}

/// Keeps answers, right or wrong. The first time there is an address to write to, the link is mailed there.
///
/// # Errors
/// [`StoreError`].
pub async fn save(world: &World, link: &SecretText, answers: Answers) -> Result<Kept, StoreError> {
    let hash = crypto::digest::of_token(link.reveal());
    let (vault, post) = (world.vault.clone(), Post::draw(world, 1));
    world
        .db
        .write(move |tx| {
            let Some(mut held) = by_link(tx, &vault, &hash)? else { return Ok(Kept::Nothing) };
            if !held.row.state.is_open() {
                return Ok(Kept::Closed);
            }
            if held.record.answers == answers {
                return Ok(Kept::Yes);
            }
            held.record.answers = answers.clone();
            mail_link(tx, &mut held, &post)?;
            let institution = answers.number();
            store::application::answer(
                tx,
                held.row.id,
                &sealed(&vault, held.row.id, &held.record),
                institution.as_ref(),
            )?;
            Ok(Kept::Yes)
        })
        .await
}

fn mail_link(tx: &mut Tx, held: &mut Held, post: &Post) -> Result<(), StoreError> {
    let to = held.record.answers.contact.mail.trim().to_owned();
    let new = !held.record.mailed.contains(&to) && held.record.mailed.len() < MAILED_MAX;
    if held.row.state != State::Draft || !is_address(&to) || !new {
        return Ok(());
    }
    let mut values = held.values();
    let ends = held.row.ends.unwrap_or(held.row.created.plus(DRAFT_KEPT));
    values.insert("day".to_owned(), ends.day_in_denmark().to_string());
    if let Some(mail) = post.letter(0, (Letter::ApplicationBegun, held.record.letters_in()), &to, &values) {
        store::outbox::put(tx, &mail)?;
    }
    held.record.mailed.push(to);
    Ok(())
}

/// Whether the institution whose number was typed is closed, as everybody may read in the register.
///
/// # Errors
/// [`StoreError`].
pub async fn is_closed(world: &World, answers: &Answers) -> Result<bool, StoreError> {
    let Some(number) = answers.number() else { return Ok(false) };
    world.db.point(move |tx| store::institution::is_closed(tx, &number)).await
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attached {
    /// It is kept in place of the last one.
    Yes,
    /// It is none we take.
    Refused(pdf::Flaw),
    /// It was sent already, or decided.
    Closed,
    /// There is no such application.
    Nothing,
}

/// Takes the signed page in.
///
/// # Errors
/// [`StoreError`].
pub async fn attach(world: &World, link: &SecretText, (name, bytes): (&str, Vec<u8>)) -> Result<Attached, StoreError> {
    let Some(held) = find(world, link).await? else { return Ok(Attached::Nothing) };
    let size = bytes.len();
    // A page full of pictures takes a while: not on the threads that answer everybody else.
    let checked = tokio::task::spawn_blocking(move || pdf::check(&bytes).map(|()| bytes)).await;
    let bytes = match checked {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(flaw)) => return Ok(Attached::Refused(flaw)),
        Err(_) => return Ok(Attached::Refused(pdf::Flaw::Unreadable)),
    };
    let file = world.vault.seal(Purpose::ApplicationFile, &held.row.id.to_string(), &bytes);
    let note = FileNote { name: plain_name(name), bytes: size };
    let kept = put_file(world, link, Some((file, note))).await?;
    Ok(match kept {
        Kept::Yes => Attached::Yes,
        Kept::Closed => Attached::Closed,
        Kept::Nothing => Attached::Nothing,
    })
}

/// Takes the page away again.
///
/// # Errors
/// [`StoreError`].
pub async fn detach(world: &World, link: &SecretText) -> Result<Kept, StoreError> {
    put_file(world, link, None).await
}

async fn put_file(world: &World, link: &SecretText, file: Option<(Vec<u8>, FileNote)>) -> Result<Kept, StoreError> {
    let hash = crypto::digest::of_token(link.reveal());
    let vault = world.vault.clone();
    let (file, note) = file.unzip();
    world
        .db
        .write(move |tx| {
            let Some(mut held) = by_link(tx, &vault, &hash)? else { return Ok(Kept::Nothing) };
            if !store::application::put_file(tx, held.row.id, file.as_ref())? {
                return Ok(Kept::Closed);
            }
            held.record.file.clone_from(&note);
            store::application::record(tx, held.row.id, &sealed(&vault, held.row.id, &held.record))?;
            Ok(Kept::Yes)
        })
        .await
}

/// A file's own name without path, control characters and marks that would fool a reader.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let turns =
        |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '"');
    let plain: String = last.chars().filter(|c| !c.is_control() && !turns(*c)).take(FILE_NAME_MAX).collect();
    if plain.trim().is_empty() { "underskriftsside.pdf".to_owned() } else { plain }
}

#[cfg(test)]
mod tests {
    use super::plain_name;

    #[test]
    fn a_files_name_is_a_name_and_nothing_else() {
        assert_eq!(plain_name("C:\\hjem\\side.pdf"), "side.pdf");
        assert_eq!(plain_name("../../etc/passwd"), "passwd");
        assert_eq!(plain_name("a\r\nb\u{202e}fdp.exe\""), "abfdp.exe");
        assert_eq!(plain_name(""), "underskriftsside.pdf");
        assert_eq!(plain_name(&"x".repeat(500)).len(), 120);
    }
}
