//! How whole messages are damaged.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Longer than any datagram; texts may be longer from the start.
const MOST_ADDED: usize = 4096;

/// One thing that goes wrong with a message. Places are relative to its length at the time.
#[derive(Debug, Clone)]
enum Damage {
    Flip {
        at: Index,
        bit: u8,
    },
    Put {
        at: Index,
        byte: u8,
    },
    /// A length or a count, most likely, that is wrong now.
    Number {
        at: Index,
        value: u32,
        bytes: u8,
    },
    Cut {
        at: Index,
    },
    Drop {
        at: Index,
        length: usize,
    },
    Repeat {
        at: Index,
        length: usize,
        times: usize,
    },
    Insert {
        at: Index,
        bytes: Vec<u8>,
    },
    /// The rest is another message's.
    Splice {
        at: Index,
        other: Index,
        from: Index,
    },
}

/// Where arithmetic goes wrong if it does.
const EDGES: [u32; 14] = [
    0,
    1,
    2,
    3,
    4,
    0x7F,
    0x80,
    0xFF,
    0x100,
    0x7FFF,
    0x8000,
    0xFFFF,
    0x7FFF_FFFF,
    0xFFFF_FFFF,
];

fn at() -> impl Strategy<Value = Index> + Clone {
    any::<Index>()
}

fn damage() -> impl Strategy<Value = Damage> {
    let byte = prop_oneof![any::<u8>(), select(&[0u8, 1, 0x7F, 0x80, 0xFF][..])];
    prop_oneof![
        4 => (at(), 0u8..8).prop_map(|(at, bit)| Damage::Flip { at, bit }),
        4 => (at(), byte).prop_map(|(at, byte)| Damage::Put { at, byte }),
        3 => (at(), select(&EDGES[..]), select(&[1u8, 2, 4][..]))
            .prop_map(|(at, value, bytes)| Damage::Number { at, value, bytes }),
        2 => at().prop_map(|at| Damage::Cut { at }),
        2 => (at(), 1usize..32).prop_map(|(at, length)| Damage::Drop { at, length }),
        2 => (at(), 1usize..64, 1usize..20)
            .prop_map(|(at, length, times)| Damage::Repeat { at, length, times }),
        2 => (at(), vec(any::<u8>(), 1..32)).prop_map(|(at, bytes)| Damage::Insert { at, bytes }),
        2 => (at(), at(), at()).prop_map(|(at, other, from)| Damage::Splice { at, other, from }),
    ]
}

impl Damage {
    fn apply(self, message: &mut Vec<u8>, whole: &[Vec<u8>]) {
        // One behind the last counts as a place, so that an empty message has one.
        let place = |at: Index, length: usize| at.index(length + 1);
        let length = message.len();
        let span = |at: Index, wanted: usize| {
            let from = place(at, length);
            from..(from + wanted).min(length)
        };
        match self {
            Damage::Flip { at, bit } => {
                if let Some(byte) = message.get_mut(place(at, length)) {
                    *byte ^= 1 << bit;
                }
            }
            Damage::Put { at, byte } => {
                if let Some(old) = message.get_mut(place(at, length)) {
                    *old = byte;
                }
            }
            Damage::Number { at, value, bytes } => {
                let value = value.to_be_bytes();
                let places = message.iter_mut().skip(place(at, length));
                for (old, new) in places.zip(&value[4 - usize::from(bytes)..]) {
                    *old = *new;
                }
            }
            Damage::Cut { at } => message.truncate(place(at, length)),
            Damage::Drop { at, length } => {
                message.drain(span(at, length));
            }
            Damage::Repeat { at, length, times } => {
                let span = span(at, length);
                let again = message[span.clone()].repeat(times);
                message.splice(span.end..span.end, again);
            }
            Damage::Insert { at, bytes } => {
                let at = place(at, length);
                message.splice(at..at, bytes);
            }
            Damage::Splice { at, other, from } => {
                let other = other.get(whole);
                message.truncate(place(at, length));
                message.extend(&other[place(from, other.len())..]);
            }
        }
    }
}

fn with(mut message: Vec<u8>, damage: Vec<Damage>, whole: &[Vec<u8>]) -> Vec<u8> {
    let most = whole.iter().map(Vec::len).max().unwrap_or(0) + MOST_ADDED;
    for one in damage {
        one.apply(&mut message, whole);
        message.truncate(most);
    }
    message
}

/// One of these messages with one to six things wrong with it, or, once in ten, bytes that
/// have nothing to do with them. `whole` has one message at least.
pub fn damaged(whole: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let noise = vec(any::<u8>(), 0..300);
    let broken = (any::<Index>(), vec(damage(), 1..=6))
        .prop_map(move |(which, damage)| with(which.get(&whole).clone(), damage, &whole));
    prop_oneof![1 => noise, 9 => broken]
}

#[derive(Debug, Clone)]
enum TextDamage {
    Bytes(Vec<Damage>),
    /// Words of the text, or lines: what separates them is the character.
    Parts {
        separator: char,
        change: PartChange,
    },
}

#[derive(Debug, Clone)]
enum PartChange {
    Drop(Index),
    Double(Index, usize),
    Swap(Index, Index),
    Become(Index, String),
}

fn text_damage(separators: &'static [char]) -> impl Strategy<Value = TextDamage> {
    let odd = prop_oneof![
        "\\PC{0,12}",
        select(
            &[
                "-1",
                "0",
                "65536",
                "4294967296",
                "18446744073709551616",
                "1e999",
                "\u{202e}"
            ][..]
        )
        .prop_map(str::to_owned),
    ];
    let change = prop_oneof![
        at().prop_map(PartChange::Drop),
        (at(), prop_oneof![Just(1usize), 2usize..200])
            .prop_map(|(at, times)| PartChange::Double(at, times)),
        (at(), at()).prop_map(|(a, b)| PartChange::Swap(a, b)),
        (at(), odd).prop_map(|(at, odd)| PartChange::Become(at, odd)),
    ];
    prop_oneof![
        1 => vec(damage(), 1..=4).prop_map(TextDamage::Bytes),
        3 => (select(separators), change)
            .prop_map(|(separator, change)| TextDamage::Parts { separator, change }),
    ]
}

fn change_parts(text: &str, separator: char, change: PartChange) -> String {
    let mut parts: Vec<&str> = text.split(separator).collect();
    let last = parts.len();
    let odd;
    match change {
        PartChange::Drop(at) => {
            parts.remove(at.index(last));
        }
        PartChange::Double(at, times) => {
            let at = at.index(last);
            let again = vec![parts[at]; times];
            parts.splice(at..at, again);
        }
        PartChange::Swap(a, b) => parts.swap(a.index(last), b.index(last)),
        PartChange::Become(at, word) => {
            odd = word;
            parts[at.index(last)] = &odd;
        }
    }
    parts.join(&separator.to_string())
}

/// The same for texts; `separators` are the characters between whose parts things go wrong
/// as well.
pub fn damaged_text(
    whole: Vec<String>,
    separators: &'static [char],
) -> impl Strategy<Value = String> {
    let bytes: Vec<Vec<u8>> = whole.iter().map(|text| text.clone().into_bytes()).collect();
    let broken =
        (any::<Index>(), vec(text_damage(separators), 1..=5)).prop_map(move |(which, damage)| {
            let mut text = which.get(&whole).clone();
            for one in damage {
                text = match one {
                    TextDamage::Bytes(damage) => {
                        let broken = with(text.into_bytes(), damage, &bytes);
                        String::from_utf8_lossy(&broken).into_owned()
                    }
                    TextDamage::Parts { separator, change } => {
                        change_parts(&text, separator, change)
                    }
                };
            }
            text
        });
    prop_oneof![1 => "\\PC{0,200}", 9 => broken]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    #[test]
    fn most_messages_are_damaged_and_still_like_the_whole_ones() {
        let whole: Vec<u8> = (0..100).collect();
        let strategy = damaged(vec![whole.clone()]);
        let mut runner = TestRunner::deterministic();
        let messages: Vec<Vec<u8>> = (0..200)
            .map(|_| strategy.new_tree(&mut runner).unwrap().current())
            .collect();
        let changed = messages.iter().filter(|message| **message != whole).count();
        let alike = messages
            .iter()
            .filter(|message| message.iter().zip(&whole).filter(|(a, b)| a == b).count() >= 20);
        assert!(changed > 180, "{changed}");
        assert!(alike.count() > 80);
    }

    #[test]
    fn lines_are_dropped_doubled_and_swapped() {
        let strategy = damaged_text(vec!["a\nb\nc\nd".to_owned()], &['\n']);
        let mut runner = TestRunner::deterministic();
        let texts: Vec<String> = (0..2000)
            .map(|_| strategy.new_tree(&mut runner).unwrap().current())
            .collect();
        for wanted in ["b\nc\nd", "a\nc\nb\nd", "a\nb\nb\nc\nd"] {
            assert!(texts.iter().any(|text| text == wanted), "{wanted}");
        }
    }
}
