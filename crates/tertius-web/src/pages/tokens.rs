//! Tokens for programs: made, shown once, taken back.

use super::vault::settings_page;
use super::{Page, typed};
use crate::doors::{secret, token_hash};
use crate::server::Shared;
use crate::trouble::Trouble;
use axum::Form;
use axum::extract::State;
use axum::response::Redirect;
use serde::Deserialize;
use tertius_app::AppError;

#[derive(Deserialize)]
pub struct Name {
    name: String,
}

/// Makes a token and shows it, this once.
pub async fn make(State(shared): State<Shared>, Form(Name { name }): Form<Name>) -> Page {
    let name = typed(&name)
        .ok_or_else(|| Trouble::bad_request("the token has no name", "name the program that will use it"))?;
    let secret = secret().map_err(|error| AppError::internal(format!("the system gives no random bytes: {error}")))?;
    let hash = token_hash(&secret);
    shared.desk.note(move |app| app.keep_token(&name, &hash)).await?;
    settings_page(&shared, Some(secret)).await
}

#[derive(Deserialize)]
pub struct Id {
    id: String,
}

/// Takes a token back.
pub async fn revoke(State(shared): State<Shared>, Form(Id { id }): Form<Id>) -> Result<Redirect, Trouble> {
    shared.desk.note(move |app| app.revoke_token(&id)).await?;
    Ok(Redirect::to("/settings"))
}
