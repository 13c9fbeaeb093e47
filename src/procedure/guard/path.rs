//! Paths: from names with dots to slots of the dossier (`language.md` d2).

use std::ops::Range;

use program::{Channel, FeeIx, Level, RuleIx, Subject};
use rhai::Expr;
use source::nearest;

use super::Stand;
use super::facts::Read;
use super::lower::{Lowering, Typed};
use super::names::{AnswerName, Names, Options, StepName, Type};
use super::problem::{M040, M041, Problem};
use super::tree::{ClockFact, DossierFact, FeesFact, Path, Slot, Tree};

/// Roots that are not taken from the file (`language.md` g).
const ROOTS: [&str; 7] = ["ho_so", "giay_to", "phi", "dong_ho", "tin", "hom_nay", "bay_gio"];

/// One name of a path.
pub(super) struct Part<'e> {
    pub name: String,
    pub span: Range<usize>,
    pub arguments: Option<&'e [Expr]>,
}

/// What a name behind a dot stands for.
pub(super) struct Known<'n> {
    pub id: &'n str,
    pub slot: Slot,
    pub ty: Type,
    /// Actions of its step, as bits, that leave it without a value.
    pub lost: u32,
}

impl<'n> Known<'n> {
    /// Makes one that no action leaves without a value.
    pub fn new(id: &'n str, slot: Slot, ty: Type) -> Self {
        Self { id, slot, ty, lost: 0 }
    }
}

impl Lowering<'_, '_> {
    /// Lowers a path.
    pub fn path(&mut self, expression: &Expr, span: Range<usize>) -> Option<Typed> {
        let mut parts = Vec::new();
        if !self.flatten(expression, &mut parts) {
            let words = (
                "Dấu chấm chỉ dùng trong đường dẫn, như `muc.truong`",
                "A dot stands only in a path, as `section.field`",
            );
            return self.refuse(Problem::new(M040, span, words.0, words.1));
        }
        let names = self.names();
        let root = parts[0].name.as_str();
        match (root, &parts[1..]) {
            ("hom_nay", []) => self.slot(Known::new(root, Slot::Today, Type::Date), span),
            ("bay_gio", []) => self.slot(Known::new(root, Slot::Now, Type::Instant), span),
            ("hom_nay" | "bay_gio", [member, ..]) => {
                let problem = nothing_below(root, member);
                self.refuse(problem)
            }
            ("ho_so", _) => self.dossier(&parts, span),
            ("giay_to", _) => self.document(&parts, span),
            ("phi", _) => self.below(&parts, fees(names), span),
            ("dong_ho", _) => self.clock(&parts, span),
            ("tin", _) => self.message(&parts, span),
            _ if names.unread.iter().any(|lost| lost == root) => None,
            _ => {
                if let Some(section) = names.sections.iter().find(|section| section.id == root) {
                    let fields = section.fields.iter();
                    let known = fields.map(|field| Known::new(&field.id, Slot::Field(field.ix), field.ty.clone()));
                    return self.below(&parts, known.collect(), span);
                }
                if let Some(step) = names.steps.iter().find(|step| step.id == root) {
                    return self.step(step, &parts, span);
                }
                let condition = names.conditions.iter().position(|condition| condition.id == root);
                let problem = match (condition, &parts[1..]) {
                    (Some(condition), []) => return self.condition(condition, span),
                    (Some(_), [member, ..]) => nothing_below(root, member),
                    (None, _) => unknown_root(names, &parts),
                };
                self.refuse(problem)
            }
        }
    }

    /// Lists the names of a chain of dots; false if something else than names stands in it.
    fn flatten<'e>(&self, expression: &'e Expr, parts: &mut Vec<Part<'e>>) -> bool {
        let (name, arguments) = match expression {
            Expr::Dot(sides, ..) => return self.flatten(&sides.lhs, parts) && self.flatten(&sides.rhs, parts),
            Expr::Variable(variable, ..) => (variable.1.to_string(), None),
            Expr::Property(property, _) => (property.2.to_string(), None),
            Expr::MethodCall(call, _) => (call.name.to_string(), Some(&call.args[..])),
            _ => return false,
        };
        parts.push(Part { name, span: self.spot(expression.position()), arguments });
        true
    }

    /// Makes a path of what a name stands for.
    pub fn slot(&mut self, known: Known<'_>, span: Range<usize>) -> Option<Typed> {
        let Known { slot, ty, lost, .. } = known;
        let options = options_of(&ty).cloned();
        let text = self.text[span.clone()].to_owned();
        Some(Typed { tree: Tree::Path(Path { slot, text, options, lost, span: span.clone() }), ty, span })
    }

    /// Lowers `root.name` with one of the known names.
    pub fn below(&mut self, parts: &[Part<'_>], known: Vec<Known<'_>>, span: Range<usize>) -> Option<Typed> {
        let root = &parts[0];
        let [_, member] = parts else {
            let vi = format!("Sau `{}` phải là dấu chấm và đúng một tên", root.name);
            let en = format!("One name stands after `{}`", root.name);
            let list = list(known.iter().map(|one| one.id));
            return self
                .refuse(Problem::new(M041, span, vi, en).help(format!("có: {list}"), format!("there is: {list}")));
        };
        match known.iter().position(|one| one.id == member.name) {
            Some(at) if member.arguments.is_none() => self.slot(known.into_iter().nth(at)?, span),
            Some(_) => {
                let path = format!("{}.{}", root.name, member.name);
                let words = (format!("`{path}` viết không có ngoặc"), format!("`{path}` has no brackets"));
                self.refuse(Problem::new(M040, span, words.0, words.1).fix(path))
            }
            None => {
                let problem = unknown_member(root, member, known.iter().map(|one| one.id));
                self.refuse(problem)
            }
        }
    }

    fn dossier(&mut self, parts: &[Part<'_>], span: Range<usize>) -> Option<Typed> {
        let known = dossier_facts(self.names());
        let known = known.into_iter().map(|(id, fact, ty)| Known::new(id, Slot::Dossier(fact), ty)).collect();
        self.below(parts, known, span)
    }

    fn document(&mut self, parts: &[Part<'_>], span: Range<usize>) -> Option<Typed> {
        let names = self.names();
        let known = names.documents.iter().map(|document| match document.one_of.is_empty() {
            true => Known::new(&document.id, Slot::Paper(document.ix), Type::Boolean),
            false => {
                let kinds = Type::Choice(document.one_of.as_slice().into());
                Known::new(&document.id, Slot::PaperKind(document.ix), kinds)
            }
        });
        self.below(parts, known.collect(), span)
    }

    /// Lowers `dong_ho.clock.fact`.
    fn clock(&mut self, parts: &[Part<'_>], span: Range<usize>) -> Option<Typed> {
        let names = self.names();
        let [root, clock, facts @ ..] = parts else {
            let list = list(names.clocks.iter().map(String::as_str));
            let problem = Problem::new(
                M041,
                span,
                "Sau `dong_ho` là tên một đồng hồ rồi `qua_han`, `chay` hoặc `dung`",
                "After `dong_ho` stand a clock and `qua_han`, `chay` or `dung`",
            );
            return self.refuse(problem.help(format!("các đồng hồ: {list}"), format!("clocks: {list}")));
        };
        let Some((at, _)) = (0..).zip(&names.clocks).find(|(_, id)| **id == clock.name) else {
            let problem = unknown_member(root, clock, names.clocks.iter().map(String::as_str));
            return self.refuse(problem);
        };
        let fact = |id, fact| Known::new(id, Slot::Clock(RuleIx(at), fact), Type::Boolean);
        let known =
            vec![fact("qua_han", ClockFact::Overdue), fact("chay", ClockFact::Runs), fact("dung", ClockFact::Stands)];
        let name = format!("{}.{}", root.name, clock.name);
        let owner = Part { name, span: root.span.start..clock.span.end, arguments: None };
        let below = std::iter::once(owner).chain(facts.iter().map(Part::again)).collect::<Vec<_>>();
        self.below(&below, known, span)
    }

    /// Lowers `tin.field`.
    fn message(&mut self, parts: &[Part<'_>], span: Range<usize>) -> Option<Typed> {
        let names = self.names();
        let Stand::Outcome(node) = self.stand else {
            let problem = Problem::new(
                M041,
                parts[0].span.clone(),
                "`tin` là tin vừa đến, chỉ dùng trong `outcomes` của bước nhận tin",
                "`tin` is the message that has just come, known only inside `outcomes` of its step",
            );
            return self
                .refuse(problem.help("sau bước đó viết `ten_buoc.truong`", "behind that step write `step.field`"));
        };
        let step = names.steps.iter().find(|step| step.node == node)?;
        let known = answers(step).map(|(at, field)| Known::new(&field.id, Slot::Message(at), field.ty.clone()));
        self.below(parts, known.collect(), span)
    }
}

impl Part<'_> {
    fn again(&self) -> Self {
        Self { name: self.name.clone(), span: self.span.clone(), arguments: self.arguments }
    }
}

/// Numbers the typed values of a step's message or job; a slot is one byte, and no more can be named.
pub(super) fn answers(step: &StepName) -> impl Iterator<Item = (u8, &AnswerName)> {
    step.answers.iter().enumerate().filter_map(|(at, answer)| Some((u8::try_from(at).ok()?, answer)))
}

fn fees(names: &Names) -> Vec<Known<'_>> {
    let sum = |id, fact| Known::new(id, Slot::Fees(fact), Type::Money);
    let sums = [sum("tong", FeesFact::Total), sum("da_nop", FeesFact::Paid), sum("con_lai", FeesFact::Left)];
    // Beyond 30 fees the file itself is refused (M009).
    let fees = names.fees.iter().enumerate().filter_map(|(at, (id, _))| {
        let fee = FeeIx(u8::try_from(at).ok()?);
        Some(Known::new(id, Slot::Fee(fee), Type::Money))
    });
    sums.into_iter().chain(fees).collect()
}

/// Says that a fee asks what is owed, which it is itself a part of.
pub(super) fn fee_by_fees(read: &Read) -> Problem {
    Problem::new(
        M041,
        read.span.clone(),
        format!("Khoản thu không tính theo `{}`: số tiền ấy lại gồm các khoản thu", read.text),
        format!("A fee does not know `{}`, which is reckoned from the fees", read.text),
    )
    .help("chỉ dựa vào dữ liệu của hồ sơ và các bước đã qua", "use only the dossier's data and the steps that are done")
}

fn dossier_facts(names: &Names) -> Vec<(&'static str, DossierFact, Type)> {
    use DossierFact as F;
    let worded = |all: Vec<(&str, &str)>| {
        let options: Vec<(String, String)> =
            all.into_iter().map(|(id, words)| (id.to_owned(), words.to_owned())).collect();
        Type::Choice(options.into())
    };
    let channels = worded(Channel::ALL.iter().map(|channel| (channel.id(), channel.words())).collect());
    let levels = worded(Level::ALL.iter().map(|level| (level.id(), level.words())).collect());
    let subjects = worded(Subject::ALL.iter().map(|subject| (subject.id(), subject.words())).collect());
    let mut facts = vec![
        ("kenh", F::Channel, channels),
        ("luc_nop", F::SubmittedAt, Type::Instant),
        ("ngay_nop", F::SubmittedOn, Type::Date),
        ("luc_tiep_nhan", F::ReceivedAt, Type::Instant),
        ("ngay_tiep_nhan", F::ReceivedOn, Type::Date),
        ("han_tra", F::Due, Type::Instant),
        ("qua_han", F::Overdue, Type::Boolean),
        ("lan_bo_sung", F::Supplements, Type::Integer),
        ("lan_gia_han", F::Extensions, Type::Integer),
        ("cap", F::Level, levels),
        ("co_quan_tiep_nhan", F::Receiving, Type::Agency),
        ("co_quan_giai_quyet", F::Competent, Type::Agency),
        ("co_quan_giup", F::Assisting, Type::Agency),
        ("cung_co_quan", F::SameAgency, Type::Boolean),
        ("doi_tuong", F::Subject, subjects),
    ];
    if !names.cases.is_empty() {
        facts.push(("truong_hop", F::Case, Type::Choice(names.cases.as_slice().into())));
    }
    facts
}

fn nothing_below(root: &str, member: &Part<'_>) -> Problem {
    Problem::new(
        M041,
        member.span.clone(),
        format!("`{root}` là một giá trị, sau nó không có dấu chấm"),
        format!("`{root}` is a value, no dot stands after it"),
    )
}

/// Says that a name does not stand behind a root.
pub(super) fn unknown_member<'k>(root: &Part<'_>, member: &Part<'_>, known: impl Iterator<Item = &'k str>) -> Problem {
    let known: Vec<&str> = known.collect();
    let problem = Problem::new(
        M041,
        member.span.clone(),
        format!("Trong `{}` không có `{}`", root.name, member.name),
        format!("There is no `{}` in `{}`", member.name, root.name),
    );
    match nearest(&member.name, known.iter().copied()) {
        Some(near) => {
            let path = format!("{}.{near}", root.name);
            problem.help(format!("có phải `{path}`?"), format!("is it `{path}`?")).fix(near)
        }
        None => problem.help(format!("có: {}", list(known.iter().copied())), format!("there is: {}", list(known))),
    }
}

fn unknown_root(names: &Names, parts: &[Part<'_>]) -> Problem {
    let root = &parts[0];
    let problem = Problem::new(
        M041,
        root.span.clone(),
        format!("Không có tên `{}`", root.name),
        format!("There is no name `{}`", root.name),
    );
    // A field or button is often written without what stands before the dot.
    let field = names.sections.iter().find(|section| section.fields.iter().any(|field| field.id == root.name));
    if let Some(section) = field.filter(|_| parts.len() == 1) {
        let path = format!("{}.{}", section.id, root.name);
        return problem.help(format!("có phải `{path}`?"), format!("is it `{path}`?")).fix(path);
    }
    if parts.len() == 1 && is_word(names, &root.name) {
        let quoted = format!("\"{}\"", root.name);
        return problem
            .help(format!("viết trong dấu nháy: `{quoted}`"), format!("write it in quotes: `{quoted}`"))
            .fix(quoted);
    }
    let sections = names.sections.iter().map(|section| section.id.as_str());
    let steps = names.steps.iter().map(|step| step.id.as_str());
    let conditions = names.conditions.iter().map(|condition| condition.id.as_str());
    match nearest(&root.name, sections.chain(steps).chain(conditions).chain(ROOTS)) {
        Some(near) => problem.help(format!("có phải `{near}`?"), format!("is it `{near}`?")).fix(near),
        None => problem.help(
            "đường dẫn bắt đầu bằng một mục của biểu mẫu, một bước, một điều kiện, `ho_so` hoặc `giay_to`; lời văn đặt trong `\"…\"`",
            "a path begins with a section, a step, a condition, `ho_so` or `giay_to`; text stands in `\"…\"`",
        ),
    }
}

/// Tells whether a name is an option of some choice, which stands in quotes.
fn is_word(names: &Names, name: &str) -> bool {
    let fields = names.sections.iter().flat_map(|section| &section.fields).map(|field| &field.ty);
    let answers = names.steps.iter().flat_map(|step| &step.answers).map(|answer| &answer.ty);
    let options = fields.chain(answers).filter_map(options_of);
    let written = names.steps.iter().map(|step| &step.actions).chain([&names.cases]);
    let papers = names.documents.iter().map(|document| &document.one_of);
    let facts = dossier_facts(names);
    let facts = facts.iter().filter_map(|(_, _, ty)| options_of(ty));
    let known = |all: &[(String, String)]| all.iter().any(|(id, _)| id == name);
    options.chain(facts).any(|all| known(all)) || written.chain(papers).any(|all| known(all))
}

fn options_of(ty: &Type) -> Option<&Options> {
    match ty {
        Type::Choice(options) => Some(options),
        Type::List(inner) => options_of(inner),
        _ => None,
    }
}

/// Lists some ids for a help.
pub(super) fn list<'k>(known: impl IntoIterator<Item = &'k str>) -> String {
    let all: Vec<String> = known.into_iter().take(8).map(|id| format!("`{id}`")).collect();
    if all.is_empty() { "—".to_owned() } else { all.join(", ") }
}
