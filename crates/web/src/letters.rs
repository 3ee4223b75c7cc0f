//! What letters say: subject, plain text and simple HTML, in the reader's language.
//!
//! A letter's values are names and words of the database; words become sentences here. What it does not do: send.

use crate::i18n::{Language, Tr};
use crate::site::{Site, Sites};
use askama::Template;
use flows::mail::{Letter, Opened};
use fluent_bundle::{FluentArgs, FluentValue};
use outside::mail::Written;
use std::sync::Arc;

/// What every letter needs to know. Cheap to clone.
#[derive(Clone)]
pub struct Writer {
    brand: Arc<str>,
    sites: Arc<Sites>,
}

#[derive(Template)]
#[template(path = "letters/letter.html")]
struct View<'a> {
    lang: &'static str,
    subject: &'a str,
    paragraphs: Vec<Vec<&'a str>>,
    link: &'a str,
    link_says: &'a str,
    regards: &'a str,
    brand: &'a str,
    no_answer: &'a str,
}

/// Where a letter's one link leads; where its values have a `path`, there instead.
struct Link {
    site: Site,
    path: &'static str,
    /// The key of what it says.
    says: &'static str,
}

const TO_ADMINISTRATION: Link = Link { site: Site::Ba, path: "/ba", says: "letter-to-administration" };

const TO_OWN_PAGE: Link = Link { site: Site::Mit, path: "/mit", says: "letter-to-own-page" };

const TO_APPLICATION: Link = Link { site: Site::Ansoeg, path: "/ansoeg", says: "letter-to-application" };
const TO_CONFIRM: Link = Link { site: Site::Ansoeg, path: "/ansoeg", says: "letter-to-confirm" };
const TO_OBJECT: Link = Link { site: Site::Ansoeg, path: "/ansoeg", says: "letter-to-object" };

const TO_DESK: Link = Link { site: Site::Stil, path: "/stil", says: "letter-to-desk" };

/// The keys of subject and body, and the link.
fn keys(letter: Letter) -> (&'static str, &'static str, Link) {
    match letter {
        Letter::AdministratorAdded => {
            ("letter-administrator-added", "letter-administrator-added-body", TO_ADMINISTRATION)
        }
        Letter::AdministratorRemoved => {
            ("letter-administrator-removed", "letter-administrator-removed-body", TO_ADMINISTRATION)
        }
        Letter::RightLapsed => ("letter-right-lapsed", "letter-right-lapsed-body", TO_ADMINISTRATION),
        Letter::RightLapsesSoon => ("letter-right-lapses-soon", "letter-right-lapses-soon-body", TO_ADMINISTRATION),
        Letter::LastAdministratorLeaves => {
            ("letter-last-administrator", "letter-last-administrator-body", TO_ADMINISTRATION)
        }
        Letter::PrimaryHandedOver => ("letter-primary", "letter-primary-body", TO_ADMINISTRATION),
        Letter::AffiliationsEnd => ("letter-affiliations-end", "letter-affiliations-end-body", TO_ADMINISTRATION),
        Letter::ImportEnds => ("letter-import-ends", "letter-import-ends-body", TO_ADMINISTRATION),
        Letter::AgreementEnds => ("letter-agreement-ends", "letter-agreement-ends-body", TO_ADMINISTRATION),
        Letter::CodeAsked => ("letter-code-asked", "letter-code-asked-body", TO_ADMINISTRATION),
        Letter::CodeAskedForYou => ("letter-code-asked-you", "letter-code-asked-you-body", TO_OWN_PAGE),
        Letter::CodeApproved => ("letter-code-approved", "letter-code-approved-body", TO_ADMINISTRATION),
        Letter::CodeApprovedForYou => ("letter-code-approved-you", "letter-code-approved-you-body", TO_OWN_PAGE),
        Letter::ApplicationBegun => ("letter-application-begun", "letter-application-begun-body", TO_APPLICATION),
        Letter::ApplicationReceived => {
            ("letter-application-received", "letter-application-received-body", TO_APPLICATION)
        }
        Letter::ApplicationToConfirm => ("letter-application-confirm", "letter-application-confirm-body", TO_CONFIRM),
        Letter::ApplicationToWatch => ("letter-application-watch", "letter-application-watch-body", TO_OBJECT),
        Letter::ApplicationAsked => ("letter-application-asked", "letter-application-asked-body", TO_APPLICATION),
        Letter::ApplicationApproved => {
            ("letter-application-approved", "letter-application-approved-body", TO_ADMINISTRATION)
        }
        Letter::ApplicationRejected => {
            ("letter-application-rejected", "letter-application-rejected-body", TO_APPLICATION)
        }
        Letter::OperatorAppointed => ("letter-operator-appointed", "letter-operator-appointed-body", TO_DESK),
        Letter::OperatorRemoved => ("letter-operator-removed", "letter-operator-removed-body", TO_DESK),
        Letter::InstitutionClosed => ("letter-closed", "letter-closed-body", TO_ADMINISTRATION),
        Letter::InstitutionReopened => ("letter-reopened", "letter-reopened-body", TO_ADMINISTRATION),
        Letter::RegisterMailChanged => ("letter-register-mail", "letter-register-mail-body", TO_ADMINISTRATION),
    }
}

/// The name of a right, for a database's word of ours.
fn right_key(word: &str) -> Option<&'static str> {
    match word {
        "user_administration" => Some("letter-right-user-administration"),
        "read_access" => Some("letter-right-read-access"),
        "pupil_access_administrator" => Some("letter-right-pupil-access"),
        "data_agreements" => Some("letter-right-agreements"),
        "licences" => Some("letter-right-licences"),
        _ => None,
    }
}

/// Why a right ends, for a database's word of ours.
fn reason_key(word: &str) -> Option<&'static str> {
    match word {
        "expired" => Some("letter-reason-expired"),
        "may_not_hold" => Some("letter-reason-may-not-hold"),
        "employment_ended" => Some("letter-reason-employment-ended"),
        "not_used" => Some("letter-reason-not-used"),
        _ => None,
    }
}

/// A value as people read it: dates in words, the database's words as sentences, how many as a number the language may
/// ask about, everything else as it is.
fn spoken(tr: Tr, name: &str, value: &str) -> FluentValue<'static> {
    let key = match name {
        "right" => right_key(value),
        "reason" => reason_key(value),
        _ => None,
    };
    if let Some(key) = key {
        return tr.t(key).into();
    }
    if let ("count", Ok(count)) = (name, value.parse::<i64>()) {
        return count.into();
    }
    match (name, value.parse::<jiff::civil::Date>()) {
        ("day" | "until", Ok(date)) => tr.date(date).into(),
        // A text can ask whether there is a day at all.
        ("day" | "until", Err(_)) | ("old" | "new", Err(_)) if value.is_empty() => "none".into(),
        _ => value.to_owned().into(),
    }
}

impl Writer {
    /// Letters of this product.
    pub fn new(brand: &str, sites: Sites) -> Writer {
        Writer { brand: brand.into(), sites: Arc::new(sites) }
    }

    /// The letter as it is read. A language nobody knows is Danish.
    pub fn write(&self, letter: Letter, language: &str, opened: &Opened) -> Written {
        let tr = Tr { language: Language::of_tag(language).unwrap_or(Language::Danish) };
        let mut values = FluentArgs::new();
        values.set("brand", self.brand.to_string());
        for (name, value) in &opened.values {
            values.set(name.clone(), spoken(tr, name, value));
        }
        let (subject, body, link) = keys(letter);
        let subject = tr.with(subject, &values).replace(['\r', '\n'], " ");
        let body = tr.with(body, &values);
        let path = opened.values.get("path").map_or(link.path, String::as_str);
        let address = self.sites.url(link.site, path);
        let (says, regards, no_answer) = (tr.t(link.says), tr.t("letter-regards"), tr.t("letter-no-answer"));
        let text = format!("{body}\n\n{says}:\n{address}\n\n{regards}\n{brand}\n\n{no_answer}\n", brand = self.brand);
        let view = View {
            lang: tr.language.tag(),
            subject: &subject,
            paragraphs: body.split("\n\n").map(|paragraph| paragraph.lines().collect()).collect(),
            link: &address,
            link_says: &says,
            regards: &regards,
            brand: &self.brand,
            no_answer: &no_answer,
        };
        let html = view.render().expect("the template of letters writes into memory");
        Written { subject, text, html }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flows::mail::Values;

    fn letter(letter: Letter, language: &str, values: &[(&str, &str)]) -> Written {
        let values: Values = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let opened = Opened { to: "kontor@solbakkeskolen.dk".to_owned(), values };
        Writer::new("Unilogin", Sites::on("https://login.example.dk")).write(letter, language, &opened)
    }

    const VALUES: [(&str, &str); 18] = [
        ("contact", "Naja Lynge"),
        ("leader", "Henrik Aagaard"),
        ("case", "2026-123456"),
        ("text", "Hvem er leder?"),
        ("institution", "Solbakkeskolen"),
        ("number", "751042"),
        ("person", "Mette Holm"),
        ("by", "Birgitte Riis"),
        ("until", "2027-03-01"),
        ("right", "user_administration"),
        ("reason", "not_used"),
        ("day", "2026-12-24"),
        ("count", "2"),
        ("names", "Alma Kjær\nOscar Kjær"),
        ("source", "KMD Elev"),
        ("service", "Matematikhuset"),
        ("old", "kontor@solbakkeskolen.dk"),
        ("new", ""),
    ];

    #[test]
    fn every_letter_says_all_it_has_in_both_languages() {
        for kind in Letter::ALL {
            for language in ["da", "en"] {
                let written = letter(kind, language, &VALUES);
                assert!(!written.subject.contains('{') && !written.text.contains('{'), "{kind:?}: {}", written.text);
                assert!(!written.subject.starts_with("letter-"), "{kind:?} has no subject in {language}");
                assert!(!written.text.starts_with("letter-"), "{kind:?} has no text in {language}");
                assert!(written.text.contains("https://login.example.dk"), "{kind:?}: {}", written.text);
                assert!(written.html.contains(&format!("lang=\"{language}\"")), "{}", written.html);
            }
        }
    }

    #[test]
    fn days_and_words_are_spoken() {
        let written = letter(Letter::RightLapsesSoon, "da", &VALUES);
        assert!(written.text.contains("24. december 2026"), "{}", written.text);
        assert!(!written.text.contains("not_used") && !written.text.contains("user_administration"));
        let forever = letter(Letter::AdministratorAdded, "da", &[("until", ""), ("person", "Mette Holm")]);
        assert!(!forever.text.contains("none"), "{}", forever.text);
    }

    #[test]
    fn one_person_is_not_written_to_as_several() {
        let values: Vec<(&str, &str)> =
            VALUES.into_iter().map(|(name, value)| (name, if name == "count" { "1" } else { value })).collect();
        for (kind, da, en) in [
            (Letter::AffiliationsEnd, "1 person er tilknyttet", "1 person is attached"),
            (Letter::ImportEnds, "1 person mister sin tilknytning", "1 person loses their affiliation"),
        ] {
            assert!(letter(kind, "da", &values).text.contains(da), "{}", letter(kind, "da", &values).text);
            assert!(letter(kind, "en", &values).text.contains(en), "{}", letter(kind, "en", &values).text);
            assert!(letter(kind, "da", &VALUES).text.contains("2 personer"));
        }
    }

    #[test]
    fn a_name_with_markup_stays_a_name() {
        let written = letter(Letter::AdministratorAdded, "da", &[("person", "<b>Mette</b>"), ("until", "")]);
        assert!(
            written.html.contains("&#60;b&#62;Mette") || written.html.contains("&lt;b&gt;Mette"),
            "{}",
            written.html
        );
    }
}
