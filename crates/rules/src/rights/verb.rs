//! The verbs of Elevadgang and Brugeradministration, and what each asks for.
//!
//! Source: product.md §8, §9. What it does not do: judge; the law above it does.

/// Everything a person can want to do in Elevadgang and Brugeradministration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    /// See a pupil in the class list.
    SeePupil,
    /// *Giv ny adgangskode*
    OpenWindow,
    /// Press OK when both see the same pictures.
    ConfirmWindow,
    /// *Annullér*
    CancelWindow,
    /// *Fortryd*
    UndoPassword,
    /// Find a pupil's user name; show it on the big screen.
    FindUsername,
    /// Vouch for a pupil.
    ApproveAdultVerification,
    /// Print a school card.
    PrintCard,
    /// Void a school card.
    VoidCard,
    /// See the log of own acts.
    SeeOwnLog,
    /// Block a pupil.
    BlockPupil,
    /// Lift a block.
    UnblockPupil,
    /// Call a forced change.
    DemandChange,
    /// Decide pictures or words for a pupil or class.
    SetPasswordForm,
    /// Let a card alone be enough for a pupil.
    AllowCardAlone,
    /// Lend an employee access to a class.
    LendClass,
    /// *Overblik*
    SeeOverview,
    /// *Brugere*
    SeeUsers,
    /// Export the list of users.
    ExportUsers,
    /// *Grupper*
    SeeGroups,
    /// *Rettighedstildeling*, looking.
    SeeRights,
    /// Grant a right.
    GrantRight,
    /// Take a right away.
    RevokeRight,
    /// *Alle brugere*
    SearchEveryone,
    /// *Import*, looking.
    SeeImports,
    /// Release or reject a held import, undo one.
    DecideImport,
    /// *Skift CPR-nummer*
    ChangeCpr,
    /// *Manuel administration*, looking.
    SeeManual,
    /// *Tilknyt med CPR*, *Bekræft*, *Fjern tilknytning*.
    AttachManually,
    /// *Administratorer*
    SeeAdministrators,
    /// Make another administrator the primary one.
    HandOverPrimary,
    /// *Institutionsoplysninger*
    SeeSettings,
    /// Change a setting.
    ChangeSettings,
    /// *Tjenester og licenser*, looking.
    SeeLicences,
    /// *Giv Adgang*
    GiveLicence,
    /// *Dataaftaler*, looking.
    SeeAgreements,
    /// Approve, reject or end a data agreement.
    DecideAgreement,
    /// *Log*
    SeeLog,
    /// Export the log.
    ExportLog,
    /// *Spær adgangskoder*
    KillPasswords,
    /// Give somebody a new user name.
    GiveUsername,
    /// *Engangskode*: ask for one for an adult without eID, take it back, and draw it.
    AskOneTimeCode,
    /// Say yes or no to a colleague's ask.
    DecideOneTimeCode,
}

impl Verb {
    /// All of them, Elevadgang's first.
    pub const ALL: [Verb; 43] = [
        Verb::SeePupil,
        Verb::OpenWindow,
        Verb::ConfirmWindow,
        Verb::CancelWindow,
        Verb::UndoPassword,
        Verb::FindUsername,
        Verb::ApproveAdultVerification,
        Verb::PrintCard,
        Verb::VoidCard,
        Verb::SeeOwnLog,
        Verb::BlockPupil,
        Verb::UnblockPupil,
        Verb::DemandChange,
        Verb::SetPasswordForm,
        Verb::AllowCardAlone,
        Verb::LendClass,
        Verb::SeeOverview,
        Verb::SeeUsers,
        Verb::ExportUsers,
        Verb::SeeGroups,
        Verb::SeeRights,
        Verb::GrantRight,
        Verb::RevokeRight,
        Verb::SearchEveryone,
        Verb::SeeImports,
        Verb::DecideImport,
        Verb::ChangeCpr,
        Verb::SeeManual,
        Verb::AttachManually,
        Verb::SeeAdministrators,
        Verb::HandOverPrimary,
        Verb::SeeSettings,
        Verb::ChangeSettings,
        Verb::SeeLicences,
        Verb::GiveLicence,
        Verb::SeeAgreements,
        Verb::DecideAgreement,
        Verb::SeeLog,
        Verb::ExportLog,
        Verb::KillPasswords,
        Verb::GiveUsername,
        Verb::AskOneTimeCode,
        Verb::DecideOneTimeCode,
    ];
}

/// What a verb asks of whoever acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// Helping pupils: teachers for their own, administrators for all.
    Help,
    /// A pupil administrator.
    PupilAdministration,
    /// Looking at a page of Brugeradministration.
    Look(Page),
    /// Pressing a button there.
    Press(Page),
}

/// A part of Brugeradministration that a narrow right may open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Page {
    Overview,
    General,
    /// Reading access does not reach these: they look outside the institution, or carry lists away.
    Guarded,
    Agreements,
    Licences,
}

pub(super) fn need(verb: Verb) -> Need {
    match verb {
        Verb::SeePupil
        | Verb::OpenWindow
        | Verb::ConfirmWindow
        | Verb::CancelWindow
        | Verb::UndoPassword
        | Verb::FindUsername
        | Verb::ApproveAdultVerification
        | Verb::PrintCard
        | Verb::VoidCard
        | Verb::SeeOwnLog => Need::Help,
        Verb::BlockPupil
        | Verb::UnblockPupil
        | Verb::DemandChange
        | Verb::SetPasswordForm
        | Verb::AllowCardAlone
        | Verb::LendClass => Need::PupilAdministration,
        Verb::SeeOverview => Need::Look(Page::Overview),
        Verb::SeeUsers
        | Verb::SeeGroups
        | Verb::SeeRights
        | Verb::SeeImports
        | Verb::SeeManual
        | Verb::SeeAdministrators
        | Verb::SeeSettings
        | Verb::SeeLog => Need::Look(Page::General),
        Verb::SearchEveryone => Need::Look(Page::Guarded),
        Verb::SeeAgreements => Need::Look(Page::Agreements),
        Verb::SeeLicences => Need::Look(Page::Licences),
        Verb::DecideAgreement => Need::Press(Page::Agreements),
        Verb::GiveLicence => Need::Press(Page::Licences),
        Verb::ExportUsers
        | Verb::ExportLog
        | Verb::GrantRight
        | Verb::RevokeRight
        | Verb::DecideImport
        | Verb::ChangeCpr
        | Verb::AttachManually
        | Verb::HandOverPrimary
        | Verb::ChangeSettings
        | Verb::KillPasswords
        | Verb::GiveUsername
        | Verb::AskOneTimeCode
        | Verb::DecideOneTimeCode => Need::Press(Page::General),
    }
}

/// What sort of object a verb has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    Institution,
    Pupil,
    /// One pupil, or all of the institution as the page's button means it.
    PupilOrInstitution,
    Grant,
    User,
    Adult,
}

pub(super) fn subject(verb: Verb) -> Subject {
    match verb {
        Verb::SeePupil
        | Verb::OpenWindow
        | Verb::ConfirmWindow
        | Verb::CancelWindow
        | Verb::UndoPassword
        | Verb::FindUsername
        | Verb::ApproveAdultVerification
        | Verb::PrintCard
        | Verb::VoidCard
        | Verb::BlockPupil
        | Verb::UnblockPupil
        | Verb::AllowCardAlone => Subject::Pupil,
        Verb::SetPasswordForm | Verb::DemandChange => Subject::PupilOrInstitution,
        Verb::GrantRight | Verb::RevokeRight | Verb::HandOverPrimary => Subject::Grant,
        Verb::GiveUsername => Subject::User,
        Verb::AskOneTimeCode | Verb::DecideOneTimeCode => Subject::Adult,
        Verb::SeeOwnLog
        | Verb::LendClass
        | Verb::SeeOverview
        | Verb::SeeUsers
        | Verb::ExportUsers
        | Verb::SeeGroups
        | Verb::SeeRights
        | Verb::SearchEveryone
        | Verb::SeeImports
        | Verb::DecideImport
        | Verb::ChangeCpr
        | Verb::SeeManual
        | Verb::AttachManually
        | Verb::SeeAdministrators
        | Verb::SeeSettings
        | Verb::ChangeSettings
        | Verb::SeeLicences
        | Verb::GiveLicence
        | Verb::SeeAgreements
        | Verb::DecideAgreement
        | Verb::SeeLog
        | Verb::ExportLog
        | Verb::KillPasswords => Subject::Institution,
    }
}

/// How much a pupil must be ours for a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Attached here in any way.
    Any,
    /// Not only attached by hand while an import knows them elsewhere.
    Known,
    /// That, and a pupil and nothing else: staff and parents are nobody's to vouch for or shut out.
    OnlyPupil,
    /// That, and at a level teachers may help.
    Window,
    /// That, and blocked by nobody: a second block over a first could be lifted by the wrong school.
    Blocking,
    /// Blocked by this institution.
    BlockedHere,
}

pub(super) fn reach(verb: Verb) -> Reach {
    match verb {
        Verb::OpenWindow => Reach::Window,
        Verb::BlockPupil => Reach::Blocking,
        Verb::UnblockPupil => Reach::BlockedHere,
        Verb::ApproveAdultVerification | Verb::SetPasswordForm | Verb::AllowCardAlone | Verb::PrintCard => {
            Reach::OnlyPupil
        }
        Verb::FindUsername | Verb::DemandChange => Reach::Known,
        Verb::SeePupil | Verb::ConfirmWindow | Verb::CancelWindow | Verb::UndoPassword | Verb::VoidCard => Reach::Any,
        // These have no pupil as their object.
        Verb::SeeOwnLog
        | Verb::LendClass
        | Verb::SeeOverview
        | Verb::SeeUsers
        | Verb::ExportUsers
        | Verb::SeeGroups
        | Verb::SeeRights
        | Verb::GrantRight
        | Verb::RevokeRight
        | Verb::SearchEveryone
        | Verb::SeeImports
        | Verb::DecideImport
        | Verb::ChangeCpr
        | Verb::SeeManual
        | Verb::AttachManually
        | Verb::SeeAdministrators
        | Verb::HandOverPrimary
        | Verb::SeeSettings
        | Verb::ChangeSettings
        | Verb::SeeLicences
        | Verb::GiveLicence
        | Verb::SeeAgreements
        | Verb::DecideAgreement
        | Verb::SeeLog
        | Verb::ExportLog
        | Verb::KillPasswords
        | Verb::GiveUsername
        | Verb::AskOneTimeCode
        | Verb::DecideOneTimeCode => Reach::Any,
    }
}
