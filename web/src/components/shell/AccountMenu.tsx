import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ChevronDown, CircleUserRound, FileCheck2, LogOut, ShieldCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button as AriaButton } from 'react-aria-components';
import { api } from '@/api/client';
import type { Language, User } from '@/api/models';
import { logOut, setUser } from '@/api/session';
import { unwrap } from '@/api/problem';
import { useLanguage } from '@/hooks/useLanguage';
import { setThemeChoice, useThemeChoice } from '@/hooks/useTheme';
import { changeLanguage } from '@/i18n';
import { LANGUAGE_NAMES, LANGUAGES } from '@/i18n/language';
import { initialsOf } from '@/lib/names';
import { Menu, MenuChoice, MenuItem, MenuSeparator, MenuTrigger } from '../Menu';

const languageOptions = LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }));

/** Language and theme for everybody; the account's own entries for who is logged in. */
export function AccountMenu({ user }: { user: User | null }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const theme = useThemeChoice();
  const navigate = useNavigate();
  const queries = useQueryClient();

  const choose = async (next: Language) => {
    await changeLanguage(next);
    if (user) {
      // E-mails and messages follow the account; the page has changed already if this fails.
      await api
        .PATCH('/api/auth/me/', { body: { language: next } })
        .then((answer) => setUser(unwrap(answer)))
        .catch(() => undefined);
    }
    await queries.invalidateQueries();
  };

  const leave = async () => {
    await navigate({ to: '/login' });
    await logOut();
    queries.clear();
  };

  return (
    <MenuTrigger>
      <AriaButton className="flex h-11 min-w-11 cursor-pointer items-center justify-center gap-2 rounded-sm px-2 text-sm font-medium text-ink transition-colors hovered:bg-sunken">
        {user ? (
          <>
            <Initials user={user} />
            <span className="hidden max-w-40 truncate md:inline">{user.first_name}</span>
          </>
        ) : (
          <span>{LANGUAGE_NAMES[language]}</span>
        )}
        <ChevronDown aria-hidden className="size-4 text-ink-faint" />
        <span className="sr-only">{user ? t('account_menu') : t('language_and_theme')}</span>
      </AriaButton>
      <Menu label={user ? t('account_menu') : t('language_and_theme')}>
        {user?.role === 'candidate' && (
          <>
            <MenuItem icon={CircleUserRound} onAction={() => void navigate({ to: '/profile' })}>
              {t('nav_profile')}
            </MenuItem>
            <MenuItem icon={FileCheck2} onAction={() => void navigate({ to: '/consent' })}>
              {t('nav_consent')}
            </MenuItem>
          </>
        )}
        {user && (
          <>
            <MenuItem icon={ShieldCheck} onAction={() => void navigate({ to: '/security' })}>
              {t('nav_security')}
            </MenuItem>
            <MenuSeparator />
          </>
        )}
        <MenuChoice
          title={t('language')}
          value={language}
          options={languageOptions}
          onChange={(next) => void choose(next)}
        />
        <MenuChoice
          title={t('theme')}
          value={theme}
          options={[
            { value: 'auto', label: t('theme_auto') },
            { value: 'light', label: t('theme_light') },
            { value: 'dark', label: t('theme_dark') },
          ]}
          onChange={setThemeChoice}
        />
        {user && (
          <>
            <MenuSeparator />
            <MenuItem icon={LogOut} onAction={() => void leave()}>
              {t('log_out')}
            </MenuItem>
          </>
        )}
      </Menu>
    </MenuTrigger>
  );
}

function Initials({ user }: { user: User }) {
  return (
    <span
      aria-hidden
      className="flex size-8 items-center justify-center rounded-full bg-accent-soft text-xs font-semibold text-accent-ink uppercase"
    >
      {initialsOf(user.first_name, user.last_name)}
    </span>
  );
}
