//! What a process costs, read from Linux's /proc (proc(5)).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};

/// Linux's USER_HZ on every architecture we run on (proc(5), time(7)).
const TICKS_PER_SECOND: u32 = 100;

/// A process and all below it at one moment.
pub struct Snapshot {
    pub at: Instant,
    /// User and system time since its start, of children that have ended too.
    pub cpu: Duration,
    pub threads: usize,
    /// The same time by threads' names without their numbers; threads that ended are missing.
    pub cpu_by_thread: BTreeMap<String, Duration>,
}

impl Snapshot {
    pub fn of(pid: u32) -> anyhow::Result<Snapshot> {
        let mut cpu_by_thread: BTreeMap<String, Duration> = BTreeMap::new();
        let mut threads = 0;
        let family = Family::of(pid)?;
        for member in family.0.keys() {
            // It may end while it is looked at, and so may each thread.
            let Ok(tasks) = fs::read_dir(format!("/proc/{member}/task")) else {
                continue;
            };
            for task in tasks {
                let Ok(stat) = fs::read_to_string(task?.path().join("stat")) else {
                    continue;
                };
                let (name, cpu) = parse_stat(&stat)?;
                threads += 1;
                *cpu_by_thread.entry(kind_of(name)).or_default() += cpu;
            }
        }
        Ok(Snapshot {
            at: Instant::now(),
            cpu: family.0.values().sum(),
            threads,
            cpu_by_thread,
        })
    }
}

/// User and system time of a process and of all below it, those included that have ended and
/// were waited for.
pub fn tree_cpu(root: u32) -> anyhow::Result<Duration> {
    Ok(Family::of(root)?.0.values().sum())
}

/// A process and all below it, each with its time and that of the children it has waited for.
struct Family(BTreeMap<u32, Duration>);

impl Family {
    fn of(root: u32) -> anyhow::Result<Family> {
        let mut parents: BTreeMap<u32, u32> = BTreeMap::new();
        let mut spent: BTreeMap<u32, Duration> = BTreeMap::new();
        for entry in fs::read_dir("/proc")? {
            let entry = entry?;
            let Some(pid) = entry
                .file_name()
                .to_str()
                .and_then(|name| name.parse().ok())
            else {
                continue;
            };
            // It may end while it is looked at.
            let Ok(stat) = fs::read_to_string(entry.path().join("stat")) else {
                continue;
            };
            let (parent, cpu) = parse_family(&stat)?;
            parents.insert(pid, parent);
            spent.insert(pid, cpu);
        }
        ensure!(spent.contains_key(&root), "process {root} has ended");
        spent.retain(|pid, _| {
            std::iter::successors(Some(*pid), |pid| parents.get(pid).copied())
                .any(|pid| pid == root)
        });
        Ok(Family(spent))
    }
}

/// What a process and all below it hold at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// Resident memory in MiB; what processes share is counted more than once.
    pub rss_mb: f64,
    /// Without connections to the database.
    pub descriptors: usize,
    pub threads: usize,
    pub processes: usize,
}

impl Held {
    /// A pool opens and closes connections to `database_port` as it likes.
    pub fn of(root: u32, database_port: u16) -> anyhow::Result<Held> {
        let family = Family::of(root)?;
        let pooled = sockets_to(root, database_port)?;
        let mut held = Held {
            rss_mb: 0.0,
            descriptors: 0,
            threads: 0,
            processes: family.0.len(),
        };
        for member in family.0.keys() {
            let own = format!("/proc/{member}");
            held.rss_mb += memory_mb(*member, "VmRSS:")?;
            let open = fs::read_dir(format!("{own}/fd"))?.filter_map(Result::ok);
            let counted = open.filter(|one| {
                let inode = fs::read_link(one.path()).ok().and_then(|to| socket(&to));
                inode.is_none_or(|inode| !pooled.contains(&inode))
            });
            held.descriptors += counted.count();
            held.threads += fs::read_dir(format!("{own}/task"))?.count();
        }
        Ok(held)
    }
}

/// The inode of a socket, from what a descriptor leads to.
fn socket(target: &Path) -> Option<String> {
    let target = target.to_str()?;
    Some(
        target
            .strip_prefix("socket:[")?
            .trim_end_matches(']')
            .to_owned(),
    )
}

/// Inodes of TCP sockets that are connected to a port, of all processes.
fn sockets_to(pid: u32, port: u16) -> anyhow::Result<BTreeSet<String>> {
    let ends_with = format!(":{port:04X}");
    let mut found = BTreeSet::new();
    for table in ["tcp", "tcp6"] {
        let Ok(table) = fs::read_to_string(format!("/proc/{pid}/net/{table}")) else {
            continue;
        };
        for line in table.lines().skip(1) {
            let columns: Vec<&str> = line.split_whitespace().collect();
            let (remote, inode) = (columns.get(2), columns.get(9));
            if remote.is_some_and(|remote| remote.ends_with(&ends_with)) {
                found.insert(inode.context("a short line")?.to_string());
            }
        }
    }
    Ok(found)
}

/// User and system time of all children of this process that have ended and were waited for.
pub fn children_cpu() -> anyhow::Result<Duration> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let (own, family) = (parse_stat(&stat)?.1, parse_family(&stat)?.1);
    Ok(family - own)
}

/// The parent of a process.
pub fn parent_of(pid: u32) -> anyhow::Result<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    Ok(parse_family(&stat)?.0)
}

/// A process's parent, and its time with that of the children it has waited for.
fn parse_family(stat: &str) -> anyhow::Result<(u32, Duration)> {
    let (_, fields) = stat.rsplit_once(") ").context("no name in stat")?;
    let fields: Vec<&str> = fields.split(' ').collect();
    let field =
        |at: usize| -> anyhow::Result<u32> { Ok(fields.get(at).context("short stat")?.parse()?) };
    let ticks = field(11)? + field(12)? + field(13)? + field(14)?;
    Ok((field(1)?, Duration::from_secs(1) * ticks / TICKS_PER_SECOND))
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

/// The most memory that the process and each one below it ever had resident, in MiB; what they
/// share is counted more than once.
pub fn peak_rss_mb(pid: u32) -> anyhow::Result<f64> {
    let family = Family::of(pid)?;
    let members = family.0.keys();
    members.map(|member| memory_mb(*member, "VmHWM:")).sum()
}

/// A line of a process's status, in MiB.
fn memory_mb(pid: u32, what: &str) -> anyhow::Result<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = (status.lines().find_map(|line| line.strip_prefix(what)))
        .with_context(|| format!("no {what} in status"))?;
    let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
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
        sockets.extend(socket(&target));
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
    fn a_family_is_counted_with_those_who_have_ended() {
        let stat = "7 (a) b) S 3 7 7 0 -1 4194560 1 2 3 4 250 50 90 10 20 0 1 0 5 6 7";
        assert_eq!(parse_family(stat).unwrap(), (3, Duration::from_secs(4)));

        let pid = std::process::id();
        let before = tree_cpu(pid).unwrap();
        let busy = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done";
        let mut child = std::process::Command::new("sh")
            .args(["-c", busy])
            .spawn()
            .unwrap();
        assert_eq!(parent_of(child.id()).unwrap(), pid);
        assert!(child.wait().unwrap().success());
        assert!(tree_cpu(pid).unwrap() >= before + Duration::from_millis(20));
        assert!(children_cpu().unwrap() >= Duration::from_millis(20));
        assert!(tree_cpu(u32::MAX).is_err());
    }

    #[test]
    fn a_busy_process_and_a_full_socket_are_seen() {
        let pid = std::process::id();
        let before = Snapshot::of(pid).unwrap();
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let dropped_before = udp_drops(pid).unwrap();
        let address = socket.local_addr().unwrap();
        // Until the kernel's default buffer is full, many times over, however little of the
        // machine is left for us.
        let busy = before.cpu + Duration::from_millis(50);
        while before.at.elapsed() < Duration::from_secs(20) && Snapshot::of(pid).unwrap().cpu < busy
        {
            for _ in 0..100 {
                socket.send_to(&[0; 1200], address).unwrap();
            }
        }
        let after = Snapshot::of(pid).unwrap();
        assert!(after.cpu >= before.cpu + Duration::from_millis(50));
        assert!(udp_drops(pid).unwrap() > dropped_before);
        assert!(peak_rss_mb(pid).unwrap() > 1.0);
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let pooled = listener.local_addr().unwrap().port();
        let held = Held::of(pid, pooled).unwrap();
        let bind = |_| UdpSocket::bind("127.0.0.1:0").unwrap();
        // Many: other tests open and close some as well.
        let _more: Vec<_> = (0..100).map(bind).collect();
        let dialled = |_| std::net::TcpStream::connect(("127.0.0.1", pooled)).unwrap();
        let _not_counted: Vec<_> = (0..100).map(dialled).collect();
        let more = Held::of(pid, pooled).unwrap();
        assert!(held.rss_mb > 1.0 && held.threads >= 1 && held.processes >= 1);
        assert!(more.descriptors > held.descriptors + 50);
        assert!(more.descriptors < held.descriptors + 150);
    }
}
