import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Ban, UserRoundX } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AdminUser, Role } from '@/api/models';
import { changeAccount, usersQuery } from '@/api/queries/admin';
import { useSession } from '@/hooks/useSession';
import { Badge } from '@/components/Badge';
import { Button } from '@/components/Button';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { ErrorNotice } from '@/components/Notice';
import { Select } from '@/components/Select';
import { TextField } from '@/components/TextField';
import { toast } from '@/components/Toast';
import { useFormat } from '@/hooks/useFormat';
import { Rows } from './Rows';

const ROLES = ['candidate', 'recruiter', 'company_admin', 'platform_admin'] as const;

/** Everybody with an account. */
export function UsersSection() {
  const { t } = useTranslation('admin');
  const [role, setRole] = useState<Role | 'all'>('all');
  const [typed, setTyped] = useState('');
  const search = useDeferredValue(typed.trim());
  const list = useInfiniteQuery(
    usersQuery({
      ...(role === 'all' ? {} : { role }),
      ...(search === '' ? {} : { search }),
    }),
  );
  const roles = [
    { value: 'all' as const, label: t('role_all') },
    ...ROLES.map((value) => ({ value, label: t(`role_${value}`) })),
  ];
  return (
    <>
      <div className="mb-4 grid gap-4 sm:grid-cols-[1fr_14rem]">
        <TextField
          type="search"
          label={t('users_search')}
          value={typed}
          onChange={setTyped}
          maxLength={100}
        />
        <Select label={t('role')} options={roles} value={role} onChange={setRole} />
      </div>
      <Rows list={list} empty={t('users_none')} emptyIcon={UserRoundX}>
        {(user) => <Account user={user} />}
      </Rows>
    </>
  );
}

function Account({ user }: { user: AdminUser }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const queries = useQueryClient();
  const session = useSession();
  const [isAsking, setAsking] = useState(false);
  const changing = useMutation(changeAccount(queries));
  const name = `${user.first_name} ${user.last_name}`;
  const isOwn = session.status === 'signed-in' && session.user.id === user.id;
  const disable = () =>
    changing.mutate(
      { id: user.id, change: 'disable' },
      {
        onSuccess: () => toast('done', t('disabled_toast')),
        onSettled: () => setAsking(false),
      },
    );
  const restore = () =>
    changing.mutate(
      { id: user.id, change: 'restore' },
      { onSuccess: () => toast('done', t('restored_toast')) },
    );
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-56">
          <p className="truncate font-medium">
            <bdi>{name}</bdi>
          </p>
          <p className="truncate text-sm text-ink-soft" dir="ltr">
            {user.email}
          </p>
        </div>
        {user.disabled_at !== null && (
          <Badge tone="danger" icon={Ban}>
            {t('disabled')}
          </Badge>
        )}
        <Badge>
          {user.company === null
            ? t(`role_${user.role}`)
            : t('role_of', { role: t(`role_${user.role}`), company: user.company })}
        </Badge>
        <p className="text-sm text-ink-faint">{format.date(user.created_at)}</p>
        {user.disabled_at !== null ? (
          <Button
            aria-label={t('restore_named', { name })}
            isPending={changing.isPending}
            onPress={restore}
          >
            {t('restore')}
          </Button>
        ) : (
          // Nobody shuts the own door.
          !isOwn && (
            <Button aria-label={t('disable_named', { name })} onPress={() => setAsking(true)}>
              {t('disable')}
            </Button>
          )
        )}
      </div>
      {changing.error !== null && <ErrorNotice error={changing.error} />}
      <ConfirmDialog
        title={t('disable_title', { name })}
        confirmLabel={t('disable')}
        isOpen={isAsking}
        isPending={changing.isPending}
        onClose={() => setAsking(false)}
        onConfirm={disable}
      >
        {t('disable_detail')}
      </ConfirmDialog>
    </div>
  );
}
