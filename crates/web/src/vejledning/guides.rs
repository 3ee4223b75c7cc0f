//! What the guides are: which there are, for whom, and the keys of what they say.
//!
//! Words on screens stand in guides exactly as the screens have them. What it does not do: hold any text.

/// A page of steps.
pub(super) struct Guide {
    /// The last part of its address.
    pub(super) slug: &'static str,
    /// Its title.
    pub(super) title: &'static str,
    /// For whom and when.
    pub(super) says: &'static str,
    /// What to do, one after the other.
    pub(super) steps: &'static [&'static str],
    /// What to remember.
    pub(super) note: Option<&'static str>,
    /// Where it is done, and what the link says.
    pub(super) link: Option<(&'static str, &'static str)>,
}

/// A page of headings with a text each.
pub(super) struct Account {
    /// The last part of its address.
    pub(super) slug: &'static str,
    /// Its title.
    pub(super) title: &'static str,
    /// Heading and text.
    pub(super) parts: &'static [(&'static str, &'static str)],
}

/// For pupils, parents and everybody else.
pub(super) const FOR_ALL: &[Guide] = &[
    Guide {
        slug: "log-ind-med-billeder",
        title: "guide-pictures",
        says: "guide-pictures-says",
        steps: &["guide-pictures-1", "guide-pictures-2", "guide-pictures-3", "guide-pictures-4"],
        note: Some("guide-pictures-note"),
        link: Some(("/mit", "guides-to-mit")),
    },
    Guide {
        slug: "log-ind-med-adgangskode",
        title: "guide-words",
        says: "guide-words-says",
        steps: &["guide-words-1", "guide-words-2", "guide-words-3", "guide-words-4"],
        note: Some("guide-words-note"),
        link: Some(("/mit", "guides-to-mit")),
    },
    Guide {
        slug: "find-dit-brugernavn",
        title: "guide-username",
        says: "guide-username-says",
        steps: &["guide-username-1", "guide-username-2", "guide-username-3", "guide-username-4"],
        note: None,
        link: Some(("/mit", "guides-to-mit")),
    },
    Guide {
        slug: "ny-adgangskode",
        title: "guide-new-password",
        says: "guide-new-password-says",
        steps: &["guide-new-password-1", "guide-new-password-2", "guide-new-password-3", "guide-new-password-4"],
        note: Some("guide-new-password-note"),
        link: Some(("/mit", "guides-to-mit")),
    },
    Guide {
        slug: "hjaelp-dit-barn",
        title: "guide-child",
        says: "guide-child-says",
        steps: &["guide-child-1", "guide-child-2", "guide-child-3", "guide-child-4"],
        note: Some("guide-child-note"),
        link: Some(("/mit", "guides-to-mit")),
    },
    Guide {
        slug: "skift-adgangskode",
        title: "guide-change",
        says: "guide-change-says",
        steps: &["guide-change-1", "guide-change-2", "guide-change-3", "guide-change-4"],
        note: Some("guide-change-note"),
        link: Some(("/mit", "guides-to-mit")),
    },
    Guide {
        slug: "en-voksen-siger-ja",
        title: "guide-vouch",
        says: "guide-vouch-says",
        steps: &["guide-vouch-1", "guide-vouch-2", "guide-vouch-3", "guide-vouch-4"],
        note: Some("guide-vouch-note"),
        link: None,
    },
];

/// What stands on the parents' folder: a heading, and steps under it.
pub(super) const FOLDER: &[(&str, &[&str])] = &[
    ("folder-first", &["folder-first-1", "folder-first-2", "folder-first-3"]),
    ("guide-username", &["guide-username-1", "guide-username-2", "guide-username-3", "guide-username-4"]),
    ("guide-child", &["guide-child-1", "guide-child-2", "guide-child-3", "guide-child-4"]),
];

/// For those who help pupils.
pub(super) const FOR_TEACHERS: &[Guide] = &[
    Guide {
        slug: "giv-ny-adgangskode",
        title: "guide-give",
        says: "guide-give-says",
        steps: &["guide-give-1", "guide-give-2", "guide-give-3", "guide-give-4", "guide-give-5"],
        note: Some("guide-give-note"),
        link: Some(("/elevadgang", "guides-to-elevadgang")),
    },
    Guide {
        slug: "fortryd-ny-adgangskode",
        title: "guide-undo",
        says: "guide-undo-says",
        steps: &["guide-undo-1", "guide-undo-2", "guide-undo-3"],
        note: Some("guide-undo-note"),
        link: Some(("/elevadgang", "guides-to-elevadgang")),
    },
    Guide {
        slug: "brugernavne-paa-storskaerm",
        title: "guide-big-screen",
        says: "guide-big-screen-says",
        steps: &["guide-big-screen-1", "guide-big-screen-2", "guide-big-screen-3"],
        note: None,
        link: Some(("/elevadgang", "guides-to-elevadgang")),
    },
    Guide {
        slug: "skolekort",
        title: "guide-cards",
        says: "guide-cards-says",
        steps: &["guide-cards-1", "guide-cards-2", "guide-cards-3", "guide-cards-4"],
        note: Some("guide-cards-note"),
        link: Some(("/elevadgang", "guides-to-elevadgang")),
    },
    Guide {
        slug: "adgang-til-elevadgang",
        title: "guide-who-elevadgang",
        says: "guide-who-elevadgang-says",
        steps: &[
            "guide-who-elevadgang-1",
            "guide-who-elevadgang-2",
            "guide-who-elevadgang-3",
            "guide-who-elevadgang-4",
        ],
        note: None,
        link: Some(("/elevadgang", "guides-to-elevadgang")),
    },
    Guide {
        slug: "spaer-en-elev",
        title: "guide-block",
        says: "guide-block-says",
        steps: &["guide-block-1", "guide-block-2", "guide-block-3", "guide-block-4"],
        note: None,
        link: Some(("/elevadgang", "guides-to-elevadgang")),
    },
];

/// For user administrators, and for those who want to be.
pub(super) const FOR_ADMINISTRATORS: &[Guide] = &[
    Guide {
        slug: "ansoeg-om-adgang",
        title: "guide-apply",
        says: "guide-apply-says",
        steps: &["guide-apply-1", "guide-apply-2", "guide-apply-3", "guide-apply-4", "guide-apply-5", "guide-apply-6"],
        note: Some("guide-apply-note"),
        link: Some(("/ansoeg", "guides-to-apply")),
    },
    Guide {
        slug: "skift-primaer-brugeradministrator",
        title: "guide-primary",
        says: "guide-primary-says",
        steps: &["guide-primary-1", "guide-primary-2", "guide-primary-3"],
        note: None,
        link: Some(("/ansoeg", "guides-to-apply")),
    },
    Guide {
        slug: "intern-brugeradministrator",
        title: "guide-internal",
        says: "guide-internal-says",
        steps: &["guide-internal-1", "guide-internal-2", "guide-internal-3", "guide-internal-4"],
        note: Some("guide-internal-note"),
        link: Some(("/ba", "guides-to-ba")),
    },
    Guide {
        slug: "ekstern-brugeradministrator",
        title: "guide-external",
        says: "guide-external-says",
        steps: &["guide-external-1", "guide-external-2", "guide-external-3", "guide-external-4"],
        note: Some("guide-external-note"),
        link: Some(("/ba", "guides-to-ba")),
    },
    Guide {
        slug: "import-der-venter",
        title: "guide-held",
        says: "guide-held-says",
        steps: &["guide-held-1", "guide-held-2", "guide-held-3"],
        note: Some("guide-held-note"),
        link: Some(("/ba", "guides-to-ba")),
    },
    Guide {
        slug: "skift-cpr-nummer",
        title: "guide-cpr",
        says: "guide-cpr-says",
        steps: &["guide-cpr-1", "guide-cpr-2", "guide-cpr-3", "guide-cpr-4"],
        note: Some("guide-cpr-note"),
        link: Some(("/ba", "guides-to-ba")),
    },
    Guide {
        slug: "tilknyt-med-cpr",
        title: "guide-attach",
        says: "guide-attach-says",
        steps: &["guide-attach-1", "guide-attach-2", "guide-attach-3", "guide-attach-4"],
        note: None,
        link: Some(("/ba", "guides-to-ba")),
    },
    Guide {
        slug: "giv-adgang-til-en-tjeneste",
        title: "guide-licence",
        says: "guide-licence-says",
        steps: &["guide-licence-1", "guide-licence-2", "guide-licence-3"],
        note: None,
        link: Some(("/ba", "guides-to-ba")),
    },
    Guide {
        slug: "svar-paa-dataaftaler",
        title: "guide-agreement",
        says: "guide-agreement-says",
        steps: &["guide-agreement-1", "guide-agreement-2", "guide-agreement-3"],
        note: None,
        link: Some(("/ba", "guides-to-ba")),
    },
];

/// What Unilogin is and what its rules are.
pub(super) const ABOUT: &[Account] = &[
    Account {
        slug: "hvad-er-unilogin",
        title: "guide-what",
        parts: &[
            ("guide-what-one", "guide-what-one-says"),
            ("guide-what-from", "guide-what-from-says"),
            ("guide-what-shares", "guide-what-shares-says"),
        ],
    },
    Account {
        slug: "adgangskodepolitik",
        title: "guide-policy",
        parts: &[
            ("guide-policy-early", "guide-policy-early-says"),
            ("guide-policy-middle", "guide-policy-middle-says"),
            ("guide-policy-upper", "guide-policy-upper-says"),
            ("guide-policy-never", "guide-policy-never-says"),
            ("guide-policy-change", "guide-policy-change-says"),
            ("guide-policy-guess", "guide-policy-guess-says"),
            ("guide-policy-see", "guide-policy-see-says"),
        ],
    },
    Account {
        slug: "levetidspolitik",
        title: "guide-lifetime",
        parts: &[
            ("guide-lifetime-import", "guide-lifetime-import-says"),
            ("guide-lifetime-gone", "guide-lifetime-gone-says"),
            ("guide-lifetime-closed", "guide-lifetime-closed-says"),
            ("guide-lifetime-admins", "guide-lifetime-admins-says"),
            ("guide-lifetime-log", "guide-lifetime-log-says"),
        ],
    },
    Account {
        slug: "hvem-kan-faa-unilogin",
        title: "guide-who",
        parts: &[
            ("guide-who-inst", "guide-who-inst-says"),
            ("guide-who-museum", "guide-who-museum-says"),
            ("guide-who-home", "guide-who-home-says"),
            ("guide-who-private", "guide-who-private-says"),
            ("guide-who-abroad", "guide-who-abroad-says"),
        ],
    },
    Account {
        slug: "for-brugeradministratorer",
        title: "guide-admins",
        parts: &[
            ("guide-admins-in", "guide-admins-in-says"),
            ("guide-admins-two", "guide-admins-two-says"),
            ("guide-admins-use", "guide-admins-use-says"),
            ("guide-admins-log", "guide-admins-log-says"),
        ],
    },
];

/// Questions people ask, with answers.
pub(super) const QUESTIONS: &[(&str, &str)] = &[
    ("faq-locked", "faq-locked-says"),
    ("faq-teacher-sees", "faq-teacher-sees-says"),
    ("faq-two-roles", "faq-two-roles-says"),
    ("faq-parents-name", "faq-parents-name-says"),
    ("faq-no-eid", "faq-no-eid-says"),
    ("faq-new-school", "faq-new-school-says"),
    ("faq-protected", "faq-protected-says"),
];
