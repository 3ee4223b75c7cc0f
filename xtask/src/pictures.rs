//! The pictures of the README: taken from what the browser journeys left in `out/screenshots`, and made small.
//!
//! A screenshot has few colours; with a palette of at most 256 it is a fifth as large and looks the same. What it does
//! not do: take screenshots; `cargo xtask test` does, or the journeys alone.

use crate::root;
use anyhow::{Context, Result, bail};
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};
use std::collections::HashMap;
use std::io::{Read, Write};

/// Which screenshot becomes which picture.
const PICTURES: [(&str, &str); 3] = [
    ("login-billeder-1280.png", "login-pictures.png"),
    ("elevadgang-venter-1280.png", "elevadgang.png"),
    ("nye-billeder-1280.png", "new-pictures.png"),
];
/// The most rows of a picture: the beginning of a long list tells enough.
const ROWS_MAX: usize = 1_000;
/// What a palette holds.
const COLOURS_MAX: usize = 256;
const SIGNATURE: [u8; 8] = [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a];

type Colour = [u8; 3];

/// Writes `docs/pictures`.
///
/// # Errors
/// Where a screenshot is missing or is none of Chromium's PNG files.
pub(crate) fn run() -> Result<()> {
    let (from, to) = (root().join("out/screenshots"), root().join("docs/pictures"));
    std::fs::create_dir_all(&to)?;
    for (taken, picture) in PICTURES {
        let bytes = std::fs::read(from.join(taken))
            .with_context(|| format!("out/screenshots/{taken} is missing: run the browser journeys first"))?;
        let small = write(&read(&bytes).with_context(|| taken.to_owned())?)?;
        std::fs::write(to.join(picture), small)?;
    }
    Ok(())
}

struct Image {
    width: usize,
    pixels: Vec<Colour>,
}

/// Reads a PNG of eight bits a channel, without interlacing, with or without an alpha channel: what Chromium writes.
fn read(bytes: &[u8]) -> Result<Image> {
    let mut rest = bytes.strip_prefix(&SIGNATURE[..]).context("no PNG")?;
    let (mut head, mut packed) = (Vec::new(), Vec::new());
    while 12 <= rest.len() {
        let length = u32::from_be_bytes(rest[..4].try_into()?) as usize;
        let data = rest.get(8..8 + length).context("a chunk is cut off")?;
        match &rest[4..8] {
            b"IHDR" => head = data.to_vec(),
            b"IDAT" => packed.extend_from_slice(data),
            _ => {}
        }
        rest = &rest[12 + length..];
    }
    let [depth, kind, _, _, interlaced] = head.get(8..13).context("no head")?.try_into()?;
    let channels = match (depth, kind, interlaced) {
        (8, 2, 0) => 3,
        (8, 6, 0) => 4,
        other => bail!("not a kind of PNG we read: {other:?}"),
    };
    let width = u32::from_be_bytes(head[..4].try_into()?) as usize;
    let mut raw = Vec::new();
    ZlibDecoder::new(packed.as_slice()).read_to_end(&mut raw)?;
    Ok(Image { width, pixels: unfiltered(&raw, width, channels) })
}

fn unfiltered(raw: &[u8], width: usize, channels: usize) -> Vec<Colour> {
    let length = width * channels;
    let mut above = vec![0u8; length];
    let mut pixels = Vec::new();
    for line in raw.chunks_exact(length + 1).take(ROWS_MAX) {
        let mut row = line[1..].to_vec();
        for place in 0..length {
            let left = if place < channels { 0 } else { row[place - channels] };
            let corner = if place < channels { 0 } else { above[place - channels] };
            row[place] = row[place].wrapping_add(predicted(line[0], left, above[place], corner));
        }
        pixels.extend(row.chunks_exact(channels).map(|pixel| [pixel[0], pixel[1], pixel[2]]));
        above = row;
    }
    pixels
}

/// What each of PNG's five filters expects a byte to be.
fn predicted(filter: u8, left: u8, up: u8, corner: u8) -> u8 {
    match filter {
        1 => left,
        2 => up,
        3 => u8::midpoint(left, up),
        4 => {
            let guess = i16::from(left) + i16::from(up) - i16::from(corner);
            let off = |value: u8| (guess - i16::from(value)).abs();
            if off(left) <= off(up) && off(left) <= off(corner) {
                left
            } else if off(up) <= off(corner) {
                up
            } else {
                corner
            }
        }
        _ => 0,
    }
}

fn write(image: &Image) -> Result<Vec<u8>> {
    let palette = palette(&image.pixels);
    let mut nearest: HashMap<Colour, u8> = HashMap::new();
    let mut lines = Vec::with_capacity(image.pixels.len() + image.pixels.len() / image.width);
    for row in image.pixels.chunks_exact(image.width) {
        lines.push(0);
        lines.extend(row.iter().map(|pixel| *nearest.entry(*pixel).or_insert_with(|| place_of(&palette, *pixel))));
    }
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
    packed.write_all(&lines)?;
    let mut head = Vec::new();
    head.extend_from_slice(&u32::try_from(image.width)?.to_be_bytes());
    head.extend_from_slice(&u32::try_from(image.pixels.len() / image.width)?.to_be_bytes());
    head.extend_from_slice(&[8, 3, 0, 0, 0]);
    let mut file = SIGNATURE.to_vec();
    chunk(&mut file, *b"IHDR", &head)?;
    chunk(&mut file, *b"PLTE", &palette.concat())?;
    chunk(&mut file, *b"IDAT", &packed.finish()?)?;
    chunk(&mut file, *b"IEND", &[])?;
    Ok(file)
}

/// The colours that stand most often.
fn palette(pixels: &[Colour]) -> Vec<Colour> {
    let mut counted: HashMap<Colour, usize> = HashMap::new();
    for pixel in pixels {
        *counted.entry(*pixel).or_default() += 1;
    }
    let mut colours: Vec<(Colour, usize)> = counted.into_iter().collect();
    colours.sort_by_key(|(colour, count)| (std::cmp::Reverse(*count), *colour));
    colours.into_iter().take(COLOURS_MAX).map(|(colour, _)| colour).collect()
}

fn place_of(palette: &[Colour], colour: Colour) -> u8 {
    let distance = |other: &Colour| -> u32 {
        colour.iter().zip(other).map(|(one, two)| u32::from(one.abs_diff(*two)).pow(2)).sum()
    };
    let best = palette.iter().enumerate().min_by_key(|(_, other)| distance(other)).map_or(0, |(place, _)| place);
    u8::try_from(best).unwrap_or_default()
}

fn chunk(file: &mut Vec<u8>, name: [u8; 4], data: &[u8]) -> Result<()> {
    let mut sum = Crc::new();
    sum.update(&name);
    sum.update(data);
    file.extend_from_slice(&u32::try_from(data.len())?.to_be_bytes());
    file.extend_from_slice(&name);
    file.extend_from_slice(data);
    file.extend_from_slice(&sum.sum().to_be_bytes());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_of_few_colours_comes_back_as_it_was() {
        let pixels: Vec<Colour> = (0..12u8).map(|place| [place % 3 * 40, 7, place / 4]).collect();
        let written = write(&Image { width: 4, pixels: pixels.clone() }).unwrap();
        assert_eq!(palette(&pixels).len(), 9);
        assert_eq!(read_back(&written), pixels);
    }

    /// What a palette file of ours shows, read as any reader would.
    fn read_back(file: &[u8]) -> Vec<Colour> {
        let mut rest = file.strip_prefix(&SIGNATURE[..]).unwrap();
        let (mut head, mut colours, mut packed) = (Vec::new(), Vec::new(), Vec::new());
        while !rest.is_empty() {
            let length = u32::from_be_bytes(rest[..4].try_into().unwrap()) as usize;
            let (name, data) = (&rest[4..8], &rest[8..8 + length]);
            let mut sum = Crc::new();
            sum.update(&rest[4..8 + length]);
            assert_eq!(rest[8 + length..12 + length], sum.sum().to_be_bytes());
            match name {
                b"IHDR" => head = data.to_vec(),
                b"PLTE" => colours = data.chunks(3).map(|one| [one[0], one[1], one[2]]).collect(),
                b"IDAT" => packed.extend_from_slice(data),
                other => assert_eq!(other, b"IEND"),
            }
            rest = &rest[12 + length..];
        }
        assert_eq!(head[8..], [8, 3, 0, 0, 0], "eight bits, a palette");
        let (width, mut lines) = (u32::from_be_bytes(head[..4].try_into().unwrap()) as usize, Vec::new());
        ZlibDecoder::new(packed.as_slice()).read_to_end(&mut lines).unwrap();
        assert_eq!(lines.len() / (width + 1), u32::from_be_bytes(head[4..8].try_into().unwrap()) as usize);
        let rows = lines.chunks_exact(width + 1);
        rows.flat_map(|row| row[1..].iter().map(|place| colours[usize::from(*place)]).collect::<Vec<_>>()).collect()
    }

    #[test]
    fn a_screenshot_in_true_colour_is_read_row_by_row_whatever_filter_it_has() {
        let row = |filter: u8, bytes: [u8; 6]| [&[filter][..], &bytes].concat();
        let lines = [row(0, [9, 8, 7, 19, 18, 17]), row(1, [1, 2, 3, 10, 10, 10]), row(2, [1, 1, 1, 1, 1, 1])].concat();
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
        packed.write_all(&lines).unwrap();
        let mut file = SIGNATURE.to_vec();
        chunk(&mut file, *b"IHDR", &[0, 0, 0, 2, 0, 0, 0, 3, 8, 2, 0, 0, 0]).unwrap();
        chunk(&mut file, *b"IDAT", &packed.finish().unwrap()).unwrap();
        chunk(&mut file, *b"IEND", &[]).unwrap();
        let image = read(&file).unwrap();
        let told: [Colour; 6] = [[9, 8, 7], [19, 18, 17], [1, 2, 3], [11, 12, 13], [2, 3, 4], [12, 13, 14]];
        assert_eq!((image.width, &image.pixels[..]), (2, &told[..]));
        assert!(read(&file[..40]).is_err() && read(b"GIF89a").is_err());
    }

    #[test]
    fn the_five_filters_predict_as_the_standard_says() {
        assert_eq!([0, 1, 2, 3, 4].map(|filter| predicted(filter, 10, 20, 15)), [0, 10, 20, 15, 15]);
        assert_eq!(predicted(4, 200, 10, 10), 200);
    }
}
