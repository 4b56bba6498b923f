//! Who ego is: found in exports, suggested by mailboxes, corrected by the user.

use crate::app::App;
use crate::error::AppError;
use crate::network::Basis;
use crate::views::{MeView, OwnHandleRow};
use tertius_model::{Handle, PersonId, RulingId, RulingKind};

impl App {
    /// Adds and removes handles of ego's, then says who ego is.
    ///
    /// # Errors
    /// User error for text that is no address.
    pub fn me(&mut self, add: &[String], remove: &[String]) -> Result<MeView, AppError> {
        for text in add {
            let handle = parse(text)?;
            self.unrule_all(&RulingKind::NotMe(handle.clone()))?;
            self.rule_once(RulingKind::Me(handle))?;
        }
        for text in remove {
            let handle = parse(text)?;
            self.unrule_all(&RulingKind::Me(handle.clone()))?;
            self.rule_once(RulingKind::NotMe(handle))?;
        }
        self.prepare()?;
        self.whoami()
    }

    /// Ego's names and handles, as stated or found.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn whoami(&self) -> Result<MeView, AppError> {
        let network = self.network()?;
        let handles = network
            .ego_handles
            .iter()
            .map(|(handle, basis)| OwnHandleRow {
                kind: handle.kind().id().to_owned(),
                value: handle.value.clone(),
                basis: match basis {
                    Basis::Stated => "stated",
                    Basis::Found => "found",
                    Basis::Likely => "likely",
                }
                .to_owned(),
            })
            .collect();
        Ok(MeView { id: network.ego_id.map(|id| PersonId(id).to_string()), names: network.ego_names.clone(), handles })
    }

    fn unrule_all(&mut self, kind: &RulingKind) -> Result<(), AppError> {
        let standing: Vec<RulingId> =
            self.vault().rulings()?.into_iter().filter(|ruling| ruling.kind == *kind).map(|ruling| ruling.id).collect();
        for id in standing {
            self.unrule(Some(id))?;
        }
        Ok(())
    }
}

fn parse(text: &str) -> Result<Handle, AppError> {
    let hint = "give an e-mail address, a phone number with its country code, or a profile URL";
    Handle::parse(text).ok_or_else(|| AppError::user(format!("\"{text}\" is no address"), hint))
}
