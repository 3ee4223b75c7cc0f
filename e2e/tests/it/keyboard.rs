//! The hand that has only the keyboard: it uses what can be reached and seen, and says why it cannot use the rest.

use crate::steps::Walked;
use e2e::browser::{Browser, WAYS};

/// A page as long as two windows, with this in the middle.
fn page(middle: &str) -> String {
    let style = ":focus{outline:3px solid} p{height:900px}";
    format!(
        "data:text/html;charset=utf-8,<style>{style}</style><main><a href='/'>Start</a><p>{middle}<p><a href='/'>Slut</a></main>"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_key_reaches_or_nobody_sees_fails_the_journey() -> Walked {
    let cases = [
        ("<button type=button>Gem</button>", None),
        ("<a href='%23'>Gem</a>", None),
        ("<button type=button tabindex=-1>Gem</button>", Some("cannot be reached by Tab")),
        ("<a onclick='0'>Gem</a>", Some("cannot be reached by Tab")),
        ("<button type=button style='outline:none'>Gem</button>", Some("is not marked")),
        ("<button>Gem</button><b style='position:fixed;inset:0;background:white'>Over</b>", Some("is hidden")),
    ];
    for way in [WAYS[0], WAYS[3]] {
        let browser = Browser::open(way).await?;
        for (middle, why) in cases {
            browser.go(&page(middle)).await?;
            match (browser.press("Gem").await, why) {
                (Ok(()), None) => {}
                (Err(said), Some(why)) => assert!(said.to_string().contains(why), "{middle}: {said}"),
                (outcome, _) => panic!("{middle}: {outcome:?}"),
            }
        }
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn boxes_buttons_lists_and_fields_are_used_as_with_a_pointer() -> Walked {
    let fields = "<input name=before type=date>\
        <label><input type=checkbox name=box>Kasse</label>\
        <label><input type=radio name=pick>En</label><label><input type=radio name=pick>To</label>\
        <label><input type=radio name=pick>Tre</label>\
        <select id=list><option>Rød<option>Gul<option selected>Blå</select>\
        <input id=words value=gammelt><textarea id=lines>gammelt</textarea>";
    for way in WAYS {
        let browser = Browser::open(way).await?;
        browser.go(&page(fields)).await?;
        browser.fill("#lines", "nye ord").await?;
        browser.fill("#words", "æble").await?;
        browser.press_path("//option[.='Rød']").await?;
        browser.press("Tre").await?;
        browser.press("En").await?;
        browser.press("Kasse").await?;
        let kept = |css: &'static str| async { browser.find(css).await?.prop("value").await };
        assert_eq!(kept("#lines").await?.as_deref(), Some("nye ord"));
        assert_eq!(kept("#words").await?.as_deref(), Some("æble"));
        assert_eq!(kept("#list").await?.as_deref(), Some("Rød"));
        assert_eq!(browser.count("label:nth-of-type(2) :checked").await?, 1, "the first of three");
        assert_eq!(browser.count("[name=pick]:checked").await?, 1);
        assert_eq!(browser.count("[name=box]:checked").await?, 1);
        browser.fill("#words", "").await?;
        assert_eq!(kept("#words").await?.as_deref(), Some(""));
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_stop_of_a_page_is_looked_at() -> Walked {
    let (plain, over) = ("<button>Et</button>", "<b style='position:fixed;bottom:0;left:0;right:0;height:100%'>x</b>");
    for way in WAYS {
        let browser = Browser::open(way).await?;
        for (middle, unseen) in [
            (plain.to_owned(), 0),
            (format!("{plain}<button style='outline:none'>To</button>"), 1),
            (format!("{plain}<a href='/' style='outline:none'>To</a><input style='outline:1px solid'>"), 2),
            (format!("{plain}{over}"), 3),
        ] {
            browser.go(&page(&middle)).await?;
            let found = browser.unseen_stops().await?;
            assert_eq!(found.len(), unseen, "{middle}: {found:#?}");
        }
        browser.close().await?;
    }
    Ok(())
}
