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

/// How often each seed is changed; a long night is a hundred thousand times.
#[expect(clippy::disallowed_methods, reason = "how long to test is said by whoever starts the test")]
fn rounds() -> u64 {
    std::env::var("UNILOGIN_FUZZ_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(200)
}

/// Chance that is the same each time (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit.max(1)).expect("a small number")).expect("below a small number")
    }
}

/// One change: a byte written over, left out, doubled or put in, a piece cut off, moved, or taken from another seed.
fn change(bytes: &mut Vec<u8>, other: &[u8], dice: &mut Dice) {
    let at = dice.below(bytes.len() + 1);
    let byte = b"\0\xff\xc3%&=+.,;:\"'<>/\\{}[]-0123456789aAzZ\n\r\t "[dice.below(40)];
    match dice.below(6) {
        0 if at < bytes.len() => bytes[at] = byte,
        1 if at < bytes.len() => drop(bytes.remove(at)),
        2 => bytes.insert(at, byte),
        3 => bytes.truncate(at),
        4 => {
            let tail = bytes.split_off(at);
            bytes.splice(0..0, tail);
        }
        _ => {
            let from = dice.below(other.len() + 1);
            bytes.splice(at..at, other[from..].iter().take(64).copied());
        }
    }
}

#[test]
fn every_seed_with_bytes_changed_still_gets_an_answer() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../seeds");
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for (name, property) in fuzz_properties::TARGETS {
        let entries = std::fs::read_dir(seeds.join(name)).expect("seeds of every target").flatten();
        let mut known: Vec<_> = entries.map(|entry| entry.path()).collect();
        known.sort();
        let known: Vec<Vec<u8>> = known.iter().map(|path| std::fs::read(path).expect("a seed")).collect();
        for _ in 0..rounds() {
            let mut bytes = known[dice.below(known.len())].clone();
            for _ in 0..=dice.below(4) {
                let other = &known[dice.below(known.len())];
                change(&mut bytes, other, &mut dice);
            }
            // What breaks it is shown, so that it can become a seed.
            let shown = bytes.clone();
            let done = std::panic::catch_unwind(move || property(&bytes));
            assert!(done.is_ok(), "{name}: {:?}", String::from_utf8_lossy(&shown));
        }
    }
}
