//! What the operator of an installation decides for every story: where it is, what things are called.
//!
//! What it does not do: read a file (the program does), or hold what one institution decides (the database does).

/// Whether real people are behind the accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Made-up people on this machine: the test eID answers, and cookies work without TLS.
    Demo,
    /// Real people.
    Serve,
}

/// The settings. Plain values; read once at the start.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Scheme, host and port people reach us by, without a slash at the end. Every address we write starts with it.
    pub origin: String,
    /// Demo or real.
    pub mode: Mode,
    /// The origin of the demo's services: another site than ours. Empty when serving.
    pub demo_services_origin: String,
    /// What the national eID is called on screen.
    pub eid_name: String,
    /// Who runs this installation, as pages say it.
    pub operator_name: String,
    /// Whom people turn to who have no school to ask; empty where there is nobody.
    pub operator_support: String,
}

impl Settings {
    /// The settings of a demo at this port; its services live at the next one.
    pub fn demo(port: u16) -> Settings {
        Settings {
            origin: format!("http://localhost:{port}"),
            mode: Mode::Demo,
            demo_services_origin: format!("http://127.0.0.1:{}", u32::from(port) + 1),
            eid_name: "MitID".to_owned(),
            operator_name: "Unilogin".to_owned(),
            operator_support: String::new(),
        }
    }

    /// The issuer of the login broker: what services configure. Source: `interfaces.md` A.
    pub fn issuer(&self) -> String {
        format!("{}/auth/realms/broker", self.origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demos_services_are_another_site() {
        let settings = Settings::demo(8080);
        assert_eq!(settings.issuer(), "http://localhost:8080/auth/realms/broker");
        assert_eq!(settings.demo_services_origin, "http://127.0.0.1:8081");
    }
}
