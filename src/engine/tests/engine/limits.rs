//! The limits of one dossier, each met exactly (sem 2.26, 8.6, 8.7). Those of lists and messages stand with them.

use calendar::{Length, Unit};
use motcua_engine::{
    CATCH_UP_MAX, Command, Event, ITEMS_MAX, IncidentKind, Rejection, STEPS_MAX, TOKENS_MAX, Until, decide,
};
use program::{Boundary, FlowKind, NodeIx, Quorum};

use crate::calendars::at;
use crate::house::AGENCIES;
use crate::sketch;
use crate::stage::{FIVE_DAYS, days, filed, filed_for, find, happened, incidents, line, office, town};
use crate::town::applicant;

fn agencies(count: usize) -> Vec<String> {
    (0..count).map(|at| format!("so_{at}")).collect()
}

/// Sem 8.6: a loop of gateways without a wait parks at the limit; what happened before it stands.
#[test]
fn a_loop_without_a_wait_is_parked() {
    let mut program = sketch::empty(FIVE_DAYS);
    let nodes = ["a", "b"].map(|id| sketch::gateway(&mut program, id));
    sketch::proceed(&mut program, NodeIx::new(0), nodes[0]);
    sketch::flow(&mut program, (nodes[0], nodes[1]), FlowKind::Branch, None, None);
    sketch::flow(&mut program, (nodes[1], nodes[0]), FlowKind::Branch, None, None);
    let town = town(program);
    let run = filed(&town, "2024-06-10 08:00");
    let taken = happened(&run, |event| matches!(event, Event::Taken { .. })).len();
    assert_eq!((incidents(&run), taken), (vec![IncidentKind::StepLimit], STEPS_MAX as usize + 1));
}

/// Sem 8.6: a chain of exactly so many gateways is not parked, one of one more is.
#[test]
fn so_many_steps_are_entered() {
    for (length, parked) in [(STEPS_MAX - 1, false), (STEPS_MAX, true)] {
        let mut program = sketch::empty(FIVE_DAYS);
        let nodes: Vec<NodeIx> = (0..length).map(|at| sketch::gateway(&mut program, &format!("g{at}"))).collect();
        let end = sketch::end(&mut program, program::EndResult::Approved);
        sketch::proceed(&mut program, NodeIx::new(0), nodes[0]);
        for (from, to) in nodes.iter().zip(nodes.iter().skip(1).chain([&end])) {
            sketch::flow(&mut program, (*from, *to), FlowKind::Branch, None, None);
        }
        let town = town(program);
        let run = filed(&town, "2024-06-10 08:00");
        assert_eq!(run.instance.is_alive(), parked, "{length}");
    }
}

/// Sem 8.7: five lists of 200 agencies are more tokens than a dossier may have: the fifth parks, the others are asked;
/// adding one more agency than there is room for is refused by the name of the limit.
#[test]
fn so_many_tokens_are_open() {
    let mut program = sketch::empty(FIVE_DAYS);
    let lists: Vec<NodeIx> =
        (0..5).map(|at| sketch::list(&mut program, &format!("y_kien_{at}"), AGENCIES, Quorum::All, false)).collect();
    let branches: Vec<&[NodeIx]> = lists.iter().map(std::slice::from_ref).collect();
    let gate = sketch::block(&mut program, "song_song", Quorum::All, &branches);
    line(&mut program, &[gate]);
    let town = town(program);
    // The block, four lists with their items, and the fifth: one list of 199 fits beside, one of 200 does not.
    let per_list = |count: usize| 1 + count;
    assert!(5 * per_list(198) < TOKENS_MAX && 5 * per_list(ITEMS_MAX) >= TOKENS_MAX);
    for (count, parked) in [(198, 0), (199, 1), (ITEMS_MAX, 1)] {
        let asked = agencies(count);
        let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
        let mut run = filed_for(&town, "2024-06-10 09:00", &asked);
        let limits = incidents(&run).into_iter().filter(|kind| *kind == IncidentKind::StepLimit).count();
        assert_eq!(limits, parked, "{count}");
        if count == 198 {
            assert_eq!(run.instance.activations.len(), 996);
            let list_id = find(&run, "y_kien_0").id;
            for n in 0..5 {
                let activation = list_id;
                let (item, ground) = (format!("them_{n}").into(), "Thêm".to_owned());
                let command = Command::ChangeItem { actor: applicant(), activation, item, add: true, ground };
                town.set(at("2024-06-10 10:00"));
                let (after, result) = decide(&town.program, run.instance.clone(), &run.data, &command, &town);
                let full = Rejection::Limit { name: "items_max", most: ITEMS_MAX as u64 };
                let expected = if n < 2 { None } else { Some(full) };
                assert_eq!(result.err(), expected, "{n}");
                run.instance = after;
            }
        }
    }
}

/// Sem 2.26: 200 items with six timers each are more than one command fires; the rest follows, in the same order.
#[test]
fn a_catch_up_has_a_size() {
    let mut program = sketch::empty(FIVE_DAYS);
    let list = sketch::list(&mut program, "y_kien", AGENCIES, Quorum::All, false);
    line(&mut program, &[list]);
    office(&mut program, list, days(10));
    let remind = |count| Boundary::Remind(Length { count, unit: Unit::WorkingDay });
    program.graph[list].boundary = (1..=5).map(remind).collect();
    let town = town(program);
    let asked = agencies(ITEMS_MAX);
    let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
    let run = filed_for(&town, "2024-06-10 09:00", &asked);
    let (mut instance, mut fired) = (run.instance, Vec::new());
    town.set(at("2024-07-01 09:00"));
    for expected in [CATCH_UP_MAX, 200, 0] {
        let command = Command::FireDue(Until::UpTo(at("2024-07-01 09:00")));
        let (after, decision) = decide(&town.program, instance, &run.data, &command, &town);
        let passes = decision.unwrap().passes;
        assert_eq!(passes.len(), expected);
        fired.extend(passes.into_iter().map(|pass| pass.at));
        instance = after;
    }
    assert!(fired.is_sorted() && fired.last() == Some(&at("2024-06-24 17:00")));
}
