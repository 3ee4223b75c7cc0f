//! Who works at a school: leaders, teachers with their classes, pedagogues, substitutes, the secretary and
//! the caretaker, trainees. Some of them are parents of the locality.
//!
//! What it does not do: employ anybody twice as a teacher; substitutes may work at two places.

use crate::locality::{Builder, NewPerson, NumberKind};
use crate::names;
use crate::person::{Gender, PersonAt};
use crate::school::{Employee, External, Group, SchoolKind};
use rules::affiliation::{Level, Role};
use rules::group::GroupKind;

/// How many of each a school employs.
struct Positions {
    management: usize,
    teachers: usize,
    pedagogues: usize,
    technical: usize,
    substitutes: usize,
    trainees: usize,
}

/// So many teachers of a hundred are parents in the locality.
const PARENTS_OF_A_HUNDRED: usize = 30;

impl Builder {
    /// Fills the positions of a school. Its leader's name goes into the register.
    pub(crate) fn hire(&mut self, at: usize) {
        let classes = self.main_groups(at);
        let positions = self.positions(at, classes.len());
        if self.made.schools[at].register.leader.is_empty() {
            let leader = self.somebody(at);
            self.employ(at, leader, vec![Role::Leader], "Leder");
        }
        for _ in 0..positions.management {
            let person = self.somebody(at);
            self.employ(at, person, vec![Role::Management], "Afdelingsleder");
        }
        self.hire_teachers(at, &classes, positions.teachers);
        self.hire_pedagogues(at, &classes, positions.pedagogues);
        for place in 0..positions.technical {
            let person = self.somebody(at);
            let occupation = ["Sekretær", "Teknisk servicemedarbejder", "Køkkenassistent"][place % 3];
            self.employ(at, person, vec![Role::Technical], occupation);
        }
        for _ in 0..positions.substitutes {
            let person = self.somebody_young();
            self.employ(at, person, vec![Role::Substitute], "Vikar");
        }
        for _ in 0..positions.trainees {
            let person = self.somebody_young();
            let groups = self.chance.pick(&classes).copied().into_iter().collect();
            self.made.schools[at].externals.push(External { person, role: Role::Trainee, groups });
        }
        self.add_staff_teams(at);
    }

    fn main_groups(&self, at: usize) -> Vec<usize> {
        let groups = self.made.schools[at].groups.iter().enumerate();
        groups.filter(|(_, group)| group.kind == GroupKind::Main).map(|(place, _)| place).collect()
    }

    fn positions(&mut self, at: usize, classes: usize) -> Positions {
        let pupils = self.made.schools[at].pupils.len();
        let some = self.chance.below(3);
        match self.made.schools[at].kind {
            SchoolKind::Public => Positions {
                management: 1 + pupils / 400,
                teachers: classes + classes / 2,
                pedagogues: 2 + pupils / 80,
                technical: 2 + pupils / 250,
                substitutes: 1 + some,
                trainees: some,
            },
            SchoolKind::Private => Positions {
                management: 0,
                teachers: classes + 2,
                pedagogues: 2,
                technical: 2,
                substitutes: 1,
                trainees: some / 2,
            },
            SchoolKind::Boarding => Positions {
                management: 1,
                teachers: 4 + pupils / 12,
                pedagogues: 0,
                technical: 3,
                substitutes: 0,
                trainees: some,
            },
            SchoolKind::UpperSecondary => Positions {
                management: 2,
                teachers: classes * 2,
                pedagogues: 0,
                technical: 4,
                substitutes: some,
                trainees: 1 + some,
            },
            SchoolKind::Daycare => Positions {
                management: 0,
                teachers: 0,
                pedagogues: 1 + pupils / 7,
                technical: pupils / 25,
                substitutes: some / 2,
                trainees: some / 2,
            },
        }
    }

    /// Each class has three teachers; each teacher has two or three classes.
    fn hire_teachers(&mut self, at: usize, classes: &[usize], count: usize) {
        let first = self.made.schools[at].employees.len();
        for place in 0..count {
            let person = self.somebody(at);
            let roles = match place {
                7 => vec![Role::Teacher, Role::Consultant],
                _ => vec![Role::Teacher],
            };
            self.employ(at, person, roles, "Lærer");
        }
        if count == 0 {
            return;
        }
        for (place, class) in classes.iter().enumerate() {
            for lesson in 0..3 {
                let teacher = &mut self.made.schools[at].employees[first + (place + lesson * (1 + count / 3)) % count];
                if !teacher.groups.contains(class) {
                    teacher.groups.push(*class);
                }
            }
        }
    }

    /// Pedagogues are with the youngest classes and in after-school care.
    fn hire_pedagogues(&mut self, at: usize, classes: &[usize], count: usize) {
        let young: Vec<usize> = classes.iter().copied().filter(|class| self.is_young(at, *class)).collect();
        let after_school = self.made.schools[at].groups.iter().position(|group| group.kind == GroupKind::AfterSchool);
        for place in 0..count {
            let person = self.somebody(at);
            self.employ(at, person, vec![Role::Pedagogue], "Pædagog");
            let class = young.get(place % young.len().max(1)).copied();
            let Some(hired) = self.made.schools[at].employees.last_mut() else { continue };
            hired.groups.extend(class);
            hired.groups.extend(after_school);
        }
    }

    fn is_young(&self, at: usize, class: usize) -> bool {
        match self.made.schools[at].groups[class].level {
            Some(Level::Daycare) => true,
            Some(Level::Grade(grade)) => grade.number() <= 3,
            Some(Level::UpperSecondary(_) | Level::AdultEducation | Level::Other) | None => false,
        }
    }

    /// *Team Indskoling* and the others: the teachers by where their first class is.
    fn add_staff_teams(&mut self, at: usize) {
        if !matches!(self.made.schools[at].kind, SchoolKind::Public | SchoolKind::Private) {
            return;
        }
        for (name, from, to) in [("Indskoling", 0, 3), ("Mellemtrin", 4, 6), ("Udskoling", 7, 10)] {
            let code = format!("TEAM-{}", name.to_uppercase());
            let name = format!("Team {name}");
            let team = Group { code, name, kind: GroupKind::StaffTeam, level: None, line: None };
            let team = self.add_group(at, team);
            let school = &mut self.made.schools[at];
            for employee in &mut school.employees {
                let level = employee.groups.first().and_then(|class| school.groups[*class].level);
                let here = matches!(level, Some(Level::Grade(grade)) if (from..=to).contains(&grade.number()));
                if here && employee.roles.contains(&Role::Teacher) {
                    employee.groups.push(team);
                }
            }
        }
    }

    pub(crate) fn employ(&mut self, at: usize, person: PersonAt, roles: Vec<Role>, occupation: &'static str) {
        if roles.contains(&Role::Leader) {
            let leader = self.made.person(person);
            self.made.schools[at].register.leader = format!("{} {}", leader.first_name, leader.family_name);
        }
        let groups = Vec::new();
        self.made.schools[at].employees.push(Employee { person, roles, occupation, groups });
    }

    /// A parent who looks for work, or somebody from outside.
    fn somebody(&mut self, at: usize) -> PersonAt {
        if self.chance.below(100) < PARENTS_OF_A_HUNDRED && !self.parents.is_empty() {
            let drawn = self.chance.below(self.parents.len());
            let parent = self.parents.swap_remove(drawn);
            let listed = self.made.schools[at].employees.iter().any(|employee| employee.person == parent);
            // A protected leader's name would stand in the public register.
            if !listed && self.made.person(parent).alias.is_none() {
                return parent;
            }
        }
        let born = self.made.school_year - 26 - self.chance.below(40) as i16;
        self.outsider(born)
    }

    fn somebody_young(&mut self) -> PersonAt {
        let born = self.made.school_year - 19 - self.chance.below(8) as i16;
        self.outsider(born)
    }

    fn outsider(&mut self, born: i16) -> PersonAt {
        let origin = names::origin(&mut self.chance);
        let gender = if self.chance.below(100) < 70 { Gender::Woman } else { Gender::Man };
        let first_name = self.first_name(origin, gender, born);
        let family_name = self.family_name(origin);
        let home = self.add_home();
        let (number, alias) = (NumberKind::Ordinary, None);
        self.add_person(NewPerson { first_name, family_name, gender, born, number, alias, home })
    }
}
