//! What a seal is computed of.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{config::Secret, keys::Key};

/// What stands before the first seal.
pub const START: [u8; 32] = [0; 32];

/// One row of `audit_entries`, as it is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: i64,
    pub at: DateTime<Utc>,
    pub actor_id: Option<Uuid>,
    pub company_id: Option<Uuid>,
    pub action: String,
    pub object: String,
    pub object_id: Uuid,
    /// PostgreSQL's own text of the jsonb, which has one form for one value.
    pub details: String,
}

/// Makes seals under a key derived from `SECRET_KEY`.
#[derive(Clone)]
pub struct Chain {
    key: Key,
}

impl Chain {
    pub fn new(secret: &Secret) -> Chain {
        Chain {
            key: Key::derive(secret, "audit-seal"),
        }
    }

    /// Which key it is, without giving it away.
    pub fn fingerprint(&self) -> [u8; 8] {
        let mac = self.key.sign(b"fingerprint");
        std::array::from_fn(|at| mac[at])
    }

    /// HMAC-SHA256 over the seal before, the number and the entries, each field with its
    /// length before it, so that nothing can be moved from one field to the next.
    pub fn digest(&self, previous: &[u8], number: i64, entries: &[Entry]) -> [u8; 32] {
        let mut message = Vec::with_capacity(64 + 160 * entries.len());
        field(&mut message, previous);
        field(&mut message, &number.to_be_bytes());
        for entry in entries {
            field(&mut message, &entry.id.to_be_bytes());
            field(&mut message, &entry.at.timestamp_micros().to_be_bytes());
            for id in [entry.actor_id, entry.company_id] {
                field(
                    &mut message,
                    id.as_ref().map_or(&[][..], |id| id.as_bytes()),
                );
            }
            field(&mut message, entry.action.as_bytes());
            field(&mut message, entry.object.as_bytes());
            field(&mut message, entry.object_id.as_bytes());
            field(&mut message, entry.details.as_bytes());
        }
        self.key.sign(&message)
    }
}

fn field(message: &mut Vec<u8>, bytes: &[u8]) {
    message.extend((bytes.len() as u64).to_be_bytes());
    message.extend(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        Entry {
            id: 7,
            at: DateTime::from_timestamp_micros(1_700_000_000_000_001).unwrap(),
            actor_id: Some(Uuid::from_u128(1)),
            company_id: None,
            action: "video.viewed".into(),
            object: "video".into(),
            object_id: Uuid::from_u128(2),
            details: "{}".into(),
        }
    }

    #[test]
    fn every_field_counts_and_so_do_place_and_key() {
        let chain = Chain::new(&Secret::new("a secret of at least thirty-two bytes"));
        let whole = chain.digest(&START, 1, &[entry()]);
        assert_eq!(whole, chain.digest(&START, 1, &[entry()]));
        let changes: [fn(&mut Entry); 8] = [
            |e| e.id = 8,
            |e| e.at += chrono::TimeDelta::microseconds(1),
            |e| e.actor_id = None,
            // The same bytes one field further.
            |e| (e.actor_id, e.company_id) = (e.company_id, e.actor_id),
            |e| e.action = "video.view".into(),
            |e| e.object = "dvideo".into(),
            |e| e.object_id = Uuid::from_u128(3),
            |e| e.details = r#"{"a": 1}"#.into(),
        ];
        for (at, change) in changes.into_iter().enumerate() {
            let mut changed = entry();
            change(&mut changed);
            assert_ne!(whole, chain.digest(&START, 1, &[changed]), "change {at}");
        }
        assert_ne!(whole, chain.digest(&[1; 32], 1, &[entry()]));
        assert_ne!(whole, chain.digest(&START, 2, &[entry()]));
        assert_ne!(whole, chain.digest(&START, 1, &[entry(), entry()]));
        let other = Chain::new(&Secret::new("another secret of thirty-two bytes and more"));
        assert_ne!(whole, other.digest(&START, 1, &[entry()]));
        assert_ne!(chain.fingerprint(), other.fingerprint());
    }
}
