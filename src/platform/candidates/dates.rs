//! Dates of a profile.

use chrono::{Datelike, NaiveDate};

/// A day that PostgreSQL knows, too.
pub(super) fn day_of(said: &str) -> Option<NaiveDate> {
    let day: NaiveDate = said.parse().ok()?;
    (1..=9999).contains(&day.year()).then_some(day)
}

/// `2021`, `2021-09` or `2021-09-01`, of the calendar: what JSON Resume allows, without the
/// nineteenth month that its pattern lets pass.
pub(super) fn is_date(said: &str) -> bool {
    let digits = |(at, letter): (usize, u8)| match at {
        4 | 7 => letter == b'-',
        _ => letter.is_ascii_digit(),
    };
    let whole = match said.len() {
        4 => format!("{said}-01-01"),
        7 => format!("{said}-01"),
        10 => said.to_owned(),
        _ => return false,
    };
    said.starts_with(['1', '2'])
        && said.bytes().enumerate().all(digits)
        && whole.parse::<NaiveDate>().is_ok()
}

/// Of two dates, as far as both are known.
pub(super) fn ends_before(start: &str, end: &str) -> bool {
    let known = start.len().min(end.len());
    end[..known] < start[..known]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_as_exact_as_somebody_remembers() {
        for right in ["2021", "2021-09", "2021-09-30", "1999", "2024-02-29"] {
            assert!(is_date(right), "{right}");
        }
        for wrong in [
            "",
            "hier",
            "21",
            "02021",
            "2021-",
            "2021-13",
            "2021-00",
            "2021-9",
            "2021-02-30",
            "2021/09",
            "0999",
            "3021",
            "2021-09-01T",
            "٢٠٢١",
            "2021-+9",
        ] {
            assert!(!is_date(wrong), "{wrong}");
        }
    }

    #[test]
    fn what_is_known_of_both_is_compared() {
        assert!(ends_before("2021", "2020"));
        assert!(ends_before("2021-09", "2021-08-31"));
        assert!(!ends_before("2021-09", "2021"));
        assert!(!ends_before("2021", "2021-01"));
    }
}
