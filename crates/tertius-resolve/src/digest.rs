//! What a record says, in the spellings that compare, before anything is numbered: needs no other record, so that a
//! thread of its own can do it.

use crate::employer::{normalise_employer, registered_domain};
use crate::identifier::Identifier;
use crate::name::fold_name;
use crate::record::{Options, Record};
use crate::spelling::squeeze;
use std::borrow::Cow;

/// Records digested at once on their way to the table.
const BATCH: usize = 2048;
/// Batches that digesting may be ahead.
const BATCHES_AHEAD: usize = 8;

/// A record and what it says.
pub(crate) struct Digest<'r> {
    pub(crate) record: Cow<'r, Record>,
    pub(crate) addresses: Vec<Address>,
    pub(crate) employers: Vec<String>,
    pub(crate) place: String,
    pub(crate) street: String,
    pub(crate) postcode: String,
}

/// A handle and what it spells.
pub(crate) struct Address {
    pub(crate) identifier: Identifier,
    /// The registered domain; a provider's left out.
    pub(crate) domain: Option<String>,
    /// The user name, squeezed.
    pub(crate) user: Option<String>,
}

impl<'r> Digest<'r> {
    /// Reads a record.
    pub(crate) fn of(record: Cow<'r, Record>, options: &Options) -> Digest<'r> {
        let addresses = record.handles.iter().map(|handle| Address::of(Identifier::of(handle, options))).collect();
        let employers = record.jobs.iter().map(|job| normalise_employer(&job.employer));
        let employers = employers.filter(|employer| !employer.is_empty()).collect();
        let [street, postcode] = [&record.street, &record.postcode].map(|text| fold_name(text).replace(' ', ""));
        let place = fold_name(record.place.split(',').next().unwrap_or_default());
        Digest { record, addresses, employers, place, street, postcode }
    }
}

impl Address {
    fn of(identifier: Identifier) -> Address {
        let domain = identifier.mailbox().and_then(|(_, domain)| registered_domain(domain)).map(str::to_owned);
        let user = identifier.user_name().map(squeeze).filter(|user| user.chars().count() >= 2);
        Address { identifier, domain, user }
    }
}

/// Digests records on a thread of its own while the caller takes them in; in their order.
pub(crate) fn digest_all<R>(records: R, options: Options, mut take: impl FnMut(Digest<'static>))
where
    R: IntoIterator<Item = Record>,
    R::IntoIter: Send,
{
    let mut records = records.into_iter();
    std::thread::scope(|scope| {
        let (sender, batches) = std::sync::mpsc::sync_channel::<Vec<Digest<'static>>>(BATCHES_AHEAD);
        scope.spawn(move || {
            loop {
                let some = records.by_ref().take(BATCH).map(|record| Digest::of(Cow::Owned(record), &options));
                let some: Vec<Digest<'static>> = some.collect();
                // Nobody takes any more: the caller has given up.
                if some.is_empty() || sender.send(some).is_err() {
                    return;
                }
            }
        });
        batches.into_iter().flatten().for_each(&mut take);
    });
}
