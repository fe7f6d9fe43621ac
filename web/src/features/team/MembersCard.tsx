import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CompanyMember } from '@/api/models';
import { changeRole, membersQuery, removeMember } from '@/api/queries/team';
import { Badge } from '@/components/Badge';
import { Button } from '@/components/Button';
import { Card } from '@/components/Card';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { ErrorNotice } from '@/components/Notice';
import { ErrorState, Skeleton } from '@/components/states';
import { toast } from '@/components/Toast';
import { useSession } from '@/hooks/useSession';

export function MembersCard() {
  const { t } = useTranslation('team');
  const members = useQuery(membersQuery());
  return (
    <Card className="mt-8" aria-labelledby="members-title">
      <h2 id="members-title" className="text-lg font-semibold">
        {t('members')}
      </h2>
      {members.error ? (
        <ErrorState error={members.error} onRetry={() => void members.refetch()} />
      ) : members.data ? (
        <List members={members.data} />
      ) : (
        <Skeleton className="mt-6 h-40 rounded-lg" />
      )}
    </Card>
  );
}

function List({ members }: { members: readonly CompanyMember[] }) {
  const { t } = useTranslation('team');
  const queries = useQueryClient();
  const session = useSession();
  const [leaving, setLeaving] = useState<CompanyMember | null>(null);
  const changing = useMutation(changeRole(queries));
  const removing = useMutation(removeMember(queries));
  const failed = changing.error ?? removing.error;
  const me = session.status === 'signed-in' ? session.user.id : null;
  return (
    <>
      {failed !== null && <ErrorNotice error={failed} className="mt-4" />}
      <ul className="mt-4 divide-y divide-line">
        {members.map((member) => {
          const name = `${member.first_name} ${member.last_name}`;
          const isAdmin = member.role === 'company_admin';
          return (
            <li key={member.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-4">
              <div className="min-w-0 flex-1 basis-48">
                <p className="flex flex-wrap items-center gap-2 font-medium">
                  {name}
                  {isAdmin && <Badge tone="accent">{t('admin')}</Badge>}
                </p>
                <p className="truncate text-sm text-ink-soft">{member.email}</p>
              </div>
              {member.id !== me && (
                <>
                  <Button
                    look="quiet"
                    aria-label={t(isAdmin ? 'make_recruiter_named' : 'make_admin_named', { name })}
                    isPending={changing.isPending && changing.variables.id === member.id}
                    onPress={() =>
                      changing.mutate({
                        id: member.id,
                        role: isAdmin ? 'recruiter' : 'company_admin',
                      })
                    }
                  >
                    {t(isAdmin ? 'make_recruiter' : 'make_admin')}
                  </Button>
                  <Button
                    aria-label={t('remove_named', { name })}
                    onPress={() => setLeaving(member)}
                  >
                    {t('remove')}
                  </Button>
                </>
              )}
            </li>
          );
        })}
      </ul>
      <ConfirmDialog
        title={t('remove_title')}
        confirmLabel={t('remove')}
        isOpen={leaving !== null}
        isPending={removing.isPending}
        onClose={() => setLeaving(null)}
        onConfirm={() => {
          if (leaving === null) return;
          removing.mutate(leaving.id, {
            onSuccess: () => toast('done', t('removed')),
            onSettled: () => setLeaving(null),
          });
        }}
      >
        {t('remove_detail', {
          name: leaving === null ? '' : `${leaving.first_name} ${leaving.last_name}`,
        })}
      </ConfirmDialog>
    </>
  );
}
