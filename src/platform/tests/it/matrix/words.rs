//! Words planted in what is somebody's, and who may come to see them.

use super::{
    callers::Caller::{
        self, CompanyAdmin, ForeignAdmin, ForeignRecruiter, OtherCandidate, Owner, PlatformAdmin,
        Recruiter,
    },
    stage::Stage,
};

const ATLAS: [Caller; 2] = [Recruiter, CompanyAdmin];
const RIF: [Caller; 2] = [ForeignRecruiter, ForeignAdmin];

pub struct Word {
    pub text: String,
    pub may_see: Vec<Caller>,
}

pub fn planted(stage: &Stage) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word = |text: &str, may_see: &[&[Caller]]| {
        words.push(Word {
            text: text.to_owned(),
            may_see: may_see.concat(),
        });
    };
    word("amal@", &[&[Owner, PlatformAdmin]]);
    for own in [
        "amal-notes",
        "amal-draft",
        "amal-practice",
        "amal-answer",
        "amal-phone",
    ] {
        word(own, &[&[Owner]]);
    }
    // Scores, of a take and of a check.
    for score in ["61.25", "62.25"] {
        word(score, &[&[Owner]]);
    }
    for open in ["amal-kept", "amal-approved"] {
        word(open, &[&[Owner, PlatformAdmin], &ATLAS]);
    }
    for kept in ["amal-processing", "amal-rejected", "amal-reason"] {
        word(kept, &[&[Owner, PlatformAdmin]]);
    }
    for told in ["amal-headline", "amal-applies"] {
        word(told, &[&[Owner], &ATLAS]);
    }
    word("amal-curriculum", &[&[Owner], &ATLAS]);
    word("atlas-offer", &[&[Owner, OtherCandidate], &ATLAS]);
    word("bilal@", &[&[OtherCandidate, PlatformAdmin]]);
    for own in ["63.25", "64.25"] {
        word(own, &[&[OtherCandidate]]);
    }
    word("bilal-kept", &[&[OtherCandidate, PlatformAdmin], &RIF]);
    word("bilal-headline", &[&[OtherCandidate], &RIF]);
    word("dounia-kept", &[&[PlatformAdmin], &ATLAS, &RIF]);
    word("atlas-script", &[&ATLAS]);
    word("rif-script", &[&RIF]);
    // A candidate learns that a company watched, not who of its people. The platform's admins
    // know everybody, and the audit log names all by number.
    for (person, admin, name) in [
        (Recruiter, CompanyAdmin, "salma"),
        (ForeignRecruiter, ForeignAdmin, "rachid"),
    ] {
        word(&format!("{name}-judges"), &[&[person]]);
        word(&format!("{name}@"), &[&[person, admin, PlatformAdmin]]);
        word(
            &stage.person(person).id().to_string(),
            &[&[person, admin, PlatformAdmin]],
        );
    }
    word("atlas-invited@", &[&[CompanyAdmin]]);
    word("rif-invited@", &[&[ForeignAdmin]]);
    word("$argon2id$", &[]);
    words
}

/// The words in a text that this caller may not see.
pub fn leaked<'a>(words: &'a [Word], caller: Caller, text: &str) -> Vec<&'a str> {
    words
        .iter()
        .filter(|word| !word.may_see.contains(&caller) && text.contains(&word.text))
        .map(|word| word.text.as_str())
        .collect()
}
