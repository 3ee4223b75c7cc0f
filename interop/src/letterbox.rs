//! A mail server that keeps every letter and delivers none.
//!
//! What it does not do: refuse anything.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

/// The letters, whole, as they came over the wire.
pub struct Letterbox {
    port: u16,
    letters: Arc<Mutex<Vec<String>>>,
}

impl Letterbox {
    /// One that listens.
    ///
    /// # Panics
    /// Where this machine has no free port.
    pub fn open() -> Letterbox {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("its number").port();
        let letters = Arc::new(Mutex::new(Vec::new()));
        let kept = letters.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let kept = kept.clone();
                std::thread::spawn(move || drop(take(&stream, &kept)));
            }
        });
        Letterbox { port, letters }
    }

    /// What the program's configuration says of it.
    pub fn lines(&self) -> String {
        format!(
            "mail.server = '127.0.0.1:{}'\nmail.protection = 'none'\nmail.from = 'unilogin@unilogin.example'\n",
            self.port
        )
    }

    /// All that has come.
    pub fn letters(&self) -> Vec<String> {
        self.letters.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn take(stream: &TcpStream, kept: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let mut out = stream;
    out.write_all(b"220 letterbox\r\n")?;
    let mut lines = BufReader::new(stream).lines();
    while let Some(line) = lines.next() {
        let word = line?.to_ascii_uppercase();
        if word.starts_with("QUIT") {
            return out.write_all(b"221 bye\r\n");
        }
        if !word.starts_with("DATA") {
            out.write_all(b"250 ok\r\n")?;
            continue;
        }
        out.write_all(b"354 go on\r\n")?;
        let mut letter = String::new();
        for line in lines.by_ref() {
            let line = line?;
            if line == "." {
                break;
            }
            letter.push_str(&line);
            letter.push('\n');
        }
        kept.lock().unwrap_or_else(PoisonError::into_inner).push(letter);
        out.write_all(b"250 kept\r\n")?;
    }
    Ok(())
}
