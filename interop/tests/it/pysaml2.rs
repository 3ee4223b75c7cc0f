//! The judge pysaml2, as the identity provider of the national eID: whom it lets in is in, and what it says otherwise
//! lets nobody in.

use crate::push::push;
use e2e::country::scratch;
use interop::browser::{Browser, Page};
use interop::installation::{Installation, generate};
use interop::provider::Provider;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// The keys of testkit: known to everybody.
const KEYS: [(&str, &str); 4] = [
    ("provider.key", include_str!("../../../testkit/keys/provider.key")),
    ("provider.crt", include_str!("../../../testkit/keys/provider.crt")),
    ("ours.key", include_str!("../../../testkit/keys/ours.key")),
    ("ours.crt", include_str!("../../../testkit/keys/ours.crt")),
];

/// A node whose eID is a provider described in this directory.
fn node(directory: &Path) -> Installation {
    std::fs::create_dir_all(directory).unwrap();
    for (name, text) in KEYS {
        let file = directory.join(name);
        std::fs::write(&file, text).unwrap();
        // A key that others could read is not taken.
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
    let file = |name: &str| directory.join(name).display().to_string();
    Installation::new(&format!(
        "eid.saml_metadata = '{}'\neid.saml_key = '{}'\neid.saml_certificate = '{}'",
        file("provider.xml"),
        file("ours.key"),
        file("ours.crt")
    ))
}

/// The first employee of a school's file: CPR number and family name.
fn employee(file: &str) -> (String, String) {
    let (before, _) = file.split_once("<Employee>").unwrap();
    let last = |name: &str| {
        let rest = before.rsplit(&format!("<{name}>")).next().unwrap();
        rest.split('<').next().unwrap().to_owned()
    };
    (last("CivilRegistrationNumber"), last("FamilyName"))
}

/// Leaves a fresh login for the provider and carries its answer home; the page at the end.
async fn comes_home(node: &Installation, browser: &mut Browser) -> Page {
    let login = browser.open(&node.url("/login")).await.page();
    let page = browser.open(&format!("{}/eid", login.address)).await.page();
    assert_eq!(page.status, 200, "the provider: {}", page.text);
    browser.send(&page, &page.form("/eid/saml/return"), &[]).await.page()
}

#[tokio::test(flavor = "multi_thread")]
async fn pysaml2_lets_an_employee_in_and_its_bent_answers_let_nobody_in() {
    let directory = scratch("provider");
    let node = node(&directory);
    let provider = Provider::start(&node.url("/eid/saml/metadata"), &directory);
    let files = node.place("land");
    let schools = generate(1, &files);
    node.must(&["import", &files.join("institutions.csv").display().to_string()]);
    let number = schools[0].file_stem().unwrap().to_string_lossy().into_owned();
    let token = node.must(&["import-token", "add", &number, "TEA"]).trim().to_owned();
    let server = node.start();
    let text = std::fs::read_to_string(&schools[0]).unwrap();
    let pushed = push(&node.url(&format!("/api/import/{number}")), &token, &text).await;
    assert_eq!(pushed.status, 200, "{pushed:?}");
    let (cpr, name) = employee(&text);
    for manner in ["straight", "both signed"] {
        provider.answers(manner, &cpr).await;
        let page = comes_home(&node, &mut Browser::new()).await;
        assert_eq!((page.status, page.address.path()), (200, "/mit"), "{manner}: {}", page.text);
        assert!(page.text.contains(&name), "{manner}: {}", page.text);
    }
    for (manner, status, says) in [
        ("stopped", 200, "Du stoppede"),
        ("audience", 403, "kan ikke bruges"),
        ("unsealed", 403, "Vi venter ikke et svar"),
        ("repeat", 403, "Vi venter ikke et svar"),
    ] {
        provider.answers(manner, &cpr).await;
        let page = comes_home(&node, &mut Browser::new()).await;
        assert_eq!(page.status, status, "{manner}: {}", page.text);
        assert!(page.text.contains(says), "{manner}: {}", page.text);
    }
    // Nobody's number.
    provider.answers("straight", "0101700007").await;
    assert_eq!(comes_home(&node, &mut Browser::new()).await.status, 403);
    drop(server);
    node.is_in_order();
    drop(std::fs::remove_dir_all(&directory));
}
