import { Copy, Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/Button';
import { toast } from '@/components/Toast';
import { useFocusWhenShown } from '@/hooks/useFocusWhenShown';

const FILE = 'jobgate-recovery-codes.txt';

/** The ten codes, this once. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const { t } = useTranslation('security');
  const step = useFocusWhenShown<HTMLHeadingElement>();
  const copy = async () => {
    try {
      // Only a page that came by HTTPS, or from this machine, has a clipboard at all.
      await navigator.clipboard.writeText(codes.join('\n'));
      toast('done', t('copied_toast'));
    } catch {
      toast('danger', t('copy_failed'));
    }
  };
  return (
    <div className="mt-4 flex flex-col gap-4">
      <div>
        <h3 ref={step} tabIndex={-1} className="font-semibold outline-none">
          {t('codes_title')}
        </h3>
        <p className="mt-1 text-ink-soft">{t('codes')}</p>
      </div>
      <ol
        dir="ltr"
        className="grid grid-cols-[repeat(auto-fill,minmax(10rem,1fr))] gap-x-6 gap-y-2 rounded-sm bg-sunken p-4 font-mono"
        data-testid="recovery-codes"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className="flex flex-wrap gap-3">
        <Button icon={Copy} onPress={() => void copy()}>
          {t('copy')}
        </Button>
        <Button icon={Download} onPress={() => save([t('codes_file'), '', ...codes].join('\n'))}>
          {t('download')}
        </Button>
        <Button look="primary" onPress={onKept}>
          {t('kept')}
        </Button>
      </div>
    </div>
  );
}

/** As a file of the browser's own making: the codes go nowhere. */
function save(text: string): void {
  const address = URL.createObjectURL(new Blob([`${text}\n`], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = FILE;
  link.click();
  URL.revokeObjectURL(address);
}
