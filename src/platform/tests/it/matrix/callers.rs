//! The eight who call, in the order of the table's columns.

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Caller {
    Anonymous,
    /// The candidate whose objects are asked for.
    Owner,
    OtherCandidate,
    /// Of the one company that the owner named.
    Recruiter,
    /// Of a company that the owner did not name.
    ForeignRecruiter,
    CompanyAdmin,
    ForeignAdmin,
    PlatformAdmin,
}

use Caller::{
    Anonymous, CompanyAdmin, ForeignAdmin, ForeignRecruiter, OtherCandidate, Owner, PlatformAdmin,
    Recruiter,
};

pub const CALLERS: [Caller; 8] = [
    Anonymous,
    Owner,
    OtherCandidate,
    Recruiter,
    ForeignRecruiter,
    CompanyAdmin,
    ForeignAdmin,
    PlatformAdmin,
];

impl Caller {
    /// Of the column.
    pub fn heading(self) -> &'static str {
        match self {
            Anonymous => "anonymous",
            Owner => "owner",
            OtherCandidate => "other candidate",
            Recruiter => "recruiter",
            ForeignRecruiter => "foreign recruiter",
            CompanyAdmin => "company admin",
            ForeignAdmin => "foreign admin",
            PlatformAdmin => "platform admin",
        }
    }
}
