//! What hints and tips say. To be replaced by coach's own texts.

use coach::{Language, hint::HintCode};

use crate::i18n::Text;

pub fn text_of(code: HintCode, language: Language) -> &'static str {
    let (fr, en, ar) = match code {
        HintCode::ShowFace => (
            "Placez votre visage dans l’image.",
            "Bring your face into the picture.",
            "ضع وجهك داخل الصورة.",
        ),
        HintCode::BeAlone => (
            "Restez seul·e dans l’image.",
            "Be alone in the picture.",
            "ابقَ وحدك في الصورة.",
        ),
        HintCode::HoldStill => (
            "Restez immobile un instant.",
            "Hold still for a moment.",
            "ابقَ ثابتًا للحظة.",
        ),
        HintCode::LookAtCamera => (
            "Regardez la caméra.",
            "Look at the camera.",
            "انظر إلى الكاميرا.",
        ),
        HintCode::MoreLight => (
            "Ajoutez de la lumière devant vous.",
            "Add light in front of you.",
            "أضف ضوءًا أمامك.",
        ),
        HintCode::LessLight => (
            "Réduisez la lumière sur votre visage.",
            "Reduce the light on your face.",
            "خفّف الضوء على وجهك.",
        ),
        HintCode::LightBehind => (
            "Placez la lumière devant vous, pas derrière.",
            "Put the light in front of you, not behind.",
            "اجعل الضوء أمامك لا خلفك.",
        ),
        HintCode::LightOneSide => (
            "Éclairez les deux côtés du visage.",
            "Light both sides of your face.",
            "أضئ جانبي وجهك.",
        ),
        HintCode::CheckMicrophone => (
            "Vérifiez que le micro est activé.",
            "Check that the microphone is on.",
            "تأكد من أن الميكروفون يعمل.",
        ),
        HintCode::Speak => ("Vous pouvez parler.", "You can speak.", "يمكنك التحدث."),
        HintCode::SpeakLouder => (
            "Parlez un peu plus fort.",
            "Speak a little louder.",
            "ارفع صوتك قليلًا.",
        ),
        HintCode::SpeakSofter => (
            "Parlez un peu moins fort.",
            "Speak a little softer.",
            "اخفض صوتك قليلًا.",
        ),
        HintCode::QuieterPlace => (
            "Choisissez un endroit plus calme.",
            "Choose a quieter place.",
            "اختر مكانًا أهدأ.",
        ),
        HintCode::MoveLeft => (
            "Déplacez-vous un peu vers la gauche.",
            "Move a little to the left.",
            "تحرّك قليلًا نحو اليسار.",
        ),
        HintCode::MoveRight => (
            "Déplacez-vous un peu vers la droite.",
            "Move a little to the right.",
            "تحرّك قليلًا نحو اليمين.",
        ),
        HintCode::MoveUp => (
            "Redressez-vous ou baissez la caméra.",
            "Sit up or tilt the camera down.",
            "اعتدل في جلستك أو أمِل الكاميرا إلى الأسفل.",
        ),
        HintCode::MoveDown => (
            "Baissez-vous un peu ou relevez la caméra.",
            "Sit lower or tilt the camera up.",
            "انخفض قليلًا أو ارفع الكاميرا.",
        ),
        HintCode::ComeCloser => (
            "Rapprochez-vous un peu.",
            "Come a little closer.",
            "اقترب قليلًا.",
        ),
        HintCode::MoveBack => ("Reculez un peu.", "Move back a little.", "ابتعد قليلًا."),
        HintCode::HeadStraight => (
            "Gardez la tête droite.",
            "Hold your head straight.",
            "أبقِ رأسك مستقيمًا.",
        ),
    };
    Text { fr, en, ar }.get(language)
}
