//! Two administrators changed the same thing: what the other one did, and what this one wants.
//!
//! Source: ux.md 3.12. `{% include "ba/conflict.html" %}` in a page whose view has `conflict: Option<Met>`. What it does
//! not do: find out; the stories do.

/// What met.
pub(super) struct Met {
    /// What it is about.
    pub(super) heading: String,
    /// What the other one did.
    pub(super) theirs: Vec<String>,
    /// What this one wants.
    pub(super) ours: Vec<String>,
}
