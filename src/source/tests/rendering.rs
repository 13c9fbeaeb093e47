//! How findings look in the terminal and as JSON.

#![allow(clippy::unwrap_used)]

use motcua_source::{Code, Diagnostic, Lang, ReadLimits, Severity, SourceFile, Span, Words, read, render, to_json};

const UNKNOWN_STEP: Code = Code::new("M021", "unknown-step", Severity::Error);

fn example() -> (SourceFile, Diagnostic) {
    let text = "tthc: 1\nsteps:\n  - { userTask: ky, name: Ký giấy xác nhận, next: tra_kq }\n  - userTask: tra\n";
    let file = SourceFile::new("mau.tthc.yaml", text);
    let find = |word: &str| {
        let at = text.find(word).unwrap() as u32;
        Span::new(at, at + word.len() as u32)
    };
    let diagnostic =
        Diagnostic::new(UNKNOWN_STEP, find("tra_kq"), Words::new("Không có bước `tra_kq`", "No step `tra_kq`"))
            .label(Words::new("bước này chưa được viết", "this step is not written"))
            .related(find("userTask: tra"), Words::new("có phải bước này?", "this step?"))
            .help(Words::new("viết đúng tên một bước", "name a step"))
            .fix(find("tra_kq"), "tra")
            .at("ky");
    (file, diagnostic)
}

#[test]
fn carets_stand_under_vietnamese_letters() {
    let (file, diagnostic) = example();
    let drawn = render(&file, &[diagnostic], Lang::Vi, false);
    let wanted = "\
lỗi[M021]: Không có bước `tra_kq`
 --> mau.tthc.yaml:3:51
  |
3 |   - { userTask: ky, name: Ký giấy xác nhận, next: tra_kq }
  |                                                   ^^^^^^ bước này chưa được viết
4 |   - userTask: tra
  |     ------------- có phải bước này?
  |
  = gợi ý: viết đúng tên một bước
gợi ý: sửa thành
  |
3 -   - { userTask: ky, name: Ký giấy xác nhận, next: tra_kq }
3 +   - { userTask: ky, name: Ký giấy xác nhận, next: tra }
  |
";
    assert_eq!(drawn, wanted, "\n{drawn}");
}

#[test]
fn json_lines() {
    let (file, diagnostic) = example();
    let wanted = concat!(
        r#"{"file":"mau.tthc.yaml","code":"M021","slug":"unknown-step","severity":"error","#,
        r#""line":3,"column":51,"endLine":3,"endColumn":57,"message":"Không có bước `tra_kq`","#,
        r#""label":"bước này chưa được viết","help":"viết đúng tên một bước","at":"ky","#,
        r#""related":[{"line":4,"column":5,"endLine":4,"endColumn":18,"message":"có phải bước này?"}],"#,
        r#""fix":{"line":3,"column":51,"endLine":3,"endColumn":57,"text":"tra"}}"#,
        "\n"
    );
    assert_eq!(to_json(&file, &[diagnostic], Lang::Vi), wanted);
}

#[test]
fn real_faults() {
    let file = SourceFile::new("mau.yaml", "tthc: 1\nname: Ghi chú: gấp\n");
    let (_, found) = read(&file, &ReadLimits::default());
    let drawn = render(&file, &found, Lang::Vi, false);
    let wanted = "\
lỗi[M001]: Giá trị có dấu hai chấm và dấu cách phải đặt trong dấu nháy
 --> mau.yaml:2:7
  |
2 | name: Ghi chú: gấp
  |       ^^^^^^^^^^^^
  |
gợi ý: sửa thành
  |
2 - name: Ghi chú: gấp
2 + name: 'Ghi chú: gấp'
  |
";
    assert_eq!(drawn, wanted, "\n{drawn}");
    let file = SourceFile::new("mau.yaml", "a:\u{9}b\n");
    let drawn = render(&file, &read(&file, &ReadLimits::default()).1, Lang::En, true);
    assert!(drawn.contains("\u{1b}["), "{drawn}");
}

#[test]
fn an_invisible_edit_is_not_drawn() {
    let file = SourceFile::new("mau.yaml", "name: nha\u{323}\u{302}n hồ sơ\n");
    let drawn = render(&file, &read(&file, &ReadLimits::default()).1, Lang::Vi, false);
    let wanted = "\
lỗi[M002]: Chữ có dấu viết bằng ký tự tổ hợp, không phải dạng NFC
 --> mau.yaml:1:7
  |
1 | name: nha\u{323}\u{302}n hồ sơ
  |       ^^^^
  |
  = gợi ý: dùng chữ dựng sẵn (NFC)
";
    assert_eq!(drawn, wanted, "\n{drawn}");
}
