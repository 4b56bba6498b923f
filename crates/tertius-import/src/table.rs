//! CSV as people and programs write it (to be written).
