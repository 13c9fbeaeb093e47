//! What a version of a procedure changes against another, place by place and in words.
//!
//! It compares what authors wrote, so that no change that renames the version can be missed. It judges nothing.

use source::{Kind, List, Map, Node, ReadLimits, SourceFile, Words};

use crate::files::canonical::Place;
use crate::files::step_types::STEP_TYPES;
use crate::files::top::TOP;

/// Most characters of a value that are shown.
const SHOWN_MAX: usize = 120;

/// Keys below which ids stand, with the words for one of those.
const GROUPS: [(&str, &str, &str); 19] = [
    ("steps", "bước", "step"),
    ("actions", "nút", "button"),
    ("outcomes", "kết cục", "outcome"),
    ("branches", "nhánh", "branch"),
    ("roles", "vai", "role"),
    ("form", "phần tờ khai", "section"),
    ("fields", "trường", "field"),
    ("documents", "giấy tờ", "paper"),
    ("results", "kết quả", "result"),
    ("letters", "mẫu giấy tờ", "letter"),
    ("fees", "phí, lệ phí", "fee"),
    ("legal", "căn cứ", "citation"),
    ("cases", "trường hợp", "case"),
    ("conditions", "điều kiện", "condition"),
    ("anytime", "việc làm được trong nhiều bước", "anytime entry"),
    ("clocks", "đồng hồ", "clock"),
    ("statuses", "trục trạng thái", "status axis"),
    ("waive", "cảnh báo được chấp nhận", "waiver"),
    ("confirm", "điều còn phải xác nhận", "fact to confirm"),
];

/// Other keys that officials have a word for; the rest stand as they are written.
const KEYS: [(&str, &str, &str); 36] = [
    ("name", "tên", "name"),
    ("label", "tên", "label"),
    ("code", "mã", "code"),
    ("field", "lĩnh vực", "field of administration"),
    ("level", "cấp thực hiện", "level"),
    ("online", "mức độ trực tuyến", "online level"),
    ("subjects", "đối tượng", "who may apply"),
    ("channels", "cách thức nộp", "channels"),
    ("announced", "quyết định công bố", "announcement"),
    ("approved", "quyết định phê duyệt", "approval"),
    ("effective", "hiệu lực", "in force"),
    ("from", "từ", "from"),
    ("to", "đến", "to"),
    ("by", "theo", "by"),
    ("calendar", "lịch làm việc", "calendar"),
    ("deadline", "thời hạn", "deadline"),
    ("within", "thời hạn", "within"),
    ("cutoff", "giờ chốt", "cutoff"),
    ("remind", "nhắc việc", "reminders"),
    ("overdue", "khi quá hạn", "when overdue"),
    ("timeout", "khi hết hạn", "at the timeout"),
    ("clock", "đồng hồ hồ sơ", "dossier's clock"),
    ("role", "vai thực hiện", "role"),
    ("notSameAs", "không cùng người với", "not the same person as"),
    ("when", "điều kiện", "condition"),
    ("ask", "điều phải ghi", "asked"),
    ("print", "giấy tờ in ra", "printed"),
    ("sign", "văn bản ký", "signed"),
    ("returns", "kết quả trả", "handed over"),
    ("next", "bước tiếp theo", "next step"),
    ("rounds", "số lượt", "rounds"),
    ("type", "kiểu", "type"),
    ("optional", "không bắt buộc", "optional"),
    ("original", "bản phải nộp", "original"),
    ("amount", "mức thu", "amount"),
    ("exempt", "miễn", "exempt"),
];

/// What became of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Its value is another.
    Changed,
    /// What stands in it stands in another order.
    Reordered,
}

impl What {
    /// Returns the word used by machines.
    pub fn id(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::Reordered => "reordered",
        }
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What became of the place.
    pub what: What,
    /// The keys that lead there.
    pub path: Vec<String>,
    /// What stood there.
    pub before: Option<String>,
    /// What stands there now.
    pub after: Option<String>,
}

/// Compares two texts of a procedure; nothing if one of them cannot be read.
pub fn changes(old: &str, new: &str) -> Vec<Change> {
    let read = |text: &str| source::read(&SourceFile::new("", text), &ReadLimits::default()).0;
    let mut found = Comparison { path: Vec::new(), found: Vec::new() };
    if let (Some(old), Some(new)) = (read(old), read(new)) {
        found.node(&old, &new, &Place::top(&TOP));
    }
    found.found
}

impl Change {
    /// Says it to whoever publishes.
    pub fn words(&self) -> Words {
        let place = place_words(&self.path);
        let (vi, en) = match self.what {
            What::Added => ("Thêm", "Added"),
            What::Removed => ("Bỏ", "Removed"),
            What::Changed => ("Đổi", "Changed"),
            What::Reordered => ("Đổi thứ tự trong", "Reordered in"),
        };
        let values: Vec<&str> = [&self.before, &self.after].into_iter().flatten().map(String::as_str).collect();
        let values = if values.is_empty() { String::new() } else { format!(": {}", values.join(" → ")) };
        Words::new(format!("{vi} {}{values}", place.vi), format!("{en} {}{values}", place.en))
    }
}

/// Names a place from the outside in.
fn place_words(path: &[String]) -> Words {
    let (mut vi, mut en) = (Vec::new(), Vec::new());
    let mut keys = path.iter().peekable();
    while let Some(key) = keys.next() {
        let group = GROUPS.iter().find(|(group, ..)| group == key);
        match (group, keys.next_if(|_| group.is_some())) {
            (Some((_, one_vi, one_en)), Some(id)) => {
                vi.push(format!("{one_vi} `{id}`"));
                en.push(format!("{one_en} `{id}`"));
            }
            _ => {
                let known = GROUPS.iter().chain(&KEYS).find(|(known, ..)| known == key);
                vi.push(known.map_or_else(|| format!("`{key}`"), |(_, vi, _)| (*vi).to_owned()));
                en.push(known.map_or_else(|| format!("`{key}`"), |(.., en)| (*en).to_owned()));
            }
        }
    }
    Words::new(vi.join(", "), en.join(", "))
}

struct Comparison {
    path: Vec<String>,
    found: Vec<Change>,
}

impl Comparison {
    fn node(&mut self, old: &Node, new: &Node, place: &Place) {
        match (&old.kind, &new.kind) {
            (Kind::Map(old), Kind::Map(new)) => self.map(old, new, place),
            (Kind::List(old), Kind::List(new)) if is_named(old) && is_named(new) => self.list(old, new, place),
            _ if written(old) == written(new) => {}
            _ => self.push(What::Changed, Some(old), Some(new)),
        }
    }

    fn map(&mut self, old: &Map, new: &Map, place: &Place) {
        for entry in &new.entries {
            let key = &entry.key.value;
            self.at(key, |one| match old.get(key) {
                Some(before) => one.node(&before.value, &entry.value, &place.clone().below(key)),
                None => one.push(What::Added, None, Some(&entry.value)),
            });
        }
        for entry in old.entries.iter().filter(|entry| new.get(&entry.key.value).is_none()) {
            self.at(&entry.key.value, |one| one.push(What::Removed, Some(&entry.value), None));
        }
        if matches!(place, Place::Ids(_)) {
            let keys = |map: &Map| map.entries.iter().map(|entry| entry.key.value.clone()).collect();
            self.order(keys(old), keys(new));
        }
    }

    /// Compares lists whose items have names: steps, branches.
    fn list(&mut self, old: &List, new: &List, place: &Place) {
        let (before, after) = (names(old), names(new));
        let find = |name: &String| before.iter().position(|other| other == name).map(|at| &old.items[at]);
        for (name, item) in after.iter().zip(&new.items) {
            self.at(name, |one| match find(name) {
                Some(before) => one.node(before, item, place),
                None => one.push(What::Added, None, Some(item)),
            });
        }
        for (name, item) in before.iter().zip(&old.items).filter(|(name, _)| !after.contains(name)) {
            self.at(name, |one| one.push(What::Removed, Some(item), None));
        }
        self.order(before, after);
    }

    fn order(&mut self, mut before: Vec<String>, mut after: Vec<String>) {
        before.retain(|name| after.contains(name));
        after.retain(|name| before.contains(name));
        if before != after {
            self.push(What::Reordered, None, None);
        }
    }

    fn at(&mut self, key: &str, compare: impl FnOnce(&mut Self)) {
        self.path.push(key.to_owned());
        compare(self);
        self.path.pop();
    }

    fn push(&mut self, what: What, before: Option<&Node>, after: Option<&Node>) {
        // What is added or removed is known by its name; what is changed is shown as written.
        let show = |node: &Node| if what == What::Changed { written(node) } else { title(node) };
        let shown = |node: Option<&Node>| node.map(|node| cut(&show(node)));
        let (before, after) = (shown(before), shown(after));
        self.found.push(Change { what, path: self.path.clone(), before, after });
    }
}

/// Tells whether every item of a list is a map, so that it has a name.
fn is_named(list: &List) -> bool {
    list.items.iter().all(|item| item.as_map().is_some())
}

/// Names the items of a list: a step by its id, anything else by its number.
fn names(list: &List) -> Vec<String> {
    let name = |(number, item): (usize, &Node)| {
        let mut entries = item.as_map().into_iter().flat_map(|map| &map.entries);
        let is_type = |key: &str| STEP_TYPES.iter().any(|kind| kind.name == key);
        let step = entries.find(|entry| is_type(&entry.key.value)).and_then(|entry| entry.value.as_scalar());
        step.map_or_else(|| (number + 1).to_string(), |id| id.text.clone())
    };
    list.items.iter().enumerate().map(name).collect()
}

/// Returns what people call a thing, or all of it.
fn title(node: &Node) -> String {
    let named = |map: &Map| {
        let found = ["name", "label"].into_iter().find_map(|key| map.get(key))?;
        Some(found.value.as_scalar()?.text.clone())
    };
    node.as_map().and_then(named).unwrap_or_else(|| written(node))
}

/// Writes a value on one line.
fn written(node: &Node) -> String {
    match &node.kind {
        Kind::Scalar(scalar) => scalar.text.split_whitespace().collect::<Vec<_>>().join(" "),
        Kind::List(list) => format!("[{}]", list.items.iter().map(written).collect::<Vec<_>>().join(", ")),
        Kind::Map(map) => {
            let entry = |entry: &source::Entry| format!("{}: {}", entry.key.value, written(&entry.value));
            format!("{{ {} }}", map.entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN_MAX) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shipped::PROCEDURES;

    #[test]
    fn each_change_is_told_with_its_place() {
        let old = PROCEDURES.iter().find(|one| one.name == "cap-ban-sao-so-goc.tthc.yaml").expect("it is shipped").text;
        let cases = [
            (
                "    deadline: 3 giờ làm việc\n",
                "    deadline: 4 giờ làm việc\n",
                "Đổi bước `tham_tra`, thời hạn: 3 giờ làm việc → 4 giờ làm việc",
            ),
            (
                "      co_trong_so: Có trong sổ gốc\n",
                "      co_trong_so: Có trong sổ gốc\n      cho_tra: Chờ tra thêm\n",
                "Thêm bước `tham_tra`, nút `cho_tra`: Chờ tra thêm",
            ),
            (
                "      ten_giay_to: Tên giấy tờ có trong sổ gốc\n",
                "",
                "Bỏ phần tờ khai `yeu_cau`, trường `ten_giay_to`: Tên giấy tờ có trong sổ gốc",
            ),
            (
                "  luu_tru: Công chức quản lý sổ gốc\n  lanh_dao: Lãnh đạo UBND cấp xã\n",
                "  lanh_dao: Lãnh đạo UBND cấp xã\n  luu_tru: Công chức quản lý sổ gốc\n",
                "Đổi thứ tự trong vai",
            ),
            (
                "  - { endEvent: het_han,",
                "  - { endEvent: dong, name: Đóng, result: expired }\n  - { endEvent: het_han,",
                "Thêm bước `dong`: Đóng",
            ),
            (
                "effective: { from: 2026-05-13 }",
                "effective: { from: 2027-01-01 }",
                "Đổi hiệu lực, từ: 2026-05-13 → 2027-01-01",
            ),
            (
                "channels: [truc_tiep, buu_chinh, truc_tuyen]\n",
                "",
                "Bỏ cách thức nộp: [truc_tiep, buu_chinh, truc_tuyen]",
            ),
        ];
        for (from, to, told) in cases {
            assert!(old.contains(from), "{from}");
            let found = changes(old, &old.replacen(from, to, 1));
            let words: Vec<String> = found.iter().map(|one| one.words().vi).collect();
            assert_eq!(words, [told]);
        }
    }

    #[test]
    fn what_does_not_rename_the_version_is_no_change() {
        let old = "tthc: 1\nid: a\nname: 'Tên'   # ghi chú\nlevel: xã\n";
        assert_eq!(changes(old, "tthc: 1\nname: Tên\nid: a\nlevel: xã\n"), []);
        assert_eq!(changes(old, "tthc: ["), [], "what cannot be read is not compared");
    }
}
