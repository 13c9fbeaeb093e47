//! Who reads a page, in which language, through which door, and what every page shows of that.
//! It loads no dossier.

use std::convert::Infallible;

use askama::Template;
use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use calendar::{Instant, Lang, Zone};
use engine::{Actor, Name};
use procedure::Compiled;
use procedure::explain::{Teller, account_words, glue};
use procedure::files::{Directory, Place};

use super::refused::Refused;
use super::sheet;
use crate::identity::Who;
use crate::{App, Mode, language};

/// What a handler answers: a page, or the page that says why not.
pub(crate) type Answer = Result<Response, Refused>;

/// The entrance a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// In front of the doors.
    Outside,
    /// `/congdan`.
    Citizen,
    /// `/congchuc` and the time machine.
    Staff,
}

/// Who asks for a page.
#[derive(Clone)]
pub(crate) struct Reader {
    /// The server.
    pub app: App,
    /// The language of the answer.
    pub lang: Lang,
    /// Who reads.
    pub who: Who,
    /// The entrance the page belongs to.
    pub door: Door,
    path: String,
    query: String,
}

/// What the layout of every page shows.
pub(crate) struct Page {
    lang: Lang,
    /// The entrance the page belongs to.
    pub door: Door,
    /// True in a rehearsal store.
    pub rehearsal: bool,
    /// True if one picks who one is.
    pub demo: bool,
    /// Name of whoever reads; empty for nobody.
    pub who: String,
    /// Agency of whoever reads; empty without one.
    pub place: String,
    /// Path of the page.
    pub path: String,
    /// Address of this page in the other language.
    pub other: String,
    /// The present instant in words.
    pub now: String,
    /// Address of the style sheet.
    pub sheet: String,
    /// Address of the icon.
    pub icon: String,
}

impl FromRequestParts<App> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let who = Who::from_request_parts(parts, app).await.unwrap_or(Who::Nobody);
        let path = parts.uri.path().to_owned();
        let door = match path.split('/').nth(1) {
            Some("congdan") => Door::Citizen,
            Some("congchuc" | "chay-thu") => Door::Staff,
            _ => Door::Outside,
        };
        let query = parts.uri.query().unwrap_or_default().to_owned();
        let mut headers = parts.headers.clone();
        // Pages are Vietnamese until their reader chooses: many browsers here ask for English without being told to.
        headers.remove(header::ACCEPT_LANGUAGE);
        let lang = language::of(parts.uri.query(), &headers);
        Ok(Self { app: app.clone(), lang, who, door, path, query })
    }
}

impl Reader {
    /// Gathers what the layout shows.
    pub fn page(&self) -> Page {
        let (who, place) = match &self.who {
            Who::Applicant(account) => (account_words(account.as_str(), self.lang), String::new()),
            Who::Post(post) => self
                .directory()
                .post(post.as_str())
                .map_or_else(Default::default, |place| (place.post.name.clone(), place.agency.name.clone())),
            Who::Nobody => Default::default(),
        };
        Page {
            lang: self.lang,
            door: self.door,
            rehearsal: self.app.service.is_rehearsal(),
            demo: self.app.mode == Mode::Demo,
            who,
            place,
            path: self.path.clone(),
            other: self.other(),
            now: self.moment(self.now()),
            sheet: sheet::path(),
            icon: sheet::icon(),
        }
    }

    /// Chooses the words of the reader's language.
    pub fn say(&self, vi: &str, en: &str) -> String {
        say(self.lang, vi, en)
    }

    /// Renders a page.
    pub fn show(&self, status: StatusCode, template: &impl Template) -> Response {
        let body = template.render().expect("templates write only text into memory");
        let kind = (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        // What a page shows belongs to one reader at one moment.
        let cache = (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        (status, [kind, cache], body).into_response()
    }

    /// Returns the present instant of the store.
    pub fn now(&self) -> Instant {
        self.app.service.now()
    }

    /// Returns the directory.
    pub fn directory(&self) -> &Directory {
        self.app.service.catalogue().directory()
    }

    /// Makes the words about the dossiers of a procedure.
    pub fn teller<'a>(&'a self, compiled: &'a Compiled) -> Teller<'a> {
        let catalogue = self.app.service.catalogue();
        Teller { compiled, library: catalogue.library(), directory: catalogue.directory(), lang: self.lang }
    }

    /// Returns the zone in which the installation tells time.
    pub fn zone(&self) -> Zone {
        let first = self.app.service.catalogue().library().calendars.first().map(calendar::Calendar::zone);
        first.or_else(|| Zone::named("Asia/Ho_Chi_Minh")).expect("this zone is known")
    }

    /// Writes weekday, date and clock time.
    pub fn moment(&self, at: Instant) -> String {
        glue(&self.zone().moment(at).words(self.lang))
    }

    /// Writes `dd/MM/yyyy HH:mm`.
    pub fn digits(&self, at: Instant) -> String {
        self.zone().moment(at).digits()
    }

    /// Returns the path asked for.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the path of the dossiers behind the reader's door.
    pub fn dossiers(&self) -> &'static str {
        if self.door == Door::Staff { "/congchuc/ho-so" } else { "/congdan/ho-so" }
    }

    /// Returns the applicant who reads, or the page that says that this one is his.
    pub fn applicant(&self) -> Result<Name, Refused> {
        match &self.who {
            Who::Applicant(account) => Ok(account.clone()),
            Who::Post(_) => Err(self.other_door()),
            Who::Nobody => Err(self.pick_first()),
        }
    }

    /// Returns the post that reads, or the page that says that this one is an official's.
    pub fn post(&self) -> Result<Place<'_>, Refused> {
        match &self.who {
            Who::Post(post) => self.directory().post(post.as_str()).ok_or_else(|| self.pick_first()),
            Who::Applicant(_) => Err(self.other_door()),
            Who::Nobody => Err(self.pick_first()),
        }
    }

    /// Returns the reader as the engine knows him.
    pub fn actor(&self) -> Result<Actor, Refused> {
        match self.door {
            Door::Staff => self.post().map(|place| Actor::Post(Name::from(place.post.id.as_str()))),
            Door::Citizen | Door::Outside => self.applicant().map(Actor::Applicant),
        }
    }

    fn pick_first(&self) -> Refused {
        if self.app.mode == Mode::Demo {
            let from = self.path.replace('%', "%25");
            return Refused::from(Redirect::to(&format!("/vai?tu={from}")).into_response());
        }
        self.refuse(
            StatusCode::UNAUTHORIZED,
            &self.say("Chưa biết bạn là ai", "You are not known yet"),
            &self.say(
                "Máy chủ này chỉ trả lời khi yêu cầu có mã truy cập và nêu rõ vị trí làm việc.",
                "This server answers only requests that carry the access token and name a post.",
            ),
        )
    }

    fn other_door(&self) -> Refused {
        let who = self.page().who;
        let what = match self.door {
            Door::Staff => self.say(
                "Trang này dành cho vị trí làm việc của cơ quan. Bạn đang là",
                "This page is for posts of an agency. You are",
            ),
            Door::Citizen | Door::Outside => self.say(
                "Trang này chỉ dành cho người nộp hồ sơ. Bạn đang là",
                "This page is for applicants only. You are",
            ),
        };
        let title = self.say("Trang này không mở cho bạn", "This page is not open to you");
        self.refuse(StatusCode::FORBIDDEN, &title, &format!("{what} {who}."))
    }

    fn other(&self) -> String {
        let other = if self.lang == Lang::Vi { "en" } else { "vi" };
        let kept = self.query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lang="));
        let pairs: Vec<String> = kept.map(str::to_owned).chain([format!("lang={other}")]).collect();
        format!("{}?{}", self.path, pairs.join("&"))
    }
}

impl Page {
    /// Returns the language tag of the page.
    pub fn tag(&self) -> &'static str {
        if self.vi() { "vi" } else { "en" }
    }

    /// Tells whether the page is Vietnamese.
    pub fn vi(&self) -> bool {
        self.lang == Lang::Vi
    }

    /// Chooses the words of the page's language.
    pub fn say(&self, vi: &str, en: &str) -> String {
        say(self.lang, vi, en)
    }

    /// Writes the present instant as a heading.
    pub fn clock(&self) -> String {
        capital(&self.now)
    }

    /// Tells whether the page is an official's.
    pub fn staff(&self) -> bool {
        self.door == Door::Staff
    }

    /// Tells whether the page is a citizen's.
    pub fn citizen(&self) -> bool {
        self.door == Door::Citizen
    }

    /// Tells whether this page lies at or below a path.
    pub fn under(&self, path: &str) -> bool {
        self.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// Begins a sentence or a heading with a capital letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn say(lang: Lang, vi: &str, en: &str) -> String {
    match lang {
        Lang::Vi => glue(vi),
        Lang::En => en.to_owned(),
    }
}

/// Keeps the language a reader has asked for by `?lang=`.
pub(crate) async fn keep_language(request: Request, next: Next) -> Response {
    let asked = request.uri().query().into_iter().flat_map(|query| query.split('&'));
    let asked = asked.filter_map(|pair| pair.strip_prefix("lang=")).find(|word| matches!(*word, "vi" | "en"));
    let cookie = asked.map(|word| format!("motcua_lang={word}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly"));
    let mut response = next.run(request).await;
    if let Some(cookie) = cookie.and_then(|cookie| HeaderValue::from_str(&cookie).ok()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
