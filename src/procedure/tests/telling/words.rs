//! Sentences, read and worked by hand first. 08/06/2026 is a Monday; hours are 08:00–12:00 and 13:00–17:00.

use calendar::Lang;
use engine::{Actor, Answers, Closing, FieldError, Name, Rejection, Why};
use motcua_procedure::Library;
use motcua_procedure::explain::{LineKind, status_class, status_name};
use motcua_procedure::shipped::CALENDARS;
use source::SourceFile;

use crate::stage::{Play, Stage, applicant, at, post};

fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

fn lines(all: &[String]) -> String {
    plain(&all.join("\n"))
}

#[test]
fn a_button_says_what_it_will_do() {
    let stage = Stage::shipped();
    let mut play = Play::copy(&stage, "2026-06-08 08:30");
    let desk = post("p01_mot_cua_01");
    let told = |play: &Play<'_>, who: &Actor, action, when| play.told(who, action, when, Lang::Vi);
    // 3 working hours from 09:00 end at 12:00; filed before 15:00, the copy is due the same day at the close.
    assert_eq!(
        told(&play, &desk, "tiep_nhan", "2026-06-08 09:00"),
        "Sang bước 2 “Tra sổ gốc, soạn bản sao hoặc văn bản trả lời” (Công chức quản lý sổ gốc), hạn *trước 12:00 thứ \
         Hai 08/06/2026*, in Giấy tiếp nhận hồ sơ và hẹn trả kết quả, đồng hồ *bắt đầu*, hẹn trả *trước 17:00 thứ Hai \
         08/06/2026*, trạng thái “Đang xử lý”."
    );
    // 7 working days after the 8th: 9, 10, 11, 12, 15, 16, 17; an applicant has until the end of the day.
    assert_eq!(
        told(&play, &desk, "bo_sung", "2026-06-08 09:00"),
        "Sang bước 8 “Bổ sung hồ sơ” (Người yêu cầu), hạn *đến hết thứ Tư 17/06/2026*, in Phiếu yêu cầu bổ sung, hoàn \
         thiện hồ sơ, trạng thái “Yêu cầu bổ sung giấy tờ”."
    );
    assert_eq!(
        told(&play, &desk, "tu_choi", "2026-06-08 09:00"),
        "In Phiếu từ chối tiếp nhận giải quyết hồ sơ, trạng thái “Không được tiếp nhận”, hồ sơ *kết thúc*: Không tiếp nhận."
    );
    assert_eq!(
        told(&play, &desk, "thu_tuc_khac", "2026-06-08 09:00"),
        "Lúc này chưa làm được: chỉ khi “Là giấy tờ hộ tịch” là có."
    );
    play.press(&desk, "tiep_nhan", Answers::default(), "2026-06-08 15:30").expect("received");
    assert_eq!(
        play.told(&post("p01_ho_tich_01"), "co_trong_so", "2026-06-08 16:00", Lang::En),
        "Goes to step 3 “Ký bản sao” (Lãnh đạo UBND cấp xã), due *by 09:00 on Tuesday 9 June 2026*."
    );
}

#[test]
fn a_pause_is_told_with_the_date_it_leads_to() {
    let stage = Stage::long();
    let answers = Answers::default().with("chung.noi_dung", "Xin phép");
    let mut play = Play::file(&stage, "so_mau", answers.clone(), "2026-06-08 08:30");
    play.press(&post("mot_cua_01"), "nhan", Answers::default(), "2026-06-08 09:00").expect("received");
    play.press(&post("truong"), "giao", Answers::default(), "2026-06-08 10:00").expect("given out");
    play.press(&post("chuyen_vien_01"), "thieu", Answers::default(), "2026-06-10 10:00").expect("incomplete");
    let teller = stage.teller(Lang::Vi);
    let bar = teller.clock_bar(&play.instance, &play.log, at("2026-06-15 10:00"), "k").expect("a clock");
    // 20 working days from the 8th end on Monday 06/07; 18 are left on the 10th, so from the 15th they end on 09/07.
    assert_eq!(
        plain(&bar.sentence),
        "Đồng hồ đang dừng từ 10/06/2026 10:00 vì chờ bước 8 “Hoàn thiện hồ sơ”, còn 18 ngày làm việc. Xong ngay bây giờ \
         thì hẹn trả trước 17:00 thứ Năm 09/07/2026."
    );
    let chip = bar.chip.expect("time is counted");
    assert_eq!((plain(&chip.label).as_str(), chip.class), ("đang dừng, còn 18 ngày làm việc", "hold"));
    assert!(bar.svg.contains("hẹn trả 09/07/2026 17:00"), "the picture agrees with the sentence");
    assert!(bar.svg.contains("url(#kp)") && bar.svg.contains("b-left") && !bar.svg.contains("NaN"));
    assert_eq!(teller.history(&play.log).last().map(|line| line.kind), Some(LineKind::Hold));
    assert_eq!(
        lines(&teller.why_here(&play.instance, &play.log)).lines().nth(3),
        Some(
            "10/06/2026 10:00, Chuyên viên 01 (Sở mẫu): Cần bổ sung, bước 3 “Thẩm định hồ sơ về quy hoạch, môi trường, \
             phòng cháy và chữa cháy”: điều kiện “Đạt yêu cầu về quy hoạch” không đúng, điều kiện “Cần bổ sung hồ sơ” \
             đúng, sang bước 8 “Hoàn thiện hồ sơ” (Người nộp hồ sơ), hạn đến hết thứ Sáu 10/07/2026."
        )
    );
    assert!(
        play.told(&applicant(), "gui", "2026-06-15 10:00", Lang::Vi)
            .contains("đồng hồ *chạy tiếp*, hẹn trả *trước 17:00 thứ Năm 09/07/2026*")
    );
    play.press(&applicant(), "gui", answers, "2026-06-15 10:00").expect("sent");
    let due = lines(&teller.why_due(&play.instance, &play.log));
    assert!(due.contains("10/06/2026 10:00, Chuyên viên 01 (Sở mẫu): đồng hồ dừng."), "{due}");
    assert!(due.contains("15/06/2026 10:00, Người nộp 0412: đồng hồ chạy tiếp"), "{due}");
}

#[test]
fn a_late_dossier_is_admitted() {
    let stage = Stage::shipped();
    let mut play = Play::copy(&stage, "2026-06-08 08:30");
    play.press(&post("p01_mot_cua_01"), "tiep_nhan", Answers::default(), "2026-06-08 09:00").expect("received");
    play.wait("2026-06-09 09:30");
    let teller = stage.teller(Lang::Vi);
    let bar = teller.clock_bar(&play.instance, &play.log, at("2026-06-09 09:30"), "k").expect("a clock");
    assert_eq!(
        plain(&bar.sentence),
        "Cơ quan làm quá hạn và xin lỗi bạn: hẹn trả trước 17:00 thứ Hai 08/06/2026, đã quá 1 giờ 30 phút."
    );
    assert!(bar.svg.contains("b-late"));
    let told = teller.history(&play.log);
    assert_eq!(told.iter().filter(|line| line.kind == LineKind::Late).count(), 2);
    assert_eq!(told.len(), play.log.len());
    assert_eq!(
        (told[0].what.as_str(), told[0].who.as_str()),
        ("Nộp hồ sơ trực tuyến tại UBND phường\u{a0}01", "Người nộp 0412")
    );
    assert_eq!(told[1].who, "Cán bộ Một cửa 01 (UBND phường 01)");
    assert!(
        lines(&teller.why_due(&play.instance, &play.log))
            .starts_with("Thời hạn giải quyết hồ sơ: trong ngày làm việc, theo Quyết định 663")
    );
}

fn rejections() -> Vec<Rejection> {
    let when = at("2026-06-08 09:00");
    let whys = [
        Why::Required,
        Why::NotAsked,
        Why::NotOfType,
        Why::NoSuchOption,
        Why::LessThan("1".to_owned()),
        Why::MoreThan("50".to_owned()),
        Why::LongerThan(200),
        Why::Pattern,
        Why::BeforeToday,
        Why::AfterToday,
    ];
    let errors = whys.map(|why| FieldError { field: "yeu_cau.ten_giay_to".to_owned(), why });
    let closed = |reason| Rejection::TaskNotOpen { closed_at: Some(when), reason };
    let completed = |by| Closing::Completed { by, action: "tiep_nhan".to_owned() };
    vec![
        closed(Closing::Unknown),
        closed(Closing::Cancelled),
        closed(completed(Some(Actor::Post(Name::from("p01_mot_cua_02"))))),
        closed(completed(None)),
        Rejection::TaskNotOpen { closed_at: None, reason: Closing::Unknown },
        Rejection::NotInRole { role: "luu_tru".to_owned() },
        Rejection::NotInRole { role: "nguoi_yeu_cau".to_owned() },
        Rejection::SamePerson { step: "tham_tra".to_owned() },
        Rejection::SamePerson { step: "operator".to_owned() },
        Rejection::NotAvailable { condition: None },
        Rejection::NotAvailable { condition: Some("Đủ giấy tờ".to_owned()) },
        Rejection::RoundsExhausted { most: 2 },
        Rejection::FormInvalid(errors.to_vec()),
        Rejection::NoSuchAction,
        Rejection::DossierEnded { result: "withdrawn", at: when },
        Rejection::NoVersionInForce,
        Rejection::VersionNotInForce { to: program::ProgramHash([7; 32]), settles: false, lacks: Vec::new() },
        Rejection::VersionNotInForce {
            to: program::ProgramHash([7; 32]),
            settles: true,
            lacks: vec!["Nơi sinh".to_owned(), "Giấy chứng sinh".to_owned()],
        },
        Rejection::ClaimedBy { who: Actor::Post(Name::from("p01_mot_cua_02")) },
        Rejection::ExtensionExhausted { most: 0 },
        Rejection::ExtensionExhausted { most: 5 },
        Rejection::ClockNotStarted,
        Rejection::ClockStopped,
        Rejection::AlreadyOpen,
        Rejection::Suspended { legally: true },
        Rejection::Suspended { legally: false },
        Rejection::NotInRole { role: "signs".to_owned() },
        Rejection::NotInRole { role: "open_task".to_owned() },
        Rejection::Limit { name: "LimitPapers", most: 20 },
    ]
}

#[test]
fn every_refusal_is_a_sentence() {
    let stage = Stage::shipped();
    for lang in [Lang::Vi, Lang::En] {
        let teller = stage.teller(lang);
        for rejection in rejections() {
            let told = teller.refusal(&rejection);
            assert!(told.ends_with('.') && told.len() > 25, "{told}");
            for code in [rejection.name(), "luu_tru", "tham_tra", "operator", "ten_giay_to", "p01_", "withdrawn at"] {
                assert!(!told.contains(code), "{code} in {told}");
            }
        }
    }
    let teller = stage.teller(Lang::Vi);
    let told: Vec<String> = rejections().iter().map(|one| plain(&teller.refusal(one))).collect();
    assert_eq!(
        told[2],
        "Việc này đã xong: Cán bộ Một cửa 02 (UBND phường 01) đã chọn “Tiếp nhận” lúc 08/06/2026 09:00. Hãy xem hồ sơ đang ở bước nào."
    );
    assert_eq!(
        told[18],
        "Cán bộ Một cửa 02 (UBND phường 01) đang giữ việc này. Hãy nhờ người đó trả lại, hoặc nhờ trưởng bộ phận giao lại."
    );
    assert!(told[12].starts_with("Có 10 chỗ cần sửa. Tên giấy tờ có trong sổ gốc: chưa trả lời."), "{}", told[12]);
    for (address, label) in [
        ("ly_do", "Lý do"),
        ("giay_to.giay_to_tuy_than", "Giấy tờ tùy thân"),
        ("channel", "Cách nộp"),
        ("la_gi", "la_gi"),
    ] {
        assert_eq!(teller.label(address), label);
    }
}

#[test]
fn the_ten_national_statuses_have_names() {
    assert_eq!((status_name(5, Lang::Vi), status_class(5)), ("Yêu cầu bổ sung giấy tờ", "hold"));
    let all: std::collections::BTreeSet<&str> = (1..=10).map(|code| status_name(code, Lang::En)).collect();
    assert_eq!(all.len(), 10);
    assert_eq!((status_name(0, Lang::Vi), status_name(11, Lang::Vi)), ("", ""));
}

#[test]
fn what_the_engine_refuses_is_told() {
    let stage = Stage::shipped();
    let mut play = Play::copy(&stage, "2026-06-08 08:30");
    let wrong = play.press(&applicant(), "tiep_nhan", Answers::default(), "2026-06-08 09:00").expect_err("not his");
    assert_eq!(wrong, Rejection::NotInRole { role: "mot_cua".to_owned() });
    let missing = play
        .press(&post("p01_mot_cua_01"), "bo_sung", Answers::default(), "2026-06-08 09:00")
        .expect_err("the content is missing");
    assert_eq!(
        plain(&stage.teller(Lang::Vi).refusal(&missing)),
        "Có 1 chỗ cần sửa. Nội dung yêu cầu: chưa trả lời. Hãy điền hoặc chọn."
    );
}

#[test]
fn a_due_is_not_told_by_a_calendar_that_would_set_another() {
    let mut stage = Stage::shipped();
    let (instance, log) = {
        let mut play = Play::copy(&stage, "2026-06-08 08:30");
        play.press(&post("p01_mot_cua_01"), "tiep_nhan", Answers::default(), "2026-06-08 09:00").expect("received");
        (play.instance, play.log)
    };
    let told = lines(&stage.teller(Lang::Vi).why_due(&instance, &log));
    assert!(told.contains("hết hạn lúc 17:00 ngày 08/06/2026"), "{told}");
    // With a day off nearby that changes nothing it is told as before; with one on the day itself only that it was then.
    let mut with_day_off = |day: &str| {
        let shipped = CALENDARS[0];
        let text = shipped.text.replacen("      2026-08-31", &format!("      {day}: Nghỉ thử\n      2026-08-31"), 1);
        let mut changed = Library::default();
        assert_eq!(changed.add(&SourceFile::new(shipped.name, text.as_str())).len(), 0);
        stage.library.calendars = changed.calendars;
        lines(&stage.teller(Lang::Vi).why_due(&instance, &log))
    };
    let near = with_day_off("2026-06-10");
    assert!(near.contains("hết hạn lúc 17:00 ngày 08/06/2026"), "{near}");
    let moved = with_day_off("2026-06-08");
    assert!(moved.contains("Cách tính: Theo lịch làm việc khi ấy, trước khi lịch được sửa."), "{moved}");
    assert!(!moved.contains("09/06/2026"), "{moved}");
}
