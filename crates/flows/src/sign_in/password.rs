//! The second page: four pictures or a text, through the one door.
//!
//! Source: product.md §5 and §6.2, ux.md 3.2 and 3.4. What it does not do: say which picture was wrong, or whether
//! anybody has the name.

use crate::password_door::{self, Account, Settled, Tested};
use crate::sign_in::passage::{self, Passage, Step};
use crate::sign_in::{At, Broken, Next, Notice, Purpose, Tile, onward};
use crate::world::World;
use crypto::sealing::{HashPurpose, Vault};
use crypto::secret::SecretText;
use rules::event::Kind;
use rules::id::PersonId;
use rules::password::{Form, canonical_text};
use rules::pictures::{CODE_PICTURES, Picture, PictureCode};
use store::driver::Tx;
use store::error::StoreError;

/// The grid with this login's own tokens, in the one order.
pub(crate) fn tiles(vault: &Vault, handle_hash: &[u8]) -> Vec<Tile> {
    let token = |picture: Picture| {
        let hash = vault.keyed_hash(HashPurpose::FormToken, &[b"picture", handle_hash, picture.word().as_bytes()]);
        rules::hex::write(&hash[..TOKEN_BYTES])
    };
    Picture::ALL.into_iter().map(|picture| Tile { picture, token: token(picture) }).collect()
}

/// Bytes of a picture's token: enough that two of twenty do not meet, few enough to type in a log by nobody.
const TOKEN_BYTES: usize = 6;

/// The picture a token of this login names.
pub(crate) fn picture_of(vault: &Vault, handle_hash: &[u8], token: &str) -> Option<Picture> {
    tiles(vault, handle_hash).into_iter().find(|tile| tile.token == token).map(|tile| tile.picture)
}

/// One tap without script: the row keeps it. On the password page and while practising.
pub async fn tap(world: &World, at: &At, token: String) -> Result<Next, Broken> {
    let vault = world.vault.clone();
    passage::change(world, at, move |_, passage| {
        let tapped = picture_of(&vault, &passage.row.handle_hash, &token);
        let picks = &mut passage.secrets.picked;
        if let Some(picture) = tapped
            && takes_taps(passage.step)
            && picks.len() < CODE_PICTURES
            && !picks.contains(&picture)
        {
            picks.push(picture);
        }
        passage.state.notice = None;
        Ok(())
    })
    .await
}

/// *Slet*: takes the last tap back.
pub async fn untap(world: &World, at: &At) -> Result<Next, Broken> {
    passage::change(world, at, |_, passage| {
        passage.secrets.picked.pop();
        passage.state.notice = None;
        Ok(())
    })
    .await
}

fn takes_taps(step: Step) -> bool {
    matches!(step, Step::Password | Step::Practise)
}

/// *Skift adgangskode*: the same page, and after the old password a new one.
pub async fn change_password(world: &World, at: &At) -> Result<Next, Broken> {
    passage::change(world, at, |_, passage| {
        if passage.step == Step::Password {
            passage.state.purpose = Purpose::ChangePassword;
            passage.go(Step::Password, None);
        }
        Ok(())
    })
    .await
}

/// *Log ind* under the grid. With script the page posts all four tokens; without, the row has the picks already.
pub async fn submit_pictures(world: &World, at: &At, tokens: Vec<String>) -> Result<Next, Broken> {
    let Some(passage) = passage::read_now(world, at).await? else {
        return Ok(Next::Gone);
    };
    let posted: Vec<Picture> = tokens
        .iter()
        .take(CODE_PICTURES)
        .filter_map(|token| picture_of(&world.vault, &passage.row.handle_hash, token))
        .collect();
    let picked = if posted.is_empty() { passage.secrets.picked.clone() } else { posted };
    match (passage.step, PictureCode::tapped(&picked)) {
        (Step::Practise, tapped) => crate::sign_in::new_password::practise(world, at, tapped).await,
        (Step::Password, Err(rules::pictures::NoCode::Missing(missing))) => {
            let notice = Notice::PicturesMissing(missing);
            passage::change(world, at, move |_, passage| {
                passage.secrets.picked.clone_from(&picked);
                passage.state.notice = Some(notice);
                Ok(())
            })
            .await
        }
        (Step::Password, Ok(code)) => test(world, at, passage, text_of(&code.canonical_bytes())).await,
        // The same picture twice is no code of anybody's: tested as any other wrong one.
        (Step::Password, Err(_)) => test(world, at, passage, SecretText::new("\0".to_owned())).await,
        (_, _) => Ok(Next::Page),
    }
}

/// *Log ind* under the text field.
pub async fn submit_text(world: &World, at: &At, typed: SecretText) -> Result<Next, Broken> {
    let Some(passage) = passage::read_now(world, at).await? else {
        return Ok(Next::Gone);
    };
    if passage.step != Step::Password {
        return Ok(Next::Page);
    }
    if typed.reveal().is_empty() {
        return passage::change(world, at, |_, passage| {
            passage.state.notice = Some(Notice::NothingTyped);
            Ok(())
        })
        .await;
    }
    // Longer than any password can be: cut, so that hashing stays bounded; the rest cannot make it right.
    let cut: String = typed.reveal().chars().filter(|c| *c != '\0').take(TYPED_CHARACTERS_MAX).collect();
    test(world, at, passage, SecretText::new(canonical_text(&cut))).await
}

/// The most characters of a typed password that are hashed.
const TYPED_CHARACTERS_MAX: usize = 256;

/// Canonical bytes as the pool takes them; they are always text.
pub(crate) fn text_of(bytes: &[u8]) -> SecretText {
    SecretText::new(String::from_utf8_lossy(bytes).into_owned())
}

async fn test(world: &World, at: &At, passage: Passage, secret: SecretText) -> Result<Next, Broken> {
    let form = passage.row.form.as_deref().and_then(Form::from_word).unwrap_or(Form::Text);
    let account = Account::of(world, passage.person(), &passage.typed(), form);
    let tested = password_door::test(world, &account, at.browser.address, secret).await?;
    if matches!(tested, Tested::Overloaded) {
        return Ok(Next::Busy);
    }
    let address = at.browser.address;
    passage::act(world, at, move |tx, passage, arrival| {
        // Another tab named somebody else meanwhile: the result is nobody's.
        if passage.step != Step::Password || passage.person() != account.person {
            return Ok(None);
        }
        passage.secrets.picked.clear();
        match password_door::settle(tx, &account, &tested, address)? {
            Settled::Waiting => passage.state.notice = Some(Notice::StillWaiting),
            Settled::Spent => passage.state.notice = Some(Notice::CodeSpent),
            Settled::Wrong => {
                let wrong = if form == Form::Pictures { Notice::WrongPictures } else { Notice::WrongText };
                passage.state.notice = Some(wrong);
                failed(tx, &account, arrival)?;
            }
            Settled::Right { version, also } => {
                passage.state.notice = None;
                return onward::by_password(tx, passage, (version, also, arrival));
            }
        }
        Ok(None)
    })
    .await
}

fn failed(tx: &mut Tx, account: &Account, arrival: &onward::Arrival) -> Result<(), StoreError> {
    // About nobody where nobody has the name: the same work, and whoever guesses names is seen.
    let person = account.person.unwrap_or(PersonId::NOBODY);
    store::event::append(tx, &arrival.first.event(Kind::LoginFailed, &arrival.by_login(), &[person]))
}
