//! Fees: what is owed, for whom, by which law (sem 5.16).

use crate::{CaseIx, Channel, CiteIx, GuardIx, On};

/// One fee of the procedure.
#[derive(Clone, Debug, PartialEq)]
pub struct Fee {
    /// ASCII id.
    pub id: String,
    /// What people read.
    pub name: String,
    /// True for `phí`, false for `lệ phí`: the receipt series.
    pub is_charge: bool,
    /// The amounts, by case or channel; the last is the one for everything else.
    pub prices: Vec<(On, Price)>,
    /// The line exists only if true.
    pub when: Option<GuardIx>,
    /// The cases it exists in; empty for all.
    pub cases: Vec<CaseIx>,
    /// The channels it exists in; empty for all.
    pub channels: Vec<Channel>,
    /// The line is 0 if true, on these grounds.
    pub exempt: Option<(GuardIx, Vec<CiteIx>)>,
    /// Catalogue code.
    pub code: Option<String>,
    /// Grounds.
    pub legal: Vec<CiteIx>,
}

/// An amount of a fee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Price {
    /// So many đồng.
    Dong(i64),
    /// What an expression of the dossier gives, in đồng.
    Computed(GuardIx),
}

impl Fee {
    /// Tells whether the line can exist for a dossier, its `when` aside.
    pub fn exists(&self, case: Option<CaseIx>, channel: Channel) -> bool {
        (self.cases.is_empty() || case.is_some_and(|case| self.cases.contains(&case)))
            && (self.channels.is_empty() || self.channels.contains(&channel))
    }

    /// Chooses the price for a dossier; a table that covers its cases or channels always has one (M053).
    pub fn price(&self, case: Option<CaseIx>, channel: Channel) -> Price {
        let fits = |(on, _): &&(On, Price)| on.fits(case, channel);
        self.prices.iter().find(fits).map_or(Price::Dong(0), |(_, price)| *price)
    }
}
