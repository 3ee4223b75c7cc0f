//! Setting values out of three places: the table of defaults, `unilogin.toml`, and the environment, the
//! later winning. A key nobody knows stops the start with the nearest known name.
//!
//! What it does not do: know what a setting means (`config` does).

use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use toml::Value;

/// What a setting holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Text,
    Number,
    /// A list of texts; in the environment separated by commas.
    List,
}

/// One setting: a row of `docs/operating.md`.
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
    /// As it would stand in the file.
    pub(crate) default: &'static str,
    #[cfg_attr(not(test), expect(dead_code, reason = "the operators' guide is written from it by a test"))]
    pub(crate) doc: &'static str,
}

impl Key {
    /// `hashing.lanes` is `UNILOGIN_HASHING_LANES`.
    pub(crate) fn environment(&self) -> String {
        format!("UNILOGIN_{}", self.name.to_uppercase().replace('.', "_"))
    }

    fn default_value(&self) -> Value {
        match self.shape {
            Shape::Text => Value::String(self.default.to_owned()),
            Shape::Number => Value::Integer(self.default.parse().expect("the table's defaults are tested")),
            Shape::List => Value::Array(Vec::new()),
        }
    }

    /// Reads the value of an environment variable.
    fn parse(&self, text: &str) -> Result<Value> {
        Ok(match self.shape {
            Shape::Text => Value::String(text.to_owned()),
            Shape::Number => {
                Value::Integer(text.parse().with_context(|| format!("{} must be a number", self.environment()))?)
            }
            Shape::List => {
                let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
                Value::Array(parts.map(|part| Value::String(part.to_owned())).collect())
            }
        })
    }

    fn accepts(&self, value: &Value) -> bool {
        match self.shape {
            Shape::Text => value.is_str(),
            Shape::Number => value.is_integer(),
            Shape::List => value.as_array().is_some_and(|parts| parts.iter().all(Value::is_str)),
        }
    }

    fn wanted(&self) -> &'static str {
        match self.shape {
            Shape::Text => "a text in quotes",
            Shape::Number => "a whole number",
            Shape::List => "a list of texts in quotes",
        }
    }
}

/// One value for every key of the table.
pub(crate) struct Values(BTreeMap<&'static str, Value>);

impl Values {
    /// Merges defaults, the file's text and the environment.
    pub(crate) fn merge(
        keys: &'static [Key],
        file: &str,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Values> {
        let mut values: BTreeMap<_, _> = keys.iter().map(|key| (key.name, key.default_value())).collect();
        let table: toml::Table = file.parse().context("the configuration file is not TOML")?;
        let mut given = Vec::new();
        flatten("", &table, &mut given);
        for (name, value) in given {
            let Some(key) = keys.iter().find(|key| key.name == name) else {
                bail!("unknown setting `{name}`; did you mean `{}`?", nearest(keys, &name));
            };
            if !key.accepts(&value) {
                bail!("setting `{name}` must be {}", key.wanted());
            }
            values.insert(key.name, value);
        }
        for key in keys {
            if let Some(text) = environment(&key.environment()) {
                values.insert(key.name, key.parse(&text)?);
            }
        }
        Ok(Values(values))
    }

    /// A text.
    pub(crate) fn text(&self, name: &'static str) -> &str {
        debug_assert!(self.0.contains_key(name), "no setting is called {name}");
        self.0.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// A text; none where it is empty.
    pub(crate) fn maybe_text(&self, name: &'static str) -> Option<&str> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// A number of the type that is needed.
    pub(crate) fn number<T: TryFrom<i64>>(&self, name: &'static str) -> Result<T> {
        let number = self.0.get(name).and_then(Value::as_integer).unwrap_or_default();
        T::try_from(number).map_err(|_| anyhow::anyhow!("setting `{name}` is out of range: {number}"))
    }

    /// A list of texts.
    pub(crate) fn list(&self, name: &'static str) -> Vec<&str> {
        self.0.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
    }
}

fn flatten(prefix: &str, table: &toml::Table, into: &mut Vec<(String, Value)>) {
    for (name, value) in table {
        let name = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        match value {
            Value::Table(inner) => flatten(&name, inner, into),
            Value::String(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime(_)
            | Value::Array(_) => into.push((name, value.clone())),
        }
    }
}

/// The known name that takes the fewest changes of one letter.
fn nearest(keys: &'static [Key], name: &str) -> &'static str {
    keys.iter().map(|key| key.name).min_by_key(|known| distance(known, name)).unwrap_or_default()
}

fn distance(one: &str, two: &str) -> usize {
    let two: Vec<char> = two.chars().collect();
    let mut row: Vec<usize> = (0..=two.len()).collect();
    for (above, letter) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = above + 1;
        for (place, other) in two.iter().enumerate() {
            let changed = diagonal + usize::from(letter != *other);
            diagonal = row[place + 1];
            row[place + 1] = changed.min(diagonal + 1).min(row[place] + 1);
        }
    }
    row[two.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: &[Key] = &[
        Key { name: "origin", shape: Shape::Text, default: "http://localhost:8080", doc: "" },
        Key { name: "hashing.lanes", shape: Shape::Number, default: "0", doc: "" },
        Key { name: "trusted_proxies", shape: Shape::List, default: "[]", doc: "" },
    ];

    fn merged(file: &str) -> Result<Values> {
        Values::merge(KEYS, file, |_| None)
    }

    #[test]
    fn the_environment_beats_the_file_and_the_file_the_default() {
        let environment = |name: &str| (name == "UNILOGIN_HASHING_LANES").then(|| "3".to_owned());
        let values =
            Values::merge(KEYS, "trusted_proxies = ['10.0.0.0/8']\n[hashing]\nlanes = 2", environment).unwrap();
        assert_eq!(values.number::<usize>("hashing.lanes").unwrap(), 3);
        assert_eq!(values.list("trusted_proxies"), ["10.0.0.0/8"]);
        assert_eq!(values.text("origin"), "http://localhost:8080");
    }

    #[test]
    fn an_unknown_key_stops_with_the_nearest_name() {
        let told = merged("[hashing]\nlane = 2").err().unwrap().to_string();
        assert_eq!(told, "unknown setting `hashing.lane`; did you mean `hashing.lanes`?");
        assert!(merged("orgin = 'x'").err().unwrap().to_string().contains("`origin`"));
    }

    #[test]
    fn a_value_of_the_wrong_shape_is_told() {
        let told = merged("hashing.lanes = 'two'").err().unwrap().to_string();
        assert_eq!(told, "setting `hashing.lanes` must be a whole number");
    }
}
