//! The country of a phone number that states it.

use tertius_model::{Handle, HandleKind};

/// ISO 3166 code of the country of a phone number with `+`; `None` for other handles and numbers that are not valid.
pub fn phone_region(handle: &Handle) -> Option<[u8; 2]> {
    if handle.kind() != HandleKind::Phone || !handle.value().starts_with('+') {
        return None;
    }
    let number = phonenumber::parse(None, handle.value()).ok()?;
    let country = number.country().id()?;
    let code = country.as_ref().as_bytes();
    code.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_with_its_country_tells_it() {
        let region = |text: &str| Handle::phone(text).as_ref().and_then(phone_region);
        assert_eq!(region("+49 30 23125 001"), Some(*b"DE"));
        assert_eq!(region("030 23125 001"), None);
    }
}
