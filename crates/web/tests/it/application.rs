//! The application for access and the operator's desk over HTTP: nothing typed is lost, files are looked into, and only
//! operators come in.

use crate::desk::at_desk;
use crate::place::{Answer, Browser};
use crate::school::{SCHOOL, School};
use testkit::database::both;

const CPR: &str = "0101851234";
const LEADER: &str = "2306714321";

fn page() -> Vec<u8> {
    b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Page >>\nendobj\n%%EOF\n"
        .to_vec()
}

/// Somebody at the form.
struct Applicant<'a> {
    school: &'a School,
    browser: Browser,
    link: String,
}

impl<'a> Applicant<'a> {
    fn begins(school: &'a School) -> Applicant<'a> {
        Applicant::begins_as(school, "institution")
    }

    fn begins_as(school: &'a School, situation: &str) -> Applicant<'a> {
        let mut browser = Browser::default();
        let token = school.place.get(&mut browser, "/ansoeg").field("form_token");
        let fields = [("form_token", token.as_str()), ("situation", situation), ("registration", "12345678")];
        let answer = school.place.post(&mut browser, "/ansoeg", &fields);
        let link = answer.location().strip_suffix("/institution").expect("the first step").to_owned();
        Applicant { school, browser, link }
    }

    fn sees(&mut self, step: &str) -> Answer {
        self.school.place.get(&mut self.browser, &format!("{}{step}", self.link))
    }

    fn sends(&mut self, step: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.school.place.get(&mut self.browser, "/ansoeg").field("form_token");
        let mut all = vec![("form_token", token.as_str())];
        all.extend_from_slice(fields);
        self.school.place.post(&mut self.browser, &format!("{}{step}", self.link), &all)
    }

    fn attaches(&mut self, bytes: &[u8]) -> Answer {
        let token = self.school.place.get(&mut self.browser, "/ansoeg").field("form_token");
        let mut body = format!(
            "--grænse\r\nContent-Disposition: form-data; name=\"form_token\"\r\n\r\n{token}\r\n--grænse\r\n\
             Content-Disposition: form-data; name=\"pdf\"; filename=\"side.pdf\"\r\nContent-Type: application/pdf\r\n\r\n"
        )
        .replace("grænse", "boundary")
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--boundary--\r\n");
        let request = axum::http::Request::post(format!("{}/underskrift", self.link))
            .header("origin", &self.school.place.world.settings.origin)
            .header("content-type", "multipart/form-data; boundary=boundary");
        self.school.place.send(&mut self.browser, request, body)
    }

    /// The three steps, rightly filled in.
    fn fills_in(&mut self) {
        let institution = [("name", "Solbakkeskolen"), ("number", SCHOOL), ("registration", "12345678")];
        assert!(self.sends("/institution", &institution).location().ends_with("/kontakt"));
        let contact = [("name", "Naja Lynge"), ("cpr", CPR), ("phone", "12345678"), ("mail", "naja@skolen.example")];
        assert!(self.sends("/kontakt", &contact).location().ends_with("/leder"));
        let leader = [("name", "Henrik Aagaard"), ("cpr", LEADER), ("mail", "")];
        assert!(self.sends("/leder", &leader).location().ends_with("/underskrift"));
    }
}

#[test]
fn a_wrong_field_says_what_to_do_and_nothing_typed_is_lost_anywhere() {
    both(|database| {
        let school = School::on(database);
        let mut applicant = Applicant::begins(&school);
        let wrong = [("name", "Naja Lynge"), ("cpr", "010185 12"), ("phone", "12"), ("mail", "naja.skolen.dk")];
        let answer = applicant.sends("/kontakt", &wrong);
        for says in ["Skriv alle 10 tal", "Skriv mindst 8 tal", "Skriv adressen med @", "<title>Fejl: Trin 2 af 5"] {
            assert!(answer.text.contains(says), "{says}: {}", answer.text);
        }
        for typed in ["value=\"Naja Lynge\"", "value=\"010185 12\"", "value=\"naja.skolen.dk\""] {
            assert!(answer.text.contains(typed) && applicant.sees("/kontakt").text.contains(typed), "{typed}");
        }
        let right = [("name", "Naja Lynge"), ("cpr", CPR), ("phone", "12"), ("mail", "naja@skolen.dk")];
        let answer = applicant.sends("/kontakt", &right);
        assert!(answer.text.contains("010185-**** er gemt") && !answer.text.contains("1234\""), "{}", answer.text);
        let kept = [("name", "Naja Lynge"), ("cpr", ""), ("phone", "12345678"), ("mail", "naja@skolen.dk")];
        assert!(applicant.sends("/kontakt", &kept).location().ends_with("/leder"), "an empty field keeps the number");
        assert!(applicant.sees("/send").text.contains("010185-****"));
    });
}

#[test]
fn an_applicant_abroad_takes_a_typed_number_away_and_nobody_else_can() {
    both(|database| {
        let school = School::on(database);
        let mut applicant = Applicant::begins_as(&school, "udlandet");
        let leader = [("name", "Henrik Aagaard"), ("cpr", LEADER), ("birth", ""), ("country", ""), ("mail", "")];
        assert!(applicant.sends("/leder", &leader).location().ends_with("/underskrift"));
        let kept = applicant.sees("/leder").text;
        assert!(kept.contains("name=\"fjern-cpr\"") && kept.contains("230671-****"), "{kept}");
        let abroad =
            [("name", "Henrik Aagaard"), ("cpr", ""), ("birth", "1971-06-23"), ("country", "Norge"), ("mail", "")];
        applicant.sends("/leder", &abroad);
        assert!(applicant.sees("/leder").text.contains("230671-****"), "an empty field alone keeps it");
        applicant.sends("/leder", &[&abroad[..], &[("fjern-cpr", "1")]].concat());
        let gone = applicant.sees("/leder").text;
        assert!(!gone.contains("230671-****") && !gone.contains("fjern-cpr"), "{gone}");
        assert!(gone.contains("value=\"1971-06-23\"") && gone.contains("value=\"Norge\""), "the rest is kept");
        let mut at_home = Applicant::begins(&school);
        at_home.fills_in();
        assert!(!at_home.sees("/leder").text.contains("fjern-cpr"), "at home everybody has a number");
    });
}

#[test]
fn a_file_that_is_no_page_gets_a_sentence_at_the_field_and_the_rest_is_kept() {
    both(|database| {
        let school = School::on(database);
        let mut applicant = Applicant::begins(&school);
        applicant.fills_in();
        let script = String::from_utf8(page()).unwrap().replace("/Pages", "/OpenAction << /S /JavaScript >> /Pages");
        let mut large = page();
        large.resize(5 * 1024 * 1024 + 1, b' ');
        for (bytes, says) in [
            (b"\x89PNG\r\n".to_vec(), "Filen er ikke en PDF."),
            (script.into_bytes(), "PDF-filen indeholder et program."),
            (large, "Filen må højst være 5 MB."),
            (Vec::new(), "Vedhæft underskriftssiden."),
        ] {
            let answer = applicant.attaches(&bytes);
            assert_eq!(answer.status, 422);
            assert!(answer.text.contains(says) && answer.text.contains("aria-invalid"), "{says}: {}", answer.text);
            assert!(applicant.sees("/send").text.contains("Naja Lynge"));
        }
        let sheet = applicant.sees("/underskriftsside.pdf");
        assert!(
            sheet
                .header("content-disposition")
                .contains("Underskriftsside - Bestilling af Unilogin Brugeradministration.pdf")
        );
        assert!(applicant.attaches(&page()).location().ends_with("/send"));
        let receipt = applicant.sends("/send", &[]);
        assert!(receipt.location().ends_with("/status"));
        assert_eq!(applicant.sends("/send", &[]).location(), receipt.location(), "twice is once");
        let status = applicant.sees("/status").text;
        assert!(status.contains("Tak, vi har modtaget ansøgningen") && !status.contains("851234"), "{status}");
        assert!(applicant.sees("/kontakt").location().ends_with("/status"), "nothing is changed any more");
    });
}

#[test]
fn who_may_not_have_unilogin_gets_advice_and_a_made_up_link_is_nobodys() {
    both(|database| {
        let school = School::on(database);
        let mut browser = Browser::default();
        let token = school.place.get(&mut browser, "/ansoeg").field("form_token");
        let fields = [("form_token", token.as_str()), ("situation", "museum"), ("registration", "")];
        let advice = school.place.post(&mut browser, "/ansoeg", &fields);
        assert_eq!(advice.location(), "/ansoeg/raad/museum");
        assert!(school.place.get(&mut browser, "/ansoeg/raad/museum").text.contains("Museer kan ikke få Unilogin"));
        for address in web::ansoeg::addresses().iter().filter(|one| one.path.contains("{secret}")) {
            let path = address.path.replace("{secret}", "made-up");
            let answer = match address.method {
                "GET" => school.place.get(&mut browser, &path),
                _ => school.place.post(&mut browser, &path, &[("form_token", token.as_str()), ("text", "x")]),
            };
            assert!(matches!(answer.status, 400 | 404), "{} {path}: {}", address.method, answer.status);
        }
    });
}

#[test]
fn an_operator_approves_what_the_leader_has_confirmed_and_nobody_else_comes_in() {
    both(|database| {
        let school = School::on(database);
        let mut applicant = Applicant::begins(&school);
        applicant.fills_in();
        applicant.attaches(&page());
        applicant.sends("/send", &[]);
        let id = school.write(|tx| store::application::in_state(tx, rules::application::State::Submitted, 9))[0].id;
        let somebody = school.holder_of("user_administration", SCHOOL, (0, "Birgitte Riis"));
        let mut browser = at_desk(&school, &somebody);
        for address in
            web::stil::addresses().iter().filter(|one| !one.path.contains("log-paa") && one.path != "/stil/ind")
        {
            let path = address.path.replace("{case}", &id.to_string());
            let token = school.place.get(&mut browser, "/stil/log-paa").field("form_token");
            let answer = match address.method {
                "GET" => school.place.get(&mut browser, &path),
                _ => school.place.post(&mut browser, &path, &[("form_token", token.as_str())]),
            };
            assert_eq!(answer.status, 403, "{} {path}", address.method);
            assert!(answer.text.contains("Du er ikke sagsbehandler") && !answer.text.contains("Naja Lynge"));
        }
        assert!(flows::operator::appoint(&school.place.world, somebody.id).unwrap());
        let queue = school.place.get(&mut browser, "/stil");
        assert!(queue.text.contains("Solbakkeskolen"), "{}", queue.text);
        let here = format!("/stil/sag/{id}");
        let case = school.place.get(&mut browser, &here);
        assert!(case.text.contains("010185-****") && !case.text.contains(CPR) && case.text.contains("side.pdf"));
        let file = school.place.get(&mut browser, &format!("{here}/fil"));
        assert!(file.header("content-disposition").starts_with("attachment"));
        assert_eq!(file.header("content-security-policy"), "default-src 'none'; sandbox");
        assert_eq!(file.header("x-content-type-options"), "nosniff");
        let mut press = |what: &str, fields: &[(&str, &str)]| {
            let token = school.place.get(&mut browser, &here).field("form_token");
            let mut all = vec![("form_token", token.as_str()), ("do", what)];
            all.extend_from_slice(fields);
            school.place.post(&mut browser, &here, &all)
        };
        assert!(press("godkend", &[]).text.contains("Der mangler en bekræftelse"));
        assert!(press("afvis", &[("reason", "")]).text.contains("Skriv begrundelsen"));
        assert!(press("opkald", &[("call", "Talte med lederen")]).location().ends_with("sagt=ringet"));
        assert!(press("godkend", &[]).location().ends_with("sagt=godkendt"));
        assert!(applicant.sees("/status").text.contains("Ansøgningen er godkendt"));
    });
}
