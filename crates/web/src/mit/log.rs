//! My log: what happened that concerns me, newest first, in plain words.
//!
//! Others stand here as what they were. Every kind of event has a line: a new one does not compile without. What it
//! does not do: show what I did to others.

use super::own_page::page;
use crate::App;
use crate::design::{self, Page};
use crate::i18n::Tr;
use crate::problem::Problem;
use crate::who::Signed;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use flows::own_log::{Line, Older, Who};
use rules::event::Kind;
use rules::id::EventId;
use serde::Deserialize;

/// One line.
struct Row {
    when: String,
    what: String,
    who: String,
}

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// Show what is older than this line.
    before: Option<i64>,
}

#[derive(Template)]
#[template(path = "mit/log.html")]
struct View {
    page: Page,
    rows: Vec<Row>,
    older: Option<String>,
}

/// `GET /mit/log`.
pub(crate) async fn show(
    State(app): State<App>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let before = EventId(asked.before.unwrap_or(i64::MAX));
    let (lines, older) = flows::own_log::read(&app.world, &signed.live, before).await?;
    let last = lines.last().map(|line| line.id.0).filter(|_| older == Older::Yes);
    let tr = signed.anyone.tr;
    Ok(design::show(&View {
        page: page(&signed, "mit-log-title"),
        rows: lines.into_iter().map(|line| row(line, tr)).collect(),
        older: last.map(|id| format!("/mit/log?before={id}")),
    }))
}

fn row(line: Line, tr: Tr) -> Row {
    let what = match line.service {
        Some(service) => format!("{}: {service}", tr.t(what_key(line.kind))),
        None => tr.t(what_key(line.kind)),
    };
    let doer = match line.who {
        Who::Oneself => tr.t("my-log-by-me"),
        Who::Other(word) => tr.t(other_key(&word)),
        Who::Machine(word) => tr.t(machine_key(&word)),
    };
    let who = match line.institution {
        Some(name) => format!("{doer}, {name}"),
        None => doer,
    };
    Row { when: tr.day_and_clock(line.at), what, who }
}

/// As what somebody else acted.
fn other_key(word: &str) -> &'static str {
    match word {
        "teacher" => "my-log-by-teacher",
        "administrator" => "my-log-by-administrator",
        "parent" => "my-log-by-parent",
        "operator" => "my-log-by-operator",
        _ => "my-log-by-somebody",
    }
}

/// Which machine it was: nobody at the login page, the school's system, or our own.
fn machine_key(word: &str) -> &'static str {
    match word {
        "login" => "my-log-by-login",
        "import" => "my-log-by-import",
        _ => "my-log-by-system",
    }
}

/// What happened, said to the person it is about.
fn what_key(kind: Kind) -> &'static str {
    match kind {
        Kind::LoggedIn => "my-log-logged-in",
        Kind::LoginFailed => "my-log-login-failed",
        Kind::LoginRefused => "my-log-login-refused",
        Kind::ServiceEntered => "my-log-service-entered",
        Kind::AdministrationEntered => "my-log-administration-entered",
        Kind::AdministratorChanged => "my-log-administrator-changed",
        Kind::DataReleased => "my-log-data-released",
        Kind::LoggedOut => "my-log-logged-out",
        Kind::SessionEnded => "my-log-session-ended",
        Kind::LogoutNotTold => "my-log-logout-not-told",
        Kind::WindowOpened => "my-log-window-opened",
        Kind::WindowClaimed => "my-log-window-claimed",
        Kind::WindowClosedByPicture => "my-log-window-closed-by-picture",
        Kind::WindowConfirmed => "my-log-window-confirmed",
        Kind::WindowCancelled => "my-log-window-cancelled",
        Kind::WindowRefused => "my-log-window-refused",
        Kind::WindowUndone => "my-log-window-undone",
        Kind::PasswordSet => "my-log-password-set",
        Kind::CodeAsked => "my-log-code-asked",
        Kind::CodeDecided => "my-log-code-decided",
        Kind::CodeCancelled => "my-log-code-cancelled",
        Kind::CodeDrawn => "my-log-code-drawn",
        Kind::CodeUsed => "my-log-code-used",
        Kind::PasswordsKilled => "my-log-passwords-killed",
        Kind::ChangeDemanded => "my-log-change-demanded",
        Kind::PasswordFormSet => "my-log-password-form-set",
        Kind::PeopleShown => "my-log-people-shown",
        Kind::UsernameShown => "my-log-username-shown",
        Kind::PeopleSearched => "my-log-people-searched",
        Kind::ListExported => "my-log-list-exported",
        Kind::PersonCreated => "my-log-person-created",
        Kind::PersonChanged => "my-log-person-changed",
        Kind::UsernameChanged => "my-log-username-changed",
        Kind::PersonBlocked => "my-log-person-blocked",
        Kind::PersonUnblocked => "my-log-person-unblocked",
        Kind::AffiliationStarted => "my-log-affiliation-started",
        Kind::AffiliationChanged => "my-log-affiliation-changed",
        Kind::AffiliationEnded => "my-log-affiliation-ended",
        Kind::ContactStarted => "my-log-contact-started",
        Kind::ContactChanged => "my-log-contact-changed",
        Kind::ContactEnded => "my-log-contact-ended",
        Kind::GroupStarted => "my-log-group-started",
        Kind::GroupChanged => "my-log-group-changed",
        Kind::GroupEnded => "my-log-group-ended",
        Kind::ImportReceived => "my-log-import-received",
        Kind::ImportReleased => "my-log-import-released",
        Kind::ImportRejected => "my-log-import-rejected",
        Kind::ImportUndone => "my-log-import-undone",
        Kind::InstitutionChanged => "my-log-institution-changed",
        Kind::SettingChanged => "my-log-setting-changed",
        Kind::NationalSettingChanged => "my-log-national-setting-changed",
        Kind::RightGranted => "my-log-right-granted",
        Kind::RightRevoked => "my-log-right-revoked",
        Kind::SubstituteGiven => "my-log-substitute-given",
        Kind::SubstituteEnded => "my-log-substitute-ended",
        Kind::CardIssued => "my-log-card-issued",
        Kind::CardPrinted => "my-log-card-printed",
        Kind::CardVoided => "my-log-card-voided",
        Kind::CardAloneSet => "my-log-card-alone-set",
        Kind::ClientRegistered => "my-log-client-registered",
        Kind::ClientChanged => "my-log-client-changed",
        Kind::ClientDisabled => "my-log-client-disabled",
        Kind::TokenReplayed => "my-log-token-replayed",
        Kind::LicenceGiven => "my-log-licence-given",
        Kind::LicenceEnded => "my-log-licence-ended",
        Kind::AgreementChanged => "my-log-agreement-changed",
        Kind::EidReturned => "my-log-eid-returned",
        Kind::AdultAsked => "my-log-adult-asked",
        Kind::AdultVerified => "my-log-adult-verified",
        Kind::AdultDeclined => "my-log-adult-declined",
        Kind::ImportTokenChanged => "my-log-import-token-changed",
        Kind::CprChanged => "my-log-cpr-changed",
        Kind::CprLookedUp => "my-log-cpr-looked-up",
        Kind::PeopleMerged => "my-log-people-merged",
        Kind::AffiliationConfirmed => "my-log-affiliation-confirmed",
        Kind::AccountDisabled => "my-log-account-disabled",
        Kind::AccountAnonymised => "my-log-account-anonymised",
        Kind::CaseOpened => "my-log-case-opened",
        Kind::CaseDecided => "my-log-case-decided",
        Kind::ApplicationReceived => "my-log-application-received",
        Kind::ApplicationConfirmed => "my-log-application-confirmed",
        Kind::ApplicationObjected => "my-log-application-objected",
        Kind::ApplicationAsked => "my-log-application-asked",
        Kind::ApplicationDecided => "my-log-application-decided",
        Kind::ApplicationShown => "my-log-application-shown",
        Kind::OperatorChanged => "my-log-operator-changed",
        Kind::ProposalMade => "my-log-proposal-made",
        Kind::ProposalDecided => "my-log-proposal-decided",
        Kind::JobRan => "my-log-job-ran",
    }
}
