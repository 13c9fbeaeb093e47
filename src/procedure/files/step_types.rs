//! The types of steps: one descriptor each, with its keys (language.md b4).
//! A type of a later stage is here by name, to be refused by name.

use program::EndResult;

use super::action::{ACTION, EXIT, NEXT, OTHERWISE, ROUNDS};
use super::block::{JOIN, Mode, PARALLEL_GATEWAY};
use super::keys::{Key, Stage, Table, Takes, far, later, may, must};
use super::listed::Listed;
use super::receive::RECEIVE_TASK;
use super::service::SERVICE_TASK;
use super::timing::{AT_DUE, CLOCK, DEADLINE, HOLDS, OVERDUES, REMIND};
use super::wait::CATCH_EVENT;

/// Describes a type of step.
#[derive(Debug)]
pub struct StepType {
    /// BPMN name, the first key of the step.
    pub name: &'static str,
    /// Stage that brings it.
    pub stage: Stage,
    /// Its keys, when it is built.
    pub table: Option<&'static Table>,
    /// Meaning in one Vietnamese sentence.
    pub vi: &'static str,
    /// Meaning in one English sentence.
    pub en: &'static str,
}

/// Every type of step.
pub static STEP_TYPES: &[StepType] = &[
    first("startEvent", &START_EVENT, "Người nộp nộp hồ sơ.", "The applicant files the dossier."),
    first("userTask", &USER_TASK, "Một người xem việc và bấm nút.", "A person looks at the work and presses a button."),
    second("receiveTask", &RECEIVE_TASK, "Chờ tin hoặc tiền.", "Waits for a message or money."),
    second("serviceTask", &SERVICE_TASK, "Hệ thống khác làm.", "Another system works."),
    first(
        "exclusiveGateway",
        &EXCLUSIVE_GATEWAY,
        "Đi theo nhánh đầu tiên đúng.",
        "The first branch that is true is taken.",
    ),
    second("parallelGateway", &PARALLEL_GATEWAY, "Các nhánh cùng làm.", "Branches run together."),
    second("intermediateCatchEvent", &CATCH_EVENT, "Chờ một khoảng thời gian.", "Waits for a time."),
    first("endEvent", &END_EVENT, "Hồ sơ kết thúc.", "The dossier ends."),
    third("inclusiveGateway", "Mọi nhánh đúng cùng làm.", "All branches that are true run together."),
    third("eventBasedGateway", "Việc nào tới trước.", "Whichever event comes first."),
    third("subProcess", "Quy trình con.", "A process inside."),
    third("callActivity", "Gọi thủ tục khác.", "Calls another procedure."),
    third("businessRuleTask", "Tra bảng quyết định.", "Looks up a decision table."),
    third("scriptTask", "Chạy đoạn mã.", "Runs a script."),
    third("sendTask", "Gửi tin.", "Sends a message."),
    third("intermediateThrowEvent", "Phát sự kiện.", "Throws an event."),
    third("boundaryEvent", "Sự kiện gắn trên bước.", "An event on the edge of a step."),
];

const fn first(name: &'static str, table: &'static Table, vi: &'static str, en: &'static str) -> StepType {
    StepType { name, stage: Stage::L1, table: Some(table), vi, en }
}

const fn second(name: &'static str, table: &'static Table, vi: &'static str, en: &'static str) -> StepType {
    StepType { name, stage: Stage::L2, table: Some(table), vi, en }
}

const fn third(name: &'static str, vi: &'static str, en: &'static str) -> StepType {
    StepType { name, stage: Stage::L3, table: None, vi, en }
}

pub(super) const WHEN: Key = may("when", Takes::Guard, "Bước bị bỏ qua khi sai.", "The step is skipped when false.");
pub(super) const STATUS: Key = may("status", Takes::Status, "Trạng thái khi mở bước.", "Status at opening.");
pub(super) const LEGAL: Key = may("legal", Takes::Refs, "Căn cứ.", "Grounds.");
pub(super) const NOTE: Key = may("note", Takes::Text, "Ghi chú.", "Note.");

/// Keys of a start event.
pub static START_EVENT: Table = Table {
    vi: "bước `startEvent`",
    en: "a `startEvent`",
    keys: &[
        must("startEvent", Takes::Ref, "Tên của bước.", "Id of the step."),
        may("name", Takes::Text, "Tên hiện ra; mặc định là Nộp hồ sơ.", "Name."),
        must("role", Takes::Ref, "Vai của người nộp.", "Role of the applicant."),
    ],
};

/// Keys of a user task.
pub static USER_TASK: Table = Table { vi: "bước `userTask`", en: "a `userTask`", keys: USER_TASK_KEYS };

const USER_TASK_KEYS: &[Key] = &[
    must("userTask", Takes::Ref, "Tên của bước.", "Id of the step."),
    must("name", Takes::Text, "Nội dung công việc.", "The work to be done."),
    must("role", Takes::Ref, "Vai phải làm.", "Role that acts."),
    WHEN,
    later("forEach", Takes::Ref, "Mỗi cơ quan trong danh sách một việc.", "One task for each agency of a list."),
    JOIN,
    later("mode", Takes::Word(Mode::list), "Cùng lúc hay lần lượt.", "All at once or one by one."),
    may("supplement", Takes::Flag, "Người nộp bổ sung hồ sơ ở bước này.", "The applicant completes the dossier here."),
    may(
        "notSameAs",
        Takes::RefsOr(&NOT_SAME_AS),
        "Người đã làm những bước này không được làm.",
        "Four eyes: steps whose person may not act.",
    ),
    DEADLINE,
    REMIND,
    OVERDUES,
    AT_DUE,
    CLOCK,
    HOLDS,
    STATUS,
    LEGAL,
    NOTE,
    must("actions", Takes::Named(&ACTION), "Các nút, theo thứ tự.", "The buttons, in order."),
    far("compensate", "Việc bù lại.", "Compensation."),
    far("catch", "Bắt lỗi.", "Catching."),
    far("signal", "Tín hiệu.", "Signal."),
    far("escalate", "Chuyển cấp.", "Escalation."),
];

/// Keys of the long form of `notSameAs`.
pub static NOT_SAME_AS: Table = Table {
    vi: "`notSameAs`",
    en: "`notSameAs`",
    keys: &[
        must("step", Takes::Refs, "Những bước đó.", "Those steps."),
        may("rounds", Takes::Word(|| vec!["latest"]), "Chỉ tính lần gần nhất.", "Only the latest round counts."),
    ],
};

/// Keys of an exclusive gateway.
pub static EXCLUSIVE_GATEWAY: Table = Table {
    vi: "bước `exclusiveGateway`",
    en: "an `exclusiveGateway`",
    keys: &[
        must("exclusiveGateway", Takes::Ref, "Tên của bước.", "Id of the step."),
        may("name", Takes::Text, "Câu hỏi của chỗ rẽ.", "Question of the gateway."),
        WHEN,
        LEGAL,
        NOTE,
        must("branches", Takes::Items(&BRANCH), "Các nhánh, theo thứ tự xét.", "Branches in the order they are tried."),
    ],
};

/// Keys of a branch.
pub static BRANCH: Table = Table {
    vi: "nhánh (`branches`)",
    en: "a branch",
    keys: &[
        must("name", Takes::Text, "Tên nhánh.", "Name of the branch."),
        may("when", Takes::Guard, "Đi nhánh này khi đúng.", "The branch is taken when true."),
        LEGAL,
        NEXT,
        EXIT,
        OTHERWISE,
        ROUNDS,
    ],
};

/// Keys of an end event.
pub static END_EVENT: Table = Table {
    vi: "bước `endEvent`",
    en: "an `endEvent`",
    keys: &[
        must("endEvent", Takes::Ref, "Tên của bước.", "Id of the step."),
        must("name", Takes::Text, "Tên của kết thúc này.", "Name of this end."),
        must("result", Takes::Word(EndResult::list), "Hồ sơ kết thúc thế nào.", "How the dossier ends."),
        may("rating", Takes::Flag, "Mời người nộp đánh giá.", "Whether the applicant is asked for a rating."),
        later("terminate", Takes::Flag, "Hủy các việc phụ còn mở.", "Cancels open side work."),
    ],
};
