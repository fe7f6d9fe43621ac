//! What a process costs, read from Linux's /proc (proc(5)).

use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};

/// Linux's USER_HZ on every architecture we run on (proc(5), time(7)).
const TICKS_PER_SECOND: u32 = 100;

/// A process at one moment.
pub struct Snapshot {
    pub at: Instant,
    /// User and system time since its start, children not counted.
    pub cpu: Duration,
    pub threads: usize,
    /// The same time by threads' names without their numbers; threads that ended are missing.
    pub cpu_by_thread: BTreeMap<String, Duration>,
}

impl Snapshot {
    pub fn of(pid: u32) -> anyhow::Result<Snapshot> {
        let mut cpu_by_thread: BTreeMap<String, Duration> = BTreeMap::new();
        let mut threads = 0;
        for task in fs::read_dir(format!("/proc/{pid}/task"))? {
            // It may end while it is looked at.
            let Ok(stat) = fs::read_to_string(task?.path().join("stat")) else {
                continue;
            };
            let (name, cpu) = parse_stat(&stat)?;
            threads += 1;
            *cpu_by_thread.entry(kind_of(name)).or_default() += cpu;
        }
        let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
        Ok(Snapshot {
            at: Instant::now(),
            cpu: parse_stat(&stat)?.1,
            threads,
            cpu_by_thread,
        })
    }
}

/// The name of a thread and its user and system time.
fn parse_stat(stat: &str) -> anyhow::Result<(&str, Duration)> {
    // The name stands in parentheses and may itself hold some.
    let (head, fields) = stat.rsplit_once(") ").context("no name in stat")?;
    let (_, name) = head.split_once('(').context("no name in stat")?;
    let mut fields = fields.split(' ').skip(11);
    let mut ticks = || -> anyhow::Result<u32> { Ok(fields.next().context("short stat")?.parse()?) };
    let ticks = ticks()? + ticks()?;
    Ok((name, Duration::from_secs(1) * ticks / TICKS_PER_SECOND))
}

/// `tokio-rt-worker`, `analysis-0` and `analysis-1`: a kind has no number.
fn kind_of(name: &str) -> String {
    name.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | ':' | '_'))
        .to_owned()
}

/// The most memory that the process ever had resident, in MiB.
pub fn peak_rss_mb(pid: u32) -> anyhow::Result<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .context("no VmHWM in status")?;
    let kib: f64 = line
        .trim()
        .trim_end_matches(" kB")
        .parse()
        .context("VmHWM")?;
    Ok(kib / 1024.0)
}

/// Datagrams that the kernel dropped before the process read them: its sockets were full
/// (the column `drops` of /proc/net/udp).
pub fn udp_drops(pid: u32) -> anyhow::Result<u64> {
    let mut sockets = Vec::new();
    for descriptor in fs::read_dir(format!("/proc/{pid}/fd"))? {
        let Ok(target) = fs::read_link(descriptor?.path()) else {
            continue;
        };
        let target = target.display().to_string();
        let inode = target.strip_prefix("socket:[");
        sockets.extend(inode.map(|inode| inode.trim_end_matches(']').to_owned()));
    }
    let mut drops = 0;
    let mut seen = false;
    for table in ["udp", "udp6"] {
        let Ok(table) = fs::read_to_string(format!("/proc/{pid}/net/{table}")) else {
            continue;
        };
        for line in table.lines().skip(1) {
            let columns: Vec<&str> = line.split_whitespace().collect();
            let (Some(inode), Some(dropped)) = (columns.get(9), columns.last()) else {
                continue;
            };
            if sockets.iter().any(|own| own == inode) {
                seen = true;
                drops += dropped.parse::<u64>().context("drops")?;
            }
        }
    }
    ensure!(seen, "process {pid} has no UDP socket");
    Ok(drops)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::UdpSocket;

    #[test]
    fn a_stat_line_is_read_whatever_the_thread_is_called() {
        let stat = "7 (a) b-12) S 1 7 7 0 -1 4194560 1 2 3 4 250 50 9 9 20 0 1 0 5 6 7";
        let (name, cpu) = parse_stat(stat).unwrap();
        assert_eq!((name, cpu), ("a) b-12", Duration::from_secs(3)));
        assert_eq!(kind_of(name), "a) b");
        assert_eq!(kind_of("tokio-rt-worker"), "tokio-rt-worker");
    }

    #[test]
    fn a_busy_process_and_a_full_socket_are_seen() {
        let pid = std::process::id();
        let before = Snapshot::of(pid).unwrap();
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let dropped_before = udp_drops(pid).unwrap();
        let address = socket.local_addr().unwrap();
        // Until the kernel's default buffer is full, many times over.
        while before.at.elapsed() < Duration::from_millis(200) {
            for _ in 0..100 {
                socket.send_to(&[0; 1200], address).unwrap();
            }
        }
        let after = Snapshot::of(pid).unwrap();
        assert!(after.cpu >= before.cpu + Duration::from_millis(50));
        assert!(udp_drops(pid).unwrap() > dropped_before);
        assert!(peak_rss_mb(pid).unwrap() > 1.0);
    }
}
