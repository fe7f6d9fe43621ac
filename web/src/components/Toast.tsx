import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import {
  Text,
  UNSTABLE_Toast as AriaToast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components';
import { cx } from '@/lib/cx';
import { IconButton } from './IconButton';

export type ToastKind = 'done' | 'danger' | 'info';

interface ToastText {
  kind: ToastKind;
  title: string;
  detail?: string;
}

// Three at a time can be read; the rest wait in the queue.
const queue = new ToastQueue<ToastText>({ maxVisibleToasts: 3 });
/** Long enough to read two short sentences; bad news stays until it is closed. */
const SHOWN_MS = 6_000;

/** Says in passing what just happened. What must be acted upon belongs in the page instead. */
export function toast(kind: ToastKind, title: string, detail?: string): void {
  queue.add({ kind, title, detail }, kind === 'danger' ? {} : { timeout: SHOWN_MS });
}

const ICONS = { done: CircleCheck, danger: CircleAlert, info: Info } as const;
const TINTS: Readonly<Record<ToastKind, string>> = {
  done: 'text-done',
  danger: 'text-danger',
  info: 'text-accent',
};

/** Once, at the root. */
export function Toasts() {
  const { t } = useTranslation();
  return (
    <ToastRegion
      queue={queue}
      aria-label={t('messages')}
      className="fixed inset-x-4 bottom-4 z-60 flex flex-col items-stretch gap-2 outline-none sm:inset-x-auto sm:end-6 sm:w-96"
    >
      {({ toast: item }) => {
        const { kind, title, detail } = item.content;
        const Icon = ICONS[kind];
        return (
          <AriaToast
            toast={item}
            className="flex items-start gap-3 rounded-lg border border-line bg-surface ps-4 pe-1 text-ink shadow-lift"
          >
            <Icon aria-hidden className={cx('mt-3 size-5 shrink-0', TINTS[kind])} />
            <ToastContent className="flex min-w-0 flex-1 flex-col py-3 text-sm">
              <Text slot="title" className="font-medium">
                {title}
              </Text>
              {detail !== undefined && (
                <Text slot="description" className="text-ink-soft">
                  {detail}
                </Text>
              )}
            </ToastContent>
            <IconButton slot="close" icon={X} label={t('close')} />
          </AriaToast>
        );
      }}
    </ToastRegion>
  );
}
