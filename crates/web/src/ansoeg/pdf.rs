//! The page to sign, as a PDF that screen readers can read: made out of the answers, so that names cannot differ.
//!
//! Tagged, with title, language and outline (PDF/UA-1 where every letter of a name is in the font). No number of a person
//! stands on it. What it does not do: know who has signed.

use crate::i18n::Tr;
use krilla::Document;
use krilla::SerializeSettings;
use krilla::color::rgb;
use krilla::configure::{Accessibility, Configuration, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Stroke;
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, SpanTag, Tag, TagGroup, TagTree};
use krilla::text::{Font, TextDirection};
use rules::application::{Answers, Purpose};
use std::num::NonZeroU16;

/// IBM Plex Sans, all of its letters: a name may have some that the pages' own font parts lack.
static FONT: &[u8] = include_bytes!("../../fonts/IBMPlexSans-Regular.ttf");

/// A4 in points.
const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const LEFT: f32 = 64.0;
const RIGHT: f32 = WIDTH - LEFT;
/// How many letters of the body's size surely fit a line.
const LETTERS_A_LINE: usize = 78;

/// The sheet while it is written.
struct Sheet<'a, 'b> {
    surface: &'a mut Surface<'b>,
    font: Font,
    lang: &'static str,
    tags: TagTree,
    y: f32,
}

impl Sheet<'_, '_> {
    /// A paragraph, line by line, under one tag.
    fn write(&mut self, text: &str, size: f32, heading: Option<NonZeroU16>) {
        let mut group = match heading {
            Some(level) => TagGroup::new(Tag::Hn(level, Some(text.to_owned()))),
            None => TagGroup::new(Tag::P),
        };
        for line in lines(text) {
            self.y += size * 1.45;
            let span = SpanTag::empty().with_lang(Some(self.lang));
            group.push(self.surface.start_tagged(ContentTag::Span(span)));
            let at = Point::from_xy(LEFT, self.y);
            self.surface.draw_text(at, self.font.clone(), size, &line, false, TextDirection::Auto);
            self.surface.end_tagged();
        }
        self.tags.push(group);
    }

    fn room(&mut self, points: f32) {
        self.y += points;
    }

    /// A line to write on: nothing to read.
    fn rule(&mut self) {
        self.y += 44.0;
        self.surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
        let mut path = PathBuilder::new();
        path.move_to(LEFT, self.y);
        path.line_to(RIGHT, self.y);
        self.surface.set_stroke(Some(Stroke {
            paint: rgb::Color::new(26, 26, 26).into(),
            width: 0.8,
            opacity: NormalizedF32::ONE,
            ..Stroke::default()
        }));
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
        self.surface.set_stroke(None);
        self.surface.end_tagged();
    }
}

/// A text in lines that fit.
fn lines(text: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    for word in text.split_whitespace() {
        let mut word = word.to_owned();
        while LETTERS_A_LINE < word.chars().count() {
            let rest = word.chars().skip(LETTERS_A_LINE).collect();
            all.push(word.chars().take(LETTERS_A_LINE).collect());
            word = rest;
        }
        let line = all.last_mut().expect("there is always a line");
        if !line.is_empty() && LETTERS_A_LINE < line.chars().count() + 1 + word.chars().count() {
            all.push(word);
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(&word);
        }
    }
    all.retain(|line| !line.is_empty());
    all
}

/// The page of these answers; none only where the font itself cannot be read.
pub(super) fn signature_page(tr: Tr, brand: &str, answers: &Answers) -> Option<Vec<u8>> {
    let strict = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1).finish().ok();
    // A name with a letter the font lacks must not keep anybody from signing: then the page is tagged all the same.
    [strict, Some(Configuration::default())].into_iter().flatten().find_map(|how| made(tr, brand, (answers, how)))
}

fn made(tr: Tr, brand: &str, (answers, configuration): (&Answers, Configuration)) -> Option<Vec<u8>> {
    let settings = SerializeSettings { configuration, ..SerializeSettings::default() };
    let mut document = Document::new_with(settings);
    let title = tr.t("apply-pdf-title");
    let lang = tr.language.tag();
    let mut page = document.start_page_with(PageSettings::from_wh(WIDTH, HEIGHT)?);
    let mut surface = page.surface();
    let font = Font::new(FONT.to_vec().into(), 0)?;
    let mut sheet = Sheet { surface: &mut surface, font, lang, tags: TagTree::new(), y: 56.0 };
    fill(&mut sheet, tr, (brand, &title), answers);
    let tags = sheet.tags.with_lang(Some(lang.to_owned()));
    surface.finish();
    page.finish();
    document.set_tag_tree(tags);
    let mut outline = Outline::new();
    outline.push_child(OutlineNode::new(title.clone(), XyzDestination::new(0, Point::from_xy(LEFT, 56.0))));
    document.set_outline(outline);
    document.set_metadata(Metadata::new().title(title).language(lang.to_owned()).creator(brand.to_owned()));
    match document.finish() {
        Ok(bytes) => Some(bytes),
        Err(error) => {
            tracing::warn!(?error, "a page to sign is not made like this");
            None
        }
    }
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

    #[test]
    fn long_texts_break_and_long_words_are_cut() {
        assert!(lines(&"ord ".repeat(60)).iter().all(|line| line.chars().count() <= LETTERS_A_LINE));
        assert_eq!(lines(&"x".repeat(200)).len(), 3);
        assert_eq!(lines("  "), Vec::<String>::new());
    }
}
