//! `unilogin national`: the operator's settings for the whole country, kept in the database so that every node agrees.
//!
//! What it does not do: know what a setting means (`rules::national_setting`), or go around the record: each decision is an
//! event, done by `command` in the name of two operators.

use super::operator::known_person;
use super::request::{Answer, Request, Say};
use crate::control;
use crate::place::Place;
use anyhow::{Context, Result, bail};
use flows::national::{Decided, decide};
use flows::world::World;
use rules::national_setting::Settings;

/// What `unilogin national` is told.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Arguments {
    /// Decide settings, all of them or none: `guess_texts_a_day=50`; the value `standard` takes a decision back.
    Set {
        /// Names and values.
        #[arg(required = true, value_name = "NAME=VALUE")]
        settings: Vec<String>,
        /// Who decides, by user name: twice, two different operators.
        #[arg(long = "operator", required = true, num_args = 1)]
        operators: Vec<String>,
        #[command(flatten)]
        place: Place,
    },
    /// Show every setting, and which differ from their default.
    Show {
        /// One JSON object.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        place: Place,
    },
}

/// Hands the work on.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    match arguments {
        Arguments::Set { settings, operators, place } => {
            let split = |text: &String| {
                let pair = text.split_once('=').map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()));
                pair.with_context(|| format!("a setting is NAME=VALUE, not {text}"))
            };
            let settings = settings.iter().map(split).collect::<Result<_>>()?;
            control::run(&place, &Request::SetNational { settings, operators })
        }
        Arguments::Show { json, place } => control::run(&place, &Request::ShowNational { json }),
    }
}

/// Decides.
pub(crate) fn set(
    world: &World,
    (settings, operators): (&[(String, String)], &[String]),
    say: Say<'_>,
) -> Result<Answer> {
    let [one, two] = operators else { bail!("it takes two operators: --operator A --operator B") };
    let operators = [known_person(world, one)?.id, known_person(world, two)?.id];
    match decide(world, settings, operators)? {
        Decided::Yes => {}
        Decided::NotTwo => bail!(
            "it takes two different people who are operators, neither of them appointed by the other nor both by a third one: see `unilogin operator list`"
        ),
        Decided::No(Some(name), why) => bail!("{name}: {why}"),
        Decided::No(None, why) => bail!("{why}"),
    }
    for (name, value) in settings {
        say(&format!("{name} = {value}"))?;
    }
    Ok(Answer::Done)
}

/// Shows what is in force.
pub(crate) fn show(world: &World, json: bool, say: Say<'_>) -> Result<Answer> {
    let settings = world.db.blocking().read(flows::national::settings)?;
    let standard = Settings::default();
    let rows = Settings::names().map(|name| (name, settings.value(name).unwrap_or_default()));
    if json {
        let object: serde_json::Map<String, serde_json::Value> =
            rows.map(|(name, value)| (name.to_owned(), value.into())).collect();
        say(&serde_json::Value::Object(object).to_string())?;
        return Ok(Answer::Done);
    }
    for (name, value) in rows {
        let usual = standard.value(name).unwrap_or_default();
        let differs = if usual == value { String::new() } else { format!("   (default {usual})") };
        say(&format!("{name:28} {value}{differs}"))?;
    }
    Ok(Answer::Done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rules::national_setting::NUMBERS;

    /// The table of `docs/operating.md`, one row a number.
    fn table() -> String {
        let mut text = String::from("| Setting | Default | From | To | Unit | Meaning |\n|---|---|---|---|---|---|\n");
        for number in NUMBERS {
            let usual = Settings::default().value(number.name).unwrap_or_default();
            let (name, least, most) = (number.name, number.least, number.most);
            text.push_str(&format!(
                "| `{name}` | `{usual}` | {least} | {most} | {} | {} |\n",
                number.unit.word(),
                number.says
            ));
        }
        text
    }

    #[test]
    fn the_operators_guide_shows_every_national_setting() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/operating.md");
        let guide = std::fs::read_to_string(path).unwrap();
        let (before, rest) = guide.split_once("<!-- national settings -->\n").unwrap();
        let (_, after) = rest.split_once("<!-- end of national settings -->").unwrap();
        let fresh = format!("{before}<!-- national settings -->\n{}<!-- end of national settings -->{after}", table());
        if guide != fresh {
            std::fs::write(path, fresh).unwrap();
            panic!("docs/operating.md was behind the national settings and has been written anew: look and commit");
        }
    }
}
