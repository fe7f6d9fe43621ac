import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect } from 'react';
import { I18nProvider } from 'react-aria-components';
import { onNews } from '@/api/news';
import { somethingWasTold } from '@/api/queries/notifications';
import { Toasts } from '@/components/Toast';
import { useLanguage } from '@/hooks/useLanguage';
import { useSession } from '@/hooks/useSession';
import { changeLanguage } from '@/i18n';
import type { makeRouter } from './router';

export function App({
  queries,
  router,
}: {
  queries: QueryClient;
  router: ReturnType<typeof makeRouter>;
}) {
  const { locale } = useLanguage();
  const session = useSession();
  const accountLanguage = session.status === 'signed-in' ? session.user.language : undefined;

  // The account's language wins over the device's, once a log-in.
  useEffect(() => {
    if (accountLanguage !== undefined) void changeLanguage(accountLanguage);
  }, [accountLanguage]);

  // Here and not at the bell, which is made anew on each page.
  const person = session.status === 'signed-in' ? session.user.id : undefined;
  useEffect(() => {
    if (person === undefined) return;
    return onNews(() => void somethingWasTold(queries));
  }, [person, queries]);

  // A session that ends elsewhere (another tab, a revoked token) leads back to the log-in.
  const signedOut = session.status === 'signed-out';
  useEffect(() => {
    if (!signedOut) return;
    queries.clear();
    void router.invalidate();
  }, [signedOut, queries, router]);

  return (
    <I18nProvider locale={locale}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
        <Toasts />
      </QueryClientProvider>
    </I18nProvider>
  );
}
