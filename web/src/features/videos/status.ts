import { CircleAlert, CircleCheck, Clock, Hourglass, type LucideIcon } from 'lucide-react';
import type { Video } from '@/api/models';
import { isPlayable, isPreparing } from '@/api/queries/videos';
import type { Tone } from '@/components/Badge';

interface Look {
  tone: Tone;
  icon: LucideIcon;
  text:
    | 'status_draft'
    | 'status_to_choose'
    | 'status_processing'
    | 'status_completed'
    | 'status_approved'
    | 'status_rejected'
    | 'status_failed';
}

/** A video's state as its owner sees it. */
export function statusLook(video: Video): Look {
  switch (video.status) {
    case 'draft':
      if ((video.takes ?? []).some(isPreparing)) {
        return { tone: 'accent', icon: Hourglass, text: 'status_processing' };
      }
      return (video.takes ?? []).some(isPlayable) && !video.is_practice
        ? { tone: 'advice', icon: Clock, text: 'status_to_choose' }
        : { tone: 'neutral', icon: Clock, text: 'status_draft' };
    case 'processing':
      return { tone: 'accent', icon: Hourglass, text: 'status_processing' };
    case 'completed':
      return { tone: 'done', icon: CircleCheck, text: 'status_completed' };
    case 'approved':
      return { tone: 'done', icon: CircleCheck, text: 'status_approved' };
    case 'rejected':
      return { tone: 'danger', icon: CircleAlert, text: 'status_rejected' };
    case 'failed':
      return { tone: 'danger', icon: CircleAlert, text: 'status_failed' };
  }
}
