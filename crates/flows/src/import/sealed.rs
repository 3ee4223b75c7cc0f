//! What an import keeps sealed: records, rosters, and what undoing needs. JSON, packed where it is long.

use super::ImportError;
use crypto::sealing::{Purpose, Vault};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use rules::id::ImportRunId;
use rules::institution::InstitutionNumber;
use rules::roster::{Finding, Record};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::{Read as _, Write as _};

/// Unpacked, nothing kept here is larger: the largest institution's roster is a hundredth of it.
const UNPACKED_BYTES_MAX: u64 = 1 << 30;

/// Which row a record belongs to, as the vault binds it.
pub(super) fn row_of(institution: &InstitutionNumber, source: &str, local_person_id: &str) -> String {
    format!("{institution}\n{source}\n{local_person_id}")
}

/// A record as it is stored: digest and sealed JSON.
pub(super) fn record(vault: &Vault, row: &str, record: &Record) -> Result<([u8; 32], Vec<u8>), ImportError> {
    let json = serde_json::to_vec(record).map_err(|_| ImportError::Damaged)?;
    Ok((crypto::digest::sha256(&json), vault.seal(Purpose::SourcePerson, row, &json)))
}

/// Back from [`record`].
pub(super) fn open_record(vault: &Vault, row: &str, sealed: &[u8]) -> Result<Record, ImportError> {
    let json = vault.open(Purpose::SourcePerson, row, sealed)?;
    serde_json::from_slice(json.reveal()).map_err(|_| ImportError::Damaged)
}

/// Something long of one run.
pub(super) fn pack<T: Serialize>(
    vault: &Vault,
    purpose: Purpose,
    run: ImportRunId,
    value: &T,
) -> Result<Vec<u8>, ImportError> {
    let json = serde_json::to_vec(value).map_err(|_| ImportError::Damaged)?;
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(&json).map_err(|_| ImportError::Damaged)?;
    let packed = packer.finish().map_err(|_| ImportError::Damaged)?;
    Ok(vault.seal(purpose, &run.0.to_string(), &packed))
}

/// Back from [`pack`].
pub(super) fn unpack<T: DeserializeOwned>(
    vault: &Vault,
    purpose: Purpose,
    run: ImportRunId,
    sealed: &[u8],
) -> Result<T, ImportError> {
    let packed = vault.open(purpose, &run.0.to_string(), sealed)?;
    let mut json = Vec::new();
    let unpacked = GzDecoder::new(packed.reveal()).take(UNPACKED_BYTES_MAX).read_to_end(&mut json);
    unpacked.map_err(|_| ImportError::Damaged)?;
    serde_json::from_slice(&json).map_err(|_| ImportError::Damaged)
}

/// A finding as the history keeps it; the detail reads back as the reason.
pub(super) fn finding(finding: &Finding) -> (String, &'static str, String) {
    let detail = serde_json::to_string(&finding.reason).unwrap_or_default();
    (finding.local_person_id.clone(), finding.reason.code(), detail)
}
