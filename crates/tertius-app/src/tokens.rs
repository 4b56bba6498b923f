//! Tokens by which programs call the API: named, revocable, and kept only as hashes.

use crate::app::App;
use crate::error::AppError;
use crate::views::TokenRow;
use serde::{Deserialize, Serialize};

const KIND: &str = "token";

#[derive(Serialize, Deserialize)]
struct Kept {
    name: String,
    hash: String,
    made: String,
}

impl App {
    /// Keeps a token by the hash of its secret; the secret itself is nowhere.
    ///
    /// # Errors
    /// User error without a name; internal when the vault cannot be written.
    pub fn keep_token(&mut self, name: &str, hash: &str) -> Result<TokenRow, AppError> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 80 {
            return Err(AppError::user(
                "a token needs a name of at most 80 letters",
                "name the program that will use it",
            ));
        }
        let id = hash.get(..12).unwrap_or(hash).to_owned();
        let kept = Kept { name: name.to_owned(), hash: hash.to_owned(), made: self.now().day().to_string() };
        let text = serde_json::to_string(&kept).map_err(|error| AppError::internal(error.to_string()))?;
        self.vault_mut().put_note(KIND, &id, &text)?;
        Ok(TokenRow { id, name: kept.name, made: kept.made })
    }

    /// The tokens that open the API, the oldest first.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn tokens(&self) -> Result<Vec<TokenRow>, AppError> {
        let mut rows: Vec<TokenRow> = self
            .kept_tokens()?
            .into_iter()
            .map(|(id, kept)| TokenRow { id, name: kept.name, made: kept.made })
            .collect();
        rows.sort_by(|a, b| (&a.made, &a.name).cmp(&(&b.made, &b.name)));
        Ok(rows)
    }

    /// Whether a token with this hash opens the API.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn knows_token(&self, hash: &str) -> Result<bool, AppError> {
        Ok(self.kept_tokens()?.iter().any(|(_, kept)| kept.hash == hash))
    }

    /// Takes a token back; it opens nothing from here on.
    ///
    /// # Errors
    /// User error when there is none of this id.
    pub fn revoke_token(&mut self, id: &str) -> Result<(), AppError> {
        if self.vault_mut().drop_note(KIND, id)? {
            return Ok(());
        }
        Err(AppError::user(format!("no token {id}"), "the settings list those there are"))
    }

    fn kept_tokens(&self) -> Result<Vec<(String, Kept)>, AppError> {
        let notes = self.vault().notes(KIND)?.into_iter();
        // A note that cannot be read opens nothing.
        Ok(notes.filter_map(|(id, text)| Some((id, serde_json::from_str(&text).ok()?))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tertius_model::Timestamp;

    #[test]
    fn a_token_opens_until_it_is_revoked() {
        let mut app = App::in_memory(Timestamp(0)).unwrap();
        assert!(!app.knows_token("0123456789abcdef").unwrap());
        let row = app.keep_token("  backup script ", "0123456789abcdef").unwrap();
        assert_eq!((row.id.as_str(), row.name.as_str()), ("0123456789ab", "backup script"));
        assert!(app.knows_token("0123456789abcdef").unwrap() && !app.knows_token("0123456789ab").unwrap());
        assert_eq!(app.tokens().unwrap(), std::slice::from_ref(&row));
        app.revoke_token(&row.id).unwrap();
        assert!(!app.knows_token("0123456789abcdef").unwrap());
        assert!(app.revoke_token(&row.id).is_err() && app.keep_token(" ", "00").is_err());
    }
}
