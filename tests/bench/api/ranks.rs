//! Where in a list what stands, as the table `bench_ranks` says, and the cursors that lead
//! there. Walking to the hundred-thousandth row by `next` would take longer than measuring.

use anyhow::{Context, ensure};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use super::psql;

/// A row of a list, and the one behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Since 1970.
    micros: i64,
    /// The same as RFC 3339.
    at: String,
    id: String,
    /// Of the list.
    length: u64,
    /// What the page after this row begins with.
    pub next: String,
}

impl Place {
    /// As `platform::page` writes it, with what the first page has counted. If that changes,
    /// the first answer is a refusal.
    pub fn cursor(&self) -> String {
        let id = self.id.replace('-', "");
        URL_SAFE_NO_PAD.encode(format!("n{}.{id}.~{}", self.micros, self.length))
    }

    /// As Django REST framework writes it: the time alone, rows of one time are counted.
    pub fn peer_cursor(&self) -> String {
        let cursor = STANDARD.encode(format!("p={}", self.at));
        cursor.replace('+', "%2B").replace('=', "%3D")
    }
}

/// Which list, and which end it begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// In `bench_ranks`.
    pub list: &'static str,
    pub oldest_first: bool,
}

pub async fn length(database: &str, list: &str) -> anyhow::Result<u64> {
    let sql = format!("SELECT count(*) FROM bench_ranks WHERE list = '{list}'");
    Ok(psql::value(database, &sql).await?.parse()?)
}

/// The last rows of the first `depth`, of the first `depth + step`, and so on.
pub async fn places(
    database: &str,
    order: Order,
    depth: u64,
    step: u64,
    many: u64,
) -> anyhow::Result<Vec<Place>> {
    let Order { list, oldest_first } = order;
    let length = length(database, list).await?;
    // Ranks are of the newest first; from the other end the next one is the one before.
    let (rank, next) = match oldest_first {
        false => ("d".to_owned(), "r.rank + 1"),
        true => (format!("{} - d", length + 1), "r.rank - 1"),
    };
    let last = depth + step * (many - 1);
    let sql = format!(
        "SELECT (extract(epoch FROM r.at) * 1000000)::bigint,
                to_char(r.at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), r.id, n.id
         FROM generate_series({depth}, {last}, {step}) d
         JOIN bench_ranks r ON r.list = '{list}' AND r.rank = {rank}
         JOIN bench_ranks n ON n.list = '{list}' AND n.rank = {next} ORDER BY d"
    );
    let rows = psql::rows(database, &sql).await?;
    ensure!(!rows.is_empty(), "{list} has no row {depth}");
    rows.iter().map(|row| place(row, length)).collect()
}

fn place(row: &[String], length: u64) -> anyhow::Result<Place> {
    let [micros, at, id, next] = row else {
        anyhow::bail!("{row:?}")
    };
    Ok(Place {
        micros: micros.parse().context("time")?,
        at: at.clone(),
        id: id.clone(),
        length,
        next: next.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_are_written_as_either_server_writes_them() {
        let row = [
            "1764345600123456",
            "2025-11-28T16:00:00.123456Z",
            "0199c2f4-0000-7abc-8def-000000000001",
            "next",
        ];
        let place = place(&row.map(str::to_owned), 20_000).unwrap();
        let ours = URL_SAFE_NO_PAD.decode(place.cursor()).unwrap();
        assert_eq!(
            ours,
            b"n1764345600123456.0199c2f400007abc8def000000000001.~20000"
        );
        let peers = place.peer_cursor().replace("%2B", "+").replace("%3D", "=");
        assert_eq!(
            STANDARD.decode(peers).unwrap(),
            b"p=2025-11-28T16:00:00.123456Z"
        );
    }
}
