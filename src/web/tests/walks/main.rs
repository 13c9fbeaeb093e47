//! Procedures with work side by side, messages, money and jobs, walked to their end by API and by pages.

mod birth;
mod client;
mod events;
mod halted;
mod land;
mod letters;
mod messages;
mod pages;
mod permit;
mod refusals;
mod residence;
#[path = "../support/mod.rs"]
mod support;
mod versions;
