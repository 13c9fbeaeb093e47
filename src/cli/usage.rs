//! The command line's own words: clap's help and its complaints, in Vietnamese.
//!
//! It names no verb and no argument; those are in `args.rs`.

use std::error::Error as _;

use clap::error::{ContextKind, ErrorKind};
use clap::{Arg, ArgAction, Command};

use crate::output::note;
use crate::{OK, USAGE};

/// Gives a command and all below it their headings; `args.rs` writes its defaults into its sentences.
pub(crate) fn dressed(command: Command) -> Command {
    let own = |name: &'static str, short, action, says: &'static str| {
        Arg::new(name).short(short).long(name).action(action).help(says)
    };
    let versioned = command.get_version().is_some();
    let mut command = command
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(own("help", 'h', ArgAction::Help, "In hướng dẫn này"))
        .subcommand_help_heading("Lệnh")
        .help_template("{before-help}{about}\n\nCách dùng: {usage}\n\n{all-args}");
    if versioned {
        command = command.arg(own("version", 'V', ArgAction::Version, "In số phiên bản"));
    }
    let headed = |arg: Arg| {
        let heading = if arg.is_positional() { "Tham số" } else { "Tùy chọn" };
        let valued = arg.get_action().takes_values();
        arg.help_heading(heading).hide_default_value(valued).hide_possible_values(valued)
    };
    command.mut_args(headed).mut_subcommands(dressed)
}

/// Prints what is wrong with a command line, or the help that was asked for.
pub(crate) fn answer(command: &Command, error: &clap::Error) -> u8 {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // A reader that has gone away is no error.
            let _ = error.print();
            OK
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
            USAGE
        }
        _ => {
            note(&format!("lỗi: {}{}\nXem: {} --help", complaint(error), proposal(error), verb(command)));
            USAGE
        }
    }
}

fn complaint(error: &clap::Error) -> String {
    let argument = context(error, ContextKind::InvalidArg);
    match error.kind() {
        ErrorKind::UnknownArgument => format!("không có tham số `{argument}`"),
        ErrorKind::InvalidSubcommand => format!("không có lệnh `{}`", context(error, ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument => format!("thiếu {argument}"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            match context(error, ContextKind::InvalidValue).as_str() {
                "" => format!("`{argument}` cần một giá trị"),
                value => format!("`{value}` không phải là giá trị của `{argument}`"),
            }
        }
        ErrorKind::TooManyValues => format!("`{argument}` không nhận giá trị"),
        ErrorKind::ArgumentConflict => match context(error, ContextKind::PriorArg) {
            prior if prior == argument => format!("`{argument}` chỉ được ghi một lần"),
            prior => format!("`{argument}` không đi cùng `{prior}`"),
        },
        _ => "dòng lệnh chưa đúng".to_owned(),
    }
}

/// Says what may have been meant, or what may be written.
fn proposal(error: &clap::Error) -> String {
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    if let Some(near) = near.into_iter().map(|kind| context(error, kind)).find(|text| !text.is_empty()) {
        // Of several, the nearest is named last.
        let nearest = near.rsplit(", ").next().unwrap_or_default();
        return format!("; có phải `{nearest}`?");
    }
    let allowed = context(error, ContextKind::ValidValue);
    match error.source() {
        _ if !allowed.is_empty() => format!("; chọn một trong: {allowed}"),
        Some(shape) => format!("; {shape}"),
        None => String::new(),
    }
}

fn context(error: &clap::Error, kind: ContextKind) -> String {
    error.get(kind).map(ToString::to_string).unwrap_or_default()
}

/// Finds the command whose help is of use: the last one named.
fn verb(command: &Command) -> String {
    let mut path = command.get_name().to_owned();
    let mut at = command;
    for word in std::env::args_os().skip(1) {
        let Some(below) = at.find_subcommand(word) else { break };
        path = format!("{path} {}", below.get_name());
        at = below;
    }
    path
}
