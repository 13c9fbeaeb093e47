//! The path that led a dossier to where it stands.
//! It retells the log; it evaluates nothing.

use engine::{Event, Instance, Pass};

use super::{Past, Teller, glue};

impl Teller<'_> {
    /// Tells how the dossier came to where it stands: one line for each hand-over, oldest first, then what waits.
    pub fn why_here(&self, instance: &Instance, history: &[Pass]) -> Vec<String> {
        let past = Past::of(history);
        let moved = history.iter().filter(|pass| pass.events.iter().any(moves));
        let mut lines: Vec<String> = moved.map(|pass| glue(&self.hand_over(pass, &past))).collect();
        let open = Past::open(instance);
        lines.extend(instance.activations.iter().filter(|one| one.is_leaf()).map(|one| {
            let step = self.named(&open, one.id);
            let role = one.role.filter(|_| one.item.is_none());
            let whose = role.map(|role| format!(" ({})", self.role(role))).unwrap_or_default();
            glue(&self.say(
                format!("Đang chờ {step}{whose}, vòng {}.", one.round),
                format!("Waiting for {step}{whose}, round {}.", one.round),
            ))
        }));
        lines
    }

    fn hand_over(&self, pass: &Pass, past: &Past) -> String {
        let (when, who, what) = (self.moment(pass.at), self.author(&pass.author), self.act(pass, past));
        let told: Vec<String> = self.clauses_of(pass, past, moves).iter().map(super::clause::Clause::text).collect();
        let ways = if told.is_empty() { String::new() } else { format!(": {}", told.join(", ")) };
        format!("{when}, {who}: {what}{ways}.")
    }
}

/// Tells whether an event says where the token went or why.
fn moves(event: &Event) -> bool {
    match event {
        Event::Opened { .. } | Event::Skipped { .. } | Event::IncidentRaised { .. } | Event::Ended { .. } => true,
        Event::Taken { guards, .. } => !guards.is_empty(),
        _ => false,
    }
}
