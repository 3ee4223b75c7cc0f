//! Import files larger than anybody's memory: pushed, dropped into the folder, given to the command. They are read piece
//! by piece. 120 MB here; `UNILOGIN_BIG_FILE_MB=2048` for a whole 2 GB.

use e2e::server::Server;
use interop::installation::Installation;
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::{Duration, Instant};

/// How much more memory a file may cost than the program needs anyway.
const PASSED_OVER_KIB_MAX: u64 = 96 * 1024;
/// How much more a file may cost that is made of as many people as one may have.
const PEOPLE_KIB_MAX: u64 = 1024 * 1024;

#[expect(clippy::disallowed_methods, reason = "how much to test is said by whoever starts the test")]
fn megabytes() -> u64 {
    std::env::var("UNILOGIN_BIG_FILE_MB").ok().and_then(|size| size.parse().ok()).unwrap_or(120)
}

/// What a big file is made of.
#[derive(Clone, Copy, Debug)]
enum Stuff {
    /// Elements nobody knows, between two teachers.
    Unknown,
    /// More people than one institution may have.
    People,
}

fn person(id: u64, padding: usize) -> String {
    let (day, month, serial) = (id % 28 + 1, id / 28 % 12 + 1, id / 336 % 9_000 + 1_000);
    format!(
        "<InstitutionPerson><LocalPersonId>{id}</LocalPersonId><Person protected=\"false\" verificationLevel=\"0\">\
         <FirstName>Anna</FirstName><FamilyName>Prøve</FamilyName><CivilRegistrationNumber>{day:02}{month:02}80{serial:04}\
         </CivilRegistrationNumber><PhotoId>{}</PhotoId></Person><Employee><Role>Lærer</Role></Employee></InstitutionPerson>\n",
        "x".repeat(padding)
    )
}

/// Writes a file of about so many megabytes for a school, piece by piece.
fn write_big(to: &mut impl Write, stuff: Stuff) -> std::io::Result<()> {
    write!(
        to,
        "<UNILoginImport sourceDateTime=\"2026-11-24T04:00:00\" source=\"TEA\" schoolYear=\"2026-2027\"><Institution>\
         <InstitutionNumber>101001</InstitutionNumber>\n{}",
        person(1, 0)
    )?;
    let total = megabytes() * 1024 * 1024;
    match stuff {
        Stuff::Unknown => {
            let piece = format!("<Photo>{}</Photo>\n", "QUJD".repeat(16 * 1024));
            for _ in 0..total / piece.len() as u64 {
                to.write_all(piece.as_bytes())?;
            }
        }
        Stuff::People => {
            let padding = usize::try_from(total / 110_000).unwrap_or(0).saturating_sub(330);
            for id in 3..110_000 {
                to.write_all(person(id, padding).as_bytes())?;
            }
        }
    }
    write!(to, "{}</Institution></UNILoginImport>", person(2, 0))
}

/// One chunk a write, as a sender does who does not know how long it will be.
#[derive(Debug)]
struct Chunked(TcpStream);

impl Write for Chunked {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        write!(self.0, "{:x}\r\n", bytes.len())?;
        self.0.write_all(bytes)?;
        self.0.write_all(b"\r\n")?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}

fn pour(port: u16, token: &str, stuff: Stuff) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(
        stream,
        "POST /api/import/101001 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\
         Content-Type: application/xml\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    .unwrap();
    let mut chunked = BufWriter::with_capacity(64 * 1024, Chunked(stream));
    write_big(&mut chunked, stuff).unwrap();
    let mut stream = chunked.into_inner().unwrap().0;
    stream.write_all(b"0\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// The most memory a process ever had, in KiB.
fn peak(server: &Server) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.process())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn school(lines: &str) -> Installation {
    let node = Installation::new(lines);
    let register = node.place("institutions.csv");
    std::fs::write(&register, "number,name\n101001,Skolen\n").unwrap();
    node.must(&["import", &register.display().to_string()]);
    node
}

#[test]
fn a_pushed_file_costs_no_memory_for_what_is_passed_over_and_is_loaded() {
    let node = school("");
    let token = node.must(&["import-token", "add", "101001", "TEA"]).trim().to_owned();
    let server = node.start();
    let before = peak(&server);
    let answer = pour(node.port(), &token, Stuff::Unknown);
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("\"created\":2"), "{answer}");
    let cost = peak(&server) - before;
    assert!(cost < PASSED_OVER_KIB_MAX, "{} MB cost {cost} KiB", megabytes());
    assert_eq!(std::fs::read_dir(node.data()).unwrap().flatten().filter(is_spool).count(), 0);
}

fn is_spool(entry: &std::fs::DirEntry) -> bool {
    entry.file_name().to_string_lossy().starts_with("spool")
}

#[test]
fn a_pushed_file_with_too_many_people_is_refused_with_its_reason_in_bounded_memory() {
    let node = school("");
    let token = node.must(&["import-token", "add", "101001", "TEA"]).trim().to_owned();
    let server = node.start();
    let before = peak(&server);
    let answer = pour(node.port(), &token, Stuff::People);
    // Which limit the reading meets first depends on how large the file is.
    let is_told = ["flere personer", "mere tekst"].iter().any(|why| answer.contains(why));
    assert!(answer.starts_with("HTTP/1.1 422") && is_told, "{answer}");
    let cost = peak(&server) - before;
    assert!(cost < PEOPLE_KIB_MAX, "{} MB cost {cost} KiB", megabytes());
}

#[test]
fn the_drop_folder_loads_a_big_file_and_tells_of_it_and_of_a_bad_one() {
    let folder = e2e::country::scratch("drop");
    std::fs::create_dir_all(&folder).unwrap();
    let node = school(&format!("import.drop_folder = '{}'", folder.display()));
    let server = node.start();
    let before = peak(&server);
    let mut file = BufWriter::new(File::create(folder.join("101001.part")).unwrap());
    write_big(&mut file, Stuff::Unknown).unwrap();
    file.flush().unwrap();
    std::fs::rename(folder.join("101001.part"), folder.join("101001.xml")).unwrap();
    let told = awaited(&folder.join("done/101001.xml.json"));
    assert!(told.contains("\"created\": 2"), "{told}");
    assert!(folder.join("done/101001.xml").exists() && !folder.join("101001.xml").exists());
    let cost = peak(&server) - before;
    assert!(cost < PASSED_OVER_KIB_MAX, "{} MB cost {cost} KiB", megabytes());
    std::fs::write(folder.join("bad.part"), "<UNILoginImport").unwrap();
    std::fs::rename(folder.join("bad.part"), folder.join("bad.xml")).unwrap();
    let told = awaited(&folder.join("refused/bad.xml.json"));
    assert!(told.contains("linje"), "{told}");
    drop(server);
    std::fs::remove_dir_all(&folder).unwrap();
}

/// The text of a file that will be there.
fn awaited(path: &Path) -> String {
    let began = Instant::now();
    loop {
        match std::fs::read_to_string(path) {
            Ok(text) if text.ends_with('}') => return text,
            Ok(_) | Err(_) => assert!(began.elapsed() < Duration::from_secs(120), "{} never came", path.display()),
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn the_command_reads_a_big_file_in_little_memory() {
    let node = school("");
    let path = node.place("101001.xml");
    let mut file = BufWriter::new(File::create(&path).unwrap());
    write_big(&mut file, Stuff::Unknown).unwrap();
    file.flush().unwrap();
    let told = node.must(&["import", &path.display().to_string(), "--json"]);
    assert!(told.contains("\"created\":2"), "{told}");
}
