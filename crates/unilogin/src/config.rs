//! What an operator may set, in `unilogin.toml` or the environment: one table, from which the documentation
//! is written too. Source: `architecture.md` §7.
//!
//! What it does not do: open what it names.

pub(crate) mod eid;
pub(crate) mod values;

use anyhow::{Context, Result, bail};
use crypto::password::Cost;
use crypto::pool::Limits;
use eid::Eid;
use outside::address::Named;
use outside::mail::{Login, Mailer, Protection, Server, Unusable};
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;
use values::{Key, Shape, Values};
use web::site::Site;

/// Every setting. `docs/operating.md` shows this table; a test holds the two together.
pub(crate) const KEYS: &[Key] = &[
    Key {
        name: "origin",
        shape: Shape::Text,
        default: "http://localhost:8080",
        doc: "The address people type, without a path. All links, cookies and the issuer come from it, never from a request.",
    },
    Key { name: "listen", shape: Shape::Text, default: "127.0.0.1:8080", doc: "Address and port to listen on." },
    Key {
        name: "data_dir",
        shape: Shape::Text,
        default: "data",
        doc: "Directory of the key file, the lock, the control socket and, without another database, the SQLite file.",
    },
    Key {
        name: "database",
        shape: Shape::Text,
        default: "",
        doc: "A `postgres://` address, or a path to a SQLite file. Empty: `unilogin.db` in the data directory.",
    },
    Key {
        name: "database_threads",
        shape: Shape::Number,
        default: "16",
        doc: "Connections to PostgreSQL, each with a thread of its own.",
    },
    Key {
        name: "keys",
        shape: Shape::Text,
        default: "",
        doc: "Path of the key file. Empty: `unilogin.keys` in the data directory, made at the first start. The text itself may come in `UNILOGIN_KEYS_TEXT`.",
    },
    Key {
        name: "tls.certificate",
        shape: Shape::Text,
        default: "",
        doc: "PEM file with the certificate and its chain. Empty: plain HTTP, for a proxy in front that ends TLS.",
    },
    Key { name: "tls.key", shape: Shape::Text, default: "", doc: "PEM file with the certificate's private key." },
    Key {
        name: "trusted_proxies",
        shape: Shape::List,
        default: "[]",
        doc: "Addresses of proxies whose `X-Forwarded-For` is believed.",
    },
    Key {
        name: "import.drop_folder",
        shape: Shape::Text,
        default: "",
        doc: "Directory watched for import files; a file is taken when it has been moved there whole. Empty: none.",
    },
    Key {
        name: "sites.mit",
        shape: Shape::Text,
        default: "",
        doc: "An origin of its own for Mit Unilogin. Empty: `origin`. A site on its own host answers there alone and logs in through the broker like any service; the certificate, or the proxy, must answer for that host too.",
    },
    Key { name: "sites.elevadgang", shape: Shape::Text, default: "", doc: "The same for Elevadgang." },
    Key { name: "sites.ba", shape: Shape::Text, default: "", doc: "The same for Brugeradministration." },
    Key { name: "sites.ansoeg", shape: Shape::Text, default: "", doc: "The same for the application for access." },
    Key {
        name: "services",
        shape: Shape::Text,
        default: "",
        doc: "JSON file that lists services to register at every start: `id`, `name`, `provider`, `secret_file`, `registration`. Empty: only those of `unilogin client`.",
    },
    Key { name: "brand.name", shape: Shape::Text, default: "Unilogin", doc: "The product's name on every page." },
    Key { name: "eid.name", shape: Shape::Text, default: "MitID", doc: "What the national eID is called on screen." },
    Key {
        name: "eid.issuer",
        shape: Shape::Text,
        default: "",
        doc: "The broker of the national eID, an OpenID provider that yields CPR numbers. Empty: no eID.",
    },
    Key { name: "eid.client_id", shape: Shape::Text, default: "", doc: "Who we are at that broker." },
    Key { name: "eid.client_secret", shape: Shape::Text, default: "", doc: "How we prove it there." },
    Key {
        name: "eid.scope",
        shape: Shape::Text,
        default: "openid mitid ssn",
        doc: "What we ask to know there; the CPR number must be among it.",
    },
    Key {
        name: "eid.acr_values",
        shape: Shape::Text,
        default: "",
        doc: "The level we ask for, where that broker wants it named; at least substantial.",
    },
    Key {
        name: "eid.idp_values",
        shape: Shape::Text,
        default: "",
        doc: "Which eID behind that broker, such as `mitid`, where it has several.",
    },
    Key {
        name: "eid.idp_params",
        shape: Shape::Text,
        default: "",
        doc: "What that broker hands on to the eID, as JSON: `{\"mitid\":{\"loa_value\":\"substantial\"}}`.",
    },
    Key {
        name: "eid.saml_metadata",
        shape: Shape::Text,
        default: "",
        doc: "The other road, instead of `eid.issuer`: XML file with the metadata of an identity provider that speaks OIOSAML 3, such as NemLog-in. Read at the start.",
    },
    Key {
        name: "eid.saml_key",
        shape: Shape::Text,
        default: "",
        doc: "PEM file with our private key there, RSA, PKCS#8: signs what we ask and opens what is sealed for us.",
    },
    Key {
        name: "eid.saml_certificate",
        shape: Shape::Text,
        default: "",
        doc: "PEM file with the certificate of that key; it stands in our metadata at `/eid/saml/metadata`, which the provider's operator wants.",
    },
    Key {
        name: "eid.saml_old_keys",
        shape: Shape::List,
        default: "[]",
        doc: "PEM files of older keys there, which still open what was sealed for them while the provider changes over.",
    },
    Key {
        name: "eid.saml_entity_id",
        shape: Shape::Text,
        default: "",
        doc: "Our name there. Empty: the address of our metadata.",
    },
    Key {
        name: "outside.named",
        shape: Shape::List,
        default: "[]",
        doc: "Hosts, each `host` or `host:port`, that may be called although they are private or speak plain http.",
    },
    Key {
        name: "operator.name",
        shape: Shape::Text,
        default: "Unilogin",
        doc: "Who runs this installation, as pages say it.",
    },
    Key {
        name: "operator.support",
        shape: Shape::Text,
        default: "",
        doc: "Phone number or address that people without a school to ask may turn to.",
    },
    Key {
        name: "accessibility.phone",
        shape: Shape::Text,
        default: "",
        doc: "Phone number on the accessibility statement, for whoever cannot use a page.",
    },
    Key {
        name: "accessibility.mail",
        shape: Shape::Text,
        default: "",
        doc: "Mail address there. The law wants both a phone number and a way to write.",
    },
    Key {
        name: "hashing.memory_kib",
        shape: Shape::Number,
        default: "19456",
        doc: "Argon2id memory of one password hash. A change takes hold for each person at the next login.",
    },
    Key { name: "hashing.passes", shape: Shape::Number, default: "2", doc: "Argon2id passes over that memory." },
    Key {
        name: "hashing.lanes",
        shape: Shape::Number,
        default: "0",
        doc: "Threads that hash passwords, each with its own memory. 0: one a core.",
    },
    Key {
        name: "hashing.waiting_max",
        shape: Shape::Number,
        default: "0",
        doc: "Logins that may wait for a thread before the page says that many are logging in. 0: 256 a thread.",
    },
    Key {
        name: "hashing.wait_max_ms",
        shape: Shape::Number,
        default: "5000",
        doc: "How long one login may wait, in milliseconds.",
    },
    Key {
        name: "mail.server",
        shape: Shape::Text,
        default: "",
        doc: "Name and port of the mail server, such as `smtp.example.dk:465`. Empty: letters wait until there is one.",
    },
    Key {
        name: "mail.protection",
        shape: Shape::Text,
        default: "tls",
        doc: "`tls` from the first byte, `starttls` before anything is said, or `none` for a server on this machine or in `outside.named`.",
    },
    Key {
        name: "mail.from",
        shape: Shape::Text,
        default: "",
        doc: "Whom letters are from: `Unilogin <unilogin@example.dk>`.",
    },
    Key {
        name: "mail.user",
        shape: Shape::Text,
        default: "",
        doc: "User name at the mail server, where it wants one.",
    },
    Key { name: "mail.password", shape: Shape::Text, default: "", doc: "Password at the mail server." },
    Key {
        name: "log.filter",
        shape: Shape::Text,
        default: "info",
        doc: "What is logged, as `tracing` filters: `info`, `warn,flows=debug`.",
    },
    Key { name: "log.format", shape: Shape::Text, default: "text", doc: "`text` for people or `json` for machines." },
];

/// Where the database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Database {
    Sqlite(PathBuf),
    Postgres(String),
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

/// The files that end TLS here.
#[derive(Clone, Debug)]
pub(crate) struct Tls {
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}

/// The settings, read and checked.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    pub(crate) origin: String,
    pub(crate) listen: SocketAddr,
    pub(crate) data_dir: PathBuf,
    pub(crate) database: Database,
    pub(crate) database_threads: usize,
    pub(crate) keys: PathBuf,
    pub(crate) tls: Option<Tls>,
    pub(crate) trusted_proxies: Vec<IpAddr>,
    pub(crate) drop_folder: Option<PathBuf>,
    /// Sites on hosts of their own.
    pub(crate) sites: Vec<(Site, String)>,
    pub(crate) services: Option<PathBuf>,
    pub(crate) brand_name: String,
    pub(crate) eid_name: String,
    pub(crate) eid: Option<Eid>,
    pub(crate) named_hosts: Vec<String>,
    pub(crate) operator_name: String,
    pub(crate) operator_support: String,
    pub(crate) accessibility_phone: String,
    pub(crate) accessibility_mail: String,
    pub(crate) mail: Option<Server>,
    pub(crate) hashing_cost: Cost,
    pub(crate) hashing_limits: Limits,
    pub(crate) log_filter: String,
    pub(crate) log_format: LogFormat,
}

impl Config {
    /// Reads the file, if one is named, and the environment.
    pub(crate) fn load(file: Option<&Path>) -> Result<Config> {
        let text = match file {
            Some(path) => std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?,
            None => String::new(),
        };
        let values = Values::merge(KEYS, &text, from_environment)?;
        Config::read(&values)
    }

    /// The defaults in a data directory of their own, the environment aside: what `demo` and tests start from.
    pub(crate) fn in_directory(data_dir: &Path) -> Result<Config> {
        let mut config = Config::read(&Values::merge(KEYS, "", |_| None)?)?;
        config.data_dir = data_dir.to_owned();
        config.database = Database::Sqlite(data_dir.join(DATABASE_FILE));
        config.keys = data_dir.join(KEY_FILE);
        Ok(config)
    }

    fn read(values: &Values) -> Result<Config> {
        let data_dir = PathBuf::from(values.text("data_dir"));
        Ok(Config {
            origin: origin(values.text("origin"))?,
            listen: values.text("listen").parse().context("setting `listen` must be ADDRESS:PORT")?,
            database: database(values, &data_dir),
            database_threads: values.number("database_threads")?,
            keys: values.maybe_text("keys").map_or_else(|| data_dir.join(KEY_FILE), PathBuf::from),
            data_dir,
            tls: tls(values)?,
            trusted_proxies: values.list("trusted_proxies").into_iter().map(proxy).collect::<Result<_>>()?,
            drop_folder: values.maybe_text("import.drop_folder").map(PathBuf::from),
            sites: sites(values)?,
            services: values.maybe_text("services").map(PathBuf::from),
            brand_name: values.text("brand.name").to_owned(),
            eid_name: values.text("eid.name").to_owned(),
            eid: eid::read(values)?,
            named_hosts: named(values).0,
            operator_name: values.text("operator.name").to_owned(),
            operator_support: values.text("operator.support").to_owned(),
            accessibility_phone: values.text("accessibility.phone").to_owned(),
            accessibility_mail: values.text("accessibility.mail").to_owned(),
            mail: mail(values)?,
            hashing_cost: hashing_cost(values)?,
            hashing_limits: hashing_limits(values)?,
            log_filter: values.text("log.filter").to_owned(),
            log_format: log_format(values.text("log.format"))?,
        })
    }
}

const DATABASE_FILE: &str = "unilogin.db";
const KEY_FILE: &str = "unilogin.keys";

#[expect(clippy::disallowed_methods, reason = "the program's edge is where the environment is read")]
fn from_environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The text of the key file, where the environment brings it.
pub(crate) fn keys_from_environment() -> Option<crypto::secret::SecretText> {
    from_environment("UNILOGIN_KEYS_TEXT").map(crypto::secret::SecretText::new)
}

fn origin(text: &str) -> Result<String> {
    let url = url::Url::parse(text).context("setting `origin` must be an address like https://login.example.dk")?;
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    if !matches!(url.scheme(), "http" | "https") || !bare {
        bail!("setting `origin` must be http:// or https://, a host, and nothing after it");
    }
    Ok(url.origin().ascii_serialization())
}

/// The sites that may live on hosts of their own.
const MOVABLE: [(Site, &str); 4] = [
    (Site::Mit, "sites.mit"),
    (Site::Elevadgang, "sites.elevadgang"),
    (Site::Ba, "sites.ba"),
    (Site::Ansoeg, "sites.ansoeg"),
];

fn sites(values: &Values) -> Result<Vec<(Site, String)>> {
    let broker = origin(values.text("origin"))?;
    let mut all: Vec<(Site, String)> = Vec::new();
    for (site, name) in MOVABLE {
        let Some(text) = values.maybe_text(name) else { continue };
        let own = origin(text).with_context(|| format!("setting `{name}`"))?;
        if own == broker || all.iter().any(|(_, other)| *other == own) {
            bail!("setting `{name}` must be a host of its own: {own} is another site's already");
        }
        if broker.starts_with("https://") != own.starts_with("https://") {
            bail!("setting `{name}` must use TLS exactly where `origin` does");
        }
        all.push((site, own));
    }
    Ok(all)
}

fn database(values: &Values, data_dir: &Path) -> Database {
    match values.maybe_text("database") {
        None => Database::Sqlite(data_dir.join(DATABASE_FILE)),
        Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
            Database::Postgres(url.to_owned())
        }
        Some(path) => Database::Sqlite(PathBuf::from(path)),
    }
}

fn tls(values: &Values) -> Result<Option<Tls>> {
    match (values.maybe_text("tls.certificate"), values.maybe_text("tls.key")) {
        (None, None) => Ok(None),
        (Some(certificate), Some(key)) => Ok(Some(Tls { certificate: certificate.into(), key: key.into() })),
        (Some(_), None) | (None, Some(_)) => bail!("settings `tls.certificate` and `tls.key` belong together"),
    }
}

fn proxy(text: &str) -> Result<IpAddr> {
    text.parse().with_context(|| format!("`{text}` in `trusted_proxies` is not an address"))
}

/// The mail server; none where none is named.
fn mail(values: &Values) -> Result<Option<Server>> {
    let Some(server) = values.maybe_text("mail.server") else { return Ok(None) };
    let parts = server.rsplit_once(':').and_then(|(host, port)| Some((host, port.parse().ok()?)));
    let (host, port) = parts.context("setting `mail.server` must be NAME:PORT")?;
    let protection = Protection::from_word(values.text("mail.protection"));
    let server = Server {
        host: host.to_owned(),
        port,
        protection: protection.context("setting `mail.protection` must be `tls`, `starttls` or `none`")?,
        login: values.maybe_text("mail.user").map(|user| Login::new(user, values.text("mail.password"))),
        from: values.text("mail.from").to_owned(),
    };
    let is_bare = server.protection == Protection::None;
    if is_bare && !outside::address::is_this_machine(host) && !named(values).holds_port(host, port) {
        bail!("setting `mail.protection` may be `none` only for a server on this machine, or one in `outside.named`");
    }
    Mailer::new(&server).map_err(|why| match why {
        Unusable::Sender => anyhow::anyhow!("setting `mail.from` must be a mail address"),
        Unusable::Tls(why) => anyhow::anyhow!("setting `mail.server`: TLS with {host} cannot be set up: {why}"),
    })?;
    Ok(Some(server))
}

fn named(values: &Values) -> Named {
    Named(values.list("outside.named").into_iter().map(str::to_owned).collect())
}

fn hashing_cost(values: &Values) -> Result<Cost> {
    let cost = Cost::new(values.number("hashing.memory_kib")?, values.number("hashing.passes")?);
    cost.context("settings `hashing.memory_kib` and `hashing.passes` are outside what Argon2 takes")
}

fn hashing_limits(values: &Values) -> Result<Limits> {
    let machine = Limits::for_this_machine();
    let lanes = match values.number("hashing.lanes")? {
        0 => machine.lanes,
        lanes => lanes,
    };
    let waiting_max = match values.number("hashing.waiting_max")? {
        0 => lanes * 256,
        waiting_max => waiting_max,
    };
    Ok(Limits { lanes, waiting_max, wait_max: Duration::from_millis(values.number("hashing.wait_max_ms")?) })
}

fn log_format(text: &str) -> Result<LogFormat> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => bail!("setting `log.format` must be `text` or `json`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &str) -> Result<Config> {
        Config::read(&Values::merge(KEYS, file, |_| None)?)
    }

    /// The table of `docs/operating.md`, one row a setting.
    fn table() -> String {
        let mut text = String::from("| Setting | Environment | Default | Meaning |\n|---|---|---|---|\n");
        for key in KEYS {
            let default = if key.default.is_empty() { "empty".to_owned() } else { format!("`{}`", key.default) };
            text.push_str(&format!("| `{}` | `{}` | {default} | {} |\n", key.name, key.environment(), key.doc));
        }
        text
    }

    #[test]
    fn the_operators_guide_shows_every_setting() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/operating.md");
        let guide = std::fs::read_to_string(path).unwrap();
        let (before, rest) = guide.split_once("<!-- settings -->\n").unwrap();
        let (_, after) = rest.split_once("<!-- end of settings -->").unwrap();
        let fresh = format!("{before}<!-- settings -->\n{}<!-- end of settings -->{after}", table());
        if guide != fresh {
            std::fs::write(path, fresh).unwrap();
            panic!("docs/operating.md was behind the table of settings and has been written anew: look and commit");
        }
    }

    #[test]
    fn the_defaults_are_a_configuration() {
        let config = read("").unwrap();
        assert_eq!(config.hashing_cost, Cost::DEFAULT);
        assert_eq!(config.database, Database::Sqlite("data/unilogin.db".into()));
        assert_eq!(config.origin, "http://localhost:8080");
    }

    #[test]
    fn an_origin_is_a_host_and_nothing_more() {
        assert_eq!(read("origin = 'https://login.example.dk/'").unwrap().origin, "https://login.example.dk");
        for wrong in ["login.example.dk", "https://login.example.dk/x", "https://a@login.example.dk", "ftp://x.dk"] {
            assert!(read(&format!("origin = '{wrong}'")).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_site_lives_on_a_host_of_its_own_or_on_the_brokers() {
        let broker = "origin = 'https://login.example.dk'\n";
        let elev = format!("{broker}sites.elevadgang = 'https://elev.example.dk/'");
        assert_eq!(read(&elev).unwrap().sites, [(Site::Elevadgang, "https://elev.example.dk".to_owned())]);
        assert!(read(broker).unwrap().sites.is_empty());
        for wrong in ["https://login.example.dk", "http://elev.example.dk", "https://elev.example.dk/x"] {
            assert!(read(&format!("{broker}sites.elevadgang = '{wrong}'")).is_err(), "{wrong}");
        }
        let twice = "sites.mit = 'https://a.example.dk'\nsites.ba = 'https://a.example.dk'";
        assert!(read(&format!("{broker}{twice}")).is_err());
    }

    #[test]
    fn a_proxy_is_an_address() {
        assert_eq!(read("trusted_proxies = ['10.1.0.1', '::1']").unwrap().trusted_proxies.len(), 2);
        assert!(read("trusted_proxies = ['proxy']").is_err());
    }

    #[test]
    fn a_mail_server_has_a_port_and_a_sender() {
        let good = "[mail]\nserver = 'smtp.example.dk:587'\nprotection = 'starttls'\nfrom = 'Unilogin <u@example.dk>'";
        let server = read(good).unwrap().mail.unwrap();
        assert_eq!((server.host.as_str(), server.port), ("smtp.example.dk", 587));
        assert!(read("").unwrap().mail.is_none());
        for wrong in
            [good.replace(":587", ""), good.replace("starttls", "maybe"), good.replace("u@example.dk", "nobody")]
        {
            assert!(read(&wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn mail_goes_in_the_clear_only_on_this_machine_or_to_a_named_host() {
        let bare = |server: &str, more: &str| {
            read(&format!(
                "{more}[mail]\nserver = '{server}'\nprotection = 'none'\nuser = 'u'\npassword = 'sommerfugl'\nfrom = 'u@example.dk'"
            ))
        };
        assert!(bare("localhost:25", "").is_ok() && bare("127.0.0.1:25", "").is_ok() && bare("::1:25", "").is_ok());
        assert!(bare("smtp.example.dk:25", "").is_err());
        let named = bare("smtp.example.dk:25", "outside.named = ['smtp.example.dk:25']\n").unwrap();
        assert!(!format!("{named:?}").contains("sommerfugl"));
    }

    #[test]
    fn half_a_pair_of_tls_files_is_refused() {
        assert!(read("tls.certificate = 'a.pem'").is_err());
    }
}
