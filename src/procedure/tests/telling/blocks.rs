//! Blocks, lists, messages, jobs and money: what is told of them and how they are drawn, worked by hand first.

use std::collections::BTreeMap;

use calendar::Lang;
use engine::{
    Answer, Answers, Closing, Command, Holding, Incoming, JobOutcome, Name, Operation, OperatorAct, Paying, Rejection,
};
use motcua_procedure::draw::{Overlay, Standing, diagram, table};
use motcua_procedure::explain::{LineKind, incident_repair, incident_words};

use crate::drawing::check_all;
use crate::stage::{Play, Stage, at, post};

fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

/// Files a dossier, receives it on Monday 08/06/2026 at 09:00 and opens the block at 10:00, with two agencies asked.
pub fn received(stage: &Stage) -> Play<'_> {
    let answers = Answers::default().with("chung.noi_dung", "Xin phép");
    let mut play = Play::file(stage, "so_mau", answers, "2026-06-08 08:30");
    play.act("mot_cua_01", ("tiep_nhan", "", "nhan"), Answers::default(), "2026-06-08 09:00");
    let asked = ["so_y_te", "so_giao_thong"].map(str::to_owned).to_vec();
    let asked = Answers(BTreeMap::from([("y_kien.co_quan".to_owned(), Answer::Many(asked))]));
    play.act("truong", ("phan_cong", "", "giao"), asked, "2026-06-08 10:00");
    play
}

/// Brings a received dossier through its block and its bill to the signature, posted to Friday 12/06/2026.
pub fn to_signature(play: &mut Play<'_>) {
    play.act("chuyen_vien_01", ("tham_dinh", "", "dat"), Answers::default(), "2026-06-09 09:00");
    play.act("truong", ("kiem_tra", "", "dong_y"), Answers::default(), "2026-06-09 10:00");
    play.act("y_te_01", ("y_kien_so", "so_y_te", "dong_y"), Answers::default(), "2026-06-09 11:00");
    play.act("giao_thong_01", ("y_kien_so", "so_giao_thong", "dong_y"), Answers::default(), "2026-06-09 14:00");
    let done = JobOutcome::Done(Answers::default());
    play.ask(&Command::Job { activation: play.open("gui_thue"), outcome: done }, "2026-06-09 15:00").expect("done");
    let fields = Answers::default().with("so", "TX-01");
    let told = Incoming { name: "thue.xac_nhan".to_owned(), fields };
    play.ask(&Command::Message(told), "2026-06-09 16:00").expect("it is awaited");
    play.wait("2026-06-10 09:00");
    let (bill, paid_at) = (play.open("nop_phi"), at("2026-06-10 09:00"));
    let paying = Paying { bill, payment: Name::from("gd_01"), amount: 75_000, paid_at };
    play.ask(&Command::Pay(paying), "2026-06-10 09:00").expect("it is owed");
    play.wait("2026-06-15 08:30");
}

#[test]
fn branches_are_lines_with_letters() {
    let stage = Stage::blocks();
    let rows = table(&stage.compiled.program, Lang::Vi);
    let lines: Vec<(&str, &str)> = rows.iter().map(|row| (row.number.as_str(), row.id.as_str())).collect();
    assert_eq!(
        lines,
        [
            ("1", "tiep_nhan"),
            ("2", "phan_cong"),
            ("3", "song_song"),
            ("3a.1", "tham_dinh"),
            ("3a.2", "kiem_tra"),
            ("3b", "y_kien_so"),
            ("", "gui_thue"),
            ("", "xac_nhan_thue"),
            ("3c", "gui_giay"),
            ("", "het_thue"),
            ("", "nop_phi"),
            ("", "niem_yet"),
            ("4", "ky"),
            ("5", "tra"),
            ("6", "bo_sung"),
            ("7", "don_doc"),
            ("8", "tra_loi_kien_nghi"),
        ]
    );
    let of = |id: &str| rows.iter().find(|row| row.id == id).expect("a row");
    assert_eq!(of("song_song").role, "cùng lúc, chờ đủ cả 3");
    assert_eq!(plain(&of("y_kien_so").role), "Cơ quan phối hợp (từng cơ quan được lấy ý kiến)");
    assert_eq!(plain(&of("niem_yet").limit), "chờ 2 ngày làm việc");
    assert_eq!((of("bo_sung").applicant, of("ky").applicant), (true, false));
    assert_eq!(plain(&of("tham_dinh").ways_out[1]), "Còn thiếu giấy tờ: sang bước 6, thôi các việc đồng thời");
    assert_eq!(plain(&of("gui_thue").ways_out[1]), "lỗi: sang bước 3c");
    assert_eq!(
        plain(&of("xac_nhan_thue").ways_out[0]),
        "Nhập xác nhận bằng giấy (Công chức Bộ phận Một cửa): nhập tin bằng tay"
    );
}

#[test]
fn blocks_are_drawn_with_what_is_open_in_them() {
    let stage = Stage::blocks();
    let program = &stage.compiled.program;
    check_all(&stage, &Overlay::plain());
    let mut play = received(&stage);
    play.act("y_te_01", ("y_kien_so", "so_y_te", "dong_y"), Answers::default(), "2026-06-09 11:00");
    let overlay = Overlay::live(&stage.teller(Lang::Vi), &play.instance, &play.log, at("2026-06-09 11:00"));
    let state = |id| overlay.nodes[program.find(id).expect("a step").index()].clone();
    assert_eq!(
        (state("song_song").standing, state("song_song").note.as_str()),
        (Standing::Now, "0/3 nhánh đã xong, đang làm, còn 19 ngày làm việc")
    );
    assert_eq!(plain(&state("y_kien_so").note), "1/2 đã trả lời, đang làm, còn 3 ngày làm việc");
    assert_eq!((state("gui_thue").standing, state("gui_thue").note.as_str()), (Standing::Now, "Đang chờ"));
    check_all(&stage, &overlay);
    to_signature_from_here(&mut play);
    let overlay = Overlay::coverage(program, &[&play.log]);
    check_all(&stage, &overlay);
    let counts = overlay.counts.as_ref().expect("counts");
    let tried = |id| counts.nodes[program.find(id).expect("a step").index()];
    assert_eq!((tried("y_kien_so"), tried("song_song"), tried("gui_giay")), (1, 1, 0));
    let drawing = diagram(program, &Overlay::plain(), Lang::Vi, "d");
    assert!(
        plain(&drawing.wide).contains(
            "3 Thẩm định và lấy ý kiến (cùng lúc, chờ đủ cả 3: 3a.1 Thẩm định hồ sơ, 3a.2 Kiểm tra kết quả thẩm định; 3b \
             Cho ý kiến (từng cơ quan, chờ đủ);"
        ),
        "the description tells the branches"
    );
}

fn to_signature_from_here(play: &mut Play<'_>) {
    play.act("chuyen_vien_01", ("tham_dinh", "", "dat"), Answers::default(), "2026-06-09 13:00");
}

#[test]
fn shipped_procedures_are_drawn_whole() {
    for file in motcua_procedure::shipped::PROCEDURES {
        let stage = Stage::named(file.name);
        check_all(&stage, &Overlay::plain());
        check_all(&stage, &Overlay::coverage(&stage.compiled.program, &[]));
    }
}

#[test]
fn what_happened_side_by_side_is_told() {
    let stage = Stage::blocks();
    let mut play = received(&stage);
    let teller = stage.teller(Lang::Vi);
    let last = |play: &Play<'_>| {
        let line = teller.history(&play.log).pop().expect("a line");
        plain(&format!("{} | {} | {}", line.what, line.who, line.detail.join(". ")))
    };
    assert_eq!(
        last(&play),
        "Giao việc, bước 2 “Phân công thụ lý” | Trưởng phòng (Sở mẫu) | Sang bước 3 “Thẩm định và lấy ý kiến” (các nhánh \
         làm đồng thời), hạn trước 17:00 thứ Hai 06/07/2026. Sang bước 3a.1 “Thẩm định hồ sơ” (Chuyên viên thẩm định), \
         hạn trước 17:00 thứ Năm 11/06/2026. Sang bước 3b “Cho ý kiến” (Sở Y tế mẫu, Sở Giao thông mẫu), hạn trước 17:00 \
         thứ Sáu 12/06/2026. Sang “Chuyển thông tin sang cơ quan thuế”"
    );
    let here = teller.why_here(&play.instance, &play.log);
    assert_eq!(
        plain(&here[here.len() - 3..].join(" ")),
        "Đang chờ bước 3b “Cho ý kiến” (Sở Y tế mẫu), vòng 1. Đang chờ bước \
         3b “Cho ý kiến” (Sở Giao thông mẫu), vòng 1. Đang chờ “Chuyển thông tin sang cơ quan thuế”, vòng 1."
    );
    let held = Command::Hold { actor: post("chuyen_vien_01"), activation: play.open("tham_dinh"), how: Holding::Claim };
    play.ask(&held, "2026-06-08 11:00").expect("claimed");
    assert_eq!(last(&play), "Nhận bước 3a.1 “Thẩm định hồ sơ” | Chuyên viên 01 (Sở mẫu) | ");
    let failed = JobOutcome::Failed { retries: None, message: "hết giờ".to_owned() };
    play.ask(&Command::Job { activation: play.open("gui_thue"), outcome: failed }, "2026-06-08 11:05").expect("heard");
    assert_eq!(
        last(&play),
        "Làm không thành “Chuyển thông tin sang cơ quan thuế” | Hệ thống làm việc tự động | Thử lại lúc 08/06/2026 11:10, \
         sau đó còn 2 lần"
    );
    let asked = Answers::default().with("noi_dung", "Thiếu bản vẽ");
    play.act("chuyen_vien_01", ("tham_dinh", "", "thieu"), asked, "2026-06-09 09:00");
    assert_eq!(
        last(&play),
        "Còn thiếu giấy tờ, bước 3a.1 “Thẩm định hồ sơ” | Chuyên viên 01 (Sở mẫu) | Thôi bước 3b “Cho ý kiến” (2 cơ \
         quan) vì đã rẽ sang việc khác. Thôi “Chuyển thông tin sang cơ quan thuế” vì đã rẽ sang việc khác. Sang bước 6 “Hoàn \
         thiện hồ sơ” (Người nộp hồ sơ), hạn đến hết thứ Năm 09/07/2026. In Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ. Đồng \
         hồ dừng. Trạng thái “Yêu cầu bổ sung giấy tờ”"
    );
}

#[test]
fn money_and_time_are_told() {
    let stage = Stage::blocks();
    let mut play = received(&stage);
    to_signature(&mut play);
    let teller = stage.teller(Lang::Vi);
    let told = teller.history(&play.log);
    let find = |what: &str| {
        let line =
            told.iter().find(|line| plain(&line.what).starts_with(what)).unwrap_or_else(|| panic!("{what}: {told:#?}"));
        plain(&line.detail.join(". "))
    };
    assert_eq!(
        find("Nhận tin: Đã nhận, “Nhận xác nhận của cơ quan thuế”"),
        "Bỏ qua bước 3c “Gửi công văn giấy cho cơ quan thuế” vì điều kiện “Chưa có xác nhận thuế” không đúng. Bỏ qua “Chờ \
         đối chiếu thuế” vì điều kiện “Chưa có xác nhận thuế” không đúng. Nhánh “Xác nhận của cơ quan thuế” đã xong. Xong \
         bước 3 “Thẩm định và lấy ý kiến”. Phải nộp Lệ phí cấp phép 75.000 đ. Sang “Nộp lệ phí” (Người nộp hồ sơ), 75.000 đ, \
         hạn đến hết thứ Ba 23/06/2026. Đồng hồ dừng. Trạng thái “Yêu cầu thực hiện nghĩa vụ tài chính”"
    );
    assert_eq!(
        find("Đã nộp 75.000 đ"),
        "Sang “Niêm yết công khai”, hạn trước 17:00 thứ Sáu 12/06/2026. Đồng hồ chạy tiếp, hẹn trả trước 17:00 thứ Hai \
         22/06/2026. Trạng thái “Đang xử lý”"
    );
    assert_eq!(
        find("Hết thời gian chờ, “Niêm yết công khai”"),
        "Sang bước 4 “Ký giấy phép” (Lãnh đạo Sở), hạn trước 17:00 thứ Ba 16/06/2026"
    );
    let clocks = teller.clocks(&play.instance, &play.data, &play.log, at("2026-06-15 09:00"));
    assert_eq!(
        clocks.iter().map(|one| (one.id.as_str(), one.state)).collect::<Vec<_>>(),
        [("ho_so", "running"), ("tra_loi", "stopped")]
    );
    let own = &clocks[0];
    assert_eq!(plain(&own.original), "trước 17:00 thứ Sáu 19/06/2026");
    assert_eq!(plain(&own.current), "trước 17:00 thứ Hai 22/06/2026");
    let changes: Vec<String> = own
        .changes
        .iter()
        .map(|one| plain(&format!("{}: {} ({}), {}", one.when, one.what, one.ground, one.who)))
        .collect();
    assert_eq!(
        changes,
        [
            "08/06/2026 09:00: Đồng hồ bắt đầu, hẹn trả trước 17:00 thứ Sáu 19/06/2026 (Quyết định mẫu), Cán bộ Một cửa 01 (Sở mẫu)",
            "09/06/2026 16:00: Đồng hồ dừng (Luật mẫu), Hệ thống khác, qua tin",
            "10/06/2026 09:00: Đồng hồ chạy tiếp, hẹn trả trước 17:00 thứ Hai 22/06/2026 (Luật mẫu), Cổng thanh toán",
        ]
    );
    let due = plain(&teller.why_due(&play.instance, &play.log).join("\n"));
    assert!(due.contains("“Trả lời hồ sơ trực tuyến”: 4 giờ làm việc, theo Quyết định mẫu"), "{due}");
    let bar = teller.named_clock_bar(program::RuleIx(1), &play.instance, &play.log, (at("2026-06-15 09:00"), "k"));
    assert_eq!(
        plain(&bar.expect("a clock").sentence),
        "Đồng hồ đã kết thúc lúc 08/06/2026 09:00, đúng hạn. Hạn trước 13:30 thứ Hai 08/06/2026."
    );
    assert_eq!(told.iter().filter(|line| line.kind == LineKind::Hold).count(), 1);
}

#[test]
fn operators_are_told_what_they_can_do() {
    let stage = Stage::blocks();
    let mut play = received(&stage);
    let teller = stage.teller(Lang::Vi);
    let unknown = JobOutcome::Failed { retries: Some(0), message: "hỏng".to_owned() };
    let job = play.open("gui_thue");
    play.ask(&Command::Job { activation: job, outcome: unknown }, "2026-06-08 11:00").expect("heard");
    let act = OperatorAct::Move {
        activation: play.open("tham_dinh"),
        to: stage.compiled.program.find("kiem_tra").expect("a step"),
    };
    let propose =
        Operation::Propose { act, ground: "Đã thẩm định trên giấy".to_owned(), answers: Answers::default() };
    let operate = |what, name: &str| Command::Operate { operator: Name::from(name), what };
    play.ask(&operate(propose, "01"), "2026-06-08 13:00").expect("proposed");
    let proposal = play.instance.proposals[0].id;
    play.ask(&operate(Operation::Settle { proposal, approve: true }, "02"), "2026-06-08 14:00").expect("approved");
    let told: Vec<String> = teller.history(&play.log).iter().rev().take(2).map(|line| plain(&line.what)).collect();
    assert_eq!(
        told,
        [
            "Duyệt và làm: chuyển từ bước 3a.1 “Thẩm định hồ sơ” sang bước 3a.2 “Kiểm tra kết quả thẩm định”",
            "Đề nghị chuyển từ bước 3a.1 “Thẩm định hồ sơ” sang bước 3a.2 “Kiểm tra kết quả thẩm định”, chờ người thứ hai duyệt",
        ]
    );
    for kind in kinds() {
        for lang in [Lang::Vi, Lang::En] {
            let (what, how) = (incident_words(kind, lang), incident_repair(kind, lang));
            assert!(
                what.len() >= 15 && !what.ends_with('.') && how.ends_with('.') && !how.contains(kind.id()),
                "{how}"
            );
        }
    }
}

fn kinds() -> [engine::IncidentKind; 14] {
    use engine::IncidentKind::{
        CalendarGap, GuardArithmetic, GuardLimit, GuardMissing, ItemsLimit, JobError, JobFailed, JoinSlotFilled,
        MessageAmbiguous, NoActor, NoBranch, Quiescent, RoundsExhausted, StepLimit,
    };
    [
        GuardMissing,
        GuardArithmetic,
        GuardLimit,
        NoBranch,
        RoundsExhausted,
        StepLimit,
        JobFailed,
        JobError,
        JoinSlotFilled,
        ItemsLimit,
        MessageAmbiguous,
        Quiescent,
        CalendarGap,
        NoActor,
    ]
}

#[test]
fn what_came_from_outside_is_not_called_silence() {
    let stage = Stage::blocks();
    let done = |action: &str| {
        let reason = Closing::Completed { by: None, action: action.to_owned() };
        let closed_at = Some(at("2026-06-08 09:00"));
        plain(&stage.teller(Lang::Vi).refusal(&Rejection::TaskNotOpen { closed_at, reason }))
    };
    let told = "Việc này đã tự xong lúc 08/06/2026 09:00: “Đã nhận”. Hãy xem hồ sơ đang ở bước nào.";
    assert_eq!(done("received"), told);
    assert!(done("dong_y").contains("hết hạn mà không trả lời thì tính là “Đồng ý”"), "{}", done("dong_y"));
}
