import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageShell } from '@/components/shell/PageShell';
import { usePageTitle } from '@/hooks/usePageTitle';
import { AuditSection } from './AuditSection';
import { CompaniesSection } from './CompaniesSection';
import { DeliveriesSection } from './DeliveriesSection';
import { JobsSection } from './JobsSection';
import { SECTIONS, type Section } from './sections';
import { SettingsSection } from './SettingsSection';
import { UsersSection } from './UsersSection';
import { VideosSection } from './VideosSection';

const SHOWN: Readonly<Record<Section, () => React.ReactNode>> = {
  videos: VideosSection,
  users: UsersSection,
  companies: CompaniesSection,
  jobs: JobsSection,
  deliveries: DeliveriesSection,
  audit: AuditSection,
  settings: SettingsSection,
};

/** What the platform's admins look after; which part is shown stands in the address. */
export default function AdminPage() {
  const { t } = useTranslation('admin');
  const { view = 'videos' } = useSearch({ from: '/admin' });
  usePageTitle(t(view));
  const Shown = SHOWN[view];
  return (
    <PageShell>
      <h1 className="text-2xl font-semibold tracking-tight">{t('title')}</h1>
      <nav aria-label={t('title')} className="-mx-4 mt-4 overflow-x-auto px-4 sm:mx-0 sm:px-0">
        <ul className="flex gap-1 border-b border-line">
          {SECTIONS.map((section) => (
            <li key={section}>
              <Link
                to="/admin"
                search={section === 'videos' ? {} : { view: section }}
                // The first part has no parameter: without this it would be current always.
                activeOptions={{ exact: true, includeSearch: true }}
                className="relative flex h-11 items-center rounded-sm px-3 text-sm font-medium whitespace-nowrap text-ink-soft transition-colors after:absolute after:inset-x-3 after:-bottom-px after:h-0.5 hover:bg-sunken hover:text-ink aria-[current]:text-ink aria-[current]:after:bg-accent"
              >
                {t(section)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <section aria-label={t(view)} className="mt-6" data-testid={`admin-${view}`}>
        <Shown />
      </section>
    </PageShell>
  );
}
