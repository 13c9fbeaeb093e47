//! Number and legal version of the built-in letters: data of the installation, read from a table (`forms.yaml`).

use std::sync::LazyLock;

use calendar::Date;
use source::{Kind, Map, Node, ReadLimits, SourceFile, Span, nearest};

use crate::fault::Fault;
use crate::{Form, built_in};

/// The table of forms: which letters have which number under which text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forms {
    /// Versions, oldest first.
    versions: Vec<Version>,
}

/// The forms of one text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Version {
    from: Date,
    confirm: Vec<String>,
    /// Meaning and form.
    forms: Vec<(String, Form)>,
}

static SHIPPED: LazyLock<Forms> = LazyLock::new(|| {
    let file = SourceFile::new("forms.yaml", include_str!("forms.yaml"));
    Forms::read(&file).expect("the embedded table is fit: a test reads it")
});

impl Forms {
    /// Gives the table that ships with the program.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Reads a table.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(file: &SourceFile) -> Result<Self, Vec<Fault>> {
        let (root, found) = source::read(file, &ReadLimits::default());
        let faults = found.into_iter().map(|one| Fault::new(file, one.span, one.message.vi, one.message.en)).collect();
        let mut table = Table { file, faults };
        let versions = root.map(|root| table.versions(&root)).unwrap_or_default();
        if table.faults.is_empty() { Ok(Self { versions }) } else { Err(table.faults) }
    }

    /// Finds the form of a letter made on a date; none before the first text, or if the text has no such form.
    pub fn form(&self, meaning: &str, made: Date) -> Option<&Form> {
        let version = self.versions.iter().rev().find(|version| version.from <= made)?;
        version.forms.iter().find(|(known, _)| known == meaning).map(|(_, form)| form)
    }

    /// Lists what the installation must confirm, newest text first.
    pub fn to_confirm(&self) -> impl Iterator<Item = &str> {
        self.versions.iter().rev().flat_map(|version| version.confirm.iter().map(String::as_str))
    }
}

struct Table<'f> {
    file: &'f SourceFile,
    faults: Vec<Fault>,
}

impl Table<'_> {
    fn versions(&mut self, root: &Node) -> Vec<Version> {
        let Some(map) = self.map(root, &["versions"]) else { return Vec::new() };
        let Some(list) = self.needed(map, root.span, "versions") else { return Vec::new() };
        let mut versions: Vec<Version> = Vec::new();
        for node in self.list(list) {
            let Some(version) = self.version(node) else { continue };
            if versions.last().is_some_and(|last| last.from >= version.from) {
                self.fault(
                    node.span,
                    "Các văn bản xếp theo ngày `from`, cũ trước mới sau.",
                    "Texts stand oldest first.",
                );
            }
            versions.push(version);
        }
        versions
    }

    fn version(&mut self, node: &Node) -> Option<Version> {
        let map = self.map(node, &["legal", "from", "source", "confirm", "forms"])?;
        let legal = self.needed(map, node.span, "legal").and_then(|node| self.text(node));
        // Read although nothing uses it: a number without its source is no data.
        let source = self.needed(map, node.span, "source").and_then(|node| self.text(node));
        let from = self.needed(map, node.span, "from").and_then(|node| self.date(node));
        let confirm = map.get("confirm").map(|entry| self.list(&entry.value)).unwrap_or_default();
        let confirm = confirm.iter().filter_map(|node| self.text(node)).collect();
        let forms = self.needed(map, node.span, "forms")?;
        let Kind::Map(named) = &forms.kind else {
            self.fault(forms.span, "`forms` là danh mục theo ý nghĩa giấy tờ.", "`forms` maps meanings to forms.");
            return None;
        };
        let forms = named.entries.iter().filter_map(|entry| {
            let meaning = &entry.key;
            if built_in(&meaning.value).is_none() {
                let vi = format!("Không có giấy tờ `{}` trong các mẫu có sẵn.", meaning.value);
                self.fault(meaning.span, &vi, &format!("There is no built-in letter `{}`.", meaning.value));
            }
            Some((meaning.value.clone(), self.form(&entry.value, legal.clone())?))
        });
        let forms = forms.collect();
        source.and(Some(Version { from: from?, confirm, forms }))
    }

    fn form(&mut self, node: &Node, legal: Option<String>) -> Option<Form> {
        let map = self.map(node, &["number", "name"])?;
        let number = self.needed(map, node.span, "number").and_then(|node| self.text(node));
        let name = self.needed(map, node.span, "name").and_then(|node| self.text(node))?;
        Some(Form { name, number, legal })
    }

    fn map<'n>(&mut self, node: &'n Node, keys: &[&str]) -> Option<&'n Map> {
        let Some(map) = node.as_map() else {
            self.fault(node.span, "Chỗ này là các cặp `khóa: giá trị`.", "A map is expected here.");
            return None;
        };
        for entry in map.entries.iter().filter(|entry| !keys.contains(&entry.key.value.as_str())) {
            let word = &entry.key.value;
            let near = nearest(word, keys.iter().copied()).map(|near| format!(", có phải `{near}`?"));
            let vi = format!("Không có khóa `{word}` ở đây{}.", near.unwrap_or_default());
            self.fault(entry.key.span, &vi, &format!("There is no key `{word}` here."));
        }
        Some(map)
    }

    fn needed<'n>(&mut self, map: &'n Map, at: Span, key: &str) -> Option<&'n Node> {
        let found = map.get(key).map(|entry| &entry.value).filter(|node| !node.is_empty());
        if found.is_none() {
            let begin = Span::new(at.start, at.start);
            self.fault(begin, &format!("Thiếu khóa `{key}`."), &format!("The key `{key}` is missing."));
        }
        found
    }

    fn list<'n>(&mut self, node: &'n Node) -> &'n [Node] {
        let Some(list) = node.as_list() else {
            self.fault(node.span, "Chỗ này là danh sách.", "A list is expected here.");
            return &[];
        };
        &list.items
    }

    fn text(&mut self, node: &Node) -> Option<String> {
        let text = node.as_scalar().map(|scalar| scalar.text.clone()).filter(|text| !text.trim().is_empty());
        if text.is_none() {
            self.fault(node.span, "Chỗ này là một dòng chữ.", "A text is expected here.");
        }
        text
    }

    fn date(&mut self, node: &Node) -> Option<Date> {
        let date = node.as_scalar().and_then(|scalar| Date::parse(&scalar.text));
        if date.is_none() {
            self.fault(node.span, "Ngày viết `2025-07-01`.", "A date is written `2025-07-01`.");
        }
        date
    }

    fn fault(&mut self, span: Span, vi: &str, en: &str) {
        self.faults.push(Fault::new(self.file, span, vi, en));
    }
}
