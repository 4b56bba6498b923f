//! Bringing files in: the form, the upload, the progress; the sources and forgetting them.

use super::{Page, page, typed};
use crate::jobs::{JobView, Upload};
use crate::phrase;
use crate::server::Shared;
use crate::trouble::Trouble;
use askama::Template;
use axum::Form;
use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, Multipart, Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use std::path::PathBuf;
use tertius_app::{AppError, HeldSource};
use tokio::io::AsyncWriteExt;

/// Exports are large; they go to a file as they arrive, never to memory.
pub fn without_limit() -> DefaultBodyLimit {
    DefaultBodyLimit::disable()
}

#[derive(Template)]
#[template(path = "import.html")]
struct ImportPage {
    first: bool,
}

/// The page to drop files on.
pub async fn form(State(shared): State<Shared>) -> Page {
    let first = shared.desk.ask(|app| app.sources()).await?.is_empty();
    page(&ImportPage { first })
}

/// Takes files and begins to import them.
pub async fn upload(State(shared): State<Shared>, headers: HeaderMap, parts: Multipart) -> Result<Response, Trouble> {
    let upload = receive(&shared, parts, Sender::Form).await?;
    let job = shared.jobs.begin(&shared.desk, upload);
    let place = format!("/import/{}", job.id);
    let by_script = headers.contains_key("x-tertius");
    Ok(if by_script { place.into_response() } else { Redirect::to(&place).into_response() })
}

/// Who sends files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sender {
    /// The form of a page, whose fields may be empty.
    Form,
    /// A program, which is told of every field that means nothing.
    Program,
}

/// Writes what arrives to a folder beside the vault, where private files belong.
pub(crate) async fn receive(shared: &Shared, mut parts: Multipart, sender: Sender) -> Result<Upload, Trouble> {
    let broken = |error: axum::extract::multipart::MultipartError| {
        Trouble::bad_request(format!("the upload broke off: {error}"), "nothing was imported; try again")
    };
    let unwritable = |error: std::io::Error| {
        Trouble::from(AppError::internal(format!("the upload cannot be written beside the vault: {error}")))
    };
    let beside = shared.desk.vault().parent().map(PathBuf::from).unwrap_or_default();
    let folder = tempfile::Builder::new().prefix(phrase::DROPPED).tempdir_in(beside).map_err(unwritable)?;
    let (mut files, mut me) = (Vec::new(), Vec::new());
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        match part.name() {
            Some("me") => {
                let address = part.text().await.map_err(broken)?;
                let is_address = address.contains(['@', '/']) || address.starts_with('+');
                if sender == Sender::Program && !is_address {
                    let hint = "give an e-mail address, a phone number with its country code, or a profile URL";
                    return Err(Trouble::bad_request(format!("\"{address}\" is no address"), hint));
                }
                me.extend(typed(&address));
            }
            name if sender == Sender::Program && name != Some("files") => {
                return Err(Trouble::bad_request("the form has a part of another name", "name the parts files and me"));
            }
            _ => {
                let Some(name) = part.file_name().and_then(plain_name) else { continue };
                let mut file = folder.path().join(&name);
                if files.contains(&file) {
                    // A folder of its own, so that two files of one name do not meet.
                    let place = folder.path().join(files.len().to_string());
                    tokio::fs::create_dir(&place).await.map_err(unwritable)?;
                    file = place.join(name);
                }
                store(part, &file).await?;
                files.push(file);
            }
        }
    }
    if files.is_empty() {
        return Err(Trouble::bad_request("no file was chosen", "drop files on the page, or choose them first"));
    }
    Ok(Upload { folder, files, me })
}

async fn store(mut part: Field<'_>, to: &std::path::Path) -> Result<(), Trouble> {
    let unwritable = |error: std::io::Error| {
        Trouble::from(AppError::internal(format!("the upload cannot be written beside the vault: {error}")))
    };
    let mut file = tokio::fs::File::create(to).await.map_err(unwritable)?;
    loop {
        let chunk = part.chunk().await;
        let chunk = chunk.map_err(|error| {
            Trouble::bad_request(format!("the upload broke off: {error}"), "nothing was imported; try again")
        })?;
        let Some(chunk) = chunk else { break };
        file.write_all(&chunk).await.map_err(unwritable)?;
    }
    file.flush().await.map_err(unwritable)
}

/// The last part of a name; nothing that leads elsewhere.
fn plain_name(name: &str) -> Option<String> {
    let name = name.rsplit(['/', '\\']).next()?.trim();
    let plain: String = name.chars().filter(|c| !c.is_control()).collect();
    (!plain.is_empty() && plain != "." && plain != "..").then_some(plain)
}

#[derive(Template)]
#[template(path = "job.html")]
struct JobPage {
    job: JobView,
    me: Option<String>,
    /// How many ties between others the sources show: without any, nobody is one step away.
    between: u64,
}

/// How far an import is.
pub async fn job(State(shared): State<Shared>, Path(id): Path<u64>) -> Page {
    let gone = || Trouble::not_found("this import is not known any more; the sources show what is there");
    let job = shared.jobs.find(id).ok_or_else(gone)?.borrow().clone();
    if job.state != "done" {
        return page(&JobPage { job, me: None, between: 0 });
    }
    let (me, sources) = shared.desk.ask(|app| Ok((app.whoami()?, app.sources()?))).await?;
    let between = sources.iter().map(|source| source.ties_between_others).sum();
    page(&JobPage { job, me: me.names.into_iter().next(), between })
}

#[derive(Template)]
#[template(path = "sources.html")]
struct SourcesPage {
    rows: Vec<HeldSource>,
}

/// What was imported.
pub async fn sources(State(shared): State<Shared>) -> Page {
    let rows = shared.desk.ask(|app| app.sources()).await?;
    page(&SourcesPage { rows })
}

#[derive(Deserialize)]
pub struct Forget {
    source: String,
}

/// Drops a source.
pub async fn forget(State(shared): State<Shared>, Form(form): Form<Forget>) -> Result<Redirect, Trouble> {
    shared.desk.change(move |app| app.forget(&form.source)).await?;
    Ok(Redirect::to("/sources"))
}

#[cfg(test)]
mod tests {
    use super::plain_name;

    #[test]
    fn names_that_lead_elsewhere_lose_their_way() {
        assert_eq!(plain_name("../../etc/passwd").as_deref(), Some("passwd"));
        assert_eq!(plain_name("C:\\Users\\me\\Connections.csv").as_deref(), Some("Connections.csv"));
        assert_eq!(plain_name(".."), None);
        assert_eq!(plain_name("a/"), None);
    }
}
