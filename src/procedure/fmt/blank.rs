//! Blank lines and the ends of lines: no blanks at the end, one blank line at most, one between steps that fill
//! several lines, none at the top and bottom. What lies within a text of several lines is its content and stays.

use source::{Kind, Node, Style};

use super::edit::Edit;
use super::lines::Lines;

pub(super) fn edits(text: &str, tree: &Node) -> Vec<Edit> {
    let lines = Lines::of(text);
    let mut content = vec![false; lines.count()];
    mark(&lines, tree, &mut content);
    let apart = between_steps(&lines, tree);
    let mut edits = Vec::new();
    let mut blank_before = true;
    for (line, within) in content.iter().enumerate() {
        let (start, written) = (lines.start(line), lines.text(line));
        if *within {
            blank_before = false;
        } else if lines.is_blank(line) {
            if blank_before || (line + 1..lines.count()).all(|below| lines.is_blank(below)) {
                edits.push(Edit::new(start, (start + written.len() + 1).min(text.len()), ""));
            } else {
                edits.extend(Edit::unless(text, start, start + written.len(), ""));
            }
            blank_before = true;
        } else {
            if apart.contains(&line) && !blank_before {
                edits.push(Edit::new(start, start, "\n"));
            }
            let kept = written.trim_end().len();
            edits.extend((kept < written.len()).then(|| Edit::new(start + kept, start + written.len(), "")));
            blank_before = false;
        }
    }
    if !text.is_empty() && !text.ends_with('\n') {
        edits.push(Edit::new(text.len(), text.len(), "\n"));
    }
    edits
}

/// Marks the lines whose end lies within a text: blanks there belong to it.
fn mark(lines: &Lines<'_>, node: &Node, content: &mut [bool]) {
    match &node.kind {
        Kind::Scalar(scalar) => {
            let first = lines.of_offset(node.span.start as usize);
            let mut last = lines.of_offset((node.span.end as usize).saturating_sub(1));
            if scalar.style == Style::Block {
                // Blank lines below belong to a text that keeps them (`|+`).
                last += (last + 1..lines.count()).take_while(|line| lines.is_blank(*line)).count() + 1;
                content[(first + 1).min(lines.count())..last.min(lines.count())].fill(true);
            } else if last > first {
                content[first..last].fill(true);
            }
        }
        Kind::List(list) => list.items.iter().for_each(|item| mark(lines, item, content)),
        Kind::Map(map) => map.entries.iter().for_each(|entry| mark(lines, &entry.value, content)),
    }
}

/// Finds the lines that must have a blank line above: a step of several lines, or one below such a step, with the
/// comments that lead it.
fn between_steps(lines: &Lines<'_>, tree: &Node) -> Vec<usize> {
    let steps = tree.as_map().and_then(|map| map.get("steps")).and_then(|entry| entry.value.as_list());
    let Some(steps) = steps.filter(|steps| !steps.flow) else { return Vec::new() };
    let extent = |node: &Node| {
        let last = (node.span.end as usize).saturating_sub(1).max(node.span.start as usize);
        (lines.of_offset(node.span.start as usize), lines.of_offset(last))
    };
    let pairs = steps.items.windows(2).map(|pair| (extent(&pair[0]), extent(&pair[1])));
    let tall = pairs.filter(|(above, below)| above.0 < above.1 || below.0 < below.1);
    tall.map(|(above, below)| {
        let comments = (above.1 + 1..below.0).rev().take_while(|line| lines.is_comment(*line)).count();
        below.0 - comments
    })
    .collect()
}
