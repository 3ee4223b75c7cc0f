//! What keeps secrets secret: the hashing pool for passwords, the vault for CPR numbers and other sealed
//! columns, the keys behind them, signing keys, and the machine's source of chance.
//!
//! What it does not do: read files, environment or clock, or know who may see what. Keys come in as bytes.

pub mod digest;
pub mod keys;
pub mod measure;
pub mod password;
pub mod pool;
pub mod queue;
pub mod random;
pub mod sealing;
pub mod secret;
pub mod signing;
