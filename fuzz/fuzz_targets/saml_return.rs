//! The property `saml_return`, fed without end.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz_properties::saml_return(bytes));
