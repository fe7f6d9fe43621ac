//! Who may do what: every operation as every caller, and every row without our own `WHERE`s.
//!
//! The two tables are written by hand, from what the product promises and not from the
//! code: `who_may.md` for the routes, `rows.rs` for the database.

mod callers;
mod calls;
mod forged;
mod powers;
mod routes;
mod rows;
mod stage;
mod table;
mod words;
