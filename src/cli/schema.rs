//! `motcua schema`: prints what an editor needs to know of a kind of file.
//!
//! It knows no key.

use crate::OK;
use crate::args_author::SchemaArgs;
use crate::output;

pub(crate) fn run(args: &SchemaArgs) -> u8 {
    output::text(&procedure::schema::schema(args.kind, args.common.lang()));
    OK
}
