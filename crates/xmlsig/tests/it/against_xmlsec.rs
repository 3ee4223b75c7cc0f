//! The same documents before `xmlsec1`, the implementation most identity providers stand on: what we sign it believes,
//! what it signs and seals we read, and both see the same canonical bytes in whatever is made up.

use proptest::prelude::*;
use std::path::{Path, PathBuf};
use std::process::Command;
use testkit::identity_provider::{OUR_CERTIFICATE, OUR_KEY, PROVIDER_CERTIFICATE, PROVIDER_KEY, signed};
use xmlsig::certificate::Certificate;
use xmlsig::encryption::{OpeningKey, open};
use xmlsig::parse::parse;
use xmlsig::signature::{Refused, verify};

/// Where to lay files for one test.
fn place() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn laid(place: &Path, name: &str, text: &str) -> PathBuf {
    let path = place.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// Runs `xmlsec1`; what it wrote, or what it complained of.
fn xmlsec(words: &[&str], file: &Path) -> Result<String, String> {
    let told = Command::new("xmlsec1").args(words).arg(file).output();
    let told = told.expect("xmlsec1 is missing: run `cargo xtask install`");
    let (out, complaint) =
        (String::from_utf8(told.stdout).unwrap(), String::from_utf8_lossy(&told.stderr).into_owned());
    if told.status.success() { Ok(out) } else { Err(complaint) }
}

fn believes(place: &Path, text: &str) -> Result<String, String> {
    let certificate = laid(place, "provider.crt", PROVIDER_CERTIFICATE).display().to_string();
    let file = laid(place, "signed.xml", text);
    xmlsec(&["--verify", "--pubkey-cert-pem", &certificate, "--id-attr:ID", "urn:t:root"], &file)
}

/// Lets it sign a document that holds a template.
fn signs(place: &Path, template: &str) -> String {
    let key = laid(place, "provider.key", PROVIDER_KEY).display().to_string();
    let file = laid(place, "template.xml", template);
    xmlsec(&["--sign", "--privkey-pem", &key, "--id-attr:ID", "urn:t:root"], &file).unwrap()
}

/// A root around this.
fn root(more: &str, inside: &str) -> String {
    format!(
        "<t:root xmlns:t=\"urn:t\" xmlns:a=\"urn:a\" xmlns:b=\"urn:b\" xmlns:c=\"urn:a\" ID=\"_1\"{more}>{inside}</t:root>"
    )
}

/// An empty signature over the root; prefixes for the inclusive part.
fn template(prefixes: &str, method: &str, digest: &str) -> String {
    let exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
    let list = if prefixes.is_empty() {
        String::new()
    } else {
        format!("<ec:InclusiveNamespaces xmlns:ec=\"{exclusive}\" PrefixList=\"{prefixes}\"/>")
    };
    format!(
        "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">\n <ds:SignedInfo>\n  <ds:CanonicalizationMethod \
         Algorithm=\"{exclusive}\">{list}</ds:CanonicalizationMethod>\n  <ds:SignatureMethod Algorithm=\"{method}\"/>\n  \
         <ds:Reference URI=\"#_1\">\n<ds:Transforms><ds:Transform \
         Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/><ds:Transform Algorithm=\"{exclusive}\">{list}\
         </ds:Transform></ds:Transforms><ds:DigestMethod Algorithm=\"{digest}\"/><ds:DigestValue/></ds:Reference>\
         </ds:SignedInfo><ds:SignatureValue/></ds:Signature>"
    )
}

const RSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";

fn checked(text: &str) -> Result<xmlsig::signature::Verified, Refused> {
    let certificate = Certificate::from_pem(PROVIDER_CERTIFICATE).unwrap();
    verify(&parse(text.as_bytes()).unwrap(), &[certificate.key()])
}

#[test]
fn xmlsec_believes_what_we_sign_and_sees_what_was_changed() {
    let place = place();
    let text = signed(
        &root(" a:x='&#9;&amp;'", "<t:issuer>us</t:issuer><b xmlns='urn:d'>æ&#13;<c xmlns=''/></b>"),
        PROVIDER_KEY,
    );
    believes(place.path(), &text).unwrap();
    assert!(believes(place.path(), &text.replace("us", "them")).is_err());
}

#[test]
fn we_believe_what_xmlsec_signs_by_every_method_of_the_list() {
    let place = place();
    for (method, digest) in [
        (RSA_SHA256, SHA256),
        ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha384", "http://www.w3.org/2001/04/xmldsig-more#sha384"),
        ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", "http://www.w3.org/2001/04/xmlenc#sha512"),
    ] {
        for prefixes in ["", "a b", "#default t unknown"] {
            let template = template(prefixes, method, digest);
            let text = signs(
                place.path(),
                &root(" xmlns='urn:d'", &format!("\n<t:issuer>us</t:issuer>{template}<e a:f=''/>\r\n")),
            );
            let verified = checked(&text).unwrap();
            assert_eq!(verified.root().only("urn:t", "issuer").unwrap().text(), Some("us"));
            assert_eq!(checked(&text.replace("us<", "them<")).unwrap_err(), Refused::Digest);
        }
    }
}

#[test]
fn what_xmlsec_signs_by_an_old_method_is_refused() {
    let place = place();
    let sha1 = template("", "http://www.w3.org/2000/09/xmldsig#rsa-sha1", SHA256);
    assert_eq!(checked(&signs(place.path(), &root("", &sha1))).unwrap_err(), Refused::Algorithm);
    let sha1 = template("", RSA_SHA256, "http://www.w3.org/2000/09/xmldsig#sha1");
    assert_eq!(checked(&signs(place.path(), &root("", &sha1))).unwrap_err(), Refused::Algorithm);
}

#[test]
fn we_open_what_xmlsec_seals() {
    let place = place();
    let certificate = laid(place.path(), "ours.crt", OUR_CERTIFICATE).display().to_string();
    let data =
        laid(place.path(), "data.xml", "<h:holder xmlns:h=\"urn:h\"><h:a>x</h:a></h:holder>").display().to_string();
    for (cipher, session) in [("aes128-gcm", "aes-128"), ("aes256-gcm", "aes-256")] {
        let template = format!(
            "<xenc:EncryptedData xmlns:xenc=\"http://www.w3.org/2001/04/xmlenc#\" Type=\"http://www.w3.org/2001/04/xmlenc#Element\">\
             <xenc:EncryptionMethod Algorithm=\"http://www.w3.org/2009/xmlenc11#{cipher}\"/>\
             <ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><xenc:EncryptedKey><xenc:EncryptionMethod \
             Algorithm=\"http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p\"/><xenc:CipherData><xenc:CipherValue/></xenc:CipherData>\
             </xenc:EncryptedKey></ds:KeyInfo><xenc:CipherData><xenc:CipherValue/></xenc:CipherData></xenc:EncryptedData>"
        );
        let template = laid(place.path(), "template.xml", &template);
        let words = [
            "--encrypt",
            "--pubkey-cert-pem",
            &certificate,
            "--session-key",
            session,
            "--xml-data",
            &data,
            "--node-xpath",
            "/*/*",
        ];
        let sealed = xmlsec(&words, &template).unwrap();
        let document = parse(sealed.as_bytes()).unwrap();
        let inside = open(&document, &[document.root()], &[OpeningKey::from_pem(OUR_KEY).unwrap()]).unwrap();
        assert!(inside.root().is("urn:h", "a") && inside.root().text() == Some("x"), "{cipher}");
    }
}

/// Makes up what stands in a document out of these numbers: elements, attributes, declarations, text, comments.
fn made_up(choices: &[u8]) -> String {
    let mut text = String::new();
    let mut open: Vec<String> = Vec::new();
    for (at, pair) in choices.chunks(2).enumerate() {
        let (what, which) = (pair[0] % 8, usize::from(*pair.last().unwrap_or(&0)));
        let prefix = ["", "a:", "b:", "c:", "t:"][which % 5];
        match what {
            0..=2 if open.len() < 8 => {
                let declared =
                    ["", " xmlns='urn:d'", " xmlns=''", " xmlns:a='urn:b'", " xmlns:c='urn:c' xmlns:b='urn:a'"]
                        [which / 5 % 5];
                let attributes = [
                    String::new(),
                    format!(" z{at}='1' y='&#10;&lt;' a:x{at}='&quot;\t&#9;'"),
                    format!(" b:w='2' a:v='3' u='>&apos;' t:s{at}=''"),
                    " xml:lang='da' c:r=\"'\"".to_owned(),
                ][which / 25 % 4]
                    .clone();
                let name = format!("{prefix}e{}", which % 3);
                text.push_str(&format!("<{name}{declared}{attributes}>"));
                open.push(name);
            }
            3 => text.push_str(["æøå", "&amp;&lt;&gt;", "\r\n\t ", "&#13;", "<![CDATA[<&]]>", "\"'", "𝄞"][which % 7]),
            4 => text.push_str("<!-- a comment -->"),
            5..=7 => {
                if let Some(name) = open.pop() {
                    text.push_str(&format!("</{name}>"));
                }
            }
            _ => {}
        }
    }
    while let Some(name) = open.pop() {
        text.push_str(&format!("</{name}>"));
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_see_the_same_canonical_bytes_in_whatever_is_made_up(
        choices in proptest::collection::vec(any::<u8>(), 0..120),
        prefixes in 0..4usize,
    ) {
        let place = place();
        let prefixes = ["", "a b", "#default c", "t"][prefixes];
        let inside = made_up(&choices);
        let text = signs(place.path(), &root(" xmlns='urn:e'", &format!("{}{inside}", template(prefixes, RSA_SHA256, SHA256))));
        prop_assert!(checked(&text).is_ok(), "{text}");
        let ours = signed(&root(" xmlns='urn:e'", &inside), PROVIDER_KEY);
        prop_assert!(believes(place.path(), &ours).is_ok(), "{ours}");
    }
}
