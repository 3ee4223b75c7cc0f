//! oidc-provider in the place of the national eID's broker, and the pages on which somebody says who they are there.
//!
//! What it does not do: decide what a login is worth; the running program does, from what the broker tells it.

use crate::browser::{Browser, End};
use crate::judge;
use e2e::server::free_port_pair;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Stdio};

/// Who we are at the broker.
pub const CLIENT: &str = "unilogin-at-the-broker";
/// How we prove it.
pub const SECRET: &str = "a-secret-of-more-than-22-characters";

/// A broker somebody configures us for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// As Signaturgruppen's: the secret in the body, the level in the id token, `dk.cpr` in userinfo alone.
    Signaturgruppen,
    /// As Idura's: the secret in the header, everything in the id token, `cprNumberIdentifier`, the level only asked for.
    Idura,
}

impl Style {
    fn authentication(self) -> &'static str {
        match self {
            Style::Signaturgruppen => "client_secret_post",
            Style::Idura => "client_secret_basic",
        }
    }

    /// The lines of the program's configuration, beside the broker's name.
    fn lines(self) -> &'static str {
        match self {
            Style::Signaturgruppen => {
                "eid.scope = 'openid mitid ssn'\neid.idp_values = 'mitid'\n\
                 eid.idp_params = '{\"mitid\":{\"loa_value\":\"substantial\"}}'\n"
            }
            Style::Idura => "eid.scope = 'openid ssn'\neid.acr_values = 'urn:grn:authn:dk:mitid:substantial'\n",
        }
    }
}

/// The running broker.
pub struct Broker {
    child: Child,
    style: Style,
    issuer: String,
    port: u16,
}

/// What somebody shows at the broker: claims of the id token, and those of userinfo.
pub fn holder(name: &str, id_token: &Value, userinfo: &Value) -> (String, Value) {
    (name.to_owned(), json!({ "id_token": id_token, "userinfo": userinfo }))
}

impl Broker {
    /// Takes a place for a broker; what the configuration of the program must say of it is [`Broker::lines`].
    pub fn reserve() -> u16 {
        free_port_pair()
    }

    /// The configuration of a program whose eID is the broker at this port.
    pub fn lines(style: Style, port: u16) -> String {
        format!(
            "eid.name = 'MitID'\neid.issuer = 'http://127.0.0.1:{port}'\neid.client_id = '{CLIENT}'\n\
             eid.client_secret = '{SECRET}'\noutside.named = ['127.0.0.1:{port}']\n{}",
            style.lines()
        )
    }

    /// Starts it for a program that wants people back at this address.
    ///
    /// # Panics
    /// Where it does not start; with its words.
    pub fn start((style, port): (Style, u16), callback: &str, holders: Vec<(String, Value)>) -> Broker {
        let issuer = format!("http://127.0.0.1:{port}");
        let settings = json!({
            "issuer": issuer,
            "port": port,
            "client": { "id": CLIENT, "secret": SECRET, "callback": callback, "authentication": style.authentication() },
            "claims": {
                "openid": ["sub"],
                "mitid": ["identity_type", "loa", "idp"],
                "ssn": ["dk.cpr", "cprNumberIdentifier", "identityscheme"],
            },
            "holders": holders.into_iter().collect::<serde_json::Map<String, Value>>(),
        });
        let mut command = judge::command("oidc_provider.mjs");
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the broker can be started");
        let input = child.stdin.as_mut().expect("its input was asked for");
        writeln!(input, "{settings}").expect("it reads its settings");
        let output = BufReader::new(child.stdout.take().expect("its output was asked for"));
        let mut lines = output.lines().map_while(Result::ok);
        assert!(lines.any(|line| line.contains("ready")), "the broker ended before it listened");
        // It says more on the way, and would end if nobody listened.
        std::thread::spawn(move || lines.for_each(drop));
        Broker { child, style, issuer, port }
    }

    /// Which broker it stands for.
    pub fn style(&self) -> Style {
        self.style
    }

    /// From now on it answers every departure as if it had been another.
    pub async fn bend(&self) {
        Browser::new().open(&format!("http://127.0.0.1:{}/bend", self.port)).await;
    }

    /// Says on the broker's own pages who one is, and agrees; where the browser ends up then.
    pub async fn shows(&self, browser: &mut Browser, mut end: End, who: &str) -> End {
        for _ in 0..4 {
            let End::Page(page) = &end else { return end };
            if !page.address.as_str().starts_with(&self.issuer) {
                return end;
            }
            let form = page.forms().into_iter().next().unwrap_or_else(|| panic!("no form: {}", page.text));
            end = browser.send(page, &form, &[("login", who), ("password", "anything")]).await;
        }
        end
    }

    /// *Cancel* on the broker's page.
    pub async fn cancels(&self, browser: &mut Browser, end: End) -> End {
        let page = end.page();
        let link = page.text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let abort = link.into_iter().find(|link| link.ends_with("/abort")).expect("a way out").to_owned();
        let address = page.address.join(&abort).expect("an address");
        browser.open(address.as_str()).await
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
