//! The register has another mail address of an institution, or another day it is closed from: where letters went before,
//! and who administers the institution, hear of it.
//!
//! Links that let people in go to that address, so nobody at the desk moves it unseen; it takes one operator, because a
//! register must follow what schools say. Source: product.md §11. What it does not do: write the entry.

use crate::administrators::{self, RECIPIENTS_MAX};
use crate::mail::{Language, Letter, Post, Values, is_address};
use crate::world::World;
use rules::institution::Institution;
use rules::register::Field;
use std::collections::BTreeSet;
use store::driver::Tx;
use store::error::StoreError;

/// The changes that are told of.
pub(super) const TOLD_OF: [Field; 2] = [Field::Mail, Field::Closed];

/// Draws the letters of one institution.
pub(super) fn draw(world: &World) -> Post {
    Post::draw(world, TOLD_OF.len() * (RECIPIENTS_MAX + 1))
}

/// Writes to the old address and to all administrators, before the entry is written; nobody where address and day stay.
/// Answers how many letters there were.
pub(super) fn tell(tx: &mut Tx, post: &Post, before: &Institution, after: &Institution) -> Result<usize, StoreError> {
    let mut letters = Vec::new();
    if before.mail != after.mail {
        letters.push(Letter::RegisterMailChanged);
    }
    if before.closed != after.closed {
        letters.push(if after.closed.is_some() { Letter::InstitutionClosed } else { Letter::InstitutionReopened });
    }
    if letters.is_empty() {
        return Ok(0);
    }
    let mut told: BTreeSet<String> = administrators::addresses(tx, post, &before.number)?.into_iter().collect();
    told.extend(Some(before.mail.clone()).filter(|mail| is_address(mail)));
    let values = Values::from([
        ("institution".to_owned(), after.name.clone()),
        ("number".to_owned(), after.number.to_string()),
        ("old".to_owned(), before.mail.clone()),
        ("new".to_owned(), after.mail.clone()),
        ("day".to_owned(), after.closed.map(|day| day.to_string()).unwrap_or_default()),
    ]);
    let all = letters.iter().flat_map(|letter| told.iter().map(move |to| (*letter, to)));
    let mut sent = 0;
    for (letter, to) in all {
        if let Some(mail) = post.letter(sent, (letter, Language::Danish), to, &values) {
            store::outbox::put(tx, &mail)?;
        }
        sent += 1;
    }
    Ok(sent)
}
