//! axe-core, which nobody here wrote, finds nothing on any page: both languages, light and dark, wide and narrow.
//!
//! `tools/test` installs it. It runs beside each page. Both doors have a scene that fills pages of every kind; what the
//! router knows of a door and no scene has seen is a failure.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use super::driver::Browser;
use super::reader::Reader;
use super::{APPLICANT, ONE_STOP, WHAT};
use crate::server::Server;

const AXE: &str = "target/axe-core/node_modules/axe-core/axe.min.js";
const RUN: &str = "axe.run(document, { preload: false, selectors: false, reporter: 'no-passes', runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', \
    'wcag21aa', 'wcag22aa', 'best-practice'] }).then(told => told.violations.flatMap(rule => rule.nodes.map(node => \
    rule.id + ': ' + node.html.slice(0, 200) + ' ' + node.failureSummary)))";
/// Every page kind the server has, in the words of its router.
const ROUTES: &str = include_str!("../../../src/web/pages/mod.rs");
/// What is filed with each procedure.
const FILINGS: &str = include_str!("filings.json");

/// How pages are looked at, in turn: each in both languages, light and dark, wide and narrow.
const LOOKS: [[(&str, u32, &str); 2]; 2] =
    [[("vi", 1280, "light"), ("en", 320, "dark")], [("vi", 375, "light"), ("en", 1280, "dark")]];

const HEAD: &str = "post:p01_truong_phong_ktht";
const LEADER: &str = "post:p01_lanh_dao";
const PLANNERS: &str = "post:qhkt_y_kien";
const DESK_HEAD: &str = "post:p01_phu_trach_mot_cua";
const LAND_DESK: &str = "post:vpdk_mot_cua";
const RESIDENCE_DESK: &str = "post:ca01_tiep_dan";

/// A reader who lets axe look at every page he comes to.
struct Visitor {
    reader: Reader,
    axe: String,
    turns: Cell<usize>,
    seen: RefCell<BTreeSet<String>>,
    found: RefCell<BTreeSet<String>>,
}

impl Visitor {
    fn new() -> Self {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(AXE);
        let axe = std::fs::read_to_string(&file)
            .unwrap_or_else(|error| panic!("axe-core cannot be read ({error}): `tools/test` installs it with npm"));
        let reader = Reader::at(Browser::start_for_tools(), Server::start);
        Self { reader, axe, turns: Cell::new(0), seen: RefCell::default(), found: RefCell::default() }
    }

    /// Looks at a page in all ways.
    fn visit(&self, path: &str) {
        self.visit_after(path, || ());
    }

    /// Looks at pages in all ways.
    fn visit_all(&self, paths: &[&str]) {
        paths.iter().for_each(|path| self.visit(path));
    }

    /// Looks in all ways at what a page leads to when something is done there, anew in each language.
    fn visit_after(&self, path: &str, act: impl Fn()) {
        self.seen.borrow_mut().insert(path.to_owned());
        let turn = self.turns.replace(self.turns.get() + 1);
        let letter = path.contains("/giay/") || path.contains("phieu-kiem-soat") || path.contains("so-theo-doi");
        for (lang, width, scheme) in LOOKS[turn % LOOKS.len()] {
            self.reader.browser.width(width);
            self.reader.browser.medium("screen", scheme);
            let asked = format!("{path}{}lang={lang}", if path.contains('?') { '&' } else { '?' });
            if letter {
                self.reader.look_at(&asked)
            } else {
                self.reader.open(&asked)
            }
            act();
            let told = self.reader.browser.beside(&self.axe).evaluate(RUN);
            let told = told.as_array().expect("a list of faults").iter();
            self.found.borrow_mut().extend(told.map(|one| format!("{asked} {width} {scheme}: {one}")));
        }
    }

    /// Looks at a page and at each kind of page its main part leads to.
    fn visit_with_links(&self, path: &str) {
        self.visit(path);
        self.reader.open(path);
        let links = "return [...document.querySelectorAll('main a')].map(one => one.getAttribute('href'))";
        let links = self.reader.browser.read(links, &[]);
        for link in links.as_array().expect("links").iter().filter_map(Value::as_str) {
            let new = !self.seen.borrow().iter().any(|seen| kind(seen) == kind(link));
            if link.starts_with(path) && new {
                self.visit(link);
            }
        }
    }

    /// Files a dossier of a procedure.
    fn file(&self, who: &str, procedure: &str) -> String {
        let filings: Value = serde_json::from_str(FILINGS).expect("JSON");
        self.reader.desk.file(who, &filings[procedure])
    }

    /// Asserts that nothing was found, and that every page of these doors was seen.
    fn end(&self, doors: &[&str]) {
        let found = self.found.borrow();
        assert!(found.is_empty(), "{}", found.iter().map(String::as_str).collect::<Vec<_>>().join("\n"));
        let known = ROUTES.split(".route(\"").skip(1).filter(|route| route.contains("get("));
        let known = known.filter_map(|route| route.split('"').next()).filter(|route| !route.starts_with("/tinh/"));
        let seen = self.seen.borrow();
        let unseen = known.filter(|route| doors.iter().any(|door| of_door(route, door)));
        let unseen: Vec<&str> = unseen.filter(|route| !seen.iter().any(|path| fits(path, route))).collect();
        assert!(unseen.is_empty(), "no scene shows {unseen:?}");
    }
}

/// Tells whether a route begins behind a door; the empty door is the place in front of them.
fn of_door(route: &str, door: &str) -> bool {
    let first = route.split('/').nth(1).unwrap_or_default();
    if door.is_empty() { !["congdan", "congchuc", "chay-thu"].contains(&first) } else { first == door }
}

/// Tells whether a path is one of a route.
fn fits(path: &str, route: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    let (mut parts, mut wanted) = (path.split('/'), route.split('/'));
    let alike = wanted.by_ref().all(|want| parts.next().is_some_and(|part| part == want || want.starts_with('{')));
    alike && parts.next().is_none()
}

/// Leaves out of a path what only numbers it.
fn kind(path: &str) -> String {
    path.split('/').filter(|part| !part.contains(|c: char| c.is_ascii_digit())).collect::<Vec<_>>().join("/")
}

#[test]
fn axe_finds_nothing_on_the_pages_of_citizens() {
    let visitor = Visitor::new();
    let Visitor { reader, .. } = &visitor;
    let desk = &reader.desk;
    visitor.visit_all(&["/vai", "/congdan/ho-so", "/congdan/khong-co"]);
    reader.be(APPLICANT);
    visitor.visit_all(&["/", "/congdan", "/congdan/ho-so", "/huong-dan", "/congchuc"]);
    visitor.visit_all(&["/huong-dan/cong-dan", "/huong-dan/can-bo", "/huong-dan/soan-thao", "/huong-dan/mau-giay-to"]);
    let filings: Value = serde_json::from_str(FILINGS).expect("JSON");
    for procedure in filings.as_object().expect("procedures").keys() {
        let about = format!("/congdan/thu-tuc/{procedure}");
        visitor.visit(&about);
        visitor.visit(&format!("{about}/nop"));
    }
    // Sent empty, every question is in fault.
    for procedure in ["dang_ky_khai_sinh", "cap_giay_phep_xay_dung"] {
        let form = format!("/congdan/thu-tuc/{procedure}/nop");
        visitor.visit_after(&form, || reader.press_at("//main//form//p/button"));
    }
    visitor.visit_after("/congdan/thu-tuc/cap_ban_sao_so_goc/nop", || {
        reader.write("yeu_cau.ten_giay_to", WHAT);
        reader.write("yeu_cau.so_ban", "3");
        reader.tick("giay_to.giay_to_tuy_than");
        reader.press_at("//main//form//p/button");
    });

    let code = reader.file(APPLICANT, WHAT);
    let own = format!("/congdan/ho-so/{code}");
    visitor.visit(&format!("{own}/da-nop"));
    visitor.visit_with_links(&own);
    desk.does(ONE_STOP, &code, "tiep_nhan.bo_sung", json!({ "noi_dung": "Hãy chụp rõ cả hai mặt." }));
    visitor.visit_with_links(&own);
    let task = desk.open(ONE_STOP, &code, "bo_sung");
    visitor.visit_after(&format!("{own}/viec/{task}/gui"), || {
        reader.write("yeu_cau.so_ban", "nhiều");
        reader.press_at("//main//form//p/button");
    });
    desk.does(APPLICANT, &code, "bo_sung.gui", json!({}));
    desk.does(ONE_STOP, &code, "tiep_nhan.tiep_nhan", json!({}));
    // What he had open is over by now.
    visitor.visit(&format!("{own}/viec/{task}/gui"));
    visitor.visit_with_links(&own);

    let land = "applicant:nguoi_nop_0518";
    let code = visitor.file(land, "dang_ky_bien_dong_dat_dai");
    billed(&visitor, &code);
    reader.be(land);
    visitor.visit_with_links(&format!("/congdan/ho-so/{code}"));
    visitor.visit("/congdan/ho-so");
    visitor.visit(&own);
    visitor.end(&["", "congdan"]);
}

/// Brings a land change to where money is to be paid.
fn billed(visitor: &Visitor, code: &str) {
    let desk = &visitor.reader.desk;
    for (who, button) in [
        (LAND_DESK, "tiep_nhan.tiep_nhan"),
        (LAND_DESK, "chuyen_ho_so.chuyen"),
        ("post:vpdk_tham_dinh", "tham_dinh.dat"),
        ("post:vpdk_truong_phong", "kiem_tra_1.trinh"),
        ("post:vpdk_giam_doc", "ky_phieu.ky"),
    ] {
        desk.does(who, code, button, json!({}));
    }
    desk.report(LAND_DESK, "complete", &json!({}));
    desk.post("/messages", LAND_DESK, &notice(code, 1));
}

fn notice(code: &str, number: u32) -> Value {
    json!({
        "source": "thue", "id": format!("TB-{number}"), "name": "thue.thong_bao", "dossier": code,
        "fields": { "so_tien": 12_500_000, "so_thong_bao": "TB-01" },
    })
}

fn of_office(code: &str) -> String {
    format!("/congchuc/ho-so/{code}")
}

#[test]
fn axe_finds_nothing_on_the_pages_of_officials() {
    let visitor = Visitor::new();
    let Visitor { reader, .. } = &visitor;
    let desk = &reader.desk;
    reader.be(ONE_STOP);
    visitor.visit_all(&["/congchuc", "/congchuc/ho-so", "/congchuc/ra-soat", "/congchuc/van-hanh"]);
    visitor.visit_all(&["/congchuc/van-hanh/tin", "/chay-thu", "/congchuc/khong-co"]);
    received(&visitor);
    let permit = consulted(&visitor);
    of_other_systems(&visitor);

    // The first days the inter-linked birth is in force. Whatever waited is late by then.
    desk.until(ONE_STOP, "2026-09-03T09:00:00+07:00");
    reader.be(ONE_STOP);
    linked(&visitor);
    visitor.visit_all(&["/congchuc", "/congchuc/ho-so", "/congchuc/ra-soat", "/chay-thu", &permit]);
    reader.be(PLANNERS);
    visitor.visit_with_links(&permit);
    visitor.end(&["congchuc", "chay-thu"]);
}

/// Looks at what a desk receives, and at what goes wrong there.
fn received(visitor: &Visitor) {
    let reader = &visitor.reader;
    let copy = reader.file(APPLICANT, WHAT);
    let own = of_office(&copy);
    let birth = visitor.file(APPLICANT, "dang_ky_khai_sinh");
    visitor.visit_with_links(&of_office(&birth));
    visitor.visit_with_links(&own);
    // A proposal without a ground.
    visitor.visit_after(&format!("{own}/van-hanh"), || reader.press_at("//main//button[@value='chuyen']"));
    let send = || reader.press_at("//main//form//p/button");
    let ask =
        |code: &str| format!("{}/viec/{}/bo_sung", of_office(code), reader.desk.open(ONE_STOP, code, "tiep_nhan"));
    visitor.visit_after(&ask(&copy), send);
    // Each time another dossier, on which somebody is faster.
    visitor.visit_after("/congchuc", || {
        let code = reader.file(APPLICANT, WHAT);
        reader.open(&ask(&code));
        reader.write("noi_dung", "Hãy chụp rõ cả hai mặt.");
        reader.desk.does(ONE_STOP, &code, "tiep_nhan.tiep_nhan", json!({}));
        send();
    });
    visitor.visit_after("/chay-thu", || {
        reader.write("luc", "08/06/2025 09:00");
        reader.press_at("//div[@class='field']//button");
    });
    reader.be(DESK_HEAD);
    visitor.visit(&own);
}

/// Looks at work side by side, at what an office sees that is only asked, at what operators propose; returns the page
/// of the dossier.
fn consulted(visitor: &Visitor) -> String {
    let Visitor { reader, .. } = visitor;
    let permit = visitor.file(APPLICANT, "cap_giay_phep_xay_dung");
    let own = of_office(&permit);
    reader.desk.does(ONE_STOP, &permit, "tiep_nhan.tiep_nhan", json!({}));
    reader.be(HEAD);
    visitor.visit_with_links(&own);
    let offices = json!({ "y_kien.co_quan": ["so_qhkt", "cs_pccc"] });
    reader.desk.does(HEAD, &permit, "phan_cong.phan_cong", offices);
    for who in [HEAD, LEADER, PLANNERS, ONE_STOP] {
        reader.be(who);
        visitor.visit_with_links(&own);
    }
    let field = reader.desk.open(ONE_STOP, &permit, "thuc_dia");
    let skip = json!({ "act": "skip", "activation": field, "ground": "Đã kiểm tra ở hồ sơ trước" });
    reader.desk.act(ONE_STOP, &permit, "proposals", &skip);
    visitor.visit_all(&[&format!("{own}/van-hanh"), "/congchuc/van-hanh"]);
    visitor.visit(&format!("{own}/phieu-kiem-soat"));
    visitor.visit("/congchuc/so-theo-doi?tu=08/06/2026&den=08/06/2026");
    own
}

/// Looks at money, at what another system has answered, at a message that is nobody's.
fn of_other_systems(visitor: &Visitor) {
    let Visitor { reader, .. } = visitor;
    let land = visitor.file("applicant:nguoi_nop_0518", "dang_ky_bien_dong_dat_dai");
    billed(visitor, &land);
    reader.be(LAND_DESK);
    visitor.visit_with_links(&of_office(&land));
    let residence = visitor.file("applicant:nguoi_nop_0300", "dang_ky_thuong_tru");
    reader.desk.report(RESIDENCE_DESK, "complete", &json!({ "answers": { "khop": true } }));
    reader.be(RESIDENCE_DESK);
    visitor.visit_with_links(&of_office(&residence));
    reader.desk.post("/messages", RESIDENCE_DESK, &notice("H26-0", 2));
    visitor.visit("/congchuc/van-hanh/tin");
}

/// Looks at an incident, and at branches that wait for other systems.
fn linked(visitor: &Visitor) {
    let Visitor { reader, .. } = visitor;
    let code = visitor.file("applicant:nguoi_nop_0733", "lien_thong_khai_sinh");
    let own = of_office(&code);
    reader.desk.does(ONE_STOP, &code, "tiep_nhan.tiep_nhan", json!({}));
    reader.desk.report(ONE_STOP, "error", &json!({ "code": "E1", "message": "dữ liệu sai" }));
    visitor.visit_all(&[&own, &format!("{own}/van-hanh"), "/congchuc/van-hanh"]);
    let stuck = reader.desk.read("/incidents", ONE_STOP)["items"][0]["incidents"][0]["id"].clone();
    reader.desk.act(ONE_STOP, &code, &format!("incidents/{stuck}/retry"), &json!({}));
    reader.desk.report(ONE_STOP, "complete", &json!({}));
    let born = json!({
        "source": "lien_thong", "id": "HT-1", "name": "lien_thong.ket_qua_ho_tich", "dossier": code,
        "fields": { "ma": 4, "so_giay": "01/2026" },
    });
    reader.desk.post("/messages", ONE_STOP, &born);
    visitor.visit_with_links(&own);
}
