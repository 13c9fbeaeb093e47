//! Paths: from names with dots to slots of the dossier (`language.md` d2).

use std::ops::Range;

use program::{ActionIx, NodeIx};
use program::{Channel, Level, Subject};
use rhai::Expr;
use source::nearest;

use super::lower::{Lowering, Typed};
use super::names::{Names, Options, StepName, Type};
use super::problem::{M040, M041, Problem};
use super::tree::{DossierFact, Path, Slot, Tree};
use crate::rules::m014_not_yet;

/// Roots that are not taken from the file (`language.md` g).
const ROOTS: [&str; 4] = ["ho_so", "giay_to", "hom_nay", "bay_gio"];

/// Roots of level 2, which this program does not have yet.
const LATER: [&str; 3] = ["phi", "dong_ho", "tin"];

/// One name of a path.
struct Part<'e> {
    name: String,
    span: Range<usize>,
    arguments: Option<&'e [Expr]>,
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
            ("hom_nay", []) => self.slot(Slot::Today, Type::Date, span),
            ("bay_gio", []) => self.slot(Slot::Now, Type::Instant, span),
            ("hom_nay" | "bay_gio", [member, ..]) => {
                let problem = nothing_below(root, member);
                self.refuse(problem)
            }
            ("ho_so", _) => self.dossier(&parts, span),
            ("giay_to", _) => self.document(&parts, span),
            _ if names.unread.iter().any(|lost| lost == root) => None,
            _ if LATER.contains(&root) => {
                let problem = later(parts[0].span.clone(), &format!("`{root}`"));
                self.refuse(problem)
            }
            _ => {
                if let Some(section) = names.sections.iter().find(|section| section.id == root) {
                    let known = section
                        .fields
                        .iter()
                        .map(|field| (field.id.as_str(), (Slot::Field(field.ix), field.ty.clone())));
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

    fn slot(&mut self, slot: Slot, ty: Type, span: Range<usize>) -> Option<Typed> {
        let options = options_of(&ty).cloned();
        let text = self.text[span.clone()].to_owned();
        Some(Typed { tree: Tree::Path(Path { slot, text, options, span: span.clone() }), ty, span })
    }

    /// Lowers `root.name` with one of the known names.
    fn below(&mut self, parts: &[Part<'_>], known: Vec<(&str, (Slot, Type))>, span: Range<usize>) -> Option<Typed> {
        let root = &parts[0];
        let [_, member] = parts else {
            let vi = format!("Sau `{}` phải là dấu chấm và đúng một tên", root.name);
            let en = format!("One name stands after `{}`", root.name);
            let list = list(known.iter().map(|(id, _)| *id));
            return self
                .refuse(Problem::new(M041, span, vi, en).help(format!("có: {list}"), format!("there is: {list}")));
        };
        match known.iter().find(|(id, _)| *id == member.name) {
            Some((_, (slot, ty))) if member.arguments.is_none() => self.slot(*slot, ty.clone(), span),
            Some(_) => {
                let path = format!("{}.{}", root.name, member.name);
                let words = (format!("`{path}` viết không có ngoặc"), format!("`{path}` has no brackets"));
                self.refuse(Problem::new(M040, span, words.0, words.1).fix(path))
            }
            None => {
                let problem = unknown_member(root, member, known.iter().map(|(id, _)| *id));
                self.refuse(problem)
            }
        }
    }

    fn dossier(&mut self, parts: &[Part<'_>], span: Range<usize>) -> Option<Typed> {
        if let [_, member] = parts
            && member.name == "lan_gia_han"
        {
            let problem = later(member.span.clone(), "`ho_so.lan_gia_han`");
            return self.refuse(problem);
        }
        let known = dossier_facts(self.names());
        let known = known.into_iter().map(|(id, fact, ty)| (id, (Slot::Dossier(fact), ty))).collect();
        self.below(parts, known, span)
    }

    fn document(&mut self, parts: &[Part<'_>], span: Range<usize>) -> Option<Typed> {
        let names = self.names();
        let known = names.documents.iter().map(|document| {
            let what = match document.one_of.is_empty() {
                true => (Slot::Paper(document.ix), Type::Boolean),
                false => (Slot::PaperKind(document.ix), Type::Choice(document.one_of.as_slice().into())),
            };
            (document.id.as_str(), what)
        });
        self.below(parts, known.collect(), span)
    }

    fn step(&mut self, step: &StepName, parts: &[Part<'_>], span: Range<usize>) -> Option<Typed> {
        match &parts[1..] {
            [member] if member.name == "ever" => self.ever(step, member, span),
            [member] if member.name == "count" => {
                let problem = later(member.span.clone(), &format!("`{}.count`", step.id));
                self.refuse(problem)
            }
            [member] if member.name == "action" && step.actions.is_empty() => {
                let problem = Problem::new(
                    M041,
                    member.span.clone(),
                    format!("Bước `{}` không có nút, nên không có `action`", step.id),
                    format!("Step `{}` has no buttons and no `action`", step.id),
                );
                self.refuse(problem.help(format!("viết `{}.done`", step.id), format!("write `{}.done`", step.id)))
            }
            [member] if member.arguments.is_some() && nearest(&member.name, ["ever"]).is_some() => {
                let problem = unknown_member(&parts[0], member, std::iter::once("ever"));
                self.refuse(problem)
            }
            _ => {
                let actions: Options = step.actions.as_slice().into();
                let known = of_step(step.node, Type::Choice(actions));
                self.below(parts, known, span)
            }
        }
    }

    fn ever(&mut self, step: &StepName, member: &Part<'_>, span: Range<usize>) -> Option<Typed> {
        let form = format!("{}.ever(\"nut\")", step.id);
        let Some([Expr::StringConstant(word, position)]) = member.arguments else {
            let problem = Problem::new(
                M040,
                span,
                "`ever` hỏi một nút, viết trong ngoặc",
                "`ever` asks for one button, written in brackets",
            );
            return self.refuse(problem.help(format!("viết `{form}`"), format!("write `{form}`")));
        };
        match step.actions.iter().position(|(id, _)| id == word.as_str()) {
            Some(at) => {
                // Beyond 12 buttons the step itself is refused (M009).
                let action = ActionIx(u8::try_from(at).ok()?);
                self.slot(Slot::Ever(step.node, action), Type::Boolean, span)
            }
            None => {
                let place = self.spot(*position);
                let problem = Problem::new(
                    M041,
                    place,
                    format!("Bước `{}` không có nút `{word}`", step.id),
                    format!("Step `{}` has no button `{word}`", step.id),
                );
                let known: Vec<&str> = step.actions.iter().map(|(id, _)| id.as_str()).collect();
                self.refuse(match nearest(word, known.iter().copied()) {
                    Some(near) => problem
                        .help(format!("có phải `{near}`?"), format!("is it `{near}`?"))
                        .fix(format!("\"{near}\"")),
                    None => problem
                        .help(format!("các nút: {}", list(known.iter().copied())), format!("buttons: {}", list(known))),
                })
            }
        }
    }
}

fn of_step(node: NodeIx, action: Type) -> Vec<(&'static str, (Slot, Type))> {
    vec![
        ("action", (Slot::Action(node), action)),
        ("at", (Slot::At(node), Type::Instant)),
        ("done", (Slot::Done(node), Type::Boolean)),
        ("skipped", (Slot::Skipped(node), Type::Boolean)),
        ("rounds", (Slot::Rounds(node), Type::Integer)),
    ]
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

fn later(span: Range<usize>, what: &str) -> Problem {
    Problem::new(
        m014_not_yet::RULE.code,
        span,
        format!("{what} thuộc mức 2 của ngôn ngữ, chương trình này chưa có"),
        format!("{what} belongs to level 2 of the language, which this program does not have yet"),
    )
    .help("bỏ phần này, hoặc chờ bản sau", "leave it out, or wait for a later release")
}

fn nothing_below(root: &str, member: &Part<'_>) -> Problem {
    Problem::new(
        M041,
        member.span.clone(),
        format!("`{root}` là một giá trị, sau nó không có dấu chấm"),
        format!("`{root}` is a value, no dot stands after it"),
    )
}

fn unknown_member<'k>(root: &Part<'_>, member: &Part<'_>, known: impl Iterator<Item = &'k str>) -> Problem {
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
    let options = names.sections.iter().flat_map(|section| &section.fields).filter_map(|field| options_of(&field.ty));
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

fn list<'k>(known: impl IntoIterator<Item = &'k str>) -> String {
    let all: Vec<String> = known.into_iter().take(8).map(|id| format!("`{id}`")).collect();
    if all.is_empty() { "—".to_owned() } else { all.join(", ") }
}
