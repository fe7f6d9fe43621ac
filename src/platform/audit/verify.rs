//! `jobgate check --audit`: does the chain hold?

use std::{collections::HashSet, fmt, pin::pin};

use futures_util::TryStreamExt;

use super::{
    chain::{self, Chain},
    store::{self, WholeSeal},
};
use crate::{Platform, error::ApiResult};

/// One thing that is not as it was sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// Seals between these two numbers are gone.
    SealsMissing { after: i64, before: i64 },
    /// An entry that a seal names is gone.
    EntryMissing { seal: i64, entry: i64 },
    /// The seal does not fit its entries, its number or the seal before it.
    SealBroken { seal: i64 },
    /// Made under another `SECRET_KEY`: it cannot be verified with this one.
    OtherKey { seal: i64 },
    /// An entry that was put in beside the triggers.
    EntryUnsealed { entry: i64 },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::SealsMissing { after, before } => {
                write!(f, "seals between {after} and {before} are missing")
            }
            Finding::EntryMissing { seal, entry } => {
                write!(f, "entry {entry} of seal {seal} is missing")
            }
            Finding::SealBroken { seal } => write!(
                f,
                "seal {seal} does not fit its entries or the seal before it: something was changed"
            ),
            Finding::OtherKey { seal } => write!(
                f,
                "seal {seal} was made under another SECRET_KEY: run the check with that one"
            ),
            Finding::EntryUnsealed { entry } => {
                write!(f, "entry {entry} is in no seal and waits for none")
            }
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    pub seals: u64,
    /// In seals.
    pub entries: u64,
    /// Of the last minute, not sealed yet.
    pub waiting: i64,
    /// The newest seal's number and digest, to be compared with the server's log.
    pub last: Option<(i64, String)>,
    pub findings: Vec<Finding>,
}

impl Report {
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            writeln!(f, "{finding}")?;
        }
        if let Some((number, digest)) = &self.last {
            writeln!(
                f,
                "newest seal: {number} {digest} (the server's log has the same)"
            )?;
        }
        write!(
            f,
            "{} entries in {} seals, {} not sealed yet: {}",
            self.entries,
            self.seals,
            self.waiting,
            match self.findings.len() {
                0 => "intact".to_owned(),
                1 => "1 finding".to_owned(),
                many => format!("{many} findings"),
            }
        )
    }
}

/// Computes every seal again.
pub async fn verify(platform: &Platform) -> ApiResult<Report> {
    let chain = platform.audit_chain();
    let pool = platform.db().system();
    let mut report = Report::default();
    let mut before = WholeSeal {
        number: 0,
        entry_ids: vec![],
        digest: chain::START.to_vec(),
        key_fingerprint: vec![],
    };
    let mut seals = pin!(store::seals(pool));
    while let Some(seal) = seals.try_next().await? {
        if seal.number != before.number + 1 {
            report.findings.push(Finding::SealsMissing {
                after: before.number,
                before: seal.number,
            });
        }
        let finding = fault(platform, chain, &before.digest, &seal).await?;
        report.findings.extend(finding);
        report.seals += 1;
        report.entries += seal.entry_ids.len() as u64;
        report.last = Some((seal.number, hex::encode(&seal.digest)));
        before = seal;
    }
    let strays = store::strays(pool).await?;
    report.findings.extend(
        strays
            .into_iter()
            .map(|entry| Finding::EntryUnsealed { entry }),
    );
    report.waiting = store::waiting(pool).await?;
    Ok(report)
}

async fn fault(
    platform: &Platform,
    chain: &Chain,
    previous: &[u8],
    seal: &WholeSeal,
) -> ApiResult<Vec<Finding>> {
    let number = seal.number;
    let mut connection = platform
        .db()
        .system()
        .acquire()
        .await
        .map_err(crate::error::ApiError::from)?;
    let entries = store::entries(&mut connection, &seal.entry_ids).await?;
    if entries.len() < seal.entry_ids.len() {
        let there: HashSet<i64> = entries.iter().map(|entry| entry.id).collect();
        return Ok(seal
            .entry_ids
            .iter()
            .filter(|id| !there.contains(id))
            .map(|&entry| Finding::EntryMissing {
                seal: number,
                entry,
            })
            .collect());
    }
    if seal.key_fingerprint != chain.fingerprint() {
        return Ok(vec![Finding::OtherKey { seal: number }]);
    }
    let fits = seal.digest == chain.digest(previous, number, &entries);
    Ok(if fits {
        vec![]
    } else {
        vec![Finding::SealBroken { seal: number }]
    })
}
