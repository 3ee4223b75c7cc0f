//! One Chromium window, driven through chromedriver: with or without JavaScript, wide or narrow.
//!
//! `check` asks axe-core about the page (with JavaScript on) and keeps a screenshot as build output. What it does not
//! do: retry. A page is loaded when the driver says so; what appears later is waited for by name.

use serde_json::json;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;
use thirtyfour::prelude::*;

/// Whether the pages' script runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// JavaScript is on.
    On,
    /// JavaScript is off, as a browser preference.
    Off,
}

/// How wide the window is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// 1280 pixels.
    Wide,
    /// 390 pixels: a phone.
    Narrow,
}

/// All four ways a journey is walked.
pub const WAYS: [(Script, Width); 4] =
    [(Script::On, Width::Wide), (Script::On, Width::Narrow), (Script::Off, Width::Wide), (Script::Off, Width::Narrow)];

/// How long something that appears by itself may take.
const APPEARS_WITHIN: Duration = Duration::from_secs(15);

/// A window with its own profile.
pub struct Browser {
    driver: WebDriver,
    /// Whether its pages run scripts.
    pub script: Script,
    /// How wide it is.
    pub width: Width,
}

impl Browser {
    /// Opens a window.
    pub async fn open(script: Script, width: Width) -> WebDriverResult<Browser> {
        let mut capabilities = DesiredCapabilities::chrome();
        let (wide, high) = match width {
            Width::Wide => (1280, 900),
            Width::Narrow => (390, 844),
        };
        for word in [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--hide-scrollbars",
            "--lang=da",
        ] {
            capabilities.add_arg(word)?;
        }
        capabilities.add_arg(&format!("--window-size={wide},{high}"))?;
        let mut preferences = json!({ "intl.accept_languages": "da,en" });
        if script == Script::Off {
            preferences["profile.managed_default_content_settings.javascript"] = json!(2);
        }
        capabilities.add_experimental_option("prefs", preferences)?;
        if width == Width::Narrow {
            let metrics =
                json!({ "deviceMetrics": { "width": 390, "height": 844, "pixelRatio": 2.0, "touch": false } });
            capabilities.add_experimental_option("mobileEmulation", metrics)?;
        }
        let driver = WebDriver::new(chromedriver(), capabilities).await?;
        Ok(Browser { driver, script, width })
    }

    /// Closes the window.
    pub async fn close(self) -> WebDriverResult<()> {
        self.driver.quit().await
    }

    /// Goes to an address.
    pub async fn go(&self, url: &str) -> WebDriverResult<()> {
        self.driver.goto(url).await
    }

    /// Where the window is.
    pub async fn address(&self) -> WebDriverResult<String> {
        Ok(self.driver.current_url().await?.to_string())
    }

    /// The page's one heading.
    pub async fn heading(&self) -> WebDriverResult<String> {
        self.driver.find(By::Tag("h1")).await?.text().await
    }

    /// All text of the page's main part.
    pub async fn text(&self) -> WebDriverResult<String> {
        self.driver.find(By::Tag("main")).await?.text().await
    }

    /// The element of this selector, waited for.
    pub async fn find(&self, css: &str) -> WebDriverResult<WebElement> {
        self.driver.query(By::Css(css.to_owned())).wait(APPEARS_WITHIN, Duration::from_millis(100)).first().await
    }

    /// Every element of this selector that is there now.
    pub async fn all(&self, css: &str) -> WebDriverResult<Vec<WebElement>> {
        self.driver.find_all(By::Css(css.to_owned())).await
    }

    /// The element of this XPath, waited for.
    pub async fn path(&self, path: &str) -> WebDriverResult<WebElement> {
        self.driver.query(By::XPath(path.to_owned())).wait(APPEARS_WITHIN, Duration::from_millis(100)).first().await
    }

    /// How many elements there are now.
    pub async fn count(&self, css: &str) -> WebDriverResult<usize> {
        Ok(self.driver.find_all(By::Css(css.to_owned())).await?.len())
    }

    /// Presses the button or follows the link with exactly this text.
    pub async fn press(&self, words: &str) -> WebDriverResult<()> {
        self.words(words).await?.click().await
    }

    /// The button, link or summary with this text.
    pub async fn words(&self, words: &str) -> WebDriverResult<WebElement> {
        let path = format!(
            "//*[self::a or self::button or self::summary or self::label][normalize-space(.)={}]",
            quoted(words)
        );
        self.driver.query(By::XPath(path)).wait(APPEARS_WITHIN, Duration::from_millis(100)).first().await
    }

    /// Writes into a field after emptying it.
    pub async fn fill(&self, css: &str, value: &str) -> WebDriverResult<()> {
        let field = self.find(css).await?;
        field.clear().await?;
        field.send_keys(value).await
    }

    /// Waits until the main part says this.
    pub async fn sees(&self, words: &str) -> WebDriverResult<()> {
        let path = format!("//main[contains(normalize-space(.), {})]", quoted(words));
        self.driver
            .query(By::XPath(path))
            .wait(APPEARS_WITHIN, Duration::from_millis(100))
            .desc(&format!("a page that says {words:?}"))
            .first()
            .await
            .map(drop)
    }

    /// The keyboard's focus.
    pub async fn focused(&self) -> WebDriverResult<WebElement> {
        self.driver.active_element().await
    }

    /// Sends keys to whatever has the focus.
    pub async fn keys(&self, keys: impl Into<TypingData>) -> WebDriverResult<()> {
        self.driver.action_chain().send_keys(keys).perform().await
    }

    /// Tabs until the focus is on an element whose text or name holds these words; fails after a full round.
    pub async fn tab_to(&self, words: &str) -> WebDriverResult<WebElement> {
        for _ in 0..120 {
            self.keys(Key::Tab).await?;
            let here = self.focused().await?;
            let said = [
                here.text().await.unwrap_or_default(),
                here.attr("name").await?.unwrap_or_default(),
                here.attr("aria-label").await?.unwrap_or_default(),
            ];
            if said.iter().any(|text| text.contains(words)) {
                return Ok(here);
            }
        }
        Err(thirtyfour::error::WebDriverError::ParseError(format!("the keyboard never reaches {words:?}")))
    }

    /// Keeps a picture of the page, asserts that nothing sticks out sideways and that axe-core finds nothing.
    pub async fn check(&self, name: &str) -> WebDriverResult<()> {
        let way = match (self.script, self.width) {
            (Script::On, Width::Wide) => "1280",
            (Script::On, Width::Narrow) => "390",
            (Script::Off, Width::Wide) => "1280-uden-js",
            (Script::Off, Width::Narrow) => "390-uden-js",
        };
        self.driver.screenshot(&pictures().join(format!("{name}-{way}.png"))).await?;
        if self.script == Script::Off {
            return Ok(());
        }
        let found = self.axe().await?;
        assert!(found.is_empty(), "axe-core on {name} ({way}): {found:#?}");
        let sideways =
            self.driver.execute("return document.documentElement.scrollWidth - window.innerWidth", vec![]).await?;
        assert!(sideways.json().as_i64().unwrap_or(0) <= 0, "{name} ({way}) scrolls sideways");
        Ok(())
    }

    async fn axe(&self) -> WebDriverResult<Vec<String>> {
        self.driver.execute(include_str!("../axe/axe.min.js"), vec![]).await?;
        let script = r"
            const done = arguments[arguments.length - 1];
            axe.run(document, { runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice'] })
               .then(r => done(r.violations.map(v => v.id + ': ' + v.help + ' ' + v.nodes.map(n => n.target.join(' ')).join(', '))))
               .catch(e => done(['axe did not run: ' + e]));";
        let found = self.driver.execute_async(script, vec![]).await?;
        found.convert()
    }
}

/// Where screenshots are kept: build output, not committed.
fn pictures() -> PathBuf {
    let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../out/screenshots");
    std::fs::create_dir_all(&directory).expect("a directory for screenshots");
    directory
}

/// A text as an XPath literal.
fn quoted(text: &str) -> String {
    if text.contains('\'') { format!("\"{text}\"") } else { format!("'{text}'") }
}

/// One chromedriver for the whole run; it ends with this process.
#[expect(clippy::zombie_processes, reason = "the shell ends by itself when the pipe closes with this process")]
fn chromedriver() -> &'static str {
    static DRIVER: OnceLock<(Child, String)> = OnceLock::new();
    let (_, url) = DRIVER.get_or_init(|| {
        let port =
            std::net::TcpListener::bind("127.0.0.1:0").expect("a free port").local_addr().expect("its number").port();
        let script = r#"chromedriver --port="$0" & child=$!; read -r end; kill $child"#;
        let child = Command::new("sh")
            .args(["-c", script, &port.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver: run `cargo xtask install`");
        for _ in 0..100 {
            if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return (child, format!("http://127.0.0.1:{port}"));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("chromedriver did not start: run `cargo xtask install`");
    });
    url
}
