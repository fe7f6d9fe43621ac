import { useQuery } from '@tanstack/react-query';
import { scriptsQuery } from '@/api/queries/studio';
import { Skeleton } from '@/components/states';
import { StepLine } from '@/components/StepLine';
import { useLanguage } from '@/hooks/useLanguage';
import { clock } from '@/lib/time';

/** The default script at a glance: what will be asked, and for how long. */
export function ScriptOutline() {
  const { language } = useLanguage();
  const { data } = useQuery(scriptsQuery());
  const script = data?.find(({ is_default }) => is_default) ?? data?.[0];
  if (!script) return <Skeleton className="h-36" />;
  const starts = script.steps.map((_, i) =>
    script.steps.slice(0, i).reduce((sum, step) => sum + step.duration_ms, 0),
  );
  return (
    <div className="text-accent">
      <StepLine steps={script.steps} filledMs={script.duration_ms} />
      <ol className="mt-3 flex flex-col">
        {script.steps.map((step, i) => (
          <li key={step.key} className="flex items-baseline gap-4 py-1 text-sm text-ink">
            <span className="w-8 text-ink-faint nums">{clock((starts[i] ?? 0) / 1000)}</span>
            {step.title[language]}
          </li>
        ))}
      </ol>
    </div>
  );
}
