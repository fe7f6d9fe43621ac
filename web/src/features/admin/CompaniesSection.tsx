import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Building2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { adminCompaniesQuery, foundCompany } from '@/api/queries/admin';
import { splitFormErrors } from '@/api/formErrors';
import { Button } from '@/components/Button';
import { ErrorNotice } from '@/components/Notice';
import { EmptyState, ErrorState, Skeleton } from '@/components/states';
import { TextField } from '@/components/TextField';
import { toast } from '@/components/Toast';
import { useFormat } from '@/hooks/useFormat';

/** The tenants, and founding another. */
export function CompaniesSection() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const companies = useQuery(adminCompaniesQuery());
  return (
    <>
      <NewCompany />
      {companies.error ? (
        <ErrorState error={companies.error} onRetry={() => void companies.refetch()} />
      ) : companies.data === undefined ? (
        <Skeleton className="h-40 rounded-lg" />
      ) : companies.data.length === 0 ? (
        <EmptyState icon={Building2} title={t('companies_none')} />
      ) : (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {companies.data.map((company) => (
            <li key={company.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 p-4">
              <p className="min-w-0 flex-1 basis-48 truncate font-medium">
                <bdi>{company.name}</bdi>
              </p>
              <p className="text-sm text-ink-soft">{t('members', { count: company.members })}</p>
              <p className="text-sm text-ink-faint">{format.date(company.created_at)}</p>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function NewCompany() {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const founding = useMutation(foundCompany(queries));
  const [name, setName] = useState('');
  const { fields, rest } = splitFormErrors(founding.error, ['name']);
  return (
    <form
      noValidate
      className="mb-6 flex flex-wrap items-start gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        founding.mutate(name, {
          onSuccess: (company) => {
            setName('');
            toast('done', t('company_made', { name: company.name }));
          },
        });
      }}
    >
      <TextField
        label={t('company_name')}
        value={name}
        onChange={setName}
        maxLength={200}
        errors={fields.name}
        className="min-w-0 flex-1 basis-64"
      />
      {/* Level with the field, whose label stands above it. */}
      <Button type="submit" isPending={founding.isPending} className="mt-6">
        {t('company_add')}
      </Button>
      {rest !== null && <ErrorNotice error={rest} className="basis-full" />}
    </form>
  );
}
