//! The officials' table of a procedure, as data: number, content, who, time, papers, ways out.
//! It is the text alternative of the diagram and holds everything the diagram says.

use calendar::{Bearer, Lang};
use program::{Action, Ask, NodeIx, Program, Split, Work};

use super::level::lines;
use super::said::{awaited, limit, overdue_words, responsible, ways_out};
use crate::explain::glue;

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Line number (TT), as in the diagram: "3", "3a"; empty for automatic steps (`language.md` j).
    pub number: String,
    /// Id of the step.
    pub id: String,
    /// Content (nội dung công việc).
    pub name: String,
    /// Who is responsible (trách nhiệm).
    pub role: String,
    /// Time limit (thời gian).
    pub limit: String,
    /// True for the applicant's time, which is set in italics and added to nothing (`language.md` j).
    pub applicant: bool,
    /// Forms and results (biểu mẫu, kết quả).
    pub papers: Vec<String>,
    /// Where each button, outcome, branch, timeout and error leads; who is told when it is late.
    pub ways_out: Vec<String>,
}

/// Lists the steps in file order, those of a block after it; what only joins or ends has no line.
pub fn table(program: &Program, lang: Lang) -> Vec<Row> {
    let lines = lines(program);
    let row = |node: NodeIx| row(program, node, lines[node.index()].clone().unwrap_or_default(), lang);
    program.graph.node_indices().filter(|&node| has_row(program, node)).map(row).collect()
}

fn has_row(program: &Program, node: NodeIx) -> bool {
    let step = program.node(node);
    match &step.work {
        Work::None => step.split == Split::FirstTrue,
        Work::Open(block) => program.blocks[block.at()].kind == program::BlockKind::Branches,
        Work::Submit { .. } | Work::End(_) => false,
        Work::Person(_) | Work::Message(_) | Work::Payment(_) | Work::Job(_) | Work::Wait(_) => true,
    }
}

fn row(program: &Program, node: NodeIx, number: String, lang: Lang) -> Row {
    let step = program.node(node);
    let bearer = step.deadline.map(|rule| program.rules[rule.at()].bearer);
    let waits = awaited(program, node, lang).filter(|_| matches!(step.work, Work::Open(_)));
    let gateway = matches!(step.work, Work::None);
    Row {
        number,
        id: step.id.clone(),
        name: step.name.clone(),
        role: glue(&waits.unwrap_or_else(|| responsible(program, node, lang))),
        limit: if gateway { "–".to_owned() } else { limit(program, node, lang) },
        applicant: bearer == Some(Bearer::Applicant),
        papers: papers(program, node),
        ways_out: ways_out(program, node, lang).into_iter().chain(overdue_words(program, node, lang)).collect(),
    }
}

fn papers(program: &Program, node: NodeIx) -> Vec<String> {
    let of = |action: &Action| {
        let letters = action.print.iter().chain(&action.sign_letters).map(|ix| program.letters[ix.at()].name.clone());
        let results = action.sign.iter().chain(&action.returns).map(|ix| program.results[ix.at()].name.clone());
        let asked = action.ask.iter().filter_map(|ask| match ask {
            Ask::Document(ix) => Some(&program.form.documents[ix.at()]),
            _ => None,
        });
        let asked = asked.filter(|document| document.by.is_some()).map(|document| document.name.clone());
        letters.chain(results).chain(asked).collect::<Vec<_>>()
    };
    let supplement = program.person(node).and_then(|person| person.supplement);
    let supplement = supplement.map(|ix| program.letters[ix.at()].name.clone());
    let mut papers: Vec<String> = Vec::new();
    for paper in supplement.into_iter().chain(program.actions(node).iter().flat_map(of)) {
        if !papers.contains(&paper) {
            papers.push(paper);
        }
    }
    papers
}
