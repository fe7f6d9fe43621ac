-- Asked apart from being analysed: whether companies may filter by the result.
SET LOCAL ROLE jobgate_system;

INSERT INTO consent_texts (kind, version, language, title, body) VALUES
('quality_filter', '2026-11', 'fr', 'Votre accord pour le filtre par qualité d’image',
'De quoi il s’agit. Une entreprise à laquelle vous avez ouvert votre profil peut filtrer les vidéos selon leur qualité technique. Si vous êtes d’accord, elle voit alors un seul nombre de 0 à 100, la note d’ensemble de votre vidéo de présentation : elle dit si l’image et le son sont bons, jamais ce que vous valez.

Sans votre accord. Ce nombre reste vide pour toutes les entreprises. Un profil sans note n’est jamais retiré d’une liste ni placé plus bas, et rien ne dit si vous avez refusé ou si la vidéo n’a pas été notée.

Ce qui n’est jamais montré. Les quatre notes, les conseils et les mesures restent visibles de vous seul·e.

Changer d’avis. Vous pouvez retirer cet accord à tout moment dans vos réglages : le nombre disparaît aussitôt pour les entreprises. Refuser n’a pas d’effet sur le reste de votre compte.'),
('quality_filter', '2026-11', 'en', 'Your consent to the picture quality filter',
'What it is. A company that you have opened your profile to can filter videos by their technical quality. If you agree, it then sees one number from 0 to 100, the overall score of your presentation video: it says whether picture and sound are good, never what you are worth.

Without your consent. The number stays empty for every company. A profile without a score is never removed from a list nor placed lower, and nothing tells whether you refused or the video was not scored.

What is never shown. The four scores, the hints and the measures stay visible to you alone.

Changing your mind. You can withdraw this consent at any time in your settings: the number disappears for companies at once. Refusing has no effect on the rest of your account.'),
('quality_filter', '2026-11', 'ar', 'موافقتك على التصفية بحسب جودة الصورة',
'ما المقصود. تستطيع الشركة التي فتحت لها ملفك تصفية الفيديوهات بحسب جودتها التقنية. إذا وافقت، ترى الشركة عندئذ رقمًا واحدًا من 0 إلى 100 هو الدرجة العامة لفيديو التقديم: وهو يدل على جودة الصورة والصوت، ولا يدل أبدًا على قيمتك.

دون موافقتك. يبقى هذا الرقم فارغًا لدى جميع الشركات. الملف الذي لا درجة له لا يُحذف من أي قائمة ولا يُوضع في مرتبة أدنى، ولا شيء يبيّن هل رفضت أم أن الفيديو لم يُعطَ درجة.

ما لا يُعرض أبدًا. الدرجات الأربع والنصائح والقياسات تبقى مرئية لك وحدك.

تغيير رأيك. يمكنك سحب هذه الموافقة في أي وقت من إعداداتك، فيختفي الرقم فورًا لدى الشركات. والرفض لا يؤثر في بقية حسابك.');

RESET ROLE;
