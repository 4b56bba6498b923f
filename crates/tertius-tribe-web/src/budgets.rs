//! How much may be asked: the ledger as the machines want it, and one's own account and wishes.
//!
//! Whom a question reached is not for its asker to know. So a question has one line of its own in the ledger, whoever got
//! it, and what is held against the asker, or told to them, counts that line alone.

use crate::guard::Here;
use crate::office::{Done, Office, ledger_who, number_of};
use crate::trouble::Trouble;
use serde::{Deserialize, Serialize};
use tertius_model::Timestamp;
use tertius_tribe::Who;
use tertius_tribe::budget::{Allowance, Entry, Months, Wishes, account};
use tertius_tribe_store::{LedgerLine, MatterKind, Wished};
use utoipa::ToSchema;

/// The line of a question that it has whoever got it.
const NOBODY: Who = Who(0);

/// A member's limits and what they gave and received.
#[derive(Serialize, ToSchema)]
pub(crate) struct BudgetView {
    pub wishes: WishesView,
    /// Asks of one's own that are open.
    pub open: usize,
    /// How many may be.
    pub most_open: usize,
    /// Asks begun within a week that may be.
    pub most_in_week: usize,
    /// Asks one made.
    pub asked: usize,
    /// Of those, with a yes.
    pub received: usize,
    /// Asks made of one.
    pub was_asked: usize,
    /// Of those, with a yes.
    pub gave: usize,
    /// Of how many askers one wants no letter.
    pub muted: i64,
}

/// What a member wishes to be asked.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct WishesView {
    /// Asks open at once.
    pub most_open: i64,
    /// Asks within ninety days.
    pub most_in_quarter: i64,
    /// Days between two asks of one asker.
    pub cool_down: i64,
    /// Months, 1 to 12, in which one is not asked.
    #[serde(default)]
    pub quiet: Vec<u32>,
    /// Topics one wants nothing of.
    #[serde(default)]
    pub no_go: Vec<String>,
}

/// The ledger for the machines.
pub(crate) fn entries<'a>(lines: impl Iterator<Item = &'a LedgerLine>) -> Vec<Entry> {
    let moment = |seconds: i64| (seconds != 0).then_some(Timestamp(seconds));
    lines
        .map(|line| Entry {
            ask: number_of(&line.matter),
            asker: ledger_who(&line.asker),
            connector: if line.connector.is_empty() { NOBODY } else { ledger_who(&line.connector) },
            at: Timestamp(line.asked),
            until: Timestamp(line.until),
            agreed: moment(line.agreed),
            withdrawn: moment(line.withdrawn),
        })
        .collect()
}

/// What of the ledger an answer to an asker may rest on: introductions, and that a question was asked. Whom a question reached, by
/// whomever it was asked, is in nothing: two who act together could fill a member's places with questions about somebody, and
/// see by a refusal whom it reached.
pub(crate) fn known_to_askers(lines: &[LedgerLine]) -> Vec<Entry> {
    entries(lines.iter().filter(|line| line.kind == MatterKind::Introduction || line.connector.is_empty()))
}

/// What of the ledger somebody may know of themself: not whom their own questions reached.
fn own_of(lines: &[LedgerLine], own: &str) -> Vec<Entry> {
    let is_known =
        |line: &&LedgerLine| line.asker != own || line.kind == MatterKind::Introduction || line.connector.is_empty();
    entries(lines.iter().filter(is_known))
}

/// What the machines know of somebody's wishes.
pub(crate) fn wishes(wished: Option<&Wished>) -> Wishes {
    let Some(wished) = wished else { return Wishes::default() };
    let size = |number: i64| usize::try_from(number).unwrap_or_default();
    let months: Vec<u32> = (1..=12).filter(|month| wished.quiet >> month & 1 == 1).collect();
    Wishes {
        most_open: size(wished.most_open),
        most_in_quarter: size(wished.most_in_quarter),
        cool_down_days: i32::try_from(wished.cool_down).unwrap_or(i32::MAX),
        quiet: Months::of(&months),
        no_go: wished.no_go.lines().map(str::to_owned).collect(),
    }
}

fn wishes_view(wished: Option<&Wished>) -> WishesView {
    let default = Wishes::default();
    match wished {
        None => WishesView {
            most_open: default.most_open as i64,
            most_in_quarter: default.most_in_quarter as i64,
            cool_down: i64::from(default.cool_down_days),
            quiet: Vec::new(),
            no_go: Vec::new(),
        },
        Some(wished) => WishesView {
            most_open: wished.most_open,
            most_in_quarter: wished.most_in_quarter,
            cool_down: wished.cool_down,
            quiet: (1..=12).filter(|month| wished.quiet >> month & 1 == 1).collect(),
            no_go: wished.no_go.lines().map(str::to_owned).collect(),
        },
    }
}

/// One's limits and account.
pub(crate) async fn budget(here: &Here) -> Done<BudgetView> {
    let mut office = Office::reading(&here.shared, &here.seat.tribe, here.now).await?;
    let own = &here.seat.member;
    let lines = office.on.ledger().await?;
    let known = own_of(&lines, own);
    let who = ledger_who(own);
    let sum = account(&known, who);
    let now = Timestamp(here.now);
    let open: std::collections::BTreeSet<u64> =
        known.iter().filter(|entry| entry.asker == who && entry.is_open(now)).map(|entry| entry.ask).collect();
    let allowance = Allowance::default();
    let email = office.on.address_of(own).await?.unwrap_or_default();
    let reader = office.reader(&email);
    Ok(BudgetView {
        wishes: wishes_view(office.on.wished(own).await?.as_ref()),
        open: open.len(),
        most_open: allowance.most_open,
        most_in_week: allowance.most_in_week,
        asked: sum.asked,
        received: sum.received,
        was_asked: sum.was_asked,
        gave: sum.gave,
        muted: office.on.n_muted(&reader).await?,
    })
}

/// Says what one wishes to be asked.
pub(crate) async fn wish(here: &Here, new: &WishesView) -> Done<()> {
    let within = |number: i64, most: i64| (0..=most).contains(&number);
    if !within(new.most_open, 100) || !within(new.most_in_quarter, 1_000) || !within(new.cool_down, 365) {
        return Err(Trouble::bad("give numbers from 0, at most 100 at once, 1000 a quarter and 365 days"));
    }
    if new.quiet.iter().any(|month| !(1..=12).contains(month)) {
        return Err(Trouble::bad("name quiet months by their numbers, 1 to 12"));
    }
    if new.no_go.len() > 50 || new.no_go.iter().any(|word| word.chars().count() > 80) {
        return Err(Trouble::bad("name at most fifty topics, each in a few words"));
    }
    let topics: Vec<String> = new
        .no_go
        .iter()
        .map(|word| tertius_tribe::letter::OneLine::new(word).to_string())
        .filter(|word| !word.is_empty())
        .collect();
    let wished = Wished {
        most_open: new.most_open,
        most_in_quarter: new.most_in_quarter,
        cool_down: new.cool_down,
        quiet: new.quiet.iter().fold(0, |set, month| set | 1 << month),
        no_go: topics.join("\n"),
    };
    let mut on = here.write().await?;
    on.wish(&wished).await?;
    Ok(on.commit().await?)
}

/// Lets everybody's letters reach one again.
pub(crate) async fn hear_again(here: &Here) -> Done<()> {
    let mut office = Office::writing(&here.shared, &here.seat.tribe, here.now).await?;
    let email = office.on.address_of(&here.seat.member).await?.unwrap_or_default();
    let reader = office.reader(&email);
    office.on.unmute(&reader).await?;
    office.close().await
}
