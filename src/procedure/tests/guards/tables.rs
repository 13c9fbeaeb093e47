//! The tables `typing.txt` and `values.txt`, and what a guard says about itself.

use engine::Outcome;
use motcua_procedure::guard::{
    ConditionName, Fact, Guard, Names, Premise, Problem, Slot, Stand, compile, compile_at, conditions_in, covers,
};
use program::{ActionIx, BillLine, FeeIx, FieldIx, NodeIx, Value};
use source::{Lang, SourceFile, Span};

use crate::dossier;

fn rows(table: &str) -> impl Iterator<Item = (&str, &str)> {
    table.lines().filter(|line| !line.is_empty() && !line.starts_with('#') || line.starts_with("#{")).map(|line| {
        let (text, expected) = line.split_once(" ⇒").expect("every row has its answer");
        (text, expected.trim())
    })
}

fn shown(text: &str, problems: &[Problem]) -> String {
    let one = |problem: &Problem| {
        let column = text[..problem.span.start].chars().count() + 1;
        format!("{}@{column}", problem.code.code)
    };
    problems.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn guard(text: &str) -> Guard {
    compile(text, &dossier::names()).unwrap_or_else(|problems| panic!("{text}: {problems:?}"))
}

#[test]
fn accepts_and_refuses() {
    let names = dossier::names();
    let mut wrong = Vec::new();
    for (text, expected) in rows(include_str!("typing.txt")) {
        let found = match compile(text, &names) {
            Ok(_) => "ok".to_owned(),
            Err(problems) => shown(text, &problems),
        };
        if found != expected {
            wrong.push(format!("{text} ⇒ {found}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn knows_the_message_only_in_outcomes() {
    let names = dossier::names();
    let stand = Stand::Outcome(NodeIx::new(dossier::MESSAGE));
    let mut dossier = dossier::received();
    dossier.message = Some(dossier::told());
    for (text, expected) in rows(include_str!("outcomes.txt")) {
        let compiled = compile_at(text, &names, stand);
        let found = compiled.as_ref().map_or_else(|problems| shown(text, problems), |_| "ok".to_owned());
        assert_eq!(found, expected, "{text}");
        if let Ok(guard) = compiled {
            let outcome = dossier.evaluate(&guard);
            assert!(matches!(outcome, Outcome::True | Outcome::False), "{text}: {outcome:?}");
            assert!(compile(text, &names).is_err(), "{text} stands nowhere else");
        }
    }
    let holds = |text: &str| dossier.evaluate(&compile_at(text, &names, stand).expect(text));
    assert_eq!(holds("tin.ma == 4 && tin.so_tien == 400000 && !has(tin.ly_do)"), Outcome::True);
    assert_eq!(holds("tin.ly_do == \"x\""), Outcome::Missing("tin.ly_do".to_owned()));
}

#[test]
fn gives_amounts() {
    let (names, dossier) = (dossier::names(), dossier::received());
    for (text, expected) in rows(include_str!("amounts.txt")) {
        let found = match compile_at(text, &names, Stand::Amount) {
            Err(problems) => shown(text, &problems),
            Ok(amount) => match dossier.amount(&amount) {
                Ok(amount) => amount.to_string(),
                Err(Outcome::Missing(name)) => format!("missing {name}"),
                Err(Outcome::Arithmetic(_)) => "arithmetic".to_owned(),
                Err(other) => format!("{other:?}"),
            },
        };
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn fees_know_no_fees() {
    let mut names = dossier::names();
    let mut condition = names.conditions[0].clone();
    (condition.id, condition.text) = ("phai_nop".to_owned(), "phi.tong > 0".to_owned());
    names.conditions.push(condition);
    let found = |text: &str, stand| compile_at(text, &names, stand).map_err(|problems| shown(text, &problems)).err();
    assert_eq!(found("phai_nop", Stand::Plain), None);
    assert_eq!(found("ho_tich && phai_nop", Stand::Fee).as_deref(), Some("M041@12"));
    assert_eq!(found("ho_tich && phi.le_phi == 0", Stand::Fee).as_deref(), Some("M041@12"));
    assert_eq!(found("ho_tich && yeu_cau.gia > 0", Stand::Fee), None);
}

#[test]
fn what_is_owed_is_what_was_assessed() {
    let owed = |dossier: &dossier::Dossier, text: &str| dossier.evaluate(&guard(text));
    let mut dossier = dossier::received();
    dossier.fill(1, None);
    assert_eq!(owed(&dossier, "phi.tong > 0"), Outcome::Missing("yeu_cau.so_ban".to_owned()));
    assert_eq!(owed(&dossier, "phi.le_phi == 20000 && phi.da_nop == 150000"), Outcome::True);
    dossier.instance.assessed.push((BillLine::Fee(FeeIx(1)), 90_000));
    // 20,000 + 90,000 + 400,000.
    assert_eq!(owed(&dossier, "phi.phi_chup == 90000 && phi.tong == 510000"), Outcome::True);
    dossier.instance.paid.push((BillLine::Fee(FeeIx(1)), 900_000));
    assert_eq!(owed(&dossier, "phi.con_lai == 0"), Outcome::True);
    dossier.instance.paid.push((BillLine::Fee(FeeIx(1)), i64::MAX));
    assert!(matches!(owed(&dossier, "phi.da_nop > 0"), Outcome::Arithmetic(_)));
    dossier.fill(1, Value::Integer(-1));
    dossier.instance.assessed.clear();
    assert!(matches!(owed(&dossier, "phi.tong > 0"), Outcome::Arithmetic(_)));
}

#[test]
fn an_answer_is_of_the_latest_activation() {
    let mut dossier = dossier::received();
    let has = |dossier: &dossier::Dossier| dossier.evaluate(&guard("has(thue.so_tien)"));
    assert_eq!(has(&dossier), Outcome::True);
    // The officer's button ends the step and brings no message: the older one says nothing about it.
    dossier.instance.steps[dossier::MESSAGE].action = Some(ActionIx(0));
    assert_eq!(has(&dossier), Outcome::False);
    dossier.instance.steps[dossier::MESSAGE].done = false;
    assert_eq!(has(&dossier), Outcome::False);
}

#[test]
fn gives_values() {
    let dossier = dossier::received();
    let mut wrong = Vec::new();
    for (text, expected) in rows(include_str!("values.txt")) {
        let found = match dossier.evaluate(&guard(text)) {
            Outcome::True => "true".to_owned(),
            Outcome::False => "false".to_owned(),
            Outcome::Missing(name) => format!("missing {name}"),
            Outcome::Arithmetic(_) => "arithmetic".to_owned(),
            Outcome::Limit => "limit".to_owned(),
        };
        if found != expected {
            wrong.push(format!("{text} ⇒ {found}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn speaks_to_officials() {
    let names = dossier::names();
    let said = |text: &str| {
        let problems = compile(text, &names).expect_err(text);
        let help = problems[0].help.as_ref().map_or(String::new(), |help| help.vi.clone());
        format!("{} — {help}", problems[0].message.vi)
    };
    let cases = [
        ("yeu_cau.la_ho_tic", "Trong `yeu_cau` không có `la_ho_tic` — có phải `yeu_cau.la_ho_tich`?"),
        ("la_ho_tich", "Không có tên `la_ho_tich` — có phải `yeu_cau.la_ho_tich`?"),
        ("yeu_cau.la_ho_tich = true", "Không dùng phép gán `=` trong điều kiện — so sánh viết là `==`"),
        (
            "7 / 2 > 3",
            "Không chia số nguyên (integer) với số nguyên (integer) — chia lấy phần nguyên: `div(7, 2)`; chia ra số thập phân: `7 / 2.0`",
        ),
        ("yeu_cau.loai == sua_chua", "Không có tên `sua_chua` — viết trong dấu nháy: `\"sua_chua\"`"),
        ("ho_so.kenh == truc_tuyen", "Không có tên `truc_tuyen` — viết trong dấu nháy: `\"truc_tuyen\"`"),
        ("yeu_cau.la_ho_tich and ho_tich", "Không viết `and` trong điều kiện — «và» viết là `&&`"),
        (
            "hoi.action == \"dong_y\"",
            "Bước `hoi` hỏi nhiều nơi (`forEach`), nên không có một `action` — viết `hoi.count(\"nut\") > 0` hoặc `hoi.ever(\"nut\")`",
        ),
        ("khoi.action == \"x\"", "Bước `khoi` không có nút, nên không có `action` — viết `khoi.done`"),
        (
            "tin.ma == 4",
            "`tin` là tin vừa đến, chỉ dùng trong `outcomes` của bước nhận tin — sau bước đó viết `ten_buoc.truong`",
        ),
        ("dong_ho.tra_loi.chayy", "Trong `dong_ho.tra_loi` không có `chayy` — có phải `dong_ho.tra_loi.chay`?"),
        ("yeu_cau.loai == \"mois\"", "Không có lựa chọn `mois` — có phải `moi`?"),
    ];
    for (text, expected) in cases {
        assert_eq!(said(text), expected);
    }
}

#[test]
fn bounds_length_depth_and_nodes() {
    let names = dossier::names();
    let code = |text: &str| compile(text, &names).map_err(|problems| shown(text, &problems));
    let chain = |n: usize| format!("{} > 0", vec!["1"; n].join("+"));
    assert!(code(&chain(49)).is_ok());
    // 51 numbers, 50 plus signs, 1 comparison and its 0 are 103.
    assert!(code(&chain(51)).is_err_and(|found| found.starts_with("M009@")));
    assert_eq!(code(&format!("true{}", " ".repeat(497))).err().as_deref(), Some("M009@501"));
    assert_eq!(code(&"(".repeat(500)).err().map(|found| found.contains("M009@17")), Some(true));
    assert!(code(&"[".repeat(10_000)).is_err());
    assert!(code(&format!("a{} == 1", ".b".repeat(240))).is_err());
    assert!(code(&"!".repeat(400)).is_err());
    assert!(code(&format!("{}1 == 1", "-".repeat(400))).is_err());
}

#[test]
fn bounds_conditions_of_conditions() {
    let mut names = dossier::names();
    let template = names.conditions[0].clone();
    for at in 0..40 {
        let mut condition = template.clone();
        condition.id = format!("tang_{at}");
        condition.text = if at == 0 { "true".to_owned() } else { format!("tang_{} || tang_{}", at - 1, at - 1) };
        names.conditions.push(condition);
    }
    assert!(compile("tang_15", &names).is_ok());
    let refused = compile("tang_16", &names).expect_err("seventeen levels");
    assert_eq!(shown("tang_16", &refused), "M009@1");
    assert_eq!(compile("tang_39", &names).expect_err("told of a condition below"), []);
    // 2^15 readings would be needed if the first of each pair did not decide.
    names.conditions.iter_mut().find(|condition| condition.id == "tang_0").expect("just added").text =
        "false".to_owned();
    let dossier = dossier::received();
    let deep = compile("tang_15", &names).expect("fifteen levels");
    assert_eq!(dossier.evaluate(&deep), Outcome::Limit);
}

/// Adds conditions, each of which says something of the one before it, and returns the name of the last.
fn tower(names: &mut Names, levels: usize, first: &str, next: impl Fn(usize, &str) -> String) -> String {
    for at in 0..levels {
        let text = if at == 0 { first.to_owned() } else { next(at, &format!("t{}x", at - 1)) };
        names.conditions.push(ConditionName { id: format!("t{at}x"), text, ..names.conditions[0].clone() });
    }
    format!("t{}x", levels - 1)
}

/// Written out, the first tower would be read 60^14 times, and the second is told another thing at each reading.
#[test]
fn conditions_of_conditions_are_read_a_few_times() {
    let mut names = dossier::names();
    let last = tower(&mut names, 15, "da_dat", |_, below| vec![below; 60].join(" && "));
    let guard = compile(&last, &names).expect("fifteen levels");
    assert_eq!(guard.reads().len(), 1, "nothing more is known at a further reading");
    assert_eq!(guard.requires(true).len(), 1);
    let mut names = dossier::names();
    let last = tower(&mut names, 15, "da_dat", |at, below| {
        let known = ["tham_dinh.done", "tham_dinh.skipped", "gui.done", "gui.skipped", "thue.done", "thue.skipped"];
        let part = |known: &str| format!("({known} && {below})");
        format!("{} || {}", part(known[at % 6]), part(known[(at + 1) % 6]))
    });
    let guard = compile(&last, &names).expect("fifteen levels");
    assert!(guard.reads().len() < 2_000, "{}", guard.reads().len());
    let mut names = dossier::names();
    let last = tower(&mut names, 30, "da_dat", |_, below| vec![below; 60].join(" || "));
    assert_eq!(compile(&last, &names).expect_err("thirty levels"), []);
    assert_eq!(shown("t15x", &compile("t15x", &names).expect_err("seventeen levels")), "M009@1");
}

/// What is known only at a further reading of a condition does not protect the first one, nor the other way round.
#[test]
fn each_reading_of_a_condition_is_judged_by_what_is_known_there() {
    let mut names = dossier::names();
    let last = tower(&mut names, 2, "da_dat", |_, below| format!("tham_dinh.done && {below} || {below}"));
    let reads = |text: &str| {
        let guard = compile(text, &names).expect("it fits");
        let reads = guard.reads().iter().filter(|read| read.text == "tham_dinh.action");
        reads.map(|read| read.protected).collect::<Vec<_>>()
    };
    assert_eq!(reads(&last), [true, false]);
    assert_eq!(reads("da_dat || tham_dinh.done && da_dat"), [false]);
}

#[test]
fn says_what_it_reads() {
    let reads = |text: &str| {
        guard(text)
            .reads()
            .iter()
            .map(|read| format!("{}{}", read.text, if read.protected { "" } else { "!" }))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let cases = [
        ("yeu_cau.so_to > 1", "yeu_cau.so_to!"),
        ("has(yeu_cau.so_to) && yeu_cau.so_to > 1", "yeu_cau.so_to yeu_cau.so_to"),
        ("!has(yeu_cau.so_to) || yeu_cau.so_to > 1", "yeu_cau.so_to yeu_cau.so_to"),
        ("has(yeu_cau.so_to) || yeu_cau.so_to > 1", "yeu_cau.so_to yeu_cau.so_to!"),
        ("(has(yeu_cau.so_to) && true) || yeu_cau.so_to > 1", "yeu_cau.so_to yeu_cau.so_to!"),
        ("tham_dinh.done && tham_dinh.action == \"dat\"", "tham_dinh.done! tham_dinh.action"),
        ("!tham_dinh.done || tham_dinh.at < bay_gio", "tham_dinh.done! tham_dinh.at bay_gio!"),
        ("tham_dinh.ever(\"dat\") && da_dat", "tham_dinh.ever(\"dat\")! tham_dinh.action!"),
        ("tham_dinh.done && da_dat", "tham_dinh.done! tham_dinh.action"),
        // A job that is done has answered; what may be absent may be absent then too.
        ("gui.done && gui.dat", "gui.done! gui.dat"),
        ("gui.action == \"done\" && gui.dat", "gui.action! gui.dat"),
        ("gui.dat && gui.done", "gui.dat! gui.done!"),
        ("has(gui.so) && gui.dat", "gui.so gui.dat"),
        ("thue.action == \"thong_bao\" && thue.ly_do == \"\"", "thue.action! thue.ly_do!"),
        ("has(thue.ly_do) && thue.ly_do == \"\"", "thue.ly_do thue.ly_do"),
        // `huy` ends the step without its message.
        ("thue.done && thue.ma == 1", "thue.done! thue.ma!"),
        ("thue.action == \"thong_bao\" && thue.ma == 1", "thue.action! thue.ma"),
        ("thue.action == \"huy\" && thue.ma == 1", "thue.action! thue.ma!"),
        ("thue.action != \"huy\" && thue.ma == 1", "thue.action! thue.ma!"),
        ("has(thue.ma) && thue.so_tien > 0 && thue.at < bay_gio", "thue.ma thue.so_tien! thue.at bay_gio!"),
        ("hoi.count(\"dong_y\") > 0 && phi.tong > 0", "hoi.count(\"dong_y\")! phi.tong!"),
        ("(yeu_cau.so_to ?? 1) > yeu_cau.so_ban", "yeu_cau.so_to yeu_cau.so_ban!"),
    ];
    for (text, expected) in cases {
        assert_eq!(reads(text), expected, "{text}");
    }
    let inside = guard("true && da_dat");
    assert_eq!(inside.reads()[0].span, 8..14);
}

#[test]
fn says_what_follows() {
    let step = NodeIx::new(2);
    let fact = |what, holds| Fact { what, holds };
    let dat = Premise::Action(step, ActionIx(0));
    let cases = [
        ("da_dat && yeu_cau.so_ban > 1", true, vec![fact(dat, true)]),
        ("da_dat && yeu_cau.so_ban > 1", false, vec![]),
        (
            "tham_dinh.action != \"dat\" || tham_dinh.skipped",
            false,
            vec![fact(dat, true), fact(Premise::Skipped(step), false)],
        ),
        ("!(tham_dinh.done == false)", true, vec![fact(Premise::Done(step), true)]),
        ("!tham_dinh.ever(\"khong_dat\")", true, vec![fact(Premise::Ever(step, ActionIx(1)), false)]),
        ("hoi.count(\"dong_y\") > 0 && dong_ho.ho_so.chay", true, vec![]),
        ("thue.action == \"tra_lai\"", true, vec![fact(Premise::Action(NodeIx::new(5), ActionIx(2)), true)]),
        ("has(gui.so)", true, vec![fact(Premise::Given(Slot::Answer(NodeIx::new(6), 0)), true)]),
        ("has(yeu_cau.so_to)", false, vec![fact(Premise::Given(Slot::Field(FieldIx(9))), false)]),
    ];
    for (text, result, expected) in cases {
        assert_eq!(guard(text).requires(result), expected, "{text}");
    }
}

#[test]
fn sees_that_nothing_is_left_out() {
    let cases: [(&[&str], bool); 13] = [
        (&["ho_tich", "khac"], true),
        (&["yeu_cau.la_ho_tich", "yeu_cau.la_ho_tich == false"], true),
        (&["yeu_cau.so_ban > 2", "!nhieu_ban"], true),
        (&["yeu_cau.so_ban > 2", "yeu_cau.so_ban <= 2"], false),
        (&["ho_tich", "ho_tich"], false),
        (&["yeu_cau.loai == \"moi\"", "yeu_cau.loai in [\"sua_chua\", \"co_thoi_han\"]"], true),
        (&["yeu_cau.loai == \"moi\"", "yeu_cau.loai != \"moi\""], true),
        (&["yeu_cau.loai == \"moi\"", "yeu_cau.loai == \"sua_chua\""], false),
        (&["yeu_cau.loai == \"moi\"", "yeu_cau.loai != \"sua_chua\""], false),
        (&["tham_dinh.action == \"dat\"", "\"khong_dat\" == tham_dinh.action"], true),
        (&["thue.loai == \"dat\"", "thue.loai == \"khong\""], true),
        (&["gui.dat", "!gui.dat"], true),
        (&["hoi.count() > 1", "hoi.count() <= 1"], false),
    ];
    for (texts, expected) in cases {
        let guards: Vec<Guard> = texts.iter().map(|text| guard(text)).collect();
        assert_eq!(covers(&guards), expected, "{texts:?}");
    }
}

#[test]
fn explains_itself() {
    let dossier = dossier::received();
    let explain = |text: &str, lang| dossier.explain(&guard(text), lang);
    assert_eq!(
        explain("ho_tich && yeu_cau.gia > 0 && yeu_cau.loai == \"moi\"", Lang::Vi),
        "`ho_tich && yeu_cau.gia > 0 && yeu_cau.loai == \"moi\"`: `yeu_cau.la_ho_tich` = đúng; `yeu_cau.gia` = 75.000 đồng; `yeu_cau.loai` = sua_chua (Nhãn sua_chua)"
    );
    assert_eq!(
        explain("has(yeu_cau.so_to) || ho_so.han_tra > bay_gio", Lang::Vi),
        "`has(yeu_cau.so_to) || ho_so.han_tra > bay_gio`: `yeu_cau.so_to` = chưa có; `ho_so.han_tra` = 17:00 ngày 24/08/2026; `bay_gio` = 14:00 ngày 21/08/2026"
    );
    let text = "phi.tong > 0 && dong_ho.tra_loi.dung && hoi.count(\"khong\") == 1 && \"so_xd\" in thue.noi";
    assert_eq!(
        explain(text, Lang::Vi),
        format!(
            "`{text}`: `phi.tong` = 645.000 đồng; `dong_ho.tra_loi.dung` = đúng; `hoi.count(\"khong\")` = 1; `thue.noi` = «so_xd», «ubnd_p1»"
        )
    );
    assert_eq!(
        explain("thue.action == \"huy\" && thue.ly_do == \"\"", Lang::En),
        "`thue.action == \"huy\" && thue.ly_do == \"\"`: `thue.action` = thong_bao (Nhãn thong_bao); `thue.ly_do` = missing"
    );
    let mut unknown = dossier::received();
    unknown.fill(1, None);
    assert_eq!(unknown.explain(&guard("phi.tong > 0"), Lang::Vi), "`phi.tong > 0`: `phi.tong` = chưa tính được");
    assert_eq!(explain("yeu_cau.so_to == 1", Lang::En), "`yeu_cau.so_to == 1`: `yeu_cau.so_to` = missing");
}

#[test]
fn is_written_with_other_names() {
    let cases = [
        ("yeu_cau.gia > 0 && !has(yeu_cau.so_to)", "<yeu_cau.gia> > 0 && !has(<yeu_cau.so_to>)"),
        ("ho_tich || (yeu_cau.so_to ?? 1) == 2", "<ho_tich> || (<yeu_cau.so_to> ?? 1) == 2"),
        ("hom_nay in [ho_so.ngay_nop]", "<hom_nay> in [<ho_so.ngay_nop>]"),
        ("tham_dinh.ever(\"dat\")", "<tham_dinh.ever(\"dat\")>"),
    ];
    for (text, expected) in cases {
        assert_eq!(guard(text).renamed(|path| format!("<{path}>")), expected);
    }
    let plain = [
        ("yeu_cau.la_ho_tich", Some(("yeu_cau.la_ho_tich", true))),
        ("!(yeu_cau.la_ho_tich)", Some(("yeu_cau.la_ho_tich", false))),
        ("ho_tich", None),
        ("yeu_cau.la_ho_tich && ho_tich", None),
    ];
    for (text, expected) in plain {
        assert_eq!(guard(text).plain(), expected, "{text}");
    }
}

#[test]
fn old_data_of_another_type_is_no_panic() {
    let mut dossier = dossier::received();
    dossier.fill(2, Value::Text("x".to_owned()));
    for text in ["yeu_cau.dien_tich > 1", "yeu_cau.dien_tich + 1 > 1", "min(yeu_cau.dien_tich, 1.0) == 1"] {
        let outcome = dossier.evaluate(&guard(text));
        assert!(matches!(&outcome, Outcome::Arithmetic(what) if what.starts_with("type")), "{text}: {outcome:?}");
    }
}

#[test]
fn can_be_shared() {
    fn shared<T: Send + Sync>() {}
    shared::<Guard>();
}

#[test]
fn names_conditions() {
    let names = dossier::names();
    assert_eq!(conditions_in("khac || x.ho_tich || vong_a", &names), [1, 4]);
    assert_eq!(guard("khac").condition(), Some("khac"));
    assert_eq!(guard("!khac").condition(), None);
}

#[test]
fn points_into_the_file() {
    let names = dossier::names();
    let cases = [
        ("when: 'yeu_cau.ghi == \"ở\" && khong_co'", 1, 30),
        ("when: \"yeu_cau.ghi == \\\"ở\\\" && khong_co\"", 1, 32),
        ("when: yeu_cau.la_ho_tich && khong_co", 1, 29),
        ("when: yeu_cau.la_ho_tich &&\n  khong_co", 2, 3),
        ("when: >-\n  yeu_cau.la_ho_tich &&\n  khong_co", 3, 3),
    ];
    for (text, line, column) in cases {
        let file = SourceFile::new("x.yaml", text);
        let (tree, _) = source::read(&file, &source::ReadLimits::default());
        let tree = tree.expect("it is YAML");
        let node = &tree.as_map().expect("a map").get("when").expect("the key").value;
        let scalar = node.as_scalar().expect("a text");
        let span: Span = node.span;
        let problem = compile(&scalar.text, &names).expect_err(text).remove(0);
        let diagnostic = problem.place(&scalar.text, &file, span);
        let position = file.position(diagnostic.span.start);
        assert_eq!((position.line, position.column), (line, column), "{text}");
        assert_eq!(file.slice(diagnostic.span), "khong_co", "{text}");
    }
}
