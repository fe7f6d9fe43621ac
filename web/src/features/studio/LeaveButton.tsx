import { useNavigate } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '@/components/IconButton';

/** Back to one's videos; the page asks first while something is being recorded. */
export function LeaveButton() {
  const { t } = useTranslation('studio');
  const navigate = useNavigate();
  return (
    <IconButton
      icon={X}
      label={t('leave')}
      className="bg-surface/90"
      onPress={() => void navigate({ to: '/videos' })}
    />
  );
}
