//! `unilogin generate`: writes the import files of a made-up country, of any size, the same for the same seed.
//!
//! One file for each institution and an `institutions.csv` beside them that `import` of the directory loads
//! into the register first. What it does not do: import them, or hold more than a few localities in memory.

use anyhow::Context;
use jiff::civil::DateTime;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use town::country::{Country, INSTITUTIONS_MAX, INSTITUTIONS_PER_LOCALITY};
use town::locality::Locality;
use town::school::School;

/// What `unilogin generate` is told.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// How many institutions, from 1 to 10,000; 10,000 are about 1.5 million people.
    #[arg(long, value_parser = institutions)]
    institutions: usize,
    /// Which country: the same seed gives the same files.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The directory the files are written to.
    #[arg(long)]
    out: PathBuf,
    /// The year the school year starts in.
    #[arg(long, default_value_t = 2026, value_parser = clap::value_parser!(i16).range(2015..=2040))]
    school_year: i16,
}

fn institutions(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count) if (1..=INSTITUTIONS_MAX).contains(&count) => Ok(count),
        Ok(_) | Err(_) => Err(format!("a number from 1 to {INSTITUTIONS_MAX} is needed")),
    }
}

/// What has been written.
#[derive(Default)]
struct Written {
    register: String,
    institutions: usize,
    people: usize,
    bytes: usize,
}

/// Writes the files and says how many.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let started = std::time::Instant::now();
    std::fs::create_dir_all(&arguments.out).with_context(|| format!("cannot make {}", arguments.out.display()))?;
    refuse_leftovers(arguments)?;
    let country = Country::new(arguments.seed, arguments.school_year);
    let localities = arguments.institutions.div_ceil(INSTITUTIONS_PER_LOCALITY);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let progress = indicatif::ProgressBar::new(arguments.institutions as u64);
    let register = arguments.out.join("institutions.csv");
    let mut register = std::io::BufWriter::new(std::fs::File::create(register)?);
    register.write_all(town::register::HEADER.as_bytes())?;
    let mut all = Written::default();
    for first in (0..localities).step_by(threads) {
        let batch = first..localities.min(first + threads);
        for written in write_batch(country, batch, arguments)? {
            register.write_all(written.register.as_bytes())?;
            progress.inc(written.institutions as u64);
            all.institutions += written.institutions;
            all.people += written.people;
            all.bytes += written.bytes;
        }
    }
    register.flush()?;
    progress.finish_and_clear();
    let seconds = started.elapsed().as_secs_f64().max(0.001);
    writeln!(
        std::io::stdout(),
        "{} institutions, {} people, {:.1} MB in {seconds:.1} s ({:.0} people/s): {}",
        all.institutions,
        all.people,
        all.bytes as f64 / 1e6,
        all.people as f64 / seconds,
        arguments.out.display()
    )?;
    Ok(())
}

/// A larger country written here before would be imported along with this one.
fn refuse_leftovers(arguments: &Arguments) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(&arguments.out)? {
        let path = entry?.path();
        let number = path.file_stem().and_then(|stem| stem.to_str()?.strip_prefix('F')?.parse::<usize>().ok());
        let ours = number.is_some_and(|number| number <= arguments.institutions);
        if path.extension().is_some_and(|extension| extension == "xml") && !ours {
            anyhow::bail!("{} is not one of the files to be written: choose an empty directory", path.display());
        }
    }
    Ok(())
}

/// One thread a locality.
fn write_batch(country: Country, batch: std::ops::Range<usize>, to: &Arguments) -> anyhow::Result<Vec<Written>> {
    std::thread::scope(|scope| {
        let writers: Vec<_> = batch.map(|index| scope.spawn(move || write_locality(country, index, to))).collect();
        let joined = writers.into_iter().map(|writer| writer.join());
        joined.map(|written| written.map_err(|_| anyhow::anyhow!("a writing thread broke off"))?).collect()
    })
}

fn write_locality(country: Country, index: usize, to: &Arguments) -> anyhow::Result<Written> {
    let locality = country.locality(index);
    let wanted = (to.institutions - index * INSTITUTIONS_PER_LOCALITY).min(INSTITUTIONS_PER_LOCALITY);
    let schools = &locality.schools[..wanted];
    let mut written = Written { institutions: schools.len(), people: count_people(schools), ..Written::default() };
    for school in schools {
        written.bytes += write_school(&locality, school, country.sent(), &to.out)?;
        town::register::push_line(&school.register, &mut written.register);
    }
    Ok(written)
}

/// Writes one institution's file; answers its length in bytes.
fn write_school(locality: &Locality, school: &School, sent: DateTime, directory: &Path) -> anyhow::Result<usize> {
    let text = town::import_file::text(locality, school, sent);
    let path = directory.join(format!("{}.xml", school.register.number));
    std::fs::write(&path, &text).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(text.len())
}

/// Everybody on these schools' lists, once.
pub(crate) fn count_people(schools: &[School]) -> usize {
    let mut people = BTreeSet::new();
    for school in schools {
        for pupil in &school.pupils {
            people.insert(pupil.person);
            people.extend(pupil.contacts.iter().map(|contact| contact.person));
        }
        people.extend(school.employees.iter().map(|employee| employee.person));
        people.extend(school.externals.iter().map(|external| external.person));
    }
    people.len()
}
