//! What passed between ego and each person: messages both ways, meetings both were at.

use super::recognise::{Cast, NOBODY};
use crate::gather::Ground;
use crate::network::{EGO, Person, PersonIdx};
use tertius_model::{Attendance, Channel};
use tertius_ties::{Contact, Share, TieHistory, Toward};

/// Fills in everybody's [`Person::contact`].
pub(crate) fn weigh(ground: &Ground, cast: &Cast, people: &mut [Person]) {
    let mut contacts: Vec<(PersonIdx, Contact)> = Vec::with_capacity(most_contacts(ground, cast));
    messages(ground, cast, &mut contacts);
    meetings(ground, cast, &mut contacts);
    contacts.sort_unstable();
    for run in contacts.chunk_by(|a, b| a.0 == b.0) {
        let of_person = run.iter().map(|(_, contact)| *contact).collect();
        people[run[0].0 as usize].contact = TieHistory::summarise(of_person);
    }
}

/// As many contacts as there can be: growing a list of millions would need twice its memory.
fn most_contacts(ground: &Ground, cast: &Cast) -> usize {
    let of_message = |message: &crate::gather::Message| match cast.person(ground, message.from) {
        EGO => ground.recipients(message).len(),
        _ => 1,
    };
    let messages = ground.messages.iter().filter(|message| !message.bulk).map(of_message).sum::<usize>();
    messages + ground.meetings.iter().map(|meeting| meeting.guests.len() + 1).sum::<usize>()
}

fn messages(ground: &Ground, cast: &Cast, contacts: &mut Vec<(PersonIdx, Contact)>) {
    let mut to = Vec::new();
    for message in ground.messages.iter().filter(|message| !message.bulk) {
        let writer = cast.party(ground, message.from);
        let from = writer.0;
        to.clear();
        to.extend(ground.recipients(message).iter().map(|&who| cast.party(ground, who)));
        to.sort_unstable();
        to.dedup();
        let n_listed = to.iter().filter(|&&who| who != writer).count() as u32;
        let n_unlisted = message.size.saturating_sub(ground.recipients(message).len() as u32);
        let share = Share::among(n_listed.saturating_add(n_unlisted));
        let contact = |toward| Contact { time: message.time, toward, share, channel: message.channel };
        if from == EGO {
            let others = to.iter().map(|&(who, _)| who).filter(|&who| who != EGO && who != NOBODY);
            contacts.extend(others.map(|who| (who, contact(Toward::Them))));
        } else if from != NOBODY && to.iter().any(|&(who, _)| who == EGO) {
            contacts.push((from, contact(Toward::Ego)));
        }
    }
}

fn meetings(ground: &Ground, cast: &Cast, contacts: &mut Vec<(PersonIdx, Contact)>) {
    for meeting in &ground.meetings {
        let guests = present(ground, cast, meeting);
        let Some(guests) = guests else { continue };
        let others = meeting.size.saturating_sub(1).max(guests.len() as u32);
        let contact = Contact {
            time: meeting.start,
            toward: Toward::Both,
            share: Share::among(others),
            channel: Channel::Calendar,
        };
        contacts.extend(guests.into_iter().map(|who| (who, contact)));
    }
}

/// Everybody but ego who did not decline; `None` when ego declined. A meeting in ego's own calendar that does not
/// list ego is one that ego was at.
fn present(ground: &Ground, cast: &Cast, meeting: &crate::gather::Meeting) -> Option<Vec<PersonIdx>> {
    let mut guests = guests(ground, cast, meeting);
    let ego_declined = guests.iter().any(|&(who, attendance)| who == EGO && attendance == Attendance::No);
    if ego_declined {
        return None;
    }
    guests.retain(|&(who, attendance)| who != EGO && attendance != Attendance::No);
    Some(guests.into_iter().map(|(who, _)| who).collect())
}

/// Every person at a meeting once, with the best of their answers; the organiser comes to their own meeting.
pub(crate) fn guests(ground: &Ground, cast: &Cast, meeting: &crate::gather::Meeting) -> Vec<(PersonIdx, Attendance)> {
    let mut guests: Vec<(PersonIdx, Attendance)> = meeting
        .guests
        .iter()
        .map(|&(who, attendance)| (cast.person(ground, who), attendance))
        .chain(meeting.organizer.map(|who| (cast.person(ground, who), Attendance::Open)))
        .filter(|(who, _)| *who != NOBODY)
        .collect();
    guests.sort_unstable();
    // Stated answers outrank the open one that the organiser's role implies.
    let mut merged: Vec<(PersonIdx, Attendance)> = Vec::new();
    for (who, attendance) in guests {
        match merged.last_mut().filter(|(last, _)| *last == who) {
            Some((_, held)) if *held == Attendance::Open => *held = attendance,
            Some(_) => {}
            None => merged.push((who, attendance)),
        }
    }
    merged
}
