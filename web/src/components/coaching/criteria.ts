import { Crosshair, Mic, ScanFace, Sun, type LucideIcon } from 'lucide-react';
import type { Criterion } from '@/lib/score';

export const CRITERION_ICONS: Readonly<Record<Criterion, LucideIcon>> = {
  face: ScanFace,
  lighting: Sun,
  audio: Mic,
  position: Crosshair,
};
