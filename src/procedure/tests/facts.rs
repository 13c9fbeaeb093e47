//! What the world of a pass answers from a directory and calendars: who may act in whose place and when, who heads,
//! who signs, where a day ends.

use calendar::{Date, Due, Instant};
use engine::{Actor, Capacity, Name, Now, World};
use motcua_procedure::files::{Agency, Directory, Offers, Post, RoleBinding, Substitute, Unit};
use motcua_procedure::{Compiled, Facts, Library, check};
use program::{RoleIx, RuleIx};
use source::SourceFile;

const PROCEDURE: &str = "\
tthc: 1
id: mau_don
name: Thủ tục mẫu
level: xã
calendar: ha_noi
legal: { qd: Quyết định mẫu }
deadline: { within: 3 ngày làm việc, from: nhan, legal: qd }
roles: { nguoi_nop: Người nộp, mot_cua: Công chức Một cửa }
steps:
  - { startEvent: nop_ho_so, role: nguoi_nop }
  - { userTask: nhan, name: Nhận, role: mot_cua, deadline: 4 giờ làm việc, actions: { nhan: Nhận, thieu: { name: Còn thiếu, ask: [noi_dung], next: bo_sung } } }
  - { endEvent: xong, name: Xong, result: approved }
  - { userTask: bo_sung, name: Bổ sung, role: nguoi_nop, supplement: true, deadline: 10 ngày làm việc, actions: { gui: { name: Gửi, next: nhan } } }
";
const DESK: RoleIx = RoleIx(1);

struct Town {
    library: Library,
    compiled: Compiled,
    directory: Directory,
}

impl Town {
    fn new() -> Self {
        let library = Library::shipped().0;
        let today = Date::from_ymd(2026, 6, 8).expect("a date");
        let checked = check(SourceFile::new("mau-don.tthc.yaml", PROCEDURE), &library, today);
        let compiled = checked.compiled.unwrap_or_else(|| panic!("{:?}", checked.diagnostics));
        Self { library, compiled, directory: directory() }
    }

    fn at(&self, text: &str) -> Instant {
        self.library.calendars[0].zone().parse_moment(text).expect(text)
    }

    fn facts(&self, text: &str) -> Facts<'_> {
        let at = self.at(text);
        Facts::new(&self.compiled, &self.library, &self.directory, Now { at, recorded_at: at })
    }
}

fn post(id: &str, roles: &[&str], signs: bool) -> Post {
    let bind = |role: &&str| RoleBinding { procedure: None, role: (*role).to_owned() };
    Post { id: id.to_owned(), name: id.to_owned(), roles: roles.iter().map(bind).collect(), signs, substitute: None }
}

/// A ward with a desk and an archive, and a second ward. In a week of June the archivist may act for the desk's first
/// post.
fn directory() -> Directory {
    let day = |day| Date::from_ymd(2026, 6, day);
    let grant = |post: &str, from, to| Some(Substitute { post: post.to_owned(), from, to, legal: None });
    let first = Post { substitute: grant("luu_tru", day(8), day(12)), ..post("mot_cua_01", &["mot_cua"], false) };
    let unit = |id: &str, head: &str, posts: Vec<Post>| Unit {
        id: id.to_owned(),
        name: id.to_owned(),
        head: Some(head.to_owned()),
        posts,
    };
    let ward = |id: &str, units: Vec<Unit>| Agency {
        id: id.to_owned(),
        name: id.to_owned(),
        level: Some(program::Level::Commune),
        code: None,
        parent: None,
        calendar: None,
        offers: Offers::All,
        payee: None,
        units,
    };
    let desk = unit("mot_cua", "truong", vec![first, post("truong", &[], true)]);
    let archive = unit("luu", "luu_tru", vec![post("luu_tru", &[], false)]);
    let other = unit("mot_cua_02", "truong_02", vec![post("khac", &["mot_cua"], false), post("truong_02", &[], true)]);
    let wards = vec![ward("phuong_01", vec![desk, archive]), ward("phuong_02", vec![other])];
    Directory::new("thu".to_owned(), "Thử".to_owned(), [0; 32], wards, Vec::new())
}

fn actor(post: &str) -> Actor {
    Actor::Post(Name::from(post))
}

#[test]
fn a_grant_holds_from_its_first_to_its_last_day() {
    let town = Town::new();
    let may = |at: &str, who: &str| town.facts(at).may(&actor(who), DESK, &Name::from("phuong_01"));
    assert_eq!(may("2026-06-05 09:00", "mot_cua_01"), Some(Capacity { on_behalf: None }));
    let in_place = Some(Capacity { on_behalf: Some(Name::from("mot_cua_01")) });
    let cases = [
        ("2026-06-07 23:59", None),
        ("2026-06-08 00:00", in_place.clone()),
        ("2026-06-12 23:59", in_place.clone()),
        ("2026-06-13 00:00", None),
    ];
    for (at, expected) in cases {
        assert_eq!(may(at, "luu_tru"), expected, "{at}");
    }
    let mut always = Town::new();
    let grant = always.directory.agencies[0].units[0].posts[0].substitute.as_mut().expect("it has one");
    (grant.from, grant.to) = (None, None);
    let may = always.facts("2030-01-01 09:00").may(&actor("luu_tru"), DESK, &Name::from("phuong_01"));
    assert_eq!(may, in_place);
}

#[test]
fn heads_and_signs_where_it_belongs() {
    let town = Town::new();
    let facts = town.facts("2026-06-08 09:00");
    let heads = |who: &str, agency: &str| facts.heads(&actor(who), DESK, &Name::from(agency));
    assert!(heads("truong", "phuong_01") && heads("truong_02", "phuong_02"));
    assert!(!heads("truong", "phuong_02"), "another agency");
    assert!(!heads("luu_tru", "phuong_01"), "nobody in the archive serves at the desk");
    assert!(!heads("mot_cua_01", "phuong_01") && !heads("truong", "nowhere"));
    let signs = |who: &str, agency: &str| facts.signs(&actor(who), &Name::from(agency));
    assert!(signs("truong", "phuong_01") && !signs("truong", "phuong_02") && !signs("mot_cua_01", "phuong_01"));
    assert!(!facts.signs(&Actor::Applicant(Name::from("truong")), &Name::from("phuong_01")));
}

#[test]
fn days_begin_and_end_by_the_calendar() {
    let town = Town::new();
    let facts = town.facts("2026-06-08 09:00");
    let supplement = town.compiled.program.find("bo_sung").expect("the step");
    let rule: RuleIx = town.compiled.program.node(supplement).deadline.expect("it has one");
    // Thursday 11 June 2026. Down until 07:00: the applicant has that whole day; until after the cutoff: the next.
    for (until, end) in [
        ("2026-06-11 07:00", "2026-06-11 24:00"),
        ("2026-06-11 14:59", "2026-06-11 24:00"),
        ("2026-06-11 15:00", "2026-06-12 24:00"),
        ("2026-06-13 20:00", "2026-06-15 24:00"),
    ] {
        assert_eq!(facts.day_end(rule, town.at(until)), Due::At(town.at(end)), "{until}");
    }
    let date = |day| Date::from_ymd(2026, 6, day).expect("a date");
    assert_eq!(facts.opening(date(11)), Some(town.at("2026-06-11 08:00")));
    assert_eq!(facts.opening(date(13)), Some(town.at("2026-06-15 08:00")), "a Saturday");
    assert_eq!(facts.opening(Date::from_ymd(2999, 1, 1).expect("a date")), None);
    let before = calendar::Length { count: 3, unit: calendar::Unit::WorkingDay };
    assert_eq!(facts.notice(RuleIx(0), town.at("2026-06-08 09:00"), &before), Due::At(town.at("2026-06-11 17:00")));
}

#[test]
fn money_is_awaited_as_long_as_was_set() {
    let town = Town::new();
    assert_eq!(town.facts("2026-06-08 09:00").payment_settle(), 0);
    assert_eq!(town.facts("2026-06-08 09:00").with_settle(1_800_000).payment_settle(), 1_800_000);
}
