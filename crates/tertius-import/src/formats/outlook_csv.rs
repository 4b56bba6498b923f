//! Outlook's CSV: the desktop's, outlook.com's, Google's imitation of it, and the desktop's in eight languages.

mod locales;

use super::{Format, Reader};
use crate::dates::DayOrder;
use crate::table::contact::{Contact, joined};
use crate::table::{Column, Header, Row, Table, has_header};
use crate::{Context, Intake, ReadError};
use locales::{Field, Locale};
use std::io::BufRead;
use tertius_model::{Connection, Handle, PersonName, Platform, Relation};

/// Rows of the table.
pub(super) static FORMATS: &[Format] = &[Format {
    id: "outlook-csv",
    title: "Outlook CSV",
    obtain: "Outlook for Windows: File, Open & Export, Import/Export, Export to a file, Comma Separated Values, Contacts; \
             outlook.com and the new Outlook: People, Manage contacts, Export contacts",
    reads: "names, e-mails, phones, employers, titles, places, birthdays, categories, notes, spouse, manager, assistant",
    never: "streets, government ids, custom fields",
    detect: |head| has_header(head, is_header),
    reader: Reader::Stream(read),
    may_yield_nobody: false,
}];

/// Fewer known columns than this are somebody's own table.
const MIN_FIELDS: usize = 5;

fn is_header(header: &Header) -> bool {
    locale(header).is_some()
}

/// The language whose words most columns have.
fn locale(header: &Header) -> Option<&'static Locale> {
    if header.len() < MIN_FIELDS {
        return None;
    }
    let fields = |locale: &Locale| locale.fields.iter().filter(|(_, names)| !header.every(names).is_empty()).count();
    let best = locales::LOCALES.iter().max_by_key(|locale| fields(locale))?;
    let has = |field| !header.every(best.names(field)).is_empty();
    let is_addressed = has(Field::Email) || has(Field::Phone);
    let is_thunderbird = header.any(&["Display Name", "Screen Name", "Anzeigename"]).is_present();
    let is_outlook = !is_thunderbird && best.proof.iter().any(|name| header.has(name));
    (fields(best) >= MIN_FIELDS && is_outlook && has(Field::Given) && has(Field::Family) && is_addressed)
        .then_some(best)
}

struct Columns {
    locale: &'static Locale,
    columns: Vec<(Field, Vec<Column>)>,
    /// Each address column with the columns of its type and display name.
    emails: Vec<[Column; 3]>,
}

impl Columns {
    fn of(header: &Header) -> Option<Columns> {
        let locale = locale(header)?;
        let columns = locale.fields.iter().map(|(field, names)| (*field, header.every(names))).collect();
        let emails = locale.names(Field::Email).iter().map(|name| email_columns(header, name)).collect();
        Some(Columns { locale, columns, emails })
    }

    /// The first filled cell of a field.
    fn get<'r>(&self, row: &'r Row<'_>, field: Field) -> &'r str {
        self.all(row, field).next().unwrap_or("")
    }

    /// The filled cells of a field in the order of the table.
    fn all<'r>(&self, row: &'r Row<'_>, field: Field) -> impl Iterator<Item = &'r str> {
        let columns = self.columns.iter().filter(move |(it, _)| *it == field).flat_map(|(_, columns)| columns);
        columns.map(|&column| row.get(column)).filter(|cell| !cell.is_empty())
    }
}

/// `E-mail 2 Address` stands beside `E-mail 2 Type` and `E-mail 2 Display Name`; other languages likewise.
fn email_columns(header: &Header, name: &str) -> [Column; 3] {
    let stem = name.trim_end_matches("Address").trim_end_matches("Adresse").trim_end_matches([':', '-', ' ']);
    let kinds = [format!("{stem} Type"), format!("{stem}-Typ"), format!("{stem}: Typ")];
    let displays =
        [format!("{stem} Display Name"), format!("{stem}: Angezeigter Name"), format!("{stem} Angezeigter Name")];
    let any = |names: &[String]| header.any(&names.iter().map(String::as_str).collect::<Vec<_>>());
    [header.column(name), any(&kinds), any(&displays)]
}

fn read(stream: &mut dyn BufRead, context: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let table = Table::read(stream, is_header)?;
    let Some(columns) = Columns::of(table.header()) else { return Ok(()) };
    let mut dates: Vec<String> = Vec::new();
    table.look(|row| {
        dates.extend(columns.all(row, Field::Birthday).chain(columns.all(row, Field::Anniversary)).map(str::to_owned));
    })?;
    let order = DayOrder::of(dates.iter().map(String::as_str)).or(columns.locale.order);
    // Until 2018 LinkedIn offered its connections in Outlook's columns.
    let is_linkedin = context.path.to_lowercase().contains("linkedin_connections_export");
    table.each_row(intake, |row, intake| {
        let mut contact = contact(row, &columns, order);
        if is_linkedin {
            contact.connection = Some(Connection { platform: Platform::LinkedIn, since: None });
        }
        contact.take("outlook", row.position, intake)
    })
}

fn contact(row: &Row<'_>, columns: &Columns, order: DayOrder) -> Contact {
    let get = |field| columns.get(row, field);
    let mut contact = Contact {
        name: PersonName {
            given: get(Field::Given).into(),
            middle: get(Field::Middle).into(),
            family: get(Field::Family).into(),
            nickname: get(Field::Nickname).into(),
            ..PersonName::default()
        },
        place: place(row, columns),
        birthday: order.birthday(get(Field::Birthday)),
        note: get(Field::Notes).into(),
        groups: groups(get(Field::Categories)),
        ..Contact::default()
    };
    for &[address, kind, display] in &columns.emails {
        contact.handle(email(row.get(address), row.get(kind), row.get(display)));
    }
    columns.all(row, Field::Phone).for_each(|cell| contact.phones(cell));
    columns.all(row, Field::Page).for_each(|cell| contact.pages(cell));
    contact.job(get(Field::Company), get(Field::Title));
    let relations = [
        (Field::Spouse, Relation::Spouse),
        (Field::Children, Relation::Child),
        (Field::Manager, Relation::Manager),
        (Field::Assistant, Relation::Assistant),
        (Field::ReferredBy, Relation::ReferredBy),
    ];
    for (field, relation) in relations {
        get(field).split([';', ',']).for_each(|who| contact.relation(relation, who));
    }
    contact
}

/// An address of type `EX` is an X.500 name inside one company; the display name often has the real one in brackets.
fn email(address: &str, kind: &str, display: &str) -> Option<Handle> {
    let is_exchange = kind.eq_ignore_ascii_case("EX") || address.to_lowercase().starts_with("/o=");
    let address = if is_exchange { display.rsplit_once('(')?.1.trim_end_matches(')') } else { address };
    Handle::email(address)
}

fn place(row: &Row<'_>, columns: &Columns) -> String {
    let parts = |fields: [Field; 3]| joined(fields.map(|field| columns.get(row, field)), ", ");
    let home = parts([Field::HomeCity, Field::HomeState, Field::HomeCountry]);
    if home.is_empty() { parts([Field::WorkCity, Field::WorkState, Field::WorkCountry]) } else { home }
}

/// Without what Google adds to each contact.
fn groups(cell: &str) -> Vec<String> {
    let is_own = |group: &&str| {
        let is_system = ["My Contacts", "myContacts", "Other Contacts", "Starred"].contains(group);
        !group.is_empty() && !is_system && !group.starts_with("Imported ")
    };
    cell.split([';', ','])
        .map(|group| group.trim().trim_start_matches("* "))
        .filter(is_own)
        .map(str::to_owned)
        .collect()
}
