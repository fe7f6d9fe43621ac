//! What a hint says, in three languages: what to do, never what is wrong with somebody.

use crate::Language;
use crate::hint::{Hint, HintCode, Severity};
use crate::score::Criterion;

impl HintCode {
    /// In the order of declaration, which is also the order among equally bad ones.
    pub const ALL: [HintCode; 20] = [
        HintCode::ShowFace,
        HintCode::BeAlone,
        HintCode::HoldStill,
        HintCode::LookAtCamera,
        HintCode::MoreLight,
        HintCode::LessLight,
        HintCode::LightBehind,
        HintCode::LightOneSide,
        HintCode::CheckMicrophone,
        HintCode::Speak,
        HintCode::SpeakLouder,
        HintCode::SpeakSofter,
        HintCode::QuieterPlace,
        HintCode::MoveLeft,
        HintCode::MoveRight,
        HintCode::MoveUp,
        HintCode::MoveDown,
        HintCode::ComeCloser,
        HintCode::MoveBack,
        HintCode::HeadStraight,
    ];

    /// What it is about.
    pub fn criterion(self) -> Criterion {
        use HintCode::*;
        match self {
            ShowFace | BeAlone | HoldStill | LookAtCamera => Criterion::Face,
            MoreLight | LessLight | LightBehind | LightOneSide => Criterion::Lighting,
            CheckMicrophone | Speak | SpeakLouder | SpeakSofter | QuieterPlace => Criterion::Audio,
            MoveLeft | MoveRight | MoveUp | MoveDown | ComeCloser | MoveBack | HeadStraight => {
                Criterion::Position
            }
        }
    }

    pub fn severity(self) -> Severity {
        use HintCode::*;
        match self {
            ShowFace | BeAlone | CheckMicrophone | QuieterPlace => Severity::Important,
            LookAtCamera | MoreLight | LessLight | LightBehind | Speak | SpeakLouder
            | SpeakSofter | MoveLeft | MoveRight | MoveUp | MoveDown | ComeCloser | MoveBack => {
                Severity::Advice
            }
            HoldStill | LightOneSide | HeadStraight => Severity::Tip,
        }
    }

    /// One short sentence that says what to do.
    pub fn text(self, language: Language) -> &'static str {
        match language {
            Language::Fr => self.french(),
            Language::En => self.english(),
            Language::Ar => self.arabic(),
        }
    }

    fn french(self) -> &'static str {
        match self {
            HintCode::ShowFace => "Placez votre visage face à la caméra.",
            HintCode::BeAlone => "Restez la seule personne à l’image.",
            HintCode::HoldStill => "Restez un instant immobile, le temps que l’image soit nette.",
            HintCode::LookAtCamera => "Regardez vers la caméra.",
            HintCode::MoreLight => "Ajoutez un peu de lumière devant vous.",
            HintCode::LessLight => "Baissez un peu la lumière.",
            HintCode::LightBehind => "Placez-vous face à la lumière plutôt que dos à elle.",
            HintCode::LightOneSide => "Éclairez aussi l’autre côté de votre visage.",
            HintCode::CheckMicrophone => "Vérifiez que votre micro est branché et activé.",
            HintCode::Speak => "Vous pouvez parler, on vous écoute.",
            HintCode::SpeakLouder => "Parlez un peu plus fort ou rapprochez-vous du micro.",
            HintCode::SpeakSofter => "Parlez un peu moins fort ou éloignez-vous du micro.",
            HintCode::QuieterPlace => "Installez-vous dans un endroit plus calme.",
            HintCode::MoveLeft => "Décalez-vous un peu vers la gauche.",
            HintCode::MoveRight => "Décalez-vous un peu vers la droite.",
            HintCode::MoveUp => "Redressez-vous ou baissez un peu la caméra.",
            HintCode::MoveDown => "Baissez-vous un peu ou relevez la caméra.",
            HintCode::ComeCloser => "Rapprochez-vous un peu de la caméra.",
            HintCode::MoveBack => "Reculez un peu.",
            HintCode::HeadStraight => "Gardez la tête bien droite.",
        }
    }

    fn english(self) -> &'static str {
        match self {
            HintCode::ShowFace => "Bring your face into the picture.",
            HintCode::BeAlone => "Make sure only you are in the picture.",
            HintCode::HoldStill => "Hold still for a moment so the picture can get sharp.",
            HintCode::LookAtCamera => "Look towards the camera.",
            HintCode::MoreLight => "Add a little light in front of you.",
            HintCode::LessLight => "Turn the light down a little.",
            HintCode::LightBehind => "Turn so that the light is in front of you.",
            HintCode::LightOneSide => "Light the other side of your face too.",
            HintCode::CheckMicrophone => "Check that your microphone is plugged in and on.",
            HintCode::Speak => "Go ahead and speak, we are listening.",
            HintCode::SpeakLouder => "Speak a little louder or move closer to the microphone.",
            HintCode::SpeakSofter => "Speak a little softer or move away from the microphone.",
            HintCode::QuieterPlace => "Move to a quieter place.",
            HintCode::MoveLeft => "Move a little to the left.",
            HintCode::MoveRight => "Move a little to the right.",
            HintCode::MoveUp => "Sit up a little or tilt the camera down.",
            HintCode::MoveDown => "Sit a little lower or tilt the camera up.",
            HintCode::ComeCloser => "Come a little closer to the camera.",
            HintCode::MoveBack => "Move back a little.",
            HintCode::HeadStraight => "Keep your head upright.",
        }
    }

    /// Verbal nouns (يُرجى…) instead of imperatives: those would have to take a gender.
    fn arabic(self) -> &'static str {
        match self {
            HintCode::ShowFace => "يُرجى إظهار الوجه أمام الكاميرا.",
            HintCode::BeAlone => "يُرجى ألّا يظهر في الصورة شخص آخر.",
            HintCode::HoldStill => "يُرجى الثبات قليلًا حتى تتضح الصورة.",
            HintCode::LookAtCamera => "يُرجى النظر نحو الكاميرا.",
            HintCode::MoreLight => "يُرجى زيادة الإضاءة قليلًا من الأمام.",
            HintCode::LessLight => "يُرجى تخفيف الإضاءة قليلًا.",
            HintCode::LightBehind => "يُرجى الجلوس في مواجهة الضوء.",
            HintCode::LightOneSide => "يُرجى إضاءة الجانب الآخر من الوجه أيضًا.",
            HintCode::CheckMicrophone => "يُرجى التأكد من توصيل الميكروفون وتشغيله.",
            HintCode::Speak => "يمكنك التحدث الآن، نحن نستمع إليك.",
            HintCode::SpeakLouder => "يُرجى رفع الصوت قليلًا أو الاقتراب من الميكروفون.",
            HintCode::SpeakSofter => "يُرجى خفض الصوت قليلًا أو الابتعاد عن الميكروفون.",
            HintCode::QuieterPlace => "يُرجى الانتقال إلى مكان أكثر هدوءًا.",
            HintCode::MoveLeft => "يُرجى التحرك قليلًا نحو اليسار.",
            HintCode::MoveRight => "يُرجى التحرك قليلًا نحو اليمين.",
            HintCode::MoveUp => "يُرجى الاعتدال في الجلوس أو إمالة الكاميرا إلى الأسفل.",
            HintCode::MoveDown => "يُرجى النزول قليلًا أو إمالة الكاميرا إلى الأعلى.",
            HintCode::ComeCloser => "يُرجى الاقتراب قليلًا من الكاميرا.",
            HintCode::MoveBack => "يُرجى الابتعاد قليلًا عن الكاميرا.",
            HintCode::HeadStraight => "يُرجى إبقاء الرأس مستقيمًا.",
        }
    }
}

impl From<HintCode> for Hint {
    fn from(code: HintCode) -> Hint {
        Hint {
            code,
            criterion: code.criterion(),
            severity: code.severity(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn all_stands_in_the_order_of_declaration() {
        for (index, code) in HintCode::ALL.into_iter().enumerate() {
            assert_eq!(code as usize, index, "{code:?}");
        }
    }

    #[test]
    fn every_hint_has_one_short_sentence_of_its_own_in_each_language() {
        for language in Language::ALL {
            let texts: HashSet<_> = HintCode::ALL
                .iter()
                .map(|code| code.text(language))
                .collect();
            assert_eq!(texts.len(), HintCode::ALL.len());
            for text in texts {
                assert!(text.ends_with('.'), "{text}");
                assert_eq!(text.matches('.').count(), 1, "{text}");
                assert!(text.chars().count() <= 64, "{text}");
            }
        }
    }
}
