//! Who the owner is: Facebook's and Instagram's own profile.

use super::{contact_point, mended, mention, starts_object};
use crate::formats::json_walk::{Value, Walker};
use crate::{Context, Head, Intake, ReadError, StatedDraft};
use std::io::BufRead;
use tertius_model::{Handle, Job, Key, OwnFact, PartialDate, Party, Position, Relation, StatedKind};

pub(super) fn is_facebook(head: &Head<'_>) -> bool {
    let has = |key: &str| head.text.contains(key);
    starts_object(head) && (has("\"profile_v2\"") || (has("\"profile\"") && has("\"full_name\"") && has("\"emails\"")))
}

fn held(input: &mut dyn BufRead) -> Result<Value, ReadError> {
    let mut input = input;
    let mut walker = Walker::new(&mut input);
    let value = walker.value();
    value.map_err(|fault| walker.error(fault))
}

pub(super) fn read_facebook(input: &mut dyn BufRead, _: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let whole = held(input)?;
    let profile = if whole.has("profile_v2") { whole.get("profile_v2") } else { whole.get("profile") };
    intake.record();
    let name = profile.get("name");
    let full = mended(if name.has("full_name") { name.get("full_name").text() } else { name.text() }).into_owned();
    if !full.is_empty() {
        intake.own(OwnFact::Name(full));
    }
    let emails = profile.get("emails").get("emails").items().iter().filter_map(|email| Handle::email(email.text()));
    let phones =
        profile.get("phone_numbers").items().iter().filter_map(|phone| Handle::phone(phone.get("phone_number").text()));
    let page = Handle::url(profile.get("profile_uri").text());
    emails.chain(phones).chain(page).for_each(|handle| intake.own(OwnFact::Handle(handle)));
    for job in profile.get("work_experiences").items() {
        let employer = mended(job.get("employer").text()).into_owned();
        if !employer.is_empty() {
            intake.own(OwnFact::Job(dated(
                job,
                Job { employer, title: mended(job.get("title").text()).into_owned(), ..Job::default() },
            )));
        }
    }
    for school in profile.get("education_experiences").items() {
        let employer = mended(school.get("name").text()).into_owned();
        if !employer.is_empty() {
            intake.own(OwnFact::School(dated(school, Job { employer, ..Job::default() })));
        }
    }
    for (nth, relative) in profile.get("family_members").items().iter().enumerate() {
        family(relative, Position::Item(nth as u64 + 1), intake);
    }
    Ok(())
}

fn dated(value: &Value, job: Job) -> Job {
    let date = |key: &str| {
        let (year, month, day) = value.get(key).moment()?.day().date();
        Some(PartialDate { year, month: u8::try_from(month).ok(), day: u8::try_from(day).ok() })
    };
    Job { from: date("start_timestamp"), to: date("end_timestamp"), ..job }
}

fn family(relative: &Value, position: Position, intake: &mut Intake<'_>) {
    intake.record();
    let Some(who) = mention(relative.get("name").text()) else {
        return intake.skip(position, "the relative has no name");
    };
    let relation = match Relation::parse(relative.get("relation").text()) {
        Relation::Other => Relation::Relative,
        relation => relation,
    };
    let key = Key::of_text(["facebook-family", &who.name]);
    let (a, b) = (Party::Ego, Party::Who(who));
    intake.stated(StatedDraft {
        key,
        position,
        a,
        b,
        kind: StatedKind::Related(relation),
        time: relative.get("timestamp").moment(),
    });
}

/// The labels are in ego's tongue, so the shape of a value tells what it is.
pub(super) fn read_instagram(
    input: &mut dyn BufRead,
    _: Context<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), ReadError> {
    let whole = held(input)?;
    intake.record();
    for user in whole.get("profile_user").items() {
        for (label, field) in user.get("string_map_data").entries() {
            let text = mended(field.get("value").text()).into_owned();
            match mended(label).as_ref() {
                "Username"
                | "Benutzername"
                | "Nombre de usuario"
                | "Nom d’utilisateur"
                | "Nome utente"
                | "Nome de usuário" => {
                    Handle::account("instagram", &text)
                        .into_iter()
                        .for_each(|handle| intake.own(OwnFact::Handle(handle)));
                }
                "Name" | "Nombre" | "Nom" | "Nome" | "Naam" if !text.is_empty() => intake.own(OwnFact::Name(text)),
                label => {
                    let is_number = label.contains("hone")
                        || label.contains("elefon")
                        || label.contains("eléfono")
                        || text.starts_with('+');
                    let handle = contact_point(&text)
                        .filter(|handle| is_number || handle.kind() == tertius_model::HandleKind::Email);
                    handle.into_iter().for_each(|handle| intake.own(OwnFact::Handle(handle)));
                }
            }
        }
    }
    Ok(())
}
