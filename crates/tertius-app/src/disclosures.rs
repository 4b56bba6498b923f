//! The log of what left this vault: what, about whom, to whom, when.
//!
//! Whatever hands something out writes it down here ([`App::disclose`]); asks for an introduction are read from the
//! rulings that record them, packets from their own log. The log names people by id, so that of an erased person nothing stays in it.

use crate::app::App;
use crate::error::AppError;
use crate::network::EGO;
use crate::views::DisclosureRow;
use serde::{Deserialize, Serialize};
use tertius_model::{RecordId, RulingKind};
use tertius_tribe::introduction::{Event, Party};

const KIND: &str = "disclosure";

/// Something that was handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Disclosed {
    /// Everything in an open format.
    Export {
        /// `json`, `vcard`, `csv` or `graphml`.
        format: String,
    },
    /// A copy of the vault.
    Backup,
    /// The words of an introduction were taken out, to be sent.
    Introduction {
        /// The friend whom they are for.
        to: String,
        /// Whom they are about.
        about: String,
    },
}

#[derive(Serialize, Deserialize)]
struct Kept {
    day: String,
    what: String,
    /// The id of the person it is about; nobody where it is about everybody.
    about: Option<String>,
    /// How many people it is about, where about everybody.
    n: u64,
    /// The id of the person to whom, where it was one.
    to: Option<String>,
}

impl App {
    /// Writes down that something was handed out.
    ///
    /// # Errors
    /// User error when a person named is nobody or several; internal when the vault cannot be written.
    pub fn disclose(&mut self, what: &Disclosed) -> Result<(), AppError> {
        let id = |app: &App, who: &str| {
            let idx = app.who(who)?;
            Ok::<_, AppError>(Some(app.person_at(idx)?.person_id().to_string()))
        };
        let (what, about, to) = match what {
            Disclosed::Export { format } => (format!("export as {format}"), None, None),
            Disclosed::Backup => ("copy of the vault".to_owned(), None, None),
            Disclosed::Introduction { to, about } => {
                ("words of an introduction".to_owned(), id(self, about)?, id(self, to)?)
            }
        };
        let kept = Kept { day: self.now().day().to_string(), what, about, n: self.network()?.n_people() as u64, to };
        let text = serde_json::to_string(&kept).map_err(|error| AppError::internal(error.to_string()))?;
        let before = self.vault().notes(KIND)?.last().and_then(|(name, _)| name.parse::<u64>().ok()).unwrap_or(0);
        Ok(self.vault_mut().put_note(KIND, &format!("{:012}", before + 1), &text)?)
    }

    /// All that left, the latest first.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn disclosures(&self) -> Result<Vec<DisclosureRow>, AppError> {
        let mut rows = Vec::new();
        for (_, text) in self.vault().notes(KIND)? {
            if let Ok(kept) = serde_json::from_str::<Kept>(&text) {
                rows.push(DisclosureRow {
                    at: kept.day,
                    what: kept.what,
                    about: match &kept.about {
                        Some(id) => self.name_of(id)?,
                        None => crate::wording::count(kept.n, "person", "people"),
                    },
                    to: match &kept.to {
                        Some(id) => self.name_of(id)?,
                        None => "a file that you keep".to_owned(),
                    },
                });
            }
        }
        for ruling in self.vault().rulings()? {
            let RulingKind::Asked(who, about, _) = &ruling.kind else { continue };
            let named = |mention| -> Result<String, AppError> {
                let idx = crate::answers::person_of(self.network()?, mention);
                Ok(match idx {
                    Some(idx) => self.person_at(idx)?.name.clone(),
                    None => mention.name.clone(),
                })
            };
            let at = ruling.at.day().to_string();
            rows.push(DisclosureRow {
                at,
                what: "ask for an introduction".to_owned(),
                about: named(about)?,
                to: named(who)?,
            });
        }
        for held in self.all_introductions()?.iter().filter(|held| held.log.own == Party::Asker) {
            let Some(at) = held.when(Party::Asker, |event| matches!(event, Event::Send { .. })) else { continue };
            rows.push(DisclosureRow {
                at: at.day().to_string(),
                what: "request for an introduction".to_owned(),
                about: held.log.draft.target.name.clone(),
                to: held.log.draft.connector.name.clone(),
            });
        }
        for packet in self.shared()? {
            let ended = match (&packet.revoked, &packet.until) {
                (Some(day), _) => format!(", taken back on {day}"),
                (None, Some(day)) => format!(", until {day}"),
                (None, None) => String::new(),
            };
            rows.push(DisclosureRow {
                at: packet.at.chars().take("2026-01-01".len()).collect(),
                what: format!("{} at the {} level{ended}", packet.what, packet.level),
                about: crate::wording::count(packet.people, "person", "people"),
                to: packet.whom,
            });
        }
        rows.sort_by(|a, b| b.at.cmp(&a.at));
        Ok(rows)
    }

    fn name_of(&self, id: &str) -> Result<String, AppError> {
        let network = self.network()?;
        let idx = id.parse::<RecordId>().ok().and_then(|id| network.find(id)).filter(|&idx| idx != EGO);
        Ok(match idx {
            Some(idx) => self.person_at(idx)?.name.clone(),
            None => "somebody no longer here".to_owned(),
        })
    }
}
