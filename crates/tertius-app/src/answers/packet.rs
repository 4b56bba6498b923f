//! Packets: what ego shares of their ties, with whom, until when; and what left so far.
//!
//! A packet is made from ego's own sources: what friends share is not ego's to pass on, so the network is derived
//! without their packets first. Nobody goes in by default: the people are named, labelled, or the top so many. Nobody
//! goes in without a tie of ego's own, and nobody whom ego marked as private, hid, or called no person.

mod blind;
mod choose;

pub use blind::{MadeAnswer, MadeQuestion, finish_match};

use crate::app::App;
use crate::error::AppError;
use crate::views::{PacketPerson, PacketView, SharedRow};
use choose::Chosen;
use tertius_model::{Day, Handle, Timestamp};
use tertius_store::{Disclosed, Disclosure};
use tertius_tribe::{
    Audience, Blinded, Line, Named, OwnKey, Owner, Packet, PacketError, PacketId, ProfileUrl, Revocation, Shared,
    SignedPacket, SignedRevocation, TribeId, TribeKey, preview, write_moment,
};

/// Under which name the vault keeps what ego signs with.
pub(crate) const SIGNING_SECRET: &str = "signing";
/// How long a packet holds where nothing is said.
const DAYS: i32 = 180;

/// Which packet to make.
#[derive(Clone, Debug, Default)]
pub struct PacketRequest {
    /// For whom: a friend, `tribe:NAME`, or `anyone`.
    pub audience: String,
    /// How much of each person.
    pub level: PacketLevel,
    /// These people.
    pub people: Vec<String>,
    /// Everybody with one of these labels.
    pub labels: Vec<String>,
    /// The so many with the strongest ties.
    pub top: Option<usize>,
    /// Not these.
    pub exclude: Vec<String>,
    /// The last day on which it holds.
    pub until: Option<Day>,
    /// How ego knows somebody, in words written for this packet: `WHO=WORDS`.
    pub notes: Vec<String>,
    /// The name ego goes by, where it is not the one that the sources say.
    pub name: Option<String>,
}

/// How much a packet says about each person.
#[derive(Clone, Debug, Default)]
pub enum PacketLevel {
    /// Name, employer, title, public profile, strength band.
    #[default]
    Named,
    /// Tokens under this secret of the tribe.
    Blind(Vec<u8>),
}

/// A packet as it was made.
pub struct MadePacket {
    /// What it says, and who was left out.
    pub view: PacketView,
    /// The file.
    pub text: String,
}

/// A packet taken back.
pub struct MadeRevocation {
    /// The packet's number.
    pub packet: String,
    /// The file, for everybody who has the packet.
    pub text: String,
}

/// What a packet is for, as one text.
pub(crate) fn audience_text(audience: &Audience) -> String {
    match audience {
        Audience::Friend(name) => format!("friend:{name}"),
        Audience::Tribe(id) => format!("tribe:{}", id.as_str()),
        Audience::Holder => "anyone".to_owned(),
    }
}

impl App {
    /// Makes a packet without keeping or logging anything: what [`App::make_packet`] would make, but for its number.
    ///
    /// # Errors
    /// User errors: nobody chosen, somebody unknown, a date that does not fit.
    pub fn plan_packet(&self, request: &PacketRequest) -> Result<MadePacket, AppError> {
        let secret = self.signing_secret()?;
        Ok(self.sign_packet(request, &secret)?.0)
    }

    /// Makes a packet and writes down that it left. The caller hands the file over.
    ///
    /// # Errors
    /// As [`App::plan_packet`], and when the vault cannot be written.
    pub fn make_packet(&mut self, request: &PacketRequest) -> Result<MadePacket, AppError> {
        let secret = self.signing_secret()?;
        let (made, entry) = self.sign_packet(request, &secret)?;
        self.vault_mut().keep_secret(SIGNING_SECRET, &secret)?;
        self.vault_mut().disclose(&entry)?;
        Ok(made)
    }

    /// Takes back a packet of ego's own, named by its number or by the file.
    ///
    /// # Errors
    /// User error when ego made no such packet.
    pub fn revoke_packet(&mut self, packet: &str) -> Result<MadeRevocation, AppError> {
        let unknown = || {
            AppError::user(
                format!("this vault made no packet {packet}"),
                "tertius packet log lists what left, with numbers",
            )
        };
        let id = PacketId::parse(packet.trim()).ok_or_else(unknown)?;
        let made = self.vault().disclosures()?.into_iter().find(|entry| entry.packet == Some(*id.as_bytes()));
        let (Some(_), Some(secret)) = (made, self.vault().secret(SIGNING_SECRET)?) else { return Err(unknown()) };
        let key = OwnKey::from_secret(&secret);
        let owner = self.owner(None, &key)?;
        let signed = SignedRevocation::sign(Revocation { packet: id, owner, made: self.now() }, &key);
        let now = self.now();
        self.vault_mut().disclosure_revoked(id.as_bytes(), now)?;
        Ok(MadeRevocation { packet: id.to_string(), text: signed.text().to_owned() })
    }

    /// The packets made so far, the latest first.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn shared(&self) -> Result<Vec<SharedRow>, AppError> {
        let day = |time: Timestamp| time.day().to_string();
        let row = |entry: Disclosure| SharedRow {
            at: write_moment(entry.at),
            what: entry.what,
            level: entry.level,
            whom: entry.whom,
            packet: entry.packet.map(|id| PacketId::from_random(id).to_string()),
            until: entry.until.map(day),
            people: entry.n_people,
            about: entry.about.into_iter().map(|person| person.name).collect(),
            revoked: entry.revoked.map(day),
        };
        Ok(self.vault().disclosures()?.into_iter().rev().map(row).collect())
    }

    /// The secret ego signs with: the one that is kept, else a new one.
    pub(crate) fn signing_secret(&self) -> Result<[u8; 32], AppError> {
        match self.vault().secret(SIGNING_SECRET)? {
            Some(secret) => Ok(secret),
            None => random(),
        }
    }

    fn owner(&self, name: Option<&str>, key: &OwnKey) -> Result<Owner, AppError> {
        let network = self.network()?;
        let named = name.map(str::to_owned).or_else(|| network.ego_names.first().cloned());
        let hint = "say it with --name \"Your Name\"";
        let named = named.ok_or_else(|| AppError::user("no source says what you are called", hint))?;
        let name =
            Line::tidied(&named).map_err(|error| AppError::user(format!("your name \"{named}\" {error}"), hint))?;
        let url = network.ego_handles.iter().find_map(|(handle, _)| ProfileUrl::of(&handle.handle()));
        Ok(Owner { name, key: key.public(), url })
    }

    fn audience(&self, text: &str) -> Result<Audience, AppError> {
        let wrong = |error: String| AppError::user(error, "--for \"A Friend\", --for tribe:some-name, or --for anyone");
        if text == "anyone" {
            return Ok(Audience::Holder);
        }
        if let Some(id) = text.strip_prefix("tribe:") {
            let id = TribeId::new(id);
            return id.map(Audience::Tribe).ok_or_else(|| wrong(format!("\"{text}\" is no name of a tribe")));
        }
        let known = self.who(text).ok().and_then(|idx| self.person_at(idx).ok());
        let name = known.map_or(text, |person| &person.name);
        let name = Line::tidied(name).map_err(|error| wrong(format!("whom it is for: \"{text}\" {error}")))?;
        Ok(Audience::Friend(name))
    }

    fn sign_packet(&self, request: &PacketRequest, secret: &[u8; 32]) -> Result<(MadePacket, Disclosure), AppError> {
        let key = OwnKey::from_secret(secret);
        let audience = self.audience(&request.audience)?;
        let Chosen { named, handles, left_out } = self.choose(request, &audience)?;
        let about: Vec<Disclosed> = named
            .iter()
            .map(|person| Disclosed {
                name: person.name.to_string(),
                url: person.url.as_ref().map(ToString::to_string),
            })
            .collect();
        let people = match &request.level {
            PacketLevel::Named => Shared::Named(named),
            PacketLevel::Blind(secret) => Shared::Blind(blinded(&handles, secret)?),
        };
        let made = self.now();
        // The last day counts whole.
        let last = request.until.unwrap_or(Day(made.day().0 + DAYS));
        let expires = Day(last.0 + 1).start();
        let mut id = [0; 16];
        id.copy_from_slice(&random()?[..16]);
        let id = PacketId::from_random(id);
        let packet = Packet { id, owner: self.owner(request.name.as_deref(), &key)?, audience, made, expires, people };
        let signed = SignedPacket::sign(packet, &key).map_err(|error| match error {
            PacketError::Lifetime => AppError::user(
                format!("a packet cannot hold until {last}"),
                "--until takes a day after today, and within two years",
            ),
            PacketError::Nobody => AppError::user("nobody is left to share", "tertius packet make --dry-run says why"),
            other => AppError::user(format!("this packet cannot be made: {other}"), "share fewer people"),
        })?;
        let packet = signed.packet();
        let entry = Disclosure {
            id: 0,
            at: made,
            what: "packet".to_owned(),
            level: packet.people.level().id().to_owned(),
            whom: packet.audience.to_string(),
            packet: Some(*packet.id.as_bytes()),
            until: Some(packet.expires),
            n_people: packet.people.len() as u64,
            revoked: None,
            about,
        };
        let mut view = packet_view(&signed, made);
        view.left_out = left_out;
        Ok((MadePacket { view, text: signed.text().to_owned() }, entry))
    }
}

/// What a packet or a revocation says, without a vault.
///
/// # Errors
/// Data error when it is neither, was changed or forged. One that is over is shown, and says so.
pub fn show_packet(bytes: &[u8], now: Timestamp) -> Result<PacketView, AppError> {
    let signed = SignedPacket::read(bytes).map_err(|error| {
        AppError::data(
            format!("this packet is refused: {error}"),
            "ask your friend to send the file again, as it was made",
        )
    })?;
    Ok(packet_view(&signed, now))
}

/// The number of a packet, read from its file.
///
/// # Errors
/// As [`show_packet`].
pub fn packet_number(bytes: &[u8]) -> Result<String, AppError> {
    show_packet(bytes, Timestamp(0)).map(|view| view.packet)
}

fn packet_view(signed: &SignedPacket, now: Timestamp) -> PacketView {
    let packet = signed.packet();
    let text = |line: &Option<Line>| line.as_ref().map(ToString::to_string);
    let person = |person: &Named| PacketPerson {
        name: Some(person.name.to_string()),
        employer: text(&person.employer),
        title: text(&person.title),
        url: person.url.as_ref().map(ToString::to_string),
        strength: Some(person.strength.id().to_owned()),
        note: text(&person.note),
        tokens: Vec::new(),
    };
    let tokens = |person: &Blinded| PacketPerson {
        tokens: person.tokens().iter().map(ToString::to_string).collect(),
        ..PacketPerson::default()
    };
    PacketView {
        packet: packet.id.to_string(),
        from: packet.owner.name.to_string(),
        profile: packet.owner.url.as_ref().map(ToString::to_string),
        key: packet.owner.key.to_string(),
        audience: packet.audience.to_string(),
        level: packet.people.level().id().to_owned(),
        made: write_moment(packet.made),
        expires: write_moment(packet.expires),
        holds: packet.holds_at(now).is_ok(),
        why_not: packet.holds_at(now).err().map(|error| error.to_string()),
        n_people: packet.people.len() as u64,
        bytes: signed.text().len() as u64,
        people: match &packet.people {
            Shared::Named(people) => people.iter().map(person).collect(),
            Shared::Blind(people) => people.iter().map(tokens).collect(),
        },
        left_out: Vec::new(),
        file: None,
        preview: preview::text(signed),
    }
}

fn blinded(handles: &[Vec<Handle>], secret: &[u8]) -> Result<Vec<Blinded>, AppError> {
    let key = TribeKey::from_secret(secret)
        .ok_or_else(|| AppError::user("the tribe's secret is too short", "it has 16 bytes at least"))?;
    let tokens = |handles: &Vec<Handle>| {
        let all = handles.iter().filter_map(|handle| key.token(handle)).take(8).collect();
        Blinded::new(all)
    };
    Ok(handles.iter().filter_map(tokens).collect())
}

pub(crate) fn random() -> Result<[u8; 32], AppError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| AppError::internal(format!("the system gives no random numbers: {error}")))?;
    Ok(bytes)
}
