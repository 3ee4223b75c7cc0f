//! A page of paper, as a PDF that screen readers can read: tagged, with title, language and outline (PDF/UA-1 where every
//! letter of it is in the font).
//!
//! What it does not do: know what stands on it.

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
use std::num::NonZeroU16;

/// IBM Plex Sans, all of its letters: a name may have some that the pages' own font parts lack.
static FONT: &[u8] = include_bytes!("../fonts/IBMPlexSans-Regular.ttf");

/// A4 in points.
const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const LEFT: f32 = 64.0;
const TOP: f32 = 56.0;
const RIGHT: f32 = WIDTH - LEFT;
/// How many letters of the body's size surely fit a line.
const LETTERS_A_LINE: usize = 78;

/// The sheet while it is written.
pub(crate) struct Sheet<'a, 'b> {
    surface: &'a mut Surface<'b>,
    font: Font,
    lang: &'static str,
    tags: TagTree,
    y: f32,
}

impl Sheet<'_, '_> {
    /// A paragraph of this size in points, or a heading of this level, line by line, under one tag.
    pub(crate) fn write(&mut self, text: &str, size: f32, heading: Option<NonZeroU16>) {
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

    /// Room between two paragraphs, in points.
    pub(crate) fn room(&mut self, points: f32) {
        self.y += points;
    }

    /// A line to write on: nothing to read.
    pub(crate) fn rule(&mut self) {
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

/// What a paper is called, in which language, and by whom.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Named<'a> {
    /// Its title.
    pub(crate) title: &'a str,
    /// The language's tag.
    pub(crate) lang: &'static str,
    /// The product's name on screen.
    pub(crate) brand: &'a str,
}

/// One A4 page with what `fill` writes; none only where the font itself cannot be read.
pub(crate) fn page(named: Named<'_>, fill: impl Fn(&mut Sheet<'_, '_>)) -> Option<Vec<u8>> {
    let strict = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1).finish().ok();
    // A name with a letter the font lacks must not keep anybody from signing: then the page is tagged all the same.
    [strict, Some(Configuration::default())].into_iter().flatten().find_map(|how| made(named, how, &fill))
}

fn made(named: Named<'_>, configuration: Configuration, fill: &impl Fn(&mut Sheet<'_, '_>)) -> Option<Vec<u8>> {
    let settings = SerializeSettings { configuration, ..SerializeSettings::default() };
    let mut document = Document::new_with(settings);
    let Named { title, lang, brand } = named;
    let mut page = document.start_page_with(PageSettings::from_wh(WIDTH, HEIGHT)?);
    let mut surface = page.surface();
    let font = Font::new(FONT.to_vec().into(), 0)?;
    let mut sheet = Sheet { surface: &mut surface, font, lang, tags: TagTree::new(), y: TOP };
    fill(&mut sheet);
    if HEIGHT < sheet.y {
        tracing::warn!(title, "a page of paper holds more than fits");
    }
    let tags = sheet.tags.with_lang(Some(lang.to_owned()));
    surface.finish();
    page.finish();
    document.set_tag_tree(tags);
    let mut outline = Outline::new();
    outline.push_child(OutlineNode::new(title.to_owned(), XyzDestination::new(0, Point::from_xy(LEFT, TOP))));
    document.set_outline(outline);
    let about = Metadata::new().title(title.to_owned()).language(lang.to_owned()).creator(brand.to_owned());
    document.set_metadata(about);
    match document.finish() {
        Ok(bytes) => Some(bytes),
        Err(error) => {
            tracing::warn!(?error, "a page of paper is not made like this");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_break_and_long_words_are_cut() {
        assert!(lines(&"ord ".repeat(60)).iter().all(|line| line.chars().count() <= LETTERS_A_LINE));
        assert_eq!(lines(&"x".repeat(200)).len(), 3);
        assert_eq!(lines("  "), Vec::<String>::new());
    }
}
