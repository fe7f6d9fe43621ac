//! Which of the last packets were there: a bit for each number.

/// How far back is remembered: 10 s of a 720p picture. What is older counts as a copy.
pub(crate) const WINDOW: i64 = 2048;

#[derive(Debug)]
pub(crate) struct Window {
    bits: [u64; WINDOW as usize / 64],
}

impl Window {
    pub(crate) fn new() -> Window {
        Window {
            bits: [0; WINDOW as usize / 64],
        }
    }

    fn place(number: i64) -> (usize, u64) {
        let index = number.rem_euclid(WINDOW) as usize;
        (index / 64, 1 << (index % 64))
    }

    pub(crate) fn has(&self, number: i64) -> bool {
        let (word, bit) = Window::place(number);
        self.bits[word] & bit != 0
    }

    pub(crate) fn add(&mut self, number: i64) {
        let (word, bit) = Window::place(number);
        self.bits[word] |= bit;
    }

    /// Moves on over numbers that are not there (yet).
    pub(crate) fn skip(&mut self, numbers: std::ops::Range<i64>) {
        for number in numbers.start.max(numbers.end - WINDOW)..numbers.end {
            let (word, bit) = Window::place(number);
            self.bits[word] &= !bit;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_a_round_ago_are_forgotten_when_skipped() {
        let mut window = Window::new();
        window.add(-3);
        window.add(5);
        assert!(window.has(-3) && window.has(5) && !window.has(6));
        window.skip(6..5 + WINDOW + 1);
        assert!(!window.has(5 + WINDOW));
        window.skip(-10..i64::from(u32::MAX));
        assert!(!window.has(-3));
    }
}
