//! What a drawing says in words: its title, the situation in one paragraph, and the class of a link.
//! It sees the overlay as it was laid.

use calendar::Lang;
use program::{NodeIx, Program};

use super::overlay::{Overlay, Standing};
use super::plan::{Link, Plan};
use crate::explain::{glue, pick};

/// Returns the classes of a link: tried or not, taken, or on the side.
pub(super) fn link_class(overlay: &Overlay, link: &Link) -> String {
    let side = if link.main { "" } else { " side" };
    match &overlay.counts {
        Some(counts) if link.flows.iter().any(|flow| counts.flows[flow.index()] > 0) => "ln hit".to_owned(),
        Some(_) => "ln miss".to_owned(),
        None if link.flows.iter().any(|flow| overlay.taken.contains(flow)) => "ln past".to_owned(),
        None => format!("ln{side}"),
    }
}

/// Names the drawing.
pub(super) fn title(program: &Program, lang: Lang) -> String {
    format!("{} {}", pick(lang, "Sơ đồ:", "Diagram:"), program.name)
}

/// Tells the situation in one paragraph.
pub(super) fn situation(program: &Program, plan: &Plan, overlay: &Overlay, lang: Lang) -> String {
    let told = match (&overlay.counts, overlay.nodes.is_empty()) {
        (Some(counts), _) => {
            let steps = || program.graph.node_indices().filter(|&node| program.person(node).is_some());
            let tried = steps().filter(|node| counts.nodes[node.index()] > 0).count();
            let all = steps().count();
            pick(lang, format!("Đã thử {tried}/{all} bước."), format!("{tried}/{all} steps were tried."))
        }
        (None, true) => {
            let steps: Vec<String> = plan.main.iter().filter_map(|&node| named(program, node)).collect();
            let way = steps.join(", ");
            pick(lang, format!("Đường chính: {way}."), format!("The main way: {way}."))
        }
        (None, false) => live(program, overlay, lang),
    };
    glue(&told)
}

fn live(program: &Program, overlay: &Overlay, lang: Lang) -> String {
    let nodes = || program.graph.node_indices().filter(|&node| program.person(node).is_some());
    let done = nodes().filter(|&node| overlay.state(node).standing == Standing::Done);
    let done: Vec<String> =
        done.filter_map(|node| program.node(node).number).map(|number| number.to_string()).collect();
    let passed = match done.is_empty() {
        true => pick(lang, "Chưa qua bước nào.".to_owned(), "No step is done yet.".to_owned()),
        false => {
            let done = done.join(", ");
            pick(lang, format!("Đã qua bước {done}."), format!("Done: steps {done}."))
        }
    };
    let open = nodes().filter(|&node| !matches!(overlay.state(node).standing, Standing::Ahead | Standing::Done));
    let open = open.filter_map(|node| Some(format!("{}: {}.", named(program, node)?, overlay.state(node).note)));
    let step = pick(lang, "Bước", "Step");
    std::iter::once(passed).chain(open.map(|line| format!("{step} {line}"))).collect::<Vec<_>>().join(" ")
}

fn named(program: &Program, node: NodeIx) -> Option<String> {
    let step = program.node(node);
    step.number.map(|number| format!("{number} {}", step.name))
}
