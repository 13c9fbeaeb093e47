//! The officials' table of a procedure, as data: number, content, who, time, papers, ways out.
//! It is the text alternative of the diagram and holds everything the diagram says.

use calendar::Lang;
use program::{Action, Boundary, NodeIx, Person, Program, Timeout};

use super::plan::{step_number, way_to};
use crate::explain::{glue, pick, rule_words};

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Line number (TT), as in the diagram.
    pub number: u16,
    /// Id of the step.
    pub id: String,
    /// Content (nội dung công việc).
    pub name: String,
    /// Who is responsible (trách nhiệm).
    pub role: String,
    /// Time limit (thời gian).
    pub limit: String,
    /// Forms and results (biểu mẫu, kết quả).
    pub papers: Vec<String>,
    /// Where each button and the timeout lead.
    pub ways_out: Vec<String>,
}

/// Lists the numbered steps by number.
pub fn table(program: &Program, lang: Lang) -> Vec<Row> {
    let mut rows: Vec<Row> = program.graph.node_indices().filter_map(|node| row(program, node, lang)).collect();
    rows.sort_by_key(|row| row.number);
    rows
}

fn row(program: &Program, ix: NodeIx, lang: Lang) -> Option<Row> {
    let (node, person) = (program.node(ix), program.person(ix)?);
    Some(Row {
        number: step_number(program, ix)?,
        id: node.id.clone(),
        name: node.name.clone(),
        role: program.role(person.role).name.clone(),
        limit: limit(program, ix, lang),
        papers: papers(program, person),
        ways_out: ways_out(program, ix, person, lang),
    })
}

/// Writes the limit of a step.
pub(super) fn limit(program: &Program, ix: NodeIx, lang: Lang) -> String {
    match program.node(ix).deadline {
        Some(rule) => glue(&rule_words(&program.rules[rule.at()], program, lang)),
        None => pick(lang, "không tính giờ", "not timed").to_owned(),
    }
}

fn papers(program: &Program, person: &Person) -> Vec<String> {
    let of = |action: &Action| {
        let letters = action.print.iter().chain(&action.sign_letters).map(|ix| program.letters[ix.at()].name.clone());
        let results = action.sign.iter().chain(&action.returns).map(|ix| program.results[ix.at()].name.clone());
        letters.chain(results).collect::<Vec<_>>()
    };
    let supplement = person.supplement.map(|ix| program.letters[ix.at()].name.clone());
    let mut papers: Vec<String> = Vec::new();
    for paper in supplement.into_iter().chain(person.actions.iter().flat_map(of)) {
        if !papers.contains(&paper) {
            papers.push(paper);
        }
    }
    papers
}

fn ways_out(program: &Program, ix: NodeIx, person: &Person, lang: Lang) -> Vec<String> {
    let buttons = person.actions.iter().map(|action| {
        let name = &action.name;
        format!("{name}: {}", way_to(program, ix, program.target(action.flow), lang))
    });
    let timeout = timeout_words(program, ix, lang);
    buttons.chain(timeout).map(|way| glue(&way)).collect()
}

/// Writes what happens when a step is not done in time, if it is taken away then.
pub(super) fn timeout_words(program: &Program, ix: NodeIx, lang: Lang) -> Option<String> {
    program.node(ix).boundary.iter().find_map(|one| match one {
        Boundary::Timeout(Timeout::Next { flow, .. }) => {
            let way = way_to(program, ix, program.target(*flow), lang);
            Some(format!("{} {way}", pick(lang, "hết hạn:", "time is up:")))
        }
        Boundary::Timeout(Timeout::Press { action, .. }) => {
            let name = &program.person(ix)?.actions[action.at()].name;
            Some(format!("{} “{name}”", pick(lang, "im lặng: coi như", "silence counts as")))
        }
        Boundary::Remind(_) | Boundary::Overdue(_) => None,
    })
}
