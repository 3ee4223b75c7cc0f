//! *Drift*: keys, jobs, the eID and queues on one page; a job of the night is run by hand or asked what it would do.
//!
//! Source: issue "Operator's desk", product.md §12. What it does not do: show anything secret, or exchange keys.

use super::{Menu, Signed, start};
use crate::App;
use crate::addresses::{Addresses, DO_FIELD};
use crate::ba::words;
use crate::design::told::{self, Asked, Table, Told, Went};
use crate::design::{self, Page};
use crate::form::Posted;
use crate::i18n::Tr;
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use flows::drop_folder::Seen;
use flows::lifetime::{Job, Report};
use flows::national_id::Ill;
use flows::operation::{self, JobLine, Operation};
use rules::lifetime::Pace;
use rules::time::{Instant, Millis};
use std::collections::BTreeMap;
use store::job_run::{JobRun, Mode};

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get(PATH, page).post_of(PATH, &["proev", "koer"], press)
}

const PATH: &str = "/stil/drift";
/// The most things of a run that are named.
const EFFECTS_SHOWN: usize = 200;
/// The longest a file may wait in the drop folder before somebody must look: it is looked at every two seconds.
const FILE_WAITS_MAX: Millis = Millis::hours(1);

/// What the last button came to.
const TOLD: Table = &[("koert", Went::Well, "stil-op-told-ran")];

/// A thing and how it is.
struct Line {
    name: String,
    says: String,
    is_well: bool,
}

struct JobView {
    word: &'static str,
    name: String,
    pace: String,
    next: String,
    runs: Vec<(String, String)>,
}

/// What a job would do.
struct Dry {
    heading: String,
    counts: Vec<(String, usize)>,
    /// What, where, detail.
    effects: Vec<(String, String, String)>,
    more: usize,
}

#[derive(Template)]
#[template(path = "stil/operation.html")]
struct View {
    page: Page,
    told: Option<Told>,
    dry: Option<Dry>,
    eid: Vec<Line>,
    queues: Vec<Line>,
    jobs: Vec<JobView>,
    turns: Vec<Line>,
    signing: Vec<(String, String)>,
    resealing: Vec<Line>,
}

fn job_key(job: Job) -> &'static str {
    match job {
        Job::Notices => "stil-op-job-notices",
        Job::Accounts => "stil-op-job-accounts",
        Job::Expiry => "stil-op-job-expiry",
        Job::Rights => "stil-op-job-rights",
    }
}

/// The key of what a job that runs all day does; none where we no longer have it.
pub fn turn_key(name: &str) -> Option<&'static str> {
    Some(match name {
        "seal" => "stil-op-turn-seal",
        "sign_checkpoint" => "stil-op-turn-sign-checkpoint",
        "forget_events" => "stil-op-turn-forget-events",
        "sweep" => "stil-op-turn-sweep",
        "order_names" => "stil-op-turn-order-names",
        "count_names" => "stil-op-turn-count-names",
        "reseal" => "stil-op-turn-reseal",
        "lifetime" => "stil-op-turn-lifetime",
        _ => return None,
    })
}

fn counts(tr: Tr, report: &str) -> String {
    let counts: BTreeMap<String, i64> = serde_json::from_str(report).unwrap_or_default();
    if counts.is_empty() {
        return tr.t("stil-op-did-nothing");
    }
    counts
        .iter()
        .map(|(word, count)| format!("{}: {count}", words::job_effect(tr, word)))
        .collect::<Vec<_>>()
        .join(", ")
}

fn run(tr: Tr, run: &JobRun, now: Instant) -> (String, String) {
    let when = tr.exact_moment(run.started, now);
    let when = match run.mode {
        Mode::Real => tr.t1("stil-op-ran-at", "when", when),
        Mode::DryRun => tr.t1("stil-op-dry-at", "when", when),
    };
    (when, counts(tr, &run.report))
}

fn job(tr: Tr, one: &JobLine, now: Instant) -> JobView {
    JobView {
        word: one.job.word(),
        name: tr.t(job_key(one.job)),
        pace: tr.t(match one.job.pace() {
            Pace::Daily => "stil-op-daily",
            Pace::Monthly => "stil-op-monthly",
        }),
        next: tr.day_and_clock(one.next),
        runs: one.runs.iter().map(|one| run(tr, one, now)).collect(),
    }
}

/// What is wrong with an eID. What a broker answers is told as the program says it to whoever has a shell.
fn eid_ill(tr: Tr, ill: &Ill) -> String {
    match ill {
        Ill::Ended(day) => tr.t1("stil-op-eid-ended", "day", tr.date(*day)),
        Ill::ProviderCertificateEnds(day) => tr.t1("stil-op-eid-provider-certificate", "day", tr.date(*day)),
        Ill::CertificateEnds(day) => tr.t1("stil-op-eid-our-certificate", "day", tr.date(*day)),
        Ill::NoAnswer(..) | Ill::OtherIssuer | Ill::NoAddress(_) | Ill::NoKey => {
            tr.t1("stil-op-eid-ill", "what", ill.to_string())
        }
    }
}

/// What waits in the drop folder, and what was refused there.
fn drop_folder(tr: Tr, seen: &Seen, now: Instant) -> Vec<Line> {
    let waits = tr.t1("stil-op-drop-says", "n", seen.waiting);
    let oldest = seen.oldest.map(|at| tr.t1("stil-op-drop-oldest", "when", tr.exact_moment(at, now)));
    let taken = (seen.taken != 0).then(|| tr.t1("stil-op-drop-taken", "n", seen.taken));
    let is_late = seen.oldest.is_some_and(|at| FILE_WAITS_MAX < now.since(at));
    let mut all = vec![Line {
        name: tr.t("stil-op-drop"),
        says: [Some(waits), oldest, taken].into_iter().flatten().collect::<Vec<_>>().join(", "),
        is_well: !is_late,
    }];
    if seen.refused != 0 {
        let says = tr.t1("stil-op-drop-refused-says", "n", seen.refused);
        all.push(Line { name: tr.t("stil-op-drop-refused"), says, is_well: false });
    }
    all
}

fn queues(tr: Tr, seen: &Operation, now: Instant) -> Vec<Line> {
    let line = |key: &str, says: String, is_well: bool| Line { name: tr.t(key), says, is_well };
    let busy = seen.hashing;
    let mut all = vec![
        line(
            "stil-op-letters",
            tr.t2("stil-op-letters-says", ("n", seen.letters), ("late", seen.late_letters)),
            seen.late_letters == 0,
        ),
        line("stil-op-notices", tr.t1("stil-op-notices-says", "n", seen.notices), true),
        line(
            "stil-op-hashing",
            tr.t2("stil-op-hashing-says", ("n", busy.waiting), ("lanes", busy.lanes)),
            busy.turned_away == 0,
        ),
    ];
    all.extend(seen.drop_folder.iter().flat_map(|folder| drop_folder(tr, folder, now)));
    if 0 < busy.turned_away {
        all.push(line("stil-op-turned-away", busy.turned_away.to_string(), false));
    }
    for one in &seen.untold {
        let name = tr.t1("stil-op-untold", "service", one.client.clone());
        all.push(Line { name, says: tr.t1("stil-op-untold-says", "n", one.logouts), is_well: false });
    }
    all
}

fn view(signed: &Signed, seen: &Operation, (told, dry): (Option<Told>, Option<Dry>)) -> View {
    let (tr, now) = (signed.anyone.tr, signed.now);
    let eid = seen.eid.iter().map(|one| Line {
        name: format!("{} · {}", one.name, one.issuer),
        says: match &one.finding {
            Ok(keys) => tr.t1("stil-op-eid-well", "n", *keys),
            Err(all) => all.iter().map(|ill| eid_ill(tr, ill)).collect::<Vec<_>>().join(" "),
        },
        is_well: one.finding.is_ok(),
    });
    let turns = seen.turns.iter().map(|one| Line {
        name: turn_key(&one.name).map_or_else(|| one.name.clone(), |key| tr.t(key)),
        says: tr.t1("stil-op-turn", "when", tr.exact_moment(one.until, now)),
        is_well: now < one.until,
    });
    let signing = seen.signing.iter().map(|one| {
        let since = tr.t1("stil-op-since", "day", tr.day(one.starts));
        let until = one.ends.map(|ends| tr.t1("stil-op-verifies-until", "when", tr.day_and_clock(ends)));
        (
            format!("{} · {}", one.algorithm, one.id),
            [Some(since), until].into_iter().flatten().collect::<Vec<_>>().join(", "),
        )
    });
    let resealing = seen.resealing.iter().map(|one| Line {
        name: format!("{} {} · {}", one.kind, one.walk.key_id, one.column.word()),
        says: match one.walk.finished {
            Some(at) => tr.t2("stil-op-resealed", ("n", one.walk.renewed), ("when", tr.exact_moment(at, now))),
            None => tr.t1("stil-op-resealing", "n", one.walk.renewed),
        },
        is_well: one.walk.unopened == 0,
    });
    View {
        page: signed.page_of(tr.t("stil-menu-operation"), Menu::Operation).at(PATH.to_owned()),
        told,
        dry,
        eid: eid.collect(),
        queues: queues(tr, seen, now),
        jobs: seen.jobs.iter().map(|one| job(tr, one, now)).collect(),
        turns: turns.collect(),
        signing: signing.collect(),
        resealing: resealing.collect(),
    }
}

async fn show(app: &App, signed: &Signed, says: (Option<Told>, Option<Dry>)) -> Result<Response, Problem> {
    match operation::see(&app.world, &signed.operator).await? {
        Ok(seen) => Ok(design::show(&view(signed, &seen, says))),
        Err(why) => Ok(start::refused(app, signed, why)),
    }
}

/// GET: how everything is.
async fn page(State(app): State<App>, signed: Signed, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    show(&app, &signed, (asked.told(signed.anyone.tr, TOLD), None)).await
}

fn dry(tr: Tr, report: &Report) -> Dry {
    let effects = report.effects.iter().take(EFFECTS_SHOWN).map(|one| {
        let at = one.institution.as_ref().map(ToString::to_string).unwrap_or_default();
        (words::job_effect(tr, &one.what), at, one.detail.clone())
    });
    Dry {
        heading: tr.t1("stil-op-dry-heading", "job", tr.t(job_key(report.job))),
        counts: report.counts().into_iter().map(|(word, count)| (words::job_effect(tr, word), count)).collect(),
        effects: effects.collect(),
        more: report.effects.len().saturating_sub(EFFECTS_SHOWN),
    }
}

/// POST: *Prøv* or *Kør*.
async fn press(State(app): State<App>, signed: Signed, posted: Posted) -> Result<Response, Problem> {
    let job = Job::from_word(posted.text("job")).ok_or(Problem::NotFound)?;
    let mode = match posted.text(DO_FIELD) {
        "proev" => Mode::DryRun,
        "koer" => Mode::Real,
        _ => return Err(Problem::NotFound),
    };
    match operation::run(&app.world, &signed.operator, job, mode).await {
        Ok(Ok(report)) => match mode {
            Mode::Real => Ok(told::back(PATH, "koert")),
            Mode::DryRun => show(&app, &signed, (None, Some(dry(signed.anyone.tr, &report)))).await,
        },
        Ok(Err(why)) => Ok(start::refused(&app, &signed, why)),
        Err(error) => Err(Problem::broken(&error)),
    }
}
