//! The types of steps: one descriptor each, with its keys (language.md b4).
//! A type of a later stage is here by name, to be refused by name.

use super::action::ACTION;
use super::deadline::STEP_DEADLINE;
use super::keys::{Key, Stage, Table, Takes, far, later, may, must};
use super::listed::Listed;
use super::timing::{OVERDUE, TIMEOUT};
use program::{EndResult, Hold};

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
    built("startEvent", &START_EVENT, "Người nộp nộp hồ sơ.", "The applicant files the dossier."),
    built("userTask", &USER_TASK, "Một người xem việc và bấm nút.", "A person looks at the work and presses a button."),
    built(
        "exclusiveGateway",
        &EXCLUSIVE_GATEWAY,
        "Đi theo nhánh đầu tiên đúng.",
        "The first branch that is true is taken.",
    ),
    built("endEvent", &END_EVENT, "Hồ sơ kết thúc.", "The dossier ends."),
    unbuilt("receiveTask", Stage::L2, "Chờ tin hoặc tiền.", "Waits for a message or money."),
    unbuilt("serviceTask", Stage::L2, "Hệ thống khác làm.", "Another system works."),
    unbuilt("parallelGateway", Stage::L2, "Các nhánh cùng làm.", "Branches run together."),
    unbuilt("intermediateCatchEvent", Stage::L2, "Chờ một khoảng thời gian.", "Waits for a time."),
    unbuilt("inclusiveGateway", Stage::L3, "Mọi nhánh đúng cùng làm.", "All branches that are true run together."),
    unbuilt("eventBasedGateway", Stage::L3, "Việc nào tới trước.", "Whichever event comes first."),
    unbuilt("subProcess", Stage::L3, "Quy trình con.", "A process inside."),
    unbuilt("callActivity", Stage::L3, "Gọi thủ tục khác.", "Calls another procedure."),
    unbuilt("businessRuleTask", Stage::L3, "Tra bảng quyết định.", "Looks up a decision table."),
    unbuilt("scriptTask", Stage::L3, "Chạy đoạn mã.", "Runs a script."),
    unbuilt("sendTask", Stage::L3, "Gửi tin.", "Sends a message."),
    unbuilt("intermediateThrowEvent", Stage::L3, "Phát sự kiện.", "Throws an event."),
    unbuilt("boundaryEvent", Stage::L3, "Sự kiện gắn trên bước.", "An event on the edge of a step."),
];

const fn built(name: &'static str, table: &'static Table, vi: &'static str, en: &'static str) -> StepType {
    StepType { name, stage: Stage::L1, table: Some(table), vi, en }
}

const fn unbuilt(name: &'static str, stage: Stage, vi: &'static str, en: &'static str) -> StepType {
    StepType { name, stage, table: None, vi, en }
}

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
    may("when", Takes::Guard, "Bước bị bỏ qua khi sai.", "The step is skipped when false."),
    later("forEach", "Mỗi cơ quan trong danh sách một việc.", "One task for each agency of a list."),
    later("join", "Khi nào bước xong.", "When the step is over."),
    later("mode", "Cùng lúc hay lần lượt.", "All at once or one by one."),
    may("supplement", Takes::Flag, "Người nộp bổ sung hồ sơ ở bước này.", "The applicant completes the dossier here."),
    may(
        "notSameAs",
        Takes::Others(&NOT_SAME_AS),
        "Người đã làm những bước này không được làm.",
        "Four eyes: steps whose person may not act.",
    ),
    may("deadline", Takes::DurationOr(&STEP_DEADLINE), "Thời hạn của bước.", "The step's own deadline."),
    may("remind", Takes::Reminders, "Nhắc trước hạn.", "Reminders before the due."),
    may("overdue", Takes::Items(&OVERDUE), "Báo và chuyển việc khi quá hạn.", "Escalations."),
    may("timeout", Takes::Map(&TIMEOUT), "Khi hết hạn mà chưa ai làm.", "What happens at the due."),
    may(
        "clock",
        Takes::Word(Hold::list),
        "Tạm dừng hoặc tính lại thời hạn hồ sơ.",
        "What the dossier's clock does meanwhile.",
    ),
    later("holds", "Những đồng hồ bị tạm dừng.", "Clocks that are held."),
    may("status", Takes::Status, "Trạng thái quốc gia khi mở bước.", "National status at opening."),
    may("legal", Takes::Refs, "Căn cứ.", "Grounds."),
    may("note", Takes::Text, "Ghi chú.", "Note."),
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
        may("when", Takes::Guard, "Bước bị bỏ qua khi sai.", "The step is skipped when false."),
        may("legal", Takes::Refs, "Căn cứ.", "Grounds."),
        may("note", Takes::Text, "Ghi chú.", "Note."),
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
        may("legal", Takes::Refs, "Căn cứ.", "Grounds."),
        may("next", Takes::Ref, "Bước tiếp theo, nếu khác bước kế.", "Step that follows, if not the next one."),
        later("exit", "Rời khối, tới bước ở ngoài.", "Step outside the block that follows."),
        may("otherwise", Takes::Ref, "Đi tới bước này khi không nhánh nào đúng.", "Step taken when no branch is true."),
        may("rounds", Takes::Integer, "Số lần quay lại nhiều nhất.", "Bound of the loop."),
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
        later("terminate", "Hủy các việc phụ còn mở.", "Cancels open side work."),
    ],
};
