//! The vault itself: who ego is, what is kept and what never is, everything out, backup, health.

use super::{Page, page, typed};
use crate::server::Shared;
use crate::trouble::Trouble;
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tertius_app::AppError;
use tertius_app::views::{DoctorView, MeView};

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
}

/// What is kept, what never is, and what left.
pub async fn privacy(State(shared): State<Shared>) -> Page {
    let vault = shared.desk.vault().to_owned();
    let bytes = std::fs::metadata(&vault).map_or(0, |metadata| metadata.len());
    page(&PrivacyPage { vault: vault.display().to_string(), bytes })
}

#[derive(Template)]
#[template(path = "settings.html")]
struct SettingsPage {
    doctor: DoctorView,
}

/// Health, backup, everything out.
pub async fn settings(State(shared): State<Shared>) -> Page {
    let doctor = shared.desk.ask(|app| app.doctor()).await?;
    page(&SettingsPage { doctor })
}

/// Everything in an open format.
pub async fn export(State(shared): State<Shared>, Path(format): Path<String>) -> Result<Response, Trouble> {
    let wanted = format.clone();
    let text = shared.desk.ask(move |app| app.export(&wanted)).await?;
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
    let name = format!("attachment; filename=\"tertius-{}.db\"", shared.desk.now().day());
    Ok(([(header::CONTENT_TYPE, "application/vnd.sqlite3".to_owned()), (header::CONTENT_DISPOSITION, name)], bytes)
        .into_response())
}
