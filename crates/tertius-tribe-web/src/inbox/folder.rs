//! Replies that were delivered into a folder or a Maildir.

use super::{By, MOST, Taken, take};
use crate::office::Done;
use crate::server::Shared;
use std::path::{Path, PathBuf};

/// Reads every mail of it. What a person has to read goes into the folder `aside` in it.
pub(super) async fn collect(shared: &Shared, folder: &Path) -> Done<usize> {
    let mut n_read = 0;
    for file in files(folder) {
        let Ok(bytes) = std::fs::read(&file) else { continue };
        let taken = take(shared, &bytes, By::Delivery).await?;
        n_read += 1;
        // A file that stays is read again, and counts once.
        drop(match taken {
            Taken::Done => std::fs::remove_file(&file),
            Taken::Aside => put_aside(folder, &file),
        });
    }
    Ok(n_read)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let is_mail = |path: &PathBuf| path.metadata().is_ok_and(|about| about.is_file() && about.len() <= u64::from(MOST));
    let in_folder = |place: PathBuf| std::fs::read_dir(place).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut found: Vec<PathBuf> = ["", "new", "cur"].iter().flat_map(|part| in_folder(folder.join(part))).collect();
    found.retain(is_mail);
    found.sort();
    found
}

fn put_aside(folder: &Path, file: &Path) -> std::io::Result<()> {
    let aside = folder.join("aside");
    std::fs::create_dir_all(&aside)?;
    std::fs::rename(file, aside.join(file.file_name().unwrap_or_default()))
}
