//! The small types of the model as bytes. A number given here to a word is never given to another.

use super::CodecError;
use super::wire::{Reader, Writer};
use tertius_model::{
    AskOutcome, Attendance, Band, Birthday, Channel, Day, Handle, HandleKind, Job, Label, Mention, Part, PartialDate,
    Platform, Position, Relation, StatedKind, Timestamp,
};

/// A word that is stored as one byte.
pub(super) trait Word: Copy + Sized {
    fn code(self) -> u8;
    fn of_code(code: u8) -> Result<Self, CodecError>;
}

macro_rules! words {
    ($type:ident { $($word:ident = $code:literal),* $(,)? }) => {
        impl Word for $type {
            fn code(self) -> u8 {
                match self { $($type::$word => $code),* }
            }

            fn of_code(code: u8) -> Result<Self, CodecError> {
                match code {
                    $($code => Ok($type::$word),)*
                    _ => Err(CodecError::Malformed(concat!("an unknown ", stringify!($type)))),
                }
            }
        }
    };
}

words!(HandleKind { Email = 0, Phone = 1, LinkedIn = 2, Web = 3, Account = 4 });
words!(Channel {
    Mail = 0,
    LinkedIn = 1,
    Calendar = 2,
    AddressBook = 3,
    Chat = 4,
    Social = 5,
    WhatsApp = 6,
    Telegram = 7,
    Messenger = 8,
    Instagram = 9,
    Signal = 10,
    Sms = 11,
    Call = 12,
});
words!(Band { Slight = 0, Fair = 1, Strong = 2 });
words!(Part { To = 0, Copy = 1 });
words!(Attendance { Yes = 0, Open = 1, No = 2 });
words!(Platform { LinkedIn = 0 });
words!(AskOutcome { Open = 0, Answered = 1, Declined = 2 });
words!(Relation {
    Spouse = 0,
    Parent = 1,
    Child = 2,
    Sibling = 3,
    Relative = 4,
    Friend = 5,
    Manager = 6,
    Assistant = 7,
    CoWorker = 8,
    ReferredBy = 9,
    Other = 10,
});
words!(Label {
    CloseFriend = 0,
    Friend = 1,
    Family = 2,
    Manager = 3,
    CoWorker = 4,
    FormerCoWorker = 5,
    Mentor = 6,
    Client = 7,
    CoFounder = 8,
    Acquaintance = 9,
    Hide = 10,
    NotAPerson = 11,
    Private = 12,
});

impl Writer {
    pub(super) fn word(&mut self, word: impl Word) {
        self.byte(word.code());
    }

    pub(super) fn handle(&mut self, handle: &Handle) {
        self.word(handle.kind());
        self.text(handle.value());
    }

    /// The first byte is 0 without a handle, else one more than the handle's kind.
    pub(super) fn mention(&mut self, mention: &Mention) {
        match &mention.handle {
            None => self.byte(0),
            Some(handle) => {
                self.byte(handle.kind().code() + 1);
                self.text(handle.value());
            }
        }
        self.text(&mention.name);
    }

    pub(super) fn position(&mut self, position: Position) {
        let (code, at) = split_position(position);
        self.byte(code);
        self.number(at);
    }

    pub(super) fn time(&mut self, time: Timestamp) {
        self.signed(time.0);
    }

    pub(super) fn day(&mut self, day: Day) {
        self.signed(i64::from(day.0));
    }

    fn partial_date(&mut self, date: PartialDate) {
        self.signed(i64::from(date.year));
        self.option(date.month, Writer::byte);
        self.option(date.day, Writer::byte);
    }

    pub(super) fn birthday(&mut self, birthday: Birthday) {
        self.option(birthday.year, |out, year| out.signed(i64::from(year)));
        self.byte(birthday.month);
        self.byte(birthday.day);
    }

    pub(super) fn job(&mut self, job: &Job) {
        self.text(&job.employer);
        self.text(&job.title);
        self.option(job.from, Writer::partial_date);
        self.option(job.to, Writer::partial_date);
    }

    pub(super) fn stated_kind(&mut self, kind: StatedKind) {
        match kind {
            StatedKind::Connected(platform) => {
                self.byte(0);
                self.word(platform);
            }
            StatedKind::Invited(platform) => {
                self.byte(1);
                self.word(platform);
            }
            StatedKind::Endorsed => self.byte(2),
            StatedKind::Recommended => self.byte(3),
            StatedKind::Related(relation) => {
                self.byte(4);
                self.word(relation);
            }
            StatedKind::Follows => self.byte(5),
            StatedKind::Vouched(band) => {
                self.byte(6);
                self.word(band);
            }
        }
    }
}

impl Reader<'_> {
    pub(super) fn word<W: Word>(&mut self) -> Result<W, CodecError> {
        W::of_code(self.byte()?)
    }

    pub(super) fn handle(&mut self) -> Result<Handle, CodecError> {
        let kind = self.word()?;
        Ok(Handle::from_parts(kind, self.string()?))
    }

    pub(super) fn mention(&mut self) -> Result<Mention, CodecError> {
        let handle = match self.byte()? {
            0 => None,
            code => Some(Handle::from_parts(HandleKind::of_code(code - 1)?, self.string()?)),
        };
        Ok(Mention { handle, name: self.string()? })
    }

    pub(super) fn position(&mut self) -> Result<Position, CodecError> {
        let code = self.byte()?;
        join_position(code, self.number()?)
    }

    pub(super) fn time(&mut self) -> Result<Timestamp, CodecError> {
        self.signed().map(Timestamp)
    }

    pub(super) fn day(&mut self) -> Result<Day, CodecError> {
        self.signed_32().map(Day)
    }

    fn signed_32(&mut self) -> Result<i32, CodecError> {
        i32::try_from(self.signed()?).map_err(|_| CodecError::Malformed("a number out of range"))
    }

    fn partial_date(&mut self) -> Result<PartialDate, CodecError> {
        Ok(PartialDate { year: self.signed_32()?, month: self.option(Reader::byte)?, day: self.option(Reader::byte)? })
    }

    pub(super) fn birthday(&mut self) -> Result<Birthday, CodecError> {
        Ok(Birthday { year: self.option(Reader::signed_32)?, month: self.byte()?, day: self.byte()? })
    }

    pub(super) fn job(&mut self) -> Result<Job, CodecError> {
        Ok(Job {
            employer: self.string()?,
            title: self.string()?,
            from: self.option(Reader::partial_date)?,
            to: self.option(Reader::partial_date)?,
        })
    }

    pub(super) fn stated_kind(&mut self) -> Result<StatedKind, CodecError> {
        Ok(match self.byte()? {
            0 => StatedKind::Connected(self.word()?),
            1 => StatedKind::Invited(self.word()?),
            2 => StatedKind::Endorsed,
            3 => StatedKind::Recommended,
            4 => StatedKind::Related(self.word()?),
            5 => StatedKind::Follows,
            6 => StatedKind::Vouched(self.word()?),
            _ => return Err(CodecError::Malformed("an unknown StatedKind")),
        })
    }
}

/// A position as its kind's code and its number.
pub(super) fn split_position(position: Position) -> (u8, u64) {
    match position {
        Position::Line(at) => (0, at),
        Position::Byte(at) => (1, at),
        Position::Item(at) => (2, at),
    }
}

/// Undoes [`split_position`].
pub(super) fn join_position(code: u8, at: u64) -> Result<Position, CodecError> {
    match code {
        0 => Ok(Position::Line(at)),
        1 => Ok(Position::Byte(at)),
        2 => Ok(Position::Item(at)),
        _ => Err(CodecError::Malformed("an unknown Position")),
    }
}
