//! One integration binary: what no crate can show alone.

mod tidy;
