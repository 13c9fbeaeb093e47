//! What a program only carries for people: cases, citations, letters, results.

/// A case (trường hợp) chosen at filing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// ASCII id.
    pub id: String,
    /// What people read.
    pub name: String,
    /// A hint for choosing it.
    pub help: Option<String>,
}

/// A legal ground that `legal:` keys name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// ASCII id.
    pub id: String,
    /// The citation in words.
    pub text: String,
}

/// A letter, known by its meaning; number and legal version are data of the installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Meaning, such as `tiep_nhan`.
    pub id: String,
    /// What people read.
    pub name: String,
}

/// A paper that is the result of the procedure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultPaper {
    /// ASCII id.
    pub id: String,
    /// What people read.
    pub name: String,
    /// Catalogue code of the paper.
    pub code: Option<String>,
    /// True if it is signed by hand, not digitally.
    pub by_hand: bool,
}

/// A status axis beside the national one (`language.md` b1, `statuses`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    /// ASCII id.
    pub id: String,
    /// Its codes, each with what people read.
    pub codes: Vec<(String, String)>,
}
