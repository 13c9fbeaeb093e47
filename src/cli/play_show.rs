//! How a dossier stands, as `motcua play` shows it: what just happened, who must do what by when and why, the clocks.
//!
//! It decides nothing; the teller words.

use calendar::Lang;
use engine::{About, Effect, Recipient};
use procedure::explain::{Teller, status_name};
use rehearsal::{Offer, Rehearsal, Walk};

use crate::output::say;
use crate::play_time;

/// Shows one walk in one language.
pub(crate) struct Show<'w, 'a> {
    pub walk: &'w Walk<'a>,
    pub lang: Lang,
    /// The role whose work is shown; everyone's when absent.
    pub role: Option<&'w str>,
}

impl Show<'_, '_> {
    fn teller(&self) -> Teller<'_> {
        let stage = self.walk.stage();
        Teller { compiled: stage.compiled, library: stage.library, directory: stage.directory, lang: self.lang }
    }

    fn say(&self, vi: &str, en: &str) -> String {
        say(self.lang, vi, en)
    }

    /// Shows what the last step brought and how the dossier stands now.
    pub fn all(&self) -> Vec<String> {
        let mut lines = self.happened();
        lines.extend(self.stands());
        lines
    }

    fn now(&self) -> String {
        play_time::told(self.walk.now(), self.walk.stage().calendar(), self.lang)
    }

    /// Tells what happened in the last step: who did what, what followed, and the notices.
    fn happened(&self) -> Vec<String> {
        let Some(dossier) = self.walk.dossier() else { return Vec::new() };
        let teller = self.teller();
        let mut lines = Vec::new();
        for one in teller.history(dossier.log()).into_iter().skip(self.walk.since()) {
            lines.push(format!("  {}  {}: {}", one.when, one.who, one.what));
            lines.extend(one.detail.into_iter().map(|detail| format!("      {detail}")));
        }
        for effect in dossier.effects()[self.walk.since()..].iter().flatten() {
            lines.extend(self.effect(effect));
        }
        if lines.is_empty() {
            lines.push(format!("  {}", self.say("Không có gì xảy ra.", "Nothing happened.")));
        }
        lines
    }

    fn effect(&self, effect: &Effect) -> Option<String> {
        let teller = self.teller();
        match effect {
            // The timeline tells of letters and of what opened.
            Effect::Letter { .. } | Effect::Refund | Effect::Notice { about: About::TaskOpened, .. } => None,
            Effect::Notice { to, about, .. } => {
                let whom = match to {
                    Recipient::Post(post) => teller.post(post),
                    Recipient::Role(role) => teller.role(*role).to_owned(),
                    Recipient::HeadOf(role) => {
                        format!("{} {}", self.say("phụ trách của", "the head of"), teller.role(*role))
                    }
                    Recipient::Applicant => self.say("người nộp hồ sơ", "the applicant"),
                };
                Some(format!("  {} {whom}: {}", self.say("Báo", "Told"), about_words(*about, self.lang)))
            }
        }
    }

    /// Tells how the dossier stands: status, clocks, open work with its dues, and what can be done.
    pub fn stands(&self) -> Vec<String> {
        let Some(dossier) = self.walk.dossier() else {
            let filed =
                self.say("Chưa nộp hồ sơ; gõ `nộp` để nộp lúc này.", "Nothing is filed; type `file` to file now.");
            return vec![format!("── {} ──", self.now()), filed];
        };
        let status = dossier.instance().status;
        let mut lines = vec![format!("── {} · {} ──", self.now(), status_name(status, self.lang))];
        lines.extend(self.clocks(dossier));
        let offers = self.walk.offers();
        let offers: Vec<(usize, &Offer)> = (1..).zip(&offers).filter(|(_, offer)| self.wanted(offer)).collect();
        lines.extend(self.tasks(dossier, &offers));
        let any: Vec<_> = offers.iter().filter(|(_, offer)| offer.node.is_none()).collect();
        if dossier.instance().is_alive() && !any.is_empty() {
            lines.push(self.say("Lúc nào cũng làm được:", "At any time:"));
            lines.extend(any.into_iter().map(|(number, offer)| self.button(*number, offer, true)));
        }
        if !dossier.instance().is_alive() {
            lines.push(self.say("Hồ sơ đã kết thúc.", "The dossier has ended."));
        }
        lines
    }

    fn wanted(&self, offer: &Offer) -> bool {
        let id = |offer: &Offer| offer.role.map(|role| self.walk.stage().program().role(role).id.clone());
        self.role.is_none_or(|wanted| id(offer).is_some_and(|id| id == wanted))
    }

    fn clocks(&self, dossier: &Rehearsal<'_>) -> Vec<String> {
        let told = self.teller().clocks(dossier.instance(), dossier.data(), dossier.log(), dossier.now());
        let mut lines = Vec::new();
        for (clock, told) in dossier.instance().clocks.iter().flatten().zip(told) {
            let left = told.left.map(|chip| format!(", {}", chip.label)).unwrap_or_default();
            let state = match told.state {
                "paused" => self.say("đang dừng", "held"),
                "stopped" => self.say("đã kết thúc", "ended"),
                _ => self.say("đang chạy", "running"),
            };
            let due = self.teller().due(clock.state.due, clock.limit.rule);
            lines.push(format!("{} ({state}{left}): {due}", told.name));
            if !told.held.is_empty() {
                lines.push(format!("    {}", told.held));
            }
            if told.state != "stopped" {
                lines.push(self.arithmetic(clock.limit, &clock.state));
            }
        }
        lines
    }

    /// Tells how a due is counted, in one line.
    fn arithmetic(&self, limit: engine::LimitRef, state: &calendar::ClockState) -> String {
        let teller = self.teller();
        let counting = teller.program().rules[limit.rule.at()].counting(limit.entry);
        let trace = calendar::explain(counting, state.anchor, &state.remaining, teller.calendar(limit.rule));
        format!("    {}: {}", self.say("cách tính", "counted"), trace.words(self.lang).join("; "))
    }

    fn tasks(&self, dossier: &Rehearsal<'_>, offers: &[(usize, &Offer)]) -> Vec<String> {
        let teller = self.teller();
        let mut lines = Vec::new();
        for open in dossier.instance().open().filter(|open| open.is_leaf()) {
            let item = open.item.as_ref().map(|agency| format!(" · {}", teller.agency(agency))).unwrap_or_default();
            let own = |offer: &Offer| {
                let item = open.item.as_ref().map(|item| format!("[{item}]")).unwrap_or_default();
                offer.node == Some(open.node) && (item.is_empty() || offer.address.contains(&item))
            };
            let buttons: Vec<_> = offers.iter().filter(|(_, offer)| own(offer)).collect();
            let holds = open.role.is_some_and(|role| self.role == Some(teller.program().role(role).id.as_str()));
            if self.role.is_some() && buttons.is_empty() && !holds {
                continue;
            }
            let who = open.role.map(|role| format!(" · {}", teller.role(role))).unwrap_or_default();
            let due = open.clock.as_ref().map(|clock| format!(" · {}", teller.due(clock.state.due, clock.limit.rule)));
            lines.push(format!("{}{item}{who}{}", capital(&teller.step(open.node)), due.unwrap_or_default()));
            lines.extend(open.clock.as_ref().map(|clock| self.arithmetic(clock.limit, &clock.state)));
            lines.extend(
                buttons.into_iter().map(|(number, offer)| self.button(*number, offer, offer.role != open.role)),
            );
        }
        lines
    }

    fn button(&self, number: usize, offer: &Offer, names_role: bool) -> String {
        let who = match offer.role {
            Some(role) if names_role => format!(" · {}", self.teller().role(role)),
            None => format!(" · {}", self.say("từ bên ngoài", "from outside")),
            Some(_) => String::new(),
        };
        let asks = match offer.asks.as_slice() {
            [] => String::new(),
            asks => format!("  ({}: {})", self.say("điền", "asks"), asks.join(", ")),
        };
        let off = offer.off.as_ref().map(|off| format!("  — {}", self.teller().refusal(off)));
        let mark = if off.is_some() { "×" } else { " " };
        format!("  {mark}[{number}] {}{who}{asks}{}", self.named(offer), off.unwrap_or_default())
    }

    /// Names an offer; what another system does has no name of its author's.
    fn named(&self, offer: &Offer) -> String {
        match offer.address.rsplit('.').next() {
            Some("received") if offer.role.is_none() => self.say("Có tin đến", "A message comes"),
            Some("failed") if offer.role.is_none() => self.say("Không làm được", "It cannot be done"),
            _ => offer.name.clone(),
        }
    }

    /// Tells why the dossier is here and why it is due then.
    pub fn why(&self) -> Vec<String> {
        let Some(dossier) = self.walk.dossier() else { return self.stands() };
        let (teller, instance, log) = (self.teller(), dossier.instance(), dossier.log());
        let here = (self.say("Vì sao ở đây", "Why it is here"), teller.why_here(instance, log));
        let due = (self.say("Vì sao hạn như vậy", "Why it is due then"), teller.why_due(instance, log));
        let told = |(heading, told): (String, Vec<String>)| {
            std::iter::once(format!("{heading}:")).chain(told.into_iter().map(|one| format!("  {one}")))
        };
        [here, due].into_iter().filter(|(_, told)| !told.is_empty()).flat_map(told).collect()
    }

    /// Tells everything that happened.
    pub fn log(&self) -> Vec<String> {
        let Some(dossier) = self.walk.dossier() else { return self.stands() };
        let line = |one: procedure::explain::Line| {
            let detail = one.detail.into_iter().map(|detail| format!("      {detail}"));
            std::iter::once(format!("{:>3}  {}  {}: {}", one.seq, one.when, one.who, one.what)).chain(detail)
        };
        self.teller().history(dossier.log()).into_iter().flat_map(line).collect()
    }
}

fn about_words(about: About, lang: Lang) -> String {
    let (vi, en) = match about {
        About::TaskOpened => ("có việc mới", "new work"),
        About::Reminder => ("sắp đến hạn", "due soon"),
        About::TaskOverdue => ("việc đã quá hạn", "a task is overdue"),
        About::TaskCancelled => ("việc đã được rút về", "a task was taken away"),
        About::TaskAssigned => ("được giao việc", "a task was assigned"),
        About::TaskReassigned => ("việc đã chuyển cho người khác", "a task was given to another"),
        About::LateAnswer => ("có trả lời muộn", "an answer came late"),
        About::DossierOverdue => ("hồ sơ đã quá hạn", "the dossier is overdue"),
        About::Ended => ("hồ sơ đã kết thúc", "the dossier has ended"),
    };
    say(lang, vi, en)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
