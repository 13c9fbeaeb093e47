//! Fields as controls: what is asked, what stands in the box, what is wrong with it.
//! It checks nothing; the engine does.

use calendar::Length;
use engine::FieldError;
use procedure::explain::{Teller, glue};
use program::{Ask, CaseIx, DocumentIx, FieldIx, FieldType, GuardIx, Program, Slot};

use super::posted::Posted;

/// One question of a page.
pub(crate) struct FieldView {
    /// Name the answer is sent under.
    pub name: String,
    /// Id of its control, or of the first one of a group.
    pub id: String,
    /// What is asked, or offered.
    pub label: String,
    /// How to answer; may be empty.
    pub hint: String,
    /// True if it may be left empty.
    pub optional: bool,
    /// How it is answered.
    pub control: Control,
    /// What is wrong with the answer.
    pub error: Option<String>,
}

/// How it is answered.
pub(crate) enum Control {
    /// A line of text.
    Line { value: String, mode: &'static str, width: &'static str },
    /// Several lines of text.
    Area { value: String },
    /// One of several.
    Radios(Vec<OptionView>),
    /// Some of several.
    Boxes(Vec<OptionView>),
    /// One of many.
    Select(Vec<OptionView>),
    /// Yes, or not ticked.
    Tick { checked: bool, label: String },
}

/// A question of the page itself.
pub(crate) enum Own<'a> {
    /// A line of text.
    Line { hint: (&'a str, &'a str), optional: bool },
    /// Several lines of text.
    Area,
    /// One of many, each an id and what is offered.
    Select(&'a [(String, String)]),
}

/// One option of a question.
pub(crate) struct OptionView {
    /// Id of its control.
    pub id: String,
    /// What is sent for it.
    pub value: String,
    /// What is asked, or offered.
    pub label: String,
    /// True if it is chosen.
    pub chosen: bool,
}

impl FieldView {
    /// Tells whether it has several controls.
    pub fn is_group(&self) -> bool {
        matches!(self.control, Control::Radios(_) | Control::Boxes(_) | Control::Tick { .. })
    }

    /// Tells whether its label is the author's, and Vietnamese, whatever the language of the page.
    pub fn is_authored(&self) -> bool {
        self.name.contains('.')
    }

    /// Tells whether the label of one of its options is the author's.
    pub fn offers_authored(&self, option: &OptionView) -> bool {
        self.is_authored() && !matches!(option.value.as_str(), "" | "true" | "false")
    }

    /// Returns the ids of what describes its control.
    pub fn described(&self) -> String {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-h", self.id));
        let error = self.error.is_some().then(|| format!("{}-e", self.id));
        [hint, error].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// Questions under one heading.
pub(crate) struct SectionView {
    /// The heading.
    pub name: String,
    /// True if the heading is the author's, and Vietnamese.
    pub authored: bool,
    /// What to know beforehand; may be empty.
    pub help: String,
    /// The questions.
    pub fields: Vec<FieldView>,
}

/// Makes the views of questions, filled with what was typed.
pub(crate) struct Fields<'a> {
    /// Words of the procedure.
    pub teller: Teller<'a>,
    /// What stands in the boxes.
    pub typed: &'a Posted,
    /// What is wrong.
    pub errors: &'a [FieldError],
}

impl Fields<'_> {
    /// Makes the applicant's whole form: its sections, then the papers.
    pub fn whole_form(&self) -> Vec<SectionView> {
        let form = &self.program().form;
        let mut sections: Vec<SectionView> = Vec::new();
        for (at, section) in form.sections.iter().enumerate() {
            let own = form.field_ixs().filter(|ix| {
                let field = &form.fields[ix.at()];
                usize::from(field.section) == at && field.by.is_none()
            });
            let fields: Vec<FieldView> = own.map(|ix| self.field(ix)).collect();
            let help = [section.help.clone().unwrap_or_default(), self.cases(&section.cases)];
            if !fields.is_empty() {
                sections.push(SectionView {
                    name: section.name.clone(),
                    authored: true,
                    help: sentence(&help),
                    fields,
                });
            }
        }
        let papers: Vec<FieldView> = documents(self.program())
            .filter(|ix| form.documents[ix.at()].by.is_none())
            .map(|ix| self.paper(ix))
            .collect();
        if !papers.is_empty() {
            let name = self.say("Giấy tờ", "Papers").to_owned();
            let help =
                self.say("Đánh dấu giấy tờ bạn có trong hồ sơ này.", "Tick the papers that are in this dossier.");
            sections.push(SectionView { name, authored: false, help: help.to_owned(), fields: papers });
        }
        sections
    }

    /// Makes what a button asks: of a message every field, of an extension by how much at most.
    pub fn asked(&self, ask: &[Ask], slots: &[Slot], most: Option<Length>) -> Vec<FieldView> {
        ask.iter()
            .flat_map(|ask| match ask {
                Ask::Field(ix) => vec![self.field(*ix)],
                Ask::Document(ix) => vec![self.paper(*ix)],
                Ask::Reason => vec![self.remark("ly_do", false)],
                Ask::Content => vec![self.remark("noi_dung", false)],
                Ask::Note => vec![self.remark("ghi_chu", true)],
                Ask::Message => slots.iter().map(|slot| self.slot(slot)).collect(),
                Ask::Extension => vec![self.lengthening(most)],
            })
            .collect()
    }

    /// Makes the question for one value of a message that is entered by hand.
    fn slot(&self, slot: &Slot) -> FieldView {
        let name = format!("tin.{}", slot.id);
        FieldView {
            id: id_of(&name),
            label: slot.label.clone(),
            hint: self.form_of(&slot.ty),
            optional: slot.optional,
            control: self.control(&slot.ty, &name),
            error: self.error(&name),
            name,
        }
    }

    /// Makes the question by how much the dossier's clock is lengthened.
    fn lengthening(&self, most: Option<Length>) -> FieldView {
        let name = "gia_han";
        let most =
            most.map(|most| glue(&format!("{} {}.", self.say("Nhiều nhất", "At most"), most.words(self.teller.lang))));
        FieldView {
            id: name.to_owned(),
            name: name.to_owned(),
            label: self.teller.label(name),
            hint: most.unwrap_or_default(),
            optional: false,
            control: Control::Line { value: self.typed.one(name).to_owned(), mode: "numeric", width: "w-s" },
            error: self.error(name),
        }
    }

    /// Makes a question of the page itself, which no form of a procedure holds.
    pub fn own(&self, name: &str, (vi, en): (&str, &str), own: Own<'_>) -> FieldView {
        let value = || self.typed.one(name).to_owned();
        let (control, hint, optional) = match own {
            Own::Line { hint: (vi, en), optional } => {
                (Control::Line { value: value(), mode: "text", width: "w-m" }, self.say(vi, en), optional)
            }
            Own::Area => (Control::Area { value: value() }, "", false),
            Own::Select(options) => {
                let options = options.iter().map(|(id, label)| (id.as_str(), label.as_str()));
                (Control::Select(self.options(name, options)), "", false)
            }
        };
        FieldView {
            id: name.to_owned(),
            name: name.to_owned(),
            label: self.say(vi, en).to_owned(),
            hint: hint.to_owned(),
            optional,
            control,
            error: self.error(name),
        }
    }

    fn field(&self, ix: FieldIx) -> FieldView {
        let field = &self.program().form.fields[ix.at()];
        let name = self.program().form.path(ix);
        let hint = [field.help.clone().unwrap_or_default(), self.form_of(&field.ty), self.only_if(field.when)];
        FieldView {
            id: id_of(&name),
            label: field.label.clone(),
            hint: sentence(&hint),
            optional: field.optional,
            control: self.control(&field.ty, &name),
            error: self.error(&name),
            name,
        }
    }

    fn control(&self, ty: &FieldType, name: &str) -> Control {
        let value = || self.typed.one(name).to_owned();
        let line = |mode, width| Control::Line { value: value(), mode, width };
        let agencies = || self.teller.directory.agencies.iter().map(|one| (one.id.as_str(), one.name.as_str()));
        match ty {
            FieldType::Paragraph => Control::Area { value: value() },
            FieldType::Boolean => Control::Radios(
                self.options(name, [("true", self.say("Có", "Yes")), ("false", self.say("Không", "No"))]),
            ),
            FieldType::Choice(options) => Control::Radios(self.options(name, pairs(options))),
            FieldType::Choices(options) => Control::Boxes(self.options(name, pairs(options))),
            FieldType::Agency => Control::Select(self.options(name, agencies())),
            FieldType::Agencies => Control::Boxes(self.options(name, agencies())),
            FieldType::Integer | FieldType::Money => line("numeric", "w-s"),
            FieldType::Decimal => line("decimal", "w-s"),
            FieldType::Date => line("numeric", "w-s"),
            FieldType::Phone => line("tel", "w-m"),
            FieldType::Email => line("email", "w-m"),
            FieldType::IdNumber => line("text", "w-m"),
            FieldType::Text | FieldType::Address => line("text", ""),
        }
    }

    /// Makes the options of a question, those typed chosen.
    pub fn options<'b>(&self, name: &str, options: impl IntoIterator<Item = (&'b str, &'b str)>) -> Vec<OptionView> {
        let id = id_of(name);
        let view = |(at, (value, label)): (usize, (&str, &str))| OptionView {
            id: if at == 0 { id.clone() } else { format!("{id}-{at}") },
            value: value.to_owned(),
            label: label.to_owned(),
            chosen: self.typed.all(name).any(|typed| typed == value),
        };
        options.into_iter().enumerate().map(view).collect()
    }

    fn paper(&self, ix: DocumentIx) -> FieldView {
        let document = &self.program().form.documents[ix.at()];
        let name = format!("giay_to.{}", document.id);
        let copies = Some(document.copies).filter(|copies| *copies > 1);
        let copies = copies.map(|copies| format!("{copies} {}", self.say("bản", "copies"))).unwrap_or_default();
        let hint = [
            handed_in(&document.original, self.teller.lang),
            copies,
            self.cases(&document.cases),
            self.only_if(document.when),
        ];
        let control = if document.one_of.is_empty() {
            let checked = self.typed.one(&name) == "true";
            Control::Tick { checked, label: self.say("Có trong hồ sơ", "In the dossier").to_owned() }
        } else {
            let none = document.optional.then(|| ("", self.say("Không có", "None")));
            Control::Radios(self.options(&name, pairs(&document.one_of).chain(none)))
        };
        FieldView {
            id: id_of(&name),
            label: document.name.clone(),
            hint: sentence(&hint),
            optional: document.optional,
            control,
            error: self.error(&name),
            name,
        }
    }

    fn remark(&self, name: &str, optional: bool) -> FieldView {
        FieldView {
            id: id_of(name),
            name: name.to_owned(),
            label: self.teller.label(name),
            hint: String::new(),
            optional,
            control: Control::Area { value: self.typed.one(name).to_owned() },
            error: self.error(name),
        }
    }

    /// Tells what is wrong with an answer, beside its box.
    pub fn error(&self, name: &str) -> Option<String> {
        self.errors.iter().find(|error| error.field == name).map(|error| self.teller.wrong(error))
    }

    /// Says how an answer of a type is written.
    fn form_of(&self, ty: &FieldType) -> String {
        let words = match ty {
            FieldType::Date => self.say("Ngày/tháng/năm, ví dụ 09/06/2026.", "Day/month/year, such as 09/06/2026."),
            FieldType::Money => self.say("Số tiền, đồng.", "Amount in đồng."),
            _ => "",
        };
        words.to_owned()
    }

    fn only_if(&self, when: Option<GuardIx>) -> String {
        let name = when.and_then(|guard| self.program().guards[guard.at()].name.clone());
        match (when, name) {
            (None, _) => String::new(),
            (Some(_), Some(name)) => format!("{} {name}.", self.say("Chỉ khi:", "Only if:")),
            (Some(_), None) => self.say("Chỉ cần trong một số trường hợp.", "Needed in some cases only.").to_owned(),
        }
    }

    fn cases(&self, cases: &[CaseIx]) -> String {
        if cases.is_empty() {
            return String::new();
        }
        let names: Vec<&str> = cases.iter().map(|case| self.program().cases[case.at()].name.as_str()).collect();
        format!("{} {}.", self.say("Chỉ cho trường hợp:", "Only in the case:"), names.join("; "))
    }

    fn program(&self) -> &Program {
        self.teller.program()
    }

    fn say<'b>(&self, vi: &'b str, en: &'b str) -> &'b str {
        if self.teller.lang == calendar::Lang::Vi { vi } else { en }
    }
}

/// Returns the id of a control; no id of the language holds a hyphen, so none meets another.
pub(crate) fn id_of(name: &str) -> String {
    name.replace('.', "-")
}

/// Says what must be handed in of a paper; the language of procedures has four words for it.
pub(crate) fn handed_in(original: &str, lang: calendar::Lang) -> String {
    let english = match original {
        "bản chính" => "the original",
        "bản sao" => "a copy",
        "bản điện tử" => "an electronic paper",
        "xuất trình" => "to be shown",
        _ => original,
    };
    if lang == calendar::Lang::Vi { original } else { english }.to_owned()
}

/// Numbers the papers of a procedure.
pub(crate) fn documents(program: &Program) -> impl Iterator<Item = DocumentIx> + use<> {
    (0..program.form.documents.len()).filter_map(|at| u16::try_from(at).ok().map(DocumentIx))
}

fn pairs(options: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    options.iter().map(|(id, label)| (id.as_str(), label.as_str()))
}

/// Joins the hints that say something.
fn sentence(parts: &[String]) -> String {
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}
