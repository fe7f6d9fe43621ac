import { useInfiniteQuery } from '@tanstack/react-query';
import { UserRoundX } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Role } from '@/api/models';
import { usersQuery } from '@/api/queries/admin';
import { Badge } from '@/components/Badge';
import { Select } from '@/components/Select';
import { TextField } from '@/components/TextField';
import { useFormat } from '@/hooks/useFormat';
import { Rows } from './Rows';

const ROLES = ['candidate', 'recruiter', 'company_admin', 'platform_admin'] as const;

/** Everybody with an account. */
export function UsersSection() {
  const { t } = useTranslation('admin');
  const format = useFormat();
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
        {(user) => (
          <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
            <div className="min-w-0 flex-1 basis-56">
              <p className="truncate font-medium">
                <bdi>
                  {user.first_name} {user.last_name}
                </bdi>
              </p>
              <p className="truncate text-sm text-ink-soft" dir="ltr">
                {user.email}
              </p>
            </div>
            <Badge>
              {user.company === null
                ? t(`role_${user.role}`)
                : t('role_of', { role: t(`role_${user.role}`), company: user.company })}
            </Badge>
            <p className="text-sm text-ink-faint">{format.date(user.created_at)}</p>
          </div>
        )}
      </Rows>
    </>
  );
}
