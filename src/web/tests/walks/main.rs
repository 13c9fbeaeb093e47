//! Procedures with work side by side, messages, money and jobs, walked to their end by API and by pages.

mod birth;
mod client;
mod land;
mod pages;
mod permit;
mod refusals;
#[path = "../support/mod.rs"]
mod support;
