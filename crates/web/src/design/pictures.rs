//! The twenty pictures as drawings and as words.
//!
//! What it does not do: know a code, or in which order anything was tapped.

use crate::assets;
use crate::i18n::Tr;
use rules::pictures::Picture;

/// A picture as a page shows it.
#[derive(Clone, Debug)]
pub(crate) struct Drawn {
    /// Its name in the reader's language.
    pub(crate) name: String,
    /// Its drawing, as HTML of our own.
    pub(crate) svg: String,
}

/// The picture for a page.
pub(crate) fn drawn(picture: Picture, tr: Tr) -> Drawn {
    Drawn { name: tr.t(name_key(picture)), svg: svg(picture) }
}

fn svg(picture: Picture) -> String {
    let file = assets::text(&format!("pictures/{}.svg", picture.word().replace('_', "-")));
    let inside = file.split_once("viewBox=").map_or(file, |(_, rest)| rest);
    format!(r#"<svg aria-hidden="true" focusable="false" viewBox={}"#, inside.trim_end())
}

/// The key of a picture's name.
pub(crate) fn name_key(picture: Picture) -> &'static str {
    match picture {
        Picture::Cat => "picture-cat",
        Picture::Car => "picture-car",
        Picture::Sun => "picture-sun",
        Picture::Apple => "picture-apple",
        Picture::Owl => "picture-owl",
        Picture::Fish => "picture-fish",
        Picture::House => "picture-house",
        Picture::Moon => "picture-moon",
        Picture::Dinosaur => "picture-dinosaur",
        Picture::Robot => "picture-robot",
        Picture::Tree => "picture-tree",
        Picture::Key => "picture-key",
        Picture::IceCream => "picture-ice-cream",
        Picture::Elephant => "picture-elephant",
        Picture::Lightning => "picture-lightning",
        Picture::Umbrella => "picture-umbrella",
        Picture::Cheese => "picture-cheese",
        Picture::Duck => "picture-duck",
        Picture::Bike => "picture-bike",
        Picture::Carrot => "picture-carrot",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use std::collections::BTreeSet;

    #[test]
    fn every_picture_is_drawn_and_no_two_names_begin_alike() {
        let tr = Tr { language: Language::Danish };
        let mut first = BTreeSet::new();
        for picture in Picture::ALL {
            let drawn = drawn(picture, tr);
            assert!(drawn.svg.starts_with("<svg aria-hidden") && drawn.svg.ends_with("</svg>"), "{}", drawn.svg);
            assert!(first.insert(drawn.name.chars().next()), "{} begins like another", drawn.name);
        }
    }
}
