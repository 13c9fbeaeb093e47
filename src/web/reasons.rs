//! The one table of reasons, each with its status and its words; the tests of `fault` hold one row for each.
//! It knows no type of a request; `fault` says which reason is meant.

use axum::http::StatusCode;

/// What the table says of a reason.
pub(crate) struct Reason {
    /// Its name, for machines.
    pub code: &'static str,
    /// The status of the answer.
    pub status: StatusCode,
    /// What it is, in Vietnamese and English.
    pub title: (&'static str, &'static str),
    /// What to do now; empty where the procedure's words or the mistakes of the request say it.
    pub detail: (&'static str, &'static str),
}

/// Finds a reason by its name.
pub(crate) fn find(code: &str) -> Option<&'static Reason> {
    REASONS.iter().find(|reason| reason.code == code)
}

/// All reasons: first of the request, then of whoever asks, of the runtime and its store, of the engine.
pub(crate) static REASONS: &[Reason] = &[
    Reason {
        code: "Malformed",
        status: StatusCode::BAD_REQUEST,
        title: ("Không đọc được yêu cầu", "The request cannot be read"),
        detail: ("", ""),
    },
    Reason {
        code: "Unfit",
        status: StatusCode::UNPROCESSABLE_ENTITY,
        title: ("Nội dung yêu cầu chưa hợp lệ", "The request holds something that cannot be done"),
        detail: ("", ""),
    },
    Reason {
        code: "BadAddress",
        status: StatusCode::BAD_REQUEST,
        title: ("Địa chỉ không đọc được", "The address cannot be read"),
        detail: ("Kiểm tra lại đường dẫn và các tham số.", "Check the path and its parameters."),
    },
    Reason {
        code: "IdempotencyKeyMissing",
        status: StatusCode::BAD_REQUEST,
        title: ("Thiếu khóa chống gửi trùng", "The idempotency key is missing"),
        detail: (
            "Gửi kèm tiêu đề Idempotency-Key, dài 1 đến 255 ký tự, mỗi yêu cầu một khóa; khi gửi lại thì dùng lại khóa đó.",
            "Send a header Idempotency-Key of 1 to 255 characters, one per request; repeat it when sending again.",
        ),
    },
    Reason {
        code: "IfMatchMissing",
        status: StatusCode::PRECONDITION_REQUIRED,
        title: ("Thiếu phiên bản đã xem", "The version seen is missing"),
        detail: (
            "Đọc hồ sơ rồi gửi kèm tiêu đề If-Match bằng ETag vừa nhận.",
            "Read the dossier and send its ETag as If-Match.",
        ),
    },
    Reason {
        code: "IfMatchMalformed",
        status: StatusCode::BAD_REQUEST,
        title: ("Phiên bản đã xem không đọc được", "The version seen cannot be read"),
        detail: (
            "If-Match phải là đúng một ETag của hồ sơ, ví dụ \"7\".",
            "If-Match must be exactly one ETag of the dossier, such as \"7\".",
        ),
    },
    Reason {
        code: "TooLarge",
        status: StatusCode::PAYLOAD_TOO_LARGE,
        title: ("Yêu cầu quá lớn", "The request is too large"),
        detail: ("Nội dung gửi lên tối đa 256 KiB.", "A body may have at most 256 KiB."),
    },
    Reason {
        code: "NotJson",
        status: StatusCode::UNSUPPORTED_MEDIA_TYPE,
        title: ("Kiểu nội dung không được nhận", "The media type is not accepted"),
        detail: (
            "Gửi nội dung JSON với tiêu đề Content-Type: application/json.",
            "Send JSON with Content-Type: application/json.",
        ),
    },
    Reason {
        code: "MethodNotAllowed",
        status: StatusCode::METHOD_NOT_ALLOWED,
        title: ("Địa chỉ này không nhận phương thức này", "This address does not take this method"),
        detail: ("Xem tiêu đề Allow.", "See the header Allow."),
    },
    Reason {
        code: "TimedOut",
        status: StatusCode::SERVICE_UNAVAILABLE,
        title: ("Yêu cầu mất quá nhiều thời gian", "The request took too long"),
        detail: (
            "Hãy gửi lại với cùng Idempotency-Key; nếu lần trước đã được ghi, sẽ nhận đúng kết quả đó.",
            "Send it again with the same Idempotency-Key; if it was recorded, the same answer comes back.",
        ),
    },
    Reason {
        code: "Broken",
        status: StatusCode::INTERNAL_SERVER_ERROR,
        title: ("Máy chủ gặp lỗi", "The server failed"),
        detail: (
            "Hãy đọc lại hồ sơ xem yêu cầu đã được ghi chưa; nếu lỗi lặp lại, báo người vận hành.",
            "Read the dossier again to see whether the request was recorded; tell the operator if it persists.",
        ),
    },
    Reason {
        code: "NotFound",
        status: StatusCode::NOT_FOUND,
        title: ("Không tìm thấy", "Not found"),
        detail: (
            "Không có gì ở địa chỉ này, hoặc hồ sơ không thuộc phạm vi của người hỏi.",
            "There is nothing at this address, or the dossier is not within reach of whoever asks.",
        ),
    },
    Reason {
        code: "MessageSettled",
        status: StatusCode::CONFLICT,
        title: ("Tin này đã được xử lý", "The message has been dealt with"),
        detail: (
            "Đã giao cho hồ sơ khác hoặc đã bỏ qua. Đọc lại danh sách tin chưa khớp để xem ai làm, khi nào.",
            "It was given to another dossier or left aside. Read the list again to see by whom and when.",
        ),
    },
    Reason {
        code: "NoSuchJob",
        status: StatusCode::NOT_FOUND,
        title: ("Không có việc tự động này", "No such job"),
        detail: (
            "Việc đã xong, đã hủy hoặc chưa từng có; kết quả gửi đến không dùng. Xem các việc đang chờ tại /api/v1/jobs.",
            "It is done, was taken away or never was; what was sent is not used. See /api/v1/jobs for those that wait.",
        ),
    },
    Reason {
        code: "TokenMissing",
        status: StatusCode::UNAUTHORIZED,
        title: ("Thiếu hoặc sai mã truy cập", "The access token is missing or wrong"),
        detail: (
            "Gửi kèm tiêu đề Authorization: Bearer với mã in ra khi máy chủ khởi động lần đầu.",
            "Send Authorization: Bearer with the token printed at the server's first start.",
        ),
    },
    Reason {
        code: "IdentityMalformed",
        status: StatusCode::BAD_REQUEST,
        title: ("Không đọc được người thực hiện", "Who asks cannot be read"),
        detail: (
            "X-Motcua-As phải là post:<mã vị trí> hoặc applicant:<tài khoản>.",
            "X-Motcua-As must be post:<id> or applicant:<account>.",
        ),
    },
    Reason {
        code: "UnknownPost",
        status: StatusCode::FORBIDDEN,
        title: ("Danh bạ không có vị trí này", "The directory has no such post"),
        detail: (
            "Chỉ vị trí có trong danh bạ đang dùng mới được xem và thực hiện.",
            "Only posts of the directory in use may look and act.",
        ),
    },
    Reason {
        code: "ApplicantsOnly",
        status: StatusCode::FORBIDDEN,
        title: ("Việc này của người nộp", "This is for applicants"),
        detail: (
            "Chỉ người nộp được nộp hồ sơ, và nộp cho chính mình.",
            "Only an applicant may file, and for himself.",
        ),
    },
    Reason {
        code: "PostsOnly",
        status: StatusCode::FORBIDDEN,
        title: ("Việc này của cơ quan", "This is for posts"),
        detail: ("Chỉ vị trí có trong danh bạ được làm việc này.", "Only a post of the directory may do this."),
    },
    Reason {
        code: "ForeignSite",
        status: StatusCode::FORBIDDEN,
        title: ("Yêu cầu đến từ trang khác", "Another site sent the request"),
        detail: (
            "Hãy mở trang của hệ thống này và thực hiện tại đó.",
            "Open the pages of this system and do it there.",
        ),
    },
    Reason {
        code: "IdentityMissing",
        status: StatusCode::UNAUTHORIZED,
        title: ("Chưa biết ai thực hiện", "Who asks is not known"),
        detail: (
            "Gửi kèm tiêu đề X-Motcua-As: post:<mã vị trí> hoặc applicant:<tài khoản>.",
            "Send X-Motcua-As: post:<id> or applicant:<account>.",
        ),
    },
    Reason {
        code: "Stale",
        status: StatusCode::PRECONDITION_FAILED,
        title: ("Hồ sơ đã thay đổi", "The dossier has changed"),
        detail: (
            "Có người đã làm trước. Hãy đọc lại hồ sơ rồi gửi lại với phiên bản mới.",
            "Somebody was faster. Read the dossier again and repeat with the new version.",
        ),
    },
    Reason {
        code: "NoSuchDossier",
        status: StatusCode::NOT_FOUND,
        title: ("Không tìm thấy hồ sơ", "No such dossier"),
        detail: ("Kiểm tra lại mã hồ sơ.", "Check the code of the dossier."),
    },
    Reason {
        code: "NoSuchProcedure",
        status: StatusCode::NOT_FOUND,
        title: ("Không có thủ tục này", "No such procedure"),
        detail: ("Xem danh mục tại /api/v1/procedures.", "See the catalogue at /api/v1/procedures."),
    },
    Reason {
        code: "NotOffered",
        status: StatusCode::UNPROCESSABLE_ENTITY,
        title: ("Cơ quan không thực hiện thủ tục này", "The agency does not offer the procedure"),
        detail: ("Chọn một cơ quan trong danh sách của thủ tục.", "Choose one of the agencies the procedure lists."),
    },
    Reason {
        code: "KeyReused",
        status: StatusCode::UNPROCESSABLE_ENTITY,
        title: ("Khóa đã dùng cho yêu cầu khác", "The key was used for another request"),
        detail: ("Mỗi yêu cầu mới cần một Idempotency-Key mới.", "Every new request needs a new Idempotency-Key."),
    },
    Reason {
        code: "Busy",
        status: StatusCode::TOO_MANY_REQUESTS,
        title: ("Đang có quá nhiều yêu cầu", "Too many requests are waiting"),
        detail: (
            "Chưa ghi gì. Hãy chờ rồi gửi lại với cùng khóa.",
            "Nothing was recorded. Wait, then send it again with the same key.",
        ),
    },
    Reason {
        code: "NotARehearsal",
        status: StatusCode::NOT_FOUND,
        title: ("Chỉ có khi chạy thử", "Only in rehearsals"),
        detail: ("Giờ của hệ thống thật không thay đổi được.", "The clock of a production system cannot be moved."),
    },
    Reason {
        code: "StoreFull",
        status: StatusCode::INSUFFICIENT_STORAGE,
        title: ("Kho dữ liệu đã đầy", "The store is full"),
        detail: (
            "Chưa ghi gì. Báo người vận hành, rồi gửi lại với cùng khóa.",
            "Nothing was recorded. Tell the operator, then send it again with the same key.",
        ),
    },
    Reason {
        code: "Conflict",
        status: StatusCode::SERVICE_UNAVAILABLE,
        title: ("Hồ sơ đang được ghi", "The dossier is being written"),
        detail: ("Chưa ghi gì. Hãy gửi lại với cùng khóa.", "Nothing was recorded. Send it again with the same key."),
    },
    Reason {
        code: "StoreFailed",
        status: StatusCode::SERVICE_UNAVAILABLE,
        title: ("Kho dữ liệu tạm thời không dùng được", "The store does not answer"),
        detail: (
            "Chưa ghi gì. Hãy chờ ít phút rồi gửi lại với cùng khóa.",
            "Nothing was recorded. Wait a few minutes and send it again with the same key.",
        ),
    },
    Reason {
        code: "Stopping",
        status: StatusCode::SERVICE_UNAVAILABLE,
        title: ("Máy chủ đang dừng", "The server is stopping"),
        detail: ("Hãy gửi lại với cùng khóa sau ít phút.", "Send it again with the same key in a few minutes."),
    },
    Reason {
        code: "ProgramMissing",
        status: StatusCode::SERVICE_UNAVAILABLE,
        title: ("Chưa nạp được phiên bản quy trình của hồ sơ", "The version the dossier runs on cannot be loaded"),
        detail: ("Báo người vận hành; hồ sơ vẫn được giữ nguyên.", "Tell the operator; the dossier is kept as it is."),
    },
    Reason {
        code: "Unreadable",
        status: StatusCode::INTERNAL_SERVER_ERROR,
        title: ("Không đọc được dữ liệu đã lưu", "Stored data cannot be read"),
        detail: (
            "Báo người vận hành; dữ liệu vẫn được giữ nguyên.",
            "Tell the operator; the data are kept as they are.",
        ),
    },
    Reason {
        code: "NotInRole",
        status: StatusCode::FORBIDDEN,
        title: ("Không thuộc vai được làm việc này", "Not in the role that may do this"),
        detail: ("", ""),
    },
    Reason {
        code: "ClaimedBy",
        status: StatusCode::CONFLICT,
        title: ("Người khác đang giữ việc này", "Somebody else holds the task"),
        detail: ("", ""),
    },
    Reason {
        code: "SamePerson",
        status: StatusCode::FORBIDDEN,
        title: ("Đã tham gia bước phải tách người", "The same person acted in a step to be kept apart"),
        detail: ("", ""),
    },
    Reason {
        code: "TaskNotOpen",
        status: StatusCode::CONFLICT,
        title: ("Việc này không còn mở", "The task is not open"),
        detail: ("", ""),
    },
    Reason {
        code: "NotAvailable",
        status: StatusCode::CONFLICT,
        title: ("Lúc này chưa làm được việc này", "Not available now"),
        detail: ("", ""),
    },
    Reason {
        code: "RoundsExhausted",
        status: StatusCode::CONFLICT,
        title: ("Đã hết số lần được phép", "No round is left"),
        detail: ("", ""),
    },
    Reason {
        code: "ExtensionExhausted",
        status: StatusCode::UNPROCESSABLE_ENTITY,
        title: ("Gia hạn quá mức được phép", "More than may still be added"),
        detail: ("", ""),
    },
    Reason {
        code: "ClockNotStarted",
        status: StatusCode::CONFLICT,
        title: ("Thời hạn chưa bắt đầu", "The clock has not started"),
        detail: ("", ""),
    },
    Reason {
        code: "ClockStopped",
        status: StatusCode::CONFLICT,
        title: ("Thời hạn đã kết thúc", "The clock has stopped"),
        detail: ("", ""),
    },
    Reason {
        code: "AlreadyOpen",
        status: StatusCode::CONFLICT,
        title: ("Việc này đã có rồi", "It is there already"),
        detail: ("", ""),
    },
    Reason {
        code: "Suspended",
        status: StatusCode::CONFLICT,
        title: ("Hồ sơ đang tạm dừng theo luật", "The dossier is suspended by law"),
        detail: ("", ""),
    },
    Reason {
        code: "SuspendedTechnically",
        status: StatusCode::SERVICE_UNAVAILABLE,
        title: ("Hồ sơ đang tạm ngừng vì sự cố", "The dossier is halted for a fault"),
        detail: ("", ""),
    },
    Reason {
        code: "DossierEnded",
        status: StatusCode::CONFLICT,
        title: ("Hồ sơ đã kết thúc", "The dossier has ended"),
        detail: ("", ""),
    },
    Reason {
        code: "NoSuchAction",
        status: StatusCode::NOT_FOUND,
        title: ("Bước này không có nút đó", "The step has no such button"),
        detail: ("", ""),
    },
    Reason {
        code: "FormInvalid",
        status: StatusCode::UNPROCESSABLE_ENTITY,
        title: ("Nội dung khai chưa hợp lệ", "Answers are missing or wrong"),
        detail: ("", ""),
    },
    Reason {
        code: "NoVersionInForce",
        status: StatusCode::UNPROCESSABLE_ENTITY,
        title: ("Quy trình không áp dụng vào ngày này", "No version is in force on this day"),
        detail: ("", ""),
    },
    Reason {
        code: "VersionNotInForce",
        status: StatusCode::CONFLICT,
        title: ("Hồ sơ phải giải quyết theo quy trình mới", "The dossier is settled by another version"),
        detail: ("", ""),
    },
    Reason {
        code: "Limit",
        status: StatusCode::UNPROCESSABLE_ENTITY,
        title: ("Vượt giới hạn", "A limit was met"),
        detail: ("", ""),
    },
];
