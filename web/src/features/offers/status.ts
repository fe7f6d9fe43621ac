import { CircleCheck, CircleDashed, Lock, type LucideIcon } from 'lucide-react';
import type { Tone } from '@/components/Badge';
import { OUTCOMES, type OfferStatus, type Outcome } from '@/api/queries/offers';
import { OFFER_STATUSES } from './shown';

export const OFFER_LOOKS: Readonly<Record<OfferStatus, { tone: Tone; icon: LucideIcon }>> = {
  draft: { tone: 'neutral', icon: CircleDashed },
  open: { tone: 'done', icon: CircleCheck },
  closed: { tone: 'neutral', icon: Lock },
};

export type ApplicationStatus = Outcome | 'withdrawn';

export const APPLICATION_TONES: Readonly<Record<ApplicationStatus, Tone>> = {
  received: 'accent',
  shortlisted: 'accent',
  interviewed: 'accent',
  offered: 'done',
  hired: 'done',
  rejected: 'neutral',
  withdrawn: 'neutral',
};

/** A server that knows more than this page is taken at its nearest. */
export function offerStatus(said: string): OfferStatus {
  return OFFER_STATUSES.find((one) => one === said) ?? 'closed';
}

export function applicationStatus(said: string): ApplicationStatus {
  return OUTCOMES.find((one) => one === said) ?? (said === 'withdrawn' ? said : 'received');
}
