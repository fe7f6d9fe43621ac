import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { cx } from '@/lib/cx';
import { IconButton } from './IconButton';

export interface DialogProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  /** The row of buttons at the end; the primary one last. */
  actions?: ReactNode;
  size?: 'sm' | 'lg';
  /** Work is under way in it: a press beside it or Escape does not close it. */
  isHeld?: boolean;
  /** `alertdialog` when something is lost by going on. */
  role?: 'dialog' | 'alertdialog';
}

/** A sheet at the bottom of a phone, a card in the middle of a desk. */
export function Dialog({
  title,
  isOpen,
  onClose,
  children,
  actions,
  size = 'sm',
  isHeld = false,
  role = 'dialog',
}: DialogProps) {
  const { t } = useTranslation();
  return (
    <ModalOverlay
      data-modal-overlay=""
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable={role === 'dialog' && !isHeld}
      isKeyboardDismissDisabled={isHeld}
      className="fixed inset-0 z-50 flex items-end justify-center bg-scrim transition-opacity sm:items-center sm:p-4 entering:opacity-0 exiting:opacity-0"
    >
      <Modal
        className={cx(
          'flex max-h-[88dvh] w-full flex-col rounded-t-lg bg-surface text-ink shadow-lift sm:rounded-b-lg',
          size === 'sm' ? 'sm:max-w-md' : 'sm:max-w-2xl',
        )}
      >
        <AriaDialog role={role} className="flex min-h-0 flex-col outline-none">
          <header className="flex items-start gap-4 ps-6 pe-3 pt-4">
            <Heading slot="title" className="min-w-0 flex-1 pt-2 text-lg font-semibold">
              {title}
            </Heading>
            <IconButton icon={X} label={t('close')} onPress={onClose} />
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-6 pt-2 pb-6">{children}</div>
          {actions !== undefined && (
            <footer className="flex flex-wrap justify-end gap-3 border-t border-line px-6 py-4">
              {actions}
            </footer>
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
