//! Fees, extensions, status axes.

use calendar::Length;
use program::{Axis, Extension, ExtensionIx, Fee, On, Price};
use source::Spanned;

use super::super::guards::Place;
use super::Lowering;
use crate::files::{AmountDef, Definition, ExtendDef, FeeDef, FeeKind, PriceDef};

impl Lowering<'_> {
    /// Lowers a fee.
    pub(super) fn fee(&self, n: usize, fee: &FeeDef) -> Option<Fee> {
        let price = |entry: usize, price: &PriceDef| match price {
            PriceDef::Dong(amount) => Some(Price::Dong(*amount)),
            PriceDef::Guard(_) => self.guard(Place::FeeAmount(n, entry)).map(Price::Computed),
        };
        let prices = match fee.amount.as_ref()? {
            AmountDef::One(one) => vec![(On::Otherwise, price(0, &one.value)?)],
            AmountDef::Table(lines) => {
                let line = |(at, (key, one)): (usize, &(Spanned<String>, Spanned<PriceDef>))| {
                    Some((self.on(key)?, price(at, &one.value)?))
                };
                lines.iter().enumerate().map(line).collect::<Option<_>>()?
            }
        };
        Some(Fee {
            id: fee.id.value.clone(),
            name: fee.name.value.clone(),
            is_charge: fee.kind == FeeKind::Charge,
            prices,
            when: self.guard(Place::FeeWhen(n)),
            cases: self.case_ixs(&fee.cases),
            channels: self.channels(&fee.channels),
            exempt: fee
                .exempt
                .as_ref()
                .and_then(|exempt| Some((self.guard(Place::FeeExempt(n))?, self.cites(&exempt.legal)))),
            code: fee.code.as_ref().map(|code| code.value.clone()),
            legal: self.cites(&fee.legal),
        })
    }

    /// Lists what lengthens the dossier's clock: buttons in file order, then `anytime` entries.
    pub(super) fn extensions(&self) -> Vec<Extension> {
        extending(self.definition).into_iter().map(|(_, extension)| extension).collect()
    }

    /// Finds the extension of a button or of an `anytime` entry.
    pub(super) fn extension_of(&self, place: Place) -> Option<ExtensionIx> {
        let found = extending(self.definition).iter().position(|(at, _)| *at == place)?;
        u8::try_from(found).ok().map(ExtensionIx)
    }
}

/// Lists every extension with its place; `times` and `total` as `language.md` b6 has their defaults.
fn extending(definition: &Definition) -> Vec<(Place, Extension)> {
    let of = |extend: &ExtendDef, times: u8, total: Option<Length>, before: Option<Length>| Extension {
        by: extend.length,
        up_to: extend.at_most,
        times,
        total: total.map_or(u32::from(times) * extend.length.count, |total| total.count),
        before,
    };
    let steps = definition.steps.iter().enumerate();
    let buttons = steps.flat_map(|(at, step)| step.actions().iter().enumerate().map(move |(n, one)| ((at, n), one)));
    let buttons = buttons
        .filter_map(|((at, n), one)| Some((Place::Action(at, n), of(&one.extend.as_ref()?.value, 1, None, None))));
    let anytime = definition.anytime.iter().enumerate().filter_map(|(n, one)| {
        let extend = &one.extend.as_ref()?.value;
        let times = one.times.as_ref().map_or(1, |times| u8::try_from(times.value).unwrap_or(u8::MAX));
        let length = |length: &Option<Spanned<Length>>| length.as_ref().map(|length| length.value);
        Some((Place::Anytime(n), of(extend, times, length(&one.total), length(&one.before))))
    });
    buttons.chain(anytime).collect()
}

/// Lowers the status axes.
pub(super) fn axes(definition: &Definition) -> Vec<Axis> {
    let code = |(code, name): &(Spanned<String>, Spanned<String>)| (code.value.clone(), name.value.clone());
    let axis =
        |axis: &crate::files::AxisDef| Axis { id: axis.id.value.clone(), codes: axis.codes.iter().map(code).collect() };
    definition.statuses.iter().map(axis).collect()
}
