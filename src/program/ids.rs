//! Index types of a program. Each names a place in one of its lists; none means anything in another program.

use petgraph::graph::{EdgeIndex, NodeIndex};

/// Position of a node in the graph.
pub type NodeIx = NodeIndex<u32>;
/// Position of a flow in the graph.
pub type FlowIx = EdgeIndex<u32>;

macro_rules! index {
    ($($(#[$doc:meta])* $name:ident($raw:ty)),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $raw);

        impl $name {
            /// Returns the position as an index into the list it belongs to.
            pub fn at(self) -> usize {
                usize::from(self.0)
            }
        }
    )*};
}

index! {
    /// Position of a block; 0 is the whole procedure.
    BlockIx(u16),
    /// Position of a guard.
    GuardIx(u16),
    /// Position of a deadline rule; the dossier's own clock `ho_so` is rule 0, further clocks follow.
    RuleIx(u16),
    /// Position of a role.
    RoleIx(u16),
    /// Position of a button within its step.
    ActionIx(u8),
    /// Position of a case (trường hợp).
    CaseIx(u8),
    /// Position of a document (thành phần hồ sơ).
    DocumentIx(u16),
    /// Position of a letter meaning.
    LetterIx(u8),
    /// Position of a result.
    ResultIx(u8),
    /// Position of a citation.
    CiteIx(u16),
    /// Position of an `anytime` entry.
    AnytimeIx(u8),
    /// Position of what lengthens the dossier's clock.
    ExtensionIx(u8),
    /// Position of a fee.
    FeeIx(u8),
    /// Position of a status axis beside the national one.
    AxisIx(u8),
    /// Position of an option within its field or document.
    OptionIx(u8),
}
