//! Letters to the mail server the configuration names.
//!
//! Source: security.md rule 15. One server, one sender, five seconds a step. What it does not do: know what a letter
//! says, or when it is tried again.

use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::AsyncSmtpTransport;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncTransport, Message, Tokio1Executor};
use std::time::Duration;

/// How long each step of a conversation with the mail server may take.
const STEP_WITHIN: Duration = Duration::from_secs(5);

/// How the line to the mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// TLS from the first byte, mostly port 465.
    Tls,
    /// Plain first, TLS before anything is said; never without.
    StartTls,
    /// None: for a server on the same machine.
    None,
}

impl Protection {
    /// The configuration's word.
    pub fn from_word(word: &str) -> Option<Protection> {
        match word {
            "tls" => Some(Protection::Tls),
            "starttls" => Some(Protection::StartTls),
            "none" => Some(Protection::None),
            _ => None,
        }
    }
}

/// The mail server, and who we are there. `Debug` does not say the password.
#[derive(Clone)]
pub struct Server {
    /// Its name, which its certificate must bear.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the line is protected.
    pub protection: Protection,
    /// User name and password, where it wants one.
    pub login: Option<(String, String)>,
    /// Whom letters are from: `Unilogin <unilogin@example.dk>`.
    pub from: String,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Server({}:{})", self.host, self.port)
    }
}

/// A letter as people read it. `Debug` says nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Written {
    /// One line.
    pub subject: String,
    /// For every reader.
    pub text: String,
    /// The same with headings and links.
    pub html: String,
}

impl std::fmt::Debug for Written {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Written(..)")
    }
}

/// Why a letter did not leave. Says nothing of the letter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    /// The address, or the letter, is one no server will ever take.
    #[error("the letter will never be taken: {0}")]
    Never(String),
    /// The server is away, busy or says *later*.
    #[error("the letter was not taken this time: {0}")]
    Later(String),
}

/// Why the mail server's description makes no sense.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// The sender is no address.
    #[error("the sender is no mail address")]
    Sender,
    /// TLS cannot be set up.
    #[error("TLS for mail cannot be set up: {0}")]
    Tls(#[from] lettre::transport::smtp::Error),
}

/// Where letters go.
#[derive(Clone)]
pub enum Mailer {
    /// To a server.
    Server {
        /// The conversation with it.
        transport: Box<AsyncSmtpTransport<Tokio1Executor>>,
        /// Whom letters are from.
        from: Mailbox,
    },
    /// Nowhere: they stay where they were written. A demo shows them.
    Kept,
}

impl Mailer {
    /// A mailer for this server. Nothing is said to it yet.
    ///
    /// # Errors
    /// [`Unusable`].
    pub fn new(server: &Server) -> Result<Mailer, Unusable> {
        let from: Mailbox = server.from.parse().map_err(|_| Unusable::Sender)?;
        let tls = match server.protection {
            Protection::Tls => Tls::Wrapper(TlsParameters::new(server.host.clone())?),
            Protection::StartTls => Tls::Required(TlsParameters::new(server.host.clone())?),
            Protection::None => Tls::None,
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host)
            .port(server.port)
            .tls(tls)
            .timeout(Some(STEP_WITHIN));
        if let Some((name, password)) = &server.login {
            builder = builder.credentials(Credentials::new(name.clone(), password.clone()));
        }
        Ok(Mailer::Server { transport: Box::new(builder.build()), from })
    }

    /// Hands a letter over; when it returns, the server has taken it.
    ///
    /// # Errors
    /// [`NotSent`].
    pub async fn send(&self, to: &str, written: &Written) -> Result<(), NotSent> {
        let Mailer::Server { transport, from } = self else { return Ok(()) };
        let to: Mailbox = to.parse().map_err(|_| NotSent::Never("the address is none".to_owned()))?;
        let bodies = MultiPart::alternative_plain_html(written.text.clone(), written.html.clone());
        let message = Message::builder().from(from.clone()).to(to).subject(&written.subject).multipart(bodies);
        let message = message.map_err(|error| NotSent::Never(error.to_string()))?;
        match transport.send(message).await {
            Ok(_) => Ok(()),
            // A 5xx answer is for ever; the server's words may repeat the address, so only the code is told.
            Err(error) if error.is_permanent() => Err(NotSent::Never(code(&error))),
            Err(error) => Err(NotSent::Later(code(&error))),
        }
    }
}

fn code(error: &lettre::transport::smtp::Error) -> String {
    match error.status() {
        Some(code) => format!("the mail server answered {code}"),
        None if error.is_timeout() => "the mail server was too slow".to_owned(),
        None => "the mail server could not be spoken with".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader, Write};
    use std::net::{Ipv4Addr, TcpListener};

    /// A mail server for one letter: answers `refusal` to the recipient where there is one, and gives back what came.
    fn server(refusal: Option<&'static str>) -> (u16, std::thread::JoinHandle<String>) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = std::thread::spawn(move || {
            let (stream, _) = listener.accept().unwrap();
            let mut say = stream.try_clone().unwrap();
            let mut heard = String::new();
            let mut letter = false;
            say.write_all(b"220 here\r\n").unwrap();
            for line in BufReader::new(stream).lines() {
                let Ok(line) = line else { break };
                heard.push_str(&line);
                heard.push('\n');
                let answer = match line.get(..4).unwrap_or_default() {
                    "." | "" if letter && line != "." => "",
                    _ if letter && line != "." => "",
                    "EHLO" => "250 here\r\n",
                    "RCPT" => refusal.unwrap_or("250 ok\r\n"),
                    "DATA" => {
                        letter = true;
                        "354 go on\r\n"
                    }
                    "QUIT" => "221 bye\r\n",
                    _ => {
                        letter = false;
                        "250 ok\r\n"
                    }
                };
                if say.write_all(answer.as_bytes()).is_err() {
                    break;
                }
            }
            heard
        });
        (port, heard)
    }

    fn mailer(port: u16) -> Mailer {
        let server = Server {
            host: "127.0.0.1".to_owned(),
            port,
            protection: Protection::None,
            login: None,
            from: "Unilogin <unilogin@example.dk>".to_owned(),
        };
        Mailer::new(&server).unwrap()
    }

    fn letter() -> Written {
        Written { subject: "Ny brugeradministrator".into(), text: "Hej Åse".into(), html: "<p>Hej Åse</p>".into() }
    }

    fn send(port: u16, to: &str) -> Result<(), NotSent> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(mailer(port).send(to, &letter()))
    }

    #[test]
    fn a_letter_reaches_the_server_in_both_forms() {
        let (port, heard) = server(None);
        send(port, "kontor@solbakkeskolen.dk").unwrap();
        let heard = heard.join().unwrap();
        assert!(heard.contains("RCPT TO:<kontor@solbakkeskolen.dk>"), "{heard}");
        assert!(heard.contains("Subject: Ny brugeradministrator"), "{heard}");
        assert!(heard.contains("text/plain") && heard.contains("text/html"), "{heard}");
    }

    #[test]
    fn what_is_refused_for_ever_is_told_apart_from_what_waits() {
        let (port, heard) = server(Some("550 no such box\r\n"));
        assert!(matches!(send(port, "nobody@solbakkeskolen.dk"), Err(NotSent::Never(_))));
        heard.join().unwrap();
        let (port, heard) = server(Some("451 later\r\n"));
        assert!(matches!(send(port, "kontor@solbakkeskolen.dk"), Err(NotSent::Later(_))));
        heard.join().unwrap();
    }

    #[test]
    fn an_address_with_a_second_header_in_it_is_none() {
        let refused = send(1, "a@b.dk\r\nBcc: everybody@example.dk");
        assert_eq!(refused, Err(NotSent::Never("the address is none".to_owned())));
    }

    #[test]
    fn nobody_at_the_other_end_means_later() {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        assert!(matches!(send(port, "kontor@solbakkeskolen.dk"), Err(NotSent::Later(_))));
    }
}
