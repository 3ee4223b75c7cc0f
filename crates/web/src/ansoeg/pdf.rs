//! The page to sign, as a PDF: made out of the answers, so that names cannot differ.
//!
//! No number of a person stands on it. What it does not do: know who has signed, or how paper is made (`paper`).

use crate::i18n::Tr;
use crate::paper::{self, Named, Sheet};
use rules::application::{Answers, Purpose};
use std::num::NonZeroU16;

/// The page of these answers; none only where the font itself cannot be read.
pub(super) fn signature_page(tr: Tr, brand: &str, answers: &Answers) -> Option<Vec<u8>> {
    let title = tr.t("apply-pdf-title");
    let named = Named { title: &title, lang: tr.language.tag(), brand };
    paper::page(named, |sheet| fill(sheet, tr, (brand, &title), answers))
}

fn fill(sheet: &mut Sheet<'_, '_>, tr: Tr, (brand, title): (&str, &str), answers: &Answers) {
    sheet.write(brand, 12.0, None);
    sheet.room(12.0);
    sheet.write(title, 20.0, NonZeroU16::new(1));
    sheet.room(10.0);
    sheet.write(
        &tr.t(match answers.purpose {
            Purpose::Access => "apply-pdf-says",
            Purpose::PrimaryChange => "apply-pdf-says-change",
        }),
        12.0,
        None,
    );
    let lines = [
        ("apply-institution-name", &answers.name),
        ("apply-number", &answers.number),
        ("apply-step-contact", &answers.contact.name),
        ("apply-step-leader", &answers.leader.name),
    ];
    for (key, value) in lines {
        sheet.room(12.0);
        sheet.write(&tr.t(key), 11.0, NonZeroU16::new(2));
        sheet.write(value, 13.0, None);
    }
    sheet.room(18.0);
    sheet.write(&tr.t("apply-pdf-sign"), 12.0, None);
    sheet.rule();
    sheet.write(&tr.t("apply-pdf-date"), 11.0, None);
    sheet.rule();
    sheet.write(&tr.t1("apply-pdf-signature", "leader", answers.leader.name.clone()), 11.0, None);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use rules::application::Applicant;

    fn answers(name: &str) -> Answers {
        let somebody = Applicant { name: name.to_owned(), cpr: "0101851234".to_owned(), ..Applicant::default() };
        let contact = somebody.clone();
        Answers { name: "Solbakkeskolen".to_owned(), contact, leader: somebody, ..Answers::default() }
    }

    #[test]
    fn the_page_to_sign_is_a_tagged_pdf_that_we_take_back() {
        for language in [Language::Danish, Language::English] {
            let made = signature_page(Tr { language }, "Unilogin", &answers("Åse Øgård")).unwrap();
            assert_eq!(ingest::pdf::check(&made), Ok(()));
            let has = |words: &str| made.windows(words.len()).any(|some| some == words.as_bytes());
            assert!(has("/StructTreeRoot") && has("pdfuaid"), "tagged, and says that it is PDF/UA");
            assert!(!has("010185"), "no number stands on it");
        }
    }

    #[test]
    fn a_name_the_font_cannot_write_still_gives_a_page() {
        let made = signature_page(Tr { language: Language::Danish }, "Unilogin", &answers("名前 علي")).unwrap();
        assert_eq!(ingest::pdf::check(&made), Ok(()));
    }
}
