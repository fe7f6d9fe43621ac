//! Pictures and sound + models → observations; live and from files by one code.
