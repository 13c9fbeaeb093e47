//! Recurring duties: a list before 10:30 and 15:00 of every working day, once for each slot whatever happens between.

use std::sync::Arc;

use motcua_runtime::{Catalogue, DutyList, Service};
use procedure::{Library, shipped, trusted};
use store::{DutyQuery, Store, StoreError};

use crate::stage::{ACCEPT, at, file, morning, plainly, start, start_at, until};
use crate::watched::{Watched, failed};

crate::on_both_stores! { duties:
    a_list_is_drawn_up_before_each_slot,
    a_missed_slot_is_made_up_once_as_of_its_instant,
    no_slot_comes_twice_when_the_clock_is_set_back,
    a_list_that_cannot_be_kept_is_drawn_up_later,
    an_agency_sees_what_it_has_to_settle,
    no_list_on_a_day_off_of_the_agency,
    the_clock_goes_back_and_forward_over_several_slots,
}

const WARD: &str = "ubnd_phuong_01";
const SECOND: &str = "ubnd_phuong_02";

async fn lists(service: &Service, unit: &str) -> Vec<DutyList> {
    let query = DutyQuery { unit: unit.to_owned(), limit: 100, before: None };
    let mut lists = service.duties(&query).await.unwrap();
    lists.reverse();
    lists
}

/// Slots as day and time, as the ward reads them.
async fn slots(service: &Service) -> Vec<String> {
    slots_of(service, WARD).await
}

async fn slots_of(service: &Service, unit: &str) -> Vec<String> {
    let zone = calendar::Zone::named("Asia/Ho_Chi_Minh").unwrap();
    lists(service, unit).await.iter().map(|list| zone.rfc3339(list.slot)[5..16].to_owned()).collect()
}

pub async fn a_list_is_drawn_up_before_each_slot(store: Arc<dyn Store>) {
    let service = start(&store).await;
    // Two working hours for reception: due at 10:00.
    let filed = file(&service).await;
    service.advance(at("2026-06-08T09:59:00")).await.unwrap();
    assert!(slots(&service).await.is_empty());
    service.advance(at("2026-06-08T10:00:00")).await.unwrap();
    assert_eq!(slots(&service).await, ["06-08T10:30"], "in time to be read before the slot");
    // Friday afternoon, the weekend, Monday.
    service.advance(at("2026-06-10T15:00:00")).await.unwrap();
    let expected = ["06-08T10:30", "06-08T15:00", "06-09T10:30", "06-09T15:00", "06-10T10:30", "06-10T15:00"];
    assert_eq!(slots(&service).await, expected);
    service.advance(at("2026-06-15T10:10:00")).await.unwrap();
    assert_eq!(slots(&service).await[10..], ["06-15T10:30"], "none on Saturday and Sunday");
    for list in lists(&service, WARD).await {
        assert_eq!((list.duty.as_str(), list.slot.millis() - list.as_of.millis()), ("ra_soat_qua_han", 1_800_000));
        assert!((0..60_000).contains(&(list.recorded_at.millis() - list.as_of.millis())));
        let [line] = &list.overdue[..] else { panic!("{list:?}") };
        assert_eq!((&line.code, line.due / 60_000), (&filed.code, at("2026-06-08T10:00:00").millis() / 60_000));
        assert_eq!(line.step, Some(("tiep_nhan".to_owned(), "mot_cua".to_owned())));
    }
}

pub async fn a_missed_slot_is_made_up_once_as_of_its_instant(store: Arc<dyn Store>) {
    let filed = file(&start(&store).await).await;
    // Down from the first morning to the next day's afternoon; somebody acts before the scheduler gets to it.
    let service = start_at(&store, at("2026-06-09T16:00:00")).await;
    plainly(&service, &filed, ACCEPT).await.unwrap();
    let expected = ["06-08T10:30", "06-08T15:00", "06-09T10:30", "06-09T15:00"];
    assert_eq!(slots(&service).await, expected);
    for list in lists(&service, WARD).await {
        assert_eq!(list.overdue.len(), 1, "it was open at {:?}", list.slot);
        assert!(list.recorded_at >= at("2026-06-09T16:00:00"), "the record says when it was made up");
    }
    for hour in ["2026-06-09T16:01:00", "2026-06-09T18:00:00"] {
        drop(start_at(&store, at(hour)).await);
    }
    assert_eq!(slots(&start(&store).await).await, expected);
}

pub async fn no_slot_comes_twice_when_the_clock_is_set_back(store: Arc<dyn Store>) {
    start(&store).await.advance(at("2026-06-08T15:00:00")).await.unwrap();
    let service = start_at(&store, morning()).await;
    service.advance(at("2026-06-09T10:15:00")).await.unwrap();
    assert_eq!(slots(&service).await, ["06-08T10:30", "06-08T15:00", "06-09T10:30"]);
    let all = store.duties(&DutyQuery { unit: WARD.to_owned(), limit: 100, before: None }).await.unwrap();
    assert_eq!(all.len(), 3);
}

pub async fn a_list_that_cannot_be_kept_is_drawn_up_later(store: Arc<dyn Store>) {
    let watched = Watched::new(store);
    let store: Arc<dyn Store> = Arc::clone(&watched) as _;
    drop(start(&store).await);
    watched.fail_duties(true);
    let service = start_at(&store, at("2026-06-08T10:05:00")).await;
    let filed = file(&service).await;
    assert_eq!(plainly(&service, &filed, ACCEPT).await.unwrap().version, 2, "acts do not wait for a list");
    assert!(
        matches!(service.advance(at("2026-06-08T10:06:00")).await, Err(motcua_runtime::Refusal::Store(error)) if error == failed())
    );
    assert!(slots(&service).await.is_empty());
    watched.fail_duties(false);
    until(async || {
        // Any commit makes the scheduler look again.
        file(&service).await;
        slots(&service).await == ["06-08T10:30"]
    })
    .await;
}

pub async fn an_agency_sees_what_it_has_to_settle(store: Arc<dyn Store>) {
    let service = start(&store).await;
    let filed = file(&service).await;
    plainly(&service, &filed, ACCEPT).await.unwrap();
    service.advance(at("2026-06-09T10:15:00")).await.unwrap();
    let list = lists(&service, WARD).await.pop().unwrap();
    // Same day, received in time: due 17:00; and the check, three working hours from 8:00: due 11:00.
    let found: Vec<_> = list.overdue.iter().map(|row| (row.due / 60_000, row.step.is_some())).collect();
    let minute = |text| at(text).millis() / 60_000;
    assert_eq!(found, [(minute("2026-06-08T11:00:00"), true), (minute("2026-06-08T17:00:00"), false)]);
    let other = lists(&service, SECOND).await;
    assert_eq!(other.len(), 3, "every agency has its own");
    assert!(other.iter().all(|list| list.overdue.is_empty()));
    assert!(lists(&service, "nowhere").await.is_empty());
}

/// The shipped catalogue, with a day off that only the second ward has.
fn with_a_day_off(day: &str) -> Catalogue {
    let mut library = Library::shipped().0;
    let mut text = library.calendars[0].text().clone();
    text.id = "phuong_02".to_owned();
    let year = text.years.get_mut(&2026).unwrap();
    year.off.insert(calendar::Date::parse(day).unwrap(), "Nghỉ của phường".to_owned());
    library.calendars.push(calendar::Calendar::new(text));
    let second = library.directories[0].agencies.iter_mut().find(|agency| agency.id == SECOND).unwrap();
    second.calendar = Some("phuong_02".to_owned());
    let compiled = trusted(shipped::PROCEDURES[0].text, &library).unwrap();
    Catalogue::new(library, vec![compiled]).unwrap()
}

pub async fn no_list_on_a_day_off_of_the_agency(store: Arc<dyn Store>) {
    // Tuesday 9/6 is a day off in the second ward only.
    let service = Service::start(Arc::clone(&store), with_a_day_off("2026-06-09"), morning()).await.unwrap();
    service.advance(at("2026-06-10T12:00:00")).await.unwrap();
    let expected = ["06-08T10:30", "06-08T15:00", "06-09T10:30", "06-09T15:00", "06-10T10:30"];
    assert_eq!(slots(&service).await, expected);
    assert_eq!(slots_of(&service, SECOND).await, ["06-08T10:30", "06-08T15:00", "06-10T10:30"]);
}

pub async fn the_clock_goes_back_and_forward_over_several_slots(store: Arc<dyn Store>) {
    let mut seen = Vec::new();
    // Tuesday evening; set back to Monday noon; forward to Thursday noon; back to Wednesday; forward to Friday noon.
    for shown in [
        "2026-06-09T18:00:00",
        "2026-06-08T12:00:00",
        "2026-06-11T12:00:00",
        "2026-06-10T09:00:00",
        "2026-06-12T12:00:00",
    ] {
        let service = start_at(&store, at(shown)).await;
        if seen.is_empty() {
            file(&service).await;
        }
        let target = at(shown).plus_millis(3_600_000);
        service.advance(target).await.unwrap();
        seen = slots(&service).await;
    }
    // The duty began on Tuesday evening; from then on each slot is there once, in its order.
    let days = ["06-10", "06-11", "06-12"];
    let all: Vec<String> = days.iter().flat_map(|day| ["10:30", "15:00"].map(|hour| format!("{day}T{hour}"))).collect();
    assert_eq!(seen, all[..5]);
    let rows = store.duties(&DutyQuery { unit: WARD.to_owned(), limit: 100, before: None }).await.unwrap();
    assert!(rows.iter().all(|row| row.slot - row.as_of == 1_800_000), "each is dated with its slot");
}

#[tokio::test]
async fn a_duty_begins_when_it_is_first_known() {
    let store: Arc<dyn Store> = Arc::new(store::MemoryStore::new(store::Kind::Rehearsal));
    let service = start_at(&store, at("2026-06-08T15:30:00")).await;
    service.advance(at("2026-06-09T09:00:00")).await.unwrap();
    assert!(slots(&service).await.is_empty(), "nothing before it began is made up");
    assert_eq!(store.begin_duty("ra_soat_qua_han", WARD, 0).await.map(|since| since > 0), Ok::<_, StoreError>(true));
}
