//! Rules about blocks, lists, messages, jobs, waits, fees and further clocks: small changes to one sound procedure, and
//! what is then told beside what is told of it as it was. A place is its code and the text that is marked.

use calendar::Date;
use motcua_procedure::{Library, check};
use source::SourceFile;

const BASE: &str = "\
tthc: 1
id: mau_don
name: Thủ tục mẫu
level: xã
online: một phần
calendar: ha_noi
cases: { nha_o: Nhà ở, cong_trinh: Công trình }
legal: { qd_mau: Quyết định phê duyệt quy trình nội bộ (mẫu) }
deadline: { within: 30 ngày làm việc, from: tiep_nhan, to: ky, legal: qd_mau }
clocks: { tra_loi: { name: Trả lời, within: 2 ngày làm việc, from: nop_ho_so, to: tiep_nhan, legal: qd_mau } }
roles:
  nguoi_nop: Người nộp hồ sơ
  mot_cua: Công chức Một cửa
  lanh_dao: Lãnh đạo UBND
  duoc_hoi: { name: Cơ quan được hỏi, at: item }
  thue: { name: Cơ quan thuế, at: ngoai }
form:
  hoi:
    name: Lấy ý kiến
    fields:
      noi: { label: Nơi được hỏi, type: agencies, by: mot_cua }
      ket_luan: { label: Kết luận, by: lanh_dao }
results: { giay: Giấy xác nhận }
statuses: { rieng: { 1: Đang xem, 2: Đã xong } }
fees:
  phi_nha: { name: Phí nhà ở, amount: 100, case: nha_o, legal: qd_mau }
  phi_lon: { name: Phí công trình, amount: { truc_tuyen: 150, otherwise: 200 }, case: cong_trinh, legal: qd_mau }
steps:
  - { startEvent: nop_ho_so, role: nguoi_nop }
  - userTask: tiep_nhan
    name: Tiếp nhận hồ sơ
    role: mot_cua
    status: { rieng: 1 }
    actions:
      tiep_nhan: { name: Tiếp nhận, ask: [hoi.noi] }
  - parallelGateway: khoi
    name: Hai việc cùng làm
    branches:
      - name: Một
        steps:
          - userTask: viec_mot
            name: Xem xét
            role: lanh_dao
            actions:
              xong: { name: Xong, ask: [hoi.ket_luan] }
              ra: { name: Thôi, ask: [ly_do], exit: nop_tien }
      - name: Hai
        steps:
          - { userTask: viec_hai, name: Kiểm tra, role: mot_cua, actions: { xong: Xong } }
          - userTask: tra_loi_hoi
            name: Cho ý kiến
            role: duoc_hoi
            forEach: hoi.noi
            actions:
              tra_loi: { name: Trả lời, ask: [noi_dung] }
    join: 2
  - serviceTask: gui
    name: Gửi cơ quan thuế
    topic: thue.gui
    send: [ho_so.ngay_nop]
  - receiveTask: thong_bao
    name: Nhận thông báo thuế
    role: thue
    message: { name: thue.bao, fields: { tien: { label: Số tiền, type: money }, du: { label: Đủ, type: boolean } } }
    outcomes:
      tot: { when: tin.du }
      thieu: { when: '!tin.du', next: xem_lai }
    actions:
      nhap: { name: Nhập tay, by: mot_cua, ask: [tin] }
  - { receiveTask: nop_tien, name: Nộp phí, role: nguoi_nop, payment: fees, legal: qd_mau }
  - intermediateCatchEvent: cho
    name: Chờ niêm yết
    wait: 1 ngày
    actions:
      som: { name: Thôi chờ, by: mot_cua, ask: [ly_do], next: xem_lai }
  - { userTask: ky, name: Ký giấy, role: lanh_dao, actions: { ky: { name: Ký, sign: giay } } }
  - { userTask: tra, name: Trả kết quả, role: mot_cua, actions: { da_tra: { name: Đã trả, returns: giay } } }
  - { userTask: dong, name: Kết thúc hồ sơ, role: mot_cua, actions: { ket_thuc: Kết thúc } }
  - { endEvent: xong, name: Đã giải quyết, result: approved }
  - userTask: xem_lai
    name: Xem lại
    role: mot_cua
    actions:
      tiep: { name: Tiếp tục, next: nop_tien }
      thoi: { name: Dừng, ask: [ly_do], print: dung, next: het }
  - { endEvent: het, name: Dừng giải quyết, result: stopped }
";

/// What is replaced by what, and what is then told.
const CASES: &[(&str, &str, &[&str])] = &[
    // Blocks.
    ("exit: nop_tien", "exit: nop_tine", &["M021 nop_tine"]),
    ("exit: nop_tien", "next: nop_tien", &["M026 nop_tien"]),
    ("exit: nop_tien", "next: viec_hai", &["M026 viec_hai"]),
    ("exit: nop_tien", "exit: viec_hai", &["M026 viec_hai"]),
    ("exit: nop_tien", "exit: viec_mot", &["M026 viec_mot"]),
    ("exit: nop_tien", "next: viec_mot, rounds: 2", &[]),
    ("{ name: Tiếp tục, next: nop_tien }", "{ name: Tiếp tục, next: viec_mot }", &["M026 viec_mot"]),
    ("ask: [noi_dung] }", "ask: [noi_dung], next: nop_tien }", &["M026 nop_tien"]),
    ("ask: [noi_dung] }", "ask: [noi_dung], exit: nop_tien }", &[]),
    (
        "          - { userTask: viec_hai",
        "          - { endEvent: het_som, name: Hết, result: stopped }\n          - { userTask: viec_hai",
        &["M023 het_som"],
    ),
    ("join: 2", "join: 3", &["M027 3"]),
    ("join: 2", "join: any", &[]),
    ("{ xong: Xong }", "{ xong: { name: Xong, ask: [hoi.ket_luan] } }", &["M034 hoi.ket_luan", "M047 hoi.ket_luan"]),
    ("{ xong: Xong }", "{ xong: { name: Xong, sign: giay } }", &["M125 ra"]),
    ("ask: [noi_dung] }", "ask: [hoi.noi] }", &["M034 hoi.noi", "M047 hoi.noi"]),
    // Lists.
    ("role: duoc_hoi", "role: lanh_dao", &["M131 duoc_hoi", "M032 lanh_dao"]),
    ("name: Kiểm tra, role: mot_cua", "name: Kiểm tra, role: duoc_hoi", &["M032 duoc_hoi"]),
    ("forEach: hoi.noi", "forEach: hoi.nio", &["M041 hoi.nio"]),
    ("forEach: hoi.noi", "forEach: hoi.ket_luan", &["M043 hoi.ket_luan"]),
    // Messages, jobs, waits.
    ("by: mot_cua, ask: [tin]", "ask: [tin]", &["M031 nhap"]),
    ("by: mot_cua, ask: [tin]", "by: thue, ask: [tin]", &["M033 thue"]),
    (
        "Kiểm tra, role: mot_cua, actions: { xong: Xong }",
        "Kiểm tra, role: mot_cua, actions: { xong: { name: X, ask: [tin] } }",
        &["M044 tin"],
    ),
    ("      thieu: { when: '!tin.du', next: xem_lai }\n", "", &["M042 thong_bao"]),
    ("when: '!tin.du', next", "otherwise", &[]),
    ("role: nguoi_nop, payment: fees", "role: nguoi_nop", &["M077 phi_nha", "M077 phi_lon", "M024 nop_tien"]),
    ("[ho_so.ngay_nop]", "[ho_so.ngay_nopp]", &["M041 ho_so.ngay_nopp"]),
    ("wait: 1 ngày", "wait: thong_bao.tien", &["M043 thong_bao.tien"]),
    (
        "next: xem_lai }\n  - { userTask: ky,",
        "next: xem_lai }\n      het_gio: { name: Hết giờ, by: timer, next: het }\n  - { userTask: ky,",
        &["M056 het_gio", "M120 ky"],
    ),
    (
        "next: xem_lai }\n  - { userTask: ky,",
        "next: xem_lai }\n      het_gio: { name: Hết giờ, by: timer, ask: [ly_do] }\n  - { userTask: ky,",
        &["M158 timer"],
    ),
    ("    wait: 1 ngày", "    wait: 1 ngày\n    clock: pause", &["M060 pause"]),
    ("role: thue\n", "role: thue\n    clock: pause\n", &["M163 pause"]),
    ("role: thue\n", "role: thue\n    timeout: { next: xem_lai }\n", &["M055 { next: xem_lai }"]),
    // Fees.
    ("payment: fees", "payment: phi_nha", &["M077 phi_lon"]),
    ("payment: fees", "payment: phi_hna", &["M077 phi_nha", "M077 phi_lon", "M041 phi_hna"]),
    ("payment: fees", "payment: { amount: hoi.ket_luan }", &["M077 phi_nha", "M077 phi_lon", "M043 hoi.ket_luan"]),
    (
        "{ receiveTask: nop_tien, name: Nộp phí, role: nguoi_nop,",
        "{ receiveTask: nop_tien, name: Nộp phí,",
        &["M031 nop_tien"],
    ),
    ("amount: 100, case: nha_o, legal: qd_mau", "amount: 100, case: nha_o", &["M163 phi_nha"]),
    ("amount: 100, case: nha_o", "amount: 100, case: nha", &["M076 nha_o", "M036 nha"]),
    ("amount: 100, case: nha_o", "amount: 100, channel: buu_chinh, case: nha_o", &[]),
    ("amount: 100, case: nha_o", "amount: 100, channel: truc_tuyen", &["M076 nha_o", "M174 phi_lon"]),
    ("amount: 100,", "amount: dong(5) - dong(9),", &["M173 dong(5) - dong(9)"]),
    ("{ truc_tuyen: 150, otherwise: 200 }", "{ truc_tuyen: 150 }", &["M053 truc_tuyen"]),
    // Clocks.
    (
        "within: 2 ngày làm việc, from: nop_ho_so, to: tiep_nhan, legal: qd_mau",
        "within: 2 ngày làm việc, from: nop_ho_so, to: tiep_nhan",
        &["M163 { name: Trả lời, within: 2 ngày làm việc, from: nop_ho_so, to: tiep_nhan }"],
    ),
    ("from: nop_ho_so, to: tiep_nhan", "channel: fax, from: nop_ho_so, to: tiep_nhan", &["M036 fax"]),
    ("from: nop_ho_so, to: tiep_nhan", "from: nop_ho_so, to: tiep_nhna", &["M025 tiep_nhna"]),
    ("from: nop_ho_so, to: tiep_nhan", "from: nop_ho_so, to: khoi.xem", &["M025 khoi.xem"]),
    ("from: nop_ho_so, to: tiep_nhan", "from: nop_ho_so, to: xem_lai.thoi", &["M150 xem_lai.thoi"]),
    ("within: 2 ngày làm việc, from", "within: 2 ngày làm việc, calendar: ha_noii, from", &["M057 ha_noii"]),
    (
        "within: 2 ngày làm việc, from",
        "within: 2 ngày làm việc, remind: [3 ngày làm việc trước], from",
        &["M155 3 ngày làm việc trước"],
    ),
    ("role: thue\n", "role: thue\n    legal: qd_mau\n    clock: pause\n    holds: tra_lio\n", &["M041 tra_lio"]),
    // Statuses.
    ("status: { rieng: 1 }", "status: { rieng: 3 }", &["M078 3"]),
    ("status: { rieng: 1 }", "status: { reing: 1 }", &["M078 reing"]),
];

fn told(text: &str) -> Vec<String> {
    let today = Date::from_ymd(2026, 6, 8).expect("it is a date");
    let library = Library { directories: Vec::new(), ..Library::shipped().0 };
    let checked = check(SourceFile::new("mau-don.tthc.yaml", text), &library, today);
    checked.diagnostics.iter().map(|one| format!("{} {}", one.code.code, checked.file.slice(one.span))).collect()
}

#[test]
fn each_change_tells_what_it_says() {
    let before = told(BASE);
    assert!(
        before.iter().all(|one| !one.starts_with("M0") || ["M059", "M067", "M068"].contains(&&one[..4])),
        "{before:?}"
    );
    let mut wrong = String::new();
    for (lost, instead, expected) in CASES {
        assert_eq!(BASE.matches(lost).count(), 1, "`{lost}` stands there once");
        let mut after = told(&BASE.replace(lost, instead));
        after.retain(|one| !before.contains(one) && !one.starts_with("M123") && !one.starts_with("M049"));
        if after != *expected {
            wrong.push_str(&format!("\n{instead}\n  expected {expected:?}\n  told     {after:?}"));
        }
    }
    assert_eq!(wrong, "");
}
