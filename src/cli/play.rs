//! `motcua play`: a dossier walked through a procedure in the terminal, line by line, with a time machine.
//!
//! It decides nothing: the rehearsal acts, the teller words. It reads lines and prints lines, so a pipe works too.

use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::Path;

use calendar::{Calendar, Instant, Lang, Phase};
use procedure::check;
use procedure::explain::Teller;
use rehearsal::{Refused, Stage, Walk};
use source::{SourceFile, Words, nearest};

use crate::args_rehearse::PlayArgs;
use crate::ended::ended;
use crate::files::{self, PROCEDURE, Trouble};
use crate::output::{self, line, say};
use crate::play_ask::{self, Ask, Pairs};
use crate::play_show::Show;
use crate::{FOUND, OK, play_time};

pub(crate) fn run(args: &PlayArgs) -> u8 {
    let lang = args.common.lang();
    ended(play(args, lang), lang)
}

fn play(args: &PlayArgs, lang: Lang) -> Result<u8, Trouble> {
    if !files::ends(&args.file, PROCEDURE) {
        let name = args.file.display();
        return Err(say(
            lang,
            format!("{name} không phải tệp thủ tục *.tthc.yaml"),
            format!("{name} is no procedure *.tthc.yaml"),
        ));
    }
    let folder = args.test.as_deref().and_then(Path::parent).filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        let name = folder.display();
        return Err(say(lang, format!("không có thư mục {name}"), format!("there is no folder {name}")));
    }
    let found = files::library(args.processes.as_deref(), Some(&args.file), lang)?;
    let directory = found.library.directories.first();
    let directory = directory.ok_or_else(|| say(lang, "không có danh bạ nào", "there is no directory"))?;
    let file = match files::read(&args.file, lang)? {
        Ok(file) => file,
        Err(broken) => return Ok(faulty(&broken.0, &[broken.1], lang)),
    };
    let today = files::today(None, &found.library, lang)?;
    let checked = check(file, &found.library, today);
    let Some(compiled) = &checked.compiled else { return Ok(faulty(&checked.file, &checked.diagnostics, lang)) };
    let stage = Stage { compiled, library: &found.library, directory };
    let start = start(args, stage.calendar(), lang)?;
    let mut game = Game::new(args, Walk::new(stage, start));
    game.welcome();
    game.turns();
    game.ends()
}

fn faulty(file: &SourceFile, found: &[source::Diagnostic], lang: Lang) -> u8 {
    output::diagnostics(file, found, lang, false);
    FOUND
}

/// Finds when the dossier is filed: as named, else at the next opening.
fn start(args: &PlayArgs, calendar: &Calendar, lang: Lang) -> Result<Instant, Trouble> {
    let now = runtime::Clock::real().now();
    match &args.from {
        None => Ok(play_time::first_opening(now, calendar)),
        Some(from) => play_time::moment(from, now, calendar).map_err(|words| words.pick(lang).to_owned()),
    }
}

/// One sitting.
struct Game<'a> {
    args: &'a PlayArgs,
    walk: Walk<'a>,
    lang: Lang,
    /// Id of the role whose work is shown; everyone's when absent.
    role: Option<String>,
    name: Option<String>,
    /// Whether a person types.
    typed: bool,
}

impl<'a> Game<'a> {
    fn new(args: &'a PlayArgs, walk: Walk<'a>) -> Self {
        let typed = std::io::stdin().is_terminal();
        Self { args, walk, lang: args.common.lang(), role: None, name: None, typed }
    }

    fn say(&self, words: &Words) {
        line(words.pick(self.lang));
    }

    fn show(&self) -> Show<'_, 'a> {
        Show { walk: &self.walk, lang: self.lang, role: self.role.as_deref() }
    }

    fn print(lines: Vec<String>) {
        lines.iter().for_each(|one| line(one));
    }

    fn welcome(&self) {
        line(&self.walk.stage().program().name);
        self.say(&Words::new("Gõ `?` để xem các lệnh.", "Type `?` for the commands."));
        Self::print(self.show().stands());
    }

    /// Reads and answers until the input ends or the sitting is ended.
    fn turns(&mut self) {
        let mut lines = std::io::stdin().lock().lines();
        loop {
            // A terminal that has gone away is no error.
            let mut out = std::io::stdout();
            let _ = write!(out, "> ").and_then(|()| out.flush());
            // Bytes that are no text end it as the end of the input does.
            let Some(Ok(typed)) = lines.next() else {
                line("");
                return;
            };
            if !self.typed {
                line(&typed);
            }
            match play_ask::read(&typed) {
                None => {}
                Some(Ok(Ask::Quit)) => return,
                Some(Ok(ask)) => self.turn(ask),
                Some(Err(words)) => self.say(&words),
            }
        }
    }

    fn turn(&mut self, ask: Ask) {
        let calendar = self.walk.stage().calendar();
        match ask {
            Ask::Press(number, by, with) => self.press(number, by, with),
            Ask::File(given) if self.walk.dossier().is_none() => {
                let filed = self.walk.file(given);
                self.answer(filed);
            }
            Ask::File(_) => self.say(&Words::new(
                "hồ sơ đã nộp rồi; `lùi` để bỏ các bước đã đi",
                "the dossier is filed already; `undo` takes steps back",
            )),
            Ask::To(text) => self.go(play_time::moment(&text, self.walk.now(), calendar)),
            Ask::NextDue => self.go(self.next_due()),
            Ask::Plus(text) => self.go(play_time::after(&text, self.walk.now(), calendar)),
            Ask::Role(role) => self.choose(&role),
            Ask::Why => Self::print(self.show().why()),
            Ask::Log => Self::print(self.show().log()),
            Ask::Name(name) => {
                self.name = Some(name).filter(|name| !name.is_empty());
                self.say(&Words::new("Đã đặt tên kịch bản.", "The scenario is named."));
            }
            Ask::Save(file) => self.save_as(&file),
            Ask::Undo if self.walk.undo() => Self::print(self.show().stands()),
            Ask::Undo => self.say(&Words::new("chưa có bước nào để lùi", "there is no step to take back")),
            Ask::Look => Self::print(self.show().stands()),
            Ask::Help => self.say(&play_ask::help()),
            Ask::Quit => {}
        }
    }

    fn press(&mut self, number: usize, by: Option<String>, with: Pairs) {
        let offers = self.walk.offers();
        let Some(offer) = number.checked_sub(1).and_then(|at| offers.get(at)) else {
            let most = offers.len();
            return self.say(&match most {
                0 => Words::new("lúc này không có nút nào", "there is no button now"),
                _ => Words::new(
                    format!("không có nút số {number}; có các nút từ 1 đến {most}"),
                    format!("there is no button {number}; there are 1 to {most}"),
                ),
            });
        };
        let done = self.walk.act(&offer.address, by, with);
        self.answer(done);
    }

    fn go(&mut self, at: Result<Instant, Words>) {
        match at {
            Err(words) => self.say(&words),
            Ok(at) if at < self.walk.now() => self.say(&Words::new(
                "thời điểm ấy đã qua; thời gian chỉ đi tới, `lùi` để bỏ bước vừa làm",
                "that moment has passed; time goes only forward, `undo` takes a step back",
            )),
            Ok(at) => {
                let passed = self.walk.pass(at);
                self.answer(passed);
            }
        }
    }

    /// Finds the next instant at which something is due or fires.
    fn next_due(&self) -> Result<Instant, Words> {
        let none = || Words::new("không có hạn nào đang chờ", "nothing is due");
        let dossier = self.walk.dossier().ok_or_else(none)?;
        let instance = dossier.instance();
        let running = instance.clocks.iter().flatten().filter(|clock| clock.state.phase == Phase::Running);
        let tasks = instance.open().filter_map(|open| open.clock.as_ref()?.state.due.instant());
        let dues = running.filter_map(|clock| clock.state.due.instant()).chain(tasks).chain(instance.wake_at());
        dues.filter(|due| *due > dossier.now()).min().ok_or_else(none)
    }

    /// Shows what came of an act, or why nothing did.
    fn answer(&self, done: Result<(), Refused>) {
        match done {
            Ok(()) => Self::print(self.show().all()),
            Err(Refused::Rejected(rejection)) => {
                let Stage { compiled, library, directory } = self.walk.stage();
                line(&Teller { compiled, library, directory, lang: self.lang }.refusal(&rejection));
            }
            Err(Refused::Unclear(found)) => found.iter().for_each(|one| {
                let help = one.help.as_ref().map(|help| format!("; {}", help.pick(self.lang))).unwrap_or_default();
                line(&format!("{}{help}", one.message.pick(self.lang)));
            }),
        }
    }

    /// Chooses whose work is shown.
    fn choose(&mut self, role: &str) {
        let roles = &self.walk.stage().program().roles;
        if ["", "hết", "het", "tất cả", "tat ca", "all"].contains(&role) {
            self.role = None;
        } else if roles.iter().any(|one| one.id == role) {
            self.role = Some(role.to_owned());
        } else {
            let near = nearest(role, roles.iter().map(|one| one.id.as_str()));
            let all: Vec<_> = roles.iter().map(|one| format!("{} ({})", one.id, one.name)).collect();
            let all = all.join(", ");
            let near = near.map(|near| format!("`{near}`? ")).unwrap_or_default();
            return self.say(&Words::new(
                format!("không có vai `{role}`; {near}các vai: {all}"),
                format!("there is no role `{role}`; {near}roles: {all}"),
            ));
        }
        Self::print(self.show().stands());
    }

    fn save_as(&self, file: &str) {
        let named = Some(Path::new(file)).filter(|_| !file.is_empty()).or(self.args.test.as_deref());
        match named {
            None => self.say(&Words::new("viết tên tệp: lưu thu-tuc.test.yaml", "name a file: save thu-tuc.test.yaml")),
            Some(path) => {
                if let Err(trouble) = self.save(path) {
                    line(&trouble);
                }
            }
        }
    }

    /// Writes the walk as a scenario into a file, behind those that are there.
    fn save(&self, path: &Path) -> Result<(), Trouble> {
        if self.walk.dossier().is_none() {
            return Err(say(
                self.lang,
                "chưa nộp hồ sơ nên chưa có gì để lưu",
                "nothing is filed, so there is nothing to save",
            ));
        }
        let filed = self.walk.start_words();
        let by_default = || say(self.lang, format!("Đi thử, nộp lúc {filed}"), format!("Walked, filed at {filed}"));
        let name = self.name.clone().unwrap_or_else(by_default);
        let scenario = self.walk.scenario(&name);
        let written = match std::fs::read_to_string(path) {
            Ok(before) if !before.trim().is_empty() => format!("{}\n\n{scenario}", before.trim_end()),
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(unwritten(path, &error, self.lang));
            }
            _ => format!("{}{scenario}", self.walk.head()),
        };
        std::fs::write(path, written).map_err(|error| unwritten(path, &error, self.lang))?;
        let path = path.display();
        self.say(&Words::new(format!("Đã ghi kịch bản “{name}” vào {path}."), format!("Wrote “{name}” into {path}.")));
        Ok(())
    }

    /// Saves what was walked where `--test` says.
    fn ends(&self) -> Result<u8, Trouble> {
        if let Some(path) = self.args.test.as_deref().filter(|_| self.walk.dossier().is_some()) {
            self.save(path)?;
        }
        Ok(OK)
    }
}

fn unwritten(path: &Path, error: &std::io::Error, lang: Lang) -> Trouble {
    let path = path.display();
    say(lang, format!("không ghi được {path}. Chi tiết: {error}"), format!("{path} cannot be written ({error})"))
}
