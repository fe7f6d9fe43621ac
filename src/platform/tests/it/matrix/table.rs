//! Reads `who_may.md`.

use std::fmt;

use super::callers::CALLERS;
use crate::world::Answer;

/// What a caller gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Ok,
    /// Ok, and a list with this many rows in all.
    Rows(u64),
    Unauthorized,
    Forbidden,
    NotFound,
    Conflict,
    Invalid,
    /// Never in the table.
    Other(u16),
}

impl Outcome {
    pub fn of(answer: &Answer) -> Outcome {
        let rows = answer.body["count"]
            .as_u64()
            .or_else(|| Some(answer.body.as_array()?.len() as u64));
        match (answer.status.as_u16(), rows) {
            (200..300, Some(rows)) => Outcome::Rows(rows),
            (200..300, None) => Outcome::Ok,
            (401, _) => Outcome::Unauthorized,
            (403, _) => Outcome::Forbidden,
            (404, _) => Outcome::NotFound,
            (409, _) => Outcome::Conflict,
            (422, _) => Outcome::Invalid,
            (other, _) => Outcome::Other(other),
        }
    }

    pub fn is_ok(self) -> bool {
        matches!(self, Outcome::Ok | Outcome::Rows(_))
    }

    fn read(cell: &str) -> Outcome {
        match cell {
            "ok" => Outcome::Ok,
            "401" => Outcome::Unauthorized,
            "403" => Outcome::Forbidden,
            "404" => Outcome::NotFound,
            "409" => Outcome::Conflict,
            "422" => Outcome::Invalid,
            cell => match cell.split_once(' ') {
                Some((rows, "row" | "rows")) => Outcome::Rows(rows.parse().unwrap()),
                _ => panic!("the table says {cell:?}"),
            },
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Ok => f.write_str("ok"),
            Outcome::Rows(rows) => write!(f, "{rows} rows"),
            Outcome::Unauthorized => f.write_str("401"),
            Outcome::Forbidden => f.write_str("403"),
            Outcome::NotFound => f.write_str("404"),
            Outcome::Conflict => f.write_str("409"),
            Outcome::Invalid => f.write_str("422"),
            Outcome::Other(status) => write!(f, "{status}"),
        }
    }
}

/// One operation, asked for one object, as each caller.
#[derive(Debug)]
pub struct Line {
    pub verb: &'static str,
    /// As in the OpenAPI document.
    pub path: &'static str,
    /// Which of the owner's objects is asked for; empty where none is.
    pub of: &'static str,
    pub outcomes: [Outcome; 8],
}

impl Line {
    pub fn changes_something(&self) -> bool {
        !matches!(self.verb, "GET" | "HEAD")
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.verb, self.path, self.of)
    }
}

pub fn read() -> Vec<Line> {
    let mut rows = include_str!("who_may.md")
        .lines()
        .filter(|line| line.starts_with('|'))
        .map(cells);
    let headings = rows.next().unwrap();
    let expected = CALLERS.map(|caller| caller.heading());
    assert_eq!(headings[2..10], expected, "the columns");
    let lines: Vec<Line> = rows.skip(1).map(|row| line(&row)).collect();
    assert!(lines.len() >= 40, "only {} lines", lines.len());
    lines
}

fn cells(row: &'static str) -> Vec<&'static str> {
    let inside = row.trim().trim_start_matches('|').trim_end_matches('|');
    inside.split('|').map(str::trim).collect()
}

fn line(row: &[&'static str]) -> Line {
    assert_eq!(row.len(), 11, "{row:?}");
    let (verb, path) = row[0].trim_matches('`').split_once(' ').unwrap();
    let mut outcomes = row[2..10].iter().map(|cell| Outcome::read(cell));
    Line {
        verb,
        path: path.trim(),
        of: row[1],
        outcomes: std::array::from_fn(|_| outcomes.next().unwrap()),
    }
}
