//! Companies: the tenants. Their people are accounts with a `company_id`; what they may
//! see of candidates is a grant (see [`crate::candidates`]).

mod api;
mod store;
mod team;

pub use api::{Company, router};
pub(crate) use team::{Invited, accepted, invited};

use crate::{Platform, error::ApiResult, http::Checker, ids::CompanyId};

/// Makes a company, or finds the one with this name.
pub async fn ensure(platform: &Platform, name: &str) -> ApiResult<CompanyId> {
    let mut check = Checker::default();
    check.text("name", name, 1, 200);
    check.finish()?;
    store::ensure(platform.db().system(), name.trim()).await
}
