//! What people are told about a dossier and what they are shown: words, pictures, the table.
//! Sentences are worked by hand first.

mod drawing;
mod stage;
mod words;
