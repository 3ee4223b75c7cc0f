//! What ends by itself: hand-made affiliations, imports, accounts; who hears of it, and what stays reserved.

use crate::import::{at_school, by_cpr, field, full, parts, registered};
use crate::manual_affiliation::{attached, pedagogue};
use crate::office::{administrator, institution, who_has};
use crate::town::{SCHOOL, Town, on_both};
use flows::lifetime::{Job, Report, run, run_due};
use flows::mail::Letter;
use flows::manual_affiliation::Attached;
use rules::id::PersonId;
use rules::institution::{Institution, InstitutionNumber};
use rules::lifetime::{CLOSED_KEEPS, DISABLED_FOR, IMPORT_LASTS, UNATTACHED_FOR};
use rules::manual_affiliation::{LASTS, TOLD_BEFORE};
use rules::time::{Date, Millis};
use store::import_run::Outcome;
use store::job_run::Mode;
use store::person::Person;

const CPR: &str = "1203854321";

fn real(town: &Town, job: Job) -> Report {
    run(&town.world, job, Mode::Real).unwrap()
}

fn did(report: &Report) -> Vec<&str> {
    report.effects.iter().map(|effect| effect.what.as_str()).collect()
}

fn letters(town: &Town) -> Vec<(String, flows::mail::Opened)> {
    let queued = town.write(|tx| store::outbox::newest(tx, 100));
    queued
        .into_iter()
        .map(|mail| (mail.template.clone(), flows::mail::open(&town.world.vault, &mail).unwrap()))
        .collect()
}

fn person(town: &Town, id: PersonId) -> Person {
    town.write(move |tx| store::person::find(tx, id)).unwrap()
}

#[test]
fn a_hand_made_affiliation_is_told_of_once_and_ends_after_a_year() {
    on_both(|town| {
        let here = institution(town, SCHOOL);
        let (_, who) = administrator(town, "birg6402", &here);
        let Attached::Done(id) = attached(town, &who, &pedagogue(CPR, Some("Nanna"))) else { panic!("attached") };
        let made = town.world.now();
        assert!(real(town, Job::Notices).effects.is_empty());
        town.clock.advance(Millis(LASTS.0 - TOLD_BEFORE.0));
        let dry = run(&town.world, Job::Notices, Mode::DryRun).unwrap();
        assert_eq!(did(&dry), ["told_of_affiliation"]);
        assert!(letters(town).is_empty(), "a dry run writes to nobody");
        assert_eq!(did(&real(town, Job::Notices)), ["told_of_affiliation"]);
        let sent = letters(town);
        assert_eq!((sent.len(), sent[0].0.as_str()), (1, Letter::AffiliationsEnd.word()));
        assert!(sent[0].1.values["names"].contains("Nanna Nyborg"), "it names who is at risk");
        assert_eq!(sent[0].1.to, "kontor@skolen.example");
        assert!(real(town, Job::Notices).effects.is_empty(), "told once");
        assert!(real(town, Job::Expiry).effects.is_empty(), "not before its time");

        town.clock.advance(TOLD_BEFORE);
        let active = town.write(move |tx| store::affiliation::active_of_person(tx, id));
        assert!(active.is_empty(), "a year is a year, whenever the job comes by");
        town.clock.advance(Millis::days(9));
        assert_eq!(did(&real(town, Job::Expiry)), ["affiliation_ended"]);
        assert_eq!(person(town, id).unattached, Some(made.plus(LASTS)), "since its end, not since the job");
        assert!(real(town, Job::Expiry).effects.is_empty());
        let lines = town.write(move |tx| store::job_run::at(tx, &here, 100));
        let words: Vec<_> = lines.iter().map(|line| line.effect.what.as_str()).collect();
        assert_eq!(words, ["affiliation_ended", "told_of_affiliation"], "the institution's page says what was done");
    });
}

#[test]
fn an_account_nobody_has_is_disabled_after_thirty_days_and_comes_back_with_its_id() {
    on_both(|town| {
        let source = registered(town);
        full(town, &source.text);
        let (head, people, tail) = parts(&source.text);
        let number = field(&people[3], "CivilRegistrationNumber");
        let before = by_cpr(town, &number);
        let fewer =
            format!("{head}{}{tail}", people.iter().filter(|line| **line != people[3]).cloned().collect::<String>());
        full(town, &fewer);
        town.clock.advance(Millis(UNATTACHED_FOR.0 - 1));
        assert!(!did(&real(town, Job::Accounts)).contains(&"disabled"));
        town.clock.advance(Millis(1));
        let dry = run(&town.world, Job::Accounts, Mode::DryRun).unwrap();
        let done = real(town, Job::Accounts);
        assert_eq!(dry.effects, done.effects, "a dry run says exactly what is done");
        assert!(done.effects.iter().any(|effect| effect.person == Some(before.id)));
        assert!(person(town, before.id).disabled.is_some());
        full(town, &source.text);
        let back = by_cpr(town, &number);
        assert_eq!((back.id, back.uniid, back.username), (before.id, before.uniid, before.username));
        assert_eq!((back.unattached, back.disabled), (None, None));
    });
}

#[test]
fn a_disabled_account_loses_its_name_after_a_year_and_its_names_for_us_are_nobodys() {
    on_both(|town| {
        let here = institution(town, SCHOOL);
        let (_, who) = administrator(town, "birg6402", &here);
        let Attached::Done(id) = attached(town, &who, &pedagogue(CPR, Some("Nanna"))) else { panic!("attached") };
        town.password(id, rules::password::Form::Text, crypto::secret::SecretText::from(crate::town::WORDS));
        let before = person(town, id);
        let at = here.clone();
        town.write(move |tx| store::administrator::put_mail(tx, &at, id, Some(&vec![1, 2, 3])));
        town.clock.advance(LASTS);
        real(town, Job::Expiry);
        town.clock.advance(UNATTACHED_FOR);
        real(town, Job::Accounts);
        town.clock.advance(Millis(DISABLED_FOR.0 - 1));
        assert!(!did(&real(town, Job::Accounts)).contains(&"anonymised"));
        town.clock.advance(Millis(1));
        assert_eq!(did(&real(town, Job::Accounts)), ["anonymised"]);
        let after = person(town, id);
        assert_eq!((after.name.full().trim(), after.birth), ("", None));
        assert_eq!((&after.uniid, &after.username), (&before.uniid, &before.username));
        assert_eq!(who_has(town, CPR), None);
        assert!(town.write(move |tx| store::credential::find(tx, id)).is_none());
        let at = here.clone();
        let kept = town.write(move |tx| store::administrator::of_institution(tx, &at));
        assert!(kept.iter().all(|one| one.person != id), "nor is there an address to write to");
        let name = before.username.clone();
        assert!(town.write(move |tx| store::person::find_by_username(tx, &name)).is_none(), "it logs nobody in");
        let name = before.username.clone();
        let taken = town.write(move |tx| store::person_entry::taken(tx, std::slice::from_ref(&name)));
        assert_eq!(taken, [before.username.as_str()], "and nobody else ever gets it");
        // The same number later is a new account.
        let (_, who) = administrator(town, "bodi1111", &here);
        let Attached::Done(new) = attached(town, &who, &pedagogue(CPR, Some("Nanna"))) else { panic!("attached") };
        assert_ne!(new, id);
        assert_ne!(person(town, new).uniid, before.uniid);
    });
}

#[test]
fn an_import_nobody_sent_for_a_year_is_told_of_and_then_deleted() {
    on_both(|town| {
        let source = registered(town);
        full(town, &source.text);
        let here = source.register.number.clone();
        town.clock.advance(Millis(IMPORT_LASTS.0 - Millis::days(31).0));
        let told = real(town, Job::Notices);
        assert_eq!(did(&told), ["told_of_import"]);
        let sent = letters(town);
        assert_eq!(sent[0].0, Letter::ImportEnds.word());
        assert_eq!(sent[0].1.values["count"], source.all.to_string());
        // Sent again, it lives on, and will be told of again.
        full(town, &source.text);
        town.clock.advance(Millis::days(31));
        assert!(real(town, Job::Expiry).effects.is_empty());
        town.clock.advance(Millis(IMPORT_LASTS.0 - Millis::days(31).0));
        assert_eq!(did(&run(&town.world, Job::Expiry, Mode::DryRun).unwrap()), ["import_deleted"]);
        assert!(!at_school(town, &here).is_empty());
        assert_eq!(did(&real(town, Job::Expiry)), ["import_deleted"]);
        assert!(at_school(town, &here).is_empty());
        let first = by_cpr(town, &field(&parts(&source.text).1[0], "CivilRegistrationNumber"));
        assert_eq!(first.unattached, Some(town.world.now()));
        let at = here.clone();
        let sources = town.write(move |tx| store::import_source::of_institution(tx, &at));
        assert!(sources.is_empty(), "people may be attached by hand now");
        assert!(real(town, Job::Expiry).effects.is_empty());
        // And a new file begins anew.
        assert_eq!(full(town, &source.text).created, source.all);
    });
}

#[test]
fn a_closed_institution_takes_no_import_and_its_people_leave_a_month_later() {
    on_both(|town| {
        let source = registered(town);
        full(town, &source.text);
        let by_hand = institution(town, "900000");
        let (_, who) = administrator(town, "birg6402", &by_hand);
        let Attached::Done(id) = attached(town, &who, &pedagogue(CPR, Some("Nanna"))) else { panic!("attached") };
        let here = source.register.number.clone();
        let closes = |at: &InstitutionNumber, closed: Option<Date>| {
            let at = at.clone();
            town.write(move |tx| {
                let entry = store::institution::find(tx, &at)?.unwrap();
                store::institution::put(tx, &Institution { closed, ..entry })
            });
        };
        let today = town.world.now().day_in_denmark();
        for at in [&here, &by_hand] {
            closes(at, Some(today));
        }
        let refused = full(town, &source.text);
        assert_eq!(refused.outcome, Outcome::Refused);
        assert!(format!("{:?}", refused.notices).contains("er nedlagt"), "{:?}", refused.notices);
        assert!(real(town, Job::Expiry).effects.is_empty(), "a wrong closing can be taken back");
        closes(&here, None);
        assert_eq!(full(town, &source.text).outcome, Outcome::Accepted);
        closes(&here, Some(today));
        town.clock.advance(CLOSED_KEEPS);
        let gone = ["affiliation_ended", "import_deleted"];
        assert_eq!(did(&run(&town.world, Job::Expiry, Mode::DryRun).unwrap()), gone);
        assert!(!at_school(town, &here).is_empty());
        assert_eq!(did(&real(town, Job::Expiry)), gone);
        assert!(at_school(town, &here).is_empty());
        assert!(town.write(move |tx| store::affiliation::active_of_person(tx, id)).is_empty());
        assert_eq!(person(town, id).unattached, Some(town.world.now()));
        assert!(real(town, Job::Expiry).effects.is_empty(), "once");
    });
}

#[test]
fn a_dry_run_keeps_no_list_of_people_and_what_was_done_is_forgotten_after_a_year() {
    on_both(|town| {
        let here = institution(town, SCHOOL);
        let (_, who) = administrator(town, "birg6402", &here);
        let Attached::Done(_) = attached(town, &who, &pedagogue(CPR, Some("Nanna"))) else { panic!("attached") };
        town.clock.advance(LASTS);
        assert_eq!(did(&run(&town.world, Job::Expiry, Mode::DryRun).unwrap()), ["affiliation_ended"]);
        town.clock.advance(Millis(1));
        let now = town.world.now();
        assert_eq!(town.write(move |tx| store::job_run::forget(tx, now)), 1, "the run, and nobody it spoke of");
        assert_eq!(did(&real(town, Job::Expiry)), ["affiliation_ended"]);
        let kept = |town: &Town| {
            let at = here.clone();
            town.write(move |tx| {
                Ok((store::job_run::at(tx, &at, 10)?.len(), store::job_run::of_job(tx, "expiry", 9)?.len()))
            })
        };
        town.clock.advance(Millis::days(399));
        town.wait(flows::tidy::sweep(&town.world)).unwrap();
        assert_eq!(kept(town), (1, 1));
        town.clock.advance(Millis::days(2));
        town.wait(flows::tidy::sweep(&town.world)).unwrap();
        assert_eq!(kept(town), (0, 0));
    });
}

#[test]
fn an_import_that_arrives_while_old_ones_are_deleted_stays() {
    on_both(|town| {
        let source = registered(town);
        full(town, &source.text);
        let here = source.register.number.clone();
        town.clock.advance(IMPORT_LASTS);
        let before = town.world.now().minus(IMPORT_LASTS);
        let over = town.write(move |tx| store::lifetime::sources_over(tx, (before, before), ("", ""), 10));
        assert_eq!(over.len(), 1);
        full(town, &source.text);
        let from = flows::remember::Circumstances::machine("job");
        let deleted = flows::import::delete_source(&town.world, (&over[0].0, &over[0].1), before, &from).unwrap();
        assert_eq!(deleted, None);
        assert!(!at_school(town, &here).is_empty());
    });
}

#[test]
fn the_nights_jobs_run_once_a_day_and_the_months_once_a_month() {
    on_both(|town| {
        assert_eq!(run_due(&town.world).unwrap(), 4, "a server that starts in the morning makes up for the night");
        assert_eq!(run_due(&town.world).unwrap(), 0);
        town.clock.advance(Millis::days(1));
        assert_eq!(run_due(&town.world).unwrap(), 3);
        town.clock.advance(Millis::days(7));
        assert_eq!(run_due(&town.world).unwrap(), 4);
        let runs = town.write(|tx| store::job_run::of_job(tx, "expiry", 10));
        assert_eq!(runs.len(), 2);
        // A dry run is kept, and does not count as the night's.
        town.clock.advance(Millis::days(1));
        run(&town.world, Job::Accounts, Mode::DryRun).unwrap();
        assert_eq!(run_due(&town.world).unwrap(), 3);
    });
}

#[test]
fn a_right_does_not_outlive_the_last_affiliation() {
    on_both(|town| {
        let here = institution(town, SCHOOL);
        let (person, who) = administrator(town, "lone1234", &here);
        assert!(town.wait(flows::institution_setting::overview(&town.world, &who)).unwrap().is_ok());
        let jobs = town.write(move |tx| store::affiliation::active_of_person(tx, person));
        town.write(move |tx| {
            for job in &jobs {
                store::affiliation::end(tx, job.id)?;
            }
            store::person_entry::detach_many(tx, &[person])
        });
        let seen = town.wait(flows::institution_setting::overview(&town.world, &who)).unwrap();
        assert_eq!(seen.err(), Some(rules::rights::Reason::NotHere), "the grant stands, and opens nothing");
    });
}

#[test]
fn answers_nobody_came_for_all_go_with_the_next_sweep() {
    on_both(|town| {
        let parked = 2 * store::eid_answer::FORGOTTEN_MAX + 1;
        town.write(move |tx| {
            let ends = tx.now().plus(Millis::minutes(5));
            (0..parked).try_for_each(|at| {
                store::eid_answer::park(tx, &at.to_be_bytes(), b"handle", "answer", ends).map(|first| assert!(first))
            })
        });
        town.wait(flows::tidy::sweep(&town.world)).unwrap();
        let waits = |at: u64| town.write(move |tx| store::eid_answer::find(tx, &at.to_be_bytes(), b"handle"));
        assert_eq!(waits(0).as_deref(), Some("answer"), "not before its time");
        town.clock.advance(Millis::minutes(5));
        town.wait(flows::tidy::sweep(&town.world)).unwrap();
        assert_eq!(town.write(store::eid_answer::forget), 0, "nothing is left");
    });
}
