//! Foreign rosters and lists: bytes in, what they say and what is wrong with them out. The Danish words of the wire
//! live here.
//!
//! Source: interfaces.md A (decisions 1-5) and B §2. What it does not do: fail, or hold more of a file in memory than
//! one institution's people; compare with what is known, or write anything.

mod element;
pub mod notice;
pub mod pdf;
pub mod register;
mod text;
pub mod unilogin_xml;
