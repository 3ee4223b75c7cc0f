//! Any bytes as an import file: an answer, never a panic, and a file that cannot be read has exactly one finding.
#![no_main]

use rules::roster::Operation;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for operation in Operation::ALL {
        let reading = ingest::unilogin_xml::read(bytes, operation);
        assert!(reading.roster.is_some() || reading.findings.len() == 1);
        for finding in &reading.findings {
            assert!(!ingest::notice::text(finding).is_empty());
        }
    }
});
