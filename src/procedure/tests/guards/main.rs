//! Guards: what they accept and refuse, column by column, and what they give.

mod differential;
mod dossier;
mod plant;
mod random;
mod tables;
mod witness;
