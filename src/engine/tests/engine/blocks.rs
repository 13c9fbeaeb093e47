//! Blocks: joins, dead branches, losers, exits, rounds, side work (sem 1.6, 1.11–1.32, 2.16, 4.18). They must not
//! repeat what the invariants show for any program.

use motcua_engine::{Cause, Event, IncidentKind, LegVerdict, Life, Rejection};
use program::{ActionIx, AnytimeKind, EndResult, NodeIx, Program, Quorum};

use crate::calendars::at;
use crate::sketch;
use crate::stage::{
    FIVE_DAYS, cancelled, days, filed, filed_for, find, happened, incidents, line, office, officer, right, tidings,
    town, trigger, waiting, withdraw,
};

fn tasks<const N: usize>(program: &mut Program, ids: [&str; N]) -> [NodeIx; N] {
    ids.map(|id| sketch::task(program, id, 1))
}

/// Sem 1.17, 1.19, 1.20: when a join of three branches completes, and who has lost.
#[test]
fn joins_complete_at_their_quorum() {
    let table: [(Quorum, &[&str], &[&str]); 4] = [
        (Quorum::All, &["b", "a", "c"], &[]),
        (Quorum::AtLeast(1), &["b"], &["c", "a"]),
        (Quorum::AtLeast(2), &["c", "a"], &["b"]),
        (Quorum::AtLeast(3), &["c", "b", "a"], &[]),
    ];
    for (quorum, acts, losers) in table {
        let mut program = sketch::empty(FIVE_DAYS);
        let [a, b, c, after] = tasks(&mut program, ["a", "b", "c", "sau"]);
        let gate = sketch::block(&mut program, "song_song", quorum, &[&[a], &[b], &[c]]);
        line(&mut program, &[gate, after]);
        let town = town(program);
        let mut run = filed(&town, "2024-06-10 09:00");
        assert_eq!(waiting(&run), ["a", "b", "c"]);
        for step in acts {
            assert!(!waiting(&run).contains(&"sau".to_owned()), "{quorum:?} before {step}");
            run.act_in("2024-06-10 10:00", step, &officer(), "tiep").unwrap();
        }
        assert_eq!(waiting(&run), ["sau"], "{quorum:?}");
        assert_eq!(cancelled(&run, Cause::Outvoted), losers, "{quorum:?}");
    }
}

/// Sem 1.18, 1.19, 1.28: a branch in which nothing opened satisfies `all` and counts for no other quorum.
#[test]
fn a_dead_branch_is_no_arrival() {
    // Quorum; which of the two branches are dead; what waits after filing; whether `b` alone completes it.
    let table: [(Quorum, [bool; 2], &[&str]); 6] = [
        (Quorum::All, [true, false], &["b"]),
        (Quorum::AtLeast(1), [true, false], &["b"]),
        (Quorum::AtLeast(2), [true, false], &["b"]),
        (Quorum::All, [true, true], &["sau"]),
        (Quorum::AtLeast(1), [true, true], &["sau"]),
        (Quorum::AtLeast(2), [false, false], &["a", "b"]),
    ];
    for (quorum, dead, waits) in table {
        let mut program = sketch::empty(FIVE_DAYS);
        let [a, b, after] = tasks(&mut program, ["a", "b", "sau"]);
        let gate = sketch::block(&mut program, "song_song", quorum, &[&[a], &[b]]);
        line(&mut program, &[gate, after]);
        let guards = [a, b].map(|node| {
            let guard = sketch::guard(&mut program);
            program.graph[node].when = Some(guard);
            guard
        });
        let town = town(program);
        guards.into_iter().zip(dead).for_each(|(guard, dead)| town.settle(guard, !dead));
        let mut run = filed(&town, "2024-06-10 09:00");
        assert_eq!(waiting(&run), waits, "{quorum:?} {dead:?}");
        if waits == ["b"] {
            run.act_in("2024-06-10 10:00", "b", &officer(), "tiep").unwrap();
            assert_eq!(waiting(&run), ["sau"], "{quorum:?} {dead:?}");
        }
    }
}

/// Sem 1.18, 1.28: a branch that is an empty list is dead too, and so is one that is a block of dead branches.
#[test]
fn an_empty_list_and_an_empty_block_are_dead() {
    let mut program = sketch::empty(FIVE_DAYS);
    let asked = sketch::list(&mut program, "y_kien", crate::house::AGENCIES, Quorum::All, false);
    let [a, b, c, after] = tasks(&mut program, ["a", "b", "c", "sau"]);
    let inner = sketch::block(&mut program, "trong", Quorum::All, &[&[a], &[b]]);
    let gate = sketch::block(&mut program, "ngoai", Quorum::AtLeast(1), &[&[asked], &[inner], &[c]]);
    line(&mut program, &[gate, after]);
    let guards = [a, b].map(|node| {
        let guard = sketch::guard(&mut program);
        program.graph[node].when = Some(guard);
        guard
    });
    let town = town(program);
    guards.into_iter().for_each(|guard| town.settle(guard, false));
    let mut run = filed(&town, "2024-06-10 09:00");
    assert_eq!(waiting(&run), ["c"], "neither the list nor the inner block has won");
    assert!(run.instance.step(asked).skipped);
    run.act("2024-06-10 10:00", &officer(), "tiep").unwrap();
    assert_eq!(waiting(&run), ["sau"]);
}

/// Sem 1.13, 1.20: an exit from the inner block takes away everything of both, innermost and youngest first.
#[test]
fn an_exit_leaves_every_block_between() {
    let mut program = sketch::empty(FIVE_DAYS);
    let [a, b, c, refuse] = tasks(&mut program, ["a", "b", "c", "tu_choi"]);
    let inner = sketch::block(&mut program, "trong", Quorum::All, &[&[a], &[b]]);
    let gate = sketch::block(&mut program, "ngoai", Quorum::All, &[&[inner], &[c]]);
    line(&mut program, &[gate]);
    let refused = sketch::end(&mut program, EndResult::Rejected);
    sketch::onward(&mut program, refuse, refused);
    sketch::exit_button(&mut program, b, "thieu", refuse, gate);
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    assert_eq!(waiting(&run), ["c", "a", "b"]);
    run.act_in("2024-06-10 10:00", "b", &officer(), "thieu").unwrap();
    assert_eq!(cancelled(&run, Cause::Exited), ["a", "c", "trong", "ngoai"]);
    assert_eq!(waiting(&run), ["tu_choi"]);
    assert_eq!(run.instance.activations[0].place, motcua_engine::Place::MAIN);
}

/// Sem 1.13, 2.16, 4.18: at one instant the outer block times out before the inner one and before its steps.
#[test]
fn the_outermost_timeout_comes_first() {
    let mut program = sketch::empty(FIVE_DAYS);
    let [a, b, late] = tasks(&mut program, ["a", "b", "qua_han"]);
    let gate = sketch::block(&mut program, "song_song", Quorum::All, &[&[a], &[b]]);
    let end = line(&mut program, &[gate]);
    sketch::onward(&mut program, late, end);
    for node in [gate, a] {
        office(&mut program, node, days(1));
    }
    sketch::timeout(&mut program, gate, late);
    let join = sketch::join_of(&program, gate);
    sketch::timeout(&mut program, a, join);
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    run.wait("2024-06-11 17:00");
    assert_eq!(cancelled(&run, Cause::Timeout), ["b", "a", "song_song"]);
    assert_eq!(waiting(&run), ["qua_han"]);
    let verdicts: Vec<_> = run.instance.closed.iter().map(|closed| closed.verdict).collect();
    assert_eq!(verdicts, [None, None, None, Some(LegVerdict::Overdue)], "only the block has let its time run out");
}

/// Sem 1.6, 1.11: a block entered again opens all its branches anew, and forgets what was decided in it.
#[test]
fn a_new_round_forgets_the_old_one() {
    let mut program = sketch::empty(FIVE_DAYS);
    let [a, b, after] = tasks(&mut program, ["a", "b", "sau"]);
    let gate = sketch::block(&mut program, "song_song", Quorum::All, &[&[a], &[b]]);
    line(&mut program, &[gate, after]);
    sketch::button(&mut program, after, "lam_lai", gate, Some(program::Bound::Rounds(2)));
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    for step in ["a", "b"] {
        run.act_in("2024-06-10 10:00", step, &officer(), "tiep").unwrap();
    }
    assert_eq!(run.instance.step(b).action, Some(ActionIx(0)));
    run.act("2024-06-10 11:00", &officer(), "lam_lai").unwrap();
    assert_eq!(waiting(&run), ["a", "b"]);
    for node in [a, b] {
        let step = run.instance.step(node);
        assert_eq!((step.action, step.done, step.rounds, step.entries), (None, false, 1, 2));
    }
    run.act_in("2024-06-10 12:00", "b", &officer(), "tiep").unwrap();
    assert_eq!(waiting(&run), ["a"], "the slot of the old round is not filled");
}

/// Sem 1.22: two branches that arrive in one command arrive in file order, and under `any` the first wins.
#[test]
fn the_earlier_branch_of_the_file_wins() {
    let mut program = sketch::empty(FIVE_DAYS);
    let first = sketch::message(&mut program, "m1", "ket_qua", None);
    let second = sketch::message(&mut program, "m2", "thong_bao", None);
    let [before, after] = tasks(&mut program, ["truoc", "sau"]);
    let gate = sketch::block(&mut program, "song_song", Quorum::AtLeast(1), &[&[first], &[second]]);
    line(&mut program, &[before, gate, after]);
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    run.send("2024-06-10 09:10", &tidings("thong_bao", "2")).unwrap();
    run.send("2024-06-10 09:20", &tidings("ket_qua", "1")).unwrap();
    run.act("2024-06-10 10:00", &officer(), "tiep").unwrap();
    assert_eq!(waiting(&run), ["sau"]);
    assert!(run.instance.step(first).done && run.instance.step(second).done, "both tokens were on their way");
    let arrived = |event: &Event| if let Event::Arrived { place } = event { Some(place.branch) } else { None };
    let arrived: Vec<u16> = run.log.iter().flat_map(|pass| &pass.events).filter_map(arrived).collect();
    assert_eq!(arrived, [0]);
}

/// Sem 1.4, 8.4: a branch stopped by an incident is waited for by `all`; `any` completes without it and closes it.
#[test]
fn a_parked_branch_is_awaited() {
    for (quorum, waits) in [(Quorum::All, vec!["a"]), (Quorum::AtLeast(1), vec!["sau"])] {
        let mut program = sketch::empty(FIVE_DAYS);
        let [a, b, after] = tasks(&mut program, ["a", "b", "sau"]);
        let gate = sketch::block(&mut program, "song_song", quorum, &[&[a], &[b]]);
        line(&mut program, &[gate, after]);
        let guard = sketch::guard(&mut program);
        program.graph[a].when = Some(guard);
        let town = town(program);
        town.settled.borrow_mut().insert(guard, motcua_engine::Outcome::Missing("to_khai.ten".to_owned()));
        let mut run = filed(&town, "2024-06-10 09:00");
        assert_eq!(incidents(&run), [IncidentKind::GuardMissing]);
        run.act_in("2024-06-10 10:00", "b", &officer(), "tiep").unwrap();
        assert_eq!(waiting(&run), waits, "{quorum:?}");
        assert_eq!(incidents(&run).is_empty(), quorum != Quorum::All, "{quorum:?}");
    }
}

/// Sem 1.15, 1.16, 1.32: side work opens once at a time; the end waits for it; `terminate` does not.
#[test]
fn the_end_waits_for_side_work() {
    for terminate in [false, true] {
        let mut program = sketch::empty(FIVE_DAYS);
        let [main, aside] = tasks(&mut program, ["chinh", "ben_le"]);
        let end = line(&mut program, &[main]);
        if let program::Work::End(end) = &mut program.graph[end].work {
            end.terminate = terminate;
        }
        let opening = sketch::side(&mut program, "xac_minh", &[aside]);
        let ix = right(&mut program, "xac_minh", 1, AnytimeKind::Steps(opening));
        let town = town(program);
        let mut run = filed(&town, "2024-06-10 09:00");
        run.send("2024-06-10 09:30", &trigger(officer(), ix)).unwrap();
        assert_eq!(run.send("2024-06-10 09:30", &trigger(officer(), ix)), Err(Rejection::AlreadyOpen));
        run.act_in("2024-06-10 10:00", "chinh", &officer(), "tiep").unwrap();
        assert_eq!(run.instance.is_alive(), !terminate);
        assert_eq!(run.instance.ending, (!terminate).then_some(end));
        if terminate {
            assert_eq!(cancelled(&run, Cause::Terminated), ["ben_le", "xac_minh"]);
        } else {
            run.act_in("2024-06-10 11:00", "ben_le", &officer(), "tiep").unwrap();
        }
        let ended = at(if terminate { "2024-06-10 10:00" } else { "2024-06-10 11:00" });
        assert!(matches!(run.instance.life, Life::Ended { result: EndResult::Approved, at, .. } if at == ended));
    }
}

/// Sem 1.32: side work that is over can be opened again, and the main level never notices.
#[test]
fn side_work_opens_again() {
    let mut program = sketch::empty(FIVE_DAYS);
    let [main, aside] = tasks(&mut program, ["chinh", "ben_le"]);
    line(&mut program, &[main]);
    let opening = sketch::side(&mut program, "xac_minh", &[aside]);
    let ix = right(&mut program, "xac_minh", 1, AnytimeKind::Steps(opening));
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    for hour in ["09", "10", "11"] {
        run.send(&format!("2024-06-10 {hour}:10"), &trigger(officer(), ix)).unwrap();
        assert_eq!(waiting(&run), ["chinh", "ben_le"]);
        run.act_in(&format!("2024-06-10 {hour}:20"), "ben_le", &officer(), "tiep").unwrap();
        assert_eq!(waiting(&run), ["chinh"]);
    }
    assert_eq!((run.instance.step(aside).rounds, run.instance.right(ix).used), (3, 3));
}

/// Sem 7.4: a withdrawal takes blocks, lists and side work away, each tree innermost and youngest first.
#[test]
fn a_withdrawal_takes_everything_away() {
    let mut program = sketch::empty(FIVE_DAYS);
    let asked = sketch::list(&mut program, "y_kien", crate::house::AGENCIES, Quorum::All, false);
    let [a, aside] = tasks(&mut program, ["a", "ben_le"]);
    let gate = sketch::block(&mut program, "song_song", Quorum::All, &[&[asked], &[a]]);
    line(&mut program, &[gate]);
    let opening = sketch::side(&mut program, "xac_minh", &[aside]);
    let side = right(&mut program, "xac_minh", 1, AnytimeKind::Steps(opening));
    let withdrawn = sketch::end(&mut program, EndResult::Withdrawn);
    let ix = right(&mut program, "rut", 0, AnytimeKind::Next(withdrawn));
    let town = town(program);
    let mut run = filed_for(&town, "2024-06-10 09:00", &["so_a", "so_b"]);
    run.send("2024-06-10 09:30", &trigger(officer(), side)).unwrap();
    run.send("2024-06-10 10:00", &withdraw(ix)).unwrap();
    let gone = ["ben_le", "xac_minh", "y_kien[so_b]", "y_kien[so_a]", "a", "y_kien", "song_song"];
    assert_eq!(cancelled(&run, Cause::Interrupted), gone);
    assert!(matches!(run.instance.life, Life::Ended { result: EndResult::Withdrawn, .. }));
}

/// Sem 1.13, 4.15: what a step does not know of an error goes to the block around it, which is left as a whole.
#[test]
fn an_error_can_leave_a_block() {
    let mut program = sketch::empty(FIVE_DAYS);
    let job = sketch::job(&mut program, "tra_cuu", (0, 5));
    let [a, by_hand] = tasks(&mut program, ["a", "lam_tay"]);
    let gate = sketch::block(&mut program, "song_song", Quorum::All, &[&[job], &[a]]);
    let end = line(&mut program, &[gate]);
    sketch::onward(&mut program, by_hand, end);
    sketch::on_error(&mut program, gate, None, by_hand);
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    let id = find(&run, "tra_cuu").id;
    run.send("2024-06-10 09:30", &crate::stage::reported(id, crate::stage::error("la"))).unwrap();
    assert_eq!(cancelled(&run, Cause::Failed), ["a", "tra_cuu", "song_song"]);
    assert_eq!(waiting(&run), ["lam_tay"]);
    assert_eq!(happened(&run, |event| matches!(event, Event::JobFailed { .. })), [at("2024-06-10 09:30")]);
}
