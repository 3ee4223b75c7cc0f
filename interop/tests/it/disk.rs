//! A full disk and a read-only one: a clear answer, nothing half-done, nothing lost, and work goes on when there is room.

use crate::push::push;
use e2e::country::program;
use e2e::server::{Server, answers};
use interop::browser::Browser;
use interop::installation::{Installation, generate};
use interop::room::Room;

/// Runs a command of the program in the room; what it says, however it ends.
fn run(room: &Room, installation: &Installation, words: &[&str]) -> (bool, String) {
    let config = installation.config().display().to_string();
    let all: Vec<String> = words.iter().chain(&["--config", &config]).map(|word| (*word).to_owned()).collect();
    let done = room.run(&program(), &all);
    let text = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    (done.status.success(), text)
}

fn must(room: &Room, installation: &Installation, words: &[&str]) -> String {
    let (well, text) = run(room, installation, words);
    assert!(well, "{words:?}: {text}");
    text
}

struct School {
    installation: Installation,
    room: Room,
    text: String,
    number: String,
}

fn school() -> School {
    let installation = Installation::new("");
    std::fs::create_dir_all(installation.data()).unwrap();
    let room = Room::over(&installation.data(), 40);
    let files = installation.place("land");
    let file = generate(1, &files).remove(0);
    let text = std::fs::read_to_string(&file).unwrap();
    let number = file.file_stem().unwrap().to_string_lossy().into_owned();
    must(&room, &installation, &["import", &files.join("institutions.csv").display().to_string()]);
    School { installation, room, text, number }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_said_plainly_and_when_there_is_room_again_work_goes_on() {
    let School { installation, room, text, number } = school();
    let server = Server::start(&room.inside(installation.launch()));
    let token = must(&room, &installation, &["import-token", "add", &number, "TEA"]).trim().to_owned();
    room.fill();
    let refused = push(&installation.url(&format!("/api/import/{number}")), &token, &text).await;
    assert!([500, 507].contains(&refused.status), "{refused:?}");
    let page = Browser::new().open(&installation.url("/login")).await.page();
    assert!([500, 503].contains(&page.status), "a login begins with a row: {}", page.status);
    assert!(page.text.contains("<h1>"), "a page for people: {}", page.text);
    assert!(answers(&installation.url("/healthz")), "the process lives: {}", server.log());
    room.free();
    let page = Browser::new().open(&installation.url("/login")).await.page();
    assert_eq!(page.status, 200, "{}", server.log());
    let loaded = push(&installation.url(&format!("/api/import/{number}")), &token, &text).await;
    assert_eq!((loaded.status, loaded.word("outcome")), (200, "accepted"), "{loaded:?}");
    assert!(0 < loaded.count("created"), "nothing of the refused one had been loaded: {loaded:?}");
    drop(server);
    must(&room, &installation, &["verify"]);
}

#[test]
fn a_read_only_disk_stops_the_start_with_its_reason_and_loses_nothing() {
    let School { installation, room, .. } = school();
    let files = installation.place("land").display().to_string();
    must(&room, &installation, &["import", &files]);
    room.seal();
    let (well, said) = run(&room, &installation, &["serve"]);
    assert!(!well && said.to_lowercase().contains("read-only"), "{said}");
    let (well, said) = run(&room, &installation, &["doctor"]);
    assert!(!well && said.contains("WRONG"), "{said}");
    room.unseal();
    drop(Server::start(&room.inside(installation.launch())));
    must(&room, &installation, &["verify"]);
    let again = must(&room, &installation, &["import", &files, "--dry-run"]);
    assert!(!again.contains("outcome: refused"), "{again}");
}
