//! A family: one, two or more children at schools of the locality, and the adults around them.
//!
//! What it does not do: give anybody work; parents may be hired later.

use crate::locality::{Builder, NewPerson, NumberKind};
use crate::names::{self, Origin};
use crate::person::{Alias, Gender, HomeAt, PersonAt};
use crate::school::{Contact, Custody, SchoolKind};
use crate::seat::Seat;
use rules::affiliation::Role;

/// How the adults around the children live.
enum Form {
    Together,
    Apart,
    MotherAlone,
    /// The municipality has placed the children; somebody official stands beside the mother.
    Placed,
}

/// What the members of a family have in common.
struct Family {
    origin: Origin,
    mothers_name: String,
    fathers_name: String,
    home: HomeAt,
    protection: Protection,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Protection {
    None,
    NameAndAddress,
}

/// One family in so many has name and address protection.
const PROTECTED_ONE_IN: usize = 250;
/// From this age on the school no longer lists parents.
const OF_AGE: i16 = 18;

impl Builder {
    /// A family around the child that sits here; siblings take seats of their own where there are some.
    pub(crate) fn add_household(&mut self, first: Seat) {
        let kind = self.made.schools[first.school].kind;
        let away = kind == SchoolKind::Boarding && self.chance.below(10) < 7;
        let seats = if away { vec![first] } else { self.sibling_seats(first) };
        let family = self.family(away);
        let (minors, of_age): (Vec<Seat>, Vec<Seat>) =
            seats.into_iter().partition(|seat| self.made.school_year - seat.born < OF_AGE);
        if !minors.is_empty() {
            let adults = self.adults(&family, &minors);
            for seat in minors {
                let child = self.child(&family, seat);
                self.seat_pupil(seat, child, adults.clone());
            }
        }
        for seat in of_age {
            let child = self.child(&family, seat);
            self.seat_pupil(seat, child, Vec::new());
        }
    }

    fn sibling_seats(&mut self, first: Seat) -> Vec<Seat> {
        let mut seats = vec![first];
        let siblings = [0, 0, 1, 1, 1, 1, 2, 2, 3][self.chance.below(9)];
        let mut years = vec![first.born];
        for _ in 0..siblings {
            let gap = 2 + self.chance.below(4) as i16;
            let older = self.chance.below(2) == 0;
            let edge = if older { years.iter().min() } else { years.iter().max() };
            let edge = edge.copied().unwrap_or(first.born);
            let born = if older { edge - gap } else { edge + gap };
            if let Some(seat) = self.seats.sibling(&mut self.chance, born, first.school) {
                years.push(born);
                seats.push(seat);
            }
        }
        seats
    }

    fn family(&mut self, away: bool) -> Family {
        let origin = names::origin(&mut self.chance);
        let fathers_name = self.family_name(origin);
        let shared = origin != Origin::Danish || self.chance.below(100) < 55;
        let mothers_name = if shared { fathers_name.clone() } else { self.family_name(origin) };
        let protected = self.chance.below(PROTECTED_ONE_IN) == 0;
        Family {
            origin,
            mothers_name,
            fathers_name,
            home: if away { self.add_home_elsewhere() } else { self.add_home() },
            protection: if protected { Protection::NameAndAddress } else { Protection::None },
        }
    }

    /// A family name; a third of the Danish ones have another before it.
    pub(crate) fn family_name(&mut self, origin: Origin) -> String {
        let last = names::family(&mut self.chance, origin);
        if origin != Origin::Danish || self.chance.below(3) != 0 {
            return last.to_owned();
        }
        let before = names::middle(&mut self.chance);
        if before == last { last.to_owned() } else { format!("{before} {last}") }
    }

    fn form(&mut self) -> Form {
        match self.chance.below(100) {
            0..66 => Form::Together,
            66..90 => Form::Apart,
            90..98 => Form::MotherAlone,
            _ => Form::Placed,
        }
    }

    /// The adults, as each child of the family has them on its list.
    fn adults(&mut self, family: &Family, seats: &[Seat]) -> Vec<Contact> {
        let oldest = seats.iter().map(|seat| seat.born).min().unwrap_or(self.made.school_year);
        let mothers_year = oldest - 23 - self.chance.below(13) as i16;
        let fathers_year = mothers_year - 3 + self.chance.below(6) as i16;
        let mother = self.adult(family, Gender::Woman, mothers_year, family.home);
        let mut contacts = vec![Contact { person: mother, relation: Role::Mother, custody: Custody::Held }];
        self.parents.push(mother);
        match self.form() {
            Form::Together => {
                let father = self.adult(family, Gender::Man, fathers_year, family.home);
                self.parents.push(father);
                contacts.push(Contact { person: father, relation: Role::Father, custody: Custody::Held });
            }
            Form::Apart => {
                let home = self.add_home();
                let father = self.adult(family, Gender::Man, fathers_year, home);
                self.parents.push(father);
                let custody = if self.chance.below(7) == 0 { Custody::None } else { Custody::Held };
                contacts.push(Contact { person: father, relation: Role::Father, custody });
                if self.chance.below(4) == 0 {
                    let step = self.adult(family, Gender::Man, fathers_year, family.home);
                    contacts.push(Contact { person: step, relation: Role::OtherContact, custody: Custody::None });
                }
            }
            Form::MotherAlone => {}
            Form::Placed => {
                let home = self.add_home();
                let foster = self.adult(family, Gender::Woman, mothers_year - 8, home);
                contacts.push(Contact { person: foster, relation: Role::OfficialContact, custody: Custody::None });
            }
        }
        contacts
    }

    fn adult(&mut self, family: &Family, gender: Gender, born: i16, home: HomeAt) -> PersonAt {
        let family_name = match gender {
            Gender::Woman => family.mothers_name.clone(),
            Gender::Man => family.fathers_name.clone(),
        };
        self.member(family, gender, born, MemberOf { family_name, home, number: NumberKind::Ordinary })
    }

    fn child(&mut self, family: &Family, seat: Seat) -> PersonAt {
        let gender = if self.chance.below(2) == 0 { Gender::Woman } else { Gender::Man };
        let number = match family.origin {
            Origin::Newcomer(_) if self.chance.below(40) == 0 => NumberKind::Replacement,
            Origin::Newcomer(_) | Origin::Danish => NumberKind::Ordinary,
        };
        let family_name = family.fathers_name.clone();
        self.member(family, gender, seat.born, MemberOf { family_name, home: family.home, number })
    }

    fn member(&mut self, family: &Family, gender: Gender, born: i16, member: MemberOf) -> PersonAt {
        let first_name = self.first_name(family.origin, gender, born);
        let alias = match family.protection {
            Protection::None => None,
            Protection::NameAndAddress => Some(Alias {
                first_name: self.first_name(Origin::Danish, gender, born),
                family_name: self.family_name(Origin::Danish),
            }),
        };
        let MemberOf { family_name, home, number } = member;
        self.add_person(NewPerson { first_name, family_name, gender, born, number, alias, home })
    }
}

/// What one member of a family does not share with the others.
struct MemberOf {
    family_name: String,
    home: HomeAt,
    number: NumberKind,
}
