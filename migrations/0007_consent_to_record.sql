-- The first text that a candidate agrees to before anything is recorded. A changed text
-- is a new version in a new migration: what somebody agreed to stays readable.
SET LOCAL ROLE jobgate_system;

INSERT INTO consent_texts (kind, version, language, title, body) VALUES
('record', '2026-11', 'fr', 'Votre accord pour être enregistré·e',
'Ce qui est enregistré. Pendant une prise, nous enregistrons l’image de votre caméra et le son de votre micro, du début à la fin de l’enregistrement, et rien avant ni après. Nous notons aussi la date, la durée et les coupures éventuelles.

Qui peut voir. Vous seul·e voyez vos prises. Une entreprise ne voit une vidéo que si vous avez gardé la prise et autorisé cette entreprise (ou toutes les entreprises) dans vos réglages de visibilité. Une prise d’essai n’est jamais montrée à une entreprise. L’équipe de JOBGATE peut voir une vidéo gardée pour la vérifier. Quand une entreprise regarde votre vidéo, vous le voyez.

Combien de temps. Une prise reste jusqu’à ce que vous la supprimiez. Les vidéos sont effacées au plus tard deux ans après votre dernier contact avec nous.

Revenir sur votre choix. Vous pouvez retirer cet accord à tout moment dans vos réglages : aucun nouvel enregistrement ne sera alors possible. Retirer l’accord n’efface pas les prises déjà faites ; vous pouvez les supprimer une à une, et leurs fichiers sont alors effacés. Refuser n’a pas d’effet sur le reste de votre compte.'),
('record', '2026-11', 'en', 'Your consent to be recorded',
'What is recorded. During a take we record the picture of your camera and the sound of your microphone, from the start of the recording to its end, and nothing before or after. We also note the date, the length and any interruptions.

Who can see it. Only you see your takes. A company sees a video only if you have kept the take and allowed that company (or all companies) in your visibility settings. A practice take is never shown to a company. The JOBGATE team may look at a kept video to check it. When a company watches your video, you can see that it did.

How long. A take stays until you delete it. Videos are erased two years after your last contact with us at the latest.

Changing your mind. You can withdraw this consent at any time in your settings: no new recording is possible from then on. Withdrawing does not erase takes already made; you can delete each of them, and its files are then erased. Refusing has no effect on the rest of your account.'),
('record', '2026-11', 'ar', 'موافقتك على التسجيل',
'ما الذي يُسجَّل. أثناء المحاولة نسجّل صورة الكاميرا وصوت الميكروفون من بداية التسجيل إلى نهايته، ولا شيء قبل ذلك أو بعده. ونسجّل أيضًا التاريخ والمدة وأي انقطاع.

من يستطيع المشاهدة. أنت وحدك ترى محاولاتك. لا ترى شركةٌ الفيديو إلا إذا احتفظت بالمحاولة وسمحت لتلك الشركة (أو لجميع الشركات) في إعدادات الظهور. محاولة التدريب لا تُعرض على أي شركة أبدًا. يمكن لفريق JOBGATE مشاهدة فيديو محتفظ به للتحقق منه. وعندما تشاهد شركة الفيديو الخاص بك، تعرف ذلك.

كم من الوقت. تبقى المحاولة إلى أن تحذفها. وتُمحى الفيديوهات بعد سنتين على الأكثر من آخر تواصل لك معنا.

تغيير رأيك. يمكنك سحب هذه الموافقة في أي وقت من إعداداتك، ولن يكون أي تسجيل جديد ممكنًا بعد ذلك. السحب لا يمحو المحاولات السابقة؛ يمكنك حذف كل واحدة منها فتُمحى ملفاتها. والرفض لا يؤثر في بقية حسابك.');

RESET ROLE;
