//! What the pages carry along: style sheet, script, fonts, pictures. Each has an address with its own fingerprint, is
//! compressed once, and may be kept by a browser for a year.
//!
//! What it does not do: build the style sheet (that is `scss/`), or serve anything that belongs to a person.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use std::collections::HashMap;
use std::io::Write;
use std::sync::{LazyLock, OnceLock};

/// A year, as a browser is told it.
const KEEP_FOR_A_YEAR: &str = "public, max-age=31536000, immutable";
/// How many hex digits of the content's SHA-256 stand in its address.
const FINGERPRINT_BYTES: usize = 6;
/// Brotli's hardest setting: each file is compressed once.
const BROTLI_QUALITY: i32 = 11;
const BROTLI_WINDOW: i32 = 22;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Files;

struct Asset {
    address: String,
    kind: &'static str,
    plain: Bytes,
    brotli: OnceLock<Bytes>,
    gzip: OnceLock<Bytes>,
}

static ASSETS: LazyLock<Assets> = LazyLock::new(Assets::load);

struct Assets {
    by_name: HashMap<String, Asset>,
    name_by_address: HashMap<String, String>,
}

impl Assets {
    fn load() -> Assets {
        let mut by_name: HashMap<String, Asset> = HashMap::new();
        let mut names: Vec<String> = Files::iter().map(|name| name.into_owned()).collect();
        // The style sheet names fonts and icons, so it is read when their addresses are known.
        names.sort_by_key(|name| name.ends_with(".css"));
        for name in names {
            let Some(file) = Files::get(&name) else { continue };
            let mut content = file.data.into_owned();
            if name.ends_with(".css") {
                content = with_addresses(&content, &by_name);
            }
            let asset = Asset {
                address: address(&name, &content),
                kind: kind(&name),
                plain: Bytes::from(content),
                brotli: OnceLock::new(),
                gzip: OnceLock::new(),
            };
            by_name.insert(name, asset);
        }
        let name_by_address = by_name.iter().map(|(name, asset)| (asset.address.clone(), name.clone())).collect();
        Assets { by_name, name_by_address }
    }
}

/// The address of a file of `static/`.
///
/// # Panics
/// Where there is no such file: names stand in our own source, and a test renders every page.
pub(crate) fn url(name: &str) -> &'static str {
    &ASSETS.by_name.get(name).unwrap_or_else(|| panic!("no static file {name}")).address
}

/// The text of a file of `static/` that stands inline in a page.
pub(crate) fn text(name: &str) -> &'static str {
    let asset = ASSETS.by_name.get(name).unwrap_or_else(|| panic!("no static file {name}"));
    std::str::from_utf8(&asset.plain).unwrap_or_default()
}

/// Compresses everything now, so that the first person of the morning does not wait for it.
pub fn warm() {
    for asset in ASSETS.by_name.values().filter(|asset| is_worth_compressing(asset.kind)) {
        asset.brotli();
        asset.gzip();
    }
}

/// Answers `/static/{name}`.
pub(crate) async fn serve(Path(file): Path<String>, asked: HeaderMap) -> Response {
    let found = ASSETS.name_by_address.get(&format!("/static/{file}")).and_then(|name| ASSETS.by_name.get(name));
    let Some(asset) = found else { return StatusCode::NOT_FOUND.into_response() };
    let accepted = asked.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (encoding, body) = match is_worth_compressing(asset.kind) {
        true if accepts(accepted, "br") => (Some("br"), asset.brotli().clone()),
        true if accepts(accepted, "gzip") => (Some("gzip"), asset.gzip().clone()),
        true | false => (None, asset.plain.clone()),
    };
    let mut answer = (
        [
            (header::CONTENT_TYPE, asset.kind),
            (header::CACHE_CONTROL, KEEP_FOR_A_YEAR),
            (header::VARY, "accept-encoding"),
        ],
        body,
    )
        .into_response();
    if let Some(encoding) = encoding {
        answer.headers_mut().insert(header::CONTENT_ENCODING, header::HeaderValue::from_static(encoding));
    }
    answer
}

/// Browsers ask for this address unasked.
pub(crate) async fn favicon() -> Response {
    ([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=86400")], text("favicon.svg"))
        .into_response()
}

impl Asset {
    fn brotli(&self) -> &Bytes {
        self.brotli.get_or_init(|| {
            let settings = brotli::enc::BrotliEncoderParams {
                quality: BROTLI_QUALITY,
                lgwin: BROTLI_WINDOW,
                ..brotli::enc::BrotliEncoderParams::default()
            };
            let mut packed = Vec::new();
            brotli::BrotliCompress(&mut self.plain.as_ref(), &mut packed, &settings).expect("memory takes all bytes");
            Bytes::from(packed)
        })
    }

    fn gzip(&self) -> &Bytes {
        self.gzip.get_or_init(|| {
            let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            packer.write_all(&self.plain).expect("memory takes all bytes");
            Bytes::from(packer.finish().expect("memory takes all bytes"))
        })
    }
}

fn accepts(accepted: &str, encoding: &str) -> bool {
    accepted.split(',').map(str::trim).any(|one| {
        let mut parts = one.split(';').map(str::trim);
        parts.next() == Some(encoding) && !parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

fn address(name: &str, content: &[u8]) -> String {
    let print = rules::hex::write(&crypto::digest::sha256(content)[..FINGERPRINT_BYTES]);
    let file = name.rsplit('/').next().unwrap_or(name);
    match file.rsplit_once('.') {
        Some((stem, ending)) => format!("/static/{stem}.{print}.{ending}"),
        None => format!("/static/{file}.{print}"),
    }
}

fn with_addresses(css: &[u8], known: &HashMap<String, Asset>) -> Vec<u8> {
    let mut text = String::from_utf8_lossy(css).into_owned();
    for (name, asset) in known {
        text = text.replace(&format!("url({name})"), &format!("url({})", asset.address));
        text = text.replace(&format!("url(\"{name}\")"), &format!("url({})", asset.address));
    }
    text.into_bytes()
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        Some(_) | None => "application/octet-stream",
    }
}

/// Fonts are packed already.
fn is_worth_compressing(kind: &str) -> bool {
    kind != "font/woff2" && kind != "application/octet-stream"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(name: &str) -> usize {
        ASSETS.by_name[name].brotli().len()
    }

    #[test]
    fn the_style_sheet_is_at_most_10_kb_and_the_script_4() {
        assert!(packed("app.css") <= 10_000, "app.css: {}", packed("app.css"));
        assert!(packed("ui.js") <= 4_000, "ui.js: {}", packed("ui.js"));
    }

    #[test]
    fn the_style_sheet_names_only_files_that_exist() {
        for place in text("app.css").split("url(").skip(1) {
            let address = place.split(')').next().unwrap_or_default().trim_matches('"');
            let known = ASSETS.name_by_address.contains_key(address);
            assert!(known || address.starts_with("data:"), "app.css names {address}");
        }
    }

    #[test]
    fn a_browser_that_refuses_an_encoding_does_not_get_it() {
        assert!(accepts("gzip, br;q=1.0", "br"));
        assert!(!accepts("gzip, br;q=0", "br"));
        assert!(!accepts("", "gzip"));
    }
}
