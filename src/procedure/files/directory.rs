//! The directory: agencies, units and posts, never persons (language.md f).
//! Who holds a post is data of the installation.

use std::collections::HashMap;

use calendar::Date;
use source::{Diagnostic, Node, SourceFile, Spanned};

use super::canonical;
use super::definition::Level;
use super::keys::{Table, Takes, later, later_must, may, must};
use super::listed::Listed;
use super::read::{Fields, Reader};
use crate::rules::{m018_bad_value as m018, m097_directory as m097};

/// Holds one directory file.
#[derive(Clone, Debug, PartialEq)]
pub struct Directory {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// SHA-256 of the canonical form.
    pub hash: [u8; 32],
    /// Agencies.
    pub agencies: Vec<Agency>,
    /// Names of those who stand behind roles outside the system: role and name.
    pub outside: Vec<(String, String)>,
    index: Index,
}

/// Where agencies and posts stand, by id; of two with one id the first.
#[derive(Clone, Debug, Default, PartialEq)]
struct Index {
    agencies: HashMap<String, usize>,
    /// Agency, unit and post.
    posts: HashMap<String, [usize; 3]>,
}

impl Index {
    fn of(agencies: &[Agency]) -> Self {
        let mut index = Self::default();
        for (at, agency) in agencies.iter().enumerate() {
            index.agencies.entry(agency.id.clone()).or_insert(at);
            for (unit_at, unit) in agency.units.iter().enumerate() {
                for (post_at, post) in unit.posts.iter().enumerate() {
                    index.posts.entry(post.id.clone()).or_insert([at, unit_at, post_at]);
                }
            }
        }
        index
    }
}

/// Describes an agency.
#[derive(Clone, Debug, PartialEq)]
pub struct Agency {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Level of government.
    pub level: Option<Level>,
    /// National identifier, opaque.
    pub code: Option<String>,
    /// Id of the agency above it.
    pub parent: Option<String>,
    /// Calendar of its duties and shown hours.
    pub calendar: Option<String>,
    /// Procedures it offers.
    pub offers: Offers,
    /// Label of the account fees go to.
    pub payee: Option<String>,
    /// Units.
    pub units: Vec<Unit>,
}

/// Tells which procedures an agency offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offers {
    /// None.
    None,
    /// All of its level.
    All,
    /// Those of these ids.
    List(Vec<String>),
}

/// Describes a unit of an agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Id of the post at its head.
    pub head: Option<String>,
    /// Posts.
    pub posts: Vec<Post>,
}

/// Describes a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Roles it serves.
    pub roles: Vec<RoleBinding>,
    /// Whether it signs.
    pub signs: bool,
    /// Who may sign in its place (ký thay).
    pub substitute: Option<Substitute>,
}

/// Lets one post act in the place of another, with the ground if it was written (sem 6.5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Substitute {
    /// The post that may.
    pub post: String,
    /// First day; always when absent.
    pub from: Option<Date>,
    /// Last day; open when absent.
    pub to: Option<Date>,
    /// Ground of the grant.
    pub legal: Option<String>,
}

/// Binds a role to a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleBinding {
    /// Procedure it is limited to; every procedure of the agency when absent.
    pub procedure: Option<String>,
    /// Role.
    pub role: String,
}

/// Locates a post.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place<'a> {
    /// Agency.
    pub agency: &'a Agency,
    /// Unit.
    pub unit: &'a Unit,
    /// Post.
    pub post: &'a Post,
}

impl Agency {
    /// Iterates over its posts with their units.
    pub fn places(&self) -> impl Iterator<Item = Place<'_>> {
        self.units.iter().flat_map(move |unit| unit.posts.iter().map(move |post| Place { agency: self, unit, post }))
    }

    /// Tells whether it offers a procedure of a level.
    pub fn offers(&self, procedure: &str, level: Level) -> bool {
        match &self.offers {
            Offers::None => false,
            Offers::All => self.level == Some(level),
            Offers::List(ids) => ids.iter().any(|id| id == procedure),
        }
    }

    /// Iterates over the posts that serve a role of a procedure.
    pub fn serving<'a>(&'a self, procedure: &'a str, role: &'a str) -> impl Iterator<Item = &'a Post> {
        self.places().map(|place| place.post).filter(move |post| post.serves(procedure, role))
    }
}

impl Post {
    /// Tells whether it serves a role of a procedure.
    pub fn serves(&self, procedure: &str, role: &str) -> bool {
        self.roles.iter().any(|bound| bound.role == role && bound.procedure.as_deref().is_none_or(|id| id == procedure))
    }

    /// Tells whether another post was ever let act in its place; on which days says the grant.
    pub fn lets(&self, other: &str) -> bool {
        self.substitute.as_ref().is_some_and(|grant| grant.post == other)
    }
}

impl Directory {
    /// Makes the directory of some agencies; `hash` is the SHA-256 of the canonical form.
    pub fn new(
        id: String,
        name: String,
        hash: [u8; 32],
        agencies: Vec<Agency>,
        outside: Vec<(String, String)>,
    ) -> Self {
        Self { id, name, hash, index: Index::of(&agencies), agencies, outside }
    }

    /// Finds an agency by its id.
    pub fn agency(&self, id: &str) -> Option<&Agency> {
        self.index.agencies.get(id).map(|at| &self.agencies[*at])
    }

    /// Finds a post by its id.
    pub fn post(&self, id: &str) -> Option<Place<'_>> {
        let [agency, unit, post] = *self.index.posts.get(id)?;
        let agency = &self.agencies[agency];
        let unit = &agency.units[unit];
        Some(Place { agency, unit, post: &unit.posts[post] })
    }

    /// Finds the head of the unit a post belongs to.
    pub fn head(&self, post: &str) -> Option<&Post> {
        self.post(self.post(post)?.unit.head.as_deref()?).map(|place| place.post)
    }
}

/// Keys of a directory file.
pub static DIRECTORY: Table = Table {
    vi: "tệp danh bạ",
    en: "a directory file",
    keys: &[
        must("directory", Takes::Ref, "Tên của danh bạ.", "Id of the directory."),
        must("name", Takes::Text, "Tên hiện ra.", "Name."),
        must("agencies", Takes::NamedMaps(&AGENCY), "Các cơ quan.", "Agencies."),
        may(
            "outside",
            Takes::NamedTexts,
            "Ai đứng sau các vai ngoài hệ thống.",
            "Who stands behind roles outside the system.",
        ),
    ],
};

/// Keys of an agency.
pub static AGENCY: Table = Table {
    vi: "cơ quan (`agencies`)",
    en: "an agency",
    keys: &[
        must("name", Takes::Text, "Tên cơ quan.", "Name."),
        may("level", Takes::Word(Level::list), "Cấp.", "Level of government."),
        may("code", Takes::Text, "Mã định danh.", "National identifier."),
        may("parent", Takes::Ref, "Cơ quan cấp trên.", "Agency above it."),
        may("calendar", Takes::Ref, "Lịch làm việc.", "Working calendar."),
        may("procedures", Takes::AllOrRefs, "Thủ tục được cung cấp.", "Procedures it offers."),
        may("payee", Takes::Text, "Nhãn tài khoản thu phí.", "Label of the account fees go to."),
        may("units", Takes::NamedMaps(&UNIT), "Các đơn vị.", "Units."),
    ],
};

/// Keys of a unit.
pub static UNIT: Table = Table {
    vi: "đơn vị (`units`)",
    en: "a unit",
    keys: &[
        must("name", Takes::Text, "Tên đơn vị.", "Name."),
        may("head", Takes::Ref, "Vị trí đứng đầu.", "Post at its head."),
        may("posts", Takes::Named(&POST), "Các vị trí.", "Posts."),
    ],
};

/// Keys of a post.
pub static POST: Table = Table {
    vi: "vị trí (`posts`)",
    en: "a post",
    keys: &[
        must("name", Takes::Text, "Tên vị trí.", "Name."),
        may("roles", Takes::Refs, "Các vai.", "Roles it serves."),
        may("signs", Takes::Flag, "Được ký.", "Whether it signs."),
        may("substitute", Takes::TextOr(&SUBSTITUTE), "Vị trí ký thay.", "Post that may sign in its place."),
    ],
};

/// Keys of a substitution.
pub static SUBSTITUTE: Table = Table {
    vi: "ký thay (`substitute`)",
    en: "a substitution",
    keys: &[
        later_must("post", Takes::Ref, "Vị trí ký thay.", "Post that may sign in its place."),
        later("from", Takes::Date, "Từ ngày.", "First day."),
        later("to", Takes::Date, "Đến hết ngày.", "Last day."),
        later("legal", Takes::Text, "Văn bản giao quyền.", "Ground of the grant."),
    ],
};

/// Word that offers every procedure of an agency's level.
const ALL_PROCEDURES: &str = "tất cả";

/// Reads a directory file.
pub fn directory(file: &SourceFile, node: &Node) -> (Option<Directory>, Vec<Diagnostic>) {
    let reader = Reader::new(file, vec![&DIRECTORY, &AGENCY, &UNIT, &POST, &SUBSTITUTE]);
    let directory = read(&reader, &reader.fields(node, &DIRECTORY, super::head(node)), node);
    (directory, reader.finish())
}

/// Holds the names to be found once the whole file is read.
#[derive(Default)]
struct Names {
    agencies: Vec<Spanned<String>>,
    parents: Vec<Spanned<String>>,
    posts: Vec<Spanned<String>>,
    heads: Vec<Spanned<String>>,
    substitutes: Vec<(String, Spanned<String>)>,
}

fn read(reader: &Reader<'_>, f: &Fields<'_>, node: &Node) -> Option<Directory> {
    let mut names = Names::default();
    let agencies = f.node("agencies").map(|node| {
        let declared = reader.declared(Some(node), None);
        declared.into_iter().map(|(id, node)| agency(reader, id, node, &mut names)).collect()
    });
    resolve(reader, &names);
    let id = f.text("directory").inspect(|id| reader.declare(id));
    let outside = f.node("outside").map(|node| reader.labels(Some(node))).unwrap_or_default();
    let outside = outside.into_iter().map(|(role, name)| (role.value, name.value)).collect();
    let hash = canonical::hash(node, &DIRECTORY);
    Some(Directory::new(id?.value, f.title("name")?.value, hash, agencies?, outside))
}

fn agency(reader: &Reader<'_>, id: Spanned<String>, node: &Node, names: &mut Names) -> Agency {
    let f = reader.fields(node, &AGENCY, id.span);
    let parent = f.text("parent");
    let units = reader.declared(f.node("units"), None);
    names.parents.extend(parent.clone());
    names.agencies.push(id.clone());
    Agency {
        name: f.title("name").unwrap_or(id.clone()).value,
        level: f.word("level").map(|level| level.value),
        code: f.text("code").map(|code| code.value),
        parent: parent.map(|parent| parent.value),
        calendar: f.text("calendar").map(|calendar| calendar.value),
        offers: offers(reader, &f),
        payee: f.text("payee").map(|payee| payee.value),
        units: units.into_iter().map(|(id, node)| unit(reader, id, node, names)).collect(),
        id: id.value,
    }
}

fn offers(reader: &Reader<'_>, f: &Fields<'_>) -> Offers {
    let Some(node) = f.node("procedures") else { return Offers::None };
    let ids = f.refs("procedures");
    if node.as_list().is_some() {
        return Offers::List(ids.into_iter().map(|id| id.value).collect());
    }
    if let Some(word) = ids.iter().find(|word| word.value != ALL_PROCEDURES) {
        reader.report(m018::word(word, &[ALL_PROCEDURES]));
        return Offers::None;
    }
    Offers::All
}

fn unit(reader: &Reader<'_>, id: Spanned<String>, node: &Node, names: &mut Names) -> Unit {
    let f = reader.fields(node, &UNIT, id.span);
    let head = f.text("head");
    names.heads.extend(head.clone());
    let posts = reader.declared(f.node("posts"), None);
    Unit {
        name: f.title("name").unwrap_or(id.clone()).value,
        head: head.map(|head| head.value),
        posts: posts.into_iter().map(|(id, node)| post(reader, id, node, names)).collect(),
        id: id.value,
    }
}

fn post(reader: &Reader<'_>, id: Spanned<String>, node: &Node, names: &mut Names) -> Post {
    let f = reader.text_or(node, &POST, "name", id.span);
    let substitute = f.node("substitute").and_then(|node| substitute(reader, &id, node, names));
    names.posts.push(id.clone());
    Post {
        name: f.title("name").unwrap_or(id.clone()).value,
        roles: f.refs("roles").into_iter().map(|role| binding(&role.value)).collect(),
        signs: f.flag("signs"),
        substitute,
        id: id.value,
    }
}

fn substitute(reader: &Reader<'_>, own: &Spanned<String>, node: &Node, names: &mut Names) -> Option<Substitute> {
    let f = reader.text_or(node, &SUBSTITUTE, "post", node.span);
    let (from, to) = (f.date("from"), f.date("to"));
    if let (Some(from), Some(to)) = (&from, &to)
        && to.value < from.value
    {
        reader.report(m097::window(to, from.span));
    }
    let post = f.text("post")?;
    names.substitutes.push((own.value.clone(), post.clone()));
    Some(Substitute {
        post: post.value,
        from: from.map(|date| date.value),
        to: to.map(|date| date.value),
        legal: f.text("legal").map(|legal| legal.value),
    })
}

fn binding(text: &str) -> RoleBinding {
    match text.split_once('.') {
        Some((procedure, role)) => RoleBinding { procedure: Some(procedure.into()), role: role.into() },
        None => RoleBinding { procedure: None, role: text.into() },
    }
}

fn resolve(reader: &Reader<'_>, names: &Names) {
    reader.distinct(names.posts.iter());
    let known = |ids: &[Spanned<String>], id: &Spanned<String>| ids.iter().any(|known| known.value == id.value);
    for parent in names.parents.iter().filter(|parent| !known(&names.agencies, parent)) {
        reader.report(m097::agency(parent, names.agencies.iter().map(|id| id.value.as_str())));
    }
    let substitutes = names.substitutes.iter().map(|(_, substitute)| substitute);
    for post in names.heads.iter().chain(substitutes).filter(|post| !known(&names.posts, post)) {
        reader.report(m097::post(post, names.posts.iter().map(|id| id.value.as_str())));
    }
    for (_, substitute) in &names.substitutes {
        if let Some((_, next)) = names.substitutes.iter().find(|(post, _)| *post == substitute.value) {
            reader.report(m097::chain(substitute, next.span));
        }
    }
}
