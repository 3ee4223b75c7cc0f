//! Who may what, for the people of a school: one page of ✔ and ✘ to be read as a diff, the reasons behind the
//! refusals that matter most, and what must hold for everybody.
//!
//! What it does not do: ask the pages; the stranger test of the web does.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

use proptest::prelude::*;
use rules::affiliation::{Actor, Level, Role};
use rules::group::GroupKind;
use rules::id::{GroupId, PersonId};
use rules::institution::InstitutionNumber;
use rules::institution_setting::{Name, Settings};
use rules::reset_window::{Eligibility, Place};
use rules::rights::facts::{
    AccountState, ActorFacts, AdultAt, AdultFacts, AffiliationFacts, Block, Doors, Entry, GrantFacts, InstitutionFacts,
    Object, Primary, PupilAt, PupilFacts, PupilSource, Renamed, Right, Trust, UserAt, UserFacts,
};
use rules::rights::verb::Verb;
use rules::rights::{Reason, Verdict, may, may_enter, may_get_code, stands};
use rules::session::Assurance;
use std::fmt::Write;

const CLASS_2B: GroupId = GroupId(22);
const CLASS_9A: GroupId = GroupId(91);
const ME: PersonId = PersonId(1);
const ALMA: PersonId = PersonId(2);

fn here() -> InstitutionNumber {
    InstitutionNumber::parse("101001").unwrap()
}

fn elsewhere() -> InstitutionNumber {
    InstitutionNumber::parse("202002").unwrap()
}

fn attached(institution: InstitutionNumber, role: Role, groups: &[GroupId]) -> AffiliationFacts {
    let groups = groups.iter().map(|group| (*group, GroupKind::Main)).collect();
    AffiliationFacts { institution, actor: role.actor(), roles: vec![role], groups }
}

fn person(entry: Entry, assurance: Assurance, affiliations: Vec<AffiliationFacts>) -> ActorFacts {
    ActorFacts { person: ME, entry, assurance, affiliations, grants: Vec::new(), lent: Vec::new() }
}

fn teacher(class: GroupId, assurance: Assurance) -> ActorFacts {
    person(Entry::Teacher, assurance, vec![attached(here(), Role::Teacher, &[class])])
}

fn with_right(right: Right, assurance: Assurance) -> ActorFacts {
    let mut holder = person(Entry::Administrator, assurance, vec![attached(here(), Role::Technical, &[])]);
    holder.grants.push((here(), right));
    holder
}

fn administrator() -> ActorFacts {
    with_right(Right::UserAdministration, Assurance::TwoFactor)
}

/// The people, with the two letters that head their column.
fn cast() -> Vec<(&'static str, &'static str, ActorFacts)> {
    let two = Assurance::TwoFactor;
    let one = Assurance::OneFactor;
    let blue = |role| person(Entry::Teacher, one, vec![attached(here(), role, &[CLASS_2B])]);
    let mut substitute = person(Entry::Teacher, one, vec![attached(here(), Role::Substitute, &[])]);
    substitute.lent.push((here(), CLASS_2B));
    let mut external = person(Entry::Administrator, two, vec![attached(elsewhere(), Role::Technical, &[])]);
    external.grants.push((here(), Right::UserAdministration));
    let mut other_school = person(Entry::Administrator, two, vec![attached(elsewhere(), Role::Leader, &[])]);
    other_school.grants.push((elsewhere(), Right::UserAdministration));
    let mut lapsed = person(Entry::Administrator, two, Vec::new());
    lapsed.grants.push((here(), Right::UserAdministration));
    vec![
        ("T1", "teacher of 2.B, by password", teacher(CLASS_2B, one)),
        ("T2", "teacher of 2.B, by eID", teacher(CLASS_2B, two)),
        ("T9", "teacher of 9.A, by eID", teacher(CLASS_9A, two)),
        ("TN", "teacher without a class", person(Entry::Teacher, two, vec![attached(here(), Role::Teacher, &[])])),
        ("PE", "pedagogue of 2.B; the school lets only teachers", blue(Role::Pedagogue)),
        ("SU", "substitute to whom 2.B is lent", substitute),
        (
            "LE",
            "leader without a right, by eID",
            person(Entry::Administrator, two, vec![attached(here(), Role::Leader, &[])]),
        ),
        ("AD", "administrator, by eID", administrator()),
        ("A1", "administrator, by password", with_right(Right::UserAdministration, one)),
        ("AE", "administrator employed elsewhere, by eID", external),
        ("PA", "Elevadgang-administrator, by eID", with_right(Right::PupilAccessAdministrator, two)),
        ("RE", "Læseadgang, by eID", with_right(Right::ReadAccess, two)),
        ("DA", "Dataaftaler, by eID", with_right(Right::DataAgreements, two)),
        ("LI", "Licenser, by eID", with_right(Right::Licences, two)),
        ("SD", "a right some service defined, by eID", with_right(Right::ServiceDefined, two)),
        ("AO", "administrator of another school, by eID", other_school),
        ("LA", "administrator whose last employment ended", lapsed),
        ("KO", "contact person, by eID", person(Entry::Administrator, two, vec![attached(here(), Role::Mother, &[])])),
        ("PU", "pupil of 2.B", blue(Role::Pupil)),
    ]
}

fn pupil(institution: InstitutionNumber, class: GroupId) -> PupilFacts {
    let level = Level::from_code(if class == CLASS_2B { "2" } else { "9" });
    let at = PupilAt { institution, level, groups: vec![class], source: PupilSource::Imported };
    PupilFacts { person: ALMA, at: vec![at], eligibility: Eligibility::MayGet, block: Block::None }
}

fn pupils() -> Vec<(&'static str, PupilFacts)> {
    let blocked = |block| PupilFacts { block, ..pupil(here(), CLASS_2B) };
    let mut by_hand = pupil(here(), CLASS_2B);
    by_hand.at[0].source = PupilSource::ManualBesideImport;
    vec![
        ("a pupil of 2.B", pupil(here(), CLASS_2B)),
        ("a pupil of 9.A", pupil(here(), CLASS_9A)),
        ("a pupil of another school", pupil(elsewhere(), CLASS_2B)),
        ("2.B, also parent or staff", PupilFacts { eligibility: Eligibility::NeedsEid, ..pupil(here(), CLASS_2B) }),
        ("2.B by hand, imported elsewhere", by_hand),
        ("2.B, blocked by this school", blocked(Block::By(here()))),
        ("2.B, blocked by another", blocked(Block::By(elsewhere()))),
    ]
}

fn grant(person: PersonId, right: Right, actor: Actor) -> GrantFacts {
    GrantFacts { person, right, actors: vec![actor], primary: Primary::No, administrators: 2 }
}

fn grants() -> Vec<(&'static str, GrantFacts)> {
    let brugeradm = |person| grant(person, Right::UserAdministration, Actor::Employee);
    vec![
        ("Læseadgang of an external", grant(ALMA, Right::ReadAccess, Actor::External)),
        ("Læseadgang of a parent", grant(ALMA, Right::ReadAccess, Actor::Contact)),
        ("Brugeradm of a colleague", brugeradm(ALMA)),
        ("Brugeradm of an external only", grant(ALMA, Right::UserAdministration, Actor::External)),
        ("own Brugeradm", brugeradm(ME)),
        ("the last Brugeradm", GrantFacts { administrators: 1, ..brugeradm(ALMA) }),
        ("the primary's Brugeradm", GrantFacts { primary: Primary::Yes, ..brugeradm(ALMA) }),
        ("own, as the primary", GrantFacts { primary: Primary::Yes, ..brugeradm(ME) }),
    ]
}

fn ask(actor: &ActorFacts, verb: Verb, object: &Object) -> Verdict {
    let settings = Settings::default();
    let number = here();
    may(
        actor,
        verb,
        InstitutionFacts { number: &number, settings: &settings, place: Place::Unknown, doors: Doors::Open },
        object,
    )
}

fn users() -> Vec<(&'static str, UserFacts)> {
    let user =
        |institution, source, renamed| UserFacts { person: ALMA, at: vec![UserAt { institution, source }], renamed };
    let not_lately = Renamed::NotLately;
    vec![
        ("a user", user(here(), PupilSource::Imported, not_lately)),
        ("a user of another school", user(elsewhere(), PupilSource::Imported, not_lately)),
        ("a user by hand, imported elsewhere", user(here(), PupilSource::ManualBesideImport, not_lately)),
        ("a user who got another name lately", user(here(), PupilSource::Imported, Renamed::Lately)),
        ("a contact", UserFacts { person: ALMA, at: Vec::new(), renamed: not_lately }),
    ]
}

fn adult(actor: Actor) -> AdultFacts {
    let at = AdultAt { institution: here(), actor, source: PupilSource::Imported };
    AdultFacts { person: ALMA, at: vec![at], trust: Trust::None, account: AccountState::Open, asked_by: None }
}

fn adults() -> Vec<(&'static str, AdultFacts)> {
    let parent = || adult(Actor::Contact);
    let mut elsewhere_only = parent();
    elsewhere_only.at[0].institution = elsewhere();
    let mut by_hand = adult(Actor::Employee);
    by_hand.at[0].source = PupilSource::ManualBesideImport;
    vec![
        ("a parent", parent()),
        ("a colleague", adult(Actor::Employee)),
        ("an external", adult(Actor::External)),
        ("a pupil and nothing else", adult(Actor::Pupil)),
        ("a parent of another school", elsewhere_only),
        ("an employee by hand, imported elsewhere", by_hand),
        ("an administrator of anything", AdultFacts { trust: Trust::Administers, ..adult(Actor::Employee) }),
        ("a blocked parent", AdultFacts { account: AccountState::Shut, ..parent() }),
        ("a parent the same person asked for", AdultFacts { asked_by: Some(ME), ..parent() }),
        ("a parent another one asked for", AdultFacts { asked_by: Some(PersonId(3)), ..parent() }),
    ]
}

fn objects() -> Vec<(&'static str, Object)> {
    let institution = [("", Object::Institution)].into_iter();
    let pupils = pupils().into_iter().map(|(name, facts)| (name, Object::Pupil(facts)));
    let grants = grants().into_iter().map(|(name, facts)| (name, Object::Grant(facts)));
    let users = users().into_iter().map(|(name, facts)| (name, Object::User(facts)));
    let adults = adults().into_iter().map(|(name, facts)| (name, Object::Adult(facts)));
    institution.chain(pupils).chain(grants).chain(users).chain(adults).collect()
}

/// Whether the object is of the verb's sort: an administrator, who may all, is told so.
fn belongs(verb: Verb, object: &Object) -> bool {
    ask(&administrator(), verb, object) != Verdict::Refused(Reason::WrongObject)
}

#[test]
fn the_page_of_rights_is_the_one_that_was_reviewed() {
    let cast = cast();
    let mut page = String::new();
    for (letters, who, _) in &cast {
        writeln!(page, "{letters}  {who}").unwrap();
    }
    let heads: Vec<&str> = cast.iter().map(|(letters, _, _)| *letters).collect();
    writeln!(page, "\n{:62}{}", "", heads.join(" ")).unwrap();
    for verb in Verb::ALL {
        for (what, object) in objects().iter().filter(|(_, object)| belongs(verb, object)) {
            let marks: Vec<&str> = cast
                .iter()
                .map(|(_, _, actor)| if ask(actor, verb, object) == Verdict::Allowed { "✔ " } else { "✘ " })
                .collect();
            writeln!(page, "{:62}{}", format!("{verb:?}  {what}").trim_end(), marks.join(" ").trim_end()).unwrap();
        }
    }
    insta::with_settings!({ snapshot_path => ".", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("rights", page);
    });
}

fn refused(actor: &ActorFacts, verb: Verb, object: &Object, reason: Reason) {
    assert_eq!(ask(actor, verb, object), Verdict::Refused(reason), "{verb:?}");
}

#[test]
fn a_refusal_says_what_is_missing() {
    let alma = Object::Pupil(pupil(here(), CLASS_2B));
    let one = Assurance::OneFactor;
    let no_class = person(Entry::Teacher, one, vec![attached(here(), Role::Teacher, &[])]);
    refused(&no_class, Verb::OpenWindow, &alma, Reason::NoClass);
    refused(&teacher(CLASS_9A, one), Verb::OpenWindow, &alma, Reason::NotYourPupil);
    let pedagogue = person(Entry::Teacher, one, vec![attached(here(), Role::Pedagogue, &[CLASS_2B])]);
    refused(&pedagogue, Verb::OpenWindow, &alma, Reason::RoleMayNot);
    let stranger = person(Entry::Teacher, one, vec![attached(elsewhere(), Role::Teacher, &[CLASS_2B])]);
    refused(&stranger, Verb::OpenWindow, &alma, Reason::NotHere);
    refused(&with_right(Right::UserAdministration, one), Verb::OpenWindow, &alma, Reason::NeedsTwoFactor);
    let parent_too = Object::Pupil(PupilFacts { eligibility: Eligibility::NeedsEid, ..pupil(here(), CLASS_2B) });
    refused(&teacher(CLASS_2B, one), Verb::OpenWindow, &parent_too, Reason::PupilNeedsEid);
    refused(&administrator(), Verb::OpenWindow, &parent_too, Reason::PupilNeedsEid);
    refused(&teacher(CLASS_2B, one), Verb::ApproveAdultVerification, &alma, Reason::NeedsTwoFactor);
    let reader = with_right(Right::ReadAccess, Assurance::TwoFactor);
    refused(&reader, Verb::ChangeSettings, &Object::Institution, Reason::NeedsRight(Right::UserAdministration));
}

#[test]
fn nobody_removes_their_own_administration_the_last_or_the_primarys() {
    let revoke = |facts| ask(&administrator(), Verb::RevokeRight, &Object::Grant(facts));
    let brugeradm = |person| grant(person, Right::UserAdministration, Actor::Employee);
    assert_eq!(revoke(brugeradm(ALMA)), Verdict::Allowed);
    assert_eq!(revoke(brugeradm(ME)), Verdict::Refused(Reason::OwnAdministration));
    let last = GrantFacts { administrators: 1, ..brugeradm(ALMA) };
    assert_eq!(revoke(last), Verdict::Refused(Reason::LastAdministrator));
    let primary = GrantFacts { primary: Primary::Yes, ..brugeradm(ALMA) };
    assert_eq!(revoke(primary), Verdict::Refused(Reason::PrimaryAdministrator));
}

#[test]
fn nobody_decides_about_what_they_asked_for_and_nobody_else_draws_it() {
    let asked_by = |asker| Object::Adult(AdultFacts { asked_by: Some(asker), ..adult(Actor::Contact) });
    refused(&administrator(), Verb::DecideOneTimeCode, &asked_by(ME), Reason::OwnAsk);
    refused(&administrator(), Verb::AskOneTimeCode, &asked_by(ALMA), Reason::NotYourAsk);
    assert_eq!(ask(&administrator(), Verb::DecideOneTimeCode, &asked_by(ALMA)), Verdict::Allowed);
    assert_eq!(ask(&administrator(), Verb::AskOneTimeCode, &asked_by(ME)), Verdict::Allowed);
}

#[test]
fn no_one_time_code_is_for_administrators_or_pupils_or_people_of_elsewhere() {
    let of = |facts: &AdultFacts| may_get_code(&here(), facts);
    for (what, reason) in [
        ("an administrator of anything", Reason::AdministratorNeedsEid),
        ("a pupil and nothing else", Reason::OnlyPupil),
        ("a parent of another school", Reason::NotOurPupil),
        ("an employee by hand, imported elsewhere", Reason::ManualBesideImport),
        ("a blocked parent", Reason::AccountShut),
    ] {
        let facts = adults().into_iter().find(|(name, _)| *name == what).unwrap().1;
        assert_eq!(of(&facts), Verdict::Refused(reason), "{what}");
    }
    let mut also_pupil = adult(Actor::Contact);
    also_pupil.at.extend(adult(Actor::Pupil).at);
    assert_eq!(of(&also_pupil), Verdict::Allowed, "a grown-up pupil with children of their own");
}

#[test]
fn nobody_administers_a_closed_institution_and_its_teachers_still_help() {
    let (settings, number) = (Settings::default(), here());
    let closed = InstitutionFacts { number: &number, settings: &settings, place: Place::Unknown, doors: Doors::Closed };
    let shut = Verdict::Refused(Reason::InstitutionClosed);
    let rights = [Right::UserAdministration, Right::ReadAccess, Right::PupilAccessAdministrator];
    for who in rights.map(|right| with_right(right, Assurance::TwoFactor)) {
        assert!(Verb::ALL.into_iter().all(|verb| stands(&who, verb, closed) != Verdict::Allowed));
    }
    assert_eq!(may_enter(&administrator(), closed), shut);
    assert_eq!(may(&administrator(), Verb::SeeOverview, closed, &Object::Institution), shut);
    let teacher = teacher(CLASS_2B, Assurance::OneFactor);
    assert_eq!(may_enter(&teacher, closed), Verdict::Allowed);
    let stranger = person(Entry::Administrator, Assurance::TwoFactor, Vec::new());
    assert_eq!(may_enter(&stranger, closed), Verdict::Refused(Reason::NotHere), "it is told to whom it concerns");
}

fn ask_under(settings: &Settings, place: Place, actor: &ActorFacts, pupil: PupilFacts) -> Verdict {
    let number = here();
    let institution = InstitutionFacts { number: &number, settings, place, doors: Doors::Open };
    may(actor, Verb::OpenWindow, institution, &Object::Pupil(pupil))
}

#[test]
fn a_school_decides_the_level_teachers_may_help_up_to() {
    let mut settings = Settings::default();
    settings.set(Name::ResetUpTo, "6");
    let grade_9 = || pupil(here(), CLASS_9A);
    let of_9a = teacher(CLASS_9A, Assurance::OneFactor);
    assert_eq!(ask_under(&settings, Place::Unknown, &of_9a, grade_9()), Verdict::Refused(Reason::LevelTooHigh));
    assert_eq!(ask_under(&settings, Place::Unknown, &administrator(), grade_9()), Verdict::Allowed);
    let of_2b = teacher(CLASS_2B, Assurance::OneFactor);
    assert_eq!(ask_under(&settings, Place::Unknown, &of_2b, pupil(here(), CLASS_2B)), Verdict::Allowed);
}

#[test]
fn outside_the_schools_networks_a_teacher_needs_eid() {
    let mut settings = Settings::default();
    settings.set(Name::Networks, "192.0.2.0/24");
    let alma = || pupil(here(), CLASS_2B);
    let by_password = teacher(CLASS_2B, Assurance::OneFactor);
    let by_eid = teacher(CLASS_2B, Assurance::TwoFactor);
    assert_eq!(ask_under(&settings, Place::Inside, &by_password, alma()), Verdict::Allowed);
    assert_eq!(ask_under(&settings, Place::Outside, &by_password, alma()), Verdict::Refused(Reason::NeedsTwoFactor));
    assert_eq!(ask_under(&settings, Place::Outside, &by_eid, alma()), Verdict::Allowed);
    settings.set(Name::TeacherLogin, "any");
    assert_eq!(ask_under(&settings, Place::Outside, &by_password, alma()), Verdict::Allowed);
}

#[test]
fn teams_count_only_where_the_school_switched_them_on() {
    let mut settings = Settings::default();
    let mut of_team = teacher(CLASS_2B, Assurance::OneFactor);
    of_team.affiliations[0].groups = vec![(CLASS_2B, GroupKind::Team)];
    let alma = || pupil(here(), CLASS_2B);
    assert_eq!(ask_under(&settings, Place::Unknown, &of_team, alma()), Verdict::Refused(Reason::NoClass));
    settings.set(Name::GroupKinds, "team");
    assert_eq!(ask_under(&settings, Place::Unknown, &of_team, alma()), Verdict::Allowed);
}

fn any_affiliation() -> impl Strategy<Value = AffiliationFacts> {
    let place = prop_oneof![Just(here()), Just(elsewhere())];
    let class = proptest::sample::select(&[CLASS_2B, CLASS_9A][..]);
    (place, proptest::sample::select(&Role::ALL[..]), class)
        .prop_map(|(place, role, class)| attached(place, role, &[class]))
}

fn any_actor() -> impl Strategy<Value = ActorFacts> {
    let place = || prop_oneof![Just(here()), Just(elsewhere())];
    let class = proptest::sample::select(&[CLASS_2B, CLASS_9A][..]);
    (
        prop_oneof![Just(Entry::Teacher), Just(Entry::Administrator)],
        proptest::sample::select(&Assurance::ALL[..]),
        proptest::collection::vec(any_affiliation(), 0..3),
        proptest::collection::vec((place(), proptest::sample::select(&Right::ALL[..])), 0..3),
        proptest::collection::vec((place(), class), 0..2),
    )
        .prop_map(|(entry, assurance, affiliations, grants, lent)| ActorFacts {
            person: ME,
            entry,
            assurance,
            affiliations,
            grants,
            lent,
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn whoever_has_nothing_here_may_nothing_here(actor in any_actor(), verb in proptest::sample::select(&Verb::ALL[..])) {
        let mut stranger = actor;
        stranger.affiliations.retain(|affiliation| affiliation.institution != here());
        stranger.grants.retain(|(institution, _)| *institution != here());
        for (_, object) in objects() {
            prop_assert_ne!(ask(&stranger, verb, &object), Verdict::Allowed);
        }
    }

    #[test]
    fn pupils_and_parents_without_a_right_may_nothing(actor in any_actor(), verb in proptest::sample::select(&Verb::ALL[..])) {
        let mut plain = actor;
        plain.grants.clear();
        plain.affiliations.retain(|affiliation| matches!(affiliation.actor, Actor::Pupil | Actor::Contact));
        for (_, object) in objects() {
            prop_assert_ne!(ask(&plain, verb, &object), Verdict::Allowed);
        }
    }

    #[test]
    fn without_eid_nobody_does_an_administrators_work(actor in any_actor(), verb in proptest::sample::select(&Verb::ALL[..])) {
        let mut weak = actor;
        weak.assurance = Assurance::AdultVerified;
        for (_, object) in objects() {
            if ask(&weak, verb, &object) == Verdict::Allowed {
                prop_assert_eq!(weak.entry, Entry::Teacher);
            }
        }
    }

    #[test]
    fn no_window_ever_for_who_is_more_than_a_pupil(actor in any_actor()) {
        let more = PupilFacts { eligibility: Eligibility::NeedsEid, ..pupil(here(), CLASS_2B) };
        prop_assert_ne!(ask(&actor, Verb::OpenWindow, &Object::Pupil(more)), Verdict::Allowed);
    }

    #[test]
    fn nobody_grants_or_takes_without_brugeradm(actor in any_actor(), take in any::<bool>()) {
        let verb = if take { Verb::RevokeRight } else { Verb::GrantRight };
        for (_, facts) in grants() {
            if ask(&actor, verb, &Object::Grant(facts)) == Verdict::Allowed {
                prop_assert!(actor.grants.contains(&(here(), Right::UserAdministration)));
            }
        }
    }

    #[test]
    fn more_assurance_and_more_rights_never_take_anything_away(
        actor in any_actor(),
        verb in proptest::sample::select(&Verb::ALL[..]),
        right in proptest::sample::select(&Right::ALL[..]),
    ) {
        let mut more = actor.clone();
        more.assurance = Assurance::TwoFactor;
        more.grants.push((here(), right));
        for (_, object) in objects() {
            if ask(&actor, verb, &object) == Verdict::Allowed {
                prop_assert_eq!(ask(&more, verb, &object), Verdict::Allowed);
            }
        }
    }
}
