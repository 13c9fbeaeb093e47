//! Why an act was refused, and what can be done instead.
//! It shows no code where a word exists.

use calendar::{Instant, Length};
use engine::{Closing, FieldError, Rejection, RemarkKind, Why};
use program::{ActionKind, EndResult};

use super::consequence::capital;
use super::{Teller, end_words, glue};
use crate::guard::Guard;

impl Teller<'_> {
    /// Tells why an act was refused and what to do next, in whole sentences.
    pub fn refusal(&self, rejection: &Rejection) -> String {
        let told = match rejection {
            Rejection::TaskNotOpen { closed_at, reason } => self.not_open(*closed_at, reason),
            Rejection::NotInRole { role } => self.not_in_role(role),
            Rejection::SamePerson { step } => self.same_person(step),
            Rejection::NotAvailable { condition: Some(condition) } => self.does_not_hold(condition),
            Rejection::NotAvailable { condition: None } => self
                .say(
                    "Lúc này không làm được: chưa đến lúc, đã qua lúc được phép, hoặc đã dùng hết số lần.",
                    "Not possible now: its time has not come, is over, or it was used as often as allowed.",
                )
                .to_owned(),
            Rejection::RoundsExhausted { most } => self.say(
                format!("Việc này đã làm đủ {most} lần theo quy định, không làm thêm được nữa. Hãy chọn nút khác."),
                format!("This was done {most} times, as often as the rules allow. Choose another button."),
            ),
            Rejection::ClaimedBy { .. }
            | Rejection::ExtensionExhausted { .. }
            | Rejection::ClockNotStarted
            | Rejection::ClockStopped
            | Rejection::AlreadyOpen
            | Rejection::Suspended { .. } => self.not_now(rejection),
            Rejection::FormInvalid(errors) => self.invalid(errors),
            Rejection::NoSuchAction => self
                .say(
                    "Bước này không có nút đó. Hãy mở lại hồ sơ và chọn trong các nút đang có.",
                    "This step has no such button. Open the dossier again and choose one of those shown.",
                )
                .to_owned(),
            Rejection::DossierEnded { result, at } => self.dossier_ended(result, *at),
            Rejection::NoVersionInForce => self.not_in_force(),
            Rejection::VersionNotInForce { settles, lacks, .. } => self.settled_by_another(*settles, lacks),
            Rejection::Limit { most, .. } => self.say(
                format!("Vượt giới hạn {most} của hệ thống. Hãy chia nhỏ rồi làm lại."),
                format!("This exceeds the limit of {most}. Make it smaller and try again."),
            ),
        };
        glue(&told)
    }

    /// Tells what stands in the way of an act that was possible at another time or for another person.
    fn not_now(&self, rejection: &Rejection) -> String {
        let (vi, en) = match rejection {
            Rejection::ClaimedBy { who } => {
                let who = self.actor(who);
                return self.say(
                    format!("{who} đang giữ việc này. Hãy nhờ người đó trả lại, hoặc nhờ trưởng bộ phận giao lại."),
                    format!("{who} holds this task. It must be given back, or given to you by the head of the unit."),
                );
            }
            Rejection::ExtensionExhausted { most } => return self.extended_enough(*most),
            Rejection::ClockNotStarted => (
                "Thời hạn giải quyết chưa bắt đầu nên chưa gia hạn được. Hãy tiếp nhận hồ sơ trước.",
                "The time limit has not begun, so it cannot be extended yet. Receive the dossier first.",
            ),
            Rejection::ClockStopped => (
                "Thời hạn giải quyết đã kết thúc nên không gia hạn được nữa.",
                "The time limit has ended and cannot be extended any more.",
            ),
            Rejection::AlreadyOpen => (
                "Việc này đã có rồi nên không mở thêm được. Hãy mở lại hồ sơ để xem việc đang chờ.",
                "This is there already and cannot be opened twice. Open the dossier again to see what waits.",
            ),
            Rejection::Suspended { legally: true } => (
                "Hồ sơ đang tạm dừng giải quyết theo luật. Lúc này chỉ rút hồ sơ hoặc cho giải quyết tiếp mới làm được.",
                "The dossier is suspended by law. Only withdrawing it or ending the suspension is possible now.",
            ),
            _ => (
                "Hồ sơ đang tạm ngừng trên hệ thống vì sự cố; thời hạn vẫn chạy. Hãy thử lại sau ít phút.",
                "The dossier is halted for a fault of the system; time runs on. Try again in a few minutes.",
            ),
        };
        self.say(vi, en).to_owned()
    }

    fn extended_enough(&self, most: u32) -> String {
        if most == 0 {
            return self
                .say(
                    "Đã gia hạn đủ mức quy định, không gia hạn thêm được nữa.",
                    "It was extended as much as the rules allow.",
                )
                .to_owned();
        }
        // What was refused says no unit; all extensions lengthen one clock and are in its unit (M052).
        let unit = self.program().extensions.first().map(|extension| extension.by.unit);
        let most = unit.map_or_else(|| most.to_string(), |unit| Length { count: most, unit }.words(self.lang));
        self.say(
            format!("Chỉ còn được gia hạn thêm nhiều nhất {most}. Hãy nhập ít hơn."),
            format!("At most {most} may still be added. Enter less."),
        )
    }

    fn not_open(&self, closed_at: Option<Instant>, reason: &Closing) -> String {
        let when = closed_at.map(|at| self.moment(at));
        let when = when.map(|at| self.say(format!(" lúc {at}"), format!(" on {at}"))).unwrap_or_default();
        match reason {
            Closing::Unknown => self
                .say(
                    "Hồ sơ không có việc này, hoặc việc đã qua. Hãy mở lại hồ sơ để xem việc đang chờ.",
                    "The dossier has no such task, or it is over. Open the dossier again to see what waits.",
                )
                .to_owned(),
            Closing::Completed { by: Some(by), action } => {
                let (who, name) = (self.actor(by), self.action_name(action));
                self.say(
                    format!("Việc này đã xong: {who} đã chọn “{name}”{when}. Hãy xem hồ sơ đang ở bước nào."),
                    format!("This task is done: {who} chose “{name}”{when}. See where the dossier stands now."),
                )
            }
            // Nobody pressed it: what came from outside did, or silence.
            Closing::Completed { by: None, action } if self.comes_by_itself(action) => {
                let name = self.action_name(action);
                self.say(
                    format!("Việc này đã tự xong{when}: “{name}”. Hãy xem hồ sơ đang ở bước nào."),
                    format!("This task completed itself{when}: “{name}”. See where the dossier stands now."),
                )
            }
            Closing::Completed { by: None, action } => {
                let name = self.action_name(action);
                self.say(
                    format!("Việc này đã tự xong{when}: hết hạn mà không trả lời thì tính là “{name}”. Hãy xem hồ sơ đang ở bước nào."),
                    format!("This task completed itself{when}: silence counts as “{name}”. See where the dossier stands now."),
                )
            }
            Closing::Cancelled => self.say(
                format!("Việc này không còn chờ nữa: đã hết hạn hoặc hồ sơ đã chuyển hướng{when}. Hãy xem hồ sơ đang ở bước nào."),
                format!("This task no longer waits: its time was up or the dossier went another way{when}. See where it stands now."),
            ),
        }
    }

    /// Tells whether some step has an outcome of this id, of a message, money, a job or a wait.
    fn comes_by_itself(&self, id: &str) -> bool {
        let mut actions = self.program().graph.node_weights().flat_map(|node| &node.actions);
        actions.any(|action| action.id == id && action.kind == ActionKind::Outcome)
    }

    /// Names a button by its id, wherever it stands.
    fn action_name<'b>(&'b self, id: &'b str) -> &'b str {
        let program = self.program();
        let found = program.graph.node_weights().flat_map(|node| &node.actions).find(|action| action.id == id);
        found.map_or(id, |action| &action.name)
    }

    fn not_in_role(&self, role: &str) -> String {
        let found = self.program().roles.iter().find(|one| one.id == role);
        if found.is_some_and(|role| role.applicant) {
            return self
                .say(
                    "Chỉ chính người nộp hồ sơ này mới làm được việc này.",
                    "Only the applicant of this dossier may do this.",
                )
                .to_owned();
        }
        let Some(found) = found else { return self.without_role(role).to_owned() };
        let name = &found.name;
        self.say(
            format!("Chỉ {name} của cơ quan đang giải quyết hồ sơ mới làm được việc này. Hãy chuyển cho đúng vị trí."),
            format!("Only {name} of the agency in charge may do this. Pass it to that post."),
        )
    }

    /// Tells of an act that is nobody's role: it goes with the right to sign, or with a task of the dossier.
    fn without_role(&self, wanted: &str) -> &'static str {
        match wanted {
            "signs" => self.say(
                "Chỉ người có quyền ký của cơ quan giải quyết hồ sơ mới làm được việc này.",
                "Only who signs for the agency in charge may do this.",
            ),
            _ => self.say(
                "Chỉ người đang có việc mở của hồ sơ này mới làm được việc này.",
                "Only who has an open task of this dossier may do this.",
            ),
        }
    }

    fn same_person(&self, step: &str) -> String {
        let Some(done) = self.program().find(step).map(|node| self.step(node)) else {
            let (vi, en) = (
                "Người đề nghị không được tự duyệt. Hãy để người thứ hai duyệt.",
                "Who proposes may not approve it himself. A second person must.",
            );
            return self.say(vi, en).to_owned();
        };
        // Not only who acts is told this: also who gives the task to another.
        self.say(
            format!("Người đã làm {done} của hồ sơ này không được làm bước này. Hãy để người khác cùng vai trò làm."),
            format!("Who did {done} of this dossier may not do this step as well. Another person of the role must."),
        )
    }

    /// Tells that a condition does not hold: by its name, or by its expression with the names people know.
    fn does_not_hold(&self, condition: &str) -> String {
        let guard = self.compiled.guards.iter().find(|guard| guard.text() == condition);
        if let Some((path, wanted)) = guard.and_then(Guard::plain) {
            let name = self.known(path);
            let (vi, en) = if wanted { ("có", "yes") } else { ("không", "no") };
            return self.say(
                format!("Lúc này chưa làm được: chỉ khi “{name}” là {vi}."),
                format!("Not possible now: only if “{name}” is {en}."),
            );
        }
        let told = guard.map_or_else(|| self.known(condition), |guard| guard.renamed(|path| self.known(path)));
        self.say(
            format!("Lúc này chưa làm được: điều kiện “{told}” không đúng."),
            format!("Not possible now: the condition “{told}” does not hold."),
        )
    }

    fn dossier_ended(&self, result: &str, at: Instant) -> String {
        let how = EndResult::from_id(result).map_or(result, |result| end_words(result, self.lang));
        let when = self.moment(at);
        self.say(
            format!("Hồ sơ đã kết thúc lúc {when} ({how}) nên không nhận thêm việc nào. Nếu cần, hãy nộp hồ sơ mới."),
            format!("The dossier ended on {when} ({how}) and takes no further act. If needed, file a new one."),
        )
    }

    fn not_in_force(&self) -> String {
        let (from, to) = self.program().effective;
        let from = from.map(|date| self.say(format!(" từ {}", date.digits()), format!(" from {}", date.digits())));
        let to = to.map(|date| self.say(format!(" đến hết {}", date.digits()), format!(" until {}", date.digits())));
        let span = format!("{}{}", from.unwrap_or_default(), to.unwrap_or_default());
        if span.is_empty() {
            return self.say("Hôm nay thủ tục này chưa áp dụng.", "This procedure is not in force today.").to_owned();
        }
        self.say(
            format!("Hôm nay không nộp được: thủ tục này chỉ áp dụng{span}."),
            format!("Filing is not possible today: this procedure is in force only{span}."),
        )
    }

    fn settled_by_another(&self, settles: bool, lacks: &[String]) -> String {
        let head = self.say(
            "Thủ tục đã có quy trình mới và hôm nay hồ sơ phải giải quyết theo quy trình đó.",
            "Another version of the procedure is in force, and today the dossier is settled by that one.",
        );
        let why = match lacks {
            [] => self
                .say(
                    "Quy trình mới không còn bước này như cũ nên hồ sơ không tự chuyển sang được.",
                    "That version no longer has this step as it was, so the dossier cannot go over by itself.",
                )
                .to_owned(),
            lacks => {
                let lacks = lacks.join("; ");
                self.say(
                    format!("Theo mẫu mới hồ sơ còn thiếu hoặc chưa đúng: {lacks}."),
                    format!("Under its form the dossier lacks, or has wrong: {lacks}."),
                )
            }
        };
        let then = match settles {
            true => self.say(
                "Hãy yêu cầu bổ sung theo mẫu mới, hoặc từ chối tiếp nhận.",
                "Ask for a supplement under the new form, or refuse the dossier.",
            ),
            false => self.say("Hãy từ chối tiếp nhận.", "Refuse the dossier."),
        };
        format!("{head} {why} {then}")
    }

    fn invalid(&self, errors: &[FieldError]) -> String {
        let count = errors.len();
        let lines: Vec<String> = errors.iter().map(|error| self.field_error(error)).collect();
        let places = if count == 1 { "place needs" } else { "places need" };
        let head = self.say(format!("Có {count} chỗ cần sửa."), format!("{count} {places} attention."));
        format!("{head} {}", lines.join(" "))
    }

    /// Names what is asked at an address: the field's label, the paper's name, "Lý do", "Cách nộp".
    pub fn label(&self, address: &str) -> String {
        let form = &self.program().form;
        let builtin = [
            (RemarkKind::Reason.id(), "Lý do", "Reason"),
            (RemarkKind::Content.id(), "Nội dung yêu cầu", "What is requested"),
            (RemarkKind::Note.id(), "Ghi chú", "Note"),
            (RemarkKind::Ground.id(), "Căn cứ", "Ground"),
            ("gia_han", "Gia hạn thêm", "Extended by"),
            ("so_tien", "Số tiền", "Amount"),
            ("channel", "Cách nộp", "Way of filing"),
            ("case", "Trường hợp", "Case"),
            ("subject", "Đối tượng thực hiện", "Who applies"),
        ];
        if let Some((_, vi, en)) = builtin.iter().find(|(id, _, _)| *id == address) {
            return self.say(*vi, *en).to_owned();
        }
        let (section, id) = address.split_once('.').unwrap_or(("", address));
        let field = form.field(section, id).map(|ix| form.fields[ix.at()].label.as_str());
        let paper = form.document(id).filter(|_| section == "giay_to").map(|ix| form.documents[ix.at()].name.as_str());
        let slot = || self.slot_label(id);
        field.or(paper).or_else(slot).unwrap_or(address).to_owned()
    }

    /// Tells what is wrong with one answer, its label first.
    pub fn field_error(&self, error: &FieldError) -> String {
        glue(&format!("{}: {}", self.label(&error.field), self.why(&error.why)))
    }

    /// Tells what is wrong with one answer and what to do, without its label, for the place beside the field.
    pub fn wrong(&self, error: &FieldError) -> String {
        glue(&capital(&self.why(&error.why)))
    }

    fn why(&self, why: &Why) -> String {
        match why {
            Why::Required => {
                self.say("chưa trả lời. Hãy điền hoặc chọn.", "not answered. Fill in or choose.").to_owned()
            }
            Why::NotAsked => self
                .say("ở đây không hỏi điều này. Hãy bỏ đi rồi gửi lại.", "this is not asked here. Leave it out.")
                .to_owned(),
            Why::NotOfType => self
                .say(
                    "chưa viết đúng dạng. Hãy viết theo ví dụ bên cạnh ô.",
                    "not written as expected. See the example beside it.",
                )
                .to_owned(),
            Why::NoSuchOption => self
                .say(
                    "không có trong danh sách. Hãy chọn một mục có sẵn.",
                    "not in the list. Choose one of the entries.",
                )
                .to_owned(),
            Why::LessThan(least) => self.say(format!("phải từ {least} trở lên."), format!("must be {least} or more.")),
            Why::MoreThan(most) => self.say(format!("không được quá {most}."), format!("must be {most} or less.")),
            Why::LongerThan(most) => self.say(
                format!("dài quá {most} ký tự. Hãy viết ngắn lại."),
                format!("longer than {most} characters. Shorten it."),
            ),
            Why::Pattern => self
                .say(
                    "chưa đúng mẫu quy định. Hãy xem lại trên giấy tờ.",
                    "does not match the required form. Check the paper.",
                )
                .to_owned(),
            Why::BeforeToday => self
                .say(
                    "ngày này ở trước hôm nay. Hãy chọn từ hôm nay trở đi.",
                    "lies before today. Choose today or later.",
                )
                .to_owned(),
            Why::AfterToday => self
                .say(
                    "ngày này ở sau hôm nay. Hãy xem lại ngày trên giấy tờ.",
                    "lies after today. Check the date on the paper.",
                )
                .to_owned(),
        }
    }
}
