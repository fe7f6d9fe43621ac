//! Models: what the networks say of a picture or of sound.
