import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { PlatformSettings, PlatformSettingsChange } from '@/api/models';
import { changeSettings, settingsQuery } from '@/api/queries/admin';
import { Card } from '@/components/Card';
import { ErrorNotice } from '@/components/Notice';
import { Select } from '@/components/Select';
import { ErrorState, Skeleton } from '@/components/states';
import { Switch } from '@/components/Switch';
import { toast } from '@/components/Toast';
import { useFormat } from '@/hooks/useFormat';
import { LANGUAGES, LANGUAGE_NAMES } from '@/i18n/language';

/** What is decided while the server runs; each change counts at once. */
export function SettingsSection() {
  const settings = useQuery(settingsQuery());
  if (settings.error) {
    return <ErrorState error={settings.error} onRetry={() => void settings.refetch()} />;
  }
  if (settings.data === undefined) return <Skeleton className="h-64 rounded-lg" />;
  return <Form settings={settings.data} />;
}

function Form({ settings }: { settings: PlatformSettings }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const queries = useQueryClient();
  const changing = useMutation(changeSettings(queries));
  // The switch turns at once (and keeps the focus, so it is not disabled), and back when the server refuses.
  const shown = { ...settings, ...(changing.isPending ? changing.variables : {}) };
  const change = (change: PlatformSettingsChange) =>
    changing.mutate(change, { onSuccess: () => toast('done', t('settings_saved')) });
  return (
    <Card aria-label={t('settings')}>
      <p className="text-ink-soft">{t('settings_detail')}</p>
      {changing.error !== null && <ErrorNotice error={changing.error} className="mt-4" />}
      <div className="mt-6 flex flex-col gap-6">
        <Switch
          isSelected={shown.sign_up_open ?? settings.sign_up_open}
          isReadOnly={changing.isPending}
          onChange={(sign_up_open) => change({ sign_up_open })}
          description={t('sign_up_open_detail')}
        >
          {t('sign_up_open')}
        </Switch>
        <Switch
          isSelected={shown.videos_need_approval ?? settings.videos_need_approval}
          isReadOnly={changing.isPending}
          onChange={(videos_need_approval) => change({ videos_need_approval })}
          description={t('videos_need_approval_detail')}
        >
          {t('videos_need_approval')}
        </Switch>
        <Select
          label={t('default_language')}
          description={t('default_language_detail')}
          options={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
          value={LANGUAGES.find((language) => language === shown.default_language) ?? null}
          isDisabled={changing.isPending}
          onChange={(default_language) => change({ default_language })}
          className="sm:max-w-72"
        />
      </div>
      <p className="mt-6 text-sm text-ink-faint">
        {t('settings_changed', { ago: format.ago(settings.updated_at) })}
      </p>
    </Card>
  );
}
