//! What people are told about a dossier and what they are shown: words, pictures, the table.
//! Sentences are worked by hand first.

mod ahead;
mod blocks;
mod drawing;
mod stage;
mod words;
