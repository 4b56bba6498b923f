//! The repository as the rules see it: paths, texts, and the packages that Cargo knows.

use super::lexer::Rust;
use anyhow::Context;
use cargo_metadata::{DependencyKind, MetadataCommand};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Folders that hold nothing of ours, or whose content is made.
const SKIPPED: &[&str] = &["target", "corpus", "artifacts", "node_modules"];
/// Folders whose name begins with a dot and that are ours all the same.
const HIDDEN_BUT_OURS: &[&str] = &[".ci", ".cargo", ".config", ".github"];

/// A text file.
pub(super) struct File {
    /// Relative to the root, with `/`.
    pub(super) path: String,
    pub(super) text: String,
    /// The same, split, when it is Rust.
    pub(super) rust: Option<Rust>,
}

/// A package in Cargo's sense.
#[derive(Clone, Debug, Default)]
pub(super) struct Package {
    pub(super) name: String,
    /// An SPDX expression.
    pub(super) licence: Option<String>,
    /// Relative to the root; empty for a package from outside.
    pub(super) manifest: String,
    /// What it is built from, development dependencies left out.
    pub(super) uses: Vec<String>,
}

impl Package {
    /// Whether it is a member of the workspace.
    pub(super) fn is_ours(&self) -> bool {
        !self.manifest.is_empty()
    }
}

/// The repository.
pub(super) struct Tree {
    /// The files that rules read; sample data is not among them.
    pub(super) files: Vec<File>,
    pub(super) packages: Vec<Package>,
    paths: BTreeSet<String>,
}

impl Tree {
    /// Reads a repository from disk.
    pub(super) fn read(root: &Path) -> anyhow::Result<Tree> {
        let mut paths = BTreeSet::new();
        walk(root, "", &mut paths)?;
        let mut files = Vec::new();
        for path in paths.iter().filter(|path| is_read(path)) {
            let bytes = fs::read(root.join(path)).with_context(|| format!("cannot read {path}"))?;
            if let Ok(text) = String::from_utf8(bytes) {
                files.push(file(path, text));
            }
        }
        Ok(Tree { files, packages: packages(root)?, paths })
    }

    /// Makes a repository of a few texts.
    #[cfg(test)]
    pub(super) fn of(texts: &[(&str, &str)]) -> Tree {
        let paths = texts.iter().map(|(path, _)| (*path).to_owned()).collect();
        let read = texts.iter().filter(|(path, _)| is_read(path));
        Tree { files: read.map(|(path, text)| file(path, (*text).to_owned())).collect(), packages: Vec::new(), paths }
    }

    /// The file with this path.
    pub(super) fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Every Rust file.
    pub(super) fn rust(&self) -> impl Iterator<Item = (&File, &Rust)> {
        self.files.iter().filter_map(|file| Some((file, file.rust.as_ref()?)))
    }

    /// Every path below a folder, relative to that folder.
    pub(super) fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a str> {
        self.paths.iter().filter_map(move |path| path.strip_prefix(folder)?.strip_prefix('/'))
    }

    /// Whether there is a file or a folder with this path.
    pub(super) fn has(&self, path: &str) -> bool {
        self.paths.contains(path) || self.below(path).next().is_some()
    }

    /// The names of the workspace's crates.
    pub(super) fn crates(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| package.is_ours())
    }
}

/// Whether the whole file is tests.
pub(super) fn is_test_file(path: &str) -> bool {
    path.contains("/tests/") || path.ends_with("/tests.rs")
}

fn file(path: &str, text: String) -> File {
    let rust = path.ends_with(".rs").then(|| Rust::of(&text));
    File { path: path.to_owned(), text, rust }
}

fn is_read(path: &str) -> bool {
    let is_made = path.ends_with(".lock") || path.ends_with(".snap");
    !path.starts_with("testdata/") && !is_made
}

fn walk(root: &Path, folder: &str, paths: &mut BTreeSet<String>) -> anyhow::Result<()> {
    let entries =
        fs::read_dir(root.join(folder)).with_context(|| format!("cannot list {}", root.join(folder).display()))?;
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
        if !entry.file_type()?.is_dir() {
            // In a second work tree `.git` is a file.
            if name != ".git" {
                paths.insert(path);
            }
        } else if !SKIPPED.contains(&name.as_str())
            && (!name.starts_with('.') || HIDDEN_BUT_OURS.contains(&name.as_str()))
        {
            walk(root, &path, paths)?;
        }
    }
    Ok(())
}

fn packages(root: &Path) -> anyhow::Result<Vec<Package>> {
    let metadata = MetadataCommand::new()
        .current_dir(root)
        .exec()
        .with_context(|| format!("cargo metadata failed in {}", root.display()))?;
    let root = &metadata.workspace_root;
    let package = |package: &cargo_metadata::Package| {
        let is_ours = metadata.workspace_members.contains(&package.id);
        let manifest = package.manifest_path.strip_prefix(root).map(|path| path.as_str().replace('\\', "/"));
        Package {
            name: package.name.to_string(),
            licence: package.license.clone(),
            manifest: manifest.ok().filter(|_| is_ours).unwrap_or_default(),
            uses: package
                .dependencies
                .iter()
                .filter(|dependency| dependency.kind != DependencyKind::Development)
                .map(|dependency| dependency.name.clone())
                .collect(),
        }
    };
    Ok(metadata.packages.iter().map(package).collect())
}
