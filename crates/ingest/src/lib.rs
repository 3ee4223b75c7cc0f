//! Foreign lists: bytes in, values and findings out. A reader never fails; what it cannot use stands among the findings.
//!
//! What it does not do: compare with what is known, or write anything.

pub mod register;
