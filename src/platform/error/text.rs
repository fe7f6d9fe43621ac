//! What the problems say to people: what happened and what to do.

use coach::Language;

use super::{Fault, Problem};
use crate::i18n::Text;

const fn text(fr: &'static str, en: &'static str, ar: &'static str) -> Text {
    Text { fr, en, ar }
}

/// Title and detail.
pub fn of(problem: Problem) -> (Text, Text) {
    match problem {
        Problem::MalformedRequest => (
            text("Requête illisible", "Unreadable request", "طلب غير مقروء"),
            text(
                "La requête n’a pas pu être lue. Rechargez la page et recommencez.",
                "The request could not be read. Reload the page and try again.",
                "تعذّرت قراءة الطلب. أعد تحميل الصفحة وحاول مجددًا.",
            ),
        ),
        Problem::NotAuthenticated => (
            text("Connexion nécessaire", "Please log in", "يلزم تسجيل الدخول"),
            text(
                "Connectez-vous pour continuer.",
                "Log in to go on.",
                "سجّل الدخول للمتابعة.",
            ),
        ),
        Problem::BadCredentials => (
            text("Connexion refusée", "Log-in refused", "رُفض تسجيل الدخول"),
            text(
                "L’adresse ou le mot de passe n’est pas le bon.",
                "The address or the password is not right.",
                "البريد الإلكتروني أو كلمة المرور غير صحيحة.",
            ),
        ),
        Problem::TooManyTries => (
            text("Trop d’essais", "Too many tries", "محاولات كثيرة جدًا"),
            text(
                "Attendez un moment, puis réessayez.",
                "Wait a while, then try again.",
                "انتظر قليلًا ثم حاول من جديد.",
            ),
        ),
        Problem::WrongCode => (
            text("Code refusé", "Code refused", "رُفض الرمز"),
            text(
                "Ce code n’est pas le bon ou a déjà servi. Attendez que l’application en affiche un nouveau.",
                "This code is not right or was used before. Wait until the app shows a new one.",
                "هذا الرمز غير صحيح أو سبق استعماله. انتظر حتى يعرض التطبيق رمزًا جديدًا.",
            ),
        ),
        Problem::ChallengeExpired => (
            text(
                "Connexion à recommencer",
                "Start the log-in again",
                "أعد تسجيل الدخول من البداية",
            ),
            text(
                "Plus de cinq minutes ont passé depuis le mot de passe, ou cette connexion a déjà abouti. Entrez de nouveau votre mot de passe.",
                "More than five minutes have passed since the password, or this log-in is already done. Enter your password again.",
                "مرّت أكثر من خمس دقائق على إدخال كلمة المرور، أو اكتمل تسجيل الدخول هذا. أدخل كلمة المرور من جديد.",
            ),
        ),
        Problem::SessionEnded => (
            text("Session terminée", "Session ended", "انتهت الجلسة"),
            text(
                "Votre session est terminée. Reconnectez-vous.",
                "Your session has ended. Log in again.",
                "انتهت جلستك. سجّل الدخول من جديد.",
            ),
        ),
        Problem::Forbidden => (
            text("Action non permise", "Not allowed", "إجراء غير مسموح"),
            text(
                "Votre compte ne permet pas cette action.",
                "Your account does not allow this.",
                "حسابك لا يسمح بهذا الإجراء.",
            ),
        ),
        Problem::ConsentRequired => (
            text(
                "Votre accord est nécessaire",
                "Your consent is needed",
                "موافقتك ضرورية",
            ),
            text(
                "Rien n’est enregistré sans votre accord. Lisez le texte et acceptez-le pour commencer.",
                "Nothing is recorded without your consent. Read the text and agree to it to start.",
                "لا يُسجَّل أي شيء دون موافقتك. اقرأ النص ووافق عليه للبدء.",
            ),
        ),
        Problem::AnalysisConsentRequired => (
            text(
                "Votre accord pour l’analyse est nécessaire",
                "Your consent to the analysis is needed",
                "موافقتك على التحليل ضرورية",
            ),
            text(
                "Rien n’est analysé sans votre accord. Lisez le texte et acceptez-le, ou continuez sans analyse.",
                "Nothing is analysed without your consent. Read the text and agree to it, or go on without.",
                "لا يُحلَّل أي شيء دون موافقتك. اقرأ النص ووافق عليه، أو تابع دون تحليل.",
            ),
        ),
        Problem::LinkExpired => (
            text("Lien expiré", "Link expired", "انتهت صلاحية الرابط"),
            text(
                "Ce lien de lecture n’est plus valable. Rouvrez la vidéo.",
                "This playback link is no longer valid. Open the video again.",
                "لم يعد رابط التشغيل صالحًا. افتح الفيديو من جديد.",
            ),
        ),
        Problem::NotFound => (
            text("Introuvable", "Not found", "غير موجود"),
            text(
                "Cet élément n’existe pas ou ne vous est pas ouvert.",
                "This does not exist or is not open to you.",
                "هذا العنصر غير موجود أو غير متاح لك.",
            ),
        ),
        Problem::MethodNotAllowed => (
            text("Action inconnue", "Unknown action", "إجراء غير معروف"),
            text(
                "Cette adresse ne connaît pas cette action.",
                "This address does not know this action.",
                "هذا العنوان لا يعرف هذا الإجراء.",
            ),
        ),
        Problem::ProfileExists => (
            text("Profil déjà créé", "Profile exists", "الملف موجود"),
            text(
                "Vous avez déjà un profil. Modifiez-le plutôt.",
                "You already have a profile. Change it instead.",
                "لديك ملف شخصي بالفعل. عدّله بدلًا من ذلك.",
            ),
        ),
        Problem::EmailTaken => (
            text("Adresse déjà utilisée", "Address in use", "البريد مستخدم"),
            text(
                "Un compte existe avec cette adresse. Connectez-vous, ou choisissez-en une autre.",
                "There is an account with this address. Log in, or choose another address.",
                "يوجد حساب بهذا البريد. سجّل الدخول أو اختر بريدًا آخر.",
            ),
        ),
        Problem::LetterExpired => (
            text("Lien périmé", "Link no longer good", "رابط غير صالح"),
            text(
                "Ce lien a déjà servi, a été remplacé par un plus récent ou est trop ancien. Demandez-en un nouveau.",
                "This link was used already, was replaced by a newer one or is too old. Ask for a new one.",
                "استُخدم هذا الرابط أو حلّ محله رابط أحدث أو انتهت مدته. اطلب رابطًا جديدًا.",
            ),
        ),
        Problem::MailOff => (
            text("Pas de courrier ici", "No mail here", "البريد غير متاح"),
            text(
                "Ce serveur n’envoie pas de courrier électronique. Adressez-vous à la personne qui l’administre.",
                "This server sends no e-mail. Ask whoever administers it.",
                "هذا الخادم لا يرسل بريدًا إلكترونيًا. اتصل بمن يديره.",
            ),
        ),
        Problem::AlreadyMember => (
            text("Déjà dans l’équipe", "Already in the team", "عضو بالفعل"),
            text(
                "Cette personne fait déjà partie de votre entreprise.",
                "This person is already of your company.",
                "هذا الشخص عضو في شركتك بالفعل.",
            ),
        ),
        Problem::AccountElsewhere => (
            text(
                "Adresse d’un autre compte",
                "Address of another account",
                "بريد حساب آخر",
            ),
            text(
                "Un compte candidat ou d’une autre entreprise utilise cette adresse. Demandez à être invité·e à une autre adresse.",
                "A candidate’s account, or one of another company, uses this address. Ask to be invited at another address.",
                "يستخدم هذا البريد حساب مرشح أو حساب في شركة أخرى. اطلب دعوة على بريد آخر.",
            ),
        ),
        Problem::LastAdmin => (
            text("Dernier administrateur", "Last admin", "آخر مدير"),
            text(
                "Une entreprise garde au moins une personne qui l’administre. Nommez-en d’abord une autre.",
                "A company keeps at least one admin. Name another one first.",
                "تحتاج الشركة إلى مدير واحد على الأقل. عيّن مديرًا آخر أولًا.",
            ),
        ),
        Problem::TotpOn => (
            text("Déjà activée", "Already on", "مفعّل بالفعل"),
            text(
                "La connexion en deux étapes est activée. Désactivez-la d’abord pour changer d’application.",
                "Two-step log-in is on. Switch it off first to change the app.",
                "تسجيل الدخول بخطوتين مفعّل. عطّله أولًا لتغيير التطبيق.",
            ),
        ),
        Problem::TotpOff => (
            text("Non activée", "Not on", "غير مفعّل"),
            text(
                "La connexion en deux étapes n’est pas activée, ou sa mise en place a recommencé ailleurs. Rechargez la page.",
                "Two-step log-in is not on, or its set-up was started again elsewhere. Reload the page.",
                "تسجيل الدخول بخطوتين غير مفعّل، أو بدأ إعداده من جديد في مكان آخر. أعد تحميل الصفحة.",
            ),
        ),
        Problem::PracticeTake => (
            text("Prise d’essai", "Practice take", "محاولة تدريب"),
            text(
                "Une prise d’essai n’est vue que par vous et ne peut pas être gardée. Enregistrez une vraie prise.",
                "A practice take is seen by you alone and cannot be kept. Record a real take.",
                "محاولة التدريب تراها أنت فقط ولا يمكن الاحتفاظ بها. سجّل محاولة فعلية.",
            ),
        ),
        Problem::TakeInProgress => (
            text("Prise en cours", "Take under way", "تسجيل جارٍ"),
            text(
                "Cette prise est en cours d’enregistrement. Arrêtez-la d’abord.",
                "This take is being recorded. Stop it first.",
                "هذه المحاولة قيد التسجيل. أوقفها أولًا.",
            ),
        ),
        Problem::TakeNotKeepable => (
            text(
                "Prise non disponible",
                "Take not available",
                "المحاولة غير متاحة",
            ),
            text(
                "Cette prise n’a pas d’enregistrement à garder. Choisissez-en une autre ou recommencez.",
                "This take has no recording to keep. Choose another one or record again.",
                "لا يوجد تسجيل للاحتفاظ به في هذه المحاولة. اختر غيرها أو سجّل من جديد.",
            ),
        ),
        Problem::TooManyTakes => (
            text("Trop de prises", "Too many takes", "محاولات كثيرة"),
            text(
                "Cette vidéo a atteint son nombre de prises. Supprimez la vidéo ou créez-en une autre.",
                "This video has reached its number of takes. Delete the video or make another one.",
                "بلغ هذا الفيديو الحد الأقصى من المحاولات. احذف الفيديو أو أنشئ غيره.",
            ),
        ),
        Problem::UploadsWaiting => (
            text(
                "Vidéos en préparation",
                "Videos being prepared",
                "فيديوهات قيد التحضير",
            ),
            text(
                "Les vidéos que vous avez envoyées sont encore en préparation. Attendez qu’elles soient prêtes, puis envoyez la suivante.",
                "The videos you sent are still being prepared. Wait until they are ready, then send the next one.",
                "الفيديوهات التي أرسلتها لا تزال قيد التحضير. انتظر حتى تجهز ثم أرسل التالي.",
            ),
        ),
        Problem::VideoNotKept => (
            text(
                "Aucune prise gardée",
                "No take kept",
                "لا توجد محاولة محفوظة",
            ),
            text(
                "Gardez d’abord une prise de cette vidéo.",
                "Keep a take of this video first.",
                "احتفظ أولًا بمحاولة من هذا الفيديو.",
            ),
        ),
        Problem::OutdatedConsent => (
            text("Le texte a changé", "The text has changed", "تغيّر النص"),
            text(
                "Le texte que vous avez lu n’est plus le texte actuel. Rechargez-le et relisez-le.",
                "The text you read is no longer the current one. Load it again and read it.",
                "النص الذي قرأته لم يعد النص الحالي. أعد تحميله واقرأه.",
            ),
        ),
        Problem::AlreadyApplied => (
            text("Candidature déjà envoyée", "Already applied", "سبق التقديم"),
            text(
                "Vous avez déjà répondu à cette offre.",
                "You have applied to this offer already.",
                "لقد تقدّمت إلى هذا العرض من قبل.",
            ),
        ),
        Problem::OfferNotOpen => (
            text("Offre fermée", "Offer closed", "العرض مغلق"),
            text(
                "Cette offre ne reçoit plus de candidatures.",
                "This offer takes no more applications.",
                "لم يعد هذا العرض يستقبل الطلبات.",
            ),
        ),
        Problem::ApplicationWithdrawn => (
            text("Candidature retirée", "Application withdrawn", "سُحب الطلب"),
            text(
                "Le candidat a retiré cette candidature.",
                "The candidate has withdrawn this application.",
                "سحب المرشح هذا الطلب.",
            ),
        ),
        Problem::BodyTooLarge => (
            text("Envoi trop grand", "Too large", "حجم كبير جدًا"),
            text(
                "Ce que vous envoyez dépasse la taille permise.",
                "What you send is larger than allowed.",
                "ما ترسله يتجاوز الحجم المسموح.",
            ),
        ),
        Problem::UnsupportedMediaType => (
            text("Format refusé", "Format refused", "صيغة مرفوضة"),
            text(
                "Envoyez la requête en JSON.",
                "Send the request as JSON.",
                "أرسل الطلب بصيغة JSON.",
            ),
        ),
        Problem::RangeNotSatisfiable => (
            text("Plage impossible", "Impossible range", "نطاق غير ممكن"),
            text(
                "La partie demandée n’existe pas dans ce fichier.",
                "The part asked for does not exist in this file.",
                "الجزء المطلوب غير موجود في هذا الملف.",
            ),
        ),
        Problem::Busy => (
            text("Service occupé", "Busy", "الخدمة مشغولة"),
            text(
                "Le service est très demandé. Réessayez dans quelques secondes.",
                "The service is in high demand. Try again in a few seconds.",
                "الخدمة مزدحمة. حاول بعد بضع ثوانٍ.",
            ),
        ),
        Problem::AnalysisUnavailable => (
            text(
                "Analyse indisponible",
                "Analysis not available",
                "التحليل غير متاح",
            ),
            text(
                "Ce serveur ne note ni image ni son pour le moment. Vous pouvez enregistrer sans analyse.",
                "This server scores neither pictures nor sound at present. You can record without analysis.",
                "لا يقيّم هذا الخادم الصور والأصوات حاليًا. يمكنك التسجيل دون تحليل.",
            ),
        ),
        Problem::JobNotDead => (
            text(
                "Rien à relancer",
                "Nothing to try again",
                "لا شيء لإعادة المحاولة",
            ),
            text(
                "Cette tâche n’est pas en échec, ou une autre attend déjà pour la même chose. Rechargez la liste.",
                "This job has not failed, or another one waits for the same thing already. Reload the list.",
                "هذه المهمة لم تفشل، أو أن مهمة أخرى تنتظر الشيء نفسه. أعد تحميل القائمة.",
            ),
        ),
        Problem::DeliveryNotDead => (
            text(
                "Rien à renvoyer",
                "Nothing to send again",
                "لا شيء لإعادة إرساله",
            ),
            text(
                "Ce message n’est pas en échec, ou l’est depuis plus d’une semaine : ce qu’il disait est effacé. Rechargez la liste.",
                "This message has not failed, or did so more than a week ago: what it said is erased. Reload the list.",
                "لم تفشل هذه الرسالة، أو فشلت قبل أكثر من أسبوع ومُحي محتواها. أعد تحميل القائمة.",
            ),
        ),
        Problem::SignUpClosed => (
            text("Inscriptions fermées", "Sign-up is closed", "التسجيل مغلق"),
            text(
                "Ce site n’ouvre pas de nouveaux comptes en ce moment. Revenez plus tard, ou écrivez à la personne qui l’administre.",
                "This site opens no new accounts at the moment. Come back later, or write to whoever administers it.",
                "هذا الموقع لا يفتح حسابات جديدة حاليًا. عد لاحقًا أو راسل من يديره.",
            ),
        ),
        Problem::AccountDisabled => (
            text("Compte désactivé", "Account disabled", "الحساب معطّل"),
            text(
                "Ce compte a été désactivé par l’administration du site. Écrivez-lui si vous pensez que c’est une erreur.",
                "This account was disabled by the administration of this site. Write to it if you think that this is a mistake.",
                "عطّلت إدارة الموقع هذا الحساب. راسلها إن كنت تظن أن في الأمر خطأ.",
            ),
        ),
        Problem::OwnAccount => (
            text("C’est votre compte", "This is your account", "هذا حسابك"),
            text(
                "On ne désactive pas son propre compte. Demandez à une autre personne qui administre le site.",
                "Nobody disables the own account. Ask another admin of the platform.",
                "لا يمكنك تعطيل حسابك بنفسك. اطلب ذلك من مدير آخر للمنصة.",
            ),
        ),
        Problem::Changed => (
            text(
                "Modifié entre-temps",
                "Changed in the meantime",
                "تغيّر في هذه الأثناء",
            ),
            text(
                "Cet élément a été modifié ailleurs depuis que vous l’avez ouvert. Rechargez-le, puis refaites votre changement.",
                "This was changed elsewhere since you opened it. Load it again, then make your change once more.",
                "جرى تعديل هذا العنصر من مكان آخر منذ أن فتحته. أعد تحميله ثم كرّر تعديلك.",
            ),
        ),
        Problem::KeyReused => (
            text(
                "Clé déjà utilisée",
                "Key used already",
                "مفتاح مستعمل من قبل",
            ),
            text(
                "Cette clé Idempotency-Key a déjà servi à une autre requête. Prenez-en une nouvelle pour chaque création.",
                "This Idempotency-Key was used for another request. Take a new one for each thing you make.",
                "سبق استعمال مفتاح Idempotency-Key هذا في طلب آخر. استعمل مفتاحًا جديدًا لكل عملية إنشاء.",
            ),
        ),
        Problem::RequestUnderWay => (
            text("Requête en cours", "Request under way", "الطلب قيد التنفيذ"),
            text(
                "La même requête est en train d’être traitée. Renvoyez-la dans un instant pour avoir sa réponse.",
                "The same request is being worked on. Send it again in a moment to get its answer.",
                "الطلب نفسه قيد المعالجة. أعد إرساله بعد لحظة للحصول على جوابه.",
            ),
        ),
        Problem::TooManyRequests => (
            text("Trop de requêtes", "Too many requests", "طلبات كثيرة جدًا"),
            text(
                "Vous envoyez plus de requêtes que ce serveur n’en accepte. Attendez un instant.",
                "You send more requests than this server takes. Wait a moment.",
                "ترسل طلبات أكثر مما يقبله هذا الخادم. انتظر لحظة.",
            ),
        ),
        Problem::VideoNotCompleted => (
            text(
                "Vidéo pas encore prête",
                "Video not ready yet",
                "الفيديو غير جاهز بعد",
            ),
            text(
                "Seule une vidéo terminée peut être approuvée ou refusée.",
                "Only a completed video can be approved or rejected.",
                "لا يمكن قبول الفيديو أو رفضه إلا بعد اكتماله.",
            ),
        ),
        Problem::Invalid => (
            text("À corriger", "Please correct", "يحتاج إلى تصحيح"),
            text(
                "Certains champs sont à corriger.",
                "Some fields need correcting.",
                "بعض الحقول تحتاج إلى تصحيح.",
            ),
        ),
        Problem::Internal => (
            text("Erreur de notre côté", "Our fault", "خطأ من جانبنا"),
            text(
                "Quelque chose a échoué chez nous. Rien de ce qui était enregistré n’est perdu. Réessayez.",
                "Something failed on our side. Nothing that was saved is lost. Try again.",
                "حدث خطأ من جانبنا. لم يُفقد أي شيء محفوظ. حاول من جديد.",
            ),
        ),
    }
}

/// When to try again. Minutes from one minute on, rounded up: nobody counts 840 seconds.
pub fn wait(seconds: u64, language: Language) -> String {
    let (count, minutes) = match seconds {
        0..60 => (seconds.max(1), false),
        _ => (seconds.div_ceil(60), true),
    };
    match language {
        Language::Fr => {
            let unit = if minutes { "minute" } else { "seconde" };
            let plural = if count > 1 { "s" } else { "" };
            format!(
                "Réessayez dans {count} {unit}{plural}. D’ici là, tout essai est refusé, même le bon."
            )
        }
        Language::En => {
            let unit = if minutes { "minute" } else { "second" };
            let plural = if count > 1 { "s" } else { "" };
            format!(
                "Try again in {count} {unit}{plural}. Until then every try is refused, even the right one."
            )
        }
        Language::Ar => {
            // Few (3–10) takes the plural, more the singular; one and two are words.
            let when = match (count, minutes) {
                (1, true) => "دقيقة واحدة".to_owned(),
                (2, true) => "دقيقتين".to_owned(),
                (3..=10, true) => format!("{count} دقائق"),
                (_, true) => format!("{count} دقيقة"),
                (1, false) => "ثانية واحدة".to_owned(),
                (2, false) => "ثانيتين".to_owned(),
                (3..=10, false) => format!("{count} ثوانٍ"),
                (_, false) => format!("{count} ثانية"),
            };
            format!("حاول من جديد بعد {when}. وحتى ذلك الحين تُرفض كل محاولة، حتى الصحيحة منها.")
        }
    }
}

/// What is wrong with one field.
pub fn fault(fault: Fault, language: Language) -> String {
    use Language::{Ar, En, Fr};
    match (fault, language) {
        (Fault::Required, Fr) => "Ce champ est nécessaire.".into(),
        (Fault::Required, En) => "This field is needed.".into(),
        (Fault::Required, Ar) => "هذا الحقل مطلوب.".into(),
        (Fault::TooShort { min }, Fr) => format!("Au moins {min} caractères."),
        (Fault::TooShort { min }, En) => format!("At least {min} characters."),
        (Fault::TooShort { min }, Ar) => format!("عدد الأحرف لا يقل عن {min}."),
        (Fault::TooLong { max }, Fr) => format!("Au plus {max} caractères."),
        (Fault::TooLong { max }, En) => format!("At most {max} characters."),
        (Fault::TooLong { max }, Ar) => format!("عدد الأحرف لا يزيد عن {max}."),
        (Fault::TooMany { max }, Fr) => format!("Au plus {max} éléments."),
        (Fault::TooMany { max }, En) => format!("At most {max} items."),
        (Fault::TooMany { max }, Ar) => format!("عدد العناصر لا يزيد عن {max}."),
        (Fault::OutOfRange { min, max }, Fr) => format!("Entre {min} et {max}."),
        (Fault::OutOfRange { min, max }, En) => format!("Between {min} and {max}."),
        (Fault::OutOfRange { min, max }, Ar) => format!("بين {min} و{max}."),
        (Fault::NotAnEmail, Fr) => "Ce n’est pas une adresse e-mail.".into(),
        (Fault::NotAnEmail, En) => "This is not an e-mail address.".into(),
        (Fault::NotAnEmail, Ar) => "هذا ليس عنوان بريد إلكتروني.".into(),
        (Fault::NotAUrl, Fr) => {
            "Ce n’est pas une adresse complète. Exemple : https://exemple.ma/.".into()
        }
        (Fault::NotAUrl, En) => {
            "This is not a whole address. Example: https://example.com/.".into()
        }
        (Fault::NotAUrl, Ar) => "هذا ليس عنوانًا كاملًا. مثال: https://example.com/.".into(),
        (Fault::NotADate, Fr) => {
            "Ce n’est pas une date. Écrivez 2021, 2021-09 ou 2021-09-01.".into()
        }
        (Fault::NotADate, En) => "This is not a date. Write 2021, 2021-09 or 2021-09-01.".into(),
        (Fault::NotADate, Ar) => "هذا ليس تاريخًا. اكتب 2021 أو 2021-09 أو 2021-09-01.".into(),
        (Fault::EndsBeforeItBegins, Fr) => {
            "La fin est avant le début. Corrigez l’une des deux dates.".into()
        }
        (Fault::EndsBeforeItBegins, En) => {
            "It ends before it begins. Correct one of the two dates.".into()
        }
        (Fault::EndsBeforeItBegins, Ar) => "النهاية قبل البداية. صحّح أحد التاريخين.".into(),
        (Fault::NotOneOf(allowed), Fr) => format!("Valeurs possibles : {}.", allowed.join(", ")),
        (Fault::NotOneOf(allowed), En) => format!("Possible values: {}.", allowed.join(", ")),
        (Fault::NotOneOf(allowed), Ar) => format!("القيم الممكنة: {}.", allowed.join("، ")),
        (Fault::Unknown, Fr) => "Cette valeur n’existe pas.".into(),
        (Fault::Unknown, En) => "This value does not exist.".into(),
        (Fault::Unknown, Ar) => "هذه القيمة غير موجودة.".into(),
        (Fault::Taken, Fr) => "Ce nom est déjà pris.".into(),
        (Fault::Taken, En) => "This name is taken already.".into(),
        (Fault::Taken, Ar) => "هذا الاسم مستعمل من قبل.".into(),
        (Fault::UnknownParameter { allowed }, language) => {
            let list = allowed.join(if language == Ar { "، " } else { ", " });
            match (allowed.is_empty(), language) {
                (true, Fr) => "Paramètre inconnu : cette adresse n’en prend aucun.".into(),
                (true, En) => "Unknown parameter: this address takes none.".into(),
                (true, Ar) => "معامل غير معروف: هذا العنوان لا يقبل أي معامل.".into(),
                (false, Fr) => format!("Paramètre inconnu. Permis : {list}."),
                (false, En) => format!("Unknown parameter. Allowed: {list}."),
                (false, Ar) => format!("معامل غير معروف. المسموح به: {list}."),
            }
        }
        (Fault::WrongType, Fr) => "Cette valeur n’est pas du bon type.".into(),
        (Fault::WrongType, En) => "This value is not of the right type.".into(),
        (Fault::WrongType, Ar) => "نوع هذه القيمة غير صحيح.".into(),
        (Fault::WrongPassword, Fr) => "Ce n’est pas votre mot de passe.".into(),
        (Fault::WrongPassword, En) => "This is not your password.".into(),
        (Fault::WrongPassword, Ar) => "كلمة المرور هذه ليست كلمة مرورك.".into(),
        (Fault::WrongCode, Fr) => {
            "Ce code n’est pas le bon ou a déjà servi. Attendez le suivant.".into()
        }
        (Fault::WrongCode, En) => {
            "This code is not right or was used before. Wait for the next one.".into()
        }
        (Fault::WrongCode, Ar) => "هذا الرمز غير صحيح أو سبق استعماله. انتظر الرمز التالي.".into(),
        (Fault::Unreadable, Fr) => "Ce fichier n’a pas pu être lu. Choisissez-en un autre.".into(),
        (Fault::Unreadable, En) => "This file could not be read. Choose another one.".into(),
        (Fault::Unreadable, Ar) => "تعذّرت قراءة هذا الملف. اختر ملفًا آخر.".into(),
        (Fault::TooLarge, Fr) => "Ce fichier est trop grand ou trop long.".into(),
        (Fault::TooLarge, En) => "This file is too large or too long.".into(),
        (Fault::TooLarge, Ar) => "هذا الملف كبير جدًا أو طويل جدًا.".into(),
        (Fault::FileTooLarge { max_megabytes: max }, Fr) => {
            format!("Ce fichier dépasse {max} Mo. Raccourcissez la vidéo ou exportez-la en 720p.")
        }
        (Fault::FileTooLarge { max_megabytes: max }, En) => {
            format!("This file is larger than {max} MB. Shorten the video or export it in 720p.")
        }
        (Fault::FileTooLarge { max_megabytes: max }, Ar) => {
            format!("يتجاوز هذا الملف {max} ميغابايت. قصّر الفيديو أو صدّره بدقة 720p.")
        }
        (Fault::NotAPdf, Fr) => {
            "Ce fichier n’est pas un PDF entier. Choisissez-en un autre.".into()
        }
        (Fault::NotAPdf, En) => "This file is not a whole PDF. Choose another one.".into(),
        (Fault::NotAPdf, Ar) => "هذا الملف ليس ملف PDF كاملًا. اختر ملفًا آخر.".into(),
        (Fault::NotAVideo, Fr) => {
            "Ce fichier n’est pas une vidéo MP4, MOV ou WebM lisible. Choisissez-en un autre."
                .into()
        }
        (Fault::NotAVideo, En) => {
            "This file is no MP4, MOV or WebM video that can be read. Choose another one.".into()
        }
        (Fault::NotAVideo, Ar) => {
            "هذا الملف ليس فيديو MP4 أو MOV أو WebM قابلًا للقراءة. اختر ملفًا آخر.".into()
        }
        (Fault::NoPicture, Fr) => {
            "Cette vidéo n’a pas d’image. Choisissez une vidéo où l’on vous voit.".into()
        }
        (Fault::NoPicture, En) => {
            "This video has no picture. Choose one in which you can be seen.".into()
        }
        (Fault::NoPicture, Ar) => "لا توجد صورة في هذا الفيديو. اختر فيديو تظهر فيه.".into(),
        (Fault::NoSound, Fr) => {
            "Cette vidéo n’a pas de son. Choisissez une vidéo où l’on vous entend.".into()
        }
        (Fault::NoSound, En) => {
            "This video has no sound. Choose one in which you can be heard.".into()
        }
        (Fault::NoSound, Ar) => "لا يوجد صوت في هذا الفيديو. اختر فيديو يُسمع فيه صوتك.".into(),
        (Fault::CutOff, Fr) => {
            "Ce fichier est incomplet : la fin manque. Copiez-le ou exportez-le de nouveau.".into()
        }
        (Fault::CutOff, En) => {
            "This file is not whole: its end is missing. Copy or export it again.".into()
        }
        (Fault::CutOff, Ar) => "هذا الملف غير مكتمل ونهايته ناقصة. انسخه أو صدّره من جديد.".into(),
        (Fault::UnsupportedVideo, Fr) => {
            "Ce type de vidéo n’est pas pris en charge. Exportez-la en MP4 (H.264), au plus en 4K."
                .into()
        }
        (Fault::UnsupportedVideo, En) => {
            "This kind of video is not supported. Export it as MP4 (H.264), at most in 4K.".into()
        }
        (Fault::UnsupportedVideo, Ar) => {
            "هذا النوع من الفيديو غير مدعوم. صدّره بصيغة MP4 (H.264) وبدقة 4K كحد أقصى.".into()
        }
        (Fault::VideoTooShort { min_seconds: min }, Fr) => {
            format!("Cette vidéo est trop courte : au moins {min} secondes.")
        }
        (Fault::VideoTooShort { min_seconds: min }, En) => {
            format!("This video is too short: at least {min} seconds.")
        }
        (Fault::VideoTooShort { min_seconds: min }, Ar) => {
            format!("هذا الفيديو قصير جدًا. الحد الأدنى بالثواني: {min}.")
        }
        (Fault::VideoTooLong { max_seconds: max }, Fr) => {
            format!("Cette vidéo est trop longue : au plus {}.", minutes(max))
        }
        (Fault::VideoTooLong { max_seconds: max }, En) => {
            format!("This video is too long: at most {}.", minutes(max))
        }
        (Fault::VideoTooLong { max_seconds: max }, Ar) => {
            format!("هذا الفيديو طويل جدًا. الحد الأقصى: {}.", minutes(max))
        }
    }
}

/// `5 min`, `1 min 30 s`: read alike in all three languages.
fn minutes(seconds: u64) -> String {
    match (seconds / 60, seconds % 60) {
        (0, rest) => format!("{rest} s"),
        (whole, 0) => format!("{whole} min"),
        (whole, rest) => format!("{whole} min {rest} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_in_words_that_fit_the_number() {
        let english = |seconds| wait(seconds, Language::En);
        assert!(english(1).starts_with("Try again in 1 second."));
        assert!(english(30).starts_with("Try again in 30 seconds."));
        assert!(english(60).starts_with("Try again in 1 minute."));
        assert!(english(61).starts_with("Try again in 2 minutes."));
        assert!(wait(900, Language::Fr).contains("dans 15 minutes."));
        let arabic = |seconds| wait(seconds, Language::Ar);
        assert!(arabic(120).contains("بعد دقيقتين."));
        assert!(arabic(240).contains("بعد 4 دقائق."));
        assert!(arabic(900).contains("بعد 15 دقيقة."));
        assert!(arabic(30).contains("بعد 30 ثانية."));
    }

    #[test]
    fn every_problem_has_its_own_slug_and_three_texts() {
        let mut slugs = std::collections::HashSet::new();
        for problem in Problem::ALL {
            assert!(slugs.insert(problem.slug()), "{problem:?}");
            let (title, detail) = of(problem);
            for language in Language::ALL {
                assert!(!title.get(language).is_empty());
                assert!(!detail.get(language).is_empty());
            }
        }
    }
}
