import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { NotificationPreference } from '@/api/models';
import { choosePreference, preferencesQuery } from '@/api/queries/notifications';
import { Card } from '@/components/Card';
import { ErrorNotice } from '@/components/Notice';
import { ErrorState, Skeleton } from '@/components/states';
import { Switch } from '@/components/Switch';

const KNOWN = [
  'video_viewed',
  'video_completed',
  'video_kept',
  'take_recovered',
  'quality_ready',
  'new_candidate',
  'video_linked',
  'message',
  'video_approved',
  'video_rejected',
  'sync_needed',
  'application_received',
  'application_changed',
] as const;

export function PreferencesCard() {
  const { t } = useTranslation('notifications');
  const queries = useQueryClient();
  const preferences = useQuery(preferencesQuery());
  const choosing = useMutation(choosePreference(queries));
  if (preferences.error) {
    return <ErrorState error={preferences.error} onRetry={() => void preferences.refetch()} />;
  }
  if (preferences.data === undefined) return <Skeleton className="mt-6 h-80 rounded-lg" />;
  const pending = choosing.isPending ? choosing.variables : null;
  return (
    <Card className="mt-6" aria-label={t('tab_preferences')}>
      <p className="text-ink-soft">{t('preferences_intro')}</p>
      {choosing.error !== null && <ErrorNotice error={choosing.error} className="mt-4" />}
      <ul className="mt-4 divide-y divide-line">
        {preferences.data.preferences.map((preference) => (
          <Row
            key={preference.type}
            preference={pending?.type === preference.type ? pending : preference}
            onChoose={choosing.mutate}
          />
        ))}
      </ul>
      <p className="mt-4 text-sm text-ink-soft">{t('always')}</p>
    </Card>
  );
}

function Row({
  preference,
  onChoose,
}: {
  preference: NotificationPreference;
  onChoose: (preference: NotificationPreference) => void;
}) {
  const { t } = useTranslation('notifications');
  const known = KNOWN.find((type) => type === preference.type);
  const name = known === undefined ? preference.type : t(`type_${known}`);
  return (
    <li className="py-4">
      <fieldset>
        <legend className="font-medium">{name}</legend>
        <div className="mt-2 flex flex-wrap gap-x-8 gap-y-3">
          <Switch
            isSelected={preference.in_app}
            onChange={(in_app) => onChoose({ ...preference, in_app })}
          >
            {t('in_app')}
          </Switch>
          <Switch
            isSelected={preference.email}
            onChange={(email) => onChoose({ ...preference, email })}
          >
            {t('email')}
          </Switch>
        </div>
      </fieldset>
    </li>
  );
}
