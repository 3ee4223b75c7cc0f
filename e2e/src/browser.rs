//! One Chromium window, driven through chromedriver: with or without JavaScript, wide or narrow.
//!
//! Windows are used again by the next journey, their cookies forgotten. `check` asks axe-core about the page (with
//! JavaScript on), looks for sideways scrolling down to 320 pixels, and keeps a picture of the whole page as build
//! output. What it does not do: retry. A page is loaded when the driver says so; what appears later is waited for by name.

use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};
use thirtyfour::common::command::FormatRequestData;
use thirtyfour::error::WebDriverErrorInner;
use thirtyfour::prelude::*;
use thirtyfour::{RequestData, SessionId};

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

impl Width {
    fn pixels(self) -> (u32, u32) {
        match self {
            Width::Wide => (1280, 900),
            Width::Narrow => (390, 844),
        }
    }
}

/// What the person has in hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand {
    /// The keyboard alone.
    Keys,
    /// A mouse or a finger.
    Pointer,
}

/// How a journey is walked.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    /// Whether the pages' script runs.
    pub script: Script,
    /// How wide the window is.
    pub width: Width,
    /// What the person has in hand.
    pub hand: Hand,
}

impl Way {
    /// A desk with a mouse: script on, 1280 pixels.
    pub const DESK: Way = Way { script: Script::On, width: Width::Wide, hand: Hand::Pointer };
    /// A finger on a phone: script on, 390 pixels.
    pub const PHONE: Way = Way { width: Width::Narrow, ..Way::DESK };

    const fn by_keys(script: Script, width: Width) -> Way {
        Way { script, width, hand: Hand::Keys }
    }

    /// A way's name, as pictures of its pages carry it.
    fn name(self) -> &'static str {
        match (self.script, self.width) {
            (Script::On, Width::Wide) => "1280",
            (Script::On, Width::Narrow) => "390",
            (Script::Off, Width::Wide) => "1280-uden-js",
            (Script::Off, Width::Narrow) => "390-uden-js",
        }
    }
}

/// All four ways a journey is walked: with and without script, wide and narrow, each by keyboard alone.
pub const WAYS: [Way; 4] = [
    Way::by_keys(Script::On, Width::Wide),
    Way::by_keys(Script::On, Width::Narrow),
    Way::by_keys(Script::Off, Width::Wide),
    Way::by_keys(Script::Off, Width::Narrow),
];

/// Those, and with a finger: for journeys whose pages a pointer meets otherwise than the keyboard.
pub const WAYS_AND_FINGER: [Way; 5] = [WAYS[0], WAYS[1], WAYS[2], WAYS[3], Way::PHONE];

/// A picture of a page is at most this high.
const PICTURE_HEIGHT_MAX: u32 = 6_000;
/// The narrowest screen whose pages may not scroll sideways (WCAG 1.4.10).
const NARROWEST: u32 = 320;

/// How long something that appears by itself may take.
const APPEARS_WITHIN: Duration = Duration::from_secs(15);
/// How often what is waited for is looked for.
const LOOKS_EVERY: Duration = Duration::from_millis(50);

/// A window with its own profile.
pub struct Browser {
    pub(crate) driver: WebDriver,
    /// How it is used.
    pub way: Way,
}

/// Windows nobody uses just now, their cookies forgotten: starting Chromium costs a second, taking one of these nothing.
static IDLE: Mutex<Vec<(Script, WebDriver)>> = Mutex::new(Vec::new());

impl Browser {
    /// Opens a window that knows nothing: a fresh one, or one whose last journey was forgotten.
    pub async fn open(way: Way) -> WebDriverResult<Browser> {
        let idle = {
            let mut idle = IDLE.lock().expect("nobody panics while holding it");
            idle.iter().position(|(kind, _)| *kind == way.script).map(|place| idle.swap_remove(place).1)
        };
        let driver = match idle {
            Some(driver) => driver,
            None => start(way.script).await?,
        };
        let browser = Browser { driver, way };
        // A window among others counts as the one somebody looks at: without it a page may load without the focus.
        browser.devtools("Emulation.setFocusEmulationEnabled", json!({ "enabled": true })).await?;
        browser.size(way.width.pixels()).await?;
        Ok(browser)
    }

    /// Forgets everything and leaves the window to the next journey.
    pub async fn close(self) -> WebDriverResult<()> {
        self.driver.goto("about:blank").await?;
        self.devtools("Network.clearBrowserCookies", json!({})).await?;
        IDLE.lock().expect("nobody panics while holding it").push((self.way.script, self.driver));
        Ok(())
    }

    async fn devtools(&self, command: &str, parameters: Value) -> WebDriverResult<Value> {
        self.driver.handle().cmd(DevTools { command: command.to_owned(), parameters }).await?.value()
    }

    async fn size(&self, (width, height): (u32, u32)) -> WebDriverResult<()> {
        let mobile = self.way.width == Width::Narrow;
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await.map(drop)
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
        self.waited(css, By::Css(css.to_owned())).await
    }

    /// Waits for an element; where it never comes, says what the page says instead.
    async fn waited(&self, what: &str, by: By) -> WebDriverResult<WebElement> {
        match self.driver.query(by).wait(APPEARS_WITHIN, LOOKS_EVERY).first().await {
            Ok(found) => Ok(found),
            Err(_) => Err(self.missing(what).await),
        }
    }

    async fn missing(&self, what: &str) -> WebDriverError {
        let (at, says) = (self.address().await.unwrap_or_default(), self.text().await.unwrap_or_default());
        WebDriverError::ParseError(format!("{what} never appears at {at}, which says: {says}"))
    }

    /// Every element of this selector that is there now.
    pub async fn all(&self, css: &str) -> WebDriverResult<Vec<WebElement>> {
        self.driver.find_all(By::Css(css.to_owned())).await
    }

    /// The element of this XPath, waited for.
    pub async fn path(&self, path: &str) -> WebDriverResult<WebElement> {
        self.waited(path, By::XPath(path.to_owned())).await
    }

    /// How many elements there are now.
    pub async fn count(&self, css: &str) -> WebDriverResult<usize> {
        Ok(self.driver.find_all(By::Css(css.to_owned())).await?.len())
    }

    /// Presses the button or follows the link with exactly this text.
    pub async fn press(&self, words: &str) -> WebDriverResult<()> {
        self.press_found(async || self.words(words).await).await
    }

    /// Presses, ticks or chooses the element of this selector.
    pub async fn press_css(&self, css: &str) -> WebDriverResult<()> {
        self.press_found(async || self.find(css).await).await
    }

    /// Presses, ticks or chooses the element of this XPath.
    pub async fn press_path(&self, path: &str) -> WebDriverResult<()> {
        self.press_found(async || self.path(path).await).await
    }

    /// A page that refreshes itself may put a fresh element under the hand: then that is used.
    async fn press_found(&self, find: impl AsyncFn() -> WebDriverResult<WebElement>) -> WebDriverResult<()> {
        loop {
            match self.uses(&find().await?).await {
                Err(why) if is_stale(&why) => {}
                done => return done,
            }
        }
    }

    /// Presses, ticks or chooses an element with what is in hand.
    async fn uses(&self, element: &WebElement) -> WebDriverResult<()> {
        match self.way.hand {
            Hand::Keys => self.use_by_keys(element).await,
            Hand::Pointer => {
                // What sticks to the bottom may lie over it: bring it to the middle, as a hand would.
                element.scroll_into_view().await?;
                element.click().await
            }
        }
    }

    /// The button, link or summary with this text.
    pub async fn words(&self, words: &str) -> WebDriverResult<WebElement> {
        let path = format!(
            "//*[self::a or self::button or self::summary or self::label][normalize-space(.)={}]",
            quoted(words)
        );
        match self.driver.query(By::XPath(path)).and_displayed().wait(APPEARS_WITHIN, LOOKS_EVERY).first().await {
            Ok(found) => Ok(found),
            Err(_) => Err(self.missing(words).await),
        }
    }

    /// Waits until the window is at an address that holds this.
    pub async fn arrives(&self, part: &str) -> WebDriverResult<()> {
        let began = Instant::now();
        while began.elapsed() < APPEARS_WITHIN {
            if self.address().await?.contains(part) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(self.missing(&format!("the address {part:?}")).await)
    }

    /// Writes into a field after emptying it.
    pub async fn fill(&self, css: &str, value: &str) -> WebDriverResult<()> {
        let field = self.find(css).await?;
        if self.way.hand == Hand::Keys {
            return self.write_by_keys(&field, value).await;
        }
        field.clear().await?;
        field.send_keys(value).await
    }

    /// Types into a field without emptying it: a day into a field of the browser's own, the path of a file.
    pub async fn give(&self, css: &str, keys: &str) -> WebDriverResult<()> {
        let field = self.find(css).await?;
        if self.way.hand == Hand::Keys {
            self.reach(&field).await?;
        }
        field.send_keys(keys).await
    }

    /// Where every link of the page leads that does not fetch a file.
    pub async fn links(&self) -> WebDriverResult<Vec<String>> {
        let script = "return [...document.querySelectorAll('a[href]:not([download])')].map(a => a.href)";
        self.driver.execute(script, vec![]).await?.convert()
    }

    /// Waits until the main part says this.
    pub async fn sees(&self, words: &str) -> WebDriverResult<()> {
        let path = format!("//main[contains(normalize-space(.), {})]", quoted(words));
        self.waited(words, By::XPath(path)).await.map(drop)
    }

    /// What the page has loaded, itself first: each address, and how many bytes its body was on the wire. Fonts that are
    /// still on their way are waited for.
    pub async fn loaded(&self) -> WebDriverResult<Vec<(String, u64)>> {
        let script = r"
            const done = arguments[arguments.length - 1];
            document.fonts.ready.then(() => done(performance.getEntriesByType('navigation')
                .concat(performance.getEntriesByType('resource')).map(entry => [entry.name, entry.encodedBodySize])));";
        self.driver.execute_async(script, vec![]).await?.convert()
    }

    /// Every cookie of every host, as Chromium keeps them: `name`, `domain`, `secure`, `httpOnly`, `sameSite` ...
    pub async fn cookies(&self) -> WebDriverResult<Vec<Value>> {
        let kept = self.devtools("Network.getAllCookies", json!({})).await?;
        Ok(kept["cookies"].as_array().cloned().unwrap_or_default())
    }

    /// Gives a hidden field another value, as somebody with tools would.
    pub async fn bends(&self, css: &str, value: &str) -> WebDriverResult<()> {
        let field = self.find(css).await?;
        self.driver.execute("arguments[0].value = arguments[1]", vec![field.to_json()?, json!(value)]).await.map(drop)
    }

    /// Lets so many seconds pass for the page's script at once, as if nobody had touched it for that long.
    pub async fn lets_pass(&self, seconds: u32) -> WebDriverResult<()> {
        let script = "const clock = performance.now.bind(performance), more = arguments[0] * 1000; performance.now = () => clock() + more;";
        self.driver.execute(script, vec![json!(seconds)]).await.map(drop)
    }

    /// Sends keys to whatever has the focus.
    pub async fn keys(&self, keys: impl Into<TypingData>) -> WebDriverResult<()> {
        self.driver.action_chain().send_keys(keys).perform().await
    }

    /// Keeps a picture of the whole page, asserts that nothing sticks out sideways, that the focus can
    /// be seen wherever it stops, and that axe-core finds nothing.
    pub async fn check(&self, name: &str) -> WebDriverResult<()> {
        // With a pointer the pages are the same.
        if self.way.hand == Hand::Pointer {
            return Ok(());
        }
        let way = self.way.name();
        let (width, height) = self.way.width.pixels();
        let (_, whole) = self.content().await?;
        self.size((width, whole.clamp(height, PICTURE_HEIGHT_MAX))).await?;
        self.driver.screenshot(&pictures().join(format!("{name}-{way}.png"))).await?;
        let mut widths = vec![width];
        if self.way.width == Width::Narrow {
            widths.push(NARROWEST);
        }
        for width in widths {
            self.size((width, height)).await?;
            let (content, _) = self.content().await?;
            assert!(content <= width, "{name} ({way}) scrolls sideways at {width} pixels: {content}");
        }
        self.size((width, height)).await?;
        let unseen = self.unseen_stops().await?;
        assert!(unseen.is_empty(), "{name} ({way}): {unseen:#?}");
        if self.way.script == Script::On {
            let found = self.axe().await?;
            assert!(found.is_empty(), "axe-core on {name} ({way}): {found:#?}");
        }
        Ok(())
    }

    /// How wide and high everything on the page is.
    async fn content(&self) -> WebDriverResult<(u32, u32)> {
        let metrics = self.devtools("Page.getLayoutMetrics", json!({})).await?;
        let of = |side: &str| {
            let length = metrics["cssContentSize"][side].as_f64().unwrap_or_default();
            (0..=PICTURE_HEIGHT_MAX).find(|whole| length <= f64::from(*whole)).unwrap_or(PICTURE_HEIGHT_MAX)
        };
        Ok((of("width"), of("height")))
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

/// A command of Chromium's own beside the standard ones.
#[derive(Debug)]
struct DevTools {
    command: String,
    parameters: Value,
}

impl FormatRequestData for DevTools {
    fn format_request(&self, session: &SessionId) -> RequestData {
        let body = json!({ "cmd": self.command, "params": self.parameters });
        RequestData::new(reqwest::Method::POST, format!("session/{session}/goog/cdp/execute")).add_body(body)
    }
}

/// Starts Chromium.
async fn start(script: Script) -> WebDriverResult<WebDriver> {
    let mut capabilities = DesiredCapabilities::chrome();
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
        "--window-size=1280,900",
    ] {
        capabilities.add_arg(word)?;
    }
    // An installation that speaks TLS on this machine wrote its certificate itself.
    capabilities.accept_insecure_certs(true)?;
    let mut preferences = json!({ "intl.accept_languages": "da,en" });
    if script == Script::Off {
        preferences["profile.managed_default_content_settings.javascript"] = json!(2);
    }
    capabilities.add_experimental_option("prefs", preferences)?;
    // Every test has a runtime of its own, and a window outlives it: a connection kept open would die with the runtime.
    let client =
        reqwest::Client::builder().pool_max_idle_per_host(0).build().expect("a client without a store of roots");
    WebDriver::builder(chromedriver(), capabilities).client(client).await
}

/// Where screenshots are kept: build output, not committed.
fn pictures() -> PathBuf {
    let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../out/screenshots");
    std::fs::create_dir_all(&directory).expect("a directory for screenshots");
    directory
}

/// Whether what was found is no longer there. Where the page goes in the middle of the look, the driver has no word for it
/// and passes on the browser's.
fn is_stale(why: &WebDriverError) -> bool {
    match why.as_inner() {
        WebDriverErrorInner::StaleElementReference(_) => true,
        WebDriverErrorInner::UnknownError(said) => said.value.message.contains("does not belong to the document"),
        _ => false,
    }
}

/// A text as an XPath literal.
fn quoted(text: &str) -> String {
    if text.contains('\'') { format!("\"{text}\"") } else { format!("'{text}'") }
}

/// One chromedriver for the whole run. When this process is gone, the shell between us tells it to close its windows
/// and end (it hears no HTTP/1.0), and gives it half a minute: one that is killed before leaves windows open.
#[expect(clippy::zombie_processes, reason = "the shell ends by itself when the pipe closes with this process")]
fn chromedriver() -> &'static str {
    static DRIVER: OnceLock<(Child, String)> = OnceLock::new();
    let (_, url) = DRIVER.get_or_init(|| {
        let port =
            std::net::TcpListener::bind("127.0.0.1:0").expect("a free port").local_addr().expect("its number").port();
        let script = r#"chromedriver --port="$0" & child=$!
            read -r end
            exec 3<>"/dev/tcp/127.0.0.1/$0" && printf 'GET /shutdown HTTP/1.1\r\nHost: localhost\r\n\r\n' >&3
            for turn in {1..120}; do kill -0 $child 2>/dev/null || exit; sleep 0.25; done
            kill $child"#;
        let child = Command::new("bash")
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
