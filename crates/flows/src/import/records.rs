//! What sources said of somebody, with another number put in: so that the next import of the same person goes through.
//!
//! Source: product.md §3. Also opens what sources say of one person. What it does not do: say whether the number may change.

use super::{ImportError, sealed};
use crate::world::World;
use rules::cpr::Cpr;
use rules::id::PersonId;
use rules::institution::InstitutionNumber;
use rules::roster::Record;
use store::driver::Tx;
use store::error::StoreError;
use store::source_person::SourcePerson;

/// A record before and after.
#[derive(Clone)]
pub(crate) struct Resealed {
    pub(crate) institution: InstitutionNumber,
    pub(crate) source: String,
    was: [u8; 32],
    pub(crate) now: SourcePerson,
}

/// The records of a person where `of` says so (institution, source), with this number in them.
pub(crate) async fn with_number(
    world: &World,
    person: PersonId,
    cpr: &Cpr,
    of: impl Fn(&str, &str) -> bool,
) -> Result<Vec<Resealed>, ImportError> {
    let found = world
        .db
        .read(move |tx| {
            let mut kept = Vec::new();
            for (institution, source, id) in store::source_person::of_person(tx, person)? {
                let Some(number) = InstitutionNumber::parse(&institution) else { continue };
                if let Some(record) = store::source_person::find(tx, &number, &source, &id)? {
                    kept.push((number, source, record));
                }
            }
            Ok(kept)
        })
        .await?;
    let mut resealed = Vec::new();
    for (institution, source, kept) in found {
        if !of(institution.as_str(), &source) {
            continue;
        }
        let row = sealed::row_of(&institution, &source, &kept.local_person_id);
        let mut record = sealed::open_record(&world.vault, &row, &kept.sealed)?;
        record.person.cpr = Some(cpr.clone());
        let (digest, sealed) = sealed::record(&world.vault, &row, &record)?;
        let now = SourcePerson { digest, sealed, ..kept.clone() };
        resealed.push(Resealed { institution, source, was: kept.digest, now });
    }
    Ok(resealed)
}

/// What sources of an institution say of somebody.
pub(crate) async fn of_person(
    world: &World,
    institution: &InstitutionNumber,
    person: PersonId,
) -> Result<Vec<Record>, ImportError> {
    let here = institution.clone();
    let kept = world
        .db
        .read(move |tx| {
            let mut kept = Vec::new();
            for (at, source, id) in store::source_person::of_person(tx, person)? {
                if at == here.as_str()
                    && let Some(record) = store::source_person::find(tx, &here, &source, &id)?
                {
                    kept.push((source, record));
                }
            }
            Ok(kept)
        })
        .await?;
    let open = |(source, kept): (String, SourcePerson)| {
        let row = sealed::row_of(institution, &source, &kept.local_person_id);
        sealed::open_record(&world.vault, &row, &kept.sealed)
    };
    kept.into_iter().map(open).collect()
}

/// Writes them; false where a source said something else meanwhile.
pub(crate) fn put(tx: &mut Tx, resealed: &[Resealed]) -> Result<bool, StoreError> {
    for record in resealed {
        if !store::source_person::reseal(tx, (&record.institution, &record.source), &record.was, &record.now)? {
            return Ok(false);
        }
    }
    Ok(true)
}
