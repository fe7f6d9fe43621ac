import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { CheckCheck, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AdminJob, JobState } from '@/api/models';
import { jobsQuery, retryJob } from '@/api/queries/admin';
import { Button } from '@/components/Button';
import { ErrorNotice } from '@/components/Notice';
import { Select } from '@/components/Select';
import { toast } from '@/components/Toast';
import { useFormat } from '@/hooks/useFormat';
import { Rows } from './Rows';

const KINDS = ['renditions', 'score_take', 'convert_upload', 'read_cv', 'erase_objects'] as const;
const STATES = ['dead', 'queued', 'running', 'done'] as const;

/** The queue; dead letters first, because somebody has to look at them. */
export function JobsSection() {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const [state, setState] = useState<JobState>('dead');
  const list = useInfiniteQuery(jobsQuery(state));
  const retrying = useMutation(retryJob(queries));
  const retry = (job: AdminJob) =>
    retrying.mutate(job.id, { onSuccess: () => toast('done', t('retried_toast')) });
  return (
    <>
      <Select
        label={t('job_state')}
        options={STATES.map((value) => ({ value, label: t(`job_${value}`) }))}
        value={state}
        onChange={setState}
        className="mb-4 sm:max-w-56"
      />
      {retrying.error !== null && <ErrorNotice error={retrying.error} className="mb-4" />}
      <Rows
        list={list}
        empty={state === 'dead' ? t('jobs_none_dead') : t('jobs_none')}
        emptyIcon={CheckCheck}
      >
        {(job) => (
          <Job
            job={job}
            isRetrying={retrying.isPending && retrying.variables === job.id}
            onRetry={() => retry(job)}
          />
        )}
      </Rows>
    </>
  );
}

function Job({
  job,
  isRetrying,
  onRetry,
}: {
  job: AdminJob;
  isRetrying: boolean;
  onRetry: () => void;
}) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  // A newer server may have kinds that this page has no word for.
  const kind = KINDS.find((known) => known === job.kind);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <div className="min-w-0 flex-1 basis-56">
        <p className="font-medium">{kind === undefined ? job.kind : t(`kind_${kind}`)}</p>
        <p className="text-sm text-ink-soft">
          {t('job_tries', {
            attempts: format.number(job.attempts),
            most: format.number(job.max_attempts),
            ago: format.ago(job.finished_at ?? job.run_at),
          })}
        </p>
        {job.last_error !== null && (
          <p className="mt-1 text-sm break-words text-danger-ink" dir="ltr">
            {job.last_error}
          </p>
        )}
      </div>
      {job.state === 'dead' && (
        <Button icon={RotateCw} isPending={isRetrying} onPress={onRetry}>
          {t('retry_job')}
        </Button>
      )}
    </div>
  );
}
