//! What people are told when something goes wrong: what happened, and what to do.

use coach::Language;
use signaling::{ErrorCode, ServerMessage};

/// A whole `error` message in the candidate's language.
pub fn error_message(code: ErrorCode, fatal: bool, language: Language) -> ServerMessage {
    let (message, action) = texts(code, language);
    ServerMessage::Error {
        code,
        fatal,
        message: message.into(),
        action: action.into(),
    }
}

fn texts(code: ErrorCode, language: Language) -> (&'static str, &'static str) {
    match language {
        Language::Fr => french(code),
        Language::En => english(code),
        Language::Ar => arabic(code),
    }
}

fn french(code: ErrorCode) -> (&'static str, &'static str) {
    match code {
        ErrorCode::BadMessage => (
            "La page et le serveur ne se comprennent plus.",
            "Rechargez la page.",
        ),
        ErrorCode::NotJoined => ("La session n’est pas ouverte.", "Rechargez la page."),
        ErrorCode::TicketRefused => (
            "Ce lien d’enregistrement a expiré ou a déjà servi.",
            "Relancez l’enregistrement.",
        ),
        ErrorCode::ResumeRefused => (
            "Cette session est terminée. Ce qui a été enregistré est conservé.",
            "Retrouvez-le dans vos vidéos, ou relancez l’enregistrement.",
        ),
        ErrorCode::ConsentRequired => (
            "Nous n’enregistrons rien sans votre accord.",
            "Lisez et acceptez le texte de consentement, puis recommencez.",
        ),
        ErrorCode::SessionEnded => (
            "Votre session a été fermée, ici ou sur un autre appareil : l’enregistrement s’arrête. Ce qui a été enregistré jusque-là est conservé.",
            "Reconnectez-vous pour le retrouver.",
        ),
        ErrorCode::ConsentWithdrawn => (
            "Vous avez retiré votre accord pour être enregistré·e : l’enregistrement s’arrête. Ce qui a été enregistré jusque-là n’est visible que de vous.",
            "Supprimez-le dans vos vidéos si vous n’en voulez pas. Pour enregistrer à nouveau, redonnez votre accord.",
        ),
        ErrorCode::UnsupportedCodec => (
            "Votre navigateur ne propose aucun format vidéo que nous sachions enregistrer (H.264 ou VP8, avec Opus).",
            "Utilisez une version récente de Chrome, Edge, Firefox ou Safari.",
        ),
        ErrorCode::MediaFailed => (
            "La connexion vidéo a été perdue. Ce qui a été enregistré est conservé.",
            "Vérifiez votre connexion, ou changez de réseau, puis réessayez.",
        ),
        ErrorCode::MediaMissing => (
            "Aucune image de votre caméra ne nous parvient.",
            "Vérifiez qu’aucune autre application n’utilise la caméra, puis réessayez.",
        ),
        ErrorCode::NotReady => (
            "La caméra et le micro ne nous parviennent pas encore.",
            "Patientez un instant.",
        ),
        ErrorCode::ServerBusy => (
            "Le studio est complet pour le moment.",
            "Réessayez dans quelques minutes.",
        ),
        ErrorCode::Internal => (
            "Une erreur est survenue de notre côté. Ce qui a été enregistré est conservé.",
            "Réessayez dans un instant.",
        ),
        ErrorCode::ShuttingDown => (
            "Le studio redémarre pour une mise à jour. Ce qui a été enregistré est conservé.",
            "Revenez dans une minute.",
        ),
    }
}

fn english(code: ErrorCode) -> (&'static str, &'static str) {
    match code {
        ErrorCode::BadMessage => (
            "The page and the server no longer understand each other.",
            "Reload the page.",
        ),
        ErrorCode::NotJoined => ("The session is not open.", "Reload the page."),
        ErrorCode::TicketRefused => (
            "This recording link has expired or was used already.",
            "Start the recording again.",
        ),
        ErrorCode::ResumeRefused => (
            "This session is over. What was recorded is kept.",
            "Find it among your videos, or start again.",
        ),
        ErrorCode::ConsentRequired => (
            "We record nothing without your consent.",
            "Read and accept the consent text, then start again.",
        ),
        ErrorCode::SessionEnded => (
            "Your session was ended, here or on another device: recording stops. What was recorded until now is kept.",
            "Log in again to find it.",
        ),
        ErrorCode::ConsentWithdrawn => (
            "You have withdrawn your consent to be recorded: recording stops. What was recorded until now is visible to you alone.",
            "Delete it in your videos if you do not want it. To record again, give your consent again.",
        ),
        ErrorCode::UnsupportedCodec => (
            "Your browser offers no video format that we can record (H.264 or VP8, with Opus).",
            "Use a recent Chrome, Edge, Firefox or Safari.",
        ),
        ErrorCode::MediaFailed => (
            "The video connection was lost. What was recorded is kept.",
            "Check your connection, or change the network, then try again.",
        ),
        ErrorCode::MediaMissing => (
            "No picture from your camera reaches us.",
            "Make sure that no other program uses the camera, then try again.",
        ),
        ErrorCode::NotReady => (
            "Camera and microphone do not reach us yet.",
            "Wait a moment.",
        ),
        ErrorCode::ServerBusy => (
            "The studio is full right now.",
            "Try again in a few minutes.",
        ),
        ErrorCode::Internal => (
            "Something went wrong on our side. What was recorded is kept.",
            "Try again in a moment.",
        ),
        ErrorCode::ShuttingDown => (
            "The studio restarts for an update. What was recorded is kept.",
            "Come back in a minute.",
        ),
    }
}

fn arabic(code: ErrorCode) -> (&'static str, &'static str) {
    match code {
        ErrorCode::BadMessage => ("لم تعد الصفحة والخادم يفهمان بعضهما.", "أعد تحميل الصفحة."),
        ErrorCode::NotJoined => ("الجلسة غير مفتوحة.", "أعد تحميل الصفحة."),
        ErrorCode::TicketRefused => (
            "انتهت صلاحية رابط التسجيل هذا أو سبق استخدامه.",
            "ابدأ التسجيل من جديد.",
        ),
        ErrorCode::ResumeRefused => (
            "انتهت هذه الجلسة. وقد حُفظ ما تم تسجيله.",
            "ستجده ضمن فيديوهاتك، أو ابدأ التسجيل من جديد.",
        ),
        ErrorCode::ConsentRequired => (
            "لا نسجّل أي شيء دون موافقتك.",
            "اقرأ نص الموافقة واقبله، ثم ابدأ من جديد.",
        ),
        ErrorCode::SessionEnded => (
            "أُنهيت جلستك، هنا أو على جهاز آخر، فتوقف التسجيل. ما سُجّل حتى الآن محفوظ.",
            "سجّل الدخول من جديد لتجده.",
        ),
        ErrorCode::ConsentWithdrawn => (
            "لقد سحبت موافقتك على التسجيل، فتوقّف التسجيل. ما سُجّل حتى الآن مرئي لك وحدك.",
            "احذفه من فيديوهاتك إن كنت لا تريده. وللتسجيل من جديد، امنح موافقتك مرة أخرى.",
        ),
        ErrorCode::UnsupportedCodec => (
            "لا يقدّم متصفحك أي صيغة فيديو يمكننا تسجيلها (H.264 أو VP8 مع Opus).",
            "استخدم نسخة حديثة من Chrome أو Edge أو Firefox أو Safari.",
        ),
        ErrorCode::MediaFailed => (
            "انقطع اتصال الفيديو. ما تم تسجيله محفوظ.",
            "تحقق من اتصالك أو غيّر الشبكة، ثم حاول مجددًا.",
        ),
        ErrorCode::MediaMissing => (
            "لا تصلنا أي صورة من كاميرتك.",
            "تأكد من أن أي برنامج آخر لا يستخدم الكاميرا، ثم حاول مجددًا.",
        ),
        ErrorCode::NotReady => ("لم تصلنا الكاميرا والميكروفون بعد.", "انتظر لحظة."),
        ErrorCode::ServerBusy => ("الاستوديو ممتلئ حاليًا.", "حاول مجددًا بعد بضع دقائق."),
        ErrorCode::Internal => (
            "حدث خطأ من جانبنا. ما تم تسجيله محفوظ.",
            "حاول مجددًا بعد لحظة.",
        ),
        ErrorCode::ShuttingDown => (
            "يُعاد تشغيل الاستوديو من أجل تحديث. ما تم تسجيله محفوظ.",
            "عُد بعد دقيقة.",
        ),
    }
}
