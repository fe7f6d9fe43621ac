//! Whether the disk has room for another take.

use std::io;
use std::path::Path;

/// Bytes that may still be written beside `path`, as statvfs(3) counts them for somebody without
/// privileges.
///
/// Errors: those of the system call.
pub fn free_bytes(path: &Path) -> io::Result<u64> {
    let disk = nix::sys::statvfs::statvfs(path)?;
    Ok(disk.blocks_available().saturating_mul(disk.fragment_size()))
}

/// Too little is left: no room opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the disk has {} MB left and {} MB are needed", self.free >> 20, self.least >> 20)]
pub struct DiskFull {
    /// Bytes.
    pub free: u64,
    /// Bytes.
    pub least: u64,
}

/// Errors: [`DiskFull`] below `least` bytes. A disk that does not say is taken for roomy: writing
/// to it will tell.
pub(crate) fn check(path: &Path, least: u64) -> Result<(), DiskFull> {
    match free_bytes(path) {
        Ok(free) if free < least => Err(DiskFull { free, least }),
        Ok(_) => Ok(()),
        Err(error) => {
            tracing::warn!(path = %path.display(), %error, "the disk does not say how full it is");
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_is_full_below_what_a_take_needs() {
        let folder = std::env::temp_dir();
        let free = free_bytes(&folder).unwrap();
        assert!(free > 0);
        assert_eq!(check(&folder, 1), Ok(()));
        let full = check(&folder, u64::MAX).unwrap_err();
        assert_eq!(full.least, u64::MAX);
        assert!(full.to_string().contains(" MB left"), "{full}");
    }
}
