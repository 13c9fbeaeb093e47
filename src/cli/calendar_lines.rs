//! Many questions on standard input, one JSON object a line, answered in their order.
//!
//! Input is taken as it comes, so that a slow asker waits for nobody and a quick one is served by every core; never more
//! than a block and a line of it is in memory. It knows nothing of what a line says.

use std::io::{ErrorKind, Read, Write};

use calendar::Lang;
use serde_json::Value;

use crate::calendar_answer::{answer, write, write_fault};
use crate::calendar_ask::{Ask, Calendars, Fault, Manner};

/// Longest line that is read, in bytes.
const LINE_MAX: usize = 1024 * 1024;
/// Most bytes that are taken at a time.
const BLOCK: usize = 256 * 1024;
/// Fewest bytes that are worth a thread of their own.
const SHARE_MIN: usize = 8 * 1024;

/// What all lines have in common.
pub(crate) struct Answering<'a> {
    pub calendars: &'a Calendars,
    pub manner: &'a Manner,
    pub lang: Lang,
}

/// Answers all lines of an input; tells whether every one had a due.
///
/// # Errors
/// What the input or the output says when it fails.
pub(crate) fn run(answering: &Answering<'_>, input: &mut impl Read, output: &mut impl Write) -> std::io::Result<bool> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut block = vec![0; BLOCK];
    let mut pending = Pending::default();
    let mut good = true;
    loop {
        let got = match input.read(&mut block) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            got => got?,
        };
        let whole = if got == 0 { pending.rest() } else { pending.take(&block[..got]) };
        let (answers, fine) = answering.share(&whole, pending.numbered(&whole), threads);
        good &= fine;
        output.write_all(&answers)?;
        output.flush()?;
        if got == 0 {
            return Ok(good);
        }
    }
}

/// What was read and is not answered yet: the beginning of a line.
#[derive(Default)]
struct Pending {
    begun: Vec<u8>,
    lines: usize,
}

impl Pending {
    /// Takes a block and gives the whole lines there are now. Of a line that is too long only so much is kept that it is
    /// seen to be.
    fn take(&mut self, block: &[u8]) -> Vec<u8> {
        let Some(end) = block.iter().rposition(|byte| *byte == b'\n') else {
            self.keep(block);
            return Vec::new();
        };
        let (lines, begun) = block.split_at(end + 1);
        let mut whole = std::mem::take(&mut self.begun);
        whole.extend_from_slice(lines);
        self.keep(begun);
        whole
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = (LINE_MAX + 1).saturating_sub(self.begun.len());
        self.begun.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }

    /// Gives the last line, which nothing ends.
    fn rest(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.begun)
    }

    /// Gives the number of the first of some lines.
    fn numbered(&mut self, whole: &[u8]) -> usize {
        let first = self.lines + 1;
        self.lines += whole.split_inclusive(|byte| *byte == b'\n').count();
        first
    }
}

impl Answering<'_> {
    /// Has lines answered by as many threads as they are worth; their answers stand in the order of the lines.
    fn share(&self, lines: &[u8], first: usize, threads: usize) -> (Vec<u8>, bool) {
        let parts = parts(lines, threads.min(lines.len() / SHARE_MIN).max(1));
        let mut number = first;
        std::thread::scope(|scope| {
            let mut others = Vec::new();
            for part in &parts[1..] {
                number += count(parts[others.len()]);
                others.push(scope.spawn(move || self.part(part, number)));
            }
            let (mut answers, mut good) = self.part(parts[0], first);
            for other in others {
                let (more, fine) = other.join().expect("no line makes an answer panic");
                answers.extend_from_slice(&more);
                good &= fine;
            }
            (answers, good)
        })
    }

    fn part(&self, lines: &[u8], first: usize) -> (Vec<u8>, bool) {
        let mut out = Vec::with_capacity(2 * lines.len());
        let mut good = true;
        for (number, line) in lines.split_inclusive(|byte| *byte == b'\n').enumerate() {
            // A blank line asks nothing.
            if !line.trim_ascii().is_empty() {
                good &= self.line(line, first + number, &mut out);
            }
        }
        (out, good)
    }

    /// Answers one line; tells whether it has a due.
    fn line(&self, line: &[u8], number: usize, out: &mut Vec<u8>) -> bool {
        let value = read(line);
        let id = value.as_ref().ok().and_then(|value| value.get("id")).unwrap_or(&Value::Null);
        let answered = value.as_ref().map_err(Clone::clone).and_then(|value| {
            let line = value.as_object().ok_or(Fault::NotObject)?;
            let ask = Ask::read(line, self.manner, self.calendars)?;
            answer(&ask, self.lang)
        });
        match &answered {
            Ok(answer) => write(out, id, answer, self.lang),
            Err(fault) => write_fault(out, id, Some(number), fault, self.lang),
        }
        answered.is_ok()
    }
}

fn read(line: &[u8]) -> Result<Value, Fault> {
    if line.len() > LINE_MAX {
        return Err(Fault::TooLong);
    }
    let text = std::str::from_utf8(line).map_err(|_| Fault::NotUtf8)?;
    serde_json::from_str(text).map_err(|error| Fault::BadJson(error.column()))
}

/// Cuts lines into parts of about the same size; there is at least one.
fn parts(lines: &[u8], many: usize) -> Vec<&[u8]> {
    let mut rest = lines;
    let mut parts = Vec::with_capacity(many);
    for left in (2..=many).rev() {
        let middle = rest.len() / left;
        let end = rest[middle..].iter().position(|byte| *byte == b'\n').map_or(rest.len(), |at| middle + at + 1);
        let (part, more) = rest.split_at(end);
        parts.push(part);
        rest = more;
    }
    parts.push(rest);
    parts
}

fn count(lines: &[u8]) -> usize {
    lines.split_inclusive(|byte| *byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives its bytes in pieces of a size, as a slow asker would.
    struct Drip<'a>(&'a [u8], usize);

    impl Read for Drip<'_> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            let (now, later) = self.0.split_at(self.0.len().min(self.1).min(into.len()));
            into[..now.len()].copy_from_slice(now);
            self.0 = later;
            Ok(now.len())
        }
    }

    fn answers(input: &[u8], piece: usize) -> Vec<Value> {
        let (library, _) = procedure::Library::shipped();
        let (calendars, manner) = (Calendars::new(library.calendars), Manner::default());
        let answering = Answering { calendars: &calendars, manner: &manner, lang: Lang::Vi };
        let mut out = Vec::new();
        run(&answering, &mut Drip(input, piece), &mut out).unwrap();
        String::from_utf8(out).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn order_and_numbers_do_not_depend_on_how_the_lines_arrive() {
        let line = |id: usize| match id % 7 {
            3 => "\n".to_owned(),
            5 => format!("{{\"id\":{id}}}\n"),
            6 => format!("nonsense {id}\n"),
            _ => format!("{{\"id\":{id},\"within\":\"{} ngày làm việc\",\"from\":\"2026-06-08 09:30\"}}\n", id % 9 + 1),
        };
        let input: String = (0..3_000).map(line).collect();
        let all = answers(input.as_bytes(), BLOCK);
        assert_eq!(all.len(), 3_000 - 3_000 / 7 - 1);
        for (piece, input) in [(1, &input[..20_000]), (997, &input[..]), (64 * 1024, &input[..])] {
            let whole = &input[..input.rfind('\n').map_or(0, |end| end + 1)];
            let some = answers(whole.as_bytes(), piece);
            assert_eq!(some, all[..some.len()], "in pieces of {piece}");
        }
        for (answer, id) in all.iter().zip((0..3_000).filter(|id| id % 7 != 3)) {
            match id % 7 {
                6 => assert_eq!((&answer["id"], &answer["error"]["line"]), (&Value::Null, &Value::from(id + 1))),
                _ => assert_eq!(answer["id"], id),
            }
        }
    }

    #[test]
    fn a_line_without_end_takes_no_memory_and_stops_no_other() {
        let mut pending = Pending::default();
        for _ in 0..20 {
            assert!(pending.take(&[b'a'; BLOCK]).is_empty());
        }
        assert!(pending.begun.capacity() <= 4 * LINE_MAX);
        let whole = pending.take(b"aa\n{}\n{");
        assert_eq!((whole.len(), pending.begun.as_slice()), (LINE_MAX + 1 + 6, &b"{"[..]));
    }
}
