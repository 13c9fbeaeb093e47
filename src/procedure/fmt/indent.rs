//! Where lines begin: two blanks for each level, lists below their key, a comment with the line it speaks of.
//! Lines of a text move together, so that its own indentation stays.

use source::{Kind, Map, Node, Span, Style};

use super::edit::Edit;
use super::flow::{self, is_flow};
use super::lines::Lines;

/// Blanks of a level.
const STEP: usize = 2;

pub(super) fn edits(text: &str, tree: &Node) -> Vec<Edit> {
    let lines = Lines::of(text);
    let mut margins = Margins { text, places: vec![Place::Unknown; lines.count()], lines, edits: Vec::new() };
    match &tree.kind {
        Kind::Map(map) if !map.flow => margins.map(map, 0),
        Kind::List(list) if !list.flow => margins.list(&list.items, 0),
        _ => return Vec::new(),
    }
    margins.finish()
}

/// What decides where a line begins.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// Nothing is known of it: a comment or a blank line.
    Unknown,
    /// Its first word stands in the tree and belongs at this column.
    At(usize),
    /// It lies within a value: at this column, but no comment follows it.
    Within(usize),
    /// It is content that must not be touched.
    Fixed,
}

struct Margins<'t> {
    text: &'t str,
    lines: Lines<'t>,
    places: Vec<Place>,
    edits: Vec<Edit>,
}

/// Where the key or dash stands that a value belongs to.
#[derive(Clone, Copy)]
struct Owner {
    was: usize,
    is: usize,
}

impl Margins<'_> {
    fn map(&mut self, map: &Map, column: usize) {
        for entry in &map.entries {
            let key = entry.key.span.start as usize;
            self.lead(key, column);
            let owner = Owner { was: self.lines.column(key), is: column };
            self.value(&entry.value, owner, column + STEP);
        }
    }

    fn list(&mut self, items: &[Node], column: usize) {
        for item in items {
            let Some(dash) = self.dash(item.span.start as usize) else { continue };
            self.lead(dash, column);
            let start = item.span.start as usize;
            let beside = !self.text[dash..start].contains('\n');
            if beside && !item.is_empty() {
                self.edits.extend(Edit::unless(self.text, dash + 1, start, " "));
            }
            let owner = Owner { was: self.lines.column(dash), is: column };
            self.value(item, owner, column + STEP);
        }
    }

    fn value(&mut self, node: &Node, owner: Owner, column: usize) {
        match &node.kind {
            Kind::Map(map) if !map.flow => self.map(map, column),
            Kind::List(list) if !list.flow => self.list(&list.items, column),
            Kind::Scalar(scalar) if scalar.style == Style::Block => self.block(node.span, owner, column),
            Kind::Scalar(_) if node.is_empty() => {}
            _ => {
                self.lead(node.span.start as usize, column);
                self.spread(node, column);
            }
        }
    }

    /// Notes the column of a word if it is the first on its line.
    fn lead(&mut self, at: usize, column: usize) {
        if self.lines.leads(at) {
            self.places[self.lines.of_offset(at)] = Place::At(column);
        }
    }

    /// Places the further lines of a value in brackets or quotes.
    fn spread(&mut self, node: &Node, column: usize) {
        let (first, last) = self.extent(node.span);
        let mut brackets = Vec::new();
        flow::spans(node, &mut brackets);
        for line in first + 1..=last {
            let at = u32::try_from(self.lines.start(line) + self.lines.indent(line)).unwrap_or(u32::MAX);
            let depth = brackets.iter().filter(|span| span.start < at && at < span.end).count();
            let closing = is_flow(node) && self.lines.text(line).trim_start().starts_with(['}', ']']);
            let depth = depth.saturating_sub(usize::from(closing)).max(1) - 1;
            self.places[line] = match self.lines.is_blank(line) {
                true => Place::Fixed,
                false => Place::Within(column + STEP * depth),
            };
        }
    }

    /// Moves the lines of a text below `|` or `>` together.
    fn block(&mut self, span: Span, owner: Owner, column: usize) {
        let (first, last) = self.extent(span);
        let told = self.text[span.start as usize..].lines().next().unwrap_or_default();
        let numbered = told.split('#').next().unwrap_or_default().contains(|c: char| c.is_ascii_digit());
        let filled: Vec<usize> = (first + 1..=last).filter(|line| !self.lines.is_blank(*line)).collect();
        let Some(top) = filled.first().map(|line| self.lines.indent(*line)) else { return };
        let (was, is) = if numbered { (owner.was, owner.is) } else { (top, column) };
        let below = last + 1..self.lines.count();
        let trailing = below.take_while(|line| self.lines.is_blank(*line)).count();
        self.places[first + 1..=last + trailing].fill(Place::Fixed);
        for line in filled {
            let indent = self.lines.indent(line);
            self.places[line] = Place::Within((indent + is).saturating_sub(was));
        }
    }

    fn extent(&self, span: Span) -> (usize, usize) {
        let last = (span.end as usize).saturating_sub(1).max(span.start as usize);
        (self.lines.of_offset(span.start as usize), self.lines.of_offset(last))
    }

    /// Finds the dash of an item: before it on its line, or alone on a line above.
    fn dash(&self, item: usize) -> Option<usize> {
        let before = self.text[..item].trim_end_matches(' ');
        if before.ends_with('-') {
            return Some(before.len() - 1);
        }
        let mut line = self.lines.of_offset(item);
        while line > 0 {
            line -= 1;
            let written = self.lines.text(line);
            let written = written.split(" #").next().unwrap_or_default().trim_end();
            if self.lines.is_comment(line) || written.is_empty() {
                continue;
            }
            return written.ends_with('-').then(|| self.lines.start(line) + written.len() - 1);
        }
        None
    }

    fn finish(mut self) -> Vec<Edit> {
        for line in 0..self.lines.count() {
            let wanted = match self.places[line] {
                Place::At(column) | Place::Within(column) => column,
                Place::Unknown if self.lines.is_comment(line) => self.comment(line),
                Place::Unknown | Place::Fixed => continue,
            };
            let (start, indent) = (self.lines.start(line), self.lines.indent(line));
            if indent != wanted {
                self.edits.push(Edit::new(start, start + indent, " ".repeat(wanted)));
            }
        }
        self.edits
    }

    /// Finds where a comment belongs: with the line below, unless it stands at a deeper level that ends above it.
    fn comment(&self, line: usize) -> usize {
        let column = self.lines.indent(line);
        let placed = |line: usize| match self.places[line] {
            Place::At(is) => Some((self.lines.indent(line), is)),
            _ => None,
        };
        let below = (line + 1..self.places.len()).find_map(placed);
        let (floor, next) = below.unwrap_or((0, 0));
        if column == floor && below.is_some() {
            return next;
        }
        let mut ceiling = usize::MAX;
        for above in (0..line).rev() {
            let Some((was, is)) = placed(above) else { continue };
            // The keys beside a dash stand one level deeper than it.
            let beside = self
                .lines
                .text(above)
                .trim_start()
                .strip_prefix('-')
                .map(|rest| (was + 1 + rest.len() - rest.trim_start().len(), is + STEP));
            for (was, is) in beside.into_iter().chain([(was, is)]) {
                if was < ceiling && was == column && (was > floor || below.is_none()) {
                    return is;
                }
                ceiling = ceiling.min(was);
            }
            if ceiling <= floor {
                break;
            }
        }
        next
    }
}
