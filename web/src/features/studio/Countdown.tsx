import { useTranslation } from 'react-i18next';

/** 3, 2, 1: large enough to be read from where one sits. */
export function Countdown({ remaining }: { remaining: number }) {
  const { t } = useTranslation('studio');
  return (
    // Below the face: whoever counts along keeps the eyes up.
    <div className="absolute inset-x-0 bottom-4 flex flex-col items-center gap-3 sm:bottom-10">
      <span
        data-testid="countdown"
        aria-hidden
        className="studio-count flex items-center justify-center rounded-full bg-black/65 font-semibold text-white nums"
      >
        {remaining}
      </span>
      <p className="rounded-lg bg-black/65 px-4 py-2 text-center font-medium text-white sm:text-lg">
        {t('countdown_hint')}
      </p>
    </div>
  );
}
