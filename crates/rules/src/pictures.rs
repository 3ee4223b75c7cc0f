//! *Billedkode*: the four pictures an Early pupil taps, out of a fixed grid of twenty, in order.
//!
//! Source: product.md §5. The grid is the same for everyone, because where a picture stands helps to remember
//! it. What it does not do: name the pictures (texts do, in both languages) or draw them on a page.

use crate::chance::Chance;

/// One of the twenty pictures, in the grid's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Picture {
    /// *kat*
    Cat,
    /// *bil*
    Car,
    /// *sol*
    Sun,
    /// *æble*
    Apple,
    /// *ugle*
    Owl,
    /// *fisk*
    Fish,
    /// *hus*
    House,
    /// *måne*
    Moon,
    /// *dino*
    Dinosaur,
    /// *robot*
    Robot,
    /// *træ*
    Tree,
    /// *nøgle*
    Key,
    /// *is*
    IceCream,
    /// *elefant*
    Elephant,
    /// *lyn*
    Lightning,
    /// *paraply*
    Umbrella,
    /// *ost*
    Cheese,
    /// *and*
    Duck,
    /// *cykel*
    Bike,
    /// *gulerod*
    Carrot,
}

/// How many pictures the grid holds.
pub const GRID_PICTURES: usize = 20;
/// How many pictures make a code.
pub const CODE_PICTURES: usize = 4;
/// How many codes there are: 20 · 19 · 18 · 17.
pub const CODES: u32 = 116_280;
/// Misses while practising a new code before it is shown again.
pub const PRACTICE_MISSES: u32 = 3;

impl Picture {
    /// The grid, row by row.
    pub const ALL: [Picture; GRID_PICTURES] = [
        Picture::Cat,
        Picture::Car,
        Picture::Sun,
        Picture::Apple,
        Picture::Owl,
        Picture::Fish,
        Picture::House,
        Picture::Moon,
        Picture::Dinosaur,
        Picture::Robot,
        Picture::Tree,
        Picture::Key,
        Picture::IceCream,
        Picture::Elephant,
        Picture::Lightning,
        Picture::Umbrella,
        Picture::Cheese,
        Picture::Duck,
        Picture::Bike,
        Picture::Carrot,
    ];

    /// The code word: in the database, and in the hash's input.
    pub fn word(self) -> &'static str {
        match self {
            Picture::Cat => "cat",
            Picture::Car => "car",
            Picture::Sun => "sun",
            Picture::Apple => "apple",
            Picture::Owl => "owl",
            Picture::Fish => "fish",
            Picture::House => "house",
            Picture::Moon => "moon",
            Picture::Dinosaur => "dinosaur",
            Picture::Robot => "robot",
            Picture::Tree => "tree",
            Picture::Key => "key",
            Picture::IceCream => "ice_cream",
            Picture::Elephant => "elephant",
            Picture::Lightning => "lightning",
            Picture::Umbrella => "umbrella",
            Picture::Cheese => "cheese",
            Picture::Duck => "duck",
            Picture::Bike => "bike",
            Picture::Carrot => "carrot",
        }
    }

    /// Back from the code word.
    pub fn from_word(word: &str) -> Option<Picture> {
        Picture::ALL.into_iter().find(|picture| picture.word() == word)
    }

    /// The place in the grid, 0 to 19.
    pub fn place(self) -> usize {
        self as usize
    }

    /// Any of the twenty, each equally likely: what a teacher reads out to confirm a pupil.
    pub fn draw(chance: &mut Chance) -> Picture {
        Picture::ALL[chance.below(GRID_PICTURES)]
    }

    /// Two different ones by chance, for two screens to compare.
    pub fn draw_pair(chance: &mut Chance) -> [Picture; 2] {
        let first = Picture::draw(chance);
        let mut second = Picture::draw(chance);
        while second == first {
            second = Picture::draw(chance);
        }
        [first, second]
    }
}

/// Four different pictures in order. A secret: it cannot be printed, and `==` is not offered.
#[derive(Clone)]
pub struct PictureCode([Picture; CODE_PICTURES]);

/// Why tapped pictures are no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoCode {
    /// Fewer than four; carries how many are missing.
    Missing(usize),
    /// More than four.
    TooMany,
    /// The same picture twice.
    Repeated,
}

/// What a practice round showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Practice {
    /// All four, in order: the code becomes active.
    Right,
    /// Not these; try again.
    Wrong,
    /// Not these, for the third time: show the code again.
    ShowAgain,
}

/// Pictures as one text: their words, in order.
pub fn to_words(pictures: &[Picture]) -> String {
    pictures.iter().map(|picture| picture.word()).collect::<Vec<_>>().join(" ")
}

/// Back from the text; none where a word is no picture's.
pub fn from_words(words: &str) -> Option<Vec<Picture>> {
    words.split(' ').map(Picture::from_word).collect()
}

impl PictureCode {
    /// The code the tapped pictures make.
    pub fn tapped(pictures: &[Picture]) -> Result<PictureCode, NoCode> {
        if pictures.len() < CODE_PICTURES {
            return Err(NoCode::Missing(CODE_PICTURES - pictures.len()));
        }
        let Ok(four) = <[Picture; CODE_PICTURES]>::try_from(pictures) else {
            return Err(NoCode::TooMany);
        };
        let repeated = (1..CODE_PICTURES).any(|place| four[..place].contains(&four[place]));
        if repeated { Err(NoCode::Repeated) } else { Ok(PictureCode(four)) }
    }

    /// A new code, each of the 116,280 equally likely.
    pub fn draw(chance: &mut Chance) -> PictureCode {
        let mut grid = Picture::ALL;
        for place in 0..CODE_PICTURES {
            grid.swap(place, place + chance.below(GRID_PICTURES - place));
        }
        PictureCode([grid[0], grid[1], grid[2], grid[3]])
    }

    /// The four, for the one page that shows them to their owner.
    pub fn reveal(&self) -> &[Picture; CODE_PICTURES] {
        &self.0
    }

    /// What is hashed, and what is sealed between two pages. It begins with a NUL, which no typed password can
    /// contain, so no typed text ever equals a picture code. Words instead of places: the grid may be
    /// rearranged one day without anyone losing their code.
    pub fn canonical_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![0];
        bytes.extend(self.0.map(Picture::word).join(",").into_bytes());
        bytes
    }

    /// Back from [`PictureCode::canonical_bytes`].
    pub fn from_canonical_bytes(bytes: &[u8]) -> Option<PictureCode> {
        let text = std::str::from_utf8(bytes.strip_prefix(&[0])?).ok()?;
        let pictures: Option<Vec<Picture>> = text.split(',').map(Picture::from_word).collect();
        PictureCode::tapped(&pictures?).ok()
    }

    /// A practice round: what the pupil tapped, and how many misses went before.
    pub fn practise(&self, tapped: &PictureCode, misses_before: u32) -> Practice {
        let differing = self.0.iter().zip(tapped.0).filter(|(right, tap)| **right != *tap).count();
        if differing == 0 {
            Practice::Right
        } else if (misses_before + 1).is_multiple_of(PRACTICE_MISSES) {
            Practice::ShowAgain
        } else {
            Practice::Wrong
        }
    }
}

impl std::fmt::Debug for PictureCode {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("PictureCode(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    #[test]
    fn every_word_comes_back_and_places_follow_the_grid() {
        for (place, picture) in Picture::ALL.into_iter().enumerate() {
            assert_eq!(Picture::from_word(picture.word()), Some(picture));
            assert_eq!(picture.place(), place);
        }
        assert_eq!(Picture::from_word("dog"), None);
    }

    #[test]
    fn there_are_116_280_codes() {
        assert_eq!(CODES, 20 * 19 * 18 * 17);
    }

    #[test]
    fn four_different_pictures_are_a_code_and_nothing_else_is() {
        let [cat, car, sun, apple, owl] = [Picture::Cat, Picture::Car, Picture::Sun, Picture::Apple, Picture::Owl];
        assert!(PictureCode::tapped(&[cat, car, sun, apple]).is_ok());
        assert_eq!(PictureCode::tapped(&[cat, car]).unwrap_err(), NoCode::Missing(2));
        assert_eq!(PictureCode::tapped(&[cat, car, sun, cat]).unwrap_err(), NoCode::Repeated);
        assert_eq!(PictureCode::tapped(&[cat, car, sun, apple, owl]).unwrap_err(), NoCode::TooMany);
    }

    #[test]
    fn order_matters() {
        let one = PictureCode::tapped(&[Picture::Cat, Picture::Car, Picture::Sun, Picture::Owl]).unwrap();
        let two = PictureCode::tapped(&[Picture::Car, Picture::Cat, Picture::Sun, Picture::Owl]).unwrap();
        assert_ne!(one.canonical_bytes(), two.canonical_bytes());
        assert_eq!(one.practise(&two, 0), Practice::Wrong);
        assert_eq!(one.practise(&two, 2), Practice::ShowAgain);
        assert_eq!(one.practise(&one.clone(), 2), Practice::Right);
    }

    #[test]
    fn a_code_is_never_printed() {
        let code = PictureCode::draw(&mut Chance::from_seed([1; 32]));
        assert_eq!(format!("{code:?}"), "PictureCode(..)");
    }

    #[test]
    fn every_picture_stands_at_every_place_about_as_often() {
        let mut chance = Chance::from_seed([2; 32]);
        let mut seen = [[0usize; GRID_PICTURES]; CODE_PICTURES];
        for _ in 0..20_000 {
            for (place, picture) in PictureCode::draw(&mut chance).reveal().iter().enumerate() {
                seen[place][picture.place()] += 1;
            }
        }
        assert!(seen.iter().flatten().all(|count| (850..1150).contains(count)), "{seen:?}");
    }

    #[test]
    fn draws_reach_nearly_all_codes() {
        let mut chance = Chance::from_seed([3; 32]);
        let seen: HashSet<Vec<u8>> = (0..500_000).map(|_| PictureCode::draw(&mut chance).canonical_bytes()).collect();
        // 500,000 uniform draws leave out a share of e^-4.3, about 1.4 % of the codes.
        assert!((114_000..=116_280).contains(&seen.len()), "{}", seen.len());
    }

    proptest! {
        #[test]
        fn a_drawn_code_comes_back_from_its_bytes(seed in any::<[u8; 32]>()) {
            let code = PictureCode::draw(&mut Chance::from_seed(seed));
            let bytes = code.canonical_bytes();
            prop_assert_eq!(PictureCode::from_canonical_bytes(&bytes).unwrap().canonical_bytes(), bytes);
        }

        #[test]
        fn foreign_bytes_never_hurt(bytes in any::<Vec<u8>>()) {
            if let Some(code) = PictureCode::from_canonical_bytes(&bytes) {
                prop_assert_eq!(code.canonical_bytes(), bytes);
            }
        }
    }
}
