//! A file pushed over HTTP, as an administrative system does.

use serde_json::Value;

/// What came back.
#[derive(Debug)]
pub(crate) struct Pushed {
    pub(crate) status: u16,
    pub(crate) told: Value,
}

impl Pushed {
    pub(crate) fn word(&self, name: &str) -> &str {
        self.told[name].as_str().unwrap_or_default()
    }

    pub(crate) fn count(&self, name: &str) -> u64 {
        self.told[name].as_u64().unwrap_or_default()
    }
}

/// Pushes a text.
pub(crate) async fn push(url: &str, token: &str, text: &str) -> Pushed {
    push_body(url, token, text.to_owned()).await.unwrap()
}

/// Pushes whatever can be a body; an error where the connection breaks.
pub(crate) async fn push_body(
    url: &str,
    token: &str,
    body: impl Into<reqwest::Body>,
) -> Result<Pushed, reqwest::Error> {
    let client = reqwest::Client::builder().no_proxy().build()?;
    let request = client.post(url).bearer_auth(token).header("content-type", "application/xml");
    let answer = request.body(body).send().await?;
    let status = answer.status().as_u16();
    let text = answer.text().await?;
    Ok(Pushed { status, told: serde_json::from_str(&text).unwrap_or(Value::String(text)) })
}
