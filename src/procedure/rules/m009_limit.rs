//! M009 limit: a limit of the language is passed.
//! It is found while a file is read; the words are here.

use source::{Diagnostic, Span, Words};

use super::{Check, Rule};

/// Describes M009.
pub const RULE: Rule = Rule { code: source::codes::M009, explain: include_str!("m009_limit.md"), check: Check::Reader };

/// What is limited (language.md g).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// Steps of a procedure.
    Steps,
    /// Branches of a gateway.
    Branches,
    /// Blocks inside each other.
    Nesting,
    /// Buttons of a step.
    Buttons,
    /// Outcomes of a message.
    Outcomes,
    /// Roles.
    Roles,
    /// Sections of the form.
    Sections,
    /// Fields of all sections.
    Fields,
    /// Options of a field.
    Options,
    /// Documents.
    Documents,
    /// Fees.
    Fees,
    /// Further clocks.
    Clocks,
    /// Conditions.
    Conditions,
    /// Cases.
    Cases,
    /// Anytimes.
    Anytime,
    /// Waivers.
    Waive,
    /// Characters of a name.
    Name,
    /// Characters of a note or reason.
    Note,
    /// Rounds of a loop.
    Rounds,
    /// Repetitions of an escalation (`sem 4.6`).
    Repetitions,
    /// Scenarios of a test file.
    Scenarios,
    /// Lines of a scenario.
    Lines,
}

impl Of {
    /// Gives the limit.
    pub(crate) fn max(self) -> usize {
        match self {
            Of::Nesting => 4,
            Of::Buttons | Of::Outcomes => 12,
            Of::Branches => 20,
            Of::Anytime | Of::Clocks => 10,
            Of::Fees => 30,
            Of::Roles | Of::Sections => 40,
            Of::Cases | Of::Waive => 50,
            Of::Rounds => 99,
            Of::Repetitions => 10,
            Of::Documents | Of::Conditions => 100,
            Of::Steps | Of::Options | Of::Name | Of::Scenarios | Of::Lines => 200,
            Of::Fields => 300,
            Of::Note => 2_000,
        }
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Of::Steps => ("số bước của thủ tục", "steps of a procedure"),
            Of::Branches => ("số nhánh của một chỗ rẽ", "branches of a gateway"),
            Of::Nesting => ("số khối lồng nhau", "blocks inside each other"),
            Of::Outcomes => ("số kết quả của một tin", "outcomes of a message"),
            Of::Fees => ("số khoản thu", "fees"),
            Of::Clocks => ("số đồng hồ", "clocks"),
            Of::Buttons => ("số nút của một bước", "buttons of a step"),
            Of::Roles => ("số vai", "roles"),
            Of::Sections => ("số phần của tờ khai", "sections of the form"),
            Of::Fields => ("số trường của tờ khai", "fields of the form"),
            Of::Options => ("số lựa chọn", "options"),
            Of::Documents => ("số giấy tờ", "documents"),
            Of::Conditions => ("số điều kiện", "conditions"),
            Of::Cases => ("số trường hợp", "cases"),
            Of::Anytime => ("số việc bất kỳ lúc nào", "anytimes"),
            Of::Waive => ("số dòng `waive`", "waivers"),
            Of::Name => ("số ký tự của một tên", "characters of a name"),
            Of::Note => ("số ký tự của ghi chú, lý do", "characters of a note or reason"),
            Of::Rounds => ("số lần `rounds`", "`rounds`"),
            Of::Repetitions => ("số lần nhắc lại `times`", "repetitions `times`"),
            Of::Scenarios => ("số kịch bản của một tệp", "scenarios of a file"),
            Of::Lines => ("số dòng của một kịch bản", "lines of a scenario"),
        }
    }
}

/// Reports a limit that is passed.
pub(crate) fn report(span: Span, what: Of) -> Diagnostic {
    let (vi, en) = what.words();
    let max = what.max();
    let message =
        Words::new(format!("vượt giới hạn: {vi} nhiều nhất là {max}"), format!("limit passed: at most {max} {en}"));
    Diagnostic::new(RULE.code, span, message)
}
