//! Letters: printed once with the act, kept as they were, told again unchanged, erased without a trace in the chain.

use std::sync::Arc;

use letters::Template;
use motcua_runtime::{Done, Refusal, Service};
use serde_json::Value;
use source::SourceFile;
use store::{EffectRow, NewLetter, Store};

use crate::stage::{ACCEPT, ASK, SEND, catalogue, file, morning, plainly, start};
use crate::watched::Watched;

crate::on_both_stores! { letters:
    a_letter_is_printed_once_and_promises_what_the_record_says,
    a_request_says_what_is_missing_and_until_when,
    letters_of_a_dossier_are_numbered_over_a_restart,
    a_later_template_leaves_what_was_printed_alone,
    other_bytes_than_were_printed_are_refused,
}

/// The letters a dossier has printed: what the outbox says of each, and the page.
async fn printed(service: &Service, done: &Done) -> Vec<(EffectRow, NewLetter)> {
    let dossier = service.dossier(&done.code).await.unwrap().unwrap();
    let mut all = Vec::new();
    for effect in service.effects(done.id).await.unwrap().into_iter().filter(|effect| effect.target == "letter") {
        let letter = service.letter(&dossier, effect.seq, effect.ordinal).await.unwrap().unwrap();
        all.push((effect, letter));
    }
    all
}

fn text(letter: &NewLetter) -> &str {
    std::str::from_utf8(&letter.body).unwrap()
}

pub async fn a_letter_is_printed_once_and_promises_what_the_record_says(store: Arc<dyn Store>) {
    let service = start(&store).await;
    let done = file(&service).await;
    plainly(&service, &done, ACCEPT).await.unwrap();
    let all = printed(&service, &done).await;
    let [(effect, letter)] = &all[..] else { panic!("{} letters", all.len()) };
    assert_eq!((letter.letter.as_str(), letter.form.as_deref(), letter.signed), ("tiep_nhan", Some("01"), false));
    assert_eq!(letter.legal.as_deref(), Some("Kèm theo Thông tư số 03/2025/TT-VPCP"));

    // Received on Monday before 15:00: due when that day's work ends.
    let told: Value = serde_json::from_slice(&effect.body).unwrap();
    assert_eq!(told["due"]["at"], crate::stage::at("2026-06-08T17:00:00").millis());
    for words in [
        "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
        "17 giờ 00 phút, ngày 08 tháng 6 năm 2026",
        "T-H26.00.01-260608-0001-1",
        "Người nộp 0412",
        "Trung tâm Phục vụ hành chính công phường 01",
        "trong ngày làm việc",
    ] {
        assert!(text(letter).contains(words), "{words}: {}", text(letter));
    }
    assert!(!text(letter).contains("(mẫu)") && !text(letter).contains("{{"), "{}", text(letter));
    let outbox = String::from_utf8(effect.body.clone()).unwrap();
    assert!(!outbox.contains("0412"), "the outbox names no person: {outbox}");
}

pub async fn a_request_says_what_is_missing_and_until_when(store: Arc<dyn Store>) {
    let service = start(&store).await;
    let done = file(&service).await;
    plainly(&service, &done, ASK).await.unwrap();
    let all = printed(&service, &done).await;
    let [(_, letter)] = &all[..] else { panic!("{} letters", all.len()) };
    assert_eq!((letter.letter.as_str(), letter.form.as_deref()), ("bo_sung", Some("02")));
    // Asked on Monday 8 June; the days 9, 10, 11, 12, 15, 16, 17 are the seven working days.
    for words in ["<li>Thiếu giấy tờ</li>", "24 giờ 00 phút, ngày 17 tháng 6 năm 2026", "yêu cầu lần 1"]
    {
        assert!(text(letter).contains(words), "{words}: {}", text(letter));
    }
}

pub async fn letters_of_a_dossier_are_numbered_over_a_restart(store: Arc<dyn Store>) {
    let service = start(&store).await;
    let done = file(&service).await;
    plainly(&service, &done, ASK).await.unwrap();
    plainly(&service, &done, SEND).await.unwrap();
    drop(service);
    let service = start(&store).await;
    plainly(&service, &done, ACCEPT).await.unwrap();
    let numbers = printed(&service, &done).await.into_iter().map(|(effect, letter)| {
        let told: Value = serde_json::from_slice(&effect.body).unwrap();
        let number = told["number"].as_str().unwrap().to_owned();
        assert!(text(&letter).contains(&number), "{number}");
        number
    });
    assert_eq!(numbers.collect::<Vec<_>>(), ["T-H26.00.01-260608-0001-1", "T-H26.00.01-260608-0001-2"]);
}

pub async fn a_later_template_leaves_what_was_printed_alone(store: Arc<dyn Store>) {
    let service = start(&store).await;
    let (first, second) = (file(&service).await, file(&service).await);
    plainly(&service, &first, ACCEPT).await.unwrap();
    let before = printed(&service, &first).await;
    drop(service);

    let name = "cap-ban-sao-so-goc.tiep_nhan.letter.html";
    let drawn = SourceFile::new(name, "<p>Mẫu riêng, {{yeu_cau.ten_giay_to}}</p>\n");
    let template = Template::read(&drawn, &["yeu_cau.ten_giay_to"]).unwrap();
    let catalogue = catalogue().with_templates([(name.to_owned(), template)]);
    let service = Service::start(Arc::clone(&store), catalogue, morning()).await.unwrap();
    plainly(&service, &second, ACCEPT).await.unwrap();
    assert_eq!(printed(&service, &first).await, before);
    let after = printed(&service, &second).await;
    assert!(text(&after[0].1).contains("<p>Mẫu riêng, Bằng tốt nghiệp</p>"), "{}", text(&after[0].1));
}

pub async fn other_bytes_than_were_printed_are_refused(store: Arc<dyn Store>) {
    let watched = Watched::new(store);
    let store: Arc<dyn Store> = watched.clone();
    let service = start(&store).await;
    let done = file(&service).await;
    plainly(&service, &done, ACCEPT).await.unwrap();
    let (effect, _) = printed(&service, &done).await.remove(0);
    let dossier = service.dossier(&done.code).await.unwrap().unwrap();
    watched.forges();
    let forged = service.letter(&dossier, effect.seq, effect.ordinal).await;
    assert!(matches!(forged, Err(Refusal::Unreadable(_))), "{forged:?}");
}
