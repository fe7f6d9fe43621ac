//! Numbers from pictures and sound, by formula alone: no model, no judgement.
