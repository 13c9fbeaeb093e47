//! Tests of the canonical form and its hash: layout and order of keys do not count, all else does.
//! The writing of scalars is tested where it is done, in the source crate.

use motcua_procedure::files::calendar::CALENDAR;
use motcua_procedure::files::canonical::{canonical, procedure_hash};
use motcua_procedure::files::top::TOP;
use source::{Node, ReadLimits, SourceFile};

const PROCEDURE: &str = include_str!("../../../processes/cap-ban-sao-so-goc.tthc.yaml");
const WHOLE: &str = include_str!("reader/muc-hai.tthc.yaml");
const HOURS: &str = include_str!("../../../processes/calendars/ha_noi.calendar.yaml");

fn tree(text: &str) -> Node {
    let (tree, found) = source::read(&SourceFile::new("tep.yaml", text), &ReadLimits::default());
    assert_eq!(found, []);
    tree.expect("it is a tree")
}

#[test]
fn canonical_of_canonical_is_itself() {
    for (text, top) in [(PROCEDURE, &TOP), (WHOLE, &TOP), (HOURS, &CALENDAR)] {
        let once = canonical(&tree(text), top);
        assert_eq!(canonical(&tree(&once), top), once);
    }
}

#[test]
fn layout_and_order_of_keys_do_not_count() {
    let block = "\
# ghi chú
tthc: 1
id: mau
level: xã
name: Mẫu

deadline:
  to: ky
  within: \"3 ngày làm việc\"
  from: [nhan]
steps:
  - userTask: nhan
    actions:
      di: { next: ky, name: Đi }
    role: mot_cua
    name: Nhận
";
    let flow = "\
tthc: 1
id: mau
name: Mẫu
level: xã
deadline: { within: 3 ngày làm việc, from: [nhan], to: ky }
steps:
  - { userTask: nhan, name: Nhận, role: mot_cua, actions: { di: { name: Đi, next: ky } } }
";
    let expected = "\
tthc: 1
id: mau
name: Mẫu
level: xã
deadline:
  within: 3 ngày làm việc
  from:
    - nhan
  to: ky
steps:
  - userTask: nhan
    name: Nhận
    role: mot_cua
    actions:
      di:
        name: Đi
        next: ky
";
    assert_eq!(canonical(&tree(flow), &TOP), expected);
    assert_eq!(canonical(&tree(block), &TOP), expected);
    assert_eq!(procedure_hash(&tree(block)), procedure_hash(&tree(flow)));
}

/// Gives each map of the second level with its keys in the wrong order, and as it must be written.
#[test]
fn every_element_has_its_order() {
    let cases = [
        (
            "clocks: { mot: { legal: luat, to: b, pause_while: all, from: a, holidays: skip, case: c, within: 1 ngày, name: N } }",
            "clocks mot name within case holidays from to pause_while legal",
        ),
        (
            "fees: { mot: { legal: l, exempt: { legal: l, when: w }, kind: phí, amount: 1, name: N } }",
            "fees mot name amount kind exempt when legal legal",
        ),
        ("letters: { mot: { legal: l, form: F, name: N } }", "letters mot name form legal"),
        ("statuses: { mot: { b: B, a: A } }", "statuses mot b a"),
        ("roles: { mot: { applicant: true, at: item, name: N } }", "roles mot name at applicant"),
        (
            "steps: [{ name: N, join: any, branches: [{ steps: [{ actions: { x: { rounds: 1, exit: e, status: 5, name: X } }, \
             forEach: a.b, role: r, userTask: u }], name: B }], error: { rounds: 1, next: n }, clock: pause, parallelGateway: k }]",
            "steps parallelGateway name clock error next rounds branches name steps userTask role forEach actions x name status \
             exit rounds join",
        ),
        (
            "steps: [{ actions: { x: { ask: tin, by: r, name: X } }, outcomes: { o: { produces: g, when: w, name: O } }, \
             message: { key: k, fields: { f: { type: t, label: L } }, name: M }, buffer: 1 ngày, receiveTask: r }]",
            "steps receiveTask message name fields f label type key buffer outcomes o name when produces actions x name by ask",
        ),
        (
            "steps: [{ retry: R, answer: { f: { optional: true, label: L } }, send: s, topic: t, error: [{ next: n, code: c }], \
             serviceTask: s }]",
            "steps serviceTask topic send answer f label optional retry error code next",
        ),
        (
            "steps: [{ actions: { x: { by: timer, name: X } }, wait: W, name: N, holds: h, clock: pause, \
             intermediateCatchEvent: c }]",
            "steps intermediateCatchEvent name wait clock holds actions x name by",
        ),
        (
            "anytime: { mot: { before: B, total: T, times: 1, steps: [{ result: r, name: N, endEvent: e }], extend: E, role: r, \
             name: N } }",
            "anytime mot name role extend steps endEvent name result times total before",
        ),
    ];
    for (text, expected) in cases {
        let written = canonical(&tree(&format!("{text}\n")), &TOP);
        let keys: Vec<&str> =
            written.lines().filter_map(|line| Some(line.trim_start_matches(['-', ' ']).split_once(':')?.0)).collect();
        assert_eq!(keys.join(" "), expected, "{text}");
    }
}

#[test]
fn order_of_ids_and_values_count() {
    let base = procedure_hash(&tree("roles: { mot: Một, hai: Hai }\n"));
    for other in ["roles: { hai: Hai, mot: Một }\n", "roles: { mot: Một, hai: Hại }\n"] {
        assert_ne!(procedure_hash(&tree(other)), base, "{other}");
    }
}
