//! The form of a procedure: what is asked of whom, and what an answer must satisfy.

use calendar::Date;

use crate::{CaseIx, Decimal, DocumentIx, GuardIx, OptionIx, Pattern, RoleIx, Value};

/// Position of a field in the form; also its slot in the dossier's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldIx(pub u16);

impl FieldIx {
    /// Returns the position as an index into [`Form::fields`].
    pub fn at(self) -> usize {
        usize::from(self.0)
    }
}

/// The whole form: sections, fields, documents, in file order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    /// Pages of the form.
    pub sections: Vec<Section>,
    /// All fields of all sections.
    pub fields: Vec<Field>,
    /// Papers (thành phần hồ sơ).
    pub documents: Vec<Document>,
}

/// One page of the form.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// ASCII id, a root of guards.
    pub id: String,
    /// What people read.
    pub name: String,
    /// The cases it belongs to; empty for all.
    pub cases: Vec<CaseIx>,
    /// A hint.
    pub help: Option<String>,
}

/// One question of the form.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Position of its section in [`Form::sections`].
    pub section: u16,
    /// ASCII id within the section.
    pub id: String,
    /// The question.
    pub label: String,
    /// What an answer is.
    pub ty: FieldType,
    /// True if it may be left empty.
    pub optional: bool,
    /// The answer offered.
    pub default: Option<Value>,
    /// What an answer must satisfy beyond its type.
    pub bounds: Bounds,
    /// Who fills it; none for the applicant, at filing.
    pub by: Option<RoleIx>,
    /// Asked only if true.
    pub when: Option<GuardIx>,
    /// A hint.
    pub help: Option<String>,
    /// The national data source shown at pre-filling.
    pub source: Option<String>,
}

/// Types of fields (`language.md` b3).
#[derive(Clone, Debug, PartialEq)]
pub enum FieldType {
    /// One line of text.
    Text,
    /// Several lines of text.
    Paragraph,
    /// A whole number of 64 bits.
    Integer,
    /// An exact decimal.
    Decimal,
    /// An amount in đồng.
    Money,
    /// A date without clock time.
    Date,
    /// Yes or no.
    Boolean,
    /// One of the options, each an id and a label.
    Choice(Vec<(String, String)>),
    /// Several of the options, each an id and a label.
    Choices(Vec<(String, String)>),
    /// A postal address.
    Address,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A personal or enterprise identification number.
    IdNumber,
    /// An agency of the directory, by id.
    Agency,
    /// Several agencies of the directory, by id.
    Agencies,
}

/// What an answer must satisfy beyond its type.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bounds {
    /// Least value; for `choices` the least count, as an integer.
    pub min: Option<Value>,
    /// Greatest value; for `choices` the greatest count, as an integer.
    pub max: Option<Value>,
    /// True if a date may not lie before the day of the act (`min: hôm nay`).
    pub not_before_today: bool,
    /// True if a date may not lie after the day of the act (`max: hôm nay`).
    pub not_after_today: bool,
    /// Most user-perceived characters of a text.
    pub length: u32,
    /// What the whole text must match.
    pub pattern: Option<Pattern>,
}

/// One paper the dossier needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// ASCII id.
    pub id: String,
    /// What people read.
    pub name: String,
    /// If not empty, exactly one of these papers, each an id and a label.
    pub one_of: Vec<(String, String)>,
    /// True if it may be absent.
    pub optional: bool,
    /// Asked only if true.
    pub when: Option<GuardIx>,
    /// The cases it belongs to; empty for all.
    pub cases: Vec<CaseIx>,
    /// Who brings it; none for the applicant.
    pub by: Option<RoleIx>,
    /// What must be handed in, in the law's words.
    pub original: String,
    /// How many copies.
    pub copies: u8,
    /// File endings accepted, without dot.
    pub accept: Vec<String>,
}

impl Form {
    /// Finds the field `section.id`.
    pub fn field(&self, section: &str, id: &str) -> Option<FieldIx> {
        let found = self.fields.iter().position(|field| field.id == id && self.section_of(field).id == section)?;
        u16::try_from(found).ok().map(FieldIx)
    }

    /// Finds a document by id.
    pub fn document(&self, id: &str) -> Option<DocumentIx> {
        let found = self.documents.iter().position(|document| document.id == id)?;
        u16::try_from(found).ok().map(DocumentIx)
    }

    /// Returns the section a field stands in.
    pub fn section_of(&self, field: &Field) -> &Section {
        &self.sections[usize::from(field.section)]
    }

    /// Returns `section.field`, the field's address everywhere.
    pub fn path(&self, field: FieldIx) -> String {
        let field = &self.fields[field.at()];
        format!("{}.{}", self.section_of(field).id, field.id)
    }

    /// Numbers the fields.
    pub fn field_ixs(&self) -> impl Iterator<Item = FieldIx> + use<> {
        (0..self.fields.len()).filter_map(|at| u16::try_from(at).ok().map(FieldIx))
    }
}

impl FieldType {
    /// Returns the options of a choice, none for other types.
    pub fn options(&self) -> &[(String, String)] {
        match self {
            Self::Choice(options) | Self::Choices(options) => options,
            _ => &[],
        }
    }

    /// Finds an option by its id.
    pub fn option(&self, id: &str) -> Option<OptionIx> {
        let found = self.options().iter().position(|(option, _)| option == id)?;
        u8::try_from(found).ok().map(OptionIx)
    }
}

/// What a rehearsal or a page fills in where nothing was said.
impl Field {
    /// Returns the first valid answer: default, first option, `min`, 1, a text, today (`language.md` e, `given`).
    pub fn first_answer(&self, today: Date, agency: &str) -> Value {
        let default = self.default.clone();
        default.unwrap_or_else(|| self.ty.first_answer(self.bounds.min.clone(), &self.label, today, agency))
    }
}

impl FieldType {
    /// Returns the first valid answer of a type: the least there is, else the first option, 1, a text, today.
    pub fn first_answer(&self, least: Option<Value>, label: &str, today: Date, agency: &str) -> Value {
        match self {
            FieldType::Boolean => Value::Boolean(true),
            FieldType::Integer => least.unwrap_or(Value::Integer(1)),
            FieldType::Decimal => least.unwrap_or(Value::Decimal(Decimal::new(1, 0))),
            FieldType::Money => least.unwrap_or(Value::Money(1)),
            FieldType::Date => least.unwrap_or(Value::Date(today)),
            FieldType::Choice(_) => Value::Choice(OptionIx(0)),
            FieldType::Choices(_) => Value::Choices(vec![OptionIx(0)]),
            FieldType::Agency => Value::Text(agency.to_owned()),
            FieldType::Agencies => Value::Agencies(vec![agency.to_owned()]),
            FieldType::Phone => Value::Text("0".repeat(10)),
            FieldType::IdNumber => Value::Text("0".repeat(12)),
            FieldType::Email => Value::Text("nguoi-nop@mau.invalid".to_owned()),
            FieldType::Text | FieldType::Paragraph | FieldType::Address => Value::Text(format!("… {label}")),
        }
    }
}
