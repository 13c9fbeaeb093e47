//! Money in words: amounts, and what a bill is for.
//! It assesses nothing.

use program::{BillLine, Program, Source, Work};

use super::{Teller, glue};

/// Writes an amount in đồng with points between thousands: "75.000 đ".
pub fn money_words(dong: i64) -> String {
    let digits = dong.unsigned_abs().to_string();
    let mut shown = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push('.');
        }
        shown.push(digit);
    }
    let sign = if dong < 0 { "-" } else { "" };
    glue(&format!("{sign}{shown} đ"))
}

/// Names what lies at a source of data: the label of a field, or of an answer.
pub(super) fn source_label(program: &Program, source: Source) -> &str {
    match source {
        Source::Field(field) => &program.form.fields[field.at()].label,
        Source::Answer(node, slot) => {
            let slots = program.node(node).work.slots();
            slots.get(usize::from(slot)).map_or("", |slot| &slot.label)
        }
    }
}

impl Teller<'_> {
    /// Names a line of a bill: the fee, or where the amount comes from.
    pub fn bill_line(&self, line: BillLine) -> &str {
        match line {
            BillLine::Fee(fee) => &self.program().fees[fee.at()].name,
            BillLine::Amount(source) => source_label(self.program(), source),
        }
    }

    /// Writes the lines of a bill with their amounts: "Lệ phí 75.000 đ, Phí 20.000 đ".
    pub fn bill_lines(&self, lines: &[(BillLine, i64)]) -> String {
        let one = |(line, amount): &(BillLine, i64)| format!("{} {}", self.bill_line(*line), money_words(*amount));
        lines.iter().map(one).collect::<Vec<_>>().join(", ")
    }

    /// Tells what was assessed, and what is free by law.
    pub(super) fn assessed(&self, lines: &[(BillLine, i64)], exempt: &[BillLine]) -> String {
        let owed: Vec<(BillLine, i64)> = lines.iter().filter(|(line, _)| !exempt.contains(line)).copied().collect();
        let total: i64 = owed.iter().map(|(_, amount)| amount).sum();
        let told = match total {
            0 => self.say("không phải nộp tiền".to_owned(), "nothing is to be paid".to_owned()),
            _ => {
                let lines = self.bill_lines(&owed);
                self.say(format!("phải nộp {lines}"), format!("to be paid: {lines}"))
            }
        };
        let free: Vec<&str> = exempt.iter().map(|line| self.bill_line(*line)).collect();
        if free.is_empty() {
            return told;
        }
        let free = free.join(", ");
        self.say(format!("{told}, được miễn {free}"), format!("{told}, free by law: {free}"))
    }

    /// Names the answer of a message or a job by its id, wherever it is asked.
    pub(super) fn slot_label(&self, id: &str) -> Option<&str> {
        let nodes = self.program().graph.node_weights();
        let slots = nodes.flat_map(|node| match &node.work {
            work @ (Work::Message(_) | Work::Job(_)) => work.slots(),
            _ => &[],
        });
        slots.into_iter().find(|slot| slot.id == id).map(|slot| slot.label.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::money_words;

    #[test]
    fn amounts_are_grouped() {
        for (dong, shown) in [(0, "0 đ"), (999, "999 đ"), (75_000, "75.000 đ"), (-1_234_567, "-1.234.567 đ")] {
            assert_eq!(money_words(dong).replace('\u{a0}', " "), shown);
        }
    }
}
