//! `Range` of RFC 9110 §14, one range at a time.

use std::ops::Range;

/// What a `Range` header asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// Nothing we understand, or several ranges: the whole file is a right answer (§14.2).
    Whole,
    Part(Range<u64>),
    /// Nothing of it lies in the file.
    Unsatisfiable,
}

/// Reads a `Range` header for a file of `length` bytes.
pub fn asked(header: Option<&str>, length: u64) -> Asked {
    let Some(spec) = header.and_then(|value| value.trim().strip_prefix("bytes=")) else {
        return Asked::Whole;
    };
    let Some((first, last)) = spec.trim().split_once('-') else {
        return Asked::Whole;
    };
    // Several ranges have a comma in one of the halves, which is no number.
    let number = |text: &str| -> Option<u64> {
        let text = text.trim();
        text.bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| text.parse().ok())
            .flatten()
    };
    match (first.trim().is_empty(), last.trim().is_empty()) {
        (true, true) => Asked::Whole,
        (true, false) => match number(last) {
            None => Asked::Whole,
            Some(0) => Asked::Unsatisfiable,
            Some(_) if length == 0 => Asked::Unsatisfiable,
            Some(suffix) => Asked::Part(length.saturating_sub(suffix)..length),
        },
        (false, open) => {
            let Some(first) = number(first) else {
                return Asked::Whole;
            };
            let last = match open {
                true => length.saturating_sub(1),
                false => match number(last) {
                    Some(last) if last >= first => last,
                    _ => return Asked::Whole,
                },
            };
            if first >= length {
                Asked::Unsatisfiable
            } else {
                Asked::Part(first..last.min(length - 1) + 1)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_as_rfc_9110_has_them() {
        let of = |header: &str| asked(Some(header), 1000);
        assert_eq!(asked(None, 1000), Asked::Whole);
        assert_eq!(of("bytes=0-499"), Asked::Part(0..500));
        assert_eq!(of("bytes=500-"), Asked::Part(500..1000));
        assert_eq!(of("bytes=-500"), Asked::Part(500..1000));
        assert_eq!(of("bytes=-5000"), Asked::Part(0..1000));
        assert_eq!(of("bytes=999-5000"), Asked::Part(999..1000));
        assert_eq!(of("bytes=0-0"), Asked::Part(0..1));
        assert_eq!(of("bytes=1000-"), Asked::Unsatisfiable);
        assert_eq!(of("bytes=-0"), Asked::Unsatisfiable);
        // Not understood, hence ignored.
        for odd in [
            "bytes=0-1,5-6",
            "bytes=5-1",
            "bytes=x-",
            "bytes=-",
            "items=0-1",
            "bytes=+1-2",
            "",
        ] {
            assert_eq!(of(odd), Asked::Whole, "{odd}");
        }
        assert_eq!(of("bytes=99999999999999999999-"), Asked::Whole);
    }
}
