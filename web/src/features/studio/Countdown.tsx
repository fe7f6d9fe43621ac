import { useTranslation } from 'react-i18next';

/** 3, 2, 1: large enough to be read from where one sits. */
export function Countdown({ remaining }: { remaining: number }) {
  const { t } = useTranslation('studio');
  return (
    <div className="absolute inset-0 flex flex-col items-center justify-center gap-4">
      <span
        data-testid="countdown"
        aria-hidden
        className="flex size-40 items-center justify-center rounded-full bg-black/60 text-[5.5rem]/none font-semibold text-white nums sm:size-52 sm:text-[7.5rem]/none"
      >
        {remaining}
      </span>
      <p className="rounded-lg bg-black/60 px-4 py-2 text-center text-lg font-medium text-white">
        {t('countdown_hint')}
      </p>
    </div>
  );
}
