//! One person behind several open ties, by the cautious rules of the resolver: a public profile that both name, or a full
//! name with an independent second fact such as the employer. Never by the name alone.

use crate::shelf::Written;
use tertius_model::{Handle, Job, Key, PersonId, PersonName, RecordId};
use tertius_resolve::{Options, Record, resolve};

/// The person of each of some people that the viewer may see, in their order.
pub(crate) fn recognise(people: &[Written<'_>]) -> Vec<PersonId> {
    let records: Vec<Record> = people.iter().enumerate().map(|(at, written)| record(at, written)).collect();
    resolve(&records, &[], &Options::default()).person_of
}

fn record(at: usize, written: &Written<'_>) -> Record {
    // One person of two packets must be two records, or their being equal in name alone would make them one.
    let at = at.to_string();
    let key = Key::of_text([written.name, written.employer, written.title, written.url, at.as_str()]);
    let job = Job { employer: written.employer.to_owned(), title: written.title.to_owned(), ..Job::default() };
    Record {
        id: RecordId::from_key(key),
        name: Some(PersonName { full: written.name.to_owned(), ..PersonName::default() }),
        handles: Handle::parse(written.url).into_iter().collect(),
        jobs: if written.employer.is_empty() && written.title.is_empty() { Vec::new() } else { vec![job] },
        ..Record::default()
    }
}
