//! Imports that run while the page shows how far they are.

use crate::desk::Desk;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use tempfile::TempDir;
use tertius_app::views::ImportView;
use tertius_app::{ImportMode, ImportRequest, Progress};
use tokio::sync::watch;
use utoipa::ToSchema;

/// How far an import is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct JobView {
    /// Its number.
    pub id: u64,
    /// `running`, `done` or `failed`.
    pub state: &'static str,
    /// What it is doing, in words.
    pub text: String,
    /// Bytes of the present file read so far.
    pub bytes: u64,
    /// The size of the present file, where known.
    pub of: Option<u64>,
    /// What it did, once done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<Box<ImportView>>,
    /// What to do, once failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// The imports of this run of the server.
#[derive(Default)]
pub(crate) struct Jobs {
    all: Mutex<BTreeMap<u64, watch::Receiver<JobView>>>,
}

/// What was handed in.
pub(crate) struct Upload {
    /// The folder that the files were written to; removed when the import ends.
    pub folder: TempDir,
    /// The files in it.
    pub files: Vec<PathBuf>,
    /// Ego's own addresses.
    pub me: Vec<String>,
}

/// Jobs remembered.
const KEPT: usize = 200;

impl Jobs {
    /// Begins to import.
    pub fn begin(&self, desk: &Arc<Desk>, upload: Upload) -> JobView {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let id = all.last_key_value().map_or(1, |(last, _)| last + 1);
        let first = JobView {
            id,
            state: "running",
            text: "waiting for its turn".to_owned(),
            bytes: 0,
            of: None,
            result: None,
            hint: None,
        };
        let (sender, receiver) = watch::channel(first.clone());
        all.insert(id, receiver);
        while all.len() > KEPT {
            all.pop_first();
        }
        let desk = Arc::clone(desk);
        tokio::spawn(async move { import(&desk, upload, sender).await });
        first
    }

    /// One job, to look at or to follow.
    pub fn find(&self, id: u64) -> Option<watch::Receiver<JobView>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }
}

async fn import(desk: &Arc<Desk>, upload: Upload, told: watch::Sender<JobView>) {
    let Upload { folder, files, me } = upload;
    let request = ImportRequest { paths: files, me, mode: ImportMode::Keep, format: None };
    let telling = told.clone();
    let done = desk.change(move |app| app.import(&request, &mut |progress| show(&telling, &progress))).await;
    drop(folder);
    if done.is_ok() {
        desk.warm();
    }
    told.send_modify(|job| match done {
        Ok(view) => {
            job.state = "done";
            job.text = "done".to_owned();
            job.result = Some(Box::new(view));
        }
        Err(error) => {
            job.state = "failed";
            job.text = error.message;
            job.hint = error.hint;
        }
    });
}

fn show(told: &watch::Sender<JobView>, progress: &Progress<'_>) {
    told.send_if_modified(|job| match progress {
        Progress::Source { path, bytes } => {
            job.text = format!("reading {}", path.rsplit('/').next().unwrap_or(path));
            job.bytes = 0;
            job.of = *bytes;
            true
        }
        Progress::Bytes(read) => {
            let tell = *read >= job.bytes + (1 << 20);
            job.bytes = if tell { *read } else { job.bytes };
            tell
        }
        Progress::Deriving(what) => {
            job.text = (*what).to_owned();
            job.of = None;
            true
        }
    });
}
