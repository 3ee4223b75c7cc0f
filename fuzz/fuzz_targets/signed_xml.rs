//! The property `signed_xml`, fed without end.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz_properties::signed_xml(bytes));
