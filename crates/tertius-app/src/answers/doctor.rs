//! The vault's health: the file, its chunks, and whether what is derived can be derived again.

use crate::app::App;
use crate::derive::derive;
use crate::error::AppError;
use crate::views::{DoctorView, Finding};

impl App {
    /// Checks everything that can be checked.
    ///
    /// # Errors
    /// When the vault is too damaged to be looked at.
    pub fn doctor(&self) -> Result<DoctorView, AppError> {
        let mut findings: Vec<Finding> = self
            .vault()
            .check()?
            .into_iter()
            .map(|found| Finding {
                check: "vault file".to_owned(),
                ok: false,
                text: format!("{}; {}", found.what, found.hint),
            })
            .collect();
        let is_sound = findings.is_empty();
        if is_sound {
            let text = "every page and every chunk is as it was written".to_owned();
            findings.push(Finding { check: "vault file".to_owned(), ok: true, text });
            findings.push(self.check_derived()?);
        }
        let sources = self.vault().sources()?;
        let observations =
            sources.iter().map(|s| s.counts.cards + s.counts.exchanges + s.counts.gatherings + s.counts.stated).sum();
        // Nothing can be told about people where the evidence is damaged.
        let network = if is_sound { Some(self.network()?) } else { None };
        if let Some(network) = network {
            let text = match network.ego_handles.len() {
                0 => "none of your addresses is known: tertius me --add ADDRESS".to_owned(),
                n => format!("{n} addresses are known as yours"),
            };
            findings.push(Finding { check: "who you are".to_owned(), ok: true, text });
        }
        let path = self.vault().path();
        Ok(DoctorView {
            healthy: findings.iter().all(|finding| finding.ok),
            vault: path.display().to_string(),
            bytes: std::fs::metadata(path).map_or(0, |metadata| metadata.len()),
            sources: sources.len() as u64,
            observations,
            people: network.map_or(0, |network| network.n_people() as u64),
            findings,
        })
    }

    fn check_derived(&self) -> Result<Finding, AppError> {
        let anew = derive(self.vault(), self.now())?.0.to_bytes();
        let ok = self.network()?.to_bytes() == anew;
        let text = match ok {
            true => "people, ties and links come out the same when derived again",
            false => "what is cached differs from what the evidence gives; any import derives it again",
        };
        Ok(Finding { check: "derived state".to_owned(), ok, text: text.to_owned() })
    }
}
