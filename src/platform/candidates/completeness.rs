//! How much of a profile is filled in, 0 to 100. It guides the candidate; nobody is
//! ranked by it.

/// What is filled in.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filled {
    pub name: bool,
    pub headline: bool,
    pub location: bool,
    pub summary: bool,
    pub skills: usize,
    pub languages: usize,
    pub education: usize,
    pub experience: usize,
    pub availability: bool,
    pub presentation_video: bool,
}

/// This many skills count as told.
const ENOUGH_SKILLS: usize = 3;

/// Sum of the weights of what is there; the weights make 100.
pub fn completeness(filled: Filled) -> u8 {
    let weights = [
        (filled.name, 10),
        (filled.headline, 10),
        (filled.location, 5),
        (filled.summary, 15),
        (filled.skills >= ENOUGH_SKILLS, 15),
        (filled.languages > 0, 10),
        (filled.education > 0, 10),
        (filled.experience > 0, 10),
        (filled.availability, 5),
        (filled.presentation_video, 10),
    ];
    weights
        .iter()
        .filter(|(there, _)| *there)
        .map(|(_, weight)| weight)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_nothing_to_everything() {
        assert_eq!(completeness(Filled::default()), 0);
        let all = Filled {
            name: true,
            headline: true,
            location: true,
            summary: true,
            skills: 3,
            languages: 1,
            education: 1,
            experience: 1,
            availability: true,
            presentation_video: true,
        };
        assert_eq!(completeness(all), 100);
        assert_eq!(completeness(Filled { skills: 2, ..all }), 85);
    }
}
