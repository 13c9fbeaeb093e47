//! A random case as a file that people can read and keep: the town, the program step by step, and the commands one a
//! line, each with its instant, and with what was answered as a remark. Read back it is the same program and the same
//! commands, whatever has become of the generators since. It must not decide anything.

use calendar::Limit;
use motcua_engine::{Command, Event, Now, Pass, Rejection, Submission};
use program::{BlockKind, FlowIx, Join, Node, NodeIx, Program, Split, Work};

use crate::run::Run;
use crate::told::{Told, named};
use crate::town::{POSTS, Town};
use crate::yaml::Tree;
use crate::{calendars, plan, sketch};

/// What a line after the filing says.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// Who holds nothing, as bits, how many guards give no answer, and which calendars are at hand from now on.
    Town {
        absent: u16,
        broken: u64,
        edition: usize,
    },
    Command(Now, Command),
}

/// A scenario that was read.
pub struct Scenario {
    pub town: Town,
    pub submission: Submission,
    pub lines: Vec<Line>,
}

fn part(name: &str, tree: Tree) -> (String, Tree) {
    (name.to_owned(), tree)
}

/// Writes a scenario with what broke in it, from the opening of its town and its lines. It ends where `...` says.
pub fn told(why: &str, opening: &str, lines: &str) -> String {
    let why: Vec<String> = why.lines().map(|line| format!("# {line}\n")).collect();
    let how = "# Saved as src/engine/tests/replays/<name>.yaml, `cargo test -p motcua-engine replays` plays it.\n";
    format!("\n{}{how}{opening}commands:\n{lines}...\n", why.concat())
}

/// Writes one command as a line.
pub fn line(program: &Program, now: Now, command: &Command) -> String {
    let later = (now.recorded_at != now.at).then_some(now.recorded_at);
    let told = command.tell(program);
    let (name, inner) = named(&told);
    let parts = [part("at", now.at.tell(program)), part("recorded", later.tell(program)), part(name, inner.clone())];
    Tree::List(vec![Tree::map(parts)]).lines(2)
}

/// Writes what was answered, for people: what happened, each with the activation it happened to.
pub fn remark(program: &Program, passes: &[Pass], refused: Option<&Rejection>) -> String {
    let brief = |event: &Event| {
        let told = format!("{event:?}");
        let name = told.split(' ').next().unwrap_or_default();
        let id = told.split_once("ActivationId(").and_then(|(_, rest)| rest.split_once(')')).map_or("", |(id, _)| id);
        let opened = match event {
            Event::Opened { activation, .. } => {
                let item = activation.item.as_ref().map(|item| format!("[{item}]")).unwrap_or_default();
                format!(" {}{item}", program.node(activation.node).id)
            }
            _ => String::new(),
        };
        [name, id].join(" ").trim_end().to_owned() + &opened
    };
    let pass = |pass: &Pass| {
        let events: Vec<String> = pass.events.iter().map(brief).collect();
        format!("    # {}: {}\n", calendars::zone().rfc3339(pass.at), events.join(", "))
    };
    let refused = refused.map(|why| format!("    # refused: {why:?}\n")).unwrap_or_default();
    passes.iter().map(pass).collect::<String>() + &refused
}

/// Writes what has changed in the town as a line.
pub fn change(town: &Town) -> String {
    let absent = (0..).zip(&POSTS).filter(|(bit, _)| town.absent.get() >> bit & 1 == 1);
    let parts = [
        part("absent", Tree::list(absent.map(|(_, post)| Tree::word(post.id)))),
        part("broken", Tree::word(town.broken.get())),
        part("edition", Tree::word(town.edition.get())),
    ];
    Tree::List(vec![Tree::Map(vec![part("town", Tree::map(parts))])]).lines(2)
}

/// Writes a town as it is before anything happens, and its program.
pub fn opening(town: &Town) -> String {
    let program = &town.program;
    let numbered = |trees: Vec<Tree>| Tree::map(trees.into_iter().enumerate().map(|(at, tree)| (at.to_string(), tree)));
    let steps = program.graph.node_indices().map(|ix| (program.node(ix).id.clone(), step(program, ix)));
    let parts = [
        part("guards", Tree::word(program.guards.len())),
        part("cases", program.cases.tell(program)),
        part("rules", numbered(program.rules.iter().map(|one| one.tell(program)).collect())),
        part("clocks", program.clocks.tell(program)),
        part("extensions", program.extensions.tell(program)),
        part("blocks", numbered(program.blocks.iter().map(|one| one.tell(program)).collect())),
        part("steps", Tree::Map(steps.collect())),
        part("anytime", program.anytime.tell(program)),
    ];
    let (seed, broken) = (part("seed", Tree::word(town.seed)), part("broken", Tree::word(town.broken.get())));
    let town = Tree::map([seed, broken, part("settle", Tree::word(town.settle.get()))]);
    Tree::Map(vec![part("town", town), part("program", Tree::map(parts))]).lines(0)
}

fn step(program: &Program, ix: NodeIx) -> Tree {
    let node = program.node(ix);
    let out = node.out.iter().map(|ix| {
        let flow = program.flow(*ix);
        let to = program.target(*ix).tell(program);
        let (kind, guard) = (flow.kind.tell(program), flow.guard.tell(program));
        let (bound, exits) = (flow.bound.tell(program), flow.exits.tell(program));
        let number = part("flow", ix.tell(program));
        Tree::map([
            number,
            part("to", to),
            part("kind", kind),
            part("when", guard),
            part("bound", bound),
            part("exits", exits),
        ])
    });
    let told = node.tell(program);
    Tree::map(told.parts().iter().cloned().chain([part("out", Tree::list(out))]))
}

/// Reads a scenario.
pub fn parse(text: &str) -> Scenario {
    let tree = Tree::parse(text.split("\n...\n").next().unwrap_or_default());
    let (program, told) = (program(tree.at("program")), tree.at("town"));
    let number = |name: &str| i64::hear(told.at(name), &program);
    let (seed, broken, settle) = (u64::hear(told.at("seed"), &program), number("broken"), number("settle"));
    let mut lines = tree.at("commands").items().iter().map(|line| read(&program, line));
    let Some(Line::Command(now, Command::Submit(submission))) = lines.next() else { panic!("a filing comes first") };
    let lines = lines.collect();
    let town = Town::new(program, seed, broken.unsigned_abs());
    town.settle.set(settle);
    town.now.set(now);
    Scenario { town, submission, lines }
}

/// Plays a scenario to its end, and returns the dossier.
///
/// # Errors
/// The lines up to the one that broke an invariant, and which.
pub fn replay(scenario: &Scenario) -> Result<Run<'_>, (String, String)> {
    let mut run = Run::submit(&scenario.town, &scenario.submission)?;
    for line in &scenario.lines {
        run.follow(line).map_err(|why| (run.trace.clone(), why))?;
    }
    Ok(run)
}

fn program(tree: &Tree) -> Program {
    let mut program = sketch::empty(Limit::None);
    plan::money(&mut program);
    while program.guards.len() < usize::hear(tree.at("guards"), &program) {
        sketch::guard(&mut program);
    }
    program.graph.clear();
    let steps = tree.at("steps").parts();
    for (id, _) in steps {
        sketch::node(&mut program, id, Work::None);
    }
    // Steps speak of each other by their ids.
    let known = program.clone();
    program.cases = Told::hear(tree.at("cases"), &known);
    program.cases.iter_mut().for_each(|case| case.name.clone_from(&case.id));
    program.rules = tree.at("rules").parts().iter().map(|(_, rule)| Told::hear(rule, &known)).collect();
    program.clocks = Told::hear(tree.at("clocks"), &known);
    program.extensions = Told::hear(tree.at("extensions"), &known);
    program.blocks = tree.at("blocks").parts().iter().map(|(_, block)| Told::hear(block, &known)).collect();
    program.anytime = Told::hear(tree.at("anytime"), &known);
    program.graph.clear();
    steps.iter().for_each(|(id, told)| furnish(&mut program, id, Node::hear(told, &known)));
    for block in program.blocks.iter().filter(|block| block.kind == BlockKind::Branches) {
        let join = &mut program.graph[block.closes];
        (join.join, join.split) = (Join::Scope, Split::Next);
    }
    wire(&mut program, steps);
    program
}

/// Adds a step that was read.
fn furnish(program: &mut Program, id: &str, mut told: Node) {
    told.actions.iter_mut().for_each(|action| action.name.clone_from(&action.id));
    let ix = sketch::node(program, id, told.work.clone());
    let made = &mut program.graph[ix];
    *made = Node { id: made.id.clone(), name: made.name.clone(), split: made.split, ..told };
}

/// Adds the flows of the steps in the order of their numbers.
fn wire(program: &mut Program, steps: &[(String, Tree)]) {
    let known = program.clone();
    let of_step = |(from, told): &(String, Tree)| {
        let from = NodeIx::hear(&Tree::word(from), &known);
        told.at("out").items().iter().map(|flow| (FlowIx::hear(flow.at("flow"), &known), from, flow.clone())).collect()
    };
    let mut flows: Vec<(FlowIx, NodeIx, Tree)> = steps.iter().flat_map::<Vec<_>, _>(of_step).collect();
    flows.sort_by_key(|(number, ..)| *number);
    for (number, from, told) in &flows {
        let part = |name| told.at(name);
        let ends = (*from, NodeIx::hear(part("to"), &known));
        let (kind, guard) = (Told::hear(part("kind"), &known), Told::hear(part("when"), &known));
        let made = sketch::flow(program, ends, kind, guard, Told::hear(part("bound"), &known));
        assert_eq!(made, *number, "flows are numbered without a gap");
        program.graph[made].exits = Told::hear(part("exits"), &known);
    }
}

fn read(program: &Program, line: &Tree) -> Line {
    let town = line.at("town");
    if *town == Tree::Nothing {
        let at = Told::hear(line.at("at"), program);
        let recorded_at = Option::hear(line.at("recorded"), program).unwrap_or(at);
        let command = line.parts().last().cloned().into_iter().collect();
        return Line::Command(Now { at, recorded_at }, Command::hear(&Tree::Map(command), program));
    }
    let bit = |post: &Tree| 1 << POSTS.iter().position(|one| one.id == post.text()).unwrap();
    Line::Town {
        absent: town.at("absent").items().iter().map(bit).sum(),
        broken: town.at("broken").text().parse().unwrap(),
        edition: town.at("edition").text().parse().unwrap(),
    }
}
