//! The promises of the formulas: equal to the measured reference, monotone where promised, sensible to a person.

mod asks;
mod contacts;
mod five_people;
mod forecast;
mod others;
mod outcomes;
mod promises;
mod reference;
