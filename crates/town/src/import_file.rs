//! The `UNILoginImport` file an institution's administrative system would send: the strict twin of the
//! national export (interfaces.md B §2.2).
//!
//! The Danish words of the wire stand here and nowhere else in this crate. What it does not do: wrap the
//! file for the web service.

use crate::locality::Locality;
use crate::person::{Gender, Person, PersonAt};
use crate::school::{Contact, Custody, Employee, External, Group, Pupil, School};
use jiff::civil::DateTime;
use rules::affiliation::Role;
use rules::group::GroupKind;

/// The whole file, as the source made it at `sent` (Danish local time).
pub fn text(locality: &Locality, school: &School, sent: DateTime) -> String {
    // About 1,800 bytes for a pupil with two parents.
    let mut file = Writer { locality, out: String::with_capacity(school.pupils.len() * 2_200 + 8_000) };
    file.document(school, sent);
    file.out
}

struct Writer<'a> {
    locality: &'a Locality,
    out: String,
}

impl Writer<'_> {
    fn document(&mut self, school: &School, sent: DateTime) {
        let year = self.locality.school_year;
        self.out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        self.out.push_str(&format!(
            "<UNILoginImport xmlns=\"https://unilogin.dk/data\" sourceDateTime=\"{sent}\" \
             source=\"{}\" schoolYear=\"{year}-{}\" sourceVersion=\"1\">\n <Institution>\n",
            school.kind.source(),
            year + 1
        ));
        self.element("  ", "InstitutionNumber", school.register.number.as_str());
        self.element("  ", "InstitutionName", &school.register.name);
        for group in &school.groups {
            self.group(group);
        }
        for pupil in &school.pupils {
            self.pupil(school, pupil);
        }
        for employee in &school.employees {
            self.employee(school, employee);
        }
        for external in &school.externals {
            self.external(school, external);
        }
        self.out.push_str(" </Institution>\n</UNILoginImport>\n");
    }

    fn group(&mut self, group: &Group) {
        self.out.push_str("  <Group>\n");
        self.element("   ", "GroupId", &group.code);
        self.element("   ", "GroupName", &group.name);
        self.element("   ", "GroupType", group_word(group.kind));
        if let Some(level) = group.level {
            self.element("   ", "GroupLevel", level.code());
        }
        if let Some(line) = group.line {
            self.element("   ", "Line", line);
        }
        let first_day = format!("{}-08-01", self.locality.school_year);
        self.element("   ", "FromDate", &first_day);
        self.out.push_str("  </Group>\n");
    }

    fn pupil(&mut self, school: &School, pupil: &Pupil) {
        self.open_person(pupil.person);
        let class = &school.groups[pupil.class];
        self.out.push_str("   <Student>\n");
        self.element("    ", "Role", role_word(school.kind.pupil_role()));
        self.element("    ", "StudentNumber", &local_person_id(pupil.person));
        self.element("    ", "Level", class.level.map_or("Andet", |level| level.code()));
        if let Some(location) = &pupil.location {
            self.element("    ", "Location", location);
        }
        self.element("    ", "MainGroupId", &class.code);
        self.group_ids(school, &pupil.groups);
        for contact in &pupil.contacts {
            self.contact(contact);
        }
        self.out.push_str("   </Student>\n  </InstitutionPerson>\n");
    }

    fn contact(&mut self, contact: &Contact) {
        let custody = match contact.custody {
            Custody::Held => "true",
            Custody::None => "false",
        };
        self.out.push_str("    <ContactPerson relation=\"");
        self.out.push_str(role_word(contact.relation));
        self.out.push_str("\" childCustody=\"");
        self.out.push_str(custody);
        self.out.push_str("\" accessLevel=\"0\">\n");
        let locality = self.locality;
        self.person(locality.person(contact.person));
        self.out.push_str("    </ContactPerson>\n");
    }

    fn employee(&mut self, school: &School, employee: &Employee) {
        self.open_person(employee.person);
        self.out.push_str("   <Employee>\n");
        for role in &employee.roles {
            self.element("    ", "Role", role_word(*role));
        }
        let person = self.locality.person(employee.person);
        self.element("    ", "ShortName", &initials(person));
        self.element("    ", "Occupation", employee.occupation);
        self.group_ids(school, &employee.groups);
        self.out.push_str("   </Employee>\n  </InstitutionPerson>\n");
    }

    fn external(&mut self, school: &School, external: &External) {
        self.open_person(external.person);
        self.out.push_str("   <Extern>\n");
        self.element("    ", "Role", role_word(external.role));
        self.group_ids(school, &external.groups);
        self.out.push_str("   </Extern>\n  </InstitutionPerson>\n");
    }

    fn group_ids(&mut self, school: &School, groups: &[usize]) {
        for group in groups {
            self.element("    ", "GroupId", &school.groups[*group].code);
        }
    }

    fn open_person(&mut self, at: PersonAt) {
        self.out.push_str("  <InstitutionPerson>\n");
        self.element("   ", "LocalPersonId", &local_person_id(at));
        let locality = self.locality;
        self.person(locality.person(at));
    }

    fn person(&mut self, person: &Person) {
        let protected = if person.alias.is_some() { "true" } else { "false" };
        self.out.push_str("   <Person protected=\"");
        self.out.push_str(protected);
        self.out.push_str("\" verificationLevel=\"0\">\n");
        self.element("    ", "FirstName", &person.first_name);
        self.element("    ", "FamilyName", &person.family_name);
        self.element("    ", "CivilRegistrationNumber", person.cpr.reveal());
        if let Some(mail) = &person.mail {
            self.element("    ", "EmailAddress", mail);
        }
        self.element("    ", "BirthDate", &person.birth.to_string());
        let gender = match person.gender {
            Gender::Woman => "K",
            Gender::Man => "M",
        };
        self.element("    ", "Gender", gender);
        self.address(person);
        if let Some(phone) = &person.phone {
            self.out.push_str("    <MobilePhoneNumber protected=\"");
            self.out.push_str(protected);
            self.out.push_str("\">");
            self.out.push_str(phone);
            self.out.push_str("</MobilePhoneNumber>\n");
        }
        if let Some(alias) = &person.alias {
            self.element("    ", "AliasFirstName", &alias.first_name);
            self.element("    ", "AliasFamilyName", &alias.family_name);
        }
        self.out.push_str("   </Person>\n");
    }

    fn address(&mut self, person: &Person) {
        let home = self.locality.home(person.home);
        self.out.push_str("    <Address>\n");
        self.element("     ", "StreetAddress", &home.street);
        self.element("     ", "PostalCode", home.postal_code);
        self.element("     ", "PostalDistrict", home.city);
        self.element("     ", "CountryCode", "DK");
        self.element("     ", "Country", "Danmark");
        self.element("     ", "MunicipalityCode", home.municipality_number);
        self.element("     ", "MunicipalityName", home.municipality);
        self.out.push_str("    </Address>\n");
    }

    fn element(&mut self, indent: &str, name: &str, value: &str) {
        self.out.push_str(indent);
        self.out.push('<');
        self.out.push_str(name);
        self.out.push('>');
        for c in value.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                other => self.out.push(other),
            }
        }
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push_str(">\n");
    }
}

/// The administrative system's own number for somebody: stays with the person when others come and go.
pub fn local_person_id(at: PersonAt) -> String {
    (1001 + at.0).to_string()
}

/// `MEHO` for Mette Holm.
fn initials(person: &Person) -> String {
    let last = person.family_name.rsplit(' ').next().unwrap_or_default();
    person.first_name.chars().take(2).chain(last.chars().take(2)).collect::<String>().to_uppercase()
}

/// The wire's word for a kind of group.
fn group_word(kind: GroupKind) -> &'static str {
    match kind {
        GroupKind::Main => "Hovedgruppe",
        GroupKind::Year => "Årgang",
        GroupKind::Line => "Retning",
        GroupKind::Team => "Hold",
        GroupKind::AfterSchool => "SFO",
        GroupKind::StaffTeam => "Team",
        GroupKind::Other => "Andet",
    }
}

/// The wire's word for a role.
pub fn role_word(role: Role) -> &'static str {
    match role {
        Role::Child => "Barn",
        Role::Pupil => "Elev",
        Role::Student => "Studerende",
        Role::Teacher => "Lærer",
        Role::Pedagogue => "Pædagog",
        Role::Substitute => "Vikar",
        Role::Leader => "Leder",
        Role::Management => "Ledelse",
        Role::Technical => "TAP",
        Role::Consultant => "Konsulent",
        Role::Trainee => "Praktikant",
        Role::External => "Ekstern",
        Role::Mother => "Mor",
        Role::Father => "Far",
        Role::OtherContact => "Andet",
        Role::OfficialContact => "Officielt tilknyttet person",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::country::Country;
    use quick_xml::events::Event;

    const SENT: DateTime = DateTime::constant(2026, 8, 17, 4, 0, 0, 0);

    #[test]
    fn the_file_is_well_formed_and_holds_everybody() {
        let locality = Country::new(7, 2026).locality(0);
        for school in &locality.schools {
            let text = text(&locality, school, SENT);
            let mut reader = quick_xml::Reader::from_str(&text);
            let mut people = 0;
            loop {
                match reader.read_event().unwrap() {
                    Event::Start(start) if start.name().as_ref() == "InstitutionPerson" => people += 1,
                    Event::Eof => break,
                    _ => {}
                }
            }
            assert_eq!(people, school.pupils.len() + school.employees.len() + school.externals.len());
        }
    }

    #[test]
    fn no_group_code_stands_twice() {
        for index in 0..3 {
            for school in Country::new(7, 2026).locality(index).schools {
                let codes: std::collections::BTreeSet<_> = school.groups.iter().map(|group| &group.code).collect();
                assert_eq!(codes.len(), school.groups.len(), "{}", school.register.name);
            }
        }
    }
}
