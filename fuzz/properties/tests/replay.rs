//! Every seed, again: what once broke stays mended.

use std::path::Path;

#[test]
fn every_seed_of_every_target_still_gets_an_answer() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../seeds");
    for (name, property) in fuzz_properties::TARGETS {
        let mut count = 0;
        for entry in std::fs::read_dir(seeds.join(name)).expect("seeds of every target").flatten() {
            property(&std::fs::read(entry.path()).expect("a seed"));
            count += 1;
        }
        assert!(0 < count, "{name} has no seeds");
    }
    let known = fuzz_properties::TARGETS.map(|(name, _)| name);
    for entry in std::fs::read_dir(&seeds).expect("the seeds").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        assert!(known.contains(&name.as_str()), "{name} has seeds and no target");
    }
}
