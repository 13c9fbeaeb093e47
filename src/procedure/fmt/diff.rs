//! The difference of two texts by lines, as `diff -u` writes it. It knows nothing of what they say.

use std::fmt::Write as _;

/// Lines of context around a change.
const CONTEXT: usize = 3;

/// One line of the comparison.
#[derive(Clone, Copy)]
enum Step<'t> {
    Same(&'t str),
    Gone(&'t str),
    New(&'t str),
}

/// Writes what changes from one text to another in unified form; empty if nothing does.
pub fn unified(name: &str, before: &str, after: &str) -> String {
    let steps = steps(&before.lines().collect::<Vec<_>>(), &after.lines().collect::<Vec<_>>());
    let changed: Vec<usize> = (0..steps.len()).filter(|index| !matches!(steps[*index], Step::Same(_))).collect();
    let Some(&first) = changed.first() else {
        return match before == after {
            true => String::new(),
            false => format!("--- {name}\n+++ {name}\n(dòng trống hoặc dấu xuống dòng ở cuối)\n"),
        };
    };
    let mut hunks = vec![(first, first)];
    for index in changed {
        match hunks.last_mut() {
            Some((_, last)) if index <= *last + 2 * CONTEXT + 1 => *last = index,
            _ => hunks.push((index, index)),
        }
    }
    let mut out = format!("--- {name}\n+++ {name}\n");
    for (first, last) in hunks {
        hunk(&steps, first.saturating_sub(CONTEXT), (last + CONTEXT + 1).min(steps.len()), &mut out);
    }
    out
}

fn hunk(steps: &[Step<'_>], start: usize, end: usize, out: &mut String) {
    let old = |steps: &[Step<'_>]| steps.iter().filter(|step| !matches!(step, Step::New(_))).count();
    let new = |steps: &[Step<'_>]| steps.iter().filter(|step| !matches!(step, Step::Gone(_))).count();
    let (above, within) = (&steps[..start], &steps[start..end]);
    let place = |lines: usize, count: usize| format!("{},{count}", if count == 0 { lines } else { lines + 1 });
    let (from, to) = (place(old(above), old(within)), place(new(above), new(within)));
    writeln!(out, "@@ -{from} +{to} @@").expect("a String takes every write");
    for step in within {
        let (sign, line) = match step {
            Step::Same(line) => (' ', line),
            Step::Gone(line) => ('-', line),
            Step::New(line) => ('+', line),
        };
        writeln!(out, "{sign}{line}").expect("a String takes every write");
    }
}

/// Lines the texts up by their longest common run, after what they share at both ends.
fn steps<'t>(before: &[&'t str], after: &[&'t str]) -> Vec<Step<'t>> {
    let head = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let tails = before[head..].iter().rev().zip(after[head..].iter().rev());
    let tail = tails.take_while(|(a, b)| a == b).count();
    let (old, new) = (&before[head..before.len() - tail], &after[head..after.len() - tail]);
    let mut out: Vec<Step<'t>> = before[..head].iter().map(|line| Step::Same(line)).collect();
    middle(old, new, &mut out);
    out.extend(before[before.len() - tail..].iter().map(|line| Step::Same(line)));
    out
}

fn middle<'t>(old: &[&'t str], new: &[&'t str], out: &mut Vec<Step<'t>>) {
    let width = new.len() + 1;
    let mut longest = vec![0_u32; (old.len() + 1) * width];
    for a in (0..old.len()).rev() {
        for b in (0..new.len()).rev() {
            longest[a * width + b] = match old[a] == new[b] {
                true => longest[(a + 1) * width + b + 1] + 1,
                false => longest[(a + 1) * width + b].max(longest[a * width + b + 1]),
            };
        }
    }
    let (mut a, mut b) = (0, 0);
    while a < old.len() || b < new.len() {
        if a < old.len() && b < new.len() && old[a] == new[b] {
            out.push(Step::Same(old[a]));
            (a, b) = (a + 1, b + 1);
        } else if b == new.len() || (a < old.len() && longest[(a + 1) * width + b] >= longest[a * width + b + 1]) {
            out.push(Step::Gone(old[a]));
            a += 1;
        } else {
            out.push(Step::New(new[b]));
            b += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_shown_with_what_surrounds_it() {
        let before = "a\nb\nc\nd\ne\nf\ng\n";
        let after = "a\nb\nc\nD\ne\nf\ng\n";
        let wanted = "--- x\n+++ x\n@@ -1,7 +1,7 @@\n a\n b\n c\n-d\n+D\n e\n f\n g\n";
        assert_eq!(unified("x", before, after), wanted);
        assert_eq!(unified("x", before, before), "");
    }

    #[test]
    fn lines_are_counted_where_they_come_and_go() {
        assert_eq!(unified("x", "a\n", "a\nb\n"), "--- x\n+++ x\n@@ -1,1 +1,2 @@\n a\n+b\n");
        assert_eq!(unified("x", "", "b\n"), "--- x\n+++ x\n@@ -0,0 +1,1 @@\n+b\n");
    }
}
