//! The register has another mail address of an institution: where letters went before, and who administers the institution,
//! hear of it.
//!
//! Links that let people in go to that address, so nobody at the desk moves it unseen; it takes one operator, because a
//! register must follow what schools say. Source: product.md §11. What it does not do: write the entry.

use crate::administrators::{self, RECIPIENTS_MAX};
use crate::mail::{Language, Letter, Post, Values, is_address};
use crate::world::World;
use rules::institution::Institution;
use std::collections::BTreeSet;
use store::driver::Tx;
use store::error::StoreError;

/// Draws the letters of one institution.
pub(super) fn draw(world: &World) -> Post {
    Post::draw(world, RECIPIENTS_MAX + 1)
}

/// Writes to the old address and to all administrators, before the entry is written; nobody where the address stays.
/// Answers how many there were.
pub(super) fn tell(tx: &mut Tx, post: &Post, before: &Institution, after: &Institution) -> Result<usize, StoreError> {
    if before.mail == after.mail {
        return Ok(0);
    }
    let mut told: BTreeSet<String> = administrators::addresses(tx, post, &before.number)?.into_iter().collect();
    told.extend(Some(before.mail.clone()).filter(|mail| is_address(mail)));
    let values = Values::from([
        ("institution".to_owned(), after.name.clone()),
        ("number".to_owned(), after.number.to_string()),
        ("old".to_owned(), before.mail.clone()),
        ("new".to_owned(), after.mail.clone()),
    ]);
    for (nth, to) in told.iter().enumerate() {
        if let Some(mail) = post.letter(nth, (Letter::RegisterMailChanged, Language::Danish), to, &values) {
            store::outbox::put(tx, &mail)?;
        }
    }
    Ok(told.len())
}
