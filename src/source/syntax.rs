//! M001 in words: what the YAML library stumbled over, and what to write instead.
//!
//! Sentences only; where to look is decided in `read.rs`.

use serde_saphyr::granit_parser::ErrorKind;

use crate::Words;

/// A YAML construct that the language leaves out.
#[derive(Clone, Copy)]
pub(crate) enum Refused {
    Anchor,
    Alias,
    Tag,
    MergeKey,
    ComplexKey,
    Documents,
    Directive,
    Empty,
}

impl Refused {
    /// Says what is refused and what to write instead.
    pub(crate) fn words(self) -> (Words, Words) {
        let (vi, en, help_vi, help_en) = match self {
            Self::Anchor => (
                "Không dùng neo `&`",
                "Anchors are not allowed",
                "viết đủ nội dung ở từng chỗ",
                "write the content out at each place",
            ),
            Self::Alias => (
                "Không dùng bí danh `*`",
                "Aliases are not allowed",
                "viết đủ nội dung ở chỗ này",
                "write the content out here",
            ),
            Self::Tag => (
                "Không dùng thẻ `!`",
                "Tags are not allowed",
                "bỏ thẻ, hoặc đặt cả giá trị trong dấu nháy",
                "remove the tag, or quote the whole value",
            ),
            Self::MergeKey => (
                "Không dùng khóa gộp `<<`",
                "Merge keys are not allowed",
                "viết đủ các khóa ở chỗ này",
                "write the keys out here",
            ),
            Self::ComplexKey => (
                "Khóa phải là một từ trên một dòng",
                "A key must be one word on one line",
                "viết `khóa: giá trị`; giá trị bắt đầu bằng `{` hay `[` thì đặt trong dấu nháy",
                "write `key: value`; quote a value that begins with `{` or `[`",
            ),
            Self::Documents => (
                "Một tệp chỉ chứa một tài liệu YAML",
                "A file holds one YAML document",
                "chuyển phần sau `---` sang tệp khác",
                "move what follows `---` to another file",
            ),
            Self::Directive => (
                "Không dùng chỉ thị `%`",
                "Directives are not allowed",
                "xóa dòng bắt đầu bằng `%`",
                "remove the line that begins with `%`",
            ),
            Self::Empty => (
                "Tệp chưa có nội dung",
                "The file is empty",
                "tệp chỉ có dòng trống hoặc ghi chú `#`",
                "it holds only blank lines or comments",
            ),
        };
        (Words::new(vi, en), Words::new(help_vi, help_en))
    }
}

/// Names the refused construct that the library stumbled over, if it is one.
pub(crate) fn refused(kind: &ErrorKind) -> Option<Refused> {
    use ErrorKind as K;
    match kind {
        K::DirectiveDisallowed | K::MissingDocumentEndBeforeDirective => Some(Refused::Directive),
        K::ExpectedTagBang | K::InvalidGlobalTagCharacter | K::UndeclaredTagHandle => Some(Refused::Tag),
        K::InvalidTagTerminator | K::MissingTagUri | K::UnclosedVerbatimTag => Some(Refused::Tag),
        K::InvalidTagEscape | K::InvalidTagUtf8 => Some(Refused::Tag),
        K::InvalidTagUtf8LeadingByte | K::InvalidTagUtf8TrailingByte => Some(Refused::Tag),
        K::MissingAnchorOrAliasName => Some(Refused::Anchor),
        K::ExpectedDocumentStart | K::InvalidDocumentEnd => Some(Refused::Documents),
        _ => None,
    }
}

/// Says what is wrong with the syntax.
pub(crate) fn words(kind: &ErrorKind) -> Words {
    match in_brackets_or_quotes(kind).or_else(|| in_lines(kind)) {
        Some((vi, en)) => Words::new(vi, en),
        None => Words::new("Chỗ này không đúng cú pháp YAML", format!("Not YAML: {kind}")),
    }
}

fn in_brackets_or_quotes(kind: &ErrorKind) -> Option<(&'static str, &'static str)> {
    use ErrorKind as K;
    let words = match kind {
        K::UnclosedQuotedScalar | K::DocumentIndicatorInQuotedScalar => {
            ("Dấu nháy mở ở đây mà không đóng", "The quote opened here is never closed")
        }
        K::InvalidTrailingSingleQuotedScalar | K::InvalidTrailingDoubleQuotedScalar => (
            "Sau dấu nháy đóng không được viết thêm; đặt cả giá trị trong dấu nháy",
            "Nothing may follow the closing quote; quote the whole value",
        ),
        K::UnclosedFlowCollection { .. }
        | K::UnexpectedEofFlowSequence
        | K::UnexpectedEofFlowMapping
        | K::UnexpectedEofImplicitFlowMapping => {
            ("Thiếu dấu ngoặc đóng `}` hoặc `]`", "A closing `}` or `]` is missing")
        }
        K::MisplacedFlowCollectionEnd | K::MismatchedFlowCollectionEnd { .. } => {
            ("Dấu ngoặc đóng này không khớp với dấu ngoặc mở", "This bracket closes nothing that is open")
        }
        K::ExpectedFlowMappingSeparator | K::ExpectedFlowSequenceSeparator => (
            "Thiếu dấu phẩy giữa hai mục, hoặc thiếu ngoặc đóng",
            "A comma between two items, or a closing bracket, is missing",
        ),
        K::InvalidColonPlacement | K::FlowMappingValueAdjacentCollection | K::InvalidMappingValueWhitespace => (
            "Dấu hai chấm đặt sai chỗ, hoặc dòng trên thiếu ngoặc đóng",
            "The colon is misplaced, or a bracket above is not closed",
        ),
        _ => return None,
    };
    Some(words)
}

fn in_lines(kind: &ErrorKind) -> Option<(&'static str, &'static str)> {
    use ErrorKind as K;
    let words = match kind {
        K::MappingValueNotAllowed => (
            "Dấu hai chấm không được ở đây: dòng thụt lề sai, hoặc dòng trên thiếu dấu hai chấm",
            "No colon may stand here: wrong indentation, or the line above lacks its colon",
        ),
        K::SimpleKeyExpected | K::InvalidSimpleKey => {
            ("Dòng này thiếu dấu hai chấm sau khóa", "This line lacks a colon after its key")
        }
        K::UnexpectedCharacter { .. } | K::PlainScalarStartsWithDashFlowIndicator => (
            "Giá trị bắt đầu bằng ký hiệu này phải đặt trong dấu nháy",
            "A value that begins with this sign must be quoted",
        ),
        K::InvalidIndentation
        | K::ExpectedBlockMappingKey
        | K::ExpectedBlockSequenceEntry
        | K::BlockSequenceEntryNotAllowed
        | K::InvalidQuotedScalarIndent
        | K::InvalidFlowScalarIndent
        | K::InvalidBlockScalarIndent => {
            ("Dòng này không thẳng hàng với các dòng cùng cấp", "This line is not aligned with its neighbours")
        }
        _ => return None,
    };
    Some(words)
}
