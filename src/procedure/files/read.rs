//! The typed reader: a map of the file and the table of its keys become values, or diagnostics.
//! It never guesses a value and never reports the consequence of a fault already reported: what
//! could not be read is absent, and what depends on it stays silent.

use std::cell::RefCell;

use calendar::{Date, Length};
use source::{Diagnostic, Kind, Map, Node, SourceFile, Span, Spanned, Style, nearest};

use super::action::ExtendDef;
use super::block;
use super::definition::EventRef;
use super::duration;
use super::keys::{BUILT, Key, Table, Takes};
use super::listed::Listed;
use super::names;
use super::scenario;
use super::service::RetryDef;
use super::status::{AxisCode, NATIONAL, StatusDef};
use super::top;
use crate::rules::{
    m005_number_form as m005, m006_must_quote as m006, m009_limit as m009, m010_unknown_key as m010,
    m011_key_not_here as m011, m012_boolean_word as m012, m013_comma_in_braces as m013, m014_not_yet as m014,
    m015_either_or as m015, m018_bad_value as m018, m019_name_taken as m019, m022_id_syntax as m022,
    m050_duration as m050, m080_test_key as m080, m110_missing_key as m110, m111_list_for_map as m111,
};

/// Collects what is found while one file is read.
pub(crate) struct Reader<'f> {
    /// The file, for its name.
    pub file: &'f SourceFile,
    tables: Vec<&'static Table>,
    out: RefCell<Vec<Diagnostic>>,
}

/// Holds the readable entries of one map: known keys whose values are of the right kind.
pub(crate) struct Fields<'r> {
    reader: &'r Reader<'r>,
    table: &'static Table,
    map: Option<&'r Map>,
    good: Vec<(&'static str, &'r Node)>,
    /// Where a missing key is reported.
    pub at: Span,
}

impl<'f> Reader<'f> {
    /// Starts reading a file whose keys are described by some tables.
    pub fn new(file: &'f SourceFile, tables: Vec<&'static Table>) -> Self {
        Self { file, tables, out: RefCell::default() }
    }

    /// Adds a diagnostic.
    pub fn report(&self, diagnostic: Diagnostic) {
        self.out.borrow_mut().push(diagnostic);
    }

    /// Gives what was found.
    pub fn finish(self) -> Vec<Diagnostic> {
        self.out.into_inner()
    }

    /// Reads a map by its table; a missing key is reported at `at`. A value that is no map has no fields.
    pub fn fields<'r>(&'r self, node: &'r Node, table: &'static Table, at: Span) -> Fields<'r> {
        let mut fields = Fields { reader: self, table, map: node.as_map(), good: Vec::new(), at };
        let Some(map) = fields.map else {
            self.report(m018::shape(node.span, None, &Takes::Map(table)));
            return fields;
        };
        for (index, entry) in map.entries.iter().enumerate() {
            if entry.bare && table.key(&entry.key.value).is_none() && index > 0 {
                let cut = &map.entries[index - 1];
                fields.good.retain(|(name, _)| *name != cut.key.value);
                self.report(m013::report(cut.value.span.to(entry.key.span)));
            } else if let Some(key) = self.known(&entry.key, table) {
                fields.good.extend(self.shaped(key, &entry.value).then_some((key.name, &entry.value)));
            }
        }
        fields.demand(table.keys.iter().filter(|key| key.required).map(|key| key.name));
        fields
    }

    /// Reads an item of a list, if it is a map.
    pub fn item<'r>(&'r self, node: &'r Node, table: &'static Table) -> Option<Fields<'r>> {
        let fields = self.fields(node, table, node.span);
        fields.map.is_some().then_some(fields)
    }

    /// Reads a map, or a text that stands for its leading key.
    pub fn text_or<'r>(&'r self, node: &'r Node, table: &'static Table, lead: &'static str, at: Span) -> Fields<'r> {
        let alone = |good| Fields { reader: self, table, map: None, good, at };
        match &node.kind {
            Kind::Map(_) => self.fields(node, table, at),
            Kind::Scalar(_) if !node.is_empty() => alone(vec![(lead, node)]),
            Kind::Scalar(_) => {
                self.report(m018::empty(at));
                alone(Vec::new())
            }
            Kind::List(_) => {
                self.report(m018::shape(node.span, None, &Takes::TextOr(table)));
                alone(Vec::new())
            }
        }
    }

    fn known(&self, word: &Spanned<String>, table: &'static Table) -> Option<&'static Key> {
        match table.key(&word.value) {
            Some(key) if key.stage <= BUILT => return Some(key),
            Some(key) => self.report(m014::report(word, key.stage)),
            None => self.report(self.stranger(word, table)),
        }
        None
    }

    fn stranger(&self, word: &Spanned<String>, table: &'static Table) -> Diagnostic {
        if names::is_boolean_word(&word.value) {
            return m012::key(word, table);
        }
        let homes: Vec<_> = self.tables.iter().copied().filter(|home| home.key(&word.value).is_some()).collect();
        match top::stranger(word, table).or_else(|| block::stranger(word, table)) {
            Some(diagnostic) => diagnostic,
            None if scenario::is_test_table(table) => m080::report(word, table),
            None if homes.is_empty() => m010::report(word, table),
            None => m011::report(word, table, &homes),
        }
    }

    fn shaped(&self, key: &'static Key, value: &Node) -> bool {
        if value.is_empty() {
            self.report(m018::empty(value.span));
            return false;
        }
        match &value.kind {
            kind if key.takes.fits(kind) => return true,
            Kind::List(list) if matches!(key.takes, Takes::NamedTexts) => {
                self.report(m111::report(value.span, key.name, list))
            }
            _ => self.report(m018::shape(value.span, Some(key.name), &key.takes)),
        }
        false
    }

    /// Iterates over a map from ids to values; ids are declared without a namespace.
    pub fn named<'r>(&'r self, node: &'r Node) -> Vec<(Spanned<String>, &'r Node)> {
        let Some(map) = node.as_map() else { return Vec::new() };
        let mut good: Vec<(Spanned<String>, &Node)> = Vec::new();
        for entry in &map.entries {
            match good.pop_if(|_| entry.bare && !source::is_id(&entry.key.value)) {
                Some((_, cut)) => self.report(m013::report(cut.span.to(entry.key.span))),
                None => good.push((entry.key.clone(), &entry.value)),
            }
        }
        good
    }

    /// Iterates over the maps below ids, after declaring the ids; `most` is a limit of language.md g.
    pub fn declared<'r>(&'r self, node: Option<&'r Node>, most: Option<m009::Of>) -> Vec<(Spanned<String>, &'r Node)> {
        let Some(node) = node else { return Vec::new() };
        let named = self.named(node);
        if let Some(most) = most {
            self.limit(named.len(), most, node.span);
        }
        for (id, _) in &named {
            self.declare(id);
        }
        named.into_iter().map(|(id, node)| (names::meant(id), node)).collect()
    }

    /// Judges an id where it is declared.
    pub fn declare(&self, id: &Spanned<String>) {
        if self.is_id(id) && names::is_reserved(&id.value) {
            self.report(m019::reserved(id));
        }
    }

    fn is_id(&self, id: &Spanned<String>) -> bool {
        let boolean = names::is_boolean_word(&id.value);
        let good = !boolean && names::is_id(&id.value);
        if !good {
            self.report(if boolean { m012::id(id) } else { m022::report(id) });
        }
        good
    }

    /// Judges the ids of one namespace against each other.
    pub fn distinct<'i>(&self, ids: impl Iterator<Item = &'i Spanned<String>>) {
        let mut seen: std::collections::HashMap<&str, Span> = std::collections::HashMap::new();
        for id in ids {
            match seen.get(id.value.as_str()) {
                Some(first) => self.report(m019::twice(id, *first)),
                None => {
                    seen.insert(&id.value, id.span);
                }
            }
        }
    }

    /// Reports a count above its limit.
    pub fn limit(&self, count: usize, what: m009::Of, span: Span) {
        if count > what.max() {
            self.report(m009::report(span, what));
        }
    }

    /// Reads a scalar as text.
    pub fn scalar(&self, node: &Node) -> Option<Spanned<String>> {
        match &node.kind {
            Kind::Scalar(scalar) if !node.is_empty() => Some(Spanned::new(scalar.text.clone(), node.span)),
            Kind::Scalar(_) => {
                self.report(m018::empty(node.span));
                None
            }
            Kind::List(_) | Kind::Map(_) => {
                self.report(m018::shape(node.span, None, &Takes::Text));
                None
            }
        }
    }

    /// Reads a name: something to read, and at most as long as a name may be.
    pub fn title(&self, node: &Node) -> Option<Spanned<String>> {
        let text = self.scalar(node)?;
        if text.value.trim().is_empty() {
            self.report(m018::empty(text.span));
        }
        self.limit(text.value.chars().count(), m009::Of::Name, text.span);
        Some(text)
    }

    /// Reads a map from ids to labels.
    pub fn labels(&self, node: Option<&Node>) -> Vec<(Spanned<String>, Spanned<String>)> {
        let named = node.map(|node| self.named(node)).unwrap_or_default();
        if let Some(node) = node.filter(|_| named.is_empty()) {
            self.report(m018::empty(node.span));
        }
        self.limit(named.len(), m009::Of::Options, node.map(|node| node.span).unwrap_or_default());
        named
            .into_iter()
            .filter_map(|(id, label)| {
                if self.is_id(&id) && names::is_literal(&id.value) {
                    self.report(m019::reserved(&id));
                }
                Some((id, self.title(label)?))
            })
            .collect()
    }

    /// Reads one of a list of words.
    pub fn word<T: Listed>(&self, node: &Node) -> Option<Spanned<T>> {
        let text = self.scalar(node)?;
        let found = T::of(&text.value);
        if found.is_none() {
            self.report(m018::word(&text, &T::list()));
        }
        found.map(|value| Spanned::new(value, text.span))
    }

    /// Reads a whole number without sign, separator or fraction, up to `max`.
    pub fn integer(&self, node: &Node, max: u32) -> Option<Spanned<u32>> {
        let text = self.scalar(node)?;
        let digits = text.value.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.value.parse::<u32>().ok().filter(|number| digits && *number <= max);
        match number {
            Some(number) => return Some(Spanned::new(number, text.span)),
            None if digits => self.report(m018::range(&text, max)),
            None => self.report(m005::report(&text)),
        }
        None
    }

    /// Reports a count of nothing.
    pub fn at_least_one(&self, key: &str, count: &Spanned<u32>) {
        if count.value == 0 {
            self.report(m018::zero(key, count.span));
        }
    }

    /// Reads a duration.
    pub fn length(&self, text: &Spanned<String>) -> Option<Spanned<Length>> {
        let length = duration::length(&text.value);
        if length.is_none() {
            self.report(m050::report(text));
        }
        length.map(|length| Spanned::new(length, text.span))
    }

    /// Reads an extension.
    pub fn extension(&self, node: &Node) -> Option<Spanned<ExtendDef>> {
        let text = self.scalar(node)?;
        let found = duration::extension(&text.value);
        if found.is_none() {
            self.report(m050::extension(&text));
        }
        found.map(|(at_most, length)| Spanned::new(ExtendDef { at_most, length }, text.span))
    }

    /// Reads attempts.
    pub fn retry(&self, node: &Node) -> Option<Spanned<RetryDef>> {
        let text = self.scalar(node)?;
        let found = duration::retry(&text.value);
        if found.is_none() {
            self.report(m050::retry(&text));
        }
        found.map(|(times, every)| Spanned::new(RetryDef { times, every }, text.span))
    }

    /// Reads an event, `step` or `step.button`.
    pub fn event(&self, node: &Node) -> Option<Spanned<EventRef>> {
        Some(self.scalar(node)?.map(|text| match text.split_once('.') {
            Some((step, action)) => EventRef { step: step.into(), action: Some(action.into()) },
            None => EventRef { step: text, action: None },
        }))
    }

    /// Reads a date.
    pub fn date(&self, node: &Node) -> Option<Spanned<Date>> {
        let text = self.scalar(node)?;
        let date = Date::parse(&text.value);
        if date.is_none() {
            self.report(m018::date(&text));
        }
        date.map(|date| Spanned::new(date, text.span))
    }

    /// Reads a text that must stand in quotes, because YAML may read it as a number.
    pub fn quoted(&self, node: &Node) -> Option<Spanned<String>> {
        let text = self.scalar(node)?;
        if node.as_scalar().is_some_and(|scalar| scalar.style == Style::Plain) {
            self.report(m006::report(&text));
            return None;
        }
        Some(text)
    }
}

impl<'r> Fields<'r> {
    /// Reports those of some keys that are absent, unless a key reported already was meant for them.
    pub fn demand(&self, names: impl Iterator<Item = &'static str>) {
        for name in names.filter(|name| self.lacks(name)) {
            self.reader.report(m110::report(self.at, name, self.table));
        }
    }

    /// Tells whether a key was neither written nor meant by a word that was.
    pub fn lacks(&self, name: &str) -> bool {
        !self.has(name) && !self.misspelt(name)
    }

    fn misspelt(&self, name: &str) -> bool {
        let entries = self.map.map_or(&[][..], |map| &map.entries);
        let meant = |word: &str| match names::is_boolean_word(word) {
            true => m012::MEANT == name,
            false => nearest(word, self.table.built()) == Some(name),
        };
        entries.iter().map(|entry| entry.key.value.as_str()).any(|word| self.table.key(word).is_none() && meant(word))
    }

    /// Tells whether a key was written, readable or not.
    pub fn has(&self, name: &str) -> bool {
        self.good.iter().any(|(good, _)| *good == name) || self.map.is_some_and(|map| map.get(name).is_some())
    }

    /// Reports two keys that exclude each other.
    pub fn either(&self, one: &str, other: &str) {
        let place = |name| self.map?.get(name).map(|entry| &entry.key);
        if let (Some(one), Some(other)) = (place(one), place(other)) {
            self.reader.report(m015::report(one, other));
        }
    }

    /// Gives the value of a key; none too where the table does not have it.
    pub fn node(&self, name: &'static str) -> Option<&'r Node> {
        let known = || self.reader.tables.iter().any(|table| table.key(name).is_some());
        debug_assert!(known(), "a key that is read stands in a table");
        self.good.iter().find(|(good, _)| *good == name).map(|(_, node)| *node)
    }

    /// Gives where a key's value stands, else where the map is named.
    pub fn span(&self, name: &'static str) -> Span {
        self.node(name).map_or(self.at, |node| node.span)
    }

    /// Reads a text.
    pub fn text(&self, name: &'static str) -> Option<Spanned<String>> {
        self.reader.scalar(self.node(name)?)
    }

    /// Reads a name.
    pub fn title(&self, name: &'static str) -> Option<Spanned<String>> {
        self.reader.title(self.node(name)?)
    }

    /// Reads a long text: a note or a reason.
    pub fn note(&self, name: &'static str) -> Option<Spanned<String>> {
        self.text(name).inspect(|text| self.reader.limit(text.value.chars().count(), m009::Of::Note, text.span))
    }

    /// Reads one of a list of words.
    pub fn word<T: Listed>(&self, name: &'static str) -> Option<Spanned<T>> {
        self.reader.word(self.node(name)?)
    }

    /// Reads a word and falls back to the default of the language.
    pub fn word_or<T: Listed>(&self, name: &'static str, default: T) -> Spanned<T> {
        self.word(name).unwrap_or(Spanned::new(default, self.span(name)))
    }

    /// Reads a list of words, at least one.
    pub fn words<T: Listed>(&self, name: &'static str) -> Vec<Spanned<T>> {
        if let Some(list) = self.node(name).filter(|node| node.as_list().is_some_and(|list| list.items.is_empty())) {
            self.reader.report(m018::empty(list.span));
        }
        self.items(name, |node| self.reader.word(node))
    }

    /// Reads the word `true`. Another word is a fault; what hangs on the key takes it for `true`, as it was written,
    /// unless it is `false`.
    pub fn flag(&self, name: &'static str) -> bool {
        let Some(text) = self.text(name) else { return false };
        if text.value != "true" {
            self.reader.report(m018::flag(&text));
        }
        text.value != "false"
    }

    /// Reads a whole number up to `max`.
    pub fn integer(&self, name: &'static str, max: u32) -> Option<Spanned<u32>> {
        self.reader.integer(self.node(name)?, max)
    }

    /// Reads the bound of a loop, 1 to 99.
    pub fn rounds(&self) -> Option<Spanned<u8>> {
        let rounds = self.integer("rounds", u32::MAX)?;
        self.reader.limit(rounds.value as usize, m009::Of::Rounds, rounds.span);
        self.reader.at_least_one("rounds", &rounds);
        u8::try_from(rounds.value)
            .ok()
            .filter(|value| (1..=99).contains(value))
            .map(|value| Spanned::new(value, rounds.span))
    }

    /// Reads a status: the national one, or one code of each axis it names. A number that is none is judged by a rule.
    pub fn status(&self) -> StatusDef {
        self.status_up_to(u32::MAX)
    }

    /// Reads a status whose national code is at most `max`.
    pub fn status_up_to(&self, max: u32) -> StatusDef {
        let Some(node) = self.node("status") else { return StatusDef::default() };
        let national = |node| {
            let status = self.reader.integer(node, max)?;
            Some(status.map(|status| u8::try_from(status).unwrap_or(u8::MAX)))
        };
        let mut status = StatusDef::default();
        match node.as_map() {
            None => status.national = national(node),
            Some(map) if map.entries.is_empty() => self.reader.report(m018::empty(node.span)),
            Some(_) => {}
        }
        for (axis, node) in self.reader.named(node) {
            match axis.value.as_str() {
                NATIONAL => status.national = national(node),
                _ => status.axes.extend(self.reader.scalar(node).map(|code| AxisCode { axis, code })),
            }
        }
        status
    }

    /// Reads a date.
    pub fn date(&self, name: &'static str) -> Option<Spanned<Date>> {
        self.reader.date(self.node(name)?)
    }

    /// Reads a duration.
    pub fn length(&self, name: &'static str) -> Option<Spanned<Length>> {
        self.reader.length(&self.text(name)?)
    }

    /// Reads one text or a list of texts.
    pub fn refs(&self, name: &'static str) -> Vec<Spanned<String>> {
        self.items(name, |node| self.reader.scalar(node))
    }

    /// Reads one event or a list of events.
    pub fn events(&self, name: &'static str) -> Vec<Spanned<EventRef>> {
        self.items(name, |node| self.reader.event(node))
    }

    /// Reads one value or the values of a list.
    pub fn items<T>(&self, name: &'static str, read: impl Fn(&'r Node) -> Option<T>) -> Vec<T> {
        match self.node(name).map(|node| (node, &node.kind)) {
            None => Vec::new(),
            Some((_, Kind::List(list))) => list.items.iter().filter_map(read).collect(),
            Some((node, Kind::Scalar(_) | Kind::Map(_))) => read(node).into_iter().collect(),
        }
    }
}
