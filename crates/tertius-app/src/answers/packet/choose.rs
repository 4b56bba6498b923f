//! Who goes into a packet, and what of them: only what the types of a packet have room for.

use super::{PacketLevel, PacketRequest};
use crate::answers::weigh::Scale;
use crate::app::App;
use crate::derive::derive_from;
use crate::error::AppError;
use crate::gather::Sources;
use crate::network::{EGO, Network, Person, PersonIdx};
use crate::views::LeftOut;
use rustc_hash::{FxHashMap, FxHashSet};
use tertius_model::{Handle, Label, RecordId};
use tertius_tribe::{Audience, Band, Line, Named, ProfileUrl};

/// Depth from which a tie is called strong, and fair. A close friend has 0.86, a friend 0.5, a co-worker 0.18.
const STRONG: f64 = 0.45;
const FAIR: f64 = 0.15;

/// The people of a packet, and those who were asked for and are not in it.
pub(super) struct Chosen {
    pub named: Vec<Named>,
    /// The addresses of each, for tokens; in the order of `named`.
    pub handles: Vec<Vec<Handle>>,
    pub left_out: Vec<LeftOut>,
}

/// Who is asked for, as people of the whole network.
struct Asked {
    people: FxHashSet<PersonIdx>,
    exclude: FxHashSet<PersonIdx>,
    labels: Vec<u8>,
    notes: FxHashMap<PersonIdx, Line>,
}

impl App {
    pub(super) fn choose(&self, request: &PacketRequest, audience: &Audience) -> Result<Chosen, AppError> {
        if request.people.is_empty() && request.labels.is_empty() && request.top.is_none() {
            let hint = "--people WHO …, --label close-friend, or --top 50; nobody goes in by default";
            return Err(AppError::user("say whom to share", hint));
        }
        let asked = self.asked_for(request, audience)?;
        let whole = self.network()?;
        let without_packets;
        let own = if self.vault().packets()?.is_empty() {
            whole
        } else {
            without_packets = derive_from(self.vault(), self.now(), Sources::Own)?.0;
            &without_packets
        };
        let scale = Scale::new(own, self.now());
        let mut ranked: Vec<(f64, &Person)> = own
            .people
            .iter()
            .filter(|person| scale.is_tie(person))
            .map(|person| (scale.depth(person).value, person))
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.id.cmp(&b.1.id)));
        let mut chosen = Chosen { named: Vec::new(), handles: Vec::new(), left_out: Vec::new() };
        let mut met = FxHashSet::default();
        let mut n_top = 0;
        for (depth, person) in ranked {
            let idx = whole.find(RecordId(person.id)).filter(|&idx| idx != EGO);
            met.extend(idx);
            let labels = |idx: PersonIdx| whole.people[idx as usize].stated.labels.iter();
            let is_labelled = idx.is_some_and(|idx| labels(idx).any(|label| asked.labels.contains(label)));
            let is_named = idx.is_some_and(|idx| asked.people.contains(&idx));
            let may = idx.is_some_and(|idx| !asked.exclude.contains(&idx) && !is_kept_back(whole, idx));
            let is_top = may && request.top.is_some_and(|top| n_top < top);
            if !is_named && !is_labelled && !is_top {
                continue;
            }
            if !may {
                let reason = "you excluded them, marked them private, or hid them";
                chosen.left_out.push(LeftOut { name: person.name.clone(), reason: reason.to_owned() });
                continue;
            }
            let note = idx.and_then(|idx| asked.notes.get(&idx)).cloned();
            match named(person, depth, note) {
                Ok(named) => {
                    n_top += 1;
                    chosen.named.push(named);
                    chosen.handles.push(handles(person, &request.level));
                }
                Err(reason) => chosen.left_out.push(LeftOut { name: person.name.clone(), reason }),
            }
        }
        for idx in asked.people.difference(&met) {
            let reason = "you have no tie of your own with them".to_owned();
            chosen.left_out.push(LeftOut { name: whole.people[*idx as usize].name.clone(), reason });
        }
        chosen.left_out.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(chosen)
    }

    fn asked_for(&self, request: &PacketRequest, audience: &Audience) -> Result<Asked, AppError> {
        let all = |texts: &[String]| texts.iter().map(|text| self.who(text)).collect::<Result<FxHashSet<_>, _>>();
        let mut exclude = all(&request.exclude)?;
        // Whom it is for knows that already.
        if let Audience::Friend(name) = audience {
            exclude.extend(self.who(&request.audience).or_else(|_| self.who(name.as_str())).ok());
        }
        let label = |word: &String| {
            let place = Label::parse(word).and_then(|label| Label::ALL.iter().position(|one| *one == label));
            let known = || Label::ALL.map(Label::id).join(", ");
            place
                .map(|place| place as u8)
                .ok_or_else(|| AppError::user(format!("no label \"{word}\""), format!("known: {}", known())))
        };
        let mut notes = FxHashMap::default();
        for note in &request.notes {
            let wrong =
                |why: &str| AppError::user(format!("the note \"{note}\" {why}"), "--note \"WHO=how you know them\"");
            let (who, words) = note.split_once('=').ok_or_else(|| wrong("names nobody"))?;
            notes.insert(self.who(who)?, Line::tidied(words).map_err(|error| wrong(&error.to_string()))?);
        }
        let labels = request.labels.iter().map(label).collect::<Result<_, _>>()?;
        Ok(Asked { people: all(&request.people)?, exclude, labels, notes })
    }
}

/// Whether ego keeps somebody to themself.
fn is_kept_back(network: &Network, idx: PersonIdx) -> bool {
    let labels = network.people[idx as usize].stated.labels.iter();
    let mut labels = labels.filter_map(|&place| Label::ALL.get(usize::from(place)));
    labels.any(|label| matches!(label, Label::Private | Label::Hide | Label::NotAPerson))
}

/// What a packet says of somebody. A name that may not leave keeps the person out, an employer or title only itself.
fn named(person: &Person, depth: f64, note: Option<Line>) -> Result<Named, String> {
    let name = Line::tidied(&person.name).map_err(|error| format!("the name {error}"))?;
    if person.handles.iter().any(|handle| handle.handle().to_string() == person.name || handle.value == person.name) {
        return Err("there is no name, only an address".to_owned());
    }
    // An employer read off an address says the address's domain.
    let employer = Some(&person.employer).filter(|_| !person.employer_from_domain);
    let line = |text: Option<&String>| text.and_then(|text| Line::tidied(text).ok());
    let strength = match depth {
        depth if depth >= STRONG => Band::Strong,
        depth if depth >= FAIR => Band::Fair,
        _ => Band::Slight,
    };
    let mut urls: Vec<ProfileUrl> = person.handles.iter().filter_map(|saved| ProfileUrl::of(&saved.handle())).collect();
    urls.sort_by_key(|url| (!url.as_str().contains("linkedin.com"), url.clone()));
    Ok(Named {
        name,
        employer: line(employer),
        title: line(Some(&person.title)),
        url: urls.into_iter().next(),
        strength,
        note,
    })
}

fn handles(person: &Person, level: &PacketLevel) -> Vec<Handle> {
    match level {
        PacketLevel::Named => Vec::new(),
        PacketLevel::Blind(_) => person.handles.iter().map(|saved| saved.handle()).collect(),
    }
}
