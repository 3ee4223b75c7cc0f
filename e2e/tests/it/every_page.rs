//! Every page a link leads to, as each kind of person who has links: axe-core finds nothing, nothing sticks out sideways,
//! a picture is kept. A page nobody wrote a journey for is looked at here, and a new one is found by itself.
//!
//! What it does not do: send forms. What only an answer to a form shows is looked at on the journeys.

use crate::rights::comes_in;
use crate::steps::{Walked, administering, at_work, log_in, show_eid};
use e2e::browser::{Browser, WAYS, Way};
use e2e::country::Country;
use std::collections::{BTreeSet, VecDeque};

/// The two ways in which axe-core can be asked.
const LOOKS: [Way; 2] = [WAYS[0], WAYS[1]];

/// Who walks where.
struct Walk<'a> {
    /// Whose pictures they are.
    name: &'a str,
    /// The site they keep to; everybody's pages are `""`.
    site: &'a str,
    /// Where they begin beside the site's front.
    begins: &'a [&'a str],
    /// What they must have come to.
    finds: &'a [&'a str],
}

/// One page stands for all that differ only in what they are about: a number or a handle.
fn kind(path: &str) -> String {
    let is_word = |part: &str| part.bytes().all(|byte| byte.is_ascii_lowercase() || b"-.".contains(&byte));
    let parts = path.split('/').map(|part| if is_word(part) { part } else { "{}" });
    parts.collect::<Vec<_>>().join("/")
}

/// An address without its query.
fn bare(address: &str) -> &str {
    address.split('?').next().unwrap_or_default()
}

/// The kind and the path of an address that is a page of this site: no file, no other site, no passage.
fn page_of(country: &Country, address: &str, site: &str) -> Option<(String, String)> {
    let whole = address.strip_prefix(&country.url(""))?.split('#').next().unwrap_or_default();
    let path = bare(whole);
    let last = path.rsplit('/').next().unwrap_or_default();
    let is_file = last == "fil" || last.contains('.');
    let passes = ["eid", "find-username", "help-child", "new-password", "bliv", "ind"].contains(&last);
    let is_elsewhere = !path.starts_with(site) || path.starts_with("/test-eid");
    (!is_file && !passes && !is_elsewhere && !whole.contains("lang=")).then(|| (kind(path), whole.to_owned()))
}

/// Follows every link once, and checks each kind of page.
async fn follows(browser: &Browser, country: &Country, walk: &Walk<'_>) -> Walked {
    let front = if walk.site.is_empty() { "/" } else { walk.site };
    let mut waiting: VecDeque<String> = [front].iter().chain(walk.begins).map(|path| (*path).to_owned()).collect();
    let mut seen: BTreeSet<String> = waiting.iter().map(|path| kind(bare(path))).collect();
    while let Some(path) = waiting.pop_front() {
        browser.go(&country.url(&path)).await?;
        let at = kind(bare(&path));
        let page = at.trim_matches('/').replace('/', "-").replace("{}", "x");
        browser.check(&format!("alle-{}-{}", walk.name, if page.is_empty() { "forside" } else { &page })).await?;
        for address in browser.links().await? {
            if let Some((kind, path)) = page_of(country, &address, walk.site)
                && seen.insert(kind)
            {
                waiting.push_back(path);
            }
        }
    }
    for path in walk.finds {
        assert!(seen.contains(*path), "{} never comes to {path}, only to {seen:#?}", walk.name);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_in_particular() -> Walked {
    let country = Country::shared();
    let walk = Walk {
        name: "gaest",
        site: "",
        begins: &[
            "/login",
            "/ansoeg",
            "/elevadgang",
            "/mit",
            "/ba",
            "/stil",
            "/login/logged-out",
            "/demo/mail",
            "/eid/return?code=x&state=y",
        ],
        finds: &[
            "/was",
            "/status",
            "/privatliv",
            "/vejledning/levetidspolitik",
            "/login/{}/no-username",
            "/login/{}/school-card",
        ],
    };
    for way in LOOKS {
        let browser = Browser::open(way).await?;
        follows(&browser, country, &walk).await?;
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pupil_a_parent_and_a_teacher() -> Walked {
    let country = Country::shared();
    for way in LOOKS {
        for (who, name) in [("six_year_old", "elev"), ("parent_of_three", "foraelder"), ("teacher", "laerer")] {
            let browser = Browser::open(way).await?;
            browser.go(&country.url("/login")).await?;
            log_in(&browser, &country.person(who)).await?;
            browser.arrives("/mit").await?;
            let walk = Walk { name, site: "/mit", begins: &[], finds: &["/mit/data", "/mit/log"] };
            follows(&browser, country, &walk).await?;
            browser.close().await?;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_teacher_and_an_administrator_in_elevadgang() -> Walked {
    let country = Country::shared();
    for way in LOOKS {
        let browser = Browser::open(way).await?;
        at_work(&browser, country, &country.person("teacher")).await?;
        let begins = &["/elevadgang/storskaerm?klasse=2.B"];
        let walk = Walk { name: "laerer", site: "/elevadgang", begins, finds: &["/elevadgang/elev/{}"] };
        follows(&browser, country, &walk).await?;
        browser.close().await?;
        let browser = Browser::open(way).await?;
        administering(&browser, country, &country.person("administrator")).await?;
        let finds = &["/elevadgang/elev/{}", "/elevadgang/vikarer", "/elevadgang/adgangskoder", "/elevadgang/log"];
        let walk = Walk { name: "administrator", site: "/elevadgang", begins: &[], finds };
        follows(&browser, country, &walk).await?;
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn administrators_of_one_institution_and_of_several() -> Walked {
    let country = Country::shared();
    for way in LOOKS {
        let browser = Browser::open(way).await?;
        comes_in(&browser, country, (&country.person("administrator"), "")).await?;
        browser.sees("Det venter på dig").await?;
        let finds = &["/ba/{}/grupper/{}", "/ba/{}/brugere/{}", "/ba/{}/administratorer/{}", "/ba/{}/dataaftaler/{}"];
        follows(&browser, country, &Walk { name: "administrator", site: "/ba/751042", begins: &[], finds }).await?;
        browser.close().await?;
        let browser = Browser::open(way).await?;
        browser.go(&country.url("/ba")).await?;
        browser.press("Log ind med MitID").await?;
        show_eid(&browser, &country.person("external_administrator")).await?;
        browser.find("main h1").await?;
        let begins = &["/ba/751077/import", "/ba/751205/import", "/ba/751903/manuel"];
        let finds = &["/ba/{}/import/tilbageholdt", "/ba/{}/import/koersel/{}"];
        follows(&browser, country, &Walk { name: "flere", site: "/ba", begins, finds }).await?;
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator() -> Walked {
    let country = Country::shared();
    for way in LOOKS {
        let browser = Browser::open(way).await?;
        browser.go(&country.url("/stil")).await?;
        browser.press("Log ind med MitID").await?;
        show_eid(&browser, &country.person("without_class")).await?;
        browser.sees("Venter på svar fra os").await?;
        let finds =
            &["/stil/sag/{}", "/stil/landet/{}", "/stil/institutioner/{}/ret", "/stil/sager/saml", "/stil/drift"];
        follows(&browser, country, &Walk { name: "operatoer", site: "/stil", begins: &[], finds }).await?;
        browser.close().await?;
    }
    Ok(())
}
