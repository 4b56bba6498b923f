//! Address books as tables: Google, Outlook, Thunderbird, and what people write by hand.
