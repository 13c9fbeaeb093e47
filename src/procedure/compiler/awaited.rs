//! The messages that procedures wait for, as far as they find a dossier by its data (`language.md` b4).
//! It delivers none; whether two procedures wait for one message is judged by rules.

use crate::files::Definition;

/// A message some procedure waits for, which finds its dossier by a value when it brings no code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Awaited {
    /// Id of the procedure.
    pub procedure: String,
    /// Name of the message.
    pub name: String,
    /// Path of the data that finds the dossier.
    pub key: String,
}

/// Lists the messages a procedure waits for.
pub fn awaited(definition: &Definition) -> impl Iterator<Item = Awaited> {
    let messages = definition.steps.iter().filter_map(|step| step.receive()?.message.as_ref());
    messages.filter_map(|message| {
        let (name, key) = (message.name.as_ref()?, message.key.as_ref()?);
        Some(Awaited { procedure: definition.id.value.clone(), name: name.value.clone(), key: key.value.clone() })
    })
}
