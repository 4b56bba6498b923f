//! What a goal in plain words asks for, and how well what is known of somebody fits it.
