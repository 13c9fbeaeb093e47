//! `motcua calendar`: years as announced, one due in words, and many of them line by line.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use serde_json::{Value, json};

use super::*;

/// Runs `calendar due` on an input.
fn lines(arguments: &[&str], input: impl Into<Vec<u8>>) -> Said {
    let mut command = call(&[&["calendar", "due"], arguments].concat());
    let mut child = command.stdin(Stdio::piped()).spawn().expect("the program can be started");
    let (mut stdin, input) = (child.stdin.take().expect("it was piped"), input.into());
    std::thread::scope(|scope| {
        // Whoever answers and stops listening at once is no accident here.
        scope.spawn(move || stdin.write_all(&input).is_ok());
        Said::from(child.wait_with_output().expect("it ends"))
    })
}

/// Answers one question.
fn ask(question: &Value) -> Value {
    let said = lines(&[], format!("{question}\n"));
    assert_eq!(said.err, "");
    let mut answers = said.json();
    assert_eq!(answers.len(), 1, "{}", said.out);
    let answer = answers.remove(0);
    assert_eq!(said.code, if answer.get("error").is_some() { FOUND } else { OK }, "{answer}");
    answer
}

#[test]
fn one_due_is_told_with_its_arithmetic() {
    // 9, 10, 11, 12, 15, 16, 17 June 2026 are the seven working days after Monday the 8th.
    let said = run(&["calendar", "due", "7 ngày làm việc", "--from", "2026-06-08 09:30"]);
    let expected = "Hết hạn: 17:00 thứ Tư 17/06/2026\n  - 7 ngày làm việc kể từ thứ Hai 08/06/2026 09:30\n  - không tính ngày đầu\n  \
         - nghỉ: thứ Bảy 13/06, Chủ nhật 14/06\n  - ngày làm việc thứ 7 là thứ Tư 17/06/2026\n  - hết hạn lúc 17:00 ngày 17/06/2026\n";
    assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (OK, expected, ""));
}

#[test]
fn one_due_by_every_argument() {
    let due = |arguments: &[&str]| {
        let said = run(&[&["calendar", "due", "--lang=en"], arguments].concat());
        assert_eq!((said.code, said.err.as_str()), (OK, ""), "{arguments:?}");
        said.out.lines().next().unwrap_or_default().to_owned()
    };
    let table: [(&[&str], &str); 8] = [
        // (sem 3.5) Friday 20:00: the next opening is Monday 08:00, a day on is Tuesday.
        (&["1 ngày làm việc", "--from", "2026-06-05 20:00", "--rule", "cùng giờ"], "08:00 Tuesday 9 June 2026"),
        (&["1,5 ngày làm việc", "--from", "2026-06-08 14:00"], "12:00 Wednesday 10 June 2026"),
        // (sem 3.9) At 15:00 itself, by either form of the cutoff.
        (&["cùng ngày làm việc", "--from", "2026-06-05 15:00"], "17:00 Monday 8 June 2026"),
        (&["cùng ngày làm việc", "--from", "2026-06-05 15:00", "--cutoff", "sau 15:00"], "17:00 Friday 5 June 2026"),
        (&["5 ngày làm việc", "--from", "2026-06-08 15:20", "--bearer", "applicant"], "24:00 Monday 15 June 2026"),
        (&["2 giờ làm việc", "--from", "2026-06-05T09:40:37Z", "--calendar", "ha_noi"], "09:40 Monday 8 June 2026"),
        (&["30 giờ", "--from", "2026-06-05 20:00"], "02:00 Sunday 7 June 2026"),
        (&["7 ngày liên tục", "--from", "2026-06-06 10:00", "--no-trace"], "24:00 Saturday 13 June 2026"),
    ];
    for (arguments, expected) in table {
        assert_eq!(due(arguments), format!("Due: {expected}"), "{arguments:?}");
    }
    assert_eq!(due(&["không quy định"]), "No due");
}

#[test]
fn one_due_that_cannot_be_given_is_told() {
    let said = run(&["calendar", "due", "10 ngày làm việc", "--from", "2026-12-25 09:00"]);
    let unknown = "lịch nghỉ năm 2027 chưa được công bố nên chưa xác định được ngày hết hạn";
    assert_eq!((said.code, said.out.as_str(), said.err), (FOUND, "", format!("lỗi: {unknown}\n")));
    let said = run(&["calendar", "due", "10 ngày làm việc", "--from", "2026-12-25 09:00", "--json"]);
    let error = json!({ "code": "year_not_announced", "year": 2027, "message": unknown });
    assert_eq!((said.code, &said.json()[0]["error"]), (FOUND, &error));
    let wrong: [(&[&str], i32, &str); 6] = [
        (&["2h"], USAGE, "lỗi: `2h` không phải là giá trị của `[THỜI HẠN]`; viết như"),
        (&["2 giờ", "--from", "mai"], USAGE, "lỗi: `mai` không dùng được cho `--from`; viết '2026-06-08 09:30'\n"),
        (&["2 giờ", "--rule", "x"], USAGE, "lỗi: `x` không phải là giá trị của `--rule <CÁCH>`; viết 'cuối ngày'"),
        (&["2 giờ", "--calendar", "hanoi"], USAGE, "lỗi: không có lịch `hanoi`"),
        (&["2 giờ", "--calendar", "khong-co.yaml"], ENVIRONMENT, "lỗi: không dùng được tệp lịch khong-co.yaml"),
        (&["2 giờ", "--lines"], USAGE, "lỗi: `[THỜI HẠN]` không đi cùng `--lines`"),
    ];
    for (arguments, code, expected) in wrong {
        let said = run(&[&["calendar", "due"], arguments].concat());
        assert_eq!((said.code, said.out.as_str()), (code, ""), "{arguments:?}");
        assert!(said.err.starts_with(expected), "{}", said.err);
    }
}

#[test]
fn dues_of_lines() {
    let table = [
        (json!({ "within": "7 ngày làm việc", "from": "2026-06-08T09:30:00+07:00" }), "2026-06-17T17:00:00+07:00"),
        // (sem 3.28, 3.6) Nominal Sunday 30 June, rolled.
        (json!({ "within": "20 ngày", "from": "2024-06-10T09:00:00+07:00" }), "2024-07-01T17:00:00+07:00"),
        // (sem 3.35) Two holds that overlap are one of 12 days: nominal 30 June + 12 = Friday 12 July.
        (
            json!({ "within": "20 ngày", "from": "2024-06-10T09:00:00+07:00", "holds": [
                ["2024-06-18T09:00:00+07:00", "2024-06-25T09:00:00+07:00"],
                ["2024-06-13T09:00:00+07:00", "2024-06-20T09:00:00+07:00"],
            ] }),
            "2024-07-12T17:00:00+07:00",
        ),
        // (sem 3.42) Paused with 4 working days left, 3 more, resumed on 24 June.
        (
            json!({ "within": "7 ngày làm việc", "from": "2024-06-10T09:00:00+07:00",
                "holds": [["2024-06-13T09:00:00+07:00", "2024-06-24T09:00:00+07:00"]],
                "extend": [{ "at": "2024-06-14T09:00:00+07:00", "by": "3 ngày làm việc" }] }),
            "2024-07-03T17:00:00+07:00",
        ),
        // (sem 3.33) Held already when it starts: the whole amount counts from the release.
        (
            json!({ "within": "10 ngày làm việc", "from": "2025-06-02T09:00:00+07:00",
                "holds": [["2025-05-30T09:00:00+07:00", "2025-06-05T10:00:00+07:00"]] }),
            "2025-06-19T17:00:00+07:00",
        ),
        // A hold that was over before, and one after the due, move nothing.
        (
            json!({ "within": "1 ngày làm việc", "from": "2024-06-10T09:00:00+07:00", "holds": [
                ["2024-06-01T09:00:00+07:00", "2024-06-03T09:00:00+07:00"], ["2024-06-12T09:00:00+07:00", null],
            ] }),
            "2024-06-11T17:00:00+07:00",
        ),
        // (sem 3.21) Received after the cutoff and held at once: one working day, from the release.
        (
            json!({ "within": "cùng ngày làm việc", "from": "2024-06-10T15:20:00+07:00",
                "holds": [["2024-06-10T15:20:00+07:00", "2024-06-11T08:15:00+07:00"]] }),
            "2024-06-12T17:00:00+07:00",
        ),
        (
            json!({ "within": "30 ngày", "from": "2024-06-10T09:00:00+07:00", "bearer": "applicant" }),
            "2024-07-10T23:59:59.999+07:00",
        ),
        (json!({ "within": "2 giờ", "from": "2024-06-10T09:00:00Z", "cutoff": null }), "2024-06-10T18:00:00+07:00"),
    ];
    for (question, due) in table {
        let answer = ask(&question);
        assert_eq!(answer["due"], due, "{question}: {answer}");
        assert!(answer["trace"].as_array().is_some_and(|trace| !trace.is_empty()), "{answer}");
    }
}

#[test]
fn the_whole_answer_of_a_line() {
    let question = json!({ "id": { "so": [1] }, "calendar": "ha_noi", "within": "5 ngày làm việc", "rule": "cuối ngày",
        "cutoff": "15:00", "bearer": "applicant", "from": "2024-06-10T15:20:00+07:00", "trace": false });
    let expected = json!({ "id": { "so": [1] }, "due": "2024-06-17T23:59:59.999+07:00", "shown": "2024-06-17 24:00",
        "nominal": "2024-06-17" });
    assert_eq!(ask(&question), expected);
    let none = json!({ "id": null, "due": null, "shown": null, "nominal": null,
        "trace": ["pháp luật không quy định thời hạn"] });
    assert_eq!(ask(&json!({ "within": "không quy định", "from": "2024-06-10T15:20:00+07:00" })), none);
}

#[test]
fn the_trace_of_a_line_tells_every_act() {
    let answer = ask(&json!({ "within": "7 ngày làm việc", "from": "2024-06-10T09:00:00+07:00",
        "holds": [["2024-06-13T09:00:00+07:00", "2024-06-24T09:00:00+07:00"]] }));
    let expected = [
        "7 ngày làm việc kể từ thứ Hai 10/06/2024 09:00",
        "không tính ngày đầu",
        "nghỉ: thứ Bảy 15/06, Chủ nhật 16/06",
        "ngày làm việc thứ 7 là thứ Tư 19/06/2024",
        "hết hạn lúc 17:00 ngày 19/06/2024",
        "tạm dừng từ thứ Năm 13/06/2024 09:00, còn 4 ngày làm việc",
        "chạy tiếp từ thứ Hai 24/06/2024 09:00",
        "4 ngày làm việc kể từ thứ Hai 24/06/2024 09:00",
        "không tính ngày đầu",
        "ngày làm việc thứ 4 là thứ Sáu 28/06/2024",
        "hết hạn lúc 17:00 ngày 28/06/2024",
    ];
    assert_eq!(answer["trace"], json!(expected));
}

#[test]
fn probes_tell_how_a_clock_stands() {
    // Due Wednesday 19 June 17:00; held from the 13th to the 17th, so that Friday 21 June 17:00 is the due.
    let answer = ask(&json!({ "within": "7 ngày làm việc", "from": "2024-06-10T09:00:00+07:00", "trace": false,
        "holds": [["2024-06-13T09:00:00+07:00", "2024-06-17T09:00:00+07:00"]],
        "probe": ["2024-06-21T17:00:00.001+07:00", "2024-06-10T08:59:59+07:00", "2024-06-10T09:00:00+07:00",
            "2024-06-13T09:00:00+07:00", "2024-06-16T09:00:00+07:00", "2024-06-17T09:00:00+07:00",
            "2024-06-21T15:30:00+07:00", "2024-06-21T17:00:00+07:00"] }));
    assert_eq!(answer["due"], "2024-06-21T17:00:00+07:00");
    let told: Vec<String> = answer["probes"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|probe| format!("{} {}", probe["status"], probe["remaining"]["words"]))
        .collect();
    let expected = [
        r#""overdue" "quá 0 phút""#,
        r#""not_started" null"#,
        r#""running" "còn 7 ngày làm việc""#,
        r#""paused" "còn 4 ngày làm việc""#,
        r#""paused" "còn 4 ngày làm việc""#,
        r#""running" "còn 4 ngày làm việc""#,
        r#""running" "còn 1 giờ 30 phút""#,
        r#""running" "còn 0 phút""#,
    ];
    assert_eq!(told, expected);
    // Seven hours of Monday and seven whole days.
    let remaining = json!({ "amount": 7, "unit": "ngày làm việc", "minutes": 3780, "words": "còn 7 ngày làm việc" });
    assert_eq!(answer["probes"][2]["remaining"], remaining);
    assert_eq!(answer["probes"][2]["at"], "2024-06-10T09:00:00+07:00");
}

#[test]
fn a_line_that_cannot_be_answered_says_why() {
    let from = "2024-06-10T09:00:00+07:00";
    let table = [
        (json!([1]), "not_an_object", Value::Null),
        (json!({ "from": from }), "missing_key", json!("within")),
        (json!({ "within": "2 giờ" }), "missing_key", json!("from")),
        (json!({ "within": "2 giờ", "from": from, "holiday": 1 }), "unknown_key", json!("holiday")),
        (json!({ "within": "2h", "from": from }), "bad_duration", json!("within")),
        (json!({ "within": 2, "from": from }), "bad_value", json!("within")),
        (json!({ "within": "2 giờ", "from": "hôm nay" }), "bad_value", json!("from")),
        (json!({ "within": "2 giờ", "from": from, "rule": "cuối tuần" }), "bad_value", json!("rule")),
        (json!({ "within": "2 giờ", "from": from, "cutoff": "3 giờ" }), "bad_value", json!("cutoff")),
        (json!({ "within": "2 giờ", "from": from, "bearer": "office " }), "bad_value", json!("bearer")),
        (json!({ "within": "2 giờ", "from": from, "trace": "có" }), "bad_value", json!("trace")),
        (json!({ "within": "2 giờ", "from": from, "holds": [[from]] }), "bad_value", json!("holds")),
        (
            json!({ "within": "2 giờ", "from": from, "holds": [[from, "2024-06-10T08:00:00+07:00"]] }),
            "bad_value",
            json!("holds"),
        ),
        (json!({ "within": "2 giờ", "from": from, "probe": from }), "bad_value", json!("probe")),
        (json!({ "within": "2 giờ", "from": from, "extend": [{ "at": from }] }), "bad_value", json!("extend")),
        (
            json!({ "within": "2 giờ", "from": from, "extend": [{ "at": from, "by": "1 ngày" }] }),
            "other_unit",
            json!("extend"),
        ),
        (
            json!({ "within": "2 giờ", "from": from, "extend": [{ "at": "2024-06-10T08:00:00Z", "by": "1 giờ" }] }),
            "extension_refused",
            json!("extend"),
        ),
        (
            json!({ "within": "2 giờ", "from": from, "extend": [{ "at": "2024-06-09T08:00:00Z", "by": "1 giờ" }] }),
            "extension_before_start",
            json!("extend"),
        ),
        (json!({ "within": "2 giờ", "from": from, "calendar": "hue" }), "unknown_calendar", json!("calendar")),
        (json!({ "within": "2 giờ", "from": from, "calendar": "/khong-co.yaml" }), "bad_calendar", json!("calendar")),
        (json!({ "within": "1 ngày làm việc", "from": "2026-12-31T09:00:00Z" }), "year_not_announced", Value::Null),
    ];
    for (question, code, key) in table {
        let answer = ask(&question);
        let error = &answer["error"];
        assert_eq!(
            (&error["code"], error["key"].clone(), &error["line"]),
            (&json!(code), key, &json!(1)),
            "{question}"
        );
        assert!(error["message"].as_str().is_some_and(|words| !words.is_empty()), "{answer}");
    }
}

#[test]
fn bad_bytes_are_answered_in_their_place() {
    let good = "{\"id\":1,\"within\":\"2 giờ\",\"from\":\"2024-06-10T09:00:00Z\",\"trace\":false}\n";
    let mut input = good.as_bytes().to_vec();
    input.extend_from_slice(b"{\"id\":2,\"within\":\"\xff\"}\n\n   \r\n");
    input.extend_from_slice(b"{\"id\":3,\n");
    input.resize(input.len() + 3 * 1024 * 1024, b'[');
    input.push(b'\n');
    input.resize(input.len() + 100_000, b'[');
    input.push(b'\n');
    input.extend_from_slice(good.trim_end().as_bytes());
    let said = lines(&[], input);
    assert_eq!((said.code, said.err.as_str()), (FOUND, ""));
    let answers = said.json();
    let told: Vec<_> =
        answers.iter().map(|one| (one["error"]["code"].as_str(), one["error"]["line"].as_u64())).collect();
    let bad = |code, line| (Some(code), Some(line));
    let expected = [
        (None, None),
        bad("not_utf8", 2),
        bad("bad_json", 5),
        bad("line_too_long", 6),
        bad("bad_json", 7),
        (None, None),
    ];
    assert_eq!(told, expected);
    assert_eq!((&answers[0]["id"], &answers[1]["id"], answers[5] == answers[0]), (&json!(1), &Value::Null, true));
    assert!(said.out.len() < 2_000, "an error repeats what was wrong: {} bytes", said.out.len());
}

#[test]
fn a_slow_asker_is_answered_at_once() {
    let mut command = call(&["calendar", "due", "--no-trace", "--bearer=applicant"]);
    let mut child = command.stdin(Stdio::piped()).spawn().expect("the program can be started");
    let mut questions = child.stdin.take().expect("it was piped");
    let mut answers = BufReader::new(child.stdout.take().expect("it was piped"));
    for (id, bearer, due) in [(1, "null", "23:59:59.999"), (2, "\"office\"", "17:00:00")] {
        writeln!(questions, "{{\"id\":{id},\"within\":\"1 ngày\",\"from\":\"2026-06-08 09:00\",\"bearer\":{bearer}}}")
            .expect("it listens");
        let mut answer = String::new();
        answers.read_line(&mut answer).expect("it answers");
        let shown = if id == 1 { "24:00" } else { "17:00" };
        let expected = format!(
            "{{\"id\":{id},\"due\":\"2026-06-09T{due}+07:00\",\"shown\":\"2026-06-09 {shown}\",\"nominal\":\"2026-06-09\"}}\n"
        );
        assert_eq!(answer, expected);
    }
    drop(questions);
    assert_eq!(child.wait().expect("it ends").code(), Some(OK));
}

#[test]
fn a_reader_of_dues_that_goes_away_is_no_accident() {
    let mut command = call(&["calendar", "due", "--lines"]);
    let mut child = command.stdin(Stdio::piped()).spawn().expect("the program can be started");
    drop(child.stdout.take());
    let mut questions = child.stdin.take().expect("it was piped");
    while questions.write_all(b"{\"within\":\"2 gi\xe1\xbb\x9d\",\"from\":\"2026-06-08 09:00\"}\n").is_ok() {}
    let said = Said::from(child.wait_with_output().expect("it ends"));
    assert_eq!((said.code, said.err.as_str()), (OK, ""));
}

#[test]
fn many_lines_come_back_in_their_order() {
    let question = |id: usize| {
        format!(
            "{{\"id\":{id},\"within\":\"{} ngày làm việc\",\"from\":\"2026-0{}-01 09:00\"}}\n",
            id % 20 + 1,
            id % 9 + 1
        )
    };
    let said = lines(&["--no-trace"], (0..50_000).map(question).collect::<String>());
    assert_eq!((said.code, said.err.as_str()), (OK, ""));
    let answers = said.json();
    assert!(answers.iter().enumerate().all(|(id, answer)| answer["id"] == id), "out of order");
    assert_eq!(answers.len(), 50_000);
    // The same question has the same answer wherever it stands: 20 and 9 have no common divisor.
    assert!((180..50_000).all(|id| answers[id]["due"] == answers[id - 180]["due"]));
}

#[test]
fn calendars_are_found_by_id_and_by_path() {
    let folder = Folder::new();
    let own = changed(
        "processes/calendars/ha_noi.calendar.yaml",
        "2026-11-24: Ngày Văn hóa Việt Nam",
        "2026-06-09: Nghỉ riêng",
    );
    let own = own.replacen("calendar: ha_noi", "calendar: rieng", 1);
    let path = folder.file("calendars/rieng.calendar.yaml", own);
    let question =
        |name: &str| json!({ "calendar": name, "within": "1 ngày làm việc", "from": "2026-06-08T09:00:00+07:00" });
    let path = path.to_str().expect("a path of letters");
    let input = format!("{}\n{}\n{}\n", question("ha_noi"), question(path), question(path));
    let dues = |said: &Said| said.json().iter().map(|answer| answer["shown"].clone()).collect::<Vec<_>>();
    let (monday, tuesday) = (json!("2026-06-09 17:00"), json!("2026-06-10 17:00"));
    assert_eq!(dues(&lines(&[], input)), [monday.clone(), tuesday.clone(), tuesday.clone()]);
    let folder = folder.path().to_str().expect("a path of letters");
    let said = lines(&["--processes", folder], format!("{}\n", question("rieng")));
    assert_eq!(dues(&said), [tuesday]);
}

#[test]
fn a_month_is_shown() {
    let said = run(&["calendar", "show", "--year", "2026", "--month", "8"]);
    let expected = "Giờ hành chính thành phố Hà Nội (ha_noi)
Giờ làm việc: thứ Hai – thứ Sáu 08:00–12:00, 13:00–17:00 (UTC+07:00)
Ngày làm việc tính đến cuối ngày; giờ chốt trong ngày: 15:00; các năm đã công bố: 2024, 2025, 2026

Tháng 8/2026: 21 ngày làm việc (Thông báo 9441/TB-BNV; văn bản 12729/VPCP-KGVX và 3383/BNV-CVL)
  Nghỉ     thứ Hai 31/08                     Nghỉ hoán đổi
  Làm bù   thứ Bảy 22/08                     08:00–12:00, 13:00–17:00; làm bù cho thứ Hai 31/08

    Tháng 8 (21)
   T2  T3  T4  T5  T6  T7  CN
                        ·   ·
    3   4   5   6   7   ·   ·
   10  11  12  13  14   ·   ·
   17  18  19  20  21  22+  ·
   24  25  26  27  28   ·   ·
   31*

  · nghỉ hằng tuần   * nghỉ lễ, nghỉ bù   + làm bù
";
    assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (OK, expected, ""));
    let said = run(&["calendar", "show", "ha_noi", "--year=2026", "--month=8", "--json"]);
    let shown = &said.json()[0];
    assert_eq!((&shown["year"], &shown["month"], &shown["worked"]), (&json!(2026), &json!(8), &json!(21)));
    assert_eq!(shown["off"], json!([{ "date": "2026-08-31", "name": "Nghỉ hoán đổi" }]));
    let hours = json!(["08:00-12:00", "13:00-17:00"]);
    assert_eq!(shown["work"], json!([{ "date": "2026-08-22", "for": "2026-08-31", "hours": hours }]));
    assert_eq!(shown["days"][21], json!({ "date": "2026-08-22", "hours": hours }));
}

#[test]
fn a_year_is_shown() {
    let said = run(&["calendar", "show", "--year", "2026", "--lang", "en"]);
    assert_eq!((said.code, said.err.as_str()), (OK, ""));
    // 52 weeks of five days and Thursday 31 December are 261; 14 days are off, two Saturdays worked.
    assert!(said.out.contains("\n2026: 249 working days ("), "{}", said.out);
    let tet = "Monday 16 February – Friday 20 February  Tết Nguyên đán\n";
    assert!(said.out.contains(tet), "{}", said.out);
    assert!(said.out.contains("    December 2026 (23)\n"), "{}", said.out);
    assert!(said.out.lines().all(|line| line.chars().count() <= 100), "{}", said.out);
    let said = run(&["calendar", "show", "--year", "2027"]);
    let expected = "lỗi: năm ấy chưa được công bố; các năm đã công bố: 2024, 2025, 2026\n";
    assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (FOUND, "", expected));
    let said = run(&["calendar", "show", "hanoi"]);
    assert_eq!((said.code, said.err.as_str()), (USAGE, "lỗi: không có lịch `hanoi`\n"));
}
