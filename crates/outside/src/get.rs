//! Sending one request under the limits.

use crate::address::{self, Named, Refused};
use reqwest::header::{ACCEPT, AUTHORIZATION};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// How long one request may take, from the look-up of the name to the last byte.
pub const SECONDS_MAX: u64 = 5;
/// How many bytes of an answer are read.
pub const ANSWER_BYTES_MAX: usize = 256 * 1024;

/// Sends requests; one for the whole server.
#[derive(Clone, Debug)]
pub struct Outside {
    client: reqwest::Client,
    named: Arc<Named>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The body, at most [`ANSWER_BYTES_MAX`].
    pub body: Vec<u8>,
}

/// Why nothing came back.
#[derive(Debug, thiserror::Error)]
pub enum OutsideError {
    /// The address may not be called.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The answer is larger than we read.
    #[error("the answer is larger than {ANSWER_BYTES_MAX} bytes")]
    TooLarge,
    /// No connection, no answer in time, or not HTTP. Says what, never what was sent.
    #[error("no answer: {0}")]
    Broken(String),
}

/// How a request shows who sends it.
#[derive(Clone)]
pub enum Proof {
    /// It does not.
    None,
    /// `Authorization: Bearer`.
    Bearer(String),
    /// `Authorization: Basic`, user name and secret already form-encoded by the caller.
    Basic(String, String),
}

/// Resolves names itself, so that the address that was judged is the one that is called.
#[derive(Clone, Debug)]
struct PublicOnly(Arc<Named>);

impl reqwest::dns::Resolve for PublicOnly {
    fn resolve(&self, name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        let named = self.0.0.iter().any(|host| host.split(':').next() == Some(name.as_str()));
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let kept: Vec<SocketAddr> = found.into_iter().filter(|at| named || address::is_public(at.ip())).collect();
            if kept.is_empty() {
                return Err(Box::new(Refused::Private) as Box<dyn std::error::Error + Send + Sync>);
            }
            Ok(Box::new(kept.into_iter()) as reqwest::dns::Addrs)
        })
    }
}

impl Outside {
    /// A sender that may also call the hosts the configuration names.
    ///
    /// # Errors
    /// Where the machine's certificates cannot be read.
    pub fn new(named: Named) -> Result<Outside, OutsideError> {
        let named = Arc::new(named);
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(SECONDS_MAX))
            .no_proxy()
            .dns_resolver(Arc::new(PublicOnly(named.clone())))
            .build()
            .map_err(|error| OutsideError::Broken(error.to_string()))?;
        Ok(Outside { client, named })
    }

    /// Asks for a document.
    ///
    /// # Errors
    /// [`OutsideError`]; a status that is not 2xx is an answer, not an error.
    pub async fn get(&self, url: &Url, proof: Proof) -> Result<Answer, OutsideError> {
        address::permitted(url, &self.named)?;
        self.send(self.client.get(url.clone()), proof).await
    }

    /// Posts a form.
    ///
    /// # Errors
    /// As [`Outside::get`].
    pub async fn post_form(&self, url: &Url, fields: &[(&str, &str)], proof: Proof) -> Result<Answer, OutsideError> {
        address::permitted(url, &self.named)?;
        self.send(self.client.post(url.clone()).form(fields), proof).await
    }

    async fn send(&self, request: reqwest::RequestBuilder, proof: Proof) -> Result<Answer, OutsideError> {
        let request = request.header(ACCEPT, "application/json");
        let request = match proof {
            Proof::None => request,
            Proof::Bearer(token) => request.header(AUTHORIZATION, format!("Bearer {token}")),
            Proof::Basic(user, secret) => request.basic_auth(user, Some(secret)),
        };
        let mut answer = request.send().await.map_err(broken)?;
        let status = answer.status().as_u16();
        let mut body = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(broken)? {
            if ANSWER_BYTES_MAX < body.len() + part.len() {
                return Err(OutsideError::TooLarge);
            }
            body.extend_from_slice(&part);
        }
        Ok(Answer { status, body })
    }
}

/// The address is cut from the message: a query may hold what must not be logged.
fn broken(error: reqwest::Error) -> OutsideError {
    let error = error.without_url();
    let mut said = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(inner) = cause {
        said.push_str(": ");
        said.push_str(&inner.to_string());
        cause = inner.source();
    }
    OutsideError::Broken(said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    /// A server that answers one connection with these bytes.
    async fn answering(bytes: Vec<u8>) -> u16 {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("its number").port();
        tokio::spawn(async move {
            if let Ok((mut stream, _)) = listener.accept().await {
                let mut asked = [0u8; 4096];
                drop(stream.read(&mut asked).await);
                drop(stream.write_all(&bytes).await);
            }
        });
        port
    }

    fn sender(port: u16) -> Outside {
        Outside::new(Named(vec![format!("127.0.0.1:{port}")])).expect("a sender")
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_not_a_road() {
        let port =
            answering(b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n".to_vec())
                .await;
        let url = Url::parse(&format!("http://127.0.0.1:{port}/")).expect("a url");
        assert_eq!(sender(port).get(&url, Proof::None).await.expect("an answer").status, 302);
    }

    #[tokio::test]
    async fn a_larger_answer_is_not_read() {
        let mut bytes = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec();
        bytes.resize(bytes.len() + ANSWER_BYTES_MAX + 1, b'x');
        let port = answering(bytes).await;
        let url = Url::parse(&format!("http://127.0.0.1:{port}/")).expect("a url");
        assert!(matches!(sender(port).get(&url, Proof::None).await, Err(OutsideError::TooLarge)));
    }

    #[tokio::test]
    async fn a_name_that_leads_home_is_not_called() {
        let url = Url::parse("https://localhost/").expect("a url");
        let error =
            Outside::new(Named::default()).expect("a sender").get(&url, Proof::None).await.expect_err("refused");
        assert!(error.to_string().contains("private network"), "{error}");
    }
}
