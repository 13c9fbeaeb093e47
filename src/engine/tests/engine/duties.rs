//! Who holds a task: claim, assignment, delegation, recall, four eyes, escalation (sem 4.11, 4.12, 6.1–6.8, 6.14). They
//! must not repeat what the invariants show for any program.

use calendar::Unit;
use motcua_engine::{
    About, Actor, Cause, Command, Effect, Event, Holding, IncidentKind, LegVerdict, Recipient, Rejection, effects,
};
use program::{Boundary, Escalation, FourEyes, NodeIx, Program, RoleAt, RoleIx};

use crate::calendars::at;
use crate::run::Run;
use crate::sketch::{self, length};
use crate::stage::{
    FIVE_DAYS, OFF, cancelled, colleague, days, due_of, filed, find, happened, incidents, line, office, officer, town,
    waiting,
};
use crate::town::{applicant, post};

/// `nop` → `mot` → `hai` → approved, both of role `can_bo`, two working days each.
fn two() -> (Program, [NodeIx; 2]) {
    let mut program = sketch::empty(FIVE_DAYS);
    let nodes = ["mot", "hai"].map(|id| sketch::task(&mut program, id, 1));
    line(&mut program, &nodes);
    for node in nodes {
        office(&mut program, node, days(2));
    }
    (program, nodes)
}

fn hold(run: &mut Run<'_>, when: &str, actor: &Actor, how: Holding) -> Result<(), Rejection> {
    let activation = run.instance.open().find(|open| open.is_leaf()).unwrap().id;
    run.send(when, &Command::Hold { actor: actor.clone(), activation, how }).map(|_| ())
}

fn claimed(who: &Actor) -> Rejection {
    Rejection::ClaimedBy { who: who.clone() }
}

/// Sem 6.2: who claims it holds it, until it is given back; acting claims and completes in one. The applicant's are
/// nobody's to claim.
#[test]
fn a_task_is_claimed_and_given_back() {
    let (program, _) = two();
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    assert_eq!(hold(&mut run, "2024-06-10 09:10", &officer(), Holding::Release), Err(OFF), "nobody holds it");
    assert!(matches!(
        hold(&mut run, "2024-06-10 09:10", &post("can_bo_03"), Holding::Claim),
        Err(Rejection::NotInRole { .. })
    ));
    hold(&mut run, "2024-06-10 09:10", &colleague(), Holding::Claim).unwrap();
    assert_eq!(hold(&mut run, "2024-06-10 09:20", &officer(), Holding::Claim), Err(claimed(&colleague())));
    assert_eq!(run.act("2024-06-10 09:20", &officer(), "tiep"), Err(claimed(&colleague())));
    hold(&mut run, "2024-06-10 09:30", &colleague(), Holding::Release).unwrap();
    run.act("2024-06-10 09:40", &officer(), "tiep").unwrap();
    assert_eq!(waiting(&run), ["hai"]);
    let mut own = sketch::empty(FIVE_DAYS);
    let his = sketch::task(&mut own, "nguoi_nop", 0);
    line(&mut own, &[his]);
    let town = crate::stage::town(own);
    let mut run = filed(&town, "2024-06-10 09:00");
    assert_eq!(hold(&mut run, "2024-06-10 09:10", &applicant(), Holding::Claim), Err(OFF));
}

/// Sem 4.11, 6.3: only the head assigns, only to somebody of the role; the one before is told; the clock runs on.
#[test]
fn the_head_assigns() {
    let (program, _) = two();
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    hold(&mut run, "2024-06-10 09:10", &colleague(), Holding::Claim).unwrap();
    let by_colleague = hold(&mut run, "2024-06-10 10:00", &colleague(), Holding::Assign(officer()));
    assert_eq!(by_colleague, Err(Rejection::NotInRole { role: "can_bo".to_owned() }));
    let outside = hold(&mut run, "2024-06-10 10:00", &officer(), Holding::Assign(post("can_bo_03")));
    assert_eq!(outside, Err(Rejection::NotInRole { role: "can_bo".to_owned() }));
    let before = run.instance.clone();
    hold(&mut run, "2024-06-12 16:59", &officer(), Holding::Assign(officer())).unwrap();
    let told = effects(&town.program, Some(&before), &run.instance, run.log.last().unwrap());
    let about = |effect: &Effect| match effect {
        Effect::Notice { to: Recipient::Post(post), about, .. } => Some((post.to_string(), *about)),
        _ => None,
    };
    let told: Vec<_> = told.iter().filter_map(about).collect();
    assert_eq!(told, [("can_bo_02".into(), About::TaskReassigned), ("can_bo_01".into(), About::TaskAssigned)]);
    assert_eq!(run.act("2024-06-12 16:59", &colleague(), "tiep"), Err(claimed(&officer())));
    assert_eq!(due_of(&run, "mot"), Some(at("2024-06-12 17:00")), "reassigning cures no lateness");
    run.act("2024-06-12 17:01", &officer(), "tiep").unwrap();
    assert_eq!(run.instance.closed.last().unwrap().verdict, Some(LegVerdict::Overdue));
}

/// Sem 6.4, 6.6: the delegate prepares, the owner completes; both are people of the task.
#[test]
fn a_delegate_prepares() {
    let (mut program, [first, second]) = two();
    sketch::person(&mut program, second).not_same_as = vec![FourEyes { node: first, latest: false }];
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    hold(&mut run, "2024-06-10 09:10", &officer(), Holding::Delegate(colleague())).unwrap();
    assert_eq!(run.instance.activations[0].holder, Some(officer()), "who delegates holds it");
    assert_eq!(run.act("2024-06-10 10:00", &officer(), "tiep"), Err(claimed(&colleague())), "it is being prepared");
    assert_eq!(hold(&mut run, "2024-06-10 10:00", &officer(), Holding::Prepared), Err(OFF));
    hold(&mut run, "2024-06-10 10:30", &colleague(), Holding::Prepared).unwrap();
    assert_eq!(run.act("2024-06-10 11:00", &colleague(), "tiep"), Err(claimed(&officer())), "only the owner completes");
    run.act("2024-06-10 11:00", &officer(), "tiep").unwrap();
    for who in [officer(), colleague()] {
        let same = Err(Rejection::SamePerson { step: "mot".to_owned() });
        assert_eq!(run.act("2024-06-10 12:00", &who, "tiep"), same, "{who:?}");
        assert_eq!(
            hold(&mut run, "2024-06-10 12:00", &who, Holding::Claim),
            Err(Rejection::SamePerson { step: "mot".to_owned() })
        );
    }
    assert_eq!(incidents(&run), [IncidentKind::NoActor], "sem 6.8: only those two serve the role there");
}

/// Sem 6.6, 6.7: who prepared for a former holder only held the task; who prepares it now counts at the act.
#[test]
fn a_new_holder_starts_over() {
    let mut program = sketch::empty(FIVE_DAYS);
    let [a, b] = ["a", "b"].map(|id| sketch::task(&mut program, id, 1));
    let gate = sketch::block(&mut program, "song_song", program::Quorum::All, &[&[a], &[b]]);
    line(&mut program, &[gate]);
    sketch::person(&mut program, a).not_same_as = vec![FourEyes { node: b, latest: false }];
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    hold(&mut run, "2024-06-10 09:10", &officer(), Holding::Delegate(colleague())).unwrap();
    hold(&mut run, "2024-06-10 09:20", &colleague(), Holding::Prepared).unwrap();
    run.act_in("2024-06-10 10:00", "b", &colleague(), "tiep").unwrap();
    let same = Err(Rejection::SamePerson { step: "b".to_owned() });
    assert_eq!(run.act_in("2024-06-10 11:00", "a", &officer(), "tiep"), same, "who prepared it has done b meanwhile");
    hold(&mut run, "2024-06-10 11:30", &officer(), Holding::Release).unwrap();
    run.act_in("2024-06-10 12:00", "a", &officer(), "tiep").unwrap();
}

/// Sem 6.14: who passed it on takes it back while nobody has claimed it; the earlier step opens anew, time runs on.
#[test]
fn what_was_passed_on_is_recalled() {
    let (program, [first, _]) = two();
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    run.act("2024-06-10 10:00", &officer(), "tiep").unwrap();
    assert_eq!(hold(&mut run, "2024-06-10 10:05", &colleague(), Holding::Recall), Err(OFF), "another passed it on");
    hold(&mut run, "2024-06-10 10:10", &officer(), Holding::Recall).unwrap();
    assert_eq!((waiting(&run), cancelled(&run, Cause::Recalled)), (vec!["mot".to_owned()], vec!["hai".to_owned()]));
    assert_eq!((run.instance.step(first).entries, due_of(&run, "mot")), (2, Some(at("2024-06-12 17:00"))));
    assert_eq!(
        hold(&mut run, "2024-06-10 10:11", &officer(), Holding::Recall),
        Err(OFF),
        "nothing was passed on since"
    );
    run.act("2024-06-10 10:20", &officer(), "tiep").unwrap();
    hold(&mut run, "2024-06-10 10:25", &colleague(), Holding::Claim).unwrap();
    assert_eq!(hold(&mut run, "2024-06-10 10:30", &officer(), Holding::Recall), Err(OFF), "it is claimed");
}

/// Sem 6.14: the applicant recalls nothing, and who has left the role neither.
#[test]
fn only_an_officer_recalls() {
    let mut program = sketch::empty(FIVE_DAYS);
    let his = sketch::task(&mut program, "bo_sung", 0);
    let nodes = ["mot", "hai"].map(|id| sketch::task(&mut program, id, 1));
    line(&mut program, &[his, nodes[0], nodes[1]]);
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    run.act("2024-06-10 10:00", &applicant(), "tiep").unwrap();
    assert_eq!(hold(&mut run, "2024-06-10 10:10", &applicant(), Holding::Recall), Err(OFF));
    run.act("2024-06-10 11:00", &officer(), "tiep").unwrap();
    town.absent.set(1);
    let gone = hold(&mut run, "2024-06-10 11:10", &officer(), Holding::Recall);
    assert_eq!(gone, Err(Rejection::NotInRole { role: "can_bo".to_owned() }));
}

/// Sem 4.12: after `overdue: assign` the task is the other role's, where that lives; claim and delegate are gone.
#[test]
fn an_escalation_takes_the_task() {
    let (mut program, [first, _]) = two();
    let after = Some(length(1, Unit::WorkingHour));
    let assign = Some(RoleIx(8));
    assert_eq!(program.roles[8].at, RoleAt::Agency("so_b".to_owned()));
    program.graph[first].boundary =
        vec![Boundary::Overdue(Escalation { after, notify: vec![RoleIx(2)], assign, every: None })];
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    hold(&mut run, "2024-06-10 09:10", &officer(), Holding::Delegate(colleague())).unwrap();
    run.wait("2024-06-13 09:00");
    assert_eq!(happened(&run, |event| matches!(event, Event::Escalated { .. })), [at("2024-06-13 09:00")]);
    let open = &run.instance.activations[0];
    assert_eq!((open.role, open.agency.clone(), open.holder.clone()), (Some(RoleIx(8)), Some("so_b".into()), None));
    assert!(!open.delegated && open.delegates.is_empty());
    let refused = run.act("2024-06-13 09:10", &officer(), "tiep");
    assert_eq!(refused, Err(Rejection::NotInRole { role: "co_dinh".to_owned() }));
    run.act("2024-06-13 09:10", &post("so_b_01"), "tiep").unwrap();
}

/// Sem 3, `language.md` b3: a role lives where a field names its agency, as it was when the task opened.
#[test]
fn a_role_lives_where_a_field_says() {
    let mut program = sketch::empty(FIVE_DAYS);
    let named = sketch::task(&mut program, "xac_nhan", 7);
    line(&mut program, &[named]);
    let town = town(program);
    let mut run = filed(&town, "2024-06-10 09:00");
    assert_eq!(find(&run, "xac_nhan").agency, Some("so_a".into()));
    let refused = run.act("2024-06-10 10:00", &post("so_b_01"), "tiep");
    assert_eq!(refused, Err(Rejection::NotInRole { role: "don_vi".to_owned() }));
    run.act("2024-06-10 10:00", &post("so_a_01"), "tiep").unwrap();
}

/// Sem 6.6, `rounds: latest`: only who acted in the latest round is kept away.
#[test]
fn the_latest_round_alone() {
    for (latest, allowed) in [(false, false), (true, true)] {
        let (mut program, [first, second]) = two();
        sketch::button(&mut program, second, "lai", first, Some(program::Bound::Rounds(2)));
        sketch::person(&mut program, second).not_same_as = vec![FourEyes { node: first, latest }];
        let town = town(program);
        let mut run = filed(&town, "2024-06-10 09:00");
        run.act("2024-06-10 10:00", &officer(), "tiep").unwrap();
        run.act("2024-06-10 11:00", &colleague(), "lai").unwrap();
        run.act("2024-06-10 12:00", &colleague(), "tiep").unwrap();
        assert_eq!(run.act("2024-06-10 13:00", &officer(), "tiep").is_ok(), allowed, "latest {latest}");
    }
}
