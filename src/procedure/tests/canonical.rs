//! Tests of the canonical form and its hash: layout and order of keys do not count, all else does.
//! The writing of scalars is tested where it is done, in the source crate.

use motcua_procedure::files::calendar::CALENDAR;
use motcua_procedure::files::canonical::{canonical, procedure_hash};
use motcua_procedure::files::top::TOP;
use source::{Node, ReadLimits, SourceFile};

const PROCEDURE: &str = include_str!("../../../processes/cap-ban-sao-so-goc.tthc.yaml");
const HOURS: &str = include_str!("../../../processes/calendars/ha_noi.calendar.yaml");

fn tree(text: &str) -> Node {
    let (tree, found) = source::read(&SourceFile::new("tep.yaml", text), &ReadLimits::default());
    assert_eq!(found, []);
    tree.expect("it is a tree")
}

#[test]
fn canonical_of_canonical_is_itself() {
    for (text, top) in [(PROCEDURE, &TOP), (HOURS, &CALENDAR)] {
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

#[test]
fn order_of_ids_and_values_count() {
    let base = procedure_hash(&tree("roles: { mot: Một, hai: Hai }\n"));
    for other in ["roles: { hai: Hai, mot: Một }\n", "roles: { mot: Một, hai: Hại }\n"] {
        assert_ne!(procedure_hash(&tree(other)), base, "{other}");
    }
}
