//! How often somebody may try to log in.
//!
//! A try is charged before it is looked at and the charge is taken back when it was right,
//! so that a hundred tries at once count as a hundred. After some free ones each failure
//! closes the counter for twice as long as the one before; a try that comes meanwhile is
//! refused unseen, the right password, too, or the answer would tell which one is right.
//! Failures are forgotten one by one as time passes, and all at once by a log-in.
//!
//! An account is slowed down and never locked: whoever knows an address could otherwise
//! keep its owner out for good.

use std::{net::IpAddr, time::Duration};

use super::store::throttles as store;
use crate::{
    Platform,
    config::Secret,
    error::{ApiError, ApiResult},
    ids::UserId,
    keys::Key,
};

/// How a kind of counter counts.
struct Rule {
    kind: &'static str,
    /// Failures without a wait.
    free: f64,
    /// One failure is forgotten after this.
    forgets_after: Duration,
    longest_wait: Duration,
}

/// 96 guesses a day at a password, once the free ones are used up. The same for the codes
/// of the second step, where three in a million are right at any time: 3 in 10,000 a day,
/// and only for who knows the password.
const FEW: Rule = Rule {
    kind: "account",
    free: 5.0,
    forgets_after: Duration::from_secs(30 * 60),
    longest_wait: LONGEST_WAIT,
};
const CODE: Rule = Rule {
    kind: "code",
    ..FEW
};
/// A school or an office shares one address: many people mistype there every day, and one
/// failure a minute never closes it.
const MANY: Rule = Rule {
    kind: "address",
    free: 50.0,
    forgets_after: Duration::from_secs(60),
    longest_wait: LONGEST_WAIT,
};
/// Three letters at once are enough for who mistyped; then a mailbox gets 12 a day at most.
const LETTER: Rule = Rule {
    kind: "letter",
    free: 3.0,
    forgets_after: Duration::from_secs(2 * 60 * 60),
    longest_wait: Duration::from_secs(2 * 60 * 60),
};
/// Sign-ups and letters asked for: a class signs up in one lesson from one address.
const ASKER: Rule = Rule {
    kind: "asker",
    free: 100.0,
    forgets_after: Duration::from_secs(60),
    longest_wait: LONGEST_WAIT,
};
const FIRST_WAIT: Duration = Duration::from_secs(30);
const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);

/// What is counted.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    /// Passwords for this account, however its address was spelled.
    Account(UserId),
    /// Passwords for an address that nobody has here: it must not be told apart.
    Stranger(&'a str),
    /// Codes of the second step.
    Code(UserId),
    /// Log-ins from there.
    Address(IpAddr),
    /// Letters to an e-mail address, whether or not anybody has it here.
    Letter(&'a str),
    /// Sign-ups and letters asked for from there.
    Asker(IpAddr),
}

impl Subject<'_> {
    fn rule(self) -> &'static Rule {
        match self {
            Subject::Account(_) | Subject::Stranger(_) => &FEW,
            Subject::Code(_) => &CODE,
            Subject::Address(_) => &MANY,
            Subject::Letter(_) => &LETTER,
            Subject::Asker(_) => &ASKER,
        }
    }
}

/// Names the counters.
pub struct Throttle {
    key: Key,
}

impl Throttle {
    pub fn new(secret: &Secret) -> Throttle {
        Throttle {
            key: Key::derive(secret, "login-throttle"),
        }
    }

    fn name(&self, subject: Subject<'_>) -> [u8; 32] {
        let text = match subject {
            Subject::Account(user) => format!("account {user}"),
            Subject::Stranger(email) => format!("stranger {}", email.to_lowercase()),
            Subject::Code(user) => format!("code {user}"),
            Subject::Address(address) => format!("address {address}"),
            Subject::Letter(email) => format!("letter {}", email.to_lowercase()),
            Subject::Asker(address) => format!("asker {address}"),
        };
        self.key.sign(text.as_bytes())
    }

    /// Counts a try as failed until [`Charge::right`] or [`Charge::unseen`] says otherwise.
    ///
    /// Errors: `too-many-tries` while one of the counters is closed; nothing is counted then.
    pub async fn charge(
        &self,
        platform: &Platform,
        who: Subject<'_>,
        from: IpAddr,
    ) -> ApiResult<Charge> {
        self.charge_both(platform, [who, Subject::Address(from)])
            .await
    }

    /// Counts a letter, or a sign-up, which ends in one. Never taken back: what is counted
    /// is not a failure but the mail that somebody else may get.
    ///
    /// Errors: `too-many-tries`.
    pub async fn count_letter(
        &self,
        platform: &Platform,
        email: &str,
        from: IpAddr,
    ) -> ApiResult<()> {
        let both = [Subject::Letter(email), Subject::Asker(from)];
        self.charge_both(platform, both).await.map(drop)
    }

    /// Holds the letters to this address until the transaction ends. It writes, so that a
    /// transaction costs a commit whether or not the address has an account.
    pub async fn hold_letters(
        &self,
        connection: &mut sqlx::PgConnection,
        email: &str,
    ) -> ApiResult<()> {
        let subject = Subject::Letter(email);
        store::lock(connection, &self.name(subject), subject.rule().kind)
            .await
            .map(drop)
    }

    async fn charge_both(
        &self,
        platform: &Platform,
        // Addresses last, everywhere: two tries that meet at one cannot wait for each other.
        both: [Subject<'_>; 2],
    ) -> ApiResult<Charge> {
        let counted = both.map(|subject| Counted {
            rule: subject.rule(),
            key: self.name(subject),
        });
        let mut tx = platform.db().system().begin().await?;
        let mut closed_s: f64 = 0.0;
        let mut after = Vec::with_capacity(counted.len());
        for Counted { rule, key } in &counted {
            let counter = store::lock(&mut tx, key, rule.kind).await?;
            closed_s = closed_s.max(counter.wait_s);
            let quiet = Duration::try_from_secs_f64(counter.quiet_s).unwrap_or_default();
            after.push(one_more(rule, counter.failures, quiet));
        }
        if closed_s > 0.0 {
            tx.rollback().await?;
            let wait = Duration::try_from_secs_f64(closed_s).unwrap_or(LONGEST_WAIT);
            return Err(ApiError::Throttled { wait });
        }
        for (Counted { rule, key }, failures) in counted.iter().zip(after) {
            store::charge(&mut tx, key, failures, wait_after(rule, failures)).await?;
        }
        store::sweep(&mut tx).await?;
        tx.commit().await?;
        Ok(Charge { counted })
    }
}

struct Counted {
    rule: &'static Rule,
    key: [u8; 32],
}

/// A try under way. Left alone, it stays a failure.
#[must_use]
pub struct Charge {
    counted: [Counted; 2],
}

impl Charge {
    /// It was right: the account starts anew, the address gets this one try back.
    pub async fn right(self, platform: &Platform) -> ApiResult<()> {
        let [who, from] = &self.counted;
        let mut tx = platform.db().system().begin().await?;
        store::forget(&mut tx, &who.key).await?;
        store::take_back(&mut tx, &from.key, from.rule.free).await?;
        Ok(tx.commit().await?)
    }

    /// Nobody looked at it, because we were busy or something of ours failed.
    pub async fn unseen(self, platform: &Platform) -> ApiResult<()> {
        let mut tx = platform.db().system().begin().await?;
        for Counted { rule, key } in &self.counted {
            store::take_back(&mut tx, key, rule.free).await?;
        }
        Ok(tx.commit().await?)
    }
}

fn one_more(rule: &Rule, failures: f64, quiet: Duration) -> f64 {
    let forgotten = quiet.as_secs_f64() / rule.forgets_after.as_secs_f64();
    (failures - forgotten).max(0.0) + 1.0
}

fn wait_after(rule: &Rule, failures: f64) -> Duration {
    // A failure counts as a whole one until all of it is forgotten.
    let over = failures.ceil() - rule.free;
    if over < 0.0 {
        return Duration::ZERO;
    }
    FIRST_WAIT
        .mul_f64(over.min(10.0).exp2())
        .min(rule.longest_wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The waits after so many failures in a row, each tried as soon as it is let.
    fn waits(rule: &Rule, tries: usize) -> Vec<u64> {
        let (mut failures, mut waits) = (0.0, Vec::new());
        let mut last = Duration::ZERO;
        for _ in 0..tries {
            failures = one_more(rule, failures, last + Duration::from_secs(1));
            last = wait_after(rule, failures);
            waits.push(last.as_secs());
        }
        waits
    }

    #[test]
    fn five_are_free_then_each_wait_is_twice_the_last_up_to_a_quarter_of_an_hour() {
        assert_eq!(
            waits(&FEW, 12),
            [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]
        );
    }

    #[test]
    fn a_night_forgets_the_failures_of_the_day() {
        let night = Duration::from_secs(8 * 3600);
        assert_eq!(one_more(&FEW, 10.0, night), 1.0);
    }

    #[test]
    fn an_address_from_which_one_a_minute_fails_is_never_closed() {
        let mut failures = 0.0;
        for _ in 0..10_000 {
            failures = one_more(&MANY, failures, Duration::from_secs(60));
            assert!(wait_after(&MANY, failures).is_zero());
        }
    }

    #[test]
    fn from_one_address_guessing_goes_on_at_about_one_a_minute() {
        let long: Vec<u64> = waits(&MANY, 1_000).split_off(900);
        let mean = long.iter().sum::<u64>() / long.len() as u64;
        assert!((45..=75).contains(&mean), "{mean} s");
    }

    #[test]
    fn counters_are_named_apart_and_without_regard_to_case() {
        let throttle = Throttle::new(&Secret::new("a secret of this test, long enough"));
        let user = UserId::new();
        let names = [
            Subject::Account(user),
            Subject::Code(user),
            Subject::Stranger("a@example.org"),
            Subject::Address(IpAddr::from([127, 0, 0, 1])),
        ]
        .map(|subject| throttle.name(subject));
        let different: std::collections::HashSet<_> = names.iter().collect();
        assert_eq!(different.len(), names.len());
        assert_eq!(
            throttle.name(Subject::Stranger("A@Example.org")),
            throttle.name(Subject::Stranger("a@example.org"))
        );
    }
}
