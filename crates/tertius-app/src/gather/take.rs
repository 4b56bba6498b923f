//! Takes one batch into the ground: cards, exchanges, gatherings and statements, each party under its name.

use super::{
    Age, EGO, Ground, Meeting, Message, Naming, NamingIdx, Record, RecordIdx, Seen, Statement, bare_record_of,
    card_record, handle_record,
};
use rustc_hash::FxHashMap;
use tertius_model::{
    Attendance, Batch, Card, Channel, Exchange, Gathering, Handle, Mention, MentionIdx, OwnFact, Position, RecordId,
    SourceId, StatedKind, StatedTie, Timestamp,
};
use tertius_resolve::fold_name;

struct Context<'a> {
    batch: &'a Batch,
    source: SourceId,
    seen_at: Timestamp,
    channel: Channel,
}

impl Ground {
    pub(super) fn take(
        &mut self,
        batch: &Batch,
        source: SourceId,
        age: Age,
        book: Option<(Age, SourceId)>,
        now: Timestamp,
        likely: &mut FxHashMap<Handle, (u64, u64)>,
    ) {
        for card in &batch.cards {
            self.take_card(card, source, age, book);
        }
        let mut namings = vec![None; batch.mentions.len()];
        for exchange in &batch.exchanges {
            if exchange.time > now {
                self.next_event = earliest(self.next_event, exchange.time);
                continue;
            }
            self.take_exchange(batch, exchange, (source, age.at), &mut namings);
        }
        let mut context = Context { batch, source, seen_at: age.at, channel: Channel::Calendar };
        for gathering in &batch.gatherings {
            if gathering.start > now {
                self.next_event = earliest(self.next_event, gathering.start);
                continue;
            }
            self.take_gathering(&context, gathering);
        }
        for stated in &batch.stated {
            context.channel = match stated.kind {
                StatedKind::Related(_) => Channel::AddressBook,
                StatedKind::Follows => Channel::Social,
                _ => Channel::LinkedIn,
            };
            self.take_stated(&context, stated);
        }
        for fact in &batch.own {
            self.take_own(fact, likely);
        }
    }

    fn take_card(&mut self, card: &Card, source: SourceId, age: Age, book: Option<(Age, SourceId)>) {
        let id = card_record(card);
        let idx = self.record_slot(id, None);
        let in_packet = match &mut self.places {
            Some(places) => {
                places.insert(card.position, idx);
                true
            }
            None => false,
        };
        let record = &mut self.records[idx as usize];
        record.worthy = true;
        // What ego has too is ego's own.
        record.shared = in_packet && (record.card.is_none() || record.shared);
        record.book = record.book.max(book);
        for handle in &card.handles {
            if !record.handles.contains(handle) {
                record.handles.push(handle.clone());
            }
        }
        record.seen.push(Seen {
            source,
            position: card.position,
            name: card.name.full.clone(),
            handles: card.handles.clone(),
        });
        let version = card.revised.unwrap_or(age.at);
        for job in &card.jobs {
            let stated = (version, job.clone());
            if !record.jobs.contains(&stated) {
                record.jobs.push(stated);
            }
        }
        let career = (Age { at: version, exported: age.exported }, card.jobs.clone());
        if !career.1.is_empty() && !record.careers.contains(&career) {
            record.careers.push(career);
        }
        let newer = record.card.as_ref().is_none_or(|(at, held)| {
            (version, age.exported, &card.name, &card.jobs, &card.handles)
                > (*at, record.exported, &held.name, &held.jobs, &held.handles)
        });
        if newer {
            record.card = Some((version, card.clone()));
            record.exported = age.exported;
        }
    }

    fn take_exchange(
        &mut self,
        batch: &Batch,
        exchange: &Exchange,
        (source, seen_at): (SourceId, Timestamp),
        namings: &mut [Option<NamingIdx>],
    ) {
        let mut naming = |ground: &mut Ground, who: MentionIdx| -> NamingIdx {
            let Some(mention) = batch.mention(who) else { return EGO };
            let slot = who.0 as usize;
            if let Some(known) = namings[slot] {
                return known;
            }
            let context = Context { batch, source, seen_at, channel: exchange.channel };
            let idx = ground.name(&context, mention, exchange.position, None);
            namings[slot] = Some(idx);
            idx
        };
        let from = naming(self, exchange.from);
        let to_start = self.recipients.len() as u32;
        let mut to: Vec<NamingIdx> = exchange.to.iter().map(|recipient| naming(self, recipient.who)).collect();
        to.sort_unstable();
        to.dedup();
        let message = Message {
            key: exchange.key,
            time: exchange.time,
            channel: exchange.channel,
            bulk: exchange.bulk,
            size: exchange.size,
            from,
            to_start,
            to_len: to.len() as u32,
        };
        self.recipients.extend(to);
        self.messages.push(message);
    }

    fn take_gathering(&mut self, context: &Context<'_>, gathering: &Gathering) {
        let organizer = gathering.organizer.map(|who| self.name_idx(context, who, gathering.position, None));
        let mut guests: Vec<(NamingIdx, Attendance)> = gathering
            .guests
            .iter()
            .map(|guest| (self.name_idx(context, guest.who, gathering.position, None), guest.attendance))
            .collect();
        guests.sort_unstable();
        guests.dedup_by_key(|(who, _)| *who);
        let meeting = Meeting { key: gathering.key, start: gathering.start, size: gathering.size, organizer, guests };
        match self.by_meeting.get_mut(&gathering.key) {
            None => {
                self.by_meeting.insert(gathering.key, (self.meetings.len() as u32, context.seen_at));
                self.meetings.push(meeting);
            }
            // The newest version counts: who was uninvited is no guest.
            Some((known, held_at)) => {
                let held = &mut self.meetings[*known as usize];
                let newer = (context.seen_at, meeting.guests.len(), &meeting.guests)
                    > (*held_at, held.guests.len(), &held.guests);
                if newer {
                    *held = meeting;
                    *held_at = context.seen_at;
                }
            }
        }
    }

    fn take_stated(&mut self, context: &Context<'_>, stated: &StatedTie) {
        let (a, b) = match &self.places {
            // In a packet the owner's card stands at place 0 and everybody else's at the place of the tie.
            Some(places) => {
                let held = [Position::Item(0), stated.position].map(|place| places.get(&place).copied());
                // Somebody who was erased has no card.
                let [Some(owner), Some(other)] = held else { return };
                (self.naming_of(owner, context, stated.a), self.naming_of(other, context, stated.b))
            }
            None => {
                let a = self.name_idx(context, stated.a, stated.position, None);
                let beside = (a != EGO).then(|| self.naming[a as usize].record);
                (a, self.name_idx(context, stated.b, stated.position, beside))
            }
        };
        let statement = Statement { key: stated.key, a, b, kind: stated.kind, time: stated.time };
        if let std::collections::hash_map::Entry::Vacant(free) = self.by_statement.entry(stated.key) {
            free.insert(self.statements.len() as u32);
            self.statements.push(statement);
        }
    }

    fn take_own(&mut self, fact: &OwnFact, likely: &mut FxHashMap<Handle, (u64, u64)>) {
        match fact {
            OwnFact::Handle(handle) => self.own.found.push(handle.clone()),
            OwnFact::LikelyHandle { handle, votes, of } => {
                let held = likely.entry(handle.clone()).or_insert((*votes, *of));
                // The greater share counts, whatever the size of the mailbox; of equal shares the one of more votes.
                if (votes * held.1, *votes) > (held.0 * of, held.0) {
                    *held = (*votes, *of);
                }
            }
            OwnFact::Name(name) => self.own.names.push(name.clone()),
            OwnFact::Job(job) => self.own.jobs.push(job.clone()),
            OwnFact::School(school) => self.own.schools.push(school.clone()),
        }
    }

    fn name_idx(
        &mut self,
        context: &Context<'_>,
        who: MentionIdx,
        at: Position,
        beside: Option<RecordIdx>,
    ) -> NamingIdx {
        match context.batch.mention(who) {
            Some(mention) => self.name(context, mention, at, beside),
            None => EGO,
        }
    }

    /// The naming of a mention. A bare name beside a record ("Ana's spouse John") is a record of that record's own.
    fn name(&mut self, context: &Context<'_>, mention: &Mention, at: Position, beside: Option<RecordIdx>) -> NamingIdx {
        let (id, bare_in) = match &mention.handle {
            Some(handle) => (handle_record(handle), None),
            None => {
                let folded = fold_name(&mention.name);
                let near = beside.map_or(0, |record| self.records[record as usize].id.0);
                (bare_record_of(context.channel, near, &folded), Some(context.channel))
            }
        };
        let idx = self.record_slot(id, mention.handle.as_ref());
        let record = &mut self.records[idx as usize];
        record.bare_in = record.bare_in.or(bare_in);
        if record.seen.last().is_none_or(|seen| seen.source != context.source) {
            let handles = mention.handle.iter().cloned().collect();
            record.seen.push(Seen { source: context.source, position: at, name: mention.name.clone(), handles });
        }
        self.naming_under(idx, &mention.name)
    }

    /// A record under the name that a mention gives it.
    fn naming_of(&mut self, record: RecordIdx, context: &Context<'_>, who: MentionIdx) -> NamingIdx {
        let name = context.batch.mention(who).map(|mention| mention.name.clone()).unwrap_or_default();
        self.naming_under(record, &name)
    }

    fn naming_under(&mut self, idx: RecordIdx, name: &str) -> NamingIdx {
        if let Some(&known) = self.by_naming.get(&(idx, name.to_owned())) {
            return known;
        }
        let naming = self.naming.len() as NamingIdx;
        self.naming.push(Naming { record: idx, name: name.to_owned(), uses: 0 });
        self.by_naming.insert((idx, name.to_owned()), naming);
        naming
    }

    fn record_slot(&mut self, id: RecordId, handle: Option<&Handle>) -> RecordIdx {
        if let Some(&known) = self.by_record.get(&id) {
            return known;
        }
        let idx = self.records.len() as RecordIdx;
        self.records.push(Record {
            id,
            handle: handle.cloned(),
            card: None,
            exported: None,
            handles: handle.iter().map(|&handle| handle.clone()).collect(),
            jobs: Vec::new(),
            careers: Vec::new(),
            seen: Vec::new(),
            worthy: false,
            book: None,
            shared: false,
            bare_in: None,
        });
        self.by_record.insert(id, idx);
        idx
    }
}

pub(super) fn earliest(held: Option<Timestamp>, time: Timestamp) -> Option<Timestamp> {
    Some(held.map_or(time, |held| held.min(time)))
}
