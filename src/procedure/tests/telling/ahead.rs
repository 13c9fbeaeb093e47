//! Whether a running dossier can still be in time, worked by hand. 08/06/2026 is a Monday; hours are 08:00–12:00 and
//! 13:00–17:00; no day off falls into these weeks.

use calendar::Lang;
use engine::Answers;
use motcua_procedure::explain::{Outlook, Prospect, outlook};

use crate::blocks::{received, to_signature};
use crate::stage::{Play, Stage, at};

fn look(play: &Play<'_>, now: &str) -> Outlook {
    let stage = play.stage;
    outlook(&stage.compiled.program, &stage.library, &play.instance, at(now)).expect("a clock runs")
}

fn plan(play: &Play<'_>, outlook: &Outlook) -> Vec<String> {
    let (teller, program) = (play.stage.teller(Lang::Vi), &play.stage.compiled.program);
    outlook.planned.legs.iter().map(|&(node, at)| format!("{} {}", program.node(node).id, teller.moment(at))).collect()
}

#[test]
fn the_quickest_way_is_chained_through_a_block() {
    let stage = Stage::blocks();
    let play = received(&stage);
    // 9 working days after Monday the 8th: 9, 10, 11, 12, 15, 16, 17, 18, 19.
    // The block opened on the 8th at 10:00. Its longest branch: 3 days to the 11th, then 1 to the 12th; the agencies
    // have 4 days, to the 12th too. Money is the applicant's time; 2 days of posting to the 16th, 2 to sign to the 18th.
    let ahead = look(&play, "2026-06-08 10:00");
    assert_eq!((ahead.due, ahead.planned.at), (at("2026-06-19 17:00"), at("2026-06-18 17:00")));
    let legs = plan(&play, &ahead);
    assert_eq!(legs[legs.len() - 2..], ["niem_yet 16/06/2026 17:00", "ky 18/06/2026 17:00"]);
    // Done at once, what is open leaves: one day for the check to the 9th, posting to the 11th, signature to the 15th.
    assert_eq!(ahead.least.at, at("2026-06-15 17:00"));
    assert_eq!((ahead.prospect, ahead.late_by), (Prospect::InTime, None));
    assert_eq!(ahead.remaining.words(Lang::Vi), "còn 9 ngày làm việc");
    assert_eq!(ahead.needed.words(Lang::Vi), "còn 8 ngày làm việc");
}

#[test]
fn a_dossier_is_flagged_before_any_step_is_late() {
    let stage = Stage::blocks();
    let mut play = received(&stage);
    to_signature(&mut play);
    let back = Answers::default().with("ly_do", "Xem lại");
    play.act("lanh_dao_01", ("ky", "", "tra_lai"), back, "2026-06-16 09:00");
    // Paid on the 10th after a night on which the clock stood, so the promise is the 22nd; posted to the 12th. Sent back on the 16th: 3 days to the 19th, 1 to the 22nd, the posting to
    // the 24th, the signature to the 26th. Even with the appraisal done at once: the check to
    // the 17th, the posting to the 19th, the signature to the 23rd.
    let ahead = look(&play, "2026-06-16 09:00");
    assert_eq!((ahead.planned.at, ahead.least.at), (at("2026-06-26 17:00"), at("2026-06-23 17:00")));
    assert_eq!((ahead.prospect, ahead.prospect.is_flagged()), (Prospect::TooLate, true));
    assert_eq!(ahead.late_by.map(|late| late.words(Lang::Vi)).as_deref(), Some("quá 4 ngày làm việc"));
    let mut clocks = play.instance.open().filter_map(|one| one.clock.as_ref());
    assert!(!clocks.any(|clock| clock.state.due.is_past(at("2026-06-16 09:00"))), "no step is late");
    assert_eq!(
        stage.teller(Lang::Vi).outlook(&ahead).replace('\u{a0}', " "),
        "Hẹn trả trước 17:00 thứ Hai 22/06/2026, còn 4 ngày làm việc. Không còn kịp: dù làm xong ngay việc đang mở, bước \
         3a.2 “Kiểm tra kết quả thẩm định” đến 17/06/2026 17:00, “Niêm yết công khai” đến 19/06/2026 17:00, bước 4 “Ký \
         giấy phép” đến 23/06/2026 17:00; sớm nhất đến 23/06/2026 17:00 mới xong. Theo thời gian dự kiến thì xong lúc \
         26/06/2026 17:00, quá 4 ngày làm việc so với hẹn."
    );
    let english = stage.teller(Lang::En).outlook(&ahead).replace('\u{a0}', " ");
    assert!(
        english.ends_with("17:00 at the earliest. As planned: done on 26/06/2026 17:00, 4 working days over."),
        "{english}"
    );
}

#[test]
fn what_is_open_can_still_be_caught_up() {
    let stage = Stage::blocks();
    let mut play = received(&stage);
    to_signature(&mut play);
    let back = Answers::default().with("ly_do", "Xem lại");
    play.act("lanh_dao_01", ("ky", "", "tra_lai"), back, "2026-06-15 09:00");
    // 3 days to the 18th, 1 to the 19th, posting to the 23rd, signature to the 25th: too late by 3 days. Done at once:
    // the check to the 16th, the posting to the 18th, the signature to the 22nd at 17:00, which is the promise itself.
    let ahead = look(&play, "2026-06-15 09:00");
    assert_eq!((ahead.planned.at, ahead.least.at), (at("2026-06-25 17:00"), at("2026-06-22 17:00")));
    assert_eq!(ahead.prospect, Prospect::AtRisk);
    let told = stage.teller(Lang::Vi).outlook(&ahead).replace('\u{a0}', " ");
    assert!(told.contains("Cứ như dự kiến thì không kịp"), "{told}");
    let ends = "xong lúc 25/06/2026 17:00, quá 3 ngày làm việc so với hẹn. Nếu làm xong ngay việc đang mở thì sớm nhất là \
                22/06/2026 17:00, còn kịp.";
    assert!(told.ends_with(ends), "{told}");
    // Extended by 3 working days the promise is the 25th, and the plan fits again.
    let longer = Answers::default().with("ly_do", "Phức tạp").with("gia_han", "3");
    play.right("lanh_dao_01", "gia_han", longer, "2026-06-15 09:30");
    let ahead = look(&play, "2026-06-15 09:30");
    assert_eq!((ahead.due, ahead.prospect), (at("2026-06-25 17:00"), Prospect::InTime));
    let teller = stage.teller(Lang::Vi);
    let bar = teller.clock_bar(&play.instance, &play.log, at("2026-06-15 09:30"), "k").expect("a clock");
    assert!(
        bar.svg.contains(r#"class="b-ext""#) && bar.svg.contains(r#"class="bx""#),
        "what was replaced and added is seen"
    );
    let clocks = teller.clocks(&play.instance, &play.data, &play.log, at("2026-06-15 09:30"));
    let last = clocks[0].changes.last().expect("a change");
    assert_eq!(
        (last.what.replace('\u{a0}', " ").as_str(), last.ground.as_str(), last.who.as_str()),
        ("Đồng hồ được gia hạn, hẹn trả trước 17:00 thứ Năm 25/06/2026", "Luật mẫu", "Lãnh đạo Sở 01 (Sở mẫu)")
    );
}

#[test]
fn while_the_clock_stands_the_promise_moves_with_now() {
    let stage = Stage::blocks();
    let mut play = received(&stage);
    let asked = Answers::default().with("noi_dung", "Thiếu bản vẽ");
    play.act("chuyen_vien_01", ("tham_dinh", "", "thieu"), asked, "2026-06-09 09:00");
    // The supplement restarts the clock: sent on Monday the 15th, 9 working days end on the 26th. Then 3 days to the
    // 18th, 1 to the 19th, 2 to the 23rd, 2 to the 25th.
    let ahead = look(&play, "2026-06-15 09:00");
    assert_eq!((ahead.due, ahead.planned.at), (at("2026-06-26 17:00"), at("2026-06-25 17:00")));
    assert_eq!(ahead.prospect, Prospect::InTime);
}
