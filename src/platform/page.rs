//! Lists `{count, next, previous, results}` by keyset: the cursor names the last row seen,
//! so that page 10,000 costs what page 1 costs (an OFFSET of 500,000 took 545 ms at a
//! million rows).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::error::{ApiError, ApiResult, Fault};

/// Counted exactly up to here, estimated beyond.
pub const EXACT_COUNT: i64 = 10_000;
const DEFAULT_LIMIT: u32 = 20;
const MAX_LIMIT: u32 = 100;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Opaque; from `next` or `previous`.
    pub cursor: Option<String>,
    /// Rows a page, 1 to 100; 20 when absent.
    pub limit: Option<u32>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    /// Exact up to 10,000.
    pub count: i64,
    /// Present and true when `count` is the planner's estimate.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub count_is_estimate: bool,
    /// Path and query of the next page.
    pub next: Option<String>,
    pub previous: Option<String>,
    pub results: Vec<T>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Towards {
    Next,
    Previous,
}

/// Where a row stands in an order by time, then id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    pub at: DateTime<Utc>,
    pub id: Uuid,
}

impl Key {
    /// Times that rows may have: year 1 to year 9999.
    const EARLIEST_S: i64 = -62_135_596_800;
    const LATEST_S: i64 = 253_402_300_799;

    /// No row comes before it in reading direction.
    fn before_all(descending: bool) -> Key {
        let (seconds, id) = match descending {
            true => (Key::LATEST_S, Uuid::max()),
            false => (Key::EARLIEST_S, Uuid::nil()),
        };
        Key {
            at: DateTime::from_timestamp(seconds, 0).unwrap_or_default(),
            id,
        }
    }
}

/// Which way a list is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    NewestFirst,
    OldestFirst,
}

/// One page's question to the database.
#[derive(Debug, Clone)]
pub struct Window {
    /// Rows after this key in reading direction. Never absent: `$1 IS NULL OR key < $1`
    /// would cost the index its condition as soon as the statement has one plan for all.
    pub after: Key,
    /// True when the database has to read newest first.
    pub descending: bool,
    /// One more than the page: the extra row says that there is another page.
    pub fetch: i64,
    limit: usize,
    towards: Towards,
    at_start: bool,
    /// What the page before said.
    counted: Option<Counted>,
}

impl PageQuery {
    pub fn window(&self, order: Order) -> ApiResult<Window> {
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT);
        if limit == 0 || limit > MAX_LIMIT {
            return Err(ApiError::field(
                "limit",
                Fault::OutOfRange {
                    min: 1,
                    max: i64::from(MAX_LIMIT),
                },
            ));
        }
        let cursor = match &self.cursor {
            None => None,
            Some(text) => {
                Some(decode(text).ok_or_else(|| ApiError::field("cursor", Fault::Unknown))?)
            }
        };
        let towards = cursor.map_or(Towards::Next, |cursor| cursor.towards);
        let descending = (order == Order::NewestFirst) == (towards == Towards::Next);
        Ok(Window {
            after: cursor.map_or(Key::before_all(descending), |cursor| cursor.key),
            descending,
            fetch: i64::from(limit) + 1,
            limit: limit as usize,
            towards,
            at_start: cursor.is_none(),
            counted: cursor.and_then(|cursor| cursor.counted),
        })
    }
}

impl Window {
    /// The first page counts, the pages behind it carry the number along: counting costs more
    /// than reading a page. Whoever writes another number into a cursor is told it, and nobody
    /// else.
    pub async fn counted(
        &self,
        count: impl Future<Output = ApiResult<Counted>>,
    ) -> ApiResult<Counted> {
        match self.counted {
            Some(counted) => Ok(counted),
            None => count.await,
        }
    }

    /// Cuts the fetched rows to a page and writes its links. `path` is the list's own path
    /// with its other parameters, e.g. `/api/videos/?status=draft`.
    pub fn page<R, T>(
        &self,
        mut rows: Vec<R>,
        path: &str,
        counted: Counted,
        key: impl Fn(&R) -> Key,
        mut into: impl FnMut(R) -> ApiResult<T>,
    ) -> ApiResult<Page<T>> {
        let more = rows.len() > self.limit;
        rows.truncate(self.limit);
        if self.towards == Towards::Previous {
            rows.reverse();
        }
        let link = |towards, row: &R| {
            let separator = if path.contains('?') { '&' } else { '?' };
            let limit = match self.limit == DEFAULT_LIMIT as usize {
                true => String::new(),
                false => format!("&limit={}", self.limit),
            };
            format!(
                "{path}{separator}cursor={}{limit}",
                encode(towards, key(row), counted)
            )
        };
        let (has_next, has_previous) = match self.towards {
            Towards::Next => (more, !self.at_start),
            Towards::Previous => (true, more),
        };
        let next = rows
            .last()
            .filter(|_| has_next)
            .map(|row| link(Towards::Next, row));
        let previous = rows
            .first()
            .filter(|_| has_previous)
            .map(|row| link(Towards::Previous, row));
        Ok(Page {
            count: counted.count,
            count_is_estimate: counted.estimated,
            next,
            previous,
            results: rows.into_iter().map(&mut into).collect::<ApiResult<_>>()?,
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cursor {
    towards: Towards,
    key: Key,
    counted: Option<Counted>,
}

fn encode(towards: Towards, key: Key, counted: Counted) -> String {
    let direction = match towards {
        Towards::Next => 'n',
        Towards::Previous => 'p',
    };
    let text = format!(
        "{direction}{}.{}.{}{}",
        key.at.timestamp_micros(),
        key.id.simple(),
        if counted.estimated { "~" } else { "" },
        counted.count
    );
    URL_SAFE_NO_PAD.encode(text)
}

fn decode(text: &str) -> Option<Cursor> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    let towards = match text.chars().next()? {
        'n' => Towards::Next,
        'p' => Towards::Previous,
        _ => return None,
    };
    let mut parts = text.get(1..)?.split('.');
    let at = DateTime::from_timestamp_micros(parts.next()?.parse().ok()?)?;
    if !(Key::EARLIEST_S..=Key::LATEST_S).contains(&at.timestamp()) {
        return None;
    }
    let id = parts.next()?.parse().ok()?;
    // Links that were made before there was a count in them go on.
    let counted = match parts.next() {
        None => None,
        Some(said) => {
            let (estimated, number) = match said.strip_prefix('~') {
                Some(number) => (true, number),
                None => (false, said),
            };
            let count = i64::from(number.parse::<u32>().ok()?);
            Some(Counted { count, estimated })
        }
    };
    if parts.next().is_some() {
        return None;
    }
    Some(Cursor {
        towards,
        key: Key { at, id },
        counted,
    })
}

/// A list's own address with the filters that were given: what [`Window::page`] writes its
/// links from.
pub fn address<V: AsRef<str>>(
    path: &str,
    filters: impl IntoIterator<Item = (&'static str, Option<V>)>,
) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in filters {
        if let Some(value) = value {
            query.append_pair(name, value.as_ref());
        }
    }
    match query.finish() {
        query if query.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    pub count: i64,
    pub estimated: bool,
}

/// Makes of a count that stopped at `EXACT_COUNT + 1` either the exact number or the
/// planner's row estimate for the table, never less than what was counted.
pub async fn counted(
    connection: &mut PgConnection,
    bounded: i64,
    table: &'static str,
) -> ApiResult<Counted> {
    if bounded <= EXACT_COUNT {
        return Ok(Counted {
            count: bounded,
            estimated: false,
        });
    }
    let estimate = sqlx::query_scalar!(
        r#"SELECT reltuples::bigint AS "rows!" FROM pg_class WHERE oid = to_regclass($1)"#,
        table
    )
    .fetch_optional(connection)
    .await?
    .unwrap_or(0);
    Ok(Counted {
        count: estimate.max(bounded),
        estimated: true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(n: usize) -> Vec<Key> {
        (0..n)
            .map(|i| Key {
                at: DateTime::from_timestamp_micros(1_000_000 + (i as i64 / 3)).unwrap(),
                id: Uuid::from_u128(i as u128),
            })
            .collect()
    }

    /// What PostgreSQL would answer to a window over `all`.
    fn ask(all: &[Key], window: &Window) -> Vec<Key> {
        let mut rows = all.to_vec();
        rows.sort_by_key(|key| (key.at, key.id));
        if window.descending {
            rows.reverse();
        }
        rows.into_iter()
            .filter(|key| {
                let after = window.after;
                match window.descending {
                    true => (key.at, key.id) < (after.at, after.id),
                    false => (key.at, key.id) > (after.at, after.id),
                }
            })
            .take(window.fetch as usize)
            .collect()
    }

    fn cursor(link: &str) -> String {
        link.split("cursor=")
            .nth(1)
            .unwrap()
            .split('&')
            .next()
            .unwrap()
            .to_owned()
    }

    #[test]
    fn walking_forth_and_back_meets_every_row_once() {
        let all = keys(47);
        for order in [Order::NewestFirst, Order::OldestFirst] {
            let counted = Counted {
                count: 47,
                estimated: false,
            };
            let (mut at, mut pages) = (None, Vec::new());
            loop {
                let query = PageQuery {
                    cursor: at.clone(),
                    limit: Some(10),
                };
                let window = query.window(order).unwrap();
                let page = window
                    .page(ask(&all, &window), "/x/", counted, |key| *key, Ok)
                    .unwrap();
                assert_eq!(page.previous.is_none(), pages.is_empty());
                let next = page.next.as_deref().map(cursor);
                pages.push(page);
                match next {
                    Some(next) => at = Some(next),
                    None => break,
                }
            }
            let ids: Vec<u128> = pages
                .iter()
                .flat_map(|p| &p.results)
                .map(|k| k.id.as_u128())
                .collect();
            let mut sorted = ids.clone();
            sorted.sort();
            assert_eq!(sorted, (0..47).collect::<Vec<u128>>());
            for at in (1..pages.len()).rev() {
                let back = PageQuery {
                    cursor: pages[at].previous.as_deref().map(cursor),
                    limit: Some(10),
                };
                let window = back.window(order).unwrap();
                let page = window
                    .page(ask(&all, &window), "/x/", counted, |key| *key, Ok)
                    .unwrap();
                assert_eq!(page.results, pages[at - 1].results);
                assert_eq!(page.previous.is_none(), at == 1);
            }
        }
    }

    #[tokio::test]
    async fn the_first_page_counts_and_the_others_carry_it_along() {
        let first = PageQuery::default().window(Order::NewestFirst).unwrap();
        for counted in [(7, false), (1_000_000, true)] {
            let (count, estimated) = counted;
            let counted = Counted { count, estimated };
            let asked = first.counted(async { Ok(counted) }).await.unwrap();
            let page = first
                .page(ask(&keys(47), &first), "/x/", asked, |key| *key, Ok)
                .unwrap();
            let query = |cursor: String| PageQuery {
                cursor: Some(cursor),
                limit: None,
            };
            let next = cursor(page.next.as_deref().unwrap());
            let window = query(next).window(Order::NewestFirst).unwrap();
            let carried = window.counted(async { panic!("counted again") }).await;
            assert_eq!(carried.unwrap(), counted);
        }
        // As cursors were before: the list is counted.
        let id = Uuid::from_u128(7).simple();
        let old = URL_SAFE_NO_PAD.encode(format!("n1000000.{id}"));
        assert_eq!(decode(&old).unwrap().counted, None);
        for bad in ["-1", "x", "~", "99999999999", "", "1.5"] {
            let text = URL_SAFE_NO_PAD.encode(format!("n1000000.{id}.{bad}"));
            assert_eq!(decode(&text), None, "{bad}");
        }
    }

    #[test]
    fn a_foreign_cursor_is_a_field_error() {
        // The last is a time that PostgreSQL does not know.
        let far = URL_SAFE_NO_PAD.encode(format!("n{}.{}", i64::MIN / 2, Uuid::nil().simple()));
        for bad in ["", "x", "bm9wZQ", "%%%", &far] {
            let query = PageQuery {
                cursor: Some(bad.into()),
                limit: None,
            };
            assert!(
                matches!(query.window(Order::NewestFirst), Err(ApiError::Invalid(_))),
                "{bad}"
            );
        }
    }
}
