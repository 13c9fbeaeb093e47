//! One integration binary: what no crate can show alone.

mod api;
mod browser;
mod cli;
mod crash;
mod crash_duties;
mod crash_ledger;
mod http;
mod overload;
mod recovery;
mod server;
mod tidy;
