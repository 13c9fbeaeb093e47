//! The versions put into force, in the store in memory. It must not be cleverer than the contract.

use crate::error::StoreError;
use crate::rows::PublicationRow;

/// The publications, in their order.
#[derive(Default)]
pub(crate) struct Publications(pub Vec<PublicationRow>);

impl Publications {
    /// Adds some, all of them or none.
    pub fn add(&mut self, versions: &[PublicationRow]) -> Result<(), StoreError> {
        let mut all = self.0.clone();
        for version in versions {
            if all.iter().any(|kept| kept.hash == version.hash) {
                return Err(StoreError::Duplicate { table: "publications" });
            }
            let mut version = version.clone();
            version.closes.sort();
            all.push(version);
        }
        self.0 = all;
        Ok(())
    }
}
