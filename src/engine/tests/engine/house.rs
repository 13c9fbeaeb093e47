//! What every sketched program is furnished with: roles, form, fees, papers, status axes, and valid answers to them.

use calendar::Length;
use motcua_engine::{Answer, Answers};
use program::{
    Ask, Axis, BillLine, Bounds, CiteIx, Document, Extension, Fee, FeeIx, Field, FieldIx, FieldType, Form, GuardIx,
    Letter, On, Price, Program, ResultPaper, Role, RoleAt, RoleIx, Section, Slot, Source, Value,
};

/// The role of consulted agencies, one of a list.
pub const CONSULTED: u16 = 5;
/// The role of somebody outside the system.
pub const OUTSIDE: u16 = 6;
/// The field the applicant fills with agencies.
pub const AGENCIES: u16 = 8;
/// The field an officer fills with agencies.
pub const OWN_AGENCIES: u16 = 9;
/// The field that holds a date, filled by an officer.
pub const DATE: u16 = 4;
/// The field that holds an amount, filled by an officer.
pub const AMOUNT: u16 = 5;
/// The field that names the agency of role 7.
pub const NAMED: u16 = 10;

/// Role 4 is served by nobody, 5 by each consulted agency, 6 lives outside, 7 and 8 where the dossier or the file says.
pub fn roles() -> Vec<Role> {
    let role = |id: &str, at, applicant| Role { id: id.to_owned(), name: id.to_owned(), at, applicant };
    vec![
        role("nguoi_nop", RoleAt::Outside, true),
        role("can_bo", RoleAt::Competent, false),
        role("lanh_dao", RoleAt::Competent, false),
        role("mot_cua", RoleAt::Receiving, false),
        role("khong_ai", RoleAt::Competent, false),
        role("tham_van", RoleAt::Item, false),
        role("ben_ngoai", RoleAt::Outside, false),
        role("don_vi", RoleAt::Named(FieldIx(NAMED)), false),
        role("co_dinh", RoleAt::Agency("so_b".to_owned()), false),
    ]
}

/// The form: what the applicant fills at filing, and what officers are asked.
pub fn form() -> Form {
    let options = || ["a", "b", "c"].map(|id| (id.to_owned(), id.to_uppercase())).to_vec();
    let number = |count| Some(Value::Integer(count));
    let mut fields = vec![
        field("ten", FieldType::Text, None),
        field("so_ban", FieldType::Integer, None),
        field("hop_le", FieldType::Boolean, Some(1)),
        field("muc", FieldType::Choice(options()), Some(2)),
        field("ngay", FieldType::Date, Some(1)),
        field("tien", FieldType::Money, Some(3)),
        field("loai", FieldType::Choices(options()), Some(2)),
        field("so_do", FieldType::Decimal, Some(1)),
        field("co_quan", FieldType::Agencies, None),
        field("so_nganh", FieldType::Agencies, Some(1)),
        field("don_vi", FieldType::Agency, None),
    ];
    fields[1].optional = true;
    fields[1].bounds = Bounds { min: number(1), max: number(9), ..Bounds::default() };
    fields[3].when = Some(GuardIx(0));
    fields[6].bounds = Bounds { min: number(1), max: number(2), ..Bounds::default() };
    fields[8].optional = true;
    fields[10].optional = true;
    let section = Section { id: "to_khai".to_owned(), name: "Tờ khai".to_owned(), cases: Vec::new(), help: None };
    let documents = vec![document("don", &[], None), document("giay", &["a", "b"], None), document("so", &[], Some(2))];
    Form { sections: vec![section], fields, documents }
}

fn field(id: &str, ty: FieldType, by: Option<u16>) -> Field {
    Field {
        section: 0,
        id: id.to_owned(),
        label: id.to_owned(),
        ty,
        optional: false,
        default: None,
        bounds: Bounds { length: 200, ..Bounds::default() },
        by: by.map(RoleIx),
        when: None,
        help: None,
        source: None,
    }
}

fn document(id: &str, one_of: &[&str], by: Option<u16>) -> Document {
    Document {
        id: id.to_owned(),
        name: id.to_owned(),
        one_of: one_of.iter().map(|id| ((*id).to_owned(), (*id).to_owned())).collect(),
        optional: false,
        when: None,
        cases: Vec::new(),
        by: by.map(RoleIx),
        original: String::new(),
        copies: 1,
        accept: Vec::new(),
    }
}

/// What a message says, and what a job brings back.
pub fn slots() -> Vec<Slot> {
    let slot = |id: &str, ty, optional| Slot { id: id.to_owned(), label: id.to_owned(), ty, optional };
    let options = ["dong_y", "khong"].map(|id| (id.to_owned(), id.to_owned())).to_vec();
    vec![slot("so", FieldType::Integer, false), slot("y_kien", FieldType::Choice(options), true)]
}

/// The letters.
pub fn letters() -> Vec<Letter> {
    vec![
        Letter { id: "bo_sung".to_owned(), name: "Yêu cầu bổ sung".to_owned() },
        Letter { id: "tiep_nhan".to_owned(), name: "Giấy tiếp nhận".to_owned() },
    ]
}

/// The result.
pub fn results() -> Vec<ResultPaper> {
    vec![ResultPaper { id: "ban_sao".to_owned(), name: "Bản sao".to_owned(), code: None, by_hand: false }]
}

/// One axis of two codes.
pub fn axes() -> Vec<Axis> {
    let code = |id: &str| (id.to_owned(), id.to_owned());
    vec![Axis { id: "noi_bo".to_owned(), codes: vec![code("cho"), code("xong")] }]
}

/// A fee of a fixed amount.
pub fn fee(id: &str, dong: i64) -> Fee {
    Fee {
        id: id.to_owned(),
        name: id.to_owned(),
        is_charge: false,
        prices: vec![(On::Otherwise, Price::Dong(dong))],
        when: None,
        cases: Vec::new(),
        channels: Vec::new(),
        exempt: None,
        code: None,
        legal: Vec::new(),
    }
}

/// A fee that an expression computes, that exists only if a guard is true, and is free if another is.
pub fn computed_fee(id: &str, [amount, when, exempt]: [GuardIx; 3]) -> Fee {
    let prices = vec![(On::Otherwise, Price::Computed(amount))];
    Fee { prices, when: Some(when), exempt: Some((exempt, vec![CiteIx(0)])), ..fee(id, 0) }
}

/// A line of a bill for a fee.
pub fn line(fee: u8) -> BillLine {
    BillLine::Fee(FeeIx(fee))
}

/// A line of a bill for the amount an officer has entered.
pub fn entered() -> BillLine {
    BillLine::Amount(Source::Field(FieldIx(AMOUNT)))
}

/// What lengthens the dossier's clock by a length, so often.
pub fn extension(by: Length, up_to: bool, times: u8) -> Extension {
    Extension { by, up_to, times, total: by.count * u32::from(times), before: None }
}

/// Returns valid answers to what is asked.
pub fn answers(program: &Program, ask: &[Ask]) -> Answers {
    let answer = |answers: Answers, one: &Ask| match one {
        Ask::Reason => answers.with("ly_do", "Hồ sơ thiếu giấy tờ."),
        Ask::Content => answers.with("noi_dung", "Nộp thêm bản sao."),
        Ask::Note => answers.with("ghi_chu", "Đã xem."),
        Ask::Extension => answers.with("gia_han", "1"),
        Ask::Message => answers.with("tin.so", "3").with("tin.y_kien", "dong_y"),
        Ask::Document(ix) => answers.with(&format!("giay_to.{}", program.form.documents[usize::from(ix.0)].id), "true"),
        Ask::Field(ix) => {
            let path = program.form.path(*ix);
            match program.form.fields[ix.at()].ty {
                FieldType::Agencies => many(answers, &path, &["so_b", "so_c"]),
                FieldType::Boolean => answers.with(&path, "false"),
                FieldType::Choice(_) | FieldType::Choices(_) => answers.with(&path, "b"),
                FieldType::Date => answers.with(&path, "2024-07-05"),
                FieldType::Decimal => answers.with(&path, "12.50"),
                FieldType::Integer => answers.with(&path, "7"),
                FieldType::Money => answers.with(&path, "15000"),
                FieldType::Agency => answers.with(&path, "so_a"),
                _ => answers.with(&path, "Người nộp"),
            }
        }
    };
    ask.iter().fold(Answers::default(), answer)
}

/// Adds an answer of several values.
pub fn many(mut answers: Answers, path: &str, ids: &[&str]) -> Answers {
    answers.0.insert(path.to_owned(), Answer::Many(ids.iter().map(|id| (*id).to_owned()).collect()));
    answers
}

/// Returns a valid filing's answers, with these agencies to be asked.
pub fn filled(agencies: &[&str]) -> Answers {
    let given = Answers::default().with("to_khai.ten", "Người nộp 0412").with("to_khai.don_vi", "so_a");
    many(given.with("giay_to.don", "true").with("giay_to.giay", "b"), "to_khai.co_quan", agencies)
}
