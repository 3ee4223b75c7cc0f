//! A hand that has only the keyboard: whatever is pressed, ticked, chosen or written into is reached by Tab, Shift+Tab and
//! the arrows, and used with Enter, Space or letters.
//!
//! Where the focus stops it must be seen: something of the element lies in the window with nothing over it (WCAG 2.4.11),
//! and it is marked (WCAG 2.4.7). What nobody can reach so fails the journey. What it does not do: open the browser's own
//! windows; a file is named to the field the focus is on.

use crate::browser::Browser;
use serde::Deserialize;
use serde_json::Value;
use std::time::{Duration, Instant};
use thirtyfour::prelude::*;

/// How often the way is corrected: some fields are several stops (day, month, year), some boxes scroll and are one.
const CORRECTIONS_MAX: usize = 60;
/// How often an arrow is pressed to come to a line.
const LINES_MAX: usize = 400;
/// How long scrolling to the focus may take.
const SEEN_WITHIN: Duration = Duration::from_secs(1);

/// What the keyboard knows about an element.
#[derive(Deserialize)]
struct Sight {
    /// How it is used: `line` of a list, `radio`, `checkbox`, or anything else.
    kind: String,
    /// Stops from the focus to it: none when the focus is there, fewer than none when it lies behind, nothing when no key
    /// leads to it.
    stops: Option<i64>,
    /// Lines from the chosen one of a list, or from the focus among radio buttons, to it.
    lines: i64,
    /// Why a focus that is there cannot be seen.
    unseen: Option<String>,
}

/// What both looks below know: which elements the keyboard stops at, radio buttons of one name being one stop, and why the
/// element with the focus cannot be seen.
const STOPS: &str = r"
    const alike = e => e.type === 'radio' ? [...document.getElementsByName(e.name)].filter(r => r.form === e.form) : [e];
    function everyStop() {
        const isStop = e => e.type !== 'radio' || e.checked || (!alike(e).some(r => r.checked) && alike(e)[0] === e);
        return [...(document.querySelector('dialog:modal') || document)
            .querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
            .filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({ visibilityProperty: true }) && isStop(e));
    }
    function unseen() {
        const now = document.activeElement, faces = [now, ...(now.labels || [])];
        const shows = face => [...face.getClientRects()].filter(r => r.width > 2 && r.height > 2).some(r =>
            [[.5, .5], [.1, .5], [.9, .5], [.5, .2], [.5, .8]].some(([x, y]) => {
                const hit = document.elementFromPoint(r.left + r.width * x, r.top + r.height * y);
                return hit && faces.some(f => f.contains(hit));
            }));
        const marks = face => {
            const style = getComputedStyle(face);
            return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
        };
        if (!faces.some(shows)) return 'is hidden';
        return [...faces, now.nextElementSibling, now.parentElement].some(face => face && marks(face)) ? null : 'is not marked';
    }";

/// Looks at an element as the keyboard does: a label stands for its field, a line for its list, a word for the link around
/// it.
const LOOK: &str = r"
    const wanted = arguments[0], now = document.activeElement;
    const control = wanted.tagName === 'LABEL' ? wanted.control
        : wanted.closest('select') || wanted.closest('a, button, summary, input, textarea');
    const kind = wanted.tagName === 'OPTION' ? 'line' : control.type || control.tagName;
    const goals = alike(control);
    function stops() {
        if (goals.includes(now)) return 0;
        const all = everyStop(), goal = all.findIndex(e => goals.includes(e));
        if (goal < 0) return null;
        const passed = now === document.body ? 0 : all.filter(e => e === now || e.compareDocumentPosition(now) & 4).length;
        if (goal >= passed) return goal - passed + 1;
        return goal - passed + (all[passed - 1] === now ? 1 : 0);
    }
    function lines() {
        if (kind === 'line') return [...control.options].indexOf(wanted) - control.selectedIndex;
        return kind === 'radio' ? goals.indexOf(control) - goals.indexOf(now) : 0;
    }
    const left = stops();
    return { kind, stops: left, lines: left === 0 ? lines() : 0, unseen: left === 0 ? unseen() : null };";

/// Puts the focus on every stop of the page, says of which it cannot be seen, and leaves all as it was.
const LOOK_AT_ALL: &str = r"
    const before = document.activeElement, [x, y] = [scrollX, scrollY], said = [];
    for (const stop of everyStop()) {
        stop.focus();
        // What slides in is looked at where it ends.
        stop.getAnimations().forEach(moves => moves.finish());
        const why = unseen();
        if (why) said.push(`the focus ${why}: ${stop.outerHTML.slice(0, 200)}`);
    }
    document.activeElement.blur();
    before.focus({ preventScroll: true });
    scrollTo(x, y);
    return said;";

impl Browser {
    /// Tabs to the element of this XPath and leaves the focus there.
    pub async fn tab_to(&self, path: &str) -> WebDriverResult<()> {
        self.reach(&self.path(path).await?).await.map(drop)
    }

    /// What the element with the focus says.
    pub async fn focus_says(&self) -> WebDriverResult<String> {
        self.driver.active_element().await?.text().await
    }

    /// Presses, ticks or chooses an element with the keyboard.
    pub(crate) async fn use_by_keys(&self, element: &WebElement) -> WebDriverResult<()> {
        match self.reach(element).await?.as_str() {
            "line" => self.go_to_line(element).await,
            "radio" => {
                self.go_to_line(element).await?;
                // An arrow chooses where it comes; what was met by Tab is not chosen yet.
                let chosen = self.driver.execute("return document.activeElement.checked", vec![]).await?;
                if chosen.json() == &Value::Bool(true) { Ok(()) } else { self.keys(Key::Space).await }
            }
            "checkbox" => self.keys(Key::Space).await,
            _ => self.keys(Key::Enter).await,
        }
    }

    /// Goes with Tab or Shift+Tab to what the keyboard stops at for this element, and says what kind that is.
    ///
    /// # Errors
    /// No key leads there, or the focus cannot be seen there.
    pub(crate) async fn reach(&self, element: &WebElement) -> WebDriverResult<String> {
        for _ in 0..CORRECTIONS_MAX {
            let sight = self.look(element).await?;
            match sight.stops {
                None => break,
                Some(0) => return self.is_seen(element, sight).await,
                Some(stops) => self.tabs(stops).await?,
            }
        }
        Err(self.complaint(element, "cannot be reached by Tab").await)
    }

    async fn look(&self, element: &WebElement) -> WebDriverResult<Sight> {
        self.driver.execute(format!("{STOPS}{LOOK}"), vec![element.to_json()?]).await?.convert()
    }

    /// The stops of this page at which the focus cannot be seen.
    pub async fn unseen_stops(&self) -> WebDriverResult<Vec<String>> {
        self.driver.execute(format!("{STOPS}{LOOK_AT_ALL}"), vec![]).await?.convert()
    }

    async fn complaint(&self, element: &WebElement, why: &str) -> WebDriverError {
        let at = self.address().await.unwrap_or_default();
        let html = element.outer_html().await.unwrap_or_default();
        let focus = match self.driver.active_element().await {
            Ok(focus) => focus.outer_html().await.unwrap_or_default(),
            Err(_) => "nothing".to_owned(),
        };
        WebDriverError::ParseError(format!("at {at} what is wanted {why}: {html}; the focus is on {focus}"))
    }

    /// Presses Tab so often, or Shift+Tab for less than nothing.
    async fn tabs(&self, stops: i64) -> WebDriverResult<()> {
        let tabs = Key::Tab.value().to_string().repeat(usize::try_from(stops.abs()).unwrap_or(1));
        let keys = self.driver.action_chain();
        if stops > 0 {
            return keys.send_keys(tabs).perform().await;
        }
        keys.key_down(Key::Shift).send_keys(tabs).key_up(Key::Shift).perform().await
    }

    async fn is_seen(&self, element: &WebElement, mut sight: Sight) -> WebDriverResult<String> {
        let began = Instant::now();
        while let Some(why) = sight.unseen {
            if began.elapsed() > SEEN_WITHIN {
                return Err(self.complaint(element, &format!("has the focus, which {why}")).await);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
            sight = self.look(element).await?;
        }
        Ok(sight.kind)
    }

    /// With the focus on its list, goes by the arrows to a line, or with the focus on one of its like to a radio button.
    async fn go_to_line(&self, line: &WebElement) -> WebDriverResult<()> {
        for _ in 0..LINES_MAX {
            match self.look(line).await?.lines {
                0 => return Ok(()),
                1.. => self.keys(Key::Down).await?,
                _ => self.keys(Key::Up).await?,
            }
        }
        Err(self.complaint(line, "cannot be reached by arrows").await)
    }

    /// Writes into the field of this element in place of what stands there.
    pub(crate) async fn write_by_keys(&self, field: &WebElement, value: &str) -> WebDriverResult<()> {
        self.reach(field).await?;
        let all = self.driver.action_chain().key_down(Key::Control).send_keys("a").key_up(Key::Control);
        if value.is_empty() { all.send_keys(Key::Delete).perform().await } else { all.send_keys(value).perform().await }
    }
}
