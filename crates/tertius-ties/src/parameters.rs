//! Every number that is no formula, in one table, each with what it rests on.
//!
//! *Measured*: fitted or tested on the development cuts of eight or nine public interaction logs (institutional and
//! company mail, phone calls, a campus network), never on the test cuts. *Literature*: taken from the paper named.
//! *Assumption*: nobody measured it; only its direction is known, or it is set so that plain cases look right to a
//! person. An assumption is to be replaced by the user's own outcomes, not defended.

pub mod forecast;

/// Seconds in a day.
pub const DAY: f64 = 86_400.0;

/// Measured: contacts within half a day count alike, so an age is never less (days).
pub const AGE_FLOOR: f64 = 0.5;

/// Literature: decay exponent of memory, Anderson and Schooler 1991 (ACT-R, d = 0.5). Measured: within 0.003 AUC of
/// the best of seven kernels; the weights below hold for this value only.
pub const DECAY: f64 = 0.5;

/// Measured with: half-life of the load of late, for ties that may come back (days).
pub const FAST_HALF_LIFE: f64 = 7.0;

/// Literature: so many latest days are kept exactly, older ones by the approximation of Petrov 2006.
pub const EXACT_DAYS: usize = 16;

/// Measured scale: logarithms of loads are ln(1 + 1000 x).
pub const LOAD_SCALE: f64 = 1_000.0;

/// Measured with: a message to at most so many people asks each of them.
pub const PERSONAL_RECIPIENTS: u32 = 3;

/// Measured with: an answer counts within so many days.
pub const ANSWER_DAYS: i64 = 7;

/// Assumption near the literature (Kooti 2015: most replies come within hours): what follows theirs within so many hours
/// carries an exchange on and asks nothing new.
pub const CARRY_ON_HOURS: i64 = 12;

/// Literature: the noise gates in use lie between 5 (4Degrees) and 20 people; in a smaller circle two people have met.
pub const SMALL_CIRCLE: u32 = 20;

/// Assumption: where a message or meeting never had fewer others than this, the two know each other from a list.
pub const LIST_CIRCLE: u32 = 10;

/// Weights of "v answers u within seven days". Measured: pooled over six logs, AUC 0.734-0.740 on unseen cuts.
pub struct AnswerWeights {
    /// Intercept.
    pub base: f64,
    /// Any message before, in either direction.
    pub known: f64,
    /// Log load from the one who is asked.
    pub log_load: f64,
    /// Log odds of the smoothed reply rate.
    pub reply_rate: f64,
    /// Minus the logarithm of the days since they last wrote.
    pub recency: f64,
    /// They have ever written.
    pub ever_wrote: f64,
    /// Logarithm of 1 + everything they send.
    pub sent_load: f64,
}

/// Measured, see [`AnswerWeights`]. The fitted figures in full: rounding them would cost the equality with the reference.
pub const ANSWERS: AnswerWeights = AnswerWeights {
    base: -0.759_681_471_518_027_1,
    known: -0.666_720_800_481_695_5,
    log_load: 0.294_885_008_051_444_6,
    reply_rate: 0.317_308_920_576_160_95,
    recency: 0.161_521_690_083_684_97,
    ever_wrote: -0.315_897_655_729_791_45,
    sent_load: 0.088_535_140_319_929_69,
};

/// Measured (26 logs and parts of logs): how much a list is drawn to people who open doors. At 0.25 it has a fiftieth fewer
/// hits among ten than the best scores, and no fewer where the likeliest six come first.
pub const COVERAGE: f64 = 0.25;

/// Measured with (six logs): what somebody counts who is already brought within reach by one chosen before.
pub const COVERED_AGAIN: f64 = 0.3;

/// Measured over six logs: 25 outcomes are enough to gain from learning, 10 are not.
pub const OUTCOMES_ENOUGH: usize = 25;

/// Measured over six logs: how far a user's own outcomes may change the slope of a forecast's log odds (standard deviation
/// about 1). Log loss 0.593 without outcomes, 0.585 with 25, 0.579 with 300.
pub const SLOPE_SPREAD: f64 = 0.25;
/// See [`SLOPE_SPREAD`]: and the intercept (about 0).
pub const INTERCEPT_SPREAD: f64 = 0.7;

/// Assumption, near the measured median of 2: pseudo-counts of a pair's reply rate, and of a person's.
pub const PAIR_PRIOR: f64 = 3.0;
/// See [`PAIR_PRIOR`].
pub const PERSON_PRIOR: f64 = 4.0;

/// Weights of "the two are in personal contact next month". Measured: AUC 0.850 on unseen cuts of eight logs.
pub struct AliveWeights {
    /// Intercept.
    pub base: f64,
    /// Log load of both directions together.
    pub log_load: f64,
    /// Log of the silence in units of the usual gap, cut to -3..6.
    pub silence: f64,
    /// Log balance of the two directions; near zero.
    pub balance: f64,
    /// Minus the log days since the less active of the two wrote to anybody; near zero.
    pub activity: f64,
    /// Log days of silence; near zero.
    pub gap: f64,
}

/// Measured, see [`AliveWeights`].
pub const ALIVE: AliveWeights = AliveWeights {
    base: -6.972_724_088_795_989,
    log_load: 0.936_283_226_366_428_5,
    silence: -0.086_148_815_784_088_99,
    balance: 0.001_015_831_428_071_281_1,
    activity: 0.026_363_842_018_260_145,
    gap: -0.000_193_828_742_656_100_36,
};

/// Measured with: usual gap of a tie seen on one day only (days).
pub const USUAL_GAP_UNKNOWN: f64 = 30.0;

/// Literature: a silence of more than eight usual gaps means most likely dead (Navarro 2017); we say "resting".
pub const RESTING_GAPS: f64 = 8.0;

/// Assumption with known direction (Roberts and Dunbar 2011): a stated close friend or relative answers more readily (log odds).
pub const OFFSET_CLOSE: f64 = 0.5;
/// Assumption with known direction (Roberts and Dunbar: friendships lose closeness with contact, kin far less): the decay
/// exponent of a relative's load beside that of others.
pub const KIN_DECAY: f64 = 0.5;
/// Measured at Enron within one department, where they wrote before (0.401 against 0.360); 0.207 against 0.200 where they
/// never did, which is no difference. Borrowed for "works with me", so an assumption outside one department (log odds).
pub const OFFSET_CO_WORKER: f64 = 0.17;
/// Measured at Enron (0.364 against 0.429): a senior answers a junior less (log odds).
pub const OFFSET_MANAGER: f64 = -0.3;

/// Assumption: where no message was ever seen, they answer with this chance at depth 0 ...
pub const UNSEEN_BASE: f64 = 0.10;
/// ... and with this much more at depth 1. What a file does not show is no silence.
pub const UNSEEN_PER_DEPTH: f64 = 0.65;

/// Assumption: freshness takes a rhythm quicker than this as this (days); a skipped day is no silence.
pub const RHYTHM_FLOOR: f64 = 7.0;
/// Assumption: and slower than this as this (days); two letters in ten years are no rhythm.
pub const RHYTHM_CEILING: f64 = 365.0;

/// Window of the peak (days). Literature: a quarter is the longest window in use for intensity.
pub const PEAK_WINDOW_DAYS: i32 = 90;

/// How a count becomes part of depth: `cap · (1 - exp(-count / scale))`. Parts join by noisy-or, so none can lower another.
pub struct Saturation {
    /// The most this part can give.
    pub cap: f64,
    /// The count that gives 63 % of it.
    pub scale: f64,
}

/// Assumption (Gilbert and Karahalios 2009: intensity is one of the two heaviest dimensions): two-way days in the best 90.
pub const DEPTH_PEAK: Saturation = Saturation { cap: 0.60, scale: 15.0 };
/// Assumption (same: duration; Raeder 2011: longevity): different years with contact both ways.
pub const DEPTH_YEARS: Saturation = Saturation { cap: 0.40, scale: 8.0 };
/// Assumption (exclusive contact, as in the patents read): days one to one, the lesser direction.
pub const DEPTH_ONE_TO_ONE: Saturation = Saturation { cap: 0.15, scale: 50.0 };
/// Assumption: channels used both ways, beyond the first.
pub const DEPTH_CHANNELS: Saturation = Saturation { cap: 0.12, scale: 1.5 };
/// Assumption: years of work at one employer at one time.
pub const DEPTH_OVERLAP: Saturation = Saturation { cap: 0.25, scale: 4.0 };
/// Assumption: endorsements, either way; one click each.
pub const DEPTH_ENDORSED: Saturation = Saturation { cap: 0.03, scale: 3.0 };
/// Assumption: a recommendation that they wrote. Public praise under one's own name costs something.
pub const DEPTH_RECOMMENDED_BY_THEM: f64 = 0.35;
/// Assumption: one that ego wrote says less about them.
pub const DEPTH_RECOMMENDED_BY_EGO: f64 = 0.12;
/// Assumption: a platform connection, which does not grow with age. At most 0.02, so that an unanswered recruiter who is connected stays below that.
pub const DEPTH_CONNECTED: f64 = 0.02;
/// Assumption: signs in ego's address book that the channel is personal.
pub const DEPTH_CARD_PHONE: f64 = 0.06;
/// See [`DEPTH_CARD_PHONE`].
pub const DEPTH_CARD_BIRTHDAY: f64 = 0.12;
/// See [`DEPTH_CARD_PHONE`].
pub const DEPTH_CARD_NICKNAME: f64 = 0.12;
/// See [`DEPTH_CARD_PHONE`].
pub const DEPTH_CARD_HOME: f64 = 0.08;
/// See [`DEPTH_CARD_PHONE`].
pub const DEPTH_CARD_NOTE: f64 = 0.04;
/// Assumption: ego filed the person under friends or family.
pub const DEPTH_CARD_GROUP: f64 = 0.30;
/// Assumption: "acquaintance" is the user's word for "no more than that": depth never exceeds this.
pub const DEPTH_ACQUAINTANCE_MOST: f64 = 0.30;

/// Assumption: from this depth, and with personal signs, we call somebody a close friend unasked.
pub const CLOSE_FRIEND_DEPTH: f64 = 0.60;
/// Assumption: and from so many days one to one, both ways.
pub const CLOSE_FRIEND_DAYS: u32 = 12;

/// Measured: prior of the second hop, Beta(2, 8): after two people were addressed together, direct contact within 30
/// days followed in 15-30 % of cases in four logs (mean 0.20). How warm the pair was did not matter, so it starts flat.
pub const SECOND_HOP_ALPHA: f64 = 2.0;
/// See [`SECOND_HOP_ALPHA`].
pub const SECOND_HOP_BETA: f64 = 8.0;
/// Measured (eu: 0.157 with 2 addressees, 0.106 with 3, 0.059 with 4, 0.048 with 5): falls about as 1/k; two addressees count full.
pub const SECOND_HOP_FULL_SHARE: f64 = 0.5;
/// Assumption: direct messages between the two add, at most ...
pub const LINK_WROTE: Saturation = Saturation { cap: 0.25, scale: 3.0 };
/// Assumption: the two are connected on a platform.
pub const LINK_CONNECTED: f64 = 0.15;
/// Assumption: the two follow each other in public. Below a confirmed connection: following back is a habit of many.
pub const LINK_FOLLOWS: f64 = 0.10;
/// Assumption: one recommended the other in writing.
pub const LINK_RECOMMENDED: f64 = 0.40;
/// Assumption: one endorsed the other.
pub const LINK_ENDORSED: f64 = 0.08;
/// Assumption: somebody who knows wrote down that they are related or friends.
pub const LINK_RELATED: f64 = 0.50;
/// Assumption: one shares in a packet that they know the other: as a connection, between, as a written relation.
pub const LINK_VOUCHED: [f64; 3] = [0.15, 0.30, 0.50];
/// Assumption: same employer at the same time. Inferred: context, never proof.
pub const LINK_SAME_EMPLOYER: f64 = 0.03;
