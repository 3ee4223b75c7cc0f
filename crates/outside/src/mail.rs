//! Letters to the mail server the configuration names.
//!
//! Source: security.md rule 15. One server, one sender. The line is opened and tried as far as the sender before any letter
//! is touched: a wrong password or a server that is closed says nothing of a letter. What it does not do: know what a letter
//! says, or when it is tried again.

use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::{Address, Message};
use std::time::Duration;
use zeroize::Zeroizing;

/// How long a connection may take to come about.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// How long it may take to open the line, and to hand one letter over: a whole conversation each.
const CONVERSATION_WITHIN: Duration = Duration::from_secs(30);
/// Answers that speak of us or of the server whenever they come: closing, and the login.
const OF_THE_LINE: [&str; 5] = ["421", "530", "534", "535", "538"];

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

/// User name and password at the mail server. Cannot be printed; the password's memory is wiped when it goes.
#[derive(Clone)]
pub struct Login {
    user: String,
    password: Zeroizing<String>,
}

impl Login {
    /// Takes both into custody.
    pub fn new(user: &str, password: &str) -> Login {
        Login { user: user.to_owned(), password: Zeroizing::new(password.to_owned()) }
    }
}

/// The mail server, and who we are there. `Debug` says only where it is.
#[derive(Clone)]
pub struct Server {
    /// Its name, which its certificate must bear.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the line is protected.
    pub protection: Protection,
    /// How we log in, where it wants that.
    pub login: Option<Login>,
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
    /// The address, or the letter, is one this server will never take.
    #[error("the letter will never be taken: {0}")]
    Never(String),
    /// The server says *later* to this letter.
    #[error("the letter was not taken this time: {0}")]
    Later(String),
    /// The server is away, busy, closed to us or lost on the way: that is no letter's fault.
    #[error("there is no line to the mail server: {0}")]
    NoLine(String),
}

/// Why the mail server's description makes no sense.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// The sender is no address.
    #[error("the sender is no mail address")]
    Sender,
    /// TLS cannot be set up.
    #[error("TLS for mail cannot be set up: {0}")]
    Tls(#[from] Error),
}

/// Where letters go.
#[derive(Clone)]
pub enum Mailer {
    /// To a server.
    Server(Box<Destination>),
    /// Nowhere: they stay where they were written. A demo shows them.
    Kept,
}

/// A mail server whose description makes sense.
#[derive(Clone)]
pub struct Destination {
    server: Server,
    from: Mailbox,
    guard: Guard,
    within: Duration,
}

/// [`Protection`], with what it takes.
#[derive(Clone)]
enum Guard {
    Tls(TlsParameters),
    StartTls(TlsParameters),
    None,
}

impl Mailer {
    /// A mailer for this server. Nothing is said to it yet.
    ///
    /// # Errors
    /// [`Unusable`].
    pub fn new(server: &Server) -> Result<Mailer, Unusable> {
        let from: Mailbox = server.from.parse().map_err(|_| Unusable::Sender)?;
        let guard = match server.protection {
            Protection::Tls => Guard::Tls(TlsParameters::new(server.host.clone())?),
            Protection::StartTls => Guard::StartTls(TlsParameters::new(server.host.clone())?),
            Protection::None => Guard::None,
        };
        let destination = Destination { server: server.clone(), from, guard, within: CONVERSATION_WITHIN };
        Ok(Mailer::Server(Box::new(destination)))
    }

    /// Opens the line and tries it: greeting, TLS, login, and whether the server takes our sender.
    ///
    /// # Errors
    /// [`NotSent::NoLine`].
    pub async fn line(&self) -> Result<Line, NotSent> {
        match self {
            Mailer::Kept => Ok(Line { open: None }),
            Mailer::Server(to) => {
                let connection = in_time(to.within, to.open()).await?;
                Ok(Line { open: Some(Open { connection, from: to.from.clone(), within: to.within }) })
            }
        }
    }
}

impl Destination {
    async fn open(&self) -> Result<AsyncSmtpConnection, NotSent> {
        let tried = async {
            let Server { host, port, login, .. } = &self.server;
            let hello = ClientId::default();
            let (first, then) = match self.guard.clone() {
                Guard::Tls(tls) => (Some(tls), None),
                Guard::StartTls(tls) => (None, Some(tls)),
                Guard::None => (None, None),
            };
            let address = (host.as_str(), *port);
            let mut connection =
                AsyncSmtpConnection::connect_tokio1(address, Some(CONNECT_WITHIN), &hello, first, None).await?;
            if let Some(tls) = then {
                connection.starttls(tls, &hello).await?;
            }
            if let Some(Login { user, password }) = login {
                let credentials = Credentials::new(user.clone(), password.to_string());
                connection.auth(DEFAULT_MECHANISMS, &credentials).await?;
            }
            connection.command(Mail::new(Some(self.from.email.clone()), parameters(&self.from.email, None))).await?;
            connection.command(Rset).await?;
            Ok(connection)
        };
        tried.await.map_err(|error: Error| NotSent::NoLine(code(&error)))
    }
}

/// A line to the mail server, or to nowhere. After a letter did not leave it is of no use: open another.
pub struct Line {
    open: Option<Open>,
}

struct Open {
    connection: AsyncSmtpConnection,
    from: Mailbox,
    within: Duration,
}

impl Line {
    /// Hands a letter over; when it returns, the server has taken it.
    ///
    /// # Errors
    /// [`NotSent`].
    pub async fn send(&mut self, to: &str, written: &Written) -> Result<(), NotSent> {
        let Some(open) = &mut self.open else { return Ok(()) };
        let to: Mailbox = to.parse().map_err(|_| NotSent::Never("the address is none".to_owned()))?;
        let bodies = MultiPart::alternative_plain_html(written.text.clone(), written.html.clone());
        let message =
            Message::builder().from(open.from.clone()).to(to.clone()).subject(&written.subject).multipart(bodies);
        let message = message.map_err(|error| NotSent::Never(error.to_string()))?;
        in_time(open.within, open.hand_over(&to.email, &message.formatted())).await
    }

    /// Says goodbye; what the server answers is of no interest.
    pub async fn close(self) {
        if let Some(mut open) = self.open {
            drop(tokio::time::timeout(open.within, open.connection.quit()).await);
        }
    }
}

impl Open {
    async fn hand_over(&mut self, to: &Address, letter: &[u8]) -> Result<(), NotSent> {
        let takes_any = self.connection.server_info().supports_feature(Extension::SmtpUtfEight);
        if !takes_any && !is_ascii(to) {
            return Err(NotSent::Never("the mail server takes no address with such letters".to_owned()));
        }
        let sender = Mail::new(Some(self.from.email.clone()), parameters(&self.from.email, Some(to)));
        let taken = self.connection.command(sender).await;
        taken.map_err(|error| NotSent::NoLine(code(&error)))?;
        self.connection.command(Rcpt::new(to.clone(), Vec::new())).await.map_err(of_the_letter)?;
        self.connection.command(Data).await.map_err(of_the_letter)?;
        self.connection.message(letter).await.map_err(of_the_letter)?;
        Ok(())
    }
}

fn is_ascii(address: &Address) -> bool {
    AsRef::<str>::as_ref(address).is_ascii()
}

fn parameters(from: &Address, to: Option<&Address>) -> Vec<MailParameter> {
    let odd = !is_ascii(from) || to.is_some_and(|to| !is_ascii(to));
    if odd { vec![MailParameter::SmtpUtfEight] } else { Vec::new() }
}

async fn in_time<T>(within: Duration, talk: impl Future<Output = Result<T, NotSent>>) -> Result<T, NotSent> {
    let late = |_| Err(NotSent::NoLine("the mail server was too slow".to_owned()));
    tokio::time::timeout(within, talk).await.unwrap_or_else(late)
}

/// What an answer to recipient or letter means. A 5xx is for ever; the server's words may repeat the address, so only the
/// code is told.
fn of_the_letter(error: Error) -> NotSent {
    let told = code(&error);
    match error.status() {
        Some(status) if OF_THE_LINE.contains(&status.to_string().as_str()) => NotSent::NoLine(told),
        Some(_) if error.is_permanent() => NotSent::Never(told),
        Some(_) => NotSent::Later(told),
        None => NotSent::NoLine(told),
    }
}

fn code(error: &Error) -> String {
    match error.status() {
        Some(code) => format!("the mail server answered {code}"),
        None if error.is_timeout() => "the mail server was too slow".to_owned(),
        None if error.is_tls() => "TLS with the mail server did not come about".to_owned(),
        None => "the mail server could not be spoken with".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader, Write};
    use std::net::{Ipv4Addr, TcpListener};

    /// A mail server for one line that says what a script says instead of *ok*: to a word, the answer. `GREETING` is one.
    fn server(script: &'static [(&'static str, &'static str)]) -> (u16, std::thread::JoinHandle<String>) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let own = move |word: &str| script.iter().find(|(known, _)| *known == word).map(|(_, answer)| *answer);
        let heard = std::thread::spawn(move || {
            let (stream, _) = listener.accept().unwrap();
            let mut say = stream.try_clone().unwrap();
            let mut heard = String::new();
            let mut letter = false;
            say.write_all(own("GREETING").unwrap_or("220 here\r\n").as_bytes()).unwrap();
            for line in BufReader::new(stream).lines() {
                let Ok(line) = line else { break };
                heard.push_str(&line);
                heard.push('\n');
                if letter && line != "." {
                    continue;
                }
                let word = line.get(..4).unwrap_or(&line);
                letter = word == "DATA" && own(word).is_none();
                let answer = own(word).unwrap_or(match word {
                    "EHLO" => "250-here\r\n250 AUTH PLAIN\r\n",
                    "AUTH" => "235 come in\r\n",
                    "DATA" => "354 go on\r\n",
                    _ => "250 ok\r\n",
                });
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
            login: Some(Login::new("unilogin", "sommerfugl")),
            from: "Unilogin <unilogin@example.dk>".to_owned(),
        };
        Mailer::new(&server).unwrap()
    }

    fn letter() -> Written {
        Written { subject: "Ny brugeradministrator".into(), text: "Hej Åse".into(), html: "<p>Hej Åse</p>".into() }
    }

    fn run<T>(talk: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(talk)
    }

    fn send(mailer: &Mailer, to: &str) -> Result<(), NotSent> {
        run(async {
            let mut line = mailer.line().await?;
            let sent = line.send(to, &letter()).await;
            line.close().await;
            sent
        })
    }

    #[test]
    fn a_letter_reaches_the_server_in_both_forms() {
        let (port, heard) = server(&[]);
        send(&mailer(port), "kontor@solbakkeskolen.dk").unwrap();
        let heard = heard.join().unwrap();
        assert!(heard.contains("RCPT TO:<kontor@solbakkeskolen.dk>"), "{heard}");
        assert!(heard.contains("Subject: Ny brugeradministrator"), "{heard}");
        assert!(heard.contains("text/plain") && heard.contains("text/html"), "{heard}");
    }

    #[test]
    fn what_is_refused_for_ever_is_told_apart_from_what_waits() {
        for (script, is_right) in [
            (&[("RCPT", "550 no such box\r\n")][..], (|why| matches!(why, NotSent::Never(_))) as fn(NotSent) -> bool),
            (&[(".", "554 no such letter\r\n")], |why| matches!(why, NotSent::Never(_))),
            (&[("RCPT", "451 later\r\n")], |why| matches!(why, NotSent::Later(_))),
            (&[("RCPT", "530 log in first\r\n")], |why| matches!(why, NotSent::NoLine(_))),
        ] {
            let (port, heard) = server(script);
            let why = send(&mailer(port), "kontor@solbakkeskolen.dk").unwrap_err();
            assert!(is_right(why.clone()), "{script:?}: {why}");
            heard.join().unwrap();
        }
    }

    #[test]
    fn a_wrong_password_a_closed_server_and_a_sender_nobody_takes_say_nothing_of_a_letter() {
        for script in [
            &[("AUTH", "535 wrong password\r\n")][..],
            &[("AUTH", "538 not without TLS\r\n")],
            &[("GREETING", "554 closed\r\n")],
            &[("MAIL", "550 not from you\r\n")],
        ] {
            let (port, heard) = server(script);
            let line = run(async { mailer(port).line().await.map(drop) });
            assert!(matches!(line, Err(NotSent::NoLine(_))), "{script:?}: {line:?}");
            assert!(!heard.join().unwrap().contains("RCPT"), "{script:?}");
        }
    }

    #[test]
    fn a_server_that_says_nothing_is_left_in_time() {
        let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let mailer = match mailer(silent.local_addr().unwrap().port()) {
            Mailer::Server(to) => Mailer::Server(Box::new(Destination { within: Duration::from_millis(200), ..*to })),
            Mailer::Kept => Mailer::Kept,
        };
        let ended = run(async { tokio::time::timeout(Duration::from_secs(20), mailer.line()).await });
        let why = ended.expect("it ends by itself").map(drop).unwrap_err();
        assert_eq!(why, NotSent::NoLine("the mail server was too slow".to_owned()));
    }

    #[test]
    fn an_address_with_a_second_header_in_it_is_none() {
        let (port, heard) = server(&[]);
        let refused = send(&mailer(port), "a@b.dk\r\nBcc: everybody@example.dk");
        assert_eq!(refused, Err(NotSent::Never("the address is none".to_owned())));
        heard.join().unwrap();
    }

    #[test]
    fn nobody_at_the_other_end_is_no_line() {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        assert!(matches!(send(&mailer(port), "kontor@solbakkeskolen.dk"), Err(NotSent::NoLine(_))));
    }
}
