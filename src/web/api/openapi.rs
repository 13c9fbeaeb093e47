//! `GET /openapi.json`: the description of this API (OpenAPI 3.1), made from the routes and the shapes themselves.
//! It knows no route by name.

use std::sync::LazyLock;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::generate::{SchemaGenerator, SchemaSettings};
use serde_json::{Map, Value, json};

use super::members::{self, Member};
use super::route::{Answer, Asker, Content, Route, plain};
use crate::problem::Problem;
use crate::reasons::REASONS;

const COMPONENTS: &str = "/components/schemas";

/// The description as it is served, with its entity tag.
static DESCRIPTION: LazyLock<(String, HeaderValue)> = LazyLock::new(|| {
    let text = format!("{:#}\n", document());
    let tag = format!("\"{}\"", &source::hex(&source::sha256(text.as_bytes()))[..16]);
    (text, HeaderValue::from_str(&tag).expect("digits are visible ASCII"))
});

/// A description of an API (OpenAPI 3.1).
#[derive(schemars::JsonSchema)]
#[schemars(rename = "Description", title = "Mô tả API", extend("additionalProperties" = true))]
struct Described {
    #[expect(dead_code, reason = "it is described, not built")]
    openapi: String,
}

/// Describes this route.
pub(super) fn routes() -> Vec<Route> {
    let words = ("Mô tả API theo OpenAPI 3.1", "Describes this API; ask again with If-None-Match.");
    let kept = Answer { always: &["ETag"], ..plain(304, Content::Nothing) };
    vec![
        Route::get("/openapi.json", show)
            .says("describe", words.0, words.1)
            .for_anybody()
            .shows::<Described>()
            .and(kept),
    ]
}

/// Serves the description.
async fn show(headers: HeaderMap) -> Response {
    let (text, tag) = &*DESCRIPTION;
    let kind = HeaderValue::from_static("application/json");
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|seen| seen == tag);
    let carried = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))];
    match known {
        true => (StatusCode::NOT_MODIFIED, carried).into_response(),
        false => (carried, [(header::CONTENT_TYPE, kind)], text.as_str()).into_response(),
    }
}

/// Describes everything.
fn document() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize().with(|settings| {
        settings.definitions_path = COMPONENTS.into();
        settings.meta_schema = None;
    });
    let mut shapes = settings.into_generator();
    let (mut paths, mut tags) = (Map::new(), Vec::new());
    for (prefix, noun, routes) in super::nouns() {
        tags.push(json!({ "name": noun.0, "description": noun.1 }));
        for route in routes {
            let path = paths.entry(format!("{prefix}{}", route.path)).or_insert_with(|| json!({}));
            path[route.method] = operation(&mut shapes, noun.0, &route);
        }
    }
    shapes.subschema_for::<Problem>();
    let mut schemas = shapes.take_definitions(true);
    schemas.values_mut().for_each(close);
    schemas.insert("Answer".to_owned(), members::answer());
    json!({
        "openapi": "3.1.0",
        "info": info(),
        "servers": [{ "url": "/" }],
        "tags": tags,
        "paths": paths,
        "components": {
            "schemas": schemas, "responses": problems(), "headers": headers(), "parameters": parameters(),
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
        },
    })
}

fn info() -> Value {
    json!({
        "title": "Motcua",
        "version": "1",
        "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        "summary": "Vận hành thủ tục hành chính: hồ sơ, việc, tin, tiền, thời hạn",
        "description":
            "Mỗi yêu cầu nói rõ ai hỏi bằng tiêu đề X-Motcua-As. Câu chữ trả về theo ?lang=vi hoặc en, rồi Accept-Language; \
             mặc định là tiếng Việt. Lỗi là application/problem+json (RFC 9457), có mã ở thành phần code.\n\n\
             Each request says who asks in X-Motcua-As. Words come in the language of ?lang=vi or en, then of \
             Accept-Language; Vietnamese unless asked. Faults are application/problem+json (RFC 9457) with a code. \
             A method that a path does not know is answered 405 with Allow. A rehearsal's server wants no token.",
    })
}

fn operation(shapes: &mut SchemaGenerator, tag: &str, route: &Route) -> Value {
    let mut answers = Map::new();
    for answer in &route.answers {
        answers.insert(answer.status.to_string(), answered(shapes, answer));
    }
    for status in &route.problems {
        answers.insert(status.to_string(), json!({ "$ref": format!("#/components/responses/Problem{status}") }));
    }
    let mut operation = json!({
        "operationId": route.id,
        "tags": [tag],
        "summary": route.words.0,
        "description": route.words.1,
        "parameters": asked(route),
        "responses": answers,
        "security": if route.asker == Asker::Probe { json!([]) } else { json!([{ "token": [] }, {}]) },
    });
    if !route.bodies.is_empty() {
        let mut forms: Vec<Value> = route.bodies.iter().map(|members| body(members)).collect();
        let schema = if forms.len() == 1 { forms.swap_remove(0) } else { json!({ "oneOf": forms }) };
        let content = match route.example {
            Some(example) => json!({ "schema": schema, "example": example() }),
            None => json!({ "schema": schema }),
        };
        operation["requestBody"] = json!({ "required": true, "content": { "application/json": content } });
    }
    operation
}

fn body(members: &[Member]) -> Value {
    let properties: Map<String, Value> =
        members.iter().map(|member| (member.name.to_owned(), member.schema.clone())).collect();
    let required: Vec<&str> = members.iter().filter(|member| member.needed).map(|member| member.name).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

/// Lists the parameters: of the path, of the query, and the headers.
fn asked(route: &Route) -> Vec<Value> {
    let named = route.path.split(['{', '}']).skip(1).step_by(2);
    let mut all: Vec<Value> = named.map(path_parameter).collect();
    if let Some(query) = route.query {
        let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
        let mut schema = query(&mut settings.into_generator()).to_value();
        let properties = schema["properties"].take();
        let properties = if let Value::Object(properties) = properties { properties } else { Map::new() };
        all.extend(properties.into_iter().map(|(name, schema)| query_parameter(&name, schema)));
    }
    all.push(json!({ "$ref": "#/components/parameters/lang" }));
    let headers = [
        (route.asker == Asker::Somebody, "As"),
        (route.once, "IdempotencyKey"),
        (route.on_version, "IfMatch"),
        (route.id == "describe", "IfNoneMatch"),
    ];
    let wanted = headers.iter().filter(|(wanted, _)| *wanted);
    all.extend(wanted.map(|(_, name)| json!({ "$ref": format!("#/components/parameters/{name}") })));
    all
}

fn path_parameter(name: &str) -> Value {
    let text = |words: &str, example: &str| (json!({ "type": "string" }), words.to_owned(), json!(example));
    let number = |words: &str, most: u64| {
        let schema = json!({ "type": "integer", "minimum": 0, "maximum": most });
        (schema, words.to_owned(), json!(1))
    };
    let (schema, words, example) = match name {
        "code" => text("Mã hồ sơ. Code of the dossier.", "T-H26.00.01-260608-0001"),
        "right" => text("Mã quyền dùng bất kỳ lúc nào. Id of an `anytime` entry.", "rut_ho_so"),
        "id" => text("Mã. The id.", "cap_ban_sao_so_goc"),
        "activation" => number("Số của việc trong hồ sơ. Number of the task within the dossier.", u64::MAX),
        "job" => number("Số của việc tự động trong hồ sơ. Number of the job within the dossier.", u64::MAX),
        "ordinal" => {
            number("Số thứ tự của giấy trong lần ghi. Number of the letter within its record.", u32::MAX.into())
        }
        "number" => number("Số của tin trong danh sách. Number of the message in the queue.", i64::MAX as u64),
        _ => number("Số thứ tự trong hồ sơ. Number within the dossier.", u64::MAX),
    };
    json!({ "name": name, "in": "path", "required": true, "description": words, "schema": schema, "example": example })
}

fn query_parameter(name: &str, mut schema: Value) -> Value {
    let words = schema.as_object_mut().and_then(|schema| schema.remove("description")).unwrap_or_default();
    // Left out is left out: a query has no null.
    if let Some(Value::Array(kinds)) = schema.get("type") {
        schema["type"] = kinds.first().cloned().unwrap_or_default();
    }
    json!({ "name": name, "in": "query", "description": words, "schema": schema })
}

fn answered(shapes: &mut SchemaGenerator, answer: &Answer) -> Value {
    let header = |name: &&str, required: bool| {
        let mut header = header_of(name);
        header["required"] = Value::from(required);
        ((*name).to_owned(), header)
    };
    let always = answer.always.iter().map(|name| header(name, true));
    let headers: Map<String, Value> = always.chain(answer.at_times.iter().map(|name| header(name, false))).collect();
    let words = match answer.status {
        201 => "Đã tạo. Created.",
        202 => "Đã nhận, đang chờ. Taken in, and waiting.",
        304 => "Không đổi. As it was seen.",
        _ => "Được. Done.",
    };
    let mut told = json!({ "description": words, "headers": headers });
    let (kind, schema) = match answer.content {
        Content::Nothing => return told,
        Content::Page => ("text/html; charset=utf-8", json!({ "type": "string" })),
        Content::One(kind, shape) => (kind, shape(shapes).to_value()),
        Content::Items(shape) => {
            let items = json!({ "type": "array", "items": shape(shapes).to_value() });
            let properties = json!({ "items": items });
            let list = json!({
                "type": "object", "properties": properties, "required": ["items"], "additionalProperties": false,
            });
            ("application/json", list)
        }
    };
    told["content"] = json!({ kind: { "schema": schema } });
    told
}

/// Closes every object, so that a member that is not described is a fault of the description.
fn close(schema: &mut Value) {
    match schema {
        Value::Array(all) => all.iter_mut().for_each(close),
        Value::Object(members) => {
            members.values_mut().for_each(close);
            if members.contains_key("properties") && members.get("type").is_some_and(|kind| kind == "object") {
                members.entry("additionalProperties").or_insert(Value::Bool(false));
            }
        }
        _ => {}
    }
}

/// Describes the problems of every status, from the table of reasons.
fn problems() -> Value {
    let mut all = Map::new();
    for reason in REASONS {
        let status = reason.status.as_u16();
        let told = all.entry(format!("Problem{status}")).or_insert_with(|| problem(status));
        let (vi, en) = reason.title;
        let words = told["description"].as_str().unwrap_or_default();
        told["description"] = Value::from(format!("{words}* `{}`: {vi}. {en}.\n", reason.code));
    }
    Value::Object(all)
}

fn problem(status: u16) -> Value {
    let schema = json!({ "$ref": "#/components/schemas/Problem" });
    let mut headers = json!({ "Content-Language": { "$ref": "#/components/headers/Content-Language" } });
    let more: &[&str] = match status {
        401 => &["WWW-Authenticate"],
        429 | 503 | 507 => &["Retry-After"],
        _ => &[],
    };
    for name in more {
        headers[*name] = json!({ "$ref": format!("#/components/headers/{name}") });
    }
    json!({ "description": "", "headers": headers, "content": { "application/problem+json": { "schema": schema } } })
}

fn headers() -> Value {
    let all = ["Content-Language", "WWW-Authenticate", "Retry-After"];
    let told = all.map(|name| {
        let mut header = header_of(name);
        header["required"] = Value::from(name != "WWW-Authenticate" && name != "Retry-After");
        (name.to_owned(), header)
    });
    Value::Object(told.into_iter().collect())
}

fn header_of(name: &str) -> Value {
    let text = json!({ "type": "string" });
    let (words, schema) = match name {
        "ETag" => ("Phiên bản. The version.", json!({ "type": "string", "pattern": "^\".+\"$" })),
        "Location" => ("Nơi đọc hồ sơ. Where the dossier is.", text),
        "Link" => ("Trang sau (RFC 8288), rel=\"next\". The page after this one.", text),
        "Idempotency-Replayed" => {
            ("Có nếu đã làm từ trước. Present if it was done before.", json!({ "type": "string", "enum": ["true"] }))
        }
        "Content-Language" => ("Ngôn ngữ. The language.", json!({ "type": "string", "enum": ["vi", "en"] })),
        "Retry-After" => ("Số giây nên chờ. Seconds to wait.", json!({ "type": "integer", "minimum": 1 })),
        _ => ("Cách xưng danh. How to show who one is.", json!({ "type": "string" })),
    };
    json!({ "description": words, "schema": schema })
}

fn parameters() -> Value {
    let header = |name: &str, required: bool, words: &str, schema: Value| json!({ "name": name, "in": "header", "required": required, "description": words, "schema": schema });
    json!({
        "lang": {
            "name": "lang", "in": "query", "schema": { "type": "string" }, "example": "en",
            "description": "Ngôn ngữ trả lời: vi hoặc en. Language of the words: vi or en.",
        },
        "As": header(
            "X-Motcua-As", true,
            "Ai hỏi: post:<mã vị trí> hoặc applicant:<tài khoản>. Who asks. A rehearsal's pages say it by a cookie.",
            json!({
                "type": "string", "pattern": "^(post|applicant):[a-z][a-z0-9]*(_[a-z0-9]+)*$",
                "examples": ["post:p01_mot_cua_01", "applicant:nguoi_nop_0412"],
            }),
        ),
        "IdempotencyKey": header(
            "Idempotency-Key", true,
            "Khóa chống gửi trùng: mỗi yêu cầu một khóa, gửi lại thì dùng lại. One per request; repeat it when sending again.",
            json!({ "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$" }),
        ),
        "IfMatch": header(
            "If-Match", true, "ETag của hồ sơ đã xem. The ETag of the dossier as it was seen.",
            json!({ "type": "string", "pattern": "^\"(0|[1-9][0-9]{0,17})\"$", "examples": ["\"7\""] }),
        ),
        "IfNoneMatch": header(
            "If-None-Match", false, "ETag đã có. The ETag one has.", json!({ "type": "string" }),
        ),
    })
}
