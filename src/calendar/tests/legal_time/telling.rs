//! What people read and machines store: words of dates, lengths and traces, text of moments. It must
//! not compute a date.

use calendar::{
    Bearer, CalendarHash, ClockTime, Counting, Cutoff, Date, DayEnd, Instant, Lang, Length, Limit, OutsideHours,
    Session, Unit, Zone, english_date, explain, vietnamese_date,
};

use crate::calendars::{announced, at, date, zone};

#[test]
fn dates_and_moments() {
    assert_eq!(vietnamese_date(date("2026-06-22")), "thứ Hai 22/06/2026");
    assert_eq!(english_date(date("2026-06-28")), "Sunday 28 June 2026");
    let end = zone().moment(at("2024-06-17 24:00"));
    assert_eq!(end.digits(), "17/06/2024 24:00");
    assert_eq!(end.words(Lang::Vi), "thứ Hai 17/06/2024 24:00");
    assert_eq!(at("2024-06-17 24:00").plus_millis(1), at("2024-06-18 00:00"));
}

#[test]
fn text_that_is_no_date_or_time() {
    for text in ["2024-6-10", "2024-02-30", "2024-06-10 ", "+024-06-10", "2024-06-10-1", ""] {
        assert_eq!(Date::parse(text), None, "{text}");
    }
    for text in ["8:00", "24:01", "12:60", "12-00", "1２:00"] {
        assert_eq!(ClockTime::parse(text), None, "{text}");
    }
    for text in ["2024-06-10", "2024-06-10 9:00", "2024-06-10 24:00:01", "2024-06-10 09:00:60"] {
        assert_eq!(zone().parse_moment(text), None, "{text}");
    }
    for text in ["12:00-08:00", "08:00-08:00", "08:00"] {
        assert_eq!(Session::parse(text), None, "{text}");
    }
    assert_eq!(Cutoff::parse("trước 15:00"), None);
    assert_eq!(Zone::named("Europe/Berlin"), None);
}

#[test]
fn machine_text() {
    let instant = at("2024-06-07 16:40:37");
    assert_eq!(zone().rfc3339(instant), "2024-06-07T16:40:37+07:00");
    assert_eq!(zone().rfc3339(at("2024-06-07 24:00")), "2024-06-07T23:59:59.999+07:00");
    assert_eq!(Instant::parse_rfc3339("2024-06-07T09:40:37Z"), Some(instant));
    assert_eq!(Instant::parse_rfc3339("2024-06-07"), None);
    assert_eq!(serde_json::to_string(&date("2024-06-07")).unwrap(), r#""2024-06-07""#);
    assert_eq!(serde_json::from_str::<ClockTime>(r#""24:00""#).unwrap(), ClockTime::MIDNIGHT);
    let hash = CalendarHash::of(std::array::from_fn(|i| i as u8 * 7));
    assert_eq!(hash.to_string(), "00070e151c23");
    let json = serde_json::to_string(&hash).unwrap();
    assert_eq!(json.len(), 14);
    assert_eq!(serde_json::from_str::<CalendarHash>(&json).unwrap(), hash);
    assert!(serde_json::from_str::<CalendarHash>(r#""00""#).is_err());
}

#[test]
fn lengths() {
    let table = [
        (2, Unit::WorkingHour, "2 giờ làm việc", "2 working hours"),
        (1, Unit::HalfWorkingDay, "nửa ngày làm việc", "half a working day"),
        (2, Unit::HalfWorkingDay, "1 ngày làm việc", "1 working day"),
        (3, Unit::HalfWorkingDay, "1,5 ngày làm việc", "1.5 working days"),
        (1, Unit::Month, "1 tháng", "1 month"),
        (7, Unit::ConsecutiveDay, "7 ngày liên tục", "7 consecutive days"),
    ];
    for (count, unit, vi, en) in table {
        let length = Length { count, unit };
        assert_eq!((length.words(Lang::Vi).as_str(), length.words(Lang::En).as_str()), (vi, en));
    }
}

fn told(limit: Limit, from: &str, change: impl Fn(&mut Counting)) -> String {
    let calendar = announced();
    let mut counting = Counting::of(limit, Bearer::Office, &calendar);
    change(&mut counting);
    explain(&counting, at(from), &counting.full(), &calendar).words(Lang::Vi).join("; ")
}

fn of(count: u32, unit: Unit) -> Limit {
    Limit::Of(Length { count, unit })
}

#[test]
fn arithmetic_in_words() {
    // 19, 20, 23, 25, 26, 27, 30 November are the seven working days.
    assert_eq!(
        told(of(7, Unit::WorkingDay), "2026-11-18 09:00", |c| c.day_end = DayEnd::Midnight),
        "7 ngày làm việc kể từ thứ Tư 18/11/2026 09:00; không tính ngày đầu; nghỉ: thứ Bảy 21/11, \
         Chủ nhật 22/11, 24/11 (Ngày Văn hóa Việt Nam), thứ Bảy 28/11, Chủ nhật 29/11; ngày làm \
         việc thứ 7 là thứ Hai 30/11/2026; hết hạn lúc 24:00 ngày 30/11/2026"
    );
    assert_eq!(
        told(of(7, Unit::WorkingDay), "2024-04-25 09:00", |_| {}),
        "7 ngày làm việc kể từ thứ Năm 25/04/2024 09:00; không tính ngày đầu; nghỉ: thứ Bảy 27/04, \
         Chủ nhật 28/04, 29/04 (Nghỉ lễ), 30/04 (Nghỉ lễ), 01/05 (Nghỉ lễ), Chủ nhật 05/05; làm \
         bù: thứ Bảy 04/05 (thay cho 29/04); ngày làm việc thứ 7 là thứ Tư 08/05/2024; hết hạn lúc \
         17:00 ngày 08/05/2024"
    );
    assert_eq!(
        told(of(2, Unit::WorkingHour), "2024-06-07 17:30", |_| {}),
        "2 giờ làm việc kể từ thứ Sáu 07/06/2024 17:30; ngoài giờ làm việc, tính từ thứ Hai \
         10/06/2024 08:00; nghỉ: thứ Bảy 08/06, Chủ nhật 09/06; hết hạn lúc 10:00 ngày 10/06/2024"
    );
    assert_eq!(
        told(Limit::SameDay, "2024-06-07 15:00", |_| {}),
        "thời điểm tính là thứ Sáu 07/06/2024 15:00; từ 15:00 trở đi được tính sang ngày làm việc tiếp theo, \
         thứ Hai 10/06/2024; nghỉ: thứ Bảy 08/06, Chủ nhật 09/06; hết hạn lúc 17:00 ngày 10/06/2024"
    );
    assert_eq!(
        told(of(20, Unit::Day), "2024-08-12 09:00", |_| {}),
        "20 ngày kể từ thứ Hai 12/08/2024 09:00; không tính ngày đầu; nghỉ: Chủ nhật 01/09, 02/09 \
         (Nghỉ lễ), 03/09 (Nghỉ lễ); ngày cuối của thời hạn là Chủ nhật 01/09/2024; Chủ nhật 01/09 \
         là ngày nghỉ nên chuyển sang ngày làm việc tiếp theo, thứ Tư 04/09/2024; hết hạn lúc 17:00 \
         ngày 04/09/2024"
    );
    assert_eq!(
        told(of(10, Unit::WorkingDay), "2026-12-25 09:00", |_| {}),
        "10 ngày làm việc kể từ thứ Sáu 25/12/2026 09:00; không tính ngày đầu; lịch nghỉ năm 2027 \
         chưa được công bố nên chưa xác định được ngày hết hạn"
    );
    assert_eq!(
        told(of(1, Unit::WorkingDay), "2024-06-07 20:00", |c| {
            c.outside_hours = OutsideHours::NextOpening;
        }),
        "1 ngày làm việc kể từ thứ Sáu 07/06/2024 20:00; ngoài giờ làm việc, tính từ thứ Hai \
         10/06/2024 08:00; không tính ngày đầu; ngày làm việc thứ 1 là thứ Ba 11/06/2024; hết hạn \
         lúc 17:00 ngày 11/06/2024"
    );
    assert_eq!(told(Limit::None, "2024-06-07 20:00", |_| {}), "pháp luật không quy định thời hạn");
}

#[test]
fn arithmetic_in_english() {
    let calendar = announced();
    let counting = Counting::of(of(3, Unit::HalfWorkingDay), Bearer::Office, &calendar);
    let trace = explain(&counting, at("2024-06-07 14:00"), &counting.full(), &calendar);
    assert_eq!(
        trace.words(Lang::En).join("; "),
        "1.5 working days from Friday 7 June 2024 14:00; closed: Saturday 8 June, Sunday 9 June; \
         it ends at 12:00 on Tuesday 11 June 2024"
    );
}
