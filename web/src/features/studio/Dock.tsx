import { LoaderCircle, type LucideIcon } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Button } from '@/components/Button';
import { cx } from '@/lib/cx';

/** The foot of the studio: what to do next in the middle, what else can be done beside it. */
export function Dock({
  primary,
  start,
  end,
  fades = false,
}: {
  primary: ReactNode;
  start?: ReactNode;
  end?: ReactNode;
  /** Whether the sides step back while recording. */
  fades?: boolean;
}) {
  return (
    <footer className="studio-dock">
      <div className={cx('studio-dock-start', fades && 'studio-fades')}>{start}</div>
      <div className="studio-dock-primary">{primary}</div>
      <div className={cx('studio-dock-end', fades && 'studio-fades')}>{end}</div>
    </footer>
  );
}

/** A second press of a hurried finger falls on the next button: it is not meant. */
const SETTLE_MS = 450;

export interface PrimaryProps {
  testId?: string;
  icon?: LucideIcon;
  look?: 'primary' | 'secondary';
  isPending?: boolean;
  isDisabled?: boolean;
  /** Takes the focus when it appears, so that space and enter press it. */
  takesFocus?: boolean;
  /** Is deaf for a moment when it appears. */
  settles?: boolean;
  onPress?: () => void;
  children: ReactNode;
}

/** Somebody writes notes or chooses a device: the focus stays theirs. */
function isBusyElsewhere(): boolean {
  const active = document.activeElement;
  return active !== null && active !== document.body && active.closest('.studio-dock') === null;
}

/** The one thing to do next, always in the same place. */
export function Primary({
  testId,
  look = 'primary',
  icon,
  isPending = false,
  isDisabled = false,
  takesFocus = false,
  settles = false,
  ...props
}: PrimaryProps) {
  const button = useRef<HTMLButtonElement>(null);
  const [settled, setSettled] = useState(!settles);
  useEffect(() => {
    if (settled) return;
    const timer = setTimeout(() => setSettled(true), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [settled]);
  useEffect(() => {
    if (!takesFocus || !settled || isDisabled || isPending || isBusyElsewhere()) return;
    button.current?.focus({ preventScroll: true });
  }, [takesFocus, settled, isDisabled, isPending]);
  return (
    <Button
      {...props}
      ref={button}
      data-testid={testId}
      data-primary=""
      data-busy={isPending ? '' : undefined}
      data-settling={settled ? undefined : ''}
      look={look}
      size="lg"
      // What is under way is said by the announcer: the button's own announcement would outlive it.
      icon={isPending ? LoaderCircle : icon}
      isDisabled={isDisabled || isPending || !settled}
      className="w-full shadow-lift"
    />
  );
}
