//! Invented employers, the titles people have there, and what else is said at work.

/// An index into [`EMPLOYERS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Employer(pub(super) usize);

impl Employer {
    /// Ego's first employer.
    pub(super) const KESTREL: Employer = Employer(0);
    /// Ego's second.
    pub(super) const HALDEN: Employer = Employer(1);
    /// The company that ego founded with a friend.
    pub(super) const QUILLMARK: Employer = Employer(2);
    /// Where ego works now.
    pub(super) const TIDEWRIGHT: Employer = Employer(3);
    /// Where ego would like to work.
    pub(super) const FERNWEATHER: Employer = Employer(4);
    /// Where the recruiter works.
    pub(super) const TALENTSPAN: Employer = Employer(5);
    /// Where the person at the end of the path works.
    pub(super) const OSTARA: Employer = Employer(6);
    /// An insurer, a client of ego's.
    pub(super) const NORTHMERE: Employer = Employer(7);
    /// A co-operative of weather stations.
    pub(super) const SKYLEDGER: Employer = Employer(8);

    /// The name.
    pub(super) fn name(self) -> &'static str {
        EMPLOYERS[self.0]
    }

    /// The mail domain, one that no one can own.
    pub(super) fn domain(self) -> String {
        format!("{}.example", super::lines::plain(self.name(), "-"))
    }
}

/// The employers that the story needs no others to share.
pub(super) const FIRST_ORDINARY: usize = 9;

/// Every employer.
pub(super) static EMPLOYERS: &[&str] = &[
    "Kestrelrow Software",
    "Halden Analytics",
    "Quillmarque",
    "Tidewright Energy",
    "Fernweather Labs",
    "Talentspan Search",
    "Ostarabrook Ventures",
    "Northmere Mutual",
    "Skyledger Cooperative",
    "Bramblegate Foods",
    "Corvidian Robotics",
    "Dunmarrow Press",
    "Elmspire Health",
    "Foxhollow Mobility",
    "Gritstone Outdoor",
    "Harrowfen Water",
    "Inkwell & Oar",
    "Jasperlane Bank",
    "Kiteford Logistics",
    "Larkmoor Materials",
    "Mossbridge Clinics",
    "Nettlefield Schools",
    "Oxbow Meridian",
    "Pemberlow Insurance",
    "Quarrywood Studio",
    "Rookhaven Games",
    "Saltmarsh Biotech",
    "Thistlewick Media",
    "Umberfall Ceramics",
    "Vellumworks",
    "Wrenfield Council",
    "Yarrowdale Grid",
    "Zephyrholt Aero",
    "Ashcombe Rail",
    "Brackenfold Legal",
    "Cinderlake Foundry",
    "Driftmoor Shipping",
    "Emberly Kitchens",
    "Flintlock Cyber",
    "Goldcrest Optics",
    "Hollowtree Forestry",
    "Ivorygate Museum",
];

/// Titles in teams that build software from data.
pub(super) static TITLES: &[&str] = &[
    "Data Engineer",
    "Software Engineer",
    "Senior Software Engineer",
    "Product Designer",
    "Account Manager",
    "Data Scientist",
    "Engineering Manager",
    "Finance Partner",
    "Customer Success Manager",
    "Sales Director",
    "Office Manager",
    "UX Researcher",
    "Operations Lead",
    "Marketing Manager",
    "Support Engineer",
    "Solutions Architect",
    "Technical Writer",
    "People Partner",
    "Legal Counsel",
    "Head of Sales",
    "Quality Engineer",
    "Consultant",
];

/// What mails at work are about.
pub(super) static WORK_SUBJECTS: &[&str] = &[
    "Quarterly forecast",
    "Release notes draft",
    "Offsite agenda",
    "Pricing page",
    "Customer call notes",
    "Roadmap for next year",
    "Data quality in the west feed",
    "Budget numbers",
    "Interview feedback",
    "Onboarding plan",
    "Slides for Thursday",
    "Incident on Sunday",
    "Contract renewal",
    "Workshop follow-up",
    "Meter readings",
    "Dashboard wording",
    "Security review",
];

/// What mails among friends are about.
pub(super) static PRIVATE_SUBJECTS: &[&str] = &[
    "Saturday?",
    "Photos from the hut",
    "Birthday present",
    "That book",
    "Summer plans",
    "The flat",
    "Concert tickets",
    "Recipe",
    "Long time!",
    "Train times",
    "Garden party",
    "Moving boxes",
    "Advice needed",
    "Film night",
    "Your visit",
];

/// Sentences for the bodies.
pub(super) static SENTENCES: &[&str] = &[
    "Thanks, that helps a lot.",
    "Can we move this to next week?",
    "I have put my notes below.",
    "Sounds good to me.",
    "Let me check and come back to you.",
    "The numbers look right now.",
    "I will bring the folder.",
    "Who else should know?",
    "Attached is the second draft.",
    "Sorry for the late answer.",
    "Great to hear from you.",
    "Shall we say six o'clock?",
    "I am on the train and will call later.",
    "This was exactly what I was looking for.",
    "Could you have a look before Friday?",
];

/// Skills on profiles.
pub(super) static SKILLS: &[&str] = &[
    "Product Management",
    "Data Analysis",
    "Time Series",
    "Stakeholder Interviews",
    "Roadmapping",
    "Energy Markets",
    "SQL",
    "Facilitation",
];
