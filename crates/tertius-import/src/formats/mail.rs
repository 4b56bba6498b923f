//! Mail: mbox, Maildir, single messages (to be written).
use super::Format;

/// What is remembered from message to message of one mailbox.
#[derive(Default)]
pub struct MessageState {}

/// Rows of the table.
pub(super) static FORMATS: &[Format] = &[];
