//! How long PostgreSQL worked on each statement, as its own log says
//! (`log_min_duration_statement = 0`): the server's statements, with the plans they really get.

use std::collections::HashMap;

/// One statement that was carried out: planning and running together.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    pub text: String,
    pub ms: f64,
}

/// What a line of the log begins.
struct Timed<'a> {
    process: &'a str,
    ms: f64,
    kind: &'a str,
    text: &'a str,
}

/// `2026-11-28 16:00:00.000 UTC [71] LOG:  duration: 0.123 ms  bind sqlx_s_1: SELECT …`
fn timed(line: &str) -> Option<Timed<'_>> {
    let (head, rest) = line.split_once(" LOG:  duration: ")?;
    let process = head.rsplit_once('[')?.1.strip_suffix(']')?;
    let (ms, rest) = rest.split_once(" ms  ")?;
    let (what, text) = rest.split_once(": ")?;
    Some(Timed {
        process,
        ms: ms.parse().ok()?,
        kind: what.split(' ').next()?,
        text,
    })
}

/// The statements of a piece of the log, in the order in which they ended.
pub fn read(log: &str) -> Vec<Statement> {
    let mut bound: HashMap<&str, f64> = HashMap::new();
    let mut statements: Vec<Statement> = Vec::new();
    // Whether the next lines go on with the text of the last statement.
    let mut goes_on = false;
    for line in log.lines() {
        if let Some(more) = line.strip_prefix('\t') {
            if goes_on && let Some(statement) = statements.last_mut() {
                statement.text.push('\n');
                statement.text.push_str(more);
            }
            continue;
        }
        goes_on = false;
        let Some(timed) = timed(line) else { continue };
        match timed.kind {
            // The plan is made here.
            "bind" => {
                bound.insert(timed.process, timed.ms);
            }
            "execute" => {
                let planned = bound.remove(timed.process).unwrap_or(0.0);
                statements.push(Statement {
                    text: timed.text.to_owned(),
                    ms: planned + timed.ms,
                });
                goes_on = true;
            }
            _ => {}
        }
    }
    statements
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn planning_and_running_are_one_statement_of_one_process() {
        let log = "\
2026-11-28 16:00:00.000 UTC [71] LOG:  duration: 0.100 ms  parse sqlx_s_1: SELECT a
2026-11-28 16:00:00.000 UTC [71] LOG:  duration: 0.250 ms  bind sqlx_s_1: SELECT a
\tFROM b
2026-11-28 16:00:00.000 UTC [71] DETAIL:  parameters: $1 = 'x'
2026-11-28 16:00:00.000 UTC [72] LOG:  duration: 9.000 ms  bind sqlx_s_4: SELECT c
2026-11-28 16:00:00.000 UTC [71] LOG:  duration: 1.500 ms  execute sqlx_s_1: SELECT a
\tFROM b
2026-11-28 16:00:00.000 UTC [71] DETAIL:  parameters: $1 = 'x
\ty'
2026-11-28 16:00:00.000 UTC [71] LOG:  duration: 0.010 ms  statement: COMMIT
2026-11-28 16:00:00.000 UTC [72] LOG:  duration: 1.000 ms  execute sqlx_s_4: SELECT c
2026-11-28 16:00:01.000 UTC [7] LOG:  checkpoint complete";
        let statement = |text: &str, ms| Statement {
            text: text.into(),
            ms,
        };
        assert_eq!(
            read(log),
            [
                statement("SELECT a\nFROM b", 1.75),
                statement("SELECT c", 10.0)
            ]
        );
    }
}
