//! CPR numbers in clear: nowhere in what the program logs, sends, answers or keeps, after a school has been imported, people
//! have shown their eID, an application has been written, signed, sent and approved, and administrators have typed numbers.
//! Source: security.md, issue "National eID" (what it must show). On SQLite with its log of writes, and on PostgreSQL.

use interop::broker::{Broker, Style, holder};
use interop::browser::{Browser, End, Page};
use interop::cluster::Cluster;
use interop::cpr_trace::Numbers;
use interop::installation::{Installation, generate};
use interop::letterbox::Letterbox;
use serde_json::{Value, json};

/// Who applies, who leads, who is attached, and a number nobody has.
const CONTACT: &str = "0101851234";
const LEADER: &str = "2306714321";
const ATTACHED: &str = "1203854321";
const NOBODYS: &str = "0101701118";
const IMPORTED: &str = "F00001";
const APPLYING: &str = "F00002";

/// As people write it.
fn dashed(number: &str) -> String {
    format!("{}-{}", &number[..6], &number[6..])
}

/// All CPR numbers of a file, in order.
fn numbers_of(file: &str) -> Vec<String> {
    let parts = file.split("<CivilRegistrationNumber>").skip(1).filter_map(|part| part.split_once('<'));
    parts.map(|(number, _)| number.to_owned()).collect()
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    text.split_once(from).and_then(|(_, rest)| rest.split_once(to)).map_or("", |(found, _)| found)
}

/// A running program with everything around it, and what it has given away so far.
struct Scene {
    node: Installation,
    server: e2e::server::Server,
    broker: Broker,
    letterbox: Letterbox,
    said: Vec<String>,
    /// User name and name of the employee who becomes an operator.
    operator: (String, String),
    file: String,
}

fn scene(database: &str) -> Scene {
    let (port, letterbox) = (Broker::reserve(), Letterbox::open());
    let node =
        Installation::new(&format!("{}{}{database}", Broker::lines(Style::Signaturgruppen, port), letterbox.lines()));
    let files = node.place("land");
    let schools = generate(2, &files);
    let file = std::fs::read_to_string(&schools[0]).unwrap();
    let person = file.split("<InstitutionPerson").find(|part| part.contains("<Employee")).unwrap();
    let name = format!(
        "{} {}",
        between(person, "<FirstName>", "</FirstName>"),
        between(person, "<FamilyName>", "</FamilyName>")
    );
    let operator_cpr = numbers_of(person).remove(0);
    let mut said = vec![
        node.must(&["import", &files.join("institutions.csv").display().to_string()]),
        node.must(&["import", &schools[0].display().to_string()]),
    ];
    let shown: Value = serde_json::from_str(&node.must(&["show", "institution", IMPORTED, "--json"])).unwrap();
    let people = shown["people"].as_array().unwrap();
    let username =
        people.iter().find(|one| one["name"] == json!(name)).unwrap()["username"].as_str().unwrap().to_owned();
    said.push(shown.to_string());
    said.push(node.must(&["operator", "add", &username]));
    said.push(node.must(&["admin", "grant", &username, IMPORTED]));
    let claims = json!({ "identity_type": "private", "loa": "https://data.gov.dk/concept/core/nsis/Substantial" });
    let shows = |who: &str, cpr: &str| holder(who, &claims, &json!({ "dk.cpr": cpr }));
    let holders = vec![
        shows("sagsbehandler", &operator_cpr),
        shows("leder", LEADER),
        shows("kontakt", CONTACT),
        shows("ukendt", NOBODYS),
    ];
    let broker = Broker::start((Style::Signaturgruppen, port), &node.url("/eid/return"), holders);
    // The wordiest log an operator would run with.
    let server = e2e::server::Server::start(&node.launch().variable("UNILOGIN_LOG_FILTER", "debug"));
    Scene { node, server, broker, letterbox, said, operator: (username, name), file }
}

impl Scene {
    fn url(&self, path: &str) -> String {
        self.node.url(path)
    }

    /// Shows this holder's eID wherever a walk has come to the broker.
    async fn shows(&self, browser: &mut Browser, end: End, who: &str) -> Page {
        self.broker.shows(browser, end, who).await.page()
    }

    /// Presses a form of a page.
    async fn sends(&self, browser: &mut Browser, page: &Page, last: &str, fields: &[(&str, &str)]) -> Page {
        browser.send(page, &page.form(last), fields).await.page()
    }

    /// Comes in by a site's door with the eID.
    async fn comes_in(&self, browser: &mut Browser, (door, who): (&str, &str)) -> Page {
        let page = browser.open(&self.url(door)).await.page();
        let form = page.forms().into_iter().find(|form| form.action.path().ends_with("/log-paa")).unwrap();
        let end = browser.send(&page, &form, &[]).await;
        self.shows(browser, end, who).await
    }

    /// Logs in to Mit Unilogin, or tries to.
    async fn logs_in(&self, browser: &mut Browser, who: &str) -> Page {
        let login = browser.open(&self.url("/login?to=/mit")).await.page();
        let away = browser.open(&format!("{}/eid", login.address)).await;
        self.shows(browser, away, who).await
    }

    /// An application from the first slip to the receipt, signed by the leader's eID.
    async fn applies(&self, browser: &mut Browser) -> Page {
        let check = browser.open(&self.url("/ansoeg")).await.page();
        let first = [("situation", "institution"), ("registration", "12345678")];
        let page = self.sends(browser, &check, "/ansoeg", &first).await;
        let institution = [("name", "Børnehaven"), ("number", APPLYING), ("registration", "12345678")];
        let page = self.sends(browser, &page, "/institution", &institution).await;
        let slip = [("name", "Naja Lynge"), ("cpr", CONTACT), ("phone", "1"), ("mail", "naja")];
        let page = self.sends(browser, &page, "/kontakt", &slip).await;
        assert!(page.text.contains("010185-****"), "kept, and masked: {}", page.text);
        let hyphened = format!("{}-{}", &CONTACT[..6], &CONTACT[6..]);
        let contact =
            [("name", "Naja Lynge"), ("cpr", hyphened.as_str()), ("phone", "12345678"), ("mail", "naja@boern.example")];
        let page = self.sends(browser, &page, "/kontakt", &contact).await;
        let leader = [("name", "Henrik Aagaard"), ("cpr", LEADER), ("mail", "henrik@boern.example")];
        let page = self.sends(browser, &page, "/leder", &leader).await;
        let pdf = page.address.as_str().replace("/underskrift", "/underskriftsside.pdf");
        browser.open(&pdf).await;
        let left = browser.send(&page, &page.form("/mitid"), &[]).await;
        let somebody_else = self.shows(browser, left, "kontakt").await;
        assert!(somebody_else.text.contains("tilhører en anden"), "{}", somebody_else.heading());
        let left = browser.send(&somebody_else, &somebody_else.form("/mitid"), &[]).await;
        let signed = self.shows(browser, left, "leder").await;
        assert!(signed.text.contains("Lederen skrev under"), "{}", signed.heading());
        let send = browser.open(&signed.address.as_str().replace("/underskrift", "/send")).await.page();
        assert!(send.text.contains("230671-****"));
        self.sends(browser, &send, "/send", &[]).await
    }

    /// The operator looks at it and says yes.
    async fn approves(&self, browser: &mut Browser) -> Page {
        let queue = self.comes_in(browser, ("/stil", "sagsbehandler")).await;
        let link = queue.text.split("href=\"").find(|part| part.starts_with("/stil/sag/")).unwrap();
        let case = browser.open(&self.url(link.split('"').next().unwrap())).await.page();
        assert!(case.text.contains("010185-****") && case.text.contains("230671-****"), "{}", case.text);
        let call = form_that(&case, "opkald");
        let called = browser.send(&case, &call, &[("call", "Talte med kontoret")]).await.page();
        let approved = browser.send(&called, &form_that(&called, "godkend"), &[]).await.page();
        assert!(approved.text.contains("Ansøgningen er godkendt"), "{}", approved.heading());
        approved
    }

    /// The new administrator types numbers, right and wrong, attaches somebody, and takes the lists away.
    async fn administers(&self, browser: &mut Browser) {
        let here = format!("/ba/{APPLYING}");
        self.comes_in(browser, (&here, "kontakt")).await;
        let manual = browser.open(&self.url(&format!("{here}/manuel"))).await.page();
        self.sends(browser, &manual, "/manuel", &[("do", "soeg"), ("cpr", "12038543")]).await;
        let typed = format!("{}-{}", &ATTACHED[..6], &ATTACHED[6..]);
        let step = browser.send(&manual, &form_that(&manual, "soeg"), &[("cpr", &typed)]).await.page();
        assert!(step.text.contains("120385-****"), "{}", step.text);
        let fields = [("first", "Nanna"), ("family", "Nyborg"), ("role", "pedagogue")];
        let done = browser.send(&step, &form_that(&step, "tilknyt"), &fields).await.page();
        assert!(done.text.contains("Nanna Nyborg"), "{}", done.text);
        for page in
            ["", "/brugere", "/brugere/fil", "/log", "/log/fil", "/log/fil?form=json", "/administratorer", "/manuel"]
        {
            browser.open(&self.url(&format!("{here}{page}"))).await;
        }
    }

    /// A roster in which somebody has another number than before, and somebody none at all; what the pages say of it.
    async fn imports_again(&self, browser: &mut Browser) -> String {
        let known = numbers_of(&self.file);
        let changed = self.file.replacen(&known[0], NOBODYS, 1).replacen(&known[1], "3113991234", 1);
        let later = changed.replacen("T04:00:00", "T05:00:00", 1);
        let token = self.node.must(&["import-token", "add", IMPORTED, "TEA"]).trim().to_owned();
        let url = self.url(&format!("/api/import/{IMPORTED}"));
        let pushed = crate::push::push(&url, &token, &later).await;
        assert_eq!(pushed.status, 200, "{pushed:?}");
        let here = format!("/ba/{IMPORTED}");
        self.comes_in(browser, (&here, "sagsbehandler")).await;
        let list = browser.open(&self.url(&format!("{here}/import"))).await.page();
        let run = list
            .text
            .split("href=\"")
            .find(|part| part.contains("/import/koersel/"))
            .map(|part| part.split('"').next().unwrap());
        let run = browser.open(&self.url(run.expect("the run is listed"))).await.page();
        let change = run
            .text
            .split("href=\"")
            .find(|part| part.contains("/skift-cpr/"))
            .map(|part| part.split('"').next().unwrap());
        let ask = browser.open(&self.url(change.expect("the refused line may be changed"))).await.page();
        let number = ask.address.path().to_owned();
        let analysed = self.sends(browser, &ask, &number, &[("do", "analyser"), ("cpr", NOBODYS)]).await;
        assert!(analysed.text.contains(&dashed(NOBODYS)), "here the number just typed is compared: {}", analysed.text);
        browser.open(&self.url(&format!("{here}/log/fil"))).await;
        browser.open(&self.url(&format!("{here}/brugere/fil"))).await;
        pushed.told.to_string()
    }
}

/// The form of a page that wants this.
fn form_that(page: &Page, wants: &str) -> interop::browser::Form {
    let is_it = |form: &interop::browser::Form| form.fields.iter().any(|(name, value)| name == "do" && value == wants);
    page.forms().into_iter().find(is_it).unwrap_or_else(|| panic!("no form for {wants}: {}", page.text))
}

/// Everything happens, and then every place is looked through; the numbers, and all that was given away.
async fn happens(database: &str) -> (Scene, Numbers, String) {
    let mut scene = scene(database);
    let mut browser = Browser::recording();
    let own = scene.logs_in(&mut browser, "sagsbehandler").await;
    assert!(own.text.contains(&scene.operator.0), "{}", own.text);
    browser.open(&scene.url("/mit/log")).await;
    browser.open(&scene.url("/mit/data")).await;
    let mut others = [Browser::recording(), Browser::recording(), Browser::recording(), Browser::recording()];
    assert_eq!(scene.logs_in(&mut others[0], "ukendt").await.status, 403);
    let receipt = scene.applies(&mut others[1]).await;
    assert!(receipt.text.contains("Tak, vi har modtaget ansøgningen"), "{}", receipt.heading());
    scene.approves(&mut others[2]).await;
    scene.administers(&mut others[3]).await;
    let told = scene.imports_again(&mut browser).await;
    scene.said.push(told);
    for words in [&["verify"][..], &["doctor"], &["case", "list"], &["show", "person", &scene.operator.0.clone()]] {
        scene.said.push(scene.node.must(words));
    }
    let mut all = numbers_of(&scene.file);
    all.extend([CONTACT, LEADER, ATTACHED, NOBODYS].map(str::to_owned));
    let numbers = Numbers::of(all.iter().map(String::as_str));
    let mut seen = String::new();
    for one in std::iter::once(&browser).chain(&others) {
        seen.push_str(&one.seen(&scene.url("/")));
    }
    // The one place where a number is shown: what an administrator has just typed, to be compared (product.md §3).
    let typed = dashed(NOBODYS);
    assert_eq!(seen.matches(&typed).count(), 1, "the page of the analysis shows it, once");
    let seen = seen.replacen(&typed, "010170-****", 1);
    (scene, numbers, seen)
}

fn nothing_stands_in_what_was_given_away(scene: &Scene, numbers: &Numbers, seen: &str) {
    assert!(1_000 < numbers.count() && 100_000 < seen.len() && seen.contains("120385-****"));
    assert!(seen.contains(&scene.operator.1), "the pages that were seen are there");
    numbers.must_not_stand_in("the pages and addresses", seen.as_bytes());
    let log = scene.server.log();
    assert!(1_000 < log.len(), "the log was asked to be wordy");
    numbers.must_not_stand_in("the log", log.as_bytes());
    let said = scene.said.join("\n");
    numbers.must_not_stand_in("what commands and the import said", said.as_bytes());
    let began = std::time::Instant::now();
    while scene.letterbox.letters().len() < 3 && began.elapsed() < std::time::Duration::from_secs(60) {
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    let letters = scene.letterbox.letters();
    assert!(3 <= letters.len(), "letters were sent");
    for letter in &letters {
        numbers.must_not_stand_in("a letter", letter.as_bytes());
        let soft = letter.replace("=\n", "");
        numbers.must_not_stand_in("a letter", soft.as_bytes());
    }
    // The same eyes see a number that somebody puts there.
    for text in [seen, &log, &said] {
        let middle = (0..=text.len() / 2).rev().find(|at| text.is_char_boundary(*at)).unwrap();
        let planted = format!("{}230671-4321{}", &text[..middle], &text[middle..]);
        assert!(numbers.found(planted.as_bytes()).is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_cpr_number_stands_in_clear_anywhere_on_sqlite() {
    let (scene, numbers, seen) = happens("").await;
    nothing_stands_in_what_was_given_away(&scene, &numbers, &seen);
    let data = scene.node.data();
    let read = numbers.must_not_stand_below(&data);
    assert!(1_000_000 < read, "the database was read: {read} bytes");
    let mut files = std::fs::read_dir(&data).unwrap().flatten().map(|entry| entry.path());
    let kept =
        files.find(|path| path.extension().is_some_and(|kind| kind == "db" || kind == "sqlite")).expect("a database");
    let mut bytes = std::fs::read(kept).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 10].copy_from_slice(LEADER.as_bytes());
    assert!(numbers.found(&bytes).is_some(), "a number in the file would be seen");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_cpr_number_stands_in_clear_anywhere_on_postgresql() {
    let cluster = Cluster::start(&["fsync=off"]);
    let (scene, numbers, seen) = happens(&format!("database = '{}'\n", cluster.url("127.0.0.1"))).await;
    nothing_stands_in_what_was_given_away(&scene, &numbers, &seen);
    cluster.ask("CHECKPOINT");
    let read = numbers.must_not_stand_below(cluster.directory());
    assert!(1_000_000 < read, "the tables and the log of writes were read: {read} bytes");
    let tables = "SELECT string_agg(format('SELECT %L || t::text FROM %I t', relname || ' ', relname), ' UNION ALL ') \
                  FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace";
    let dump = cluster.ask(&cluster.ask(tables));
    assert!(100_000 < dump.len() && dump.contains("application"), "every row as text");
    numbers.must_not_stand_in("the rows of every table", dump.as_bytes());
    cluster
        .ask(&format!("CREATE TABLE planted (typed TEXT, bytes BYTEA); INSERT INTO planted VALUES ('', '{LEADER}')"));
    let planted = cluster.ask("SELECT t::text FROM planted t");
    assert!(numbers.found(planted.as_bytes()).is_some(), "a number in a column of bytes would be seen: {planted}");
}
