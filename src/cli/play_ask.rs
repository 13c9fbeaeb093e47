//! What is typed in `motcua play`: commands in Vietnamese, with or without marks, and in English.
//!
//! It does nothing; what it does not know, it answers with the nearest command.

use source::{Words, nearest};

/// Keys with what is typed for them.
pub(crate) type Pairs = Vec<(String, String)>;

/// What is asked.
pub(crate) enum Ask {
    /// A button by its number, by a post, with answers.
    Press(usize, Option<String>, Pairs),
    File(Pairs),
    To(String),
    NextDue,
    Plus(String),
    Role(String),
    Why,
    Log,
    Name(String),
    Save(String),
    Undo,
    Look,
    Help,
    Quit,
}

/// The commands: as they are shown, and how else they are typed.
const COMMANDS: [(&str, &[&str]); 12] = [
    ("nộp", &["nop", "file"]),
    ("tới", &["toi", "đến", "den", "to"]),
    ("thêm", &["them", "plus"]),
    ("vai", &["role"]),
    ("vì sao", &["vi sao", "why"]),
    ("nhật ký", &["nhat ky", "log"]),
    ("tên", &["ten", "name"]),
    ("lưu", &["luu", "save"]),
    ("lùi", &["lui", "undo"]),
    ("xem", &["look"]),
    ("?", &["giúp", "giup", "help"]),
    ("thôi", &["thoi", "quit"]),
];

/// The ways to say the next due.
const NEXT_DUE: [&str; 4] = ["hạn kế tiếp", "han ke tiep", "next due", "hạn tiếp theo"];

/// Reads a line; none if it is empty.
pub(crate) fn read(line: &str) -> Option<Result<Ask, Words>> {
    let line = line.trim();
    (!line.is_empty()).then(|| ask(line))
}

fn ask(line: &str) -> Result<Ask, Words> {
    let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    if let Ok(number) = first.parse() {
        let mut pairs = pairs(rest)?;
        let by = pairs.iter().position(|(key, _)| key == "by").map(|at| pairs.remove(at).1);
        return Ok(Ask::Press(number, by, pairs));
    }
    let Some((command, rest)) = command(line) else { return Err(unknown(line)) };
    Ok(match command {
        "nộp" => Ask::File(pairs(rest)?),
        "tới" if NEXT_DUE.contains(&rest.to_lowercase().as_str()) => Ask::NextDue,
        "tới" => Ask::To(rest.to_owned()),
        "thêm" => Ask::Plus(rest.to_owned()),
        "vai" => Ask::Role(rest.to_owned()),
        "vì sao" => Ask::Why,
        "nhật ký" => Ask::Log,
        "tên" => Ask::Name(rest.to_owned()),
        "lưu" => Ask::Save(rest.to_owned()),
        "lùi" => Ask::Undo,
        "xem" => Ask::Look,
        "thôi" => Ask::Quit,
        _ => Ask::Help,
    })
}

/// Finds the command a line begins with, and what follows it.
fn command(line: &str) -> Option<(&'static str, &str)> {
    let follows = |word: &str| {
        let head = line.get(..word.len()).filter(|head| head.to_lowercase() == word)?;
        let rest = &line[head.len()..];
        (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| rest.trim())
    };
    COMMANDS.iter().find_map(|(shown, others)| {
        let mut words = std::iter::once(shown).chain(others.iter());
        words.find_map(|word| follows(word)).map(|rest| (*shown, rest))
    })
}

/// Reads `key=value; key=value`.
fn pairs(text: &str) -> Result<Pairs, Words> {
    let parts = text.split(';').map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (key, value) = part.split_once('=').ok_or_else(|| {
                Words::new(
                    format!("`{part}`: viết nội dung điền dạng `mã=giá trị`, cách nhau bằng `;`"),
                    format!("`{part}`: write answers as `id=value`, with `;` between them"),
                )
            })?;
            Ok((key.trim().to_owned(), value.trim().to_owned()))
        })
        .collect()
}

fn unknown(line: &str) -> Words {
    let first = line.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    let one = first.split(' ').next().unwrap_or_default();
    let all = || COMMANDS.iter().flat_map(|(shown, others)| others.iter().chain([shown]));
    let words = || all().copied().filter(|word| word.len() > 1);
    let near = nearest(&first, words()).or_else(|| nearest(one, words()));
    let near = near.and_then(|near| COMMANDS.iter().find(|(shown, others)| *shown == near || others.contains(&near)));
    // The last of the other ways is the English one.
    let (vi, en) = match near.map(|(shown, others)| (*shown, others.last().copied().unwrap_or(shown))) {
        None => ("; gõ `?` để xem các lệnh".to_owned(), "; type `?` for the commands".to_owned()),
        Some((vi, en)) => (format!("; có phải `{vi}`?"), format!("; did you mean `{en}`?")),
    };
    Words::new(format!("không có lệnh `{line}`{vi}"), format!("there is no command `{line}`{en}"))
}

/// The help, in a language.
pub(crate) fn help() -> Words {
    Words::new(
        "\
Các lệnh:
  nộp                            nộp hồ sơ, tự điền; hoặc: nộp channel=truc_tuyen; muc.truong=giá trị
  2                              bấm nút số 2; kèm nội dung: 2 ly_do=Thiếu giấy tờ; by=vị_trí
  tới hạn kế tiếp                tua tới hạn gần nhất đang chờ
  tới 15:00                      cũng được: tới 15:00 09/06/2026; tới 2026-06-09 15:00; tới giờ RFC 3339
  tới 15:00 ngày làm việc cuối trước Tết      hoặc: tới ngày làm việc đầu sau Quốc khánh
  thêm 2 ngày làm việc           cũng được: thêm 3 giờ làm việc; thêm 10 ngày
  vai mot_cua                    chỉ xem việc của một vai; `vai hết` để xem tất cả
  vì sao                         vì sao hồ sơ ở đây, vì sao hạn như vậy
  nhật ký                        mọi việc đã xảy ra
  lùi                            bỏ bước vừa làm
  tên Rút hồ sơ trước khi ký     đặt tên cho kịch bản
  lưu tệp.test.yaml              ghi các bước đã đi thành một kịch bản
  xem, ?, thôi                   xem lại hồ sơ, hướng dẫn này, kết thúc",
        "\
Commands:
  file                           files with first answers; or: file channel=truc_tuyen; section.field=value
  2                              presses button 2; with answers: 2 ly_do=…; by=post
  to next due                    moves to the next due that is armed
  to 15:00                       also: to 15:00 09/06/2026; to 2026-06-09 15:00; to an RFC 3339 instant
  to 15:00 last working day before Tết        or: to first working day after Quốc khánh
  plus 2 ngày làm việc           lengths in the units of the law
  role mot_cua                   shows one role's work alone; `role all` shows everything
  why                            why the dossier is here, why it is due then
  log, undo                      everything that happened; takes the last step back
  name …, save file.test.yaml    names the scenario, writes it down
  look, ?, quit                  shows the dossier again, this help, ends",
    )
}
