//! One spelling for every way to write an address that reaches the same place.

use crate::identifier::Identifier;
use crate::record::Options;
use tertius_model::Handle;

/// The spelling by which addresses are compared: dots and tags of providers that ignore them removed, phone numbers
/// completed with the default country.
pub fn canonical(handle: &Handle, options: &Options) -> Handle {
    Identifier::of(handle, options).handle
}
