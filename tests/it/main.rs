//! One integration binary: what no crate can show alone.

mod browser;
mod cli;
mod crash;
mod http;
mod recovery;
mod server;
mod tidy;
