//! What is said about steps and ways, for the diagram and the table alike: labels, limits, timers, quorums.
//! It knows no place on paper.

use calendar::Lang;
use program::{
    Action, ActionKind, AnytimeIx, AnytimeKind, Ask, Boundary, Extension, FlowIx, FlowKind, GuardIx, NodeIx, Program,
    Quorum, RoleIx, Source, Split, Timeout, Work,
};

use super::level::{block, line, ways_in};
use super::plan::{Link, closed, goes_back};
use crate::explain::{glue, pick, rule_words};

/// Returns what is written on a link: the names of its buttons or branches; nothing where the way just goes on.
pub(super) fn label(program: &Program, link: &Link, lang: Lang) -> Vec<String> {
    let gateway = program.node(link.from).split == Split::FirstTrue;
    let named = link.flows.iter().filter_map(|&flow| match program.flow(flow).kind {
        FlowKind::Proceed => None,
        FlowKind::Action(_) if link.main => None,
        // The timer in the box says where it leads, and so does the error.
        FlowKind::Timeout | FlowKind::Error(_) => None,
        FlowKind::Action(_) => Some(program.flow(flow).name.clone()).filter(|name| !name.is_empty()),
        FlowKind::Branch if gateway => Some(branch_name(program, flow, lang)),
        FlowKind::Branch => None,
    });
    let names: Vec<String> = named.collect();
    if link.main && !gateway { Vec::new() } else { names }
}

/// Names a branch of a gateway: as its author did, else by its condition.
pub(super) fn branch_name(program: &Program, flow: FlowIx, lang: Lang) -> String {
    let branch = program.flow(flow);
    let named = branch.guard.map(|guard| condition(program, guard));
    match (branch.name.is_empty(), named) {
        (false, _) => branch.name.clone(),
        (true, Some(condition)) => condition,
        (true, None) => pick(lang, "còn lại", "otherwise").to_owned(),
    }
}

/// Names a condition as its author did, else writes its expression with the questions in the place of their addresses.
fn condition(program: &Program, guard: GuardIx) -> String {
    let source = &program.guards[guard.at()];
    let part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '.';
    let written = || {
        let mut out = String::new();
        let mut rest = source.text.as_str();
        while !rest.is_empty() {
            let path = rest.find(|letter| !part(letter)).map_or(rest, |end| &rest[..end]);
            out.push_str(asked(program, path).unwrap_or(path));
            let after = &rest[path.len()..];
            let other = after.find(part).unwrap_or(after.len());
            out.push_str(&after[..other]);
            rest = &after[other..];
        }
        out
    };
    source.name.clone().unwrap_or_else(written)
}

/// Returns the question at an address of a guard: of a field, a paper, or an answer of a step.
fn asked<'p>(program: &'p Program, path: &str) -> Option<&'p str> {
    let (root, id) = path.split_once('.')?;
    let form = &program.form;
    let field = form.field(root, id).map(|ix| form.fields[ix.at()].label.as_str());
    let paper = || form.document(id).filter(|_| root == "giay_to").map(|ix| form.documents[ix.at()].name.as_str());
    let slot = || {
        let slots = program.node(program.find(root)?).work.slots();
        slots.iter().find(|slot| slot.id == id).map(|slot| slot.label.as_str())
    };
    field.or_else(paper).or_else(slot)
}

/// Names a step with its line before it: "3a. Thẩm định hồ sơ".
pub(super) fn numbered(program: &Program, node: NodeIx) -> String {
    let name = &program.node(node).name;
    line(program, node).map_or_else(|| name.clone(), |line| format!("{line}. {name}"))
}

/// Tells where a way leads: "sang bước 3", "về bước 2", "kết thúc: Đã giải quyết", "hết nhánh".
pub(super) fn way_to(program: &Program, from: NodeIx, to: NodeIx, lang: Lang) -> String {
    if closed(program, to).is_some() {
        return pick(lang, "hết nhánh", "ends the branch").to_owned();
    }
    let (target, back) = (program.node(to), goes_back(program, from, to));
    match (&target.work, line(program, to)) {
        (Work::End(_), _) => format!("{} “{}”", pick(lang, "kết thúc", "ends"), target.name),
        (_, Some(line)) if back => format!("{} {line}", pick(lang, "về bước", "back to step")),
        (_, Some(line)) => format!("{} {line}", pick(lang, "sang bước", "to step")),
        (_, None) if back => format!("{} “{}”", pick(lang, "về", "back to"), target.name),
        (_, None) => format!("{} “{}”", pick(lang, "sang", "to"), target.name),
    }
}

/// Tells where a flow leads, and that it leaves a block early where it does.
pub(super) fn flow_way(program: &Program, flow: FlowIx, lang: Lang) -> String {
    let way = way_to(program, program.source(flow), program.target(flow), lang);
    match program.flow(flow).exits {
        Some(_) => format!("{way}{}", pick(lang, ", thôi các việc đồng thời", ", leaving all that runs beside it")),
        None => way,
    }
}

/// Names who is responsible for a step; who is asked one by one is said to be.
pub(super) fn responsible(program: &Program, node: NodeIx, lang: Lang) -> String {
    match (&program.node(node).work, program.role_of(node)) {
        (Work::Person(person), Some(role)) if person.each.is_some() => {
            let each = pick(lang, "từng cơ quan được lấy ý kiến", "each agency that is asked");
            format!("{} ({each})", program.role(role).name)
        }
        (_, Some(role)) => program.role(role).name.clone(),
        (Work::Job(_) | Work::Message(_), None) => pick(lang, "Hệ thống khác", "Another system").to_owned(),
        (Work::Open(_), None) => pick(lang, "Làm đồng thời", "Side by side").to_owned(),
        (_, None) => String::new(),
    }
}

/// Writes the limit of a step; of a wait, how long it is.
pub(super) fn limit(program: &Program, node: NodeIx, lang: Lang) -> String {
    let step = program.node(node);
    let words = step.deadline.map(|rule| glue(&rule_words(&program.rules[rule.at()], program, lang)));
    match (&step.work, words) {
        (Work::Wait(wait), words) => {
            let until = wait.date.map(|source| source_label(program, source));
            let until = until.map(|label| pick(lang, format!("đến “{label}”"), format!("until “{label}”")));
            format!("{} {}", pick(lang, "chờ", "wait"), until.or(words).unwrap_or_default())
        }
        (_, Some(words)) => words,
        (_, None) => pick(lang, "không tính giờ", "not timed").to_owned(),
    }
}

fn source_label(program: &Program, source: Source) -> &str {
    match source {
        Source::Field(field) => &program.form.fields[field.at()].label,
        Source::Answer(node, slot) => {
            program.node(node).work.slots().get(usize::from(slot)).map_or("", |slot| &slot.label)
        }
    }
}

/// Tells how many branches or agencies are waited for; nothing for a step that is one.
pub(super) fn awaited(program: &Program, node: NodeIx, lang: Lang) -> Option<String> {
    if let Some(block) = block(program, node) {
        let all = ways_in(program, node).count();
        return Some(match program.blocks[block.at()].quorum {
            Quorum::All => pick(lang, format!("cùng lúc, chờ đủ cả {all}"), format!("side by side, all {all} awaited")),
            Quorum::AtLeast(some) => pick(
                lang,
                format!("cùng lúc, chờ {some} trong {all}"),
                format!("side by side, {some} of {all} awaited"),
            ),
        });
    }
    let each = program.person(node)?.each?;
    let order = if each.sequential { pick(lang, "lần lượt ", "one by one, ") } else { "" };
    Some(match each.quorum {
        Quorum::All => pick(lang, format!("{order}từng cơ quan, chờ đủ"), format!("{order}each agency, all awaited")),
        Quorum::AtLeast(some) => {
            pick(lang, format!("{order}từng cơ quan, chờ {some}"), format!("{order}each agency, {some} awaited"))
        }
    })
}

/// Writes what happens when a step is not done in time, if it is taken away then.
pub(super) fn timeout_words(program: &Program, node: NodeIx, lang: Lang) -> Option<String> {
    program.node(node).boundary.iter().find_map(|one| match one {
        Boundary::Timeout(Timeout::Next { flow, .. }) => {
            let way = flow_way(program, *flow, lang);
            Some(format!("{} {way}", pick(lang, "hết hạn:", "time is up:")))
        }
        Boundary::Timeout(Timeout::Press { action, .. }) => {
            let name = &program.action(node, *action).name;
            Some(format!("{} “{name}”", pick(lang, "im lặng: coi như", "silence counts as")))
        }
        Boundary::Remind(_) | Boundary::Overdue(_) | Boundary::Error(_) => None,
    })
}

/// Writes where each error of another system leads.
pub(super) fn error_words(program: &Program, node: NodeIx, lang: Lang) -> Vec<String> {
    let told = program.node(node).boundary.iter().filter_map(|one| match one {
        Boundary::Error(error) => {
            let code = error.code.as_ref().map(|code| format!(" “{code}”")).unwrap_or_default();
            Some(format!("{}{code}: {}", pick(lang, "lỗi", "error"), flow_way(program, error.flow, lang)))
        }
        _ => None,
    });
    told.collect()
}

/// Writes who is told or takes over when a step is late.
pub(super) fn overdue_words(program: &Program, node: NodeIx, lang: Lang) -> Vec<String> {
    let told = program.node(node).boundary.iter().filter_map(|one| {
        let Boundary::Overdue(escalation) = one else { return None };
        let after = escalation.after.as_ref().map(|length| format!(" {}", length.words(lang)));
        let to = escalation.assign.into_iter().collect::<Vec<RoleIx>>();
        let names = if to.is_empty() { &escalation.notify } else { &to };
        let names: Vec<&str> = names.iter().map(|&role| program.role(role).name.as_str()).collect();
        let names = if names.is_empty() { pick(lang, "phụ trách", "the head").to_owned() } else { names.join(", ") };
        Some(format!("{}{}: {names}", pick(lang, "quá hạn", "overdue"), after.unwrap_or_default()))
    });
    told.collect()
}

/// Writes the condition without which a step is skipped.
pub(super) fn when_words(program: &Program, node: NodeIx, lang: Lang) -> Option<String> {
    let condition = condition(program, program.node(node).when?);
    Some(format!("{} {condition}", pick(lang, "chỉ khi:", "only if:")))
}

/// Writes where each button leads that leaves the block of a step early.
pub(super) fn exit_words(program: &Program, node: NodeIx, lang: Lang) -> Vec<String> {
    let leaving = program.node(node).out.iter().copied().filter(|&flow| program.flow(flow).exits.is_some());
    let named = leaving.filter_map(|flow| {
        match program.flow(flow).kind {
            FlowKind::Action(_) => Some(program.flow(flow).name.clone()),
            FlowKind::Branch => Some(branch_name(program, flow, lang)),
            FlowKind::Proceed | FlowKind::Timeout | FlowKind::Error(_) => None,
        }
        .map(|name| (name, flow))
    });
    named.map(|(name, flow)| format!("{name}: {}", way_to(program, node, program.target(flow), lang))).collect()
}

/// Writes where each button, outcome, timeout and error leads.
pub(super) fn ways_out(program: &Program, node: NodeIx, lang: Lang) -> Vec<String> {
    let step = program.node(node);
    let acts = step.actions.iter().filter_map(|action| action_way(program, action, lang));
    let branches = step.out.iter().filter(|_| step.split == Split::FirstTrue);
    let branches = branches
        .filter(|&&flow| program.flow(flow).kind == FlowKind::Branch)
        .map(|&flow| format!("{}: {}", branch_name(program, flow, lang), flow_way(program, flow, lang)));
    let ways = acts.chain(branches).chain(timeout_words(program, node, lang)).chain(error_words(program, node, lang));
    ways.map(|way| glue(&way)).collect()
}

fn action_way(program: &Program, action: &Action, lang: Lang) -> Option<String> {
    let by = match action.kind {
        ActionKind::Button(Some(role)) => format!(" ({})", program.role(role).name),
        ActionKind::Button(None) | ActionKind::Outcome => String::new(),
    };
    let way = match action.flow {
        Some(flow) => flow_way(program, flow, lang),
        None if action.ask.contains(&Ask::Message) => {
            pick(lang, "nhập tin bằng tay", "enters the message by hand").to_owned()
        }
        None => pick(lang, "chờ đủ rồi đi tiếp", "goes on when enough have answered").to_owned(),
    };
    Some(format!("{}{by}: {way}", action.name)).filter(|_| !action.name.is_empty())
}

/// Tells what an `anytime` entry does: where it goes, by how much it lengthens, or that it opens side work.
pub(super) fn right_words(program: &Program, anytime: AnytimeIx, lang: Lang) -> String {
    match program.anytime[anytime.at()].does {
        AnytimeKind::Next(node) => way_to(program, program.start, node, lang),
        AnytimeKind::Extend(extension) => extension_words(&program.extensions[extension.at()], lang),
        AnytimeKind::Steps(_) => pick(lang, "mở việc phụ", "opens side work").to_owned(),
    }
}

fn extension_words(extension: &Extension, lang: Lang) -> String {
    let by = extension.by.words(lang);
    let most = if extension.up_to { pick(lang, "tối đa ", "at most ") } else { "" };
    let times = extension.times;
    pick(lang, format!("gia hạn {times} lần, mỗi lần {most}{by}"), format!("extends {times} times, each {most}{by}"))
}
