//! The hashing pool: as many lanes as cores, each a thread with Argon2 memory of its own, behind a fair
//! queue that is bounded in length and waiting time. The only door through which a password is made or
//! tested. Source: `architecture.md` §5, `security.md` rules 1, 9 and 10.
//!
//! What it does not do: count failures or know who is locked out (`rules::lockout` does), or judge passwords.

use crate::digest;
use crate::password::{Cost, HashError, Peppers, StoredHash};
use crate::queue::{FairQueue, Line};
use crate::random;
use crate::secret::SecretText;
use argon_engine::Engine;
use rules::id::PersonId;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// How much work the pool takes on.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Threads that hash, each with memory of its own.
    pub lanes: usize,
    /// Requests that may wait.
    pub waiting_max: usize,
    /// How long one request may wait for its turn.
    pub wait_max: Duration,
}

impl Limits {
    /// One lane a core; about four seconds of work waiting, none longer than five.
    pub fn for_this_machine() -> Limits {
        let lanes = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Limits { lanes, waiting_max: lanes * 256, wait_max: Duration::from_secs(5) }
    }
}

/// What came of making a hash.
#[derive(Debug)]
pub enum Made {
    /// The hash to store.
    Hash(StoredHash),
    /// Too many are waiting: "mange logger ind lige nu".
    Overloaded,
}

/// What came of testing a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    /// It is the password.
    Right {
        /// The stored hash is cheaper than today's or under an old pepper: make a new one now.
        needs_upgrade: Upgrade,
    },
    /// It is not, or nobody has this name.
    Wrong,
    /// Too many are waiting; nothing was tested and nothing counts as a failure.
    Overloaded,
}

/// Whether a hash that was just proven right should be made anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Upgrade {
    /// It is as today's rule wants it.
    No,
    /// Make it anew from the password at hand.
    Yes,
}

/// How busy the pool is, for operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy {
    /// Threads that hash.
    pub lanes: usize,
    /// Requests waiting now.
    pub waiting: usize,
    /// Hashes computed since the start.
    pub computed: u64,
    /// Memory those hashes went over, in KiB: what they cost, whatever machine it is.
    pub filled_kib: u64,
    /// Requests turned away since the start.
    pub turned_away: u64,
}

enum Work {
    Make(SecretText),
    Check(Option<StoredHash>, SecretText),
}

enum Outcome {
    Made(StoredHash),
    Checked(Checked),
    Overloaded,
}

struct Job {
    work: Work,
    account: PersonId,
    asked: Instant,
    reply: oneshot::Sender<Result<Outcome, HashError>>,
}

struct Inside {
    queue: FairQueue<Job>,
    closing: Option<Closing>,
    computed: u64,
    filled_kib: u64,
    turned_away: u64,
}

struct Closing;

struct Shared {
    cost: Cost,
    limits: Limits,
    peppers: Peppers,
    /// What is tested for names nobody has: a hash of no password.
    nobodys: StoredHash,
    inside: Mutex<Inside>,
    arrived: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends the lanes when the last clone of the pool goes.
struct Owner(Arc<Shared>);

impl Drop for Owner {
    fn drop(&mut self) {
        self.0.lock().closing = Some(Closing);
        self.0.arrived.notify_all();
    }
}

/// The pool. Cheap to clone.
#[derive(Clone)]
pub struct Pool(Arc<Owner>);

impl Pool {
    /// Starts the lanes and takes their memory.
    ///
    /// # Errors
    /// Where the operating system gives no thread.
    pub fn start(cost: Cost, limits: Limits, peppers: Peppers) -> std::io::Result<Pool> {
        let queue = FairQueue::new(limits.waiting_max);
        let inside = Inside { queue, closing: None, computed: 0, filled_kib: 0, turned_away: 0 };
        let nobodys = peppers.seal(PersonId::NOBODY, cost, random::bytes(), &random::bytes());
        let (inside, arrived) = (Mutex::new(inside), Condvar::new());
        let shared = Arc::new(Shared { cost, limits, peppers, nobodys, inside, arrived });
        let pool = Pool(Arc::new(Owner(shared.clone())));
        for number in 0..limits.lanes {
            let shared = shared.clone();
            std::thread::Builder::new().name(format!("hashing-{number}")).spawn(move || lane(&shared))?;
        }
        Ok(pool)
    }

    /// Makes the hash to store for a new password.
    ///
    /// # Errors
    /// Where the pool has shut down.
    pub async fn hash(&self, account: PersonId, line: Line, password: SecretText) -> Result<Made, HashError> {
        match self.ask(account, line, Work::Make(password)).await? {
            Outcome::Made(stored) => Ok(Made::Hash(stored)),
            Outcome::Overloaded | Outcome::Checked(_) => Ok(Made::Overloaded),
        }
    }

    /// Tests a password. For a name nobody has, `stored` is none: the same work is done and the answer is wrong.
    ///
    /// # Errors
    /// Where the stored hash does not open or the pool has shut down; never for a wrong password.
    pub async fn verify(
        &self,
        stored: Option<StoredHash>,
        account: PersonId,
        line: Line,
        password: SecretText,
    ) -> Result<Checked, HashError> {
        match self.ask(account, line, Work::Check(stored, password)).await? {
            Outcome::Checked(checked) => Ok(checked),
            Outcome::Overloaded | Outcome::Made(_) => Ok(Checked::Overloaded),
        }
    }

    /// Makes a hash in the calling thread, past the queue: for commands and demo data, never for a request.
    pub fn hash_here(&self, account: PersonId, password: &SecretText) -> StoredHash {
        make(&self.0.0, &mut Engine::new(self.0.0.cost.of_engine()), account, password)
    }

    /// How busy it is.
    pub fn busy(&self) -> Busy {
        let inside = self.0.0.lock();
        Busy {
            lanes: self.0.0.limits.lanes,
            waiting: inside.queue.waiting(),
            computed: inside.computed,
            filled_kib: inside.filled_kib,
            turned_away: inside.turned_away,
        }
    }

    /// The peppers, for the job that rotates them.
    pub fn peppers(&self) -> &Peppers {
        &self.0.0.peppers
    }

    async fn ask(&self, account: PersonId, line: Line, work: Work) -> Result<Outcome, HashError> {
        let shared = &self.0.0;
        let (reply, answer) = oneshot::channel();
        let job = Job { work, account, asked: Instant::now(), reply };
        {
            let mut inside = shared.lock();
            if inside.queue.push(line, job).is_err() {
                inside.turned_away += 1;
                return Ok(Outcome::Overloaded);
            }
        }
        shared.arrived.notify_one();
        answer.await.map_err(|_| HashError::PoolGone)?
    }
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Pool(..)")
    }
}

fn lane(shared: &Shared) {
    let mut engine = Engine::new(shared.cost.of_engine());
    while let Some(job) = next_job(shared) {
        let Job { work, account, asked, reply } = job;
        if shared.limits.wait_max < asked.elapsed() {
            shared.lock().turned_away += 1;
            let _ = reply.send(Ok(Outcome::Overloaded));
            continue;
        }
        let cost = match &work {
            Work::Check(Some(stored), _) => stored.cost,
            Work::Check(None, _) | Work::Make(_) => shared.cost,
        };
        let outcome = match work {
            Work::Make(password) => Ok(Outcome::Made(make(shared, &mut engine, account, &password))),
            Work::Check(stored, password) => {
                check(shared, &mut engine, (account, stored.as_ref()), &password).map(Outcome::Checked)
            }
        };
        {
            let mut inside = shared.lock();
            inside.computed += 1;
            inside.filled_kib += cost.filled_kib();
        }
        let _ = reply.send(outcome);
    }
}

/// Waits for the next job that somebody still wants; none when the pool closes.
fn next_job(shared: &Shared) -> Option<Job> {
    let mut inside = shared.lock();
    loop {
        if inside.closing.is_some() {
            return None;
        }
        match inside.queue.pop() {
            Some(job) if job.reply.is_closed() => {}
            Some(job) => return Some(job),
            None => inside = shared.arrived.wait(inside).unwrap_or_else(PoisonError::into_inner),
        }
    }
}

fn make(shared: &Shared, engine: &mut Engine, account: PersonId, password: &SecretText) -> StoredHash {
    let salt = random::bytes();
    let hash = engine.hash(shared.cost.of_engine(), &salt, password.reveal().as_bytes());
    shared.peppers.seal(account, shared.cost, salt, &hash)
}

/// One way for both: what nobody has is tested like what somebody has, and found wrong.
fn check(
    shared: &Shared,
    engine: &mut Engine,
    (account, stored): (PersonId, Option<&StoredHash>),
    password: &SecretText,
) -> Result<Checked, HashError> {
    let (account, tested) = stored.map_or((PersonId::NOBODY, &shared.nobodys), |stored| (account, stored));
    let hash = engine.hash(tested.cost.of_engine(), &tested.salt, password.reveal().as_bytes());
    let expected = shared.peppers.open(account, tested)?;
    if !digest::same(expected.reveal(), hash.as_slice()) || stored.is_none() {
        return Ok(Checked::Wrong);
    }
    let current = tested.cost == shared.cost && !shared.peppers.is_old(tested);
    Ok(Checked::Right { needs_upgrade: if current { Upgrade::No } else { Upgrade::Yes } })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{KeyKind, Keys};
    use rules::chance::Chance;

    const ALMA: PersonId = PersonId(1);

    fn keys() -> Keys {
        Keys::generate(&mut Chance::from_seed([8; 32]))
    }

    fn limits(lanes: usize, waiting_max: usize) -> Limits {
        Limits { lanes, waiting_max, wait_max: Duration::from_secs(60) }
    }

    fn pool(cost: Cost, keys: &Keys) -> Pool {
        Pool::start(cost, limits(2, 100), Peppers::new(keys)).unwrap()
    }

    fn school() -> Line {
        Line::Institution("101001".to_owned())
    }

    async fn test(pool: &Pool, stored: &StoredHash, password: &str) -> Checked {
        pool.verify(Some(stored.clone()), ALMA, school(), password.into()).await.unwrap()
    }

    #[tokio::test]
    async fn the_right_password_is_right_and_another_is_not() {
        let pool = pool(Cost::TINY, &keys());
        let Made::Hash(stored) = pool.hash(ALMA, school(), "hund kat".into()).await.unwrap() else { panic!() };
        assert_eq!(test(&pool, &stored, "hund kat").await, Checked::Right { needs_upgrade: Upgrade::No });
        assert_eq!(test(&pool, &stored, "hund ko").await, Checked::Wrong);
        assert_eq!(pool.busy().computed, 3);
    }

    #[tokio::test]
    async fn a_name_nobody_has_is_hashed_all_the_same() {
        let pool = pool(Cost::TINY, &keys());
        let checked = pool.verify(None, PersonId(0), Line::Stranger(7), "hund".into()).await.unwrap();
        let busy = pool.busy();
        assert_eq!((checked, busy.computed, busy.filled_kib), (Checked::Wrong, 1, 8));
    }

    #[tokio::test]
    async fn a_cheaper_hash_and_an_old_pepper_ask_to_be_made_anew() {
        let stored = pool(Cost::TINY, &keys()).hash_here(ALMA, &"hund".into());
        let upgraded = Checked::Right { needs_upgrade: Upgrade::Yes };
        let costlier = pool(Cost::new(64, 1).unwrap(), &keys());
        assert_eq!(test(&costlier, &stored, "hund").await, upgraded);
        let newer = keys().rotated(KeyKind::Pepper, &mut Chance::from_seed([9; 32])).unwrap();
        assert_eq!(test(&pool(Cost::TINY, &newer), &stored, "hund").await, upgraded);
    }

    #[tokio::test]
    async fn a_hash_of_another_account_is_broken_not_wrong() {
        let pool = pool(Cost::TINY, &keys());
        let stored = pool.hash_here(PersonId(2), &"hund".into());
        assert!(pool.verify(Some(stored), ALMA, school(), "hund".into()).await.is_err());
    }

    #[tokio::test]
    async fn beyond_the_bound_it_says_so_and_tests_nothing() {
        let pool = Pool::start(Cost::TINY, limits(0, 1), Peppers::new(&keys())).unwrap();
        let waiting = pool.clone();
        let first = tokio::spawn(async move { waiting.verify(None, ALMA, school(), "hund".into()).await });
        while pool.busy().waiting == 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(pool.verify(None, ALMA, school(), "hund".into()).await.unwrap(), Checked::Overloaded);
        assert_eq!(pool.busy().turned_away, 1);
        first.abort();
    }

    #[tokio::test]
    async fn who_waited_too_long_is_turned_away() {
        let limits = Limits { lanes: 1, waiting_max: 10, wait_max: Duration::ZERO };
        let pool = Pool::start(Cost::TINY, limits, Peppers::new(&keys())).unwrap();
        assert_eq!(pool.verify(None, ALMA, school(), "hund".into()).await.unwrap(), Checked::Overloaded);
    }
}
