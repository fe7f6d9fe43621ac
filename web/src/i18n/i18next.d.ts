import type admin from './locales/fr/admin.json';
import type auth from './locales/fr/auth.json';
import type candidates from './locales/fr/candidates.json';
import type coaching from './locales/fr/coaching.json';
import type common from './locales/fr/common.json';
import type consent from './locales/fr/consent.json';
import type notifications from './locales/fr/notifications.json';
import type offers from './locales/fr/offers.json';
import type player from './locales/fr/player.json';
import type profile from './locales/fr/profile.json';
import type security from './locales/fr/security.json';
import type studio from './locales/fr/studio.json';
import type team from './locales/fr/team.json';
import type videos from './locales/fr/videos.json';

// French is the language the texts are written in first; its keys are the keys.
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: {
      admin: typeof admin;
      auth: typeof auth;
      candidates: typeof candidates;
      coaching: typeof coaching;
      common: typeof common;
      consent: typeof consent;
      notifications: typeof notifications;
      offers: typeof offers;
      player: typeof player;
      profile: typeof profile;
      security: typeof security;
      studio: typeof studio;
      team: typeof team;
      videos: typeof videos;
    };
  }
}
