//! `motcua doctor`: looks at procedures, calendars, clock, database and disk, and says what must be done.
//!
//! It changes nothing. What a procedure or calendar needs is judged by `procedure::doctor`.

use std::path::{Path, PathBuf};
use std::process::Command;

use calendar::{Instant, Lang};
use procedure::check;
use procedure::doctor::{self, Finding};
use procedure::shipped::{FACTS, PROCEDURES, Shipped};
use serde_json::json;
use source::{SourceFile, Words};
use store::{Kind, SqliteStore, Store};

use crate::args_author::DoctorArgs;
use crate::ended::{ended, waited};
use crate::files::{self, Found, PROCEDURE, Trouble};
use crate::output::{line, say};
use crate::test::beside;
use crate::{FOUND, OK};

/// Where a database is looked for when none is named.
const DATABASE: &str = "motcua.db";
/// Least free space, in kibibytes: a database and its log must be able to grow.
const FREE_MIN: u64 = 1024 * 1024;

pub(crate) fn run(args: &DoctorArgs) -> u8 {
    let lang = args.common.lang();
    ended(look(args, lang).map(|sections| print(&sections, args, lang)), lang)
}

/// What was found, under a heading.
type Section = (Words, Vec<Finding>);

fn look(args: &DoctorArgs, lang: Lang) -> Result<Vec<Section>, Trouble> {
    let Found { library, faults } = match &args.processes {
        Some(folder) => files::from_folder(folder, lang)?,
        None => files::library(None, None, lang)?,
    };
    let today = files::today(args.today, &library, lang)?;
    let mut procedures = Vec::new();
    for (file, facts) in sources(args.processes.as_deref(), lang)? {
        let checked = check(file, &library, today);
        let (sheet, faults) = match &facts {
            Some(file) => doctor::facts(file, checked.compiled.as_ref()),
            None => (None, Vec::new()),
        };
        procedures.extend(facts.filter(|_| !faults.is_empty()).map(|file| faulty(file.name())));
        procedures.extend(doctor::procedure(&checked, sheet.as_ref()));
    }
    let mut calendars: Vec<Finding> = faults.iter().map(|(file, _)| faulty(file.name())).collect();
    calendars.extend(library.calendars.iter().map(|calendar| doctor::calendar(calendar, today)));
    let now = runtime::Clock::real().now();
    let mut sections = vec![
        (Words::new("Thủ tục", "Procedures"), procedures),
        (Words::new("Lịch và danh bạ", "Calendars and directories"), calendars),
    ];
    let named = args.db.is_some();
    let path = args.db.clone().unwrap_or_else(|| PathBuf::from(DATABASE));
    let (store, last) = if named || path.exists() { database(&path, lang) } else { (Vec::new(), None) };
    sections.push((Words::new("Đồng hồ", "Clock"), vec![clock(now, last, lang)]));
    if !store.is_empty() {
        sections.push((Words::new("Cơ sở dữ liệu", "Database"), store));
    }
    sections.push((Words::new("Ổ đĩa", "Disk"), vec![disk(&path)]));
    Ok(sections)
}

/// Gives the procedures of a folder, or the shipped ones, each with its facts if there is a file of them.
fn sources(folder: Option<&Path>, lang: Lang) -> Result<Vec<(SourceFile, Option<SourceFile>)>, Trouble> {
    let Some(folder) = folder else {
        let facts = |name: &str| FACTS.iter().find(|one| one.name == beside(name, PROCEDURE, files::FACTS));
        let file = |one: &Shipped| SourceFile::new(one.name, one.text);
        return Ok(PROCEDURES.iter().map(|one| (file(one), facts(one.name).map(file))).collect());
    };
    let own = files::under(folder, lang)?.into_iter().filter(|path| files::ends(path, PROCEDURE));
    let read = |path: &Path| files::read(path, lang).map(|read| read.unwrap_or_else(|broken| broken.0));
    own.map(|path| {
        let facts = PathBuf::from(beside(&path.display().to_string(), PROCEDURE, files::FACTS));
        Ok((read(&path)?, facts.is_file().then(|| read(&facts)).transpose()?))
    })
    .collect()
}

fn faulty(name: &str) -> Finding {
    let fix = Words::new(format!("xem và sửa: motcua check {name}"), format!("see and mend: motcua check {name}"));
    Finding::bad(name, Words::new("có lỗi nên không dùng được", "has errors and is not used"), fix)
}

/// Opens a database for reading; gives what it is, and when a production store last recorded something.
fn database(path: &Path, lang: Lang) -> (Vec<Finding>, Option<i64>) {
    let name = path.display().to_string();
    if !path.exists() {
        let fix = Words::new("ghi đúng tệp bằng --db, hoặc chạy `motcua serve --db` để tạo", "name the file with --db");
        return (vec![Finding::bad(name, Words::new("không có tệp này", "there is no such file"), fix)], None);
    }
    let read = waited(async {
        let words = |error: store::StoreError| error.words(lang == Lang::Vi);
        let store = SqliteStore::read_only(path).await.map_err(words)?;
        Ok((store.kind(), store.last_recorded().await.map_err(words)?))
    });
    match read {
        Err(trouble) => {
            let fix = Words::new(
                "khôi phục từ bản sao lưu gần nhất, hoặc dùng chương trình đúng phiên bản",
                "restore the latest backup, or use the fitting version of the program",
            );
            (vec![Finding::bad(name, Words::new(trouble.clone(), trouble), fix)], None)
        }
        Ok((kind, last)) => {
            let (vi, en) = match kind {
                Kind::Production => ("đọc được, đúng định dạng, để vận hành", "readable, of this format, production"),
                Kind::Rehearsal => ("đọc được, đúng định dạng, để chạy thử", "readable, of this format, rehearsal"),
            };
            // A rehearsal's clock is moved by hand.
            (vec![Finding::good(name, Words::new(vi, en))], last.filter(|_| kind == Kind::Production))
        }
    }
}

/// Compares the machine's clock with the latest record.
fn clock(now: Instant, last: Option<i64>, lang: Lang) -> Finding {
    let zone = calendar::Zone::named("Asia/Ho_Chi_Minh");
    let shown = |at: Instant| zone.map_or_else(String::new, |zone| zone.moment(at).digits());
    let about = say(lang, "giờ của máy", "the machine's time");
    match last.map(Instant::from_millis).filter(|last| *last > now) {
        Some(last) => Finding::bad(
            about,
            Words::new(
                format!("{}, sớm hơn lần ghi cuối cùng {}", shown(now), shown(last)),
                format!("{}, before the latest record {}", shown(now), shown(last)),
            ),
            Words::new("chỉnh lại đồng hồ máy (NTP) trước khi chạy máy chủ", "set the clock (NTP) before serving"),
        ),
        None => Finding::good(about, Words::new(shown(now), shown(now))),
    }
}

/// Asks the system how much space is free where the database is, or would be.
fn disk(database: &Path) -> Finding {
    let folder = database.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let about = folder.display().to_string();
    let output = Command::new("df").arg("-Pk").arg(folder).env("LC_ALL", "C").output().ok();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    let free = text.lines().nth(1).and_then(|line| line.split_whitespace().nth(3)?.parse::<u64>().ok());
    let Some(free) = free else {
        return Finding::good(about, Words::new("không đo được chỗ trống", "free space cannot be told"));
    };
    let mib = free / 1024;
    let what = Words::new(format!("còn trống {mib} MiB"), format!("{mib} MiB free"));
    match free < FREE_MIN {
        true => Finding::bad(about, what, Words::new("dọn ổ đĩa, để trống ít nhất 1 GiB", "free at least 1 GiB")),
        false => Finding::good(about, what),
    }
}

fn print(sections: &[Section], args: &DoctorArgs, lang: Lang) -> u8 {
    let mut must = 0_usize;
    for (heading, findings) in sections {
        if !args.common.json {
            line(heading.pick(lang));
        }
        for one in findings {
            must += usize::from(one.must);
            if args.common.json {
                let fix = one.fix.as_ref().map(|fix| fix.pick(lang));
                let what = one.what.pick(lang);
                line(
                    &json!({
                        "section": heading.en, "about": one.about, "must": one.must, "what": what, "points": one.points,
                        "fix": fix,
                    })
                    .to_string(),
                );
            } else {
                told(one, lang);
            }
        }
    }
    if !args.common.json {
        line(&match must {
            0 => say(lang, "Không còn việc gì phải làm.", "Nothing is left to do."),
            n => say(lang, format!("Còn {n} việc phải làm (dấu !)."), format!("To do: {n} (marked !).")),
        });
    }
    if must > 0 { FOUND } else { OK }
}

fn told(one: &Finding, lang: Lang) {
    line(&format!("  {} {}: {}", if one.must { '!' } else { '·' }, one.about, one.what.pick(lang)));
    for point in &one.points {
        line(&format!("      - {point}"));
    }
    if let Some(fix) = &one.fix {
        line(&format!("      {}: {}", say(lang, "cách làm", "do"), fix.pick(lang)));
    }
}
