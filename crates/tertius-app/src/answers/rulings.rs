//! What the user decides: same, different, labels; each undoable, each kept by evidence and not by derived ids.

use crate::app::App;
use crate::derive::Question;
use crate::error::AppError;
use crate::gather::{Record, gather};
use crate::views::RulingRow;
use tertius_model::{GapAnswer, Handle, Label, Mention, RecordId, Ruling, RulingId, RulingKind, Timestamp};
use tertius_resolve::{Merge, Resolver};
use tertius_store::RulingState;

impl App {
    /// Says that two are one person.
    ///
    /// # Errors
    /// User error when one of them is nobody or several, or when they are one already.
    pub fn rule_same(&mut self, a: &str, b: &str) -> Result<RulingRow, AppError> {
        if self.who(a)? == self.who(b)? {
            return Err(AppError::user("these are one person already", "tertius person shows why"));
        }
        let kind = RulingKind::Same(self.evidence_for(a)?, self.evidence_for(b)?);
        self.rule_and_show(kind)
    }

    /// Says that two are different people; naming two addresses or records of one person splits them.
    ///
    /// # Errors
    /// User error when one of them is nobody or several, or both name the very same record.
    pub fn rule_different(&mut self, a: &str, b: &str) -> Result<RulingRow, AppError> {
        self.who(a)?;
        self.who(b)?;
        let (one, other) = self.evidence_for_two(a, b)?;
        if one == other {
            let hint = "name two addresses, or two record ids from `tertius person`";
            return Err(AppError::user(format!("\"{a}\" and \"{b}\" name the same record"), hint));
        }
        self.rule_and_show(RulingKind::Different(one, other))
    }

    /// Says what somebody is to ego.
    ///
    /// # Errors
    /// User error for an unknown label, or when nobody or several are meant.
    pub fn label(&mut self, who: &str, labels: &[String]) -> Result<Vec<RulingRow>, AppError> {
        let known = || Label::ALL.map(Label::id).join(", ");
        let parse = |word: &String| {
            Label::parse(word)
                .ok_or_else(|| AppError::user(format!("no label \"{word}\""), format!("known: {}", known())))
        };
        let labels = labels.iter().map(parse).collect::<Result<Vec<Label>, AppError>>()?;
        let who = self.mention_of(who)?;
        labels.into_iter().map(|label| self.rule_and_show(RulingKind::Label(who.clone(), label))).collect()
    }

    /// Takes back a ruling, the latest when none is named.
    ///
    /// # Errors
    /// User error when there is none.
    pub fn undo(&mut self, ruling: Option<i64>) -> Result<RulingRow, AppError> {
        let undone = self.unrule(ruling.map(RulingId))?;
        let undone =
            undone.ok_or_else(|| AppError::user("there is no ruling to take back", "tertius rulings lists them"))?;
        self.prepare()?;
        Ok(row(&undone))
    }

    /// Takes back one link: the two records it joins are different people from here on, and a ruling that joined them is
    /// undone.
    ///
    /// # Errors
    /// User error when one of them is nobody, or no ruling can tell the two apart.
    pub fn undo_link(&mut self, a: &str, b: &str) -> Result<RulingRow, AppError> {
        let ids = [a, b].map(|text| text.trim().parse::<RecordId>().ok());
        let ground = gather(self.vault(), self.now())?;
        let records = ids.map(|id| id.and_then(|id| ground.record(id)));
        let [Some(one), Some(other)] = records else { return self.rule_different(a, b) };
        let rulings = self.vault().rulings()?;
        let question = Question::new(&ground, &rulings);
        let mut resolver = Resolver::new(&question.records, &question.rulings, &question.options);
        let joined_them = |merge: &Merge| [(merge.a, merge.b), (merge.b, merge.a)].contains(&(one.id, other.id));
        let merges = resolver.merges(one.id);
        if let Some(ruling) = merges.iter().find(|merge| joined_them(merge)).and_then(|merge| merge.ruling) {
            return self.undo(Some(ruling.0));
        }
        let kind = splitting(&mut resolver, &question.rulings, one, other).ok_or_else(|| {
            let hint = "both say the very same; forget one of their sources instead";
            AppError::user(format!("no ruling can tell {a} and {b} apart"), hint)
        })?;
        self.rule_and_show(kind)
    }

    /// Every ruling ever made, in the order in which they were made; those taken back say so.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn all_rulings(&self) -> Result<Vec<RulingRow>, AppError> {
        let history = self.vault().ruling_history()?;
        let told =
            history.iter().map(|past| RulingRow { undone: past.state == RulingState::Undone, ..row(&past.ruling) });
        Ok(told.collect())
    }

    /// The rulings that stand, in the order in which they were made.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn rulings(&self) -> Result<Vec<RulingRow>, AppError> {
        Ok(self.vault().rulings()?.iter().map(row).collect())
    }

    fn rule_and_show(&mut self, kind: RulingKind) -> Result<RulingRow, AppError> {
        let ruling = self.rule(kind)?;
        self.prepare()?;
        if self.identity()?.idle.contains(&ruling.id.0) {
            self.unrule(Some(ruling.id))?;
            self.prepare()?;
            let hint = "tertius rulings lists what stands against it; undo that first";
            return Err(AppError::user("this ruling would have no effect: an earlier one says otherwise", hint));
        }
        Ok(row(&ruling))
    }

    fn evidence_for(&self, text: &str) -> Result<Mention, AppError> {
        Ok(self.evidence_for_two(text, text)?.0)
    }

    /// The very records that the user names, where they name them by id; else as [`App::mention_of`].
    fn evidence_for_two(&self, a: &str, b: &str) -> Result<(Mention, Mention), AppError> {
        let ids = [a, b].map(|text| text.trim().parse::<RecordId>().ok());
        if ids == [None, None] {
            return Ok((self.mention_of(a)?, self.mention_of(b)?));
        }
        let ground = gather(self.vault(), self.now())?;
        let records = ids.map(|id| id.and_then(|id| ground.record(id)));
        let holders = |handle: &Handle| ground.records.iter().filter(|other| other.handles.contains(handle)).count();
        let mention = |text: &str, record: Option<&Record>, other: Option<&Record>| match record {
            Some(record) => Ok(mention_of_record(record, other.filter(|other| other.id != record.id), holders)),
            None => self.mention_of(text),
        };
        Ok((mention(a, records[0], records[1])?, mention(b, records[1], records[0])?))
    }
}

/// How a ruling names this very record: by a handle that the other does not hold, if possible one that nobody else holds;
/// where several hold it, with its name.
pub(crate) fn mention_of_record(
    record: &Record,
    other: Option<&Record>,
    holders: impl Fn(&Handle) -> usize,
) -> Mention {
    let name = record.seen.first().map(|seen| seen.name.clone()).unwrap_or_default();
    let held = |handle: &Handle| other.is_some_and(|other| other.handles.contains(handle));
    let handle = record.handles.iter().min_by_key(|handle| (held(handle), holders(handle) > 1, handle.kind()));
    match handle {
        Some(handle) if record.handle.is_some() || holders(handle) == 1 => {
            Mention { handle: Some(handle.clone()), name: String::new() }
        }
        Some(handle) => Mention { handle: Some(handle.clone()), name },
        None => Mention { handle: None, name },
    }
}

/// The ruling that takes two records apart: of all ways to name the two by handle and name, the first that does. The
/// resolver is left with it.
pub(crate) fn splitting(resolver: &mut Resolver, rulings: &[Ruling], a: &Record, b: &Record) -> Option<RulingKind> {
    let id = RulingId(rulings.iter().map(|ruling| ruling.id.0).max().unwrap_or_default() + 1);
    for one in ways_to_name(a, b) {
        for other in ways_to_name(b, a).into_iter().filter(|other| *other != one) {
            let kind = RulingKind::Different(one.clone(), other);
            let ruling = Ruling { id, at: Timestamp::default(), kind: kind.clone() };
            resolver.rule(&[rulings, &[ruling]].concat());
            if resolver.person(a.id) != resolver.person(b.id) {
                return Some(kind);
            }
        }
    }
    None
}

/// Handles that the other does not hold come first.
fn ways_to_name(record: &Record, other: &Record) -> Vec<Mention> {
    let name = record.seen.first().map(|seen| seen.name.clone()).unwrap_or_default();
    let mut handles: Vec<&Handle> = record.handles.iter().collect();
    handles.sort_by_key(|handle| (other.handles.contains(handle), handle.kind()));
    let mut ways: Vec<Mention> = Vec::new();
    for handle in handles.into_iter().take(4) {
        ways.extend([String::new(), name.clone()].map(|name| Mention { handle: Some(handle.clone()), name }));
    }
    ways.push(Mention { handle: None, name });
    ways.dedup();
    ways
}

pub(super) fn row(ruling: &Ruling) -> RulingRow {
    let (kind, text) = match &ruling.kind {
        RulingKind::Same(a, b) => ("same", format!("{} and {} are one person", named(a), named(b))),
        RulingKind::Different(a, b) => ("different", format!("{} and {} are different people", named(a), named(b))),
        RulingKind::Label(who, label) => ("label", format!("{} is {}", named(who), label.id())),
        RulingKind::Me(handle) => ("me", format!("{handle} is yours")),
        RulingKind::NotMe(handle) => ("not-me", format!("{handle} is not yours")),
        RulingKind::Asked(who, about, outcome) => {
            ("asked", format!("you asked {} about {}: {}", named(who), named(about), outcome.id()))
        }
        RulingKind::Gap(who, GapAnswer::Done) => ("gap", format!("the gap to {} is closed", named(who))),
        RulingKind::Gap(who, GapAnswer::NotNow) => ("gap", format!("the gap to {} can wait", named(who))),
    };
    RulingRow { id: ruling.id.0, at: ruling.at.day().to_string(), kind: kind.to_owned(), text, undone: false }
}

fn named(mention: &Mention) -> String {
    match &mention.handle {
        Some(handle) => handle.to_string(),
        None => mention.name.clone(),
    }
}
