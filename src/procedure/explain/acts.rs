//! What one pass was: the act, the message, the money or the timer that made it, in a few words.
//! What followed from it is told clause by clause elsewhere.

use calendar::Act;
use engine::{ActivationId, Actor, Author, Button, Cause, Event, OperatorAct, Pass, ProposalId};
use program::{ActionKind, RuleIx, Work};

use super::moved::own_timeout;
use super::{Past, Teller, money_words};

impl Teller<'_> {
    /// Names what made a pass.
    pub(super) fn act(&self, pass: &Pass, past: &Past) -> String {
        let first = pass.events.iter().find_map(|event| self.act_of(pass, event, past));
        let then = || pass.events.iter().find_map(|event| self.aside(pass, event, past));
        first.or_else(then).unwrap_or_else(|| self.say("Ghi nhận", "Recorded").to_owned())
    }

    fn act_of(&self, pass: &Pass, event: &Event, past: &Past) -> Option<String> {
        Some(match event {
            Event::Submitted { filing } => {
                let (how, where_to) = (self.channel(filing.channel), self.agency(&filing.receiving));
                self.say(format!("Nộp hồ sơ {how} tại {where_to}"), format!("Filed {how} at {where_to}"))
            }
            Event::Paid { lines, surplus, .. } => {
                let amount = money_words(lines.iter().map(|(_, amount)| amount).sum::<i64>() + surplus);
                self.say(format!("Đã nộp {amount}"), format!("{amount} was paid"))
            }
            Event::PaidLate { amount, .. } => {
                let amount = money_words(*amount);
                self.say(
                    format!("Tiền đến khi không còn khoản phải nộp: {amount}"),
                    format!("Money came when nothing was owed any more: {amount}"),
                )
            }
            Event::Completed { id, button: Some(button), silence, given_at, .. } => {
                let told = self.completed(pass, past, (*id, *button, *silence));
                let Some(at) = given_at.filter(|at| *at != pass.at) else { return Some(told) };
                let at = self.moment(at);
                match self.program().node(button.node).work {
                    Work::Payment(_) => self.say(format!("{told}, nộp lúc {at}"), format!("{told}, paid at {at}")),
                    _ => self.say(format!("{told}, văn bản lúc {at}"), format!("{told}, on paper at {at}")),
                }
            }
            Event::RightUsed { anytime, .. } => self.program().anytime[anytime.at()].name.clone(),
            Event::Cancelled { id, cause: Cause::Timeout, .. } if own_timeout(pass) == Some(*id) => {
                self.about(("Hết hạn", "Time is up:"), past, *id)
            }
            Event::Cancelled { id, cause: Cause::Recalled, .. } => {
                self.about(("Thu hồi việc đã chuyển:", "Taken back:"), past, *id)
            }
            Event::Cancelled { id, cause: Cause::Removed, .. } => {
                self.about(("Bỏ khỏi danh sách lấy ý kiến:", "Taken off the list:"), past, *id)
            }
            Event::ItemAdded { id, item } => {
                let (agency, step) = (self.agency(item), self.named(past, *id));
                self.say(format!("Thêm {agency} vào {step}"), format!("{agency} is added to {step}"))
            }
            Event::Delegated { id, to: Some(to) } => {
                let (who, step) = (self.actor(to), self.named(past, *id));
                self.say(format!("Nhờ {who} chuẩn bị {step}"), format!("{who} prepares {step}"))
            }
            Event::Delegated { id, to: None } => self.about(("Đã chuẩn bị xong", "Prepared:"), past, *id),
            Event::Proposed { act, .. } => {
                let what = self.proposed(act, past);
                self.say(format!("Đề nghị {what}, chờ người thứ hai duyệt"), format!("Proposes to {what}"))
            }
            Event::Settled { id, approved } => self.settled(past, *id, *approved),
            Event::CaseChanged { case } => {
                let name = &self.program().cases[case.at()].name;
                self.say(format!("Chuyển sang trường hợp “{name}”"), format!("The case becomes “{name}”"))
            }
            Event::CalendarApplied { decree } => self.say(
                format!("Tính lại hạn theo lịch nghỉ mới ({decree})"),
                format!("Dues follow the changed calendar ({decree})"),
            ),
            Event::VersionChanged { from, to, .. } => self.say(
                format!("Chuyển sang quy trình đang áp dụng (phiên bản {from} → {to})"),
                format!("Goes on under the version in force ({from} → {to})"),
            ),
            _ => return self.late(event, past).or_else(|| self.of_machines(event, past)),
        })
    }

    /// Names what a timer or a late answer made.
    fn late(&self, event: &Event, past: &Past) -> Option<String> {
        Some(match event {
            Event::StepOverdue { id, .. } => self.about(("Quá hạn", "Overdue:"), past, *id),
            Event::ClockOverdue { clock: RuleIx(0), .. } => {
                self.say("Hồ sơ quá hạn giải quyết", "The dossier is overdue").to_owned()
            }
            Event::ClockOverdue { clock, .. } => self.of_clock(("Quá hạn", "Overdue:"), *clock),
            Event::ClockReminded { clock, .. } => self.of_clock(("Nhắc sắp hết hạn", "Reminded:"), *clock),
            Event::ClockEscalated { clock, .. } => self.of_clock(("Báo quá hạn", "Escalated:"), *clock),
            Event::Reminded { id, .. } => self.about(("Nhắc sắp hết hạn", "Reminded:"), past, *id),
            Event::Escalated { id, .. } => self.about(("Báo quá hạn", "Escalated:"), past, *id),
            Event::AnsweredLate { id, button, in_time } => {
                let (name, step) = (self.button(*button), self.named(past, *id));
                let (vi, en) = if *in_time {
                    ("văn bản gửi trong hạn nhưng nhập sau", "given in time, entered later")
                } else {
                    ("trả lời muộn", "answered late")
                };
                self.say(
                    format!("“{name}”, {step}: {vi}, lưu vào hồ sơ, không đổi kết quả"),
                    format!("“{name}”, {step}: {en}, kept in the file without effect"),
                )
            }
            Event::SilenceReplaced { id, buttons: (silence, answer), given_at } => {
                let (was, is) = (self.button(*silence), self.button(*answer));
                let (step, at) = (self.named(past, *id), self.moment(*given_at));
                self.say(
                    format!("Văn bản lúc {at} “{is}” thay cho im lặng “{was}”, {step}"),
                    format!("“{is}”, on paper at {at}, takes the place of silence “{was}”, {step}"),
                )
            }
            _ => return None,
        })
    }

    /// Names what messages, jobs and suspensions made.
    fn of_machines(&self, event: &Event, past: &Past) -> Option<String> {
        Some(match event {
            Event::MessageBuffered { name, .. } => self.say(
                format!("Tin “{name}” đến sớm, được giữ lại"),
                format!("The message “{name}” came early and is kept"),
            ),
            Event::MessageLate { name } => self.say(
                format!("Tin “{name}” đến khi không còn bước nào chờ, không dùng nữa"),
                format!("The message “{name}” came when nothing awaits it any more"),
            ),
            Event::ReportKept { .. } => self
                .say(
                    "Kết quả đến khi hồ sơ tạm ngừng, được giữ lại",
                    "A result came while the dossier is halted and is kept",
                )
                .to_owned(),
            Event::JobFailed { id, code: Some(code), .. } => {
                let step = self.named(past, *id);
                self.say(format!("Hệ thống báo lỗi “{code}”, {step}"), format!("Error “{code}” reported, {step}"))
            }
            Event::JobFailed { id, code: None, .. } => self.about(("Làm không thành", "An attempt failed:"), past, *id),
            Event::JobReady { id, .. } => self.about(("Thử lại", "Tried again:"), past, *id),
            Event::Suspended { legally: true } => {
                self.say("Tạm dừng giải quyết theo luật", "Suspended by law").to_owned()
            }
            Event::Suspended { legally: false } => self
                .say("Tạm ngừng trên hệ thống vì sự cố, thời hạn vẫn chạy", "Halted for a fault, time runs on")
                .to_owned(),
            Event::Resumed { legally: true } => {
                self.say("Tiếp tục giải quyết sau khi tạm dừng", "The suspension is over").to_owned()
            }
            Event::Resumed { legally: false } => {
                self.say("Hệ thống xử lý lại sau sự cố", "The halt is over").to_owned()
            }
            _ => return None,
        })
    }

    /// Names what a pass was if it was nothing else: who holds a task, an outage made good, a repair.
    fn aside(&self, pass: &Pass, event: &Event, past: &Past) -> Option<String> {
        Some(match event {
            Event::Held { id, holder: Some(holder) } if is_author(&pass.author, holder) => {
                self.about(("Nhận", "Claimed:"), past, *id)
            }
            Event::Held { id, holder: Some(holder) } => {
                let (step, who) = (self.named(past, *id), self.actor(holder));
                self.say(format!("Giao {step} cho {who}"), format!("{step} is given to {who}"))
            }
            Event::Held { id, holder: None } => self.about(("Trả lại nhóm", "Given back:"), past, *id),
            Event::StepClockChanged { act: Act::Recomputed, .. } => self
                .say("Bù cho người nộp thời gian hệ thống ngừng", "An outage is made good to the applicant")
                .to_owned(),
            Event::ReportTaken { .. } => self
                .say(
                    "Kết quả giữ lại không dùng nữa vì việc đã qua",
                    "What was kept is of no use any more: its task is over",
                )
                .to_owned(),
            Event::IncidentClosed { .. } => self.say("Thử chuyển tiếp lại", "Tried again").to_owned(),
            _ => return None,
        })
    }

    fn completed(&self, pass: &Pass, past: &Past, (id, button, silence): (ActivationId, Button, bool)) -> String {
        let (name, step) = (self.button(button), self.named(past, id));
        let node = self.program().node(button.node);
        let by_itself = node.actions[button.action.at()].kind == ActionKind::Outcome;
        match (&node.work, &pass.author) {
            _ if silence => {
                self.say(format!("Hết hạn không trả lời, coi như “{name}”"), format!("Silence counts as “{name}”"))
            }
            (Work::Message(_), Author::Message) => {
                self.say(format!("Nhận tin: {name}, {step}"), format!("Message: {name}, {step}"))
            }
            (Work::Wait(_), _) if by_itself => {
                self.say(format!("Hết thời gian chờ, {step}"), format!("The wait is over, {step}"))
            }
            _ => format!("{name}, {step}"),
        }
    }

    fn settled(&self, past: &Past, id: ProposalId, approved: bool) -> String {
        let what = past.proposal(id).map(|act| self.proposed(act, past)).unwrap_or_default();
        let (vi, en) = if approved { ("Duyệt và làm:", "Approved:") } else { ("Không duyệt:", "Turned down:") };
        format!("{} {what}", self.say(vi, en))
    }

    /// Tells what an operator proposes, as the end of a sentence.
    pub(crate) fn proposed(&self, act: &OperatorAct, past: &Past) -> String {
        match act {
            OperatorAct::Move { activation, to } => {
                let (step, target) = (self.named(past, *activation), self.step(*to));
                self.say(format!("chuyển từ {step} sang {target}"), format!("move from {step} to {target}"))
            }
            OperatorAct::Cancel { activation } => self.about(("hủy", "cancel"), past, *activation),
            OperatorAct::Skip { activation } => self.about(("bỏ qua", "skip"), past, *activation),
            OperatorAct::Correct {} => self.say("đính chính dữ liệu", "correct data").to_owned(),
        }
    }

    fn about(&self, (vi, en): (&str, &str), past: &Past, id: ActivationId) -> String {
        format!("{} {}", self.say(vi, en), self.named(past, id))
    }

    fn of_clock(&self, (vi, en): (&str, &str), clock: RuleIx) -> String {
        format!("{} “{}”", self.say(vi, en), self.program().rules[clock.at()].name)
    }

    /// Names the step of an activation, with its agency if it is one of several.
    pub(super) fn named(&self, past: &Past, id: ActivationId) -> String {
        let Some(seen) = past.seen(id) else { return String::new() };
        let step = self.step(seen.node);
        seen.item.as_ref().map_or(step.clone(), |item| format!("{step} ({})", self.agency(item)))
    }

    fn button(&self, button: Button) -> &str {
        &self.program().action(button.node, button.action).name
    }
}

fn is_author(author: &Author, actor: &Actor) -> bool {
    matches!(author, Author::Person { actor: by, .. } if by == actor)
}
