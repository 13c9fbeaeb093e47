//! Random guards: whatever compiles gives an answer on every dossier, and a well-typed one compiles.
//! Seeds are fixed, so that a failure comes back.

use engine::Outcome;
use motcua_procedure::guard::{Slot, Stand, compile, compile_at};

use crate::dossier;

/// A small generator of numbers (xorshift).
pub struct Dice(u64);

impl Dice {
    /// Starts with a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// Gives a number below `sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % sides
    }

    /// Picks one.
    pub fn pick<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.roll(all.len())]
    }
}

const COMPARISONS: [&str; 6] = ["==", "!=", "<", "<=", ">", ">="];

fn boolean(dice: &mut Dice, depth: usize) -> String {
    let leaf = [
        "true",
        "false",
        "yeu_cau.la_ho_tich",
        "giay_to.don",
        "nhieu_ban",
        "khac",
        "tham_dinh.done",
        "tiep_nhan.ever(\"nhan\")",
        "ho_so.qua_han",
        "has(yeu_cau.so_to)",
        "dong_ho.tra_loi.dung",
        "(thue.action == \"thong_bao\" && thue.loai == \"dat\")",
        "(gui.done && gui.dat)",
        "has(thue.ly_do)",
        "\"so_xd\" in yeu_cau.co_quan",
        "(ho_so.co_quan_tiep_nhan in thue.noi)",
    ];
    if depth == 0 {
        return dice.pick(&leaf).to_owned();
    }
    let next = depth - 1;
    match dice.roll(9) {
        0 => format!("!({})", boolean(dice, next)),
        1 => format!("({} && {})", boolean(dice, next), boolean(dice, next)),
        2 => format!("({} || {})", boolean(dice, next), boolean(dice, next)),
        3 => format!("{} {} {}", integer(dice, next), dice.pick(&COMPARISONS), decimal(dice, next)),
        4 => format!("{} {} {}", money(dice, next), dice.pick(&COMPARISONS), money(dice, next)),
        5 => format!("{} {} {}", date(dice, next), dice.pick(&COMPARISONS), date(dice, next)),
        6 => format!("{} in [\"moi\", \"sua_chua\"]", dice.pick(&["yeu_cau.loai", "(yeu_cau.loai ?? \"moi\")"])),
        7 => format!("{} == {}", dice.pick(&["yeu_cau.cach", "\"gap\""]), dice.pick(&["yeu_cau.cach", "yeu_cau.cach"])),
        _ => dice.pick(&leaf).to_owned(),
    }
}

fn integer(dice: &mut Dice, depth: usize) -> String {
    let leaf = [
        "0",
        "1",
        "-3",
        "9223372036854775807",
        "yeu_cau.so_ban",
        "yeu_cau.so_to",
        "tiep_nhan.rounds",
        "len(yeu_cau.ghi)",
        "len(yeu_cau.nhu_cau)",
        "len(yeu_cau.co_quan)",
        "ho_so.lan_gia_han",
        "hoi.count()",
        "hoi.count(\"khong\")",
        "thue.ma",
    ];
    if depth == 0 {
        return dice.pick(&leaf).to_owned();
    }
    let next = depth - 1;
    match dice.roll(6) {
        0 => format!("({} {} {})", integer(dice, next), dice.pick(&["+", "-", "*", "%"]), integer(dice, next)),
        1 => format!("div({}, {})", integer(dice, next), integer(dice, next)),
        2 => format!(
            "{}({}, {})",
            dice.pick(&["days", "months", "years", "working_days"]),
            date(dice, next),
            date(dice, next)
        ),
        3 => format!("abs({})", integer(dice, next)),
        4 => format!("{}({}, {})", dice.pick(&["min", "max"]), integer(dice, next), integer(dice, next)),
        _ => dice.pick(&leaf).to_owned(),
    }
}

fn decimal(dice: &mut Dice, depth: usize) -> String {
    let leaf = ["0.0", "1.5", "-0.000000000000000000000000001", "99999999999999.99999", "yeu_cau.dien_tich"];
    if depth == 0 {
        return dice.pick(&leaf).to_owned();
    }
    let next = depth - 1;
    match dice.roll(4) {
        0 => format!("({} {} {})", decimal(dice, next), dice.pick(&["+", "-", "*", "/"]), integer(dice, next)),
        1 => format!("({} {} {})", decimal(dice, next), dice.pick(&["+", "-", "*", "/"]), decimal(dice, next)),
        2 => format!("round({}, {})", decimal(dice, next), dice.pick(&["0", "2", "40", "-1", "9999999999"])),
        _ => dice.pick(&leaf).to_owned(),
    }
}

fn money(dice: &mut Dice, depth: usize) -> String {
    let leaf = [
        "yeu_cau.gia",
        "dong(1)",
        "dong(9223372036854775807)",
        "phi.tong",
        "phi.con_lai",
        "phi.da_nop",
        "phi.phi_chup",
        "thue.so_tien",
    ];
    if depth == 0 {
        return dice.pick(&leaf).to_owned();
    }
    let next = depth - 1;
    match dice.roll(5) {
        0 => format!("({} {} {})", money(dice, next), dice.pick(&["+", "-"]), money(dice, next)),
        1 => format!("({} * {})", money(dice, next), integer(dice, next)),
        2 => format!("round_dong({} * {})", money(dice, next), decimal(dice, next)),
        3 => format!("-({})", money(dice, next)),
        _ => dice.pick(&leaf).to_owned(),
    }
}

fn date(dice: &mut Dice, depth: usize) -> String {
    let leaf = [
        "hom_nay",
        "date(\"2024-02-29\")",
        "date(\"9999-12-31\")",
        "date(\"0001-01-01\")",
        "yeu_cau.ngay_sinh",
        "ho_so.ngay_tiep_nhan",
        "date_of(bay_gio)",
    ];
    if depth == 0 || dice.roll(2) == 0 {
        return dice.pick(&leaf).to_owned();
    }
    format!("add_days({}, {})", date(dice, depth - 1), integer(dice, depth - 1))
}

#[test]
fn typed_expressions_compile_and_answer() {
    let names = dossier::names();
    let dossiers = [dossier::empty(), dossier::received(), dossier::complete()];
    let (mut compiled, mut missing) = (0, 0);
    for seed in 0..6_000 {
        let text = boolean(&mut Dice::new(seed), 1 + seed as usize % 4);
        let guard = match compile(&text, &names) {
            Ok(guard) => guard,
            Err(problems) => {
                assert!(problems.iter().all(|problem| problem.code.code == "M009"), "{text}: {problems:?}");
                continue;
            }
        };
        compiled += 1;
        for (at, dossier) in dossiers.iter().enumerate() {
            match dossier.evaluate(&guard) {
                Outcome::Missing(name) if at == 2 => assert!(name.starts_with("calendar "), "{text} lacks {name}"),
                Outcome::Missing(name) => {
                    missing += 1;
                    let read = guard.reads().iter().find(|read| read.text == name && !read.protected);
                    // What a fee is computed from is read for it.
                    let owed = guard.reads().iter().any(|read| matches!(read.what, Slot::Fee(_) | Slot::Fees(_)));
                    let of_fee = owed && ["yeu_cau.gia", "yeu_cau.so_ban"].contains(&name.as_str());
                    let known = read.is_some() || of_fee || name.starts_with("calendar ");
                    assert!(known, "{text} lacks the protected {name}");
                }
                Outcome::Arithmetic(what) => assert!(!what.starts_with("type"), "{text}: {what}"),
                _ => {}
            }
            assert!(!dossier.explain(&guard, source::Lang::Vi).is_empty());
        }
    }
    assert!(compiled > 4_000 && missing > 500, "the generator is of use: {compiled}, {missing}");
}

#[test]
fn an_amount_is_what_a_guard_finds_it_to_be() {
    let names = dossier::names();
    let dossiers = [dossier::empty(), dossier::received(), dossier::complete()];
    let (mut given, mut missing) = (0, 0);
    for seed in 0..4_000 {
        let mut dice = Dice::new(seed);
        let depth = seed as usize % 4;
        let text = if dice.roll(2) == 0 { integer(&mut dice, depth) } else { money(&mut dice, depth) };
        let Ok(amount) = compile_at(&text, &names, Stand::Amount) else { continue };
        for dossier in &dossiers {
            match dossier.amount(&amount) {
                Ok(found) => {
                    given += 1;
                    // The smallest number cannot be written: its sign stands before a number that is too large.
                    if let Ok(same) = compile(&format!("{text} == {found}"), &names) {
                        assert_eq!(dossier.evaluate(&same), Outcome::True, "{text} = {found}");
                    }
                }
                Err(Outcome::Missing(_)) => missing += 1,
                Err(Outcome::Arithmetic(what)) => assert!(!what.starts_with("type"), "{text}: {what}"),
                Err(Outcome::Limit) => {}
                Err(other) => panic!("{text} gives {other:?}"),
            }
        }
    }
    assert!(given > 2_000 && missing > 300, "the generator is of use: {given}, {missing}");
}

/// Words of guards and of attacks on them; the first 26 fit together best.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "yeu_cau.so_ban", "yeu_cau.la_ho_tich", "yeu_cau.loai", "ho_tich", "\"moi\"", "1", "2.5", "true", "==",
    "<", "in", "&&", "||", "??", "!", "-", "+", "*",
    "/", "%", "(", ")", "[", "]", ",", ".", "has",
    "len", "x", "|", "=", "{", "}", "`", "'", "\"",
    "..", "//", "ở", "if", "let", "\n", "tiep_nhan", "action", "#{",
    "phi.tong", "dong_ho", "tin", "hoi", "count", "thue.ma",
    "\\", "?.", "1e3", "0x1", "hong", "🙂",
];

#[test]
fn token_soup_never_breaks() {
    let names = dossier::names();
    let dossiers = [dossier::empty(), dossier::complete()];
    let mut compiled = 0;
    for seed in 0..60_000 {
        let mut dice = Dice::new(seed);
        // Half of the soups are made of the words that fit together best.
        let known = if seed % 2 == 0 { 26 } else { WORDS.len() };
        let length = 1 + dice.roll(9);
        let glue = dice.pick(&["", " ", " "]);
        let text = (0..length).map(|_| dice.pick(&WORDS[..known])).collect::<Vec<_>>().join(glue);
        match compile(&text, &names) {
            Ok(guard) => {
                compiled += 1;
                for dossier in &dossiers {
                    let outcome = dossier.evaluate(&guard);
                    assert!(
                        !matches!(&outcome, Outcome::Arithmetic(what) if what.starts_with("type")),
                        "{text}: {outcome:?}"
                    );
                }
            }
            Err(problems) => {
                for problem in problems {
                    assert!(text.get(problem.span.clone()).is_some(), "{text}: {problem:?}");
                }
            }
        }
    }
    assert!(compiled > 300, "the soup is of use: {compiled}");
}
