-- The script everybody starts with: 90 seconds in four steps. The owner is bound by
-- forced row-level security like everybody else, hence the role.
SET LOCAL ROLE jobgate_system;

INSERT INTO scripts (id, slug, title_fr, title_en, title_ar, is_default) VALUES (
    '01890000-0000-7000-8000-000000000090', 'presentation-90',
    'Présentation en 90 secondes', '90-second presentation', 'تقديم في 90 ثانية', true);

INSERT INTO script_steps (script_id, position, key, duration_ms,
    title_fr, title_en, title_ar, prompt_fr, prompt_en, prompt_ar) VALUES
('01890000-0000-7000-8000-000000000090', 0, 'who_i_am', 20000,
    'Qui je suis', 'Who I am', 'من أنا',
    'Bonjour ! Dites votre prénom, où vous vivez, et ce que vous faites aujourd’hui.',
    'Hello! Say your first name, where you live, and what you do today.',
    'مرحبًا! قل اسمك الأول، وأين تعيش، وماذا تفعل اليوم.'),
('01890000-0000-7000-8000-000000000090', 1, 'education_projects', 25000,
    'Formation et projets', 'Education and projects', 'الدراسة والمشاريع',
    'Qu’avez-vous étudié ? Racontez un projet dont vous êtes fier : votre rôle, et le résultat.',
    'What did you study? Tell us about one project you are proud of: your part in it, and the result.',
    'ماذا درست؟ حدّثنا عن مشروع تفتخر به: ما كان دورك، وما كانت النتيجة؟'),
('01890000-0000-7000-8000-000000000090', 2, 'skills_motivation', 25000,
    'Compétences et motivation', 'Skills and motivation', 'المهارات والدافع',
    'Que savez-vous bien faire ? Donnez un exemple concret, puis dites ce qui vous donne envie de travailler.',
    'What are you good at? Give one concrete example, then say what makes you want to get up and work.',
    'ما الذي تُتقنه؟ أعطِ مثالًا ملموسًا واحدًا، ثم قل ما الذي يحفّزك على العمل.'),
('01890000-0000-7000-8000-000000000090', 3, 'goals', 20000,
    'Objectifs', 'Goals', 'الأهداف',
    'Quel poste cherchez-vous, et où vous voyez-vous dans deux ans ? Terminez par un merci.',
    'What job are you looking for, and where do you see yourself in two years? End with a thank-you.',
    'ما الوظيفة التي تبحث عنها، وأين ترى نفسك بعد سنتين؟ اختم بكلمة شكر.');

RESET ROLE;
