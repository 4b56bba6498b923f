//! The vault itself: who ego is, what is kept and what never is, everything out, backup, health.

use super::sort::After;
use super::{PART, Page, page, typed};
use crate::part::{self, Part};
use crate::server::Shared;
use crate::trouble::Trouble;
use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tertius_app::views::{DisclosureRow, DoctorView, MeView, TokenRow};
use tertius_app::wording::ago;
use tertius_app::{AppError, Disclosed};

#[derive(Template)]
#[template(path = "me.html")]
struct MePage {
    view: MeView,
}

/// Which addresses are ego's.
pub async fn me(State(shared): State<Shared>) -> Page {
    let view = shared.desk.ask(|app| app.whoami()).await?;
    page(&MePage { view })
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct MeForm {
    add: String,
    remove: String,
}

/// Says that an address is ego's, or is not.
pub async fn change_me(State(shared): State<Shared>, Form(form): Form<MeForm>) -> Result<Redirect, Trouble> {
    let one = |text: &str| typed(text).into_iter().collect::<Vec<_>>();
    let (add, remove) = (one(&form.add), one(&form.remove));
    shared.desk.change(move |app| app.me(&add, &remove)).await?;
    Ok(Redirect::to("/me"))
}

#[derive(Template)]
#[template(path = "privacy.html")]
struct PrivacyPage {
    vault: String,
    bytes: u64,
    log: Vec<DisclosureRow>,
    next: Option<String>,
    today: String,
}

/// What is kept, what never is, and what left.
pub async fn privacy(State(shared): State<Shared>, Query(After { after }): Query<After>) -> Page {
    let vault = shared.desk.vault().to_owned();
    let bytes = std::fs::metadata(&vault).map_or(0, |metadata| metadata.len());
    let log = shared.desk.ask(|app| app.disclosures()).await?;
    let Part { rows: log, next } = Part::behind(log, typed(&after).as_deref(), PART, part::of_disclosure);
    let next = next.map(|after| format!("/privacy?after={after}#log"));
    let today = shared.desk.now().day().to_string();
    page(&PrivacyPage { vault: vault.display().to_string(), bytes, log, next, today })
}

#[derive(Deserialize)]
pub struct Taken {
    to: String,
    about: String,
}

/// Writes down that the words of an introduction were copied, to be sent.
pub async fn taken(
    State(shared): State<Shared>,
    Form(Taken { to, about }): Form<Taken>,
) -> Result<StatusCode, Trouble> {
    shared.desk.note(move |app| app.disclose(&Disclosed::Introduction { to, about })).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Template)]
#[template(path = "settings.html")]
struct SettingsPage {
    doctor: DoctorView,
    tokens: Vec<TokenRow>,
    /// A token that was made just now, to be shown once.
    fresh: Option<String>,
    today: String,
}

/// Health, backup, everything out.
pub async fn settings(State(shared): State<Shared>) -> Page {
    settings_page(&shared, None).await
}

/// The settings, with a token to show once.
pub(super) async fn settings_page(shared: &Shared, fresh: Option<String>) -> Page {
    let (doctor, tokens) = shared.desk.ask(|app| Ok((app.doctor()?, app.tokens()?))).await?;
    let today = shared.desk.now().day().to_string();
    page(&SettingsPage { doctor, tokens, fresh, today })
}

/// Everything in an open format.
pub async fn export(State(shared): State<Shared>, Path(format): Path<String>) -> Result<Response, Trouble> {
    let wanted = format.clone();
    let text = shared.desk.ask(move |app| app.export(&wanted)).await?;
    let disclosed = Disclosed::Export { format: format.clone() };
    shared.desk.note(move |app| app.disclose(&disclosed)).await?;
    let (kind, ending) = match format.as_str() {
        "vcard" => ("text/vcard; charset=utf-8", "vcf"),
        "csv" => ("text/csv; charset=utf-8", "csv"),
        "graphml" => ("application/graphml+xml", "graphml"),
        _ => ("application/json", "json"),
    };
    let name = format!("attachment; filename=\"tertius.{ending}\"");
    Ok(([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, name)], text).into_response())
}

/// A copy of the vault.
pub async fn backup(State(shared): State<Shared>) -> Result<Response, Trouble> {
    let beside = shared.desk.vault().parent().map(std::path::PathBuf::from).unwrap_or_default();
    let bytes = shared
        .desk
        .ask(move |app| {
            let failed = |error: std::io::Error| AppError::internal(format!("the backup cannot be written: {error}"));
            let folder = tempfile::Builder::new().prefix("backup-").tempdir_in(beside).map_err(failed)?;
            let file = folder.path().join("tertius-backup.db");
            app.backup(&file)?;
            std::fs::read(&file).map_err(failed)
        })
        .await?;
    shared.desk.note(|app| app.disclose(&Disclosed::Backup)).await?;
    let name = format!("attachment; filename=\"tertius-{}.db\"", shared.desk.now().day());
    Ok(([(header::CONTENT_TYPE, "application/vnd.sqlite3".to_owned()), (header::CONTENT_DISPOSITION, name)], bytes)
        .into_response())
}
