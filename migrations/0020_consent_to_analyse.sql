-- What a candidate agrees to before the server looks and listens. Recording works without it.
SET LOCAL ROLE jobgate_system;

INSERT INTO consent_texts (kind, version, language, title, body) VALUES
('analyse', '2026-11', 'fr', 'Votre accord pour être conseillé·e pendant la prise',
'Ce qui est calculé. Pendant la vérification et pendant une prise, notre serveur regarde une image et écoute le son une fois par seconde environ. Il en tire des nombres : la place, la taille et la netteté du visage dans l’image, l’orientation de la tête, la lumière, le volume et la clarté de la voix, le bruit. Ces nombres donnent quatre notes de 0 à 100 (visage, lumière, son, position), une note d’ensemble et un conseil à la fois. Aucune émotion n’est déduite et personne n’est identifié : le calcul ne sait pas qui vous êtes, et il ne juge ni ce que vous dites ni votre accent.

Ce qui est gardé. Les points et les extraits du visage ne servent que le temps d’un regard : ils restent en mémoire et ne sont jamais enregistrés. Seuls les nombres, les notes et les conseils sont gardés avec la prise.

Qui peut voir. Vous seul·e. Aucune entreprise ne voit ces notes, l’équipe de JOBGATE non plus. Une entreprise ne pourra filtrer les candidatures selon la qualité de l’image que si vous l’acceptez séparément.

Combien de temps. Les notes restent jusqu’à ce que vous les supprimiez ou que vous supprimiez la prise, et ne survivent jamais à la vidéo.

Refuser ou changer d’avis. Refuser n’a aucun effet : vous pouvez enregistrer de la même façon, et personne n’en est informé. Vous pouvez couper l’analyse à tout moment, même pendant une prise ; cette prise n’est alors pas notée. Vous pouvez aussi retirer cet accord dans vos réglages : plus rien n’est analysé à partir de ce moment. Les notes déjà calculées restent visibles de vous seul·e ; vous pouvez les supprimer.'),
('analyse', '2026-11', 'en', 'Your consent to be coached during a take',
'What is computed. During the check and during a take our server looks at one picture and listens to the sound about once a second. It derives numbers: where the face is in the picture, its size and sharpness, which way the head is turned, the light, the loudness and clarity of the voice, the noise. These numbers give four scores from 0 to 100 (face, lighting, audio, position), an overall score and one hint at a time. No emotion is inferred and nobody is identified: the computation does not know who you are, and it judges neither what you say nor your accent.

What is kept. Points and crops of the face serve for one look only: they stay in memory and are never stored. Only the numbers, the scores and the hints are kept with the take.

Who can see it. You alone. No company sees these scores, nor does the JOBGATE team. A company will be able to filter candidates by picture quality only if you agree to that separately.

How long. The scores stay until you remove them or delete the take, and never outlive the video.

Refusing or changing your mind. Refusing has no effect: you can record in the same way, and nobody is told. You can switch the analysis off at any moment, even during a take; that take is then not scored. You can also withdraw this consent in your settings: nothing is analysed from then on. Scores computed before stay visible to you alone; you can remove them.'),
('analyse', '2026-11', 'ar', 'موافقتك على تلقّي الإرشاد أثناء المحاولة',
'ما الذي يُحسَب. أثناء الفحص وأثناء المحاولة ينظر خادمنا إلى صورة واحدة ويستمع إلى الصوت مرة في الثانية تقريبًا. ويستخرج منها أرقامًا: موضع الوجه في الصورة وحجمه ووضوحه، واتجاه الرأس، والإضاءة، وشدة الصوت ووضوحه، والضجيج. وتعطي هذه الأرقام أربع درجات من 0 إلى 100 (الوجه، الإضاءة، الصوت، الوضعية) ودرجة عامة ونصيحة واحدة في كل مرة. لا تُستنتج أي مشاعر ولا تُحدَّد هوية أي شخص: الحساب لا يعرف من أنت، ولا يحكم على ما تقوله ولا على لهجتك.

ما الذي يُحفَظ. نقاط الوجه ومقتطفات صورته لا تُستعمل إلا للحظة نظرة واحدة: تبقى في الذاكرة ولا تُخزَّن أبدًا. لا يُحفظ مع المحاولة سوى الأرقام والدرجات والنصائح.

من يستطيع الاطلاع. أنت وحدك. لا ترى أي شركة هذه الدرجات، ولا يراها فريق JOBGATE. ولن تستطيع شركة تصفية المترشحين بحسب جودة الصورة إلا إذا وافقت على ذلك في طلب منفصل.

كم من الوقت. تبقى الدرجات إلى أن تحذفها أو تحذف المحاولة، ولا تبقى أبدًا بعد الفيديو.

الرفض أو تغيير الرأي. الرفض ليس له أي أثر: يمكنك التسجيل بالطريقة نفسها، ولا يُخبَر أحد بذلك. يمكنك إيقاف التحليل في أي لحظة، حتى أثناء المحاولة، فلا تُعطى تلك المحاولة درجات. ويمكنك أيضًا سحب هذه الموافقة من إعداداتك، فلا يُحلَّل أي شيء بعد ذلك. تبقى الدرجات المحسوبة سابقًا مرئية لك وحدك، ويمكنك حذفها.');

RESET ROLE;
