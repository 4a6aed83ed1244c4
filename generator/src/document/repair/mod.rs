//! Repairing: turns a published definition into a valid one, on plain JSON values.
//!
//! Two kinds of repairs. `tolerances` are rules for defects that many definitions share; each reports what
//! it repaired. As they visit every object, `own_extensions` checks the extensions of this project there.
//! `overlay` applies the repairs that belong to one definition and are kept beside it. In addition, `webhooks`
//! converts the requests to callers that different versions declare into one form.

pub(crate) mod overlay;
mod own_extensions;
mod tolerances;
mod webhooks;

pub use tolerances::tolerate;
pub(crate) use tolerances::tolerate_recorded;
pub(crate) use webhooks::collect_webhooks;
