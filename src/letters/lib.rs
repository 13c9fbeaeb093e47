//! Letters 01 to 07 of the one-stop mechanism, and the letters a department draws itself, as HTML that prints.
//!
//! [`render`] is a pure function: a template and plain facts go in, a whole page goes out, and the same input gives the
//! same bytes. It computes no date, knows no dossier, and reads no file, clock or network: the caller fills [`Facts`].

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod built_in;
mod facts;
mod fault;
mod forms;
mod html;
mod names;
mod qr;
mod read;
mod render;
mod template;
mod words;

pub use built_in::{built_in, file_name, general};
pub use facts::{
    Agency, Answer, Applicant, Book, Document, Facts, Form, Item, Leg, Procedure, Promise, Registered, Settlement,
    Signer,
};
pub use fault::Fault;
pub use forms::Forms;
pub use names::{Column, NAMES, Name};
pub use qr::qr;
pub use render::render;
pub use template::{Paper, Template};
pub use words::{date_in_words, moment_in_words};
