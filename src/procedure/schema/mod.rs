//! JSON Schema draft-07 of the author's files, for editors: derived from the tables of keys, so that completion, hover
//! and complaints say what the reader says. It lists no key of its own; where a table says less than the reader knows,
//! the schema is the wider of the two and `check` decides.
//!
//! Conditions on the type of a step are `if`/`then`, never `oneOf`, so that a complaint points at the key and not at
//! the whole step. `errorMessage` and `patternErrorMessage` are words that yaml-language-server shows.

mod accepted;
mod json;
mod pattern;
mod reach;
mod reference;

pub use reference::reference;

use calendar::Lang;

use crate::files::FileKind;
use crate::files::keys::{BUILT, Key, Table, Takes};
use crate::files::scenario::GIVEN;
use crate::files::step_types::STEP_TYPES;
use crate::files::top::VERSION;
use accepted::accepted;
use json::Json;

/// The definition of a step, whatever its type.
const STEP: &str = "step";
/// Types a text may have once YAML has read it.
const TEXT: &[&str] = &["string", "number", "boolean"];

/// Gives the schema of a kind of file, hover texts in a language.
pub fn schema(kind: FileKind, lang: Lang) -> String {
    let tables = reach::tables(kind);
    let writer = Writer { tables: &tables, lang };
    let mut definitions: Vec<(String, Json)> =
        tables.iter().map(|(table, name)| (name.clone(), writer.definition(table))).collect();
    if tables.iter().any(|(table, _)| table.keys.iter().any(|key| matches!(key.takes, Takes::Steps))) {
        definitions.push((STEP.to_owned(), writer.step()));
    }
    let title = kind.table().words();
    Json::map([
        ("$schema", Json::text("http://json-schema.org/draft-07/schema#")),
        ("title", Json::text(format!("Motcua: {}", title.pick(lang)))),
        ("type", Json::text("object")),
        ("allOf", Json::List(vec![writer.points(kind.table())])),
        ("definitions", Json::Map(definitions)),
    ])
    .pretty()
}

struct Writer<'t> {
    tables: &'t [(&'static Table, String)],
    lang: Lang,
}

impl Writer<'_> {
    fn say(&self, vi: impl Into<String>, en: impl Into<String>) -> Json {
        Json::Text(match self.lang {
            Lang::Vi => vi.into(),
            Lang::En => en.into(),
        })
    }

    /// Points to the definition of a table.
    fn points(&self, table: &'static Table) -> Json {
        let name = self.tables.iter().find(|(known, _)| std::ptr::eq(*known, table)).map(|(_, name)| name.as_str());
        reference_to(name.unwrap_or_default())
    }

    /// Describes the keys of a table. It says nothing of values that are no maps: those are the key's business.
    fn definition(&self, table: &'static Table) -> Json {
        let keys = || table.keys.iter().filter(|key| key.stage <= BUILT);
        let names = keys().map(|key| format!("`{}`", key.name)).collect::<Vec<_>>().join(", ");
        let words = table.words();
        let mut members = vec![
            ("title", Json::text(words.pick(self.lang))),
            ("properties", Json::map(keys().map(|key| (key.name, self.key(key))))),
        ];
        if std::ptr::eq(table, &raw const GIVEN) {
            // Beside its own keys it holds answers, whose addresses have a dot.
            members.push(("patternProperties", Json::map([("\\.", answer())])));
        }
        members.push(("additionalProperties", Json::Bool(false)));
        members.push((
            "errorMessage",
            self.say(
                format!("Không có khóa này ở {}. Các khóa: {names}", words.vi),
                format!("No such key in {}. Keys: {names}", words.en),
            ),
        ));
        let required = keys().filter(|key| key.required).map(|key| {
            let missing = self.say(
                format!("Thiếu `{}` ở {}: {}", key.name, words.vi, key.vi),
                format!("{} lacks `{}`: {}", words.en, key.name, key.en),
            );
            Json::map([("required", Json::texts([key.name])), ("errorMessage", missing)])
        });
        let required: Vec<Json> = required.collect();
        if !required.is_empty() {
            members.push(("allOf", Json::List(required)));
        }
        Json::map(members)
    }

    /// Describes a step: what begins it decides what else it may hold.
    fn step(&self) -> Json {
        let built = || STEP_TYPES.iter().filter(|kind| kind.stage <= BUILT);
        let has = |name: &str| Json::map([("required", Json::texts([name]))]);
        let mut cases: Vec<Json> = built()
            .filter_map(|kind| Some((kind.name, kind.table?)))
            .map(|(name, table)| Json::map([("if", has(name)), ("then", self.points(table))]))
            .collect();
        let names = built().map(|kind| format!("`{}`", kind.name)).collect::<Vec<_>>().join(", ");
        let first = built().next().map_or("", |kind| kind.name);
        let any = Json::map([("anyOf", Json::List(built().map(|kind| has(kind.name)).collect()))]);
        let untyped = Json::map([
            ("required", Json::texts([first])),
            (
                "errorMessage",
                self.say(
                    format!("Bước phải bắt đầu bằng loại của nó: {names}"),
                    format!("A step begins with its type: {names}"),
                ),
            ),
        ]);
        cases.push(Json::map([("if", Json::map([("not", any)])), ("then", untyped)]));
        let described = built().map(|kind| {
            let text = self.say(kind.vi, kind.en);
            (kind.name, Json::map([("type", Json::text("string")), ("description", text)]))
        });
        Json::map([
            ("type", Json::text("object")),
            ("properties", Json::map(described.collect::<Vec<_>>())),
            ("allOf", Json::List(cases)),
        ])
    }

    /// Describes the value of a key, with its hover text.
    fn key(&self, key: &'static Key) -> Json {
        let takes = accepted(&key.takes);
        let (text, other) = match self.lang {
            Lang::Vi => (key.vi, key.en),
            Lang::En => (key.en, key.vi),
        };
        let hover = format!("**{}**: {text}\n\n{}\n\n*{other}*", key.name, takes.pick(self.lang));
        let mut members =
            vec![("description".to_owned(), Json::text(text)), ("markdownDescription".to_owned(), Json::text(hover))];
        let value = match (key.name, &key.takes) {
            ("tthc", _) => vec![("enum", Json::List(vec![Json::Number(version()), Json::text(VERSION)]))],
            (_, takes) => self.value(takes),
        };
        members.extend(value.into_iter().map(|(name, value)| (name.to_owned(), value)));
        Json::Map(members)
    }

    fn value(&self, takes: &Takes) -> Vec<(&'static str, Json)> {
        match takes {
            Takes::Text | Takes::Literal => typed(TEXT),
            Takes::Quoted => self.wrong(typed(&["string"]), takes),
            Takes::Guard => typed(&["string", "boolean"]),
            Takes::Word(words) => self.wrong(vec![("enum", Json::texts(words()))], takes),
            Takes::Words(words) => {
                let item = Json::map(self.wrong(vec![("enum", Json::texts(words()))], takes));
                [typed(&["array"]), vec![("items", item)]].concat()
            }
            Takes::Flag => self.wrong(vec![("enum", Json::List(vec![Json::Bool(true)]))], takes),
            Takes::Integer => self.wrong([typed(&["integer"]), vec![("minimum", Json::Number(0))]].concat(), takes),
            Takes::Join => self.shaped(&["string", "integer"], "^(all|any)$".to_owned(), takes),
            Takes::Date => self.shaped(&["string"], pattern::DATE.to_owned(), takes),
            Takes::Duration => self.shaped(&["string"], pattern::duration(), takes),
            Takes::Until => self.shaped(&["string"], pattern::until(), takes),
            Takes::Extension => self.shaped(&["string"], pattern::extension(), takes),
            Takes::Retry => self.shaped(&["string"], pattern::retry(), takes),
            Takes::Reminders => {
                let item = Json::map(self.shaped(&["string"], pattern::reminder(), takes));
                [typed(&["array"]), vec![("items", item)]].concat()
            }
            Takes::Ref => typed(&["string"]),
            Takes::Refs | Takes::Events | Takes::AllOrRefs => one_or_list(),
            Takes::Texts => [typed(&["array"]), vec![("items", Json::map(typed(TEXT)))]].concat(),
            _ => self.map(takes),
        }
    }

    /// Describes values that are maps, or may be.
    fn map(&self, takes: &Takes) -> Vec<(&'static str, Json)> {
        let points = || takes.table().map(|table| Json::List(vec![self.points(table)]));
        let refers = |types: &[&str]| [typed(types), points().map(|to| ("allOf", to)).into_iter().collect()].concat();
        let each = |of: Vec<(&'static str, Json)>| vec![("additionalProperties", Json::map(of))];
        let ids = || Json::map(self.said(vec![("pattern", Json::text(pattern::ID))], "patternErrorMessage", ID_WORDS));
        let named = |of| [typed(&["object"]), vec![("propertyNames", ids())], each(of)].concat();
        match takes {
            Takes::Status => {
                let code = typed(&["integer", "string"]);
                [typed(&["integer", "object"]), vec![("minimum", Json::Number(1))], each(code)].concat()
            }
            Takes::Within => {
                let limit = self.shaped(&["string"], pattern::within(), takes);
                [self.shaped(&["string", "object"], pattern::within(), takes), each(limit)].concat()
            }
            Takes::DurationOr(_) => {
                let limit = self.shaped(&["string", "object"], pattern::within(), &Takes::Within);
                [limit, points().map(|to| ("allOf", to)).into_iter().collect()].concat()
            }
            Takes::Dues => [typed(&["string", "object"]), each(typed(&["string"]))].concat(),
            Takes::Amount => [typed(&["integer", "string", "object"]), each(typed(&["integer", "string"]))].concat(),
            Takes::RefsOr(_) => {
                [refers(&["string", "array", "object"]), vec![("items", Json::map(refers(&["string", "object"])))]]
                    .concat()
            }
            Takes::TextOr(_) => refers(&["string", "number", "boolean", "object"]),
            Takes::Map(_) => refers(&["object"]),
            Takes::Items(_) => [typed(&["array"]), vec![("items", Json::map(refers(&["object"])))]].concat(),
            Takes::MapOrItems(_) => {
                [refers(&["object", "array"]), vec![("items", Json::map(refers(&["object"])))]].concat()
            }
            Takes::Named(_) => named(refers(&["string", "number", "boolean", "object"])),
            Takes::NamedMaps(_) => named(refers(&["object"])),
            Takes::DatedMaps(_) => [typed(&["object"]), each(refers(&["string", "object"]))].concat(),
            Takes::NamedTexts => [typed(&["object"]), vec![("additionalProperties", answer())]].concat(),
            Takes::NamedCodes => {
                let codes = [typed(&["object"]), each(typed(TEXT))].concat();
                [typed(&["object"]), each(codes)].concat()
            }
            Takes::Steps => [typed(&["array"]), vec![("items", reference_to(STEP))]].concat(),
            Takes::Hours => {
                let session = Json::map(self.shaped(&["string"], pattern::SESSION.to_owned(), takes));
                [typed(&["object"]), each([typed(&["array"]), vec![("items", session)]].concat())].concat()
            }
            Takes::Days => [typed(&["object"]), each(typed(TEXT))].concat(),
            _ => Vec::new(),
        }
    }

    /// Adds what is said of a wrong value.
    fn wrong(&self, value: Vec<(&'static str, Json)>, takes: &Takes) -> Vec<(&'static str, Json)> {
        let words = accepted(takes);
        self.said(value, "errorMessage", (&words.vi, &words.en))
    }

    fn said(
        &self,
        mut value: Vec<(&'static str, Json)>,
        key: &'static str,
        (vi, en): (&str, &str),
    ) -> Vec<(&'static str, Json)> {
        value.push((key, self.say(format!("Cần viết: {vi}"), format!("Write: {en}"))));
        value
    }

    /// Describes a text of a fixed form, beside other types.
    fn shaped(&self, types: &[&str], pattern: String, takes: &Takes) -> Vec<(&'static str, Json)> {
        let value = [typed(types), vec![("pattern", Json::Text(pattern))]].concat();
        let words = accepted(takes);
        let value = self.said(value, "patternErrorMessage", (&words.vi, &words.en));
        self.wrong(value, takes)
    }
}

/// What is said of a name that is no id.
const ID_WORDS: (&str, &str) = (
    "tên không dấu gồm chữ thường, số, gạch dưới, như `tiep_nhan`",
    "an id of small letters, digits and underscores, as `tiep_nhan`",
);

fn reference_to(name: &str) -> Json {
    Json::map([("$ref", Json::text(format!("#/definitions/{name}")))])
}

fn typed(types: &[&str]) -> Vec<(&'static str, Json)> {
    let value = match types {
        [one] => Json::text(*one),
        _ => Json::texts(types.iter().copied()),
    };
    vec![("type", value)]
}

fn one_or_list() -> Vec<(&'static str, Json)> {
    let item = Json::map(typed(&["string", "boolean"]));
    [typed(&["string", "boolean", "array"]), vec![("items", item)]].concat()
}

fn answer() -> Json {
    let types = TEXT.iter().copied().chain(["array"]).collect::<Vec<_>>();
    Json::map(typed(&types))
}

fn version() -> i64 {
    VERSION.parse().expect("the version of the language is a number")
}
