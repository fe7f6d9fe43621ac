import { EyeOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Video } from '@/api/models';
import { Badge } from '@/components/Badge';
import { statusLook } from './status';

/** State, and that a practice is nobody else's business. */
export function VideoBadges({ video }: { video: Video }) {
  const { t } = useTranslation('videos');
  const { tone, icon, text } = statusLook(video);
  return (
    <span className="flex flex-wrap gap-2">
      {video.is_practice ? (
        <Badge icon={EyeOff}>{t('practice')}</Badge>
      ) : (
        <Badge tone={tone} icon={icon}>
          {t(text)}
        </Badge>
      )}
    </span>
  );
}
