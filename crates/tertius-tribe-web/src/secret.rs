//! Random secrets and their hashes.

/// 256 random bits in hexadecimal digits.
pub(crate) fn secret() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A random number for a row, in hexadecimal digits.
pub(crate) fn number() -> Result<String, getrandom::Error> {
    secret().map(|mut text| {
        text.truncate(32);
        text
    })
}

/// What is kept of a secret.
pub(crate) fn hash(secret: &str) -> Vec<u8> {
    blake3::hash(secret.as_bytes()).as_bytes().to_vec()
}
