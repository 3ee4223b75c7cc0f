//! The property `unilogin_xml`, fed without end.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz_properties::unilogin_xml(bytes));
