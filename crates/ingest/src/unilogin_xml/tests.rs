//! Foreign files, good and bad: does any of them ever hurt us?

use super::*;
use crate::notice;
use rules::roster::{ContactFault, Custody, Effect};
use rules::time::Date;
use std::io::Read;

const PUPIL: &str = r#"<InstitutionPerson><LocalPersonId>1001</LocalPersonId>
  <Person protected="false" verificationLevel="3"><FirstName>Åse &amp; Bo</FirstName><FamilyName>Kjær</FamilyName>
   <CivilRegistrationNumber>010216-5001</CivilRegistrationNumber><BirthDate>2016-02-01</BirthDate><Gender>K</Gender>
   <Address><StreetAddress>Vej 1</StreetAddress></Address><MobilePhoneNumber protected="true">12345678</MobilePhoneNumber></Person>
  <Student><Role>Elev</Role><Level>4</Level><MainGroupId>4A</MainGroupId><GroupId>HOLD1</GroupId><GroupId>4A</GroupId>
   <ContactPerson relation="Mor" childCustody="true" accessLevel="2"><Person protected="false" verificationLevel="0">
     <FirstName>Mette</FirstName><FamilyName>Kjær</FamilyName><CivilRegistrationNumber>0101801232</CivilRegistrationNumber></Person></ContactPerson>
   <ContactPerson relation="Onkel" childCustody="true"><Person><FirstName>X</FirstName><FamilyName>Y</FamilyName></Person></ContactPerson>
  </Student></InstitutionPerson>"#;

fn file(inside: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<UNILoginImport xmlns="https://unilogin.dk/data" sourceDateTime="2026-11-24T04:00:00" source="TEA" schoolYear="2026-2027">
<Institution><InstitutionNumber>751042</InstitutionNumber>
<Group><GroupId>4A</GroupId><GroupName>4.A</GroupName><GroupType>Hovedgruppe</GroupType><GroupLevel>4</GroupLevel></Group>
<Group><GroupId>HOLD1</GroupId><GroupType>Hold</GroupType></Group>
{inside}
</Institution></UNILoginImport>"#
    )
}

fn full(text: &[u8]) -> Reading {
    read(text, Operation::Full)
}

fn unreadable(text: &[u8]) -> (u64, Unreadable) {
    let reading = full(text);
    assert_eq!(reading.roster, None);
    assert_eq!(reading.findings.len(), 1, "one clear finding");
    assert!(notice::text(&reading.findings[0]).starts_with("Filen kan ikke læses (linje "));
    let Reason::Other(Fault::Unreadable { line, why }) = reading.findings[0].reason.clone() else {
        panic!("{:?}", reading.findings)
    };
    (line, why)
}

/// The same text so many times, without standing in memory more than once.
struct Again<'a> {
    text: &'a [u8],
    times: u64,
    at: usize,
}

impl std::io::Read for Again<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.at == self.text.len() {
            (self.times, self.at) = (self.times.saturating_sub(1), 0);
        }
        if self.times == 0 {
            return Ok(0);
        }
        let count = into.len().min(self.text.len() - self.at);
        into[..count].copy_from_slice(&self.text[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

#[test]
fn a_few_people_with_more_text_than_an_institution_has_are_refused_for_that() {
    let person = format!(
        "<InstitutionPerson><LocalPersonId>1</LocalPersonId><Person><PhotoId>{}</PhotoId></Person></InstitutionPerson>\n",
        "x".repeat(60_000)
    );
    let whole = file("HERE");
    let (head, tail) = whole.split_once("HERE").unwrap();
    let times = ROSTER_BYTES_MAX / 60_000 + 100;
    let people = Again { text: person.as_bytes(), times, at: 0 };
    let reading = read(head.as_bytes().chain(people).chain(tail.as_bytes()), Operation::Full);
    assert_eq!(reading.roster, None);
    let told: Vec<String> = reading.findings.iter().map(notice::text).collect();
    assert!(told.len() == 1 && told[0].contains("mere tekst"), "{told:?}");
}

#[test]
fn a_pupil_comes_with_class_group_and_adults() {
    let reading = full(file(PUPIL).as_bytes());
    let roster = reading.roster.unwrap();
    assert_eq!((roster.groups.len(), roster.people.len()), (2, 1));
    let pupil = &roster.people[0];
    assert_eq!(pupil.person.name.first, "Åse & Bo");
    assert_eq!(pupil.person.birth, Some(Date::constant(2016, 2, 1)));
    assert_eq!(pupil.person.verification_level, 3);
    assert_eq!(pupil.main_group.as_ref().unwrap().as_str(), "4A");
    assert_eq!(pupil.groups.len(), 1);
    assert_eq!(pupil.contacts.len(), 1);
    assert_eq!((pupil.contacts[0].custody, pupil.contacts[0].access_level), (Custody::Yes, 2));
    let finding = Finding::notice("1001", Reason::ContactInvalid(ContactFault::Relation));
    assert_eq!(reading.findings, [finding]);
}

#[test]
fn namespaces_prefixes_and_the_soap_wrapper_do_not_matter() {
    let plain = full(file(PUPIL).as_bytes());
    let prefixed =
        file(PUPIL).replace("</", "</d:").replace('<', "<d:").replace("<d:/d:", "</d:").replace("<d:?", "<?");
    let prefixed = prefixed.replace("xmlns=", "xmlns:d=");
    assert_eq!(full(prefixed.as_bytes()), plain);
    let body = file(PUPIL).replace(r#"<?xml version="1.0" encoding="UTF-8"?>"#, "");
    let wrapped = format!(
        r#"<s:Envelope xmlns:s="x"><s:Header><a/></s:Header><s:Body><i:importerXml xmlns:i="y"><i:instXML>{body}</i:instXML></i:importerXml></s:Body></s:Envelope>"#
    );
    assert_eq!(full(wrapped.as_bytes()), plain);
}

#[test]
fn the_recorded_request_of_a_real_client_is_read() {
    let envelope = r#"<?xml version='1.0' encoding='UTF-8'?>
<soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope" xmlns:imp="https://brugerdatabasen.stil.dk/bpi/wsaimport/8"><soap:Header/><soap:Body><imp:importerXml><imp:instXML><UNILoginImport sourceDateTime="2026-11-22T10:00:00" source="TEST" schoolYear="2026-2027"><Institution><InstitutionNumber>101088</InstitutionNumber></Institution></UNILoginImport></imp:instXML></imp:importerXml></soap:Body></soap:Envelope>"#;
    let roster = full(envelope.as_bytes()).roster.unwrap();
    assert_eq!((roster.institution.as_str(), roster.people.len()), ("101088", 0));
}

#[test]
fn latin_1_and_utf_8_give_the_same_people() {
    let text = file(PUPIL).replace("UTF-8", "ISO-8859-1");
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    assert_eq!(full(&latin), full(file(PUPIL).as_bytes()));
}

#[test]
fn one_bad_person_is_refused_with_the_reason_and_the_others_are_read() {
    for (from, to, code) in [
        ("010216-5001", "310216-5001", "CPR_UGYLDIGT"),
        ("<Role>Elev</Role>", "<Role>Lærer</Role>", "ROLLE_UKENDT"),
        ("<Level>4</Level>", "<Level>11</Level>", "TRIN_UKENDT"),
        ("2016-02-01", "2016-02-31", "DATO_UGYLDIG"),
        ("Åse &amp; Bo", &"å".repeat(65), "FELT_FOR_LANGT"),
        ("<LocalPersonId>1001</LocalPersonId>", "", "ANDET"),
        ("<FamilyName>Kjær</FamilyName>\n", "", "ANDET"),
    ] {
        let bad = PUPIL.replacen(from, to, 1).replace("1001", "1002");
        let reading = full(file(&format!("{bad}{PUPIL}")).as_bytes());
        let refused: Vec<_> = reading.findings.iter().filter(|f| f.effect == Effect::PersonRefused).collect();
        assert_eq!(refused.len(), 1, "{from}");
        assert_eq!(refused[0].reason.code(), code);
        assert_eq!(reading.roster.unwrap().people.len(), 1, "{from}");
    }
}

#[test]
fn sixty_four_letters_of_two_bytes_fit() {
    let long = PUPIL.replace("Åse &amp; Bo", &"å".repeat(64));
    assert_eq!(full(file(&long).as_bytes()).roster.unwrap().people.len(), 1);
}

#[test]
fn a_delete_needs_only_a_number() {
    let by_id = "<InstitutionPerson><LocalPersonId>7</LocalPersonId></InstitutionPerson>";
    let by_cpr = "<InstitutionPerson><Person><CivilRegistrationNumber>0102165001</CivilRegistrationNumber></Person></InstitutionPerson>";
    let reading = read(file(&format!("{by_id}{by_cpr}<InstitutionPerson/>")).as_bytes(), Operation::Delete);
    assert_eq!(reading.roster.unwrap().leaving.len(), 2);
    assert_eq!(reading.findings.len(), 1);
}

#[test]
fn a_truncated_file_says_where_it_ends() {
    let whole = file(PUPIL);
    for end in 1..whole.len() {
        if whole.is_char_boundary(end) {
            let reading = full(&whole.as_bytes()[..end]);
            assert_eq!((reading.roster, reading.findings.len()), (None, 1), "{end}");
        }
    }
    let at = whole.find("<BirthDate>").unwrap();
    assert_eq!(unreadable(&whole.as_bytes()[..at]), (8, Unreadable::Truncated));
}

#[test]
fn what_cannot_be_read_is_told_by_its_line() {
    assert_eq!(unreadable(b"").1, Unreadable::NoRoster);
    assert_eq!(unreadable(b"hello").1, Unreadable::NoRoster);
    assert_eq!(unreadable(b"<a>\n</b>"), (2, Unreadable::Syntax));
    assert_eq!(unreadable(b"\n<!DOCTYPE a [<!ENTITY x 'y'>]>\n<a>&x;</a>").1, Unreadable::Dtd);
    assert_eq!(unreadable(b"<a>\n\n&x;</a>"), (3, Unreadable::Entity("x".into())));
    assert_eq!(unreadable(b"<a>&#0;</a>").1, Unreadable::Syntax);
    assert_eq!(unreadable(&"<a>\n".repeat(10_000).into_bytes()), (65, Unreadable::TooDeep));
    let wrong = file(PUPIL).replace('Å', "\u{1}");
    assert_eq!(unreadable(wrong.as_bytes()).1, Unreadable::Syntax);
    let bytes: Vec<u8> = file(PUPIL).chars().map(|c| c as u8).collect();
    assert_eq!(unreadable(&bytes), (7, Unreadable::Encoding));
    assert_eq!(
        unreadable(file("").replace("751042", "75").as_bytes()).1,
        Unreadable::Required("InstitutionNumber".into())
    );
    assert_eq!(unreadable(file("").replace("source=", "x=").as_bytes()).1, Unreadable::Required("source".into()));
}

/// Bytes without end: `begin`, then `again` over and over until so many bytes were given, then `end`.
struct Generated {
    begin: Vec<u8>,
    again: Vec<u8>,
    end: Vec<u8>,
    given: u64,
    bytes: u64,
    at: usize,
}

impl Generated {
    fn new(begin: &str, again: &str, end: &str, bytes: u64) -> Generated {
        Generated { begin: begin.into(), again: again.into(), end: end.into(), given: 0, bytes, at: 0 }
    }
}

impl Read for Generated {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.at == self.begin.len() {
            self.begin = if self.given < self.bytes { self.again.clone() } else { std::mem::take(&mut self.end) };
            self.at = 0;
        }
        let count = (self.begin.len() - self.at).min(into.len());
        into[..count].copy_from_slice(&self.begin[self.at..self.at + count]);
        self.at += count;
        self.given += count as u64;
        Ok(count)
    }
}

#[test]
fn a_gigantic_attribute_ends_the_reading_at_once() {
    let mut from = Generated::new("<UNILoginImport source=\"", &"x".repeat(1000), "\"/>", 1 << 30);
    let reading = read(&mut from, Operation::Full);
    assert_eq!(reading.findings, [Finding::unreadable(1, Unreadable::TooLarge)]);
    assert!(from.given < 4 << 20, "it read {} bytes", from.given);
    let many: String = (0..100_000).map(|n| format!(" b{n}='c'")).collect();
    let many = format!("<a{many}/>");
    assert_eq!(unreadable(many.as_bytes()).1, Unreadable::TooLarge);
}

#[test]
fn a_large_file_is_read_as_a_stream() {
    let whole = file(PUPIL);
    let (begin, end) = whole.split_at(whole.find("<InstitutionPerson>").unwrap());
    let padding = format!("<!-- {} -->\n", "fyld ".repeat(2000));
    let reading = read(Generated::new(begin, &padding, end, 32 << 20), Operation::Full);
    assert_eq!(reading.roster.unwrap().people.len(), 1);
}

proptest::proptest! {
    #[test]
    fn any_bytes_get_an_answer_as_an_import_file(bytes: Vec<u8>) {
        let reading = full(&bytes);
        assert!(reading.roster.is_some() || reading.findings.len() == 1);
    }

    #[test]
    fn a_good_file_with_bytes_changed_gets_an_answer(changes in proptest::collection::vec((0usize..3000, 0u8..=255), 1..8)) {
        let mut bytes = file(PUPIL).into_bytes();
        let length = bytes.len();
        for (at, byte) in changes {
            bytes[at % length] = byte;
        }
        for operation in Operation::ALL {
            let reading = read(bytes.as_slice(), operation);
            assert!(reading.roster.is_some() || reading.findings.len() == 1);
        }
    }
}

#[test]
fn seeds_of_the_fuzzer_get_an_answer() {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/seeds/unilogin_xml");
    let mut count = 0;
    for entry in std::fs::read_dir(directory).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        for operation in Operation::ALL {
            let reading = read(bytes.as_slice(), operation);
            assert!(reading.roster.is_some() || reading.findings.len() == 1);
        }
        count += 1;
    }
    assert!(4 <= count);
}
