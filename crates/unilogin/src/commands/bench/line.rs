//! One browser of the load generator: a kept connection, its cookies, and just enough HTTP/1.1 to be cheap.
//!
//! What it does not do: TLS, compression, chunked answers, or anything a real browser does beyond that.

use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer of the server.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    pub(crate) body: String,
}

/// A connection with cookies.
pub(crate) struct Line {
    stream: TcpStream,
    host: String,
    cookies: BTreeMap<String, String>,
    buffer: Vec<u8>,
}

impl Line {
    /// Connects.
    pub(crate) async fn open(address: SocketAddr, host: &str) -> Result<Line> {
        let stream = TcpStream::connect(address).await.context("the bench's own server does not answer")?;
        stream.set_nodelay(true)?;
        Ok(Line { stream, host: host.to_owned(), cookies: BTreeMap::new(), buffer: Vec::with_capacity(64 * 1024) })
    }

    /// Forgets all cookies: another person sits down.
    pub(crate) fn forget(&mut self) {
        self.cookies.clear();
    }

    /// Somebody sits down who has these cookies.
    pub(crate) fn sit_down(&mut self, cookies: &[(String, String)]) {
        self.cookies = cookies.iter().cloned().collect();
    }

    /// Asks for a page.
    pub(crate) async fn get(&mut self, path: &str) -> Result<Answer> {
        let head = format!("GET {path} HTTP/1.1\r\nhost: {}\r\n{}\r\n", self.host, self.cookie_line());
        self.exchange(head.as_bytes()).await
    }

    /// Sends a form from a page of ours.
    pub(crate) async fn submit(&mut self, path: &str, form: &str) -> Result<Answer> {
        let origin = format!("origin: http://{}\r\n{}", self.host, self.cookie_line());
        self.post(path, form, &origin).await
    }

    /// Sends a form as a service does: no cookies, its own credentials.
    pub(crate) async fn call(&mut self, path: &str, form: &str, authorization: &str) -> Result<Answer> {
        self.post(path, form, &format!("authorization: {authorization}\r\n")).await
    }

    async fn post(&mut self, path: &str, form: &str, lines: &str) -> Result<Answer> {
        let text = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\n{lines}content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
            self.host,
            form.len()
        );
        self.exchange(text.as_bytes()).await
    }

    fn cookie_line(&self) -> String {
        if self.cookies.is_empty() {
            return String::new();
        }
        let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        format!("cookie: {}\r\n", pairs.join("; "))
    }

    async fn exchange(&mut self, request: &[u8]) -> Result<Answer> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let head_ends = loop {
            if let Some(place) = find(&self.buffer, b"\r\n\r\n") {
                break place;
            }
            self.read_more().await?;
        };
        let head = std::str::from_utf8(&self.buffer[..head_ends]).context("an answer's head is not text")?.to_owned();
        let status = head.get(9..12).and_then(|text| text.parse().ok()).context("an answer without a status")?;
        let mut location = None;
        let mut length = 0;
        for line in head.split("\r\n").skip(1) {
            let Some((name, value)) = line.split_once(':') else { continue };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse()?,
                "location" => location = Some(value.trim().to_owned()),
                "set-cookie" => self.keep(value),
                "transfer-encoding" => bail!("the bench does not read chunked answers"),
                _ => {}
            }
        }
        let ends = head_ends + 4 + length;
        while self.buffer.len() < ends {
            self.read_more().await?;
        }
        let body = String::from_utf8_lossy(&self.buffer[head_ends + 4..ends]).into_owned();
        Ok(Answer { status, location, body })
    }

    async fn read_more(&mut self) -> Result<()> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            bail!("the server closed the connection");
        }
        Ok(())
    }

    fn keep(&mut self, set_cookie: &str) {
        let pair = set_cookie.split(';').next().unwrap_or_default();
        if let Some((name, value)) = pair.trim().split_once('=') {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
