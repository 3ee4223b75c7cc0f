//! The vault: columns the database holds only encrypted, and hashes that need a key to make.
//!
//! AES-256-GCM-SIV with a random nonce. The associated data names column and row, so that a sealed value
//! moved to another person's row does not open. Each value carries the id of its key: keys rotate while old
//! values still open. Source: `architecture.md` §4 and `security.md` rule 11.
//!
//! What it does not do: hash passwords ([`crate::pool`]), or decide who may have something opened.

use crate::keys::{IdentifiedKey, KeyKind, Keys};
use crate::secret::SecretBytes;
use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::hmac;
use rules::cpr::Cpr;
use std::sync::Arc;

/// Which column a sealed value belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A person's CPR number; row: the person's id.
    PersonCpr,
    /// What a source last said of a person; row: institution, source, local person id.
    SourcePerson,
    /// The roster of an import run; row: the run's id.
    ImportRoster,
    /// The plan of an import run; row: the run's id.
    ImportPlan,
    /// A proposed password between two screens; row: the login's handle hash in hex.
    LoginSecret,
    /// A school card's token; row: the token's hash in hex.
    SchoolCard,
    /// The PKCE verifier of a trip to the national eID; row: the state's hash in hex.
    EidVerifier,
    /// The PKCE verifier of a trip from a site to the broker; row: the state's hash in hex.
    SiteVerifier,
    /// A private signing key; row: its key id.
    SigningKey,
    /// An administrator's mail address; row: institution and the person's id.
    AdministratorMail,
    /// Address and values of a mail on its way out; row: its number.
    Mail,
    /// A form that could not be taken; row: the browser's hash in hex.
    Draft,
    /// What an operator must see of a case; row: its number.
    OperatorCase,
    /// What an application says and what was said about it; row: its number.
    Application,
    /// The signed page of an application; row: its number.
    ApplicationFile,
    /// A CPR number an administrator typed, carried from one step of a form to the next; row: who and where.
    TypedCpr,
}

impl Purpose {
    /// `table.column`, as the associated data has it. Never change one: what it sealed would not open.
    fn column(self) -> &'static str {
        match self {
            Purpose::PersonCpr => "person.cpr",
            Purpose::SourcePerson => "source_person.record",
            Purpose::ImportRoster => "import_run.roster",
            Purpose::ImportPlan => "import_run.plan",
            Purpose::LoginSecret => "login.secret",
            Purpose::SchoolCard => "school_card.token",
            Purpose::EidVerifier => "eid_request.verifier",
            Purpose::SiteVerifier => "site_trip.verifier",
            Purpose::SigningKey => "signing_key.private",
            Purpose::AdministratorMail => "administrator.mail",
            Purpose::Mail => "outbox.mail",
            Purpose::Draft => "draft.form",
            Purpose::OperatorCase => "operator_case.facts",
            Purpose::Application => "application.record",
            Purpose::ApplicationFile => "application.file",
            Purpose::TypedCpr => "form.typed_cpr",
        }
    }

    /// Which kind of key seals for it.
    pub fn key_kind(self) -> KeyKind {
        match self {
            Purpose::PersonCpr => KeyKind::Cpr,
            Purpose::SourcePerson
            | Purpose::ImportRoster
            | Purpose::ImportPlan
            | Purpose::LoginSecret
            | Purpose::SchoolCard
            | Purpose::EidVerifier
            | Purpose::SiteVerifier
            | Purpose::SigningKey
            | Purpose::AdministratorMail
            | Purpose::Mail
            | Purpose::Draft
            | Purpose::OperatorCase
            | Purpose::Application
            | Purpose::ApplicationFile
            | Purpose::TypedCpr => KeyKind::Seal,
        }
    }
}

/// What a keyed hash is for. Two purposes never give the same hash of the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HashPurpose {
    /// The pseudonym one service knows one person by: bytes are sector and UniId.
    PairwiseSubject,
    /// Pictures or text for a user name nobody has.
    FormChoice,
    /// The throttle's subject of a user name nobody has.
    UnknownName,
    /// The token of our own forms: bytes are the session's secret hash.
    FormToken,
    /// What only we can have written in a refresh token: bytes are the family's number and the generation.
    RefreshToken,
    /// What one of our own sites on a host of its own proves itself by: bytes are its word.
    OwnSite,
    /// The session as one service knows it: bytes are sector and session number.
    PairwiseSession,
    /// A person or an institution of an application, so that an earlier case is found: bytes are the kind and the number.
    ApplicationParty,
    /// The second factor of a remembered device or address in logs, where the value itself must not stand.
    Address,
}

impl HashPurpose {
    fn word(self) -> &'static str {
        match self {
            HashPurpose::PairwiseSubject => "pairwise_subject",
            HashPurpose::FormChoice => "form_choice",
            HashPurpose::ApplicationParty => "application_party",
            HashPurpose::UnknownName => "unknown_name",
            HashPurpose::FormToken => "form_token",
            HashPurpose::RefreshToken => "refresh_token",
            HashPurpose::OwnSite => "own_site",
            HashPurpose::PairwiseSession => "pairwise_session",
            HashPurpose::Address => "address",
        }
    }

    fn key_kind(self) -> KeyKind {
        match self {
            HashPurpose::PairwiseSubject | HashPurpose::PairwiseSession => KeyKind::Pairwise,
            HashPurpose::FormChoice | HashPurpose::UnknownName => KeyKind::FormChoice,
            HashPurpose::FormToken
            | HashPurpose::ApplicationParty
            | HashPurpose::OwnSite
            | HashPurpose::RefreshToken
            | HashPurpose::Address => KeyKind::FormToken,
        }
    }
}

/// Why a sealed value does not open. All three mean that something is broken or was tampered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Too short to be sealed.
    #[error("a sealed value is cut short")]
    Short,
    /// Its key is not in the key file.
    #[error("the key file lacks `{0}` key {1}, which sealed this value")]
    UnknownKey(&'static str, u8),
    /// Another row, another column, or changed bytes.
    #[error("a sealed value does not belong where it was found")]
    Forged,
}

/// One AEAD key with its id.
pub(crate) struct SealingKey {
    id: u8,
    key: RandomizedNonceKey,
}

/// The keys of one kind that seal, newest first: shared with the pepper of [`crate::password`].
pub(crate) struct SealingRing {
    kind: KeyKind,
    keys: Vec<SealingKey>,
}

impl SealingRing {
    pub(crate) fn new(keys: &Keys, kind: KeyKind) -> SealingRing {
        let prepare = |held: &IdentifiedKey| SealingKey {
            id: held.id,
            key: RandomizedNonceKey::new(&AES_256_GCM_SIV, held.key.reveal()).expect("32 bytes are an AES-256 key"),
        };
        SealingRing { kind, keys: keys.ring(kind).map(prepare).collect() }
    }

    fn newest(&self) -> &SealingKey {
        self.keys.first().expect("Keys holds at least one key of every kind")
    }

    /// Id of the key in use, nonce, ciphertext, tag.
    pub(crate) fn seal(&self, context: &[&[u8]], plain: &[u8]) -> Vec<u8> {
        let newest = self.newest();
        let mut sealed = Vec::with_capacity(1 + NONCE_LEN + plain.len() + TAG_BYTES);
        sealed.push(newest.id);
        sealed.extend_from_slice(&[0; NONCE_LEN]);
        sealed.extend_from_slice(plain);
        let aad = associated(newest.id, context);
        let (nonce, tag) = newest
            .key
            .seal_in_place_separate_tag(Aad::from(&aad), &mut sealed[1 + NONCE_LEN..])
            .expect("AES-GCM-SIV seals anything below 64 GiB");
        sealed[1..=NONCE_LEN].copy_from_slice(nonce.as_ref());
        sealed.extend_from_slice(tag.as_ref());
        sealed
    }

    pub(crate) fn open(&self, context: &[&[u8]], sealed: &[u8]) -> Result<SecretBytes, OpenError> {
        let (&id, rest) = sealed.split_first().ok_or(OpenError::Short)?;
        let (nonce, rest) = rest.split_first_chunk::<NONCE_LEN>().ok_or(OpenError::Short)?;
        let held = self.keys.iter().find(|held| held.id == id).ok_or(OpenError::UnknownKey(self.kind.word(), id))?;
        let mut opened = rest.to_vec();
        let aad = associated(id, context);
        let length = held
            .key
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(&aad), &mut opened)
            .map_err(|_| OpenError::Forged)?
            .len();
        opened.truncate(length);
        Ok(SecretBytes::new(opened))
    }

    /// Whether an older key than the one in use sealed it. A newer one did where another node uses it already.
    pub(crate) fn is_old(&self, sealed: &[u8]) -> bool {
        sealed.first().is_none_or(|id| *id < self.newest().id)
    }

    /// The id of the key in use, where the file also holds older ones.
    pub(crate) fn outdates(&self) -> Option<u8> {
        let newest = self.newest().id;
        self.keys.iter().any(|held| held.id < newest).then_some(newest)
    }
}

const TAG_BYTES: usize = 16;

/// Every part with its length in front, so that no two contexts give the same bytes.
fn associated(id: u8, context: &[&[u8]]) -> Vec<u8> {
    let mut bytes = vec![id];
    for part in context {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part);
    }
    bytes
}

struct Inside {
    seal: SealingRing,
    cpr: SealingRing,
    blind_index: Vec<hmac::Key>,
    pairwise: hmac::Key,
    form_choice: hmac::Key,
    form_token: hmac::Key,
}

/// The vault of one installation. Cheap to clone.
#[derive(Clone)]
pub struct Vault(Arc<Inside>);

impl Vault {
    /// Prepares the keys.
    pub fn new(keys: &Keys) -> Vault {
        let macs = |kind| -> Vec<hmac::Key> {
            keys.ring(kind).map(|held| hmac::Key::new(hmac::HMAC_SHA256, held.key.reveal())).collect()
        };
        let newest = |kind| macs(kind).swap_remove(0);
        Vault(Arc::new(Inside {
            seal: SealingRing::new(keys, KeyKind::Seal),
            cpr: SealingRing::new(keys, KeyKind::Cpr),
            blind_index: macs(KeyKind::BlindIndex),
            pairwise: newest(KeyKind::Pairwise),
            form_choice: newest(KeyKind::FormChoice),
            form_token: newest(KeyKind::FormToken),
        }))
    }

    fn ring(&self, purpose: Purpose) -> &SealingRing {
        match purpose.key_kind() {
            KeyKind::Cpr => &self.0.cpr,
            KeyKind::Seal
            | KeyKind::BlindIndex
            | KeyKind::Pepper
            | KeyKind::Pairwise
            | KeyKind::FormChoice
            | KeyKind::FormToken => &self.0.seal,
        }
    }

    /// Seals a value for one column of one row. The same value sealed twice looks different.
    pub fn seal(&self, purpose: Purpose, row: &str, plain: &[u8]) -> Vec<u8> {
        self.ring(purpose).seal(&[purpose.column().as_bytes(), row.as_bytes()], plain)
    }

    /// Opens what was sealed for this column and row.
    ///
    /// # Errors
    /// Where the value was sealed for another place, was changed, or its key is gone.
    pub fn open(&self, purpose: Purpose, row: &str, sealed: &[u8]) -> Result<SecretBytes, OpenError> {
        self.ring(purpose).open(&[purpose.column().as_bytes(), row.as_bytes()], sealed)
    }

    /// The same value under the key in use, where an older key sealed it: for the job that follows a rotation.
    ///
    /// # Errors
    /// As [`Vault::open`].
    pub fn reseal(&self, purpose: Purpose, row: &str, sealed: &[u8]) -> Result<Option<Vec<u8>>, OpenError> {
        if !self.ring(purpose).is_old(sealed) {
            return Ok(None);
        }
        let opened = self.open(purpose, row, sealed)?;
        Ok(Some(self.seal(purpose, row, opened.reveal())))
    }

    /// The id of the key that seals for this purpose, where the file also holds older ones: what they sealed waits to be
    /// sealed anew.
    pub fn outdates(&self, purpose: Purpose) -> Option<u8> {
        self.ring(purpose).outdates()
    }

    /// What a person is found by without storing the CPR number readable.
    pub fn blind_index(&self, cpr: &Cpr) -> [u8; 32] {
        keyed(&self.0.blind_index[0], "cpr", &[cpr.reveal().as_bytes()])
    }

    /// The blind index under every key of the ring, newest first: while a rotation is under way a person may
    /// still stand under an older one.
    pub fn blind_indexes(&self, cpr: &Cpr) -> Vec<[u8; 32]> {
        self.0.blind_index.iter().map(|key| keyed(key, "cpr", &[cpr.reveal().as_bytes()])).collect()
    }

    /// A hash nobody without the key can make. The parts are kept apart: `["a", "bc"]` is not `["ab", "c"]`.
    pub fn keyed_hash(&self, purpose: HashPurpose, parts: &[&[u8]]) -> [u8; 32] {
        let key = match purpose.key_kind() {
            KeyKind::Pairwise => &self.0.pairwise,
            KeyKind::FormChoice => &self.0.form_choice,
            KeyKind::FormToken | KeyKind::Seal | KeyKind::Cpr | KeyKind::BlindIndex | KeyKind::Pepper => {
                &self.0.form_token
            }
        };
        keyed(key, purpose.word(), parts)
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Vault(..)")
    }
}

fn keyed(key: &hmac::Key, label: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut context = hmac::Context::with_key(key);
    context.update(label.as_bytes());
    for part in parts {
        context.update(&[0]);
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    let mut out = [0; 32];
    out.copy_from_slice(context.sign().as_ref());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use rules::chance::Chance;

    fn keys() -> Keys {
        Keys::generate(&mut Chance::from_seed([3; 32]))
    }

    #[test]
    fn a_number_moved_to_another_row_or_column_does_not_open() {
        let vault = Vault::new(&keys());
        let sealed = vault.seal(Purpose::PersonCpr, "17", b"0102031234");
        assert_eq!(vault.open(Purpose::PersonCpr, "17", &sealed).unwrap().reveal(), b"0102031234");
        assert_eq!(vault.open(Purpose::PersonCpr, "18", &sealed).unwrap_err(), OpenError::Forged);
        assert_eq!(vault.open(Purpose::SchoolCard, "17", &sealed).unwrap_err(), OpenError::Forged);
        assert_eq!(vault.open(Purpose::PersonCpr, "17", &sealed[..5]).unwrap_err(), OpenError::Short);
    }

    #[test]
    fn the_same_number_sealed_twice_looks_different() {
        let vault = Vault::new(&keys());
        assert_ne!(vault.seal(Purpose::PersonCpr, "1", b"x"), vault.seal(Purpose::PersonCpr, "1", b"x"));
    }

    #[test]
    fn after_a_rotation_old_values_open_and_are_resealed_once() {
        let old = Vault::new(&keys());
        let sealed = old.seal(Purpose::PersonCpr, "1", b"0102031234");
        let new = Vault::new(&keys().rotated(KeyKind::Cpr, &mut Chance::from_seed([4; 32])).unwrap());
        let resealed = new.reseal(Purpose::PersonCpr, "1", &sealed).unwrap().unwrap();
        assert_eq!(new.open(Purpose::PersonCpr, "1", &resealed).unwrap().reveal(), b"0102031234");
        assert_eq!(new.reseal(Purpose::PersonCpr, "1", &resealed).unwrap(), None);
        assert_eq!(old.open(Purpose::PersonCpr, "1", &resealed).unwrap_err(), OpenError::UnknownKey("cpr", 2));
        assert_eq!((old.outdates(Purpose::PersonCpr), new.outdates(Purpose::PersonCpr)), (None, Some(2)));
    }

    #[test]
    fn what_another_node_sealed_with_the_next_key_is_not_put_back_under_this_one() {
        let (keys, id) = keys().prepared(KeyKind::Cpr, &mut Chance::from_seed([4; 32])).unwrap();
        let (here, there) = (Vault::new(&keys), Vault::new(&keys.used(KeyKind::Cpr, id).unwrap()));
        let sealed = there.seal(Purpose::PersonCpr, "1", b"0102031234");
        assert_eq!(here.open(Purpose::PersonCpr, "1", &sealed).unwrap().reveal(), b"0102031234");
        assert_eq!(here.reseal(Purpose::PersonCpr, "1", &sealed).unwrap(), None);
        assert_eq!(here.outdates(Purpose::PersonCpr), None);
    }

    #[test]
    fn aes_gcm_siv_agrees_with_rfc_8452() {
        // RFC 8452, appendix C.2: AEAD_AES_256_GCM_SIV, 8 bytes of plaintext, no associated data.
        let mut key = [0; 32];
        key[0] = 1;
        let mut nonce = [0; 12];
        nonce[0] = 3;
        let mut sealed = vec![
            0xc2, 0xef, 0x32, 0x8e, 0x5c, 0x71, 0xc8, 0x3b, 0x84, 0x31, 0x22, 0x13, 0x0f, 0x73, 0x64, 0xb7, 0x61, 0xe0,
            0xb9, 0x74, 0x27, 0xe3, 0xdf, 0x28,
        ];
        let prepared = RandomizedNonceKey::new(&AES_256_GCM_SIV, &key).unwrap();
        let opened =
            prepared.open_in_place(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut sealed).unwrap().to_vec();
        assert_eq!(opened, [1, 0, 0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn hmac_agrees_with_rfc_4231() {
        let key = hmac::Key::new(hmac::HMAC_SHA256, b"Jefe");
        let mac = hmac::sign(&key, b"what do ya want for nothing?");
        assert_eq!(&mac.as_ref()[..4], [0x5b, 0xdc, 0xc1, 0x46]);
    }

    #[test]
    fn two_purposes_never_give_the_same_hash() {
        let vault = Vault::new(&keys());
        let hash = |purpose| vault.keyed_hash(purpose, &[b"alma1234"]);
        assert_ne!(hash(HashPurpose::FormChoice), hash(HashPurpose::UnknownName));
        assert_eq!(hash(HashPurpose::FormChoice), hash(HashPurpose::FormChoice));
        assert_ne!(
            vault.keyed_hash(HashPurpose::PairwiseSubject, &[b"a", b"bc"]),
            vault.keyed_hash(HashPurpose::PairwiseSubject, &[b"ab", b"c"]),
        );
    }

    #[test]
    fn a_cpr_is_found_by_the_same_index_each_time() {
        let vault = Vault::new(&keys());
        let cpr = Cpr::parse("010203-1234").unwrap();
        assert_eq!(vault.blind_index(&cpr), vault.blind_indexes(&cpr)[0]);
        assert_ne!(vault.blind_index(&cpr), vault.blind_index(&Cpr::parse("0102031235").unwrap()));
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_sealed_opens_and_nothing_else_does(plain: Vec<u8>, row in ".{0,20}", garbage: Vec<u8>) {
            let vault = Vault::new(&keys());
            let mut sealed = vault.seal(Purpose::SourcePerson, &row, &plain);
            assert_eq!(vault.open(Purpose::SourcePerson, &row, &sealed).unwrap().reveal(), plain);
            let last = sealed.len() - 1;
            sealed[last] ^= 1;
            assert!(vault.open(Purpose::SourcePerson, &row, &sealed).is_err());
            assert!(vault.open(Purpose::SourcePerson, &row, &garbage).is_err());
        }
    }
}
