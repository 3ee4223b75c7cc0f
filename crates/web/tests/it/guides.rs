//! Every guide the front page leads to is there, in both languages, and the parents' folder is a page of paper.

use crate::place::{Browser, Place};
use testkit::database::both;

#[test]
fn every_guide_is_there_and_parents_get_a_page_of_paper() {
    both(|database| {
        let place = Place::on(database);
        for language in ["da", "en"] {
            let mut browser = Browser::default();
            let front = place.get(&mut browser, &format!("/vejledning?lang={language}"));
            let links = front.text.split("href=\"/vejledning/").skip(1).filter_map(|rest| rest.split('"').next());
            let slugs: Vec<String> = links.map(str::to_owned).collect();
            assert!(25 <= slugs.len(), "{slugs:?}");
            for slug in &slugs {
                let page = place.get(&mut browser, &format!("/vejledning/{slug}"));
                assert_eq!(page.status, 200, "{slug}");
                if slug.ends_with(".pdf") {
                    assert_eq!(page.header("content-type"), "application/pdf");
                    assert!(
                        page.text.starts_with("%PDF-") && page.text.contains("/StructTreeRoot"),
                        "{slug} is tagged"
                    );
                    assert_eq!(page.text.matches("/Type/Page/").count() + page.text.matches("/Type /Page ").count(), 1);
                } else {
                    assert!(page.text.contains("<h1"), "{slug}");
                }
            }
            assert!(slugs.iter().any(|slug| slug == "levetidspolitik"));
            assert!(slugs.iter().any(|slug| slug.ends_with(".pdf")));
        }
    });
}
