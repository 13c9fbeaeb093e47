//! What a drawing says in words: its title, the situation in one paragraph, and the class of a link.
//! It sees the overlay as it was laid.

use calendar::Lang;
use program::{AnytimeIx, FlowIx, NodeIx, Program, Work};

use super::level::line;
use super::overlay::{Overlay, Standing};
use super::plan::{Link, Plan, closed};
use super::said::{awaited, right_words};
use super::sheet::Scene;
use crate::explain::{glue, pick};

/// Returns the classes of a link: tried or not, taken, or on the side.
pub(super) fn link_class(overlay: &Overlay, link: &Link) -> String {
    let class = taken_class(overlay, &link.flows);
    if class == "ln" && !link.main { "ln side".to_owned() } else { class }
}

/// Returns the classes of a line that several flows share.
pub(super) fn taken_class(overlay: &Overlay, flows: &[FlowIx]) -> String {
    let class = match &overlay.counts {
        Some(counts) if flows.iter().any(|flow| counts.flows[flow.index()] > 0) => "ln hit",
        Some(_) => "ln miss",
        None if flows.iter().any(|flow| overlay.taken.contains(flow)) => "ln past",
        None => "ln",
    };
    class.to_owned()
}

/// Names the drawing.
pub(super) fn title(program: &Program, lang: Lang) -> String {
    format!("{} {}", pick(lang, "Sơ đồ:", "Diagram:"), program.name)
}

/// Tells the situation in one paragraph; of a bare graph all there is: the main way, blocks with their branches, the
/// side steps, what may happen at any time.
pub(super) fn situation(scene: &Scene<'_>) -> String {
    let Scene { program, overlay, lang, .. } = *scene;
    let told = match (&overlay.counts, overlay.nodes.is_empty()) {
        (Some(counts), _) => {
            let steps = || program.graph.node_indices().filter(|&node| waits(program, node));
            let tried = steps().filter(|node| counts.nodes[node.index()] > 0).count();
            let all = steps().count();
            pick(lang, format!("Đã thử {tried}/{all} bước."), format!("{tried}/{all} steps were tried."))
        }
        (None, true) => bare(scene),
        (None, false) => live(program, overlay, lang),
    };
    glue(&told)
}

/// Tells whether a node is a step that waits for something itself.
fn waits(program: &Program, node: NodeIx) -> bool {
    matches!(
        program.node(node).work,
        Work::Person(_) | Work::Message(_) | Work::Payment(_) | Work::Job(_) | Work::Wait(_)
    )
}

fn bare(scene: &Scene<'_>) -> String {
    let Scene { program, levels, lang, .. } = *scene;
    let plan = Plan::of(program, levels, levels.main());
    let mut told = vec![format!("{} {}.", pick(lang, "Đường chính:", "The main way:"), way(scene, &plan.main))];
    let side: Vec<NodeIx> = plan.side.iter().copied().filter(|&node| !is_end(program, node)).collect();
    if !side.is_empty() {
        told.push(format!("{} {}.", pick(lang, "Nhánh phụ:", "Side steps:"), way(scene, &side)));
    }
    let rights = (0_u8..).map(AnytimeIx).zip(&program.anytime).map(|(at, right)| {
        format!("{} ({}), {}", right.name, program.role(right.role).name, right_words(program, at, lang))
    });
    let rights: Vec<String> = rights.collect();
    if !rights.is_empty() {
        let when = pick(lang, "Khi còn cho phép:", "While allowed:");
        told.push(format!("{when} {}.", rights.join("; ")));
    }
    told.join(" ")
}

fn is_end(program: &Program, node: NodeIx) -> bool {
    matches!(program.node(node).work, Work::End(_))
}

/// Names steps one after the other, a block with all its branches.
fn way(scene: &Scene<'_>, nodes: &[NodeIx]) -> String {
    let Scene { program, levels, lang, .. } = *scene;
    let named = nodes.iter().filter(|&&node| closed(program, node).is_none()).map(|&node| {
        let branches = levels.inside(node).map(|branch| way(scene, &Plan::of(program, levels, branch).main));
        let branches: Vec<String> = branches.collect();
        let own = named(program, node);
        match awaited(program, node, lang) {
            Some(how) if branches.is_empty() => format!("{own} ({how})"),
            Some(how) => format!("{own} ({how}: {})", branches.join("; ")),
            None => own,
        }
    });
    named.collect::<Vec<_>>().join(", ")
}

fn live(program: &Program, overlay: &Overlay, lang: Lang) -> String {
    let nodes = || program.graph.node_indices().filter(|&node| waits(program, node));
    let done = nodes().filter(|&node| overlay.state(node).standing == Standing::Done);
    let done: Vec<String> = done.filter_map(|node| line(program, node)).collect();
    let passed = match done.is_empty() {
        true => pick(lang, "Chưa qua bước nào.".to_owned(), "No step is done yet.".to_owned()),
        false => {
            let done = done.join(", ");
            pick(lang, format!("Đã qua bước {done}."), format!("Done: steps {done}."))
        }
    };
    let open = nodes().filter(|&node| !matches!(overlay.state(node).standing, Standing::Ahead | Standing::Done));
    let open = open.map(|node| {
        let word = if line(program, node).is_some() { pick(lang, "Bước ", "Step ") } else { "" };
        format!("{word}{}: {}.", named(program, node), overlay.state(node).note)
    });
    std::iter::once(passed).chain(open).collect::<Vec<_>>().join(" ")
}

fn named(program: &Program, node: NodeIx) -> String {
    let name = &program.node(node).name;
    line(program, node).map_or_else(|| name.clone(), |line| format!("{line} {name}"))
}
