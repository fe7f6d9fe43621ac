import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

export function ToLogIn() {
  const { t } = useTranslation('auth');
  return (
    <p className="mt-8 text-sm">
      <Link to="/login" className="font-medium text-accent-ink underline underline-offset-4">
        {t('to_log_in')}
      </Link>
    </p>
  );
}
