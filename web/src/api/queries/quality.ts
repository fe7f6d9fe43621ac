import { queryOptions } from '@tanstack/react-query';
import { isCriterion, type Criterion } from '@/lib/score';
import { api } from '../client';
import type { Take } from '../models';
import { ApiProblem, unwrap } from '../problem';

/*
 * The shape of `GET /api/takes/{id}/quality/` by hand. To be replaced by the names of the generated
 * schema once `openapi.json` has the route; until then everything is read as if it could be missing.
 */

export type QualityStatus = 'pending' | 'ready' | 'not_scored' | 'failed';
export type Severity = 'tip' | 'advice' | 'important';
export type Scores = Record<Criterion, number | null>;

/** DNSMOS P.835, 1–5. */
export interface SpeechQuality {
  signal_mos: number;
  background_mos: number;
  overall_mos: number;
}

export interface QualitySample extends Scores {
  at_ms: number;
  overall: number | null;
  hint: string | null;
}

export interface QualityHint {
  code: string;
  criterion: Criterion;
  severity: Severity;
  from_ms: number;
  to_ms: number;
  text: string;
}

export interface QualityTip {
  code: string;
  criterion: Criterion;
  text: string;
}

export interface Quality {
  status: QualityStatus;
  scores: Scores;
  overall: number | null;
  reason: Criterion | null;
  speech: SpeechQuality | null;
  samples: QualitySample[];
  hints: QualityHint[];
  tips: QualityTip[];
}

/** The final scores come within seconds of the take; a busy worker may take minutes. */
const LOOK_EVERY_MS = 2_000;
const LOOKS_BEFORE_SLOWER = 30;
const LOOK_LATER_EVERY_MS = 10_000;

interface QualityApi {
  GET: (
    path: '/api/takes/{id}/quality/',
    init: { params: { path: { id: string } }; signal: AbortSignal },
  ) => Promise<{ data?: unknown; error?: unknown; response: Response }>;
}

/** How a take was, for its owner alone; `null` where the server knows nothing of it. */
export const qualityQuery = (takeId: string) =>
  queryOptions({
    queryKey: ['takes', takeId, 'quality'],
    queryFn: async ({ signal }): Promise<Quality | null> => {
      try {
        const untyped = api as unknown as QualityApi;
        const init = { params: { path: { id: takeId } }, signal };
        return readQuality(unwrap(await untyped.GET('/api/takes/{id}/quality/', init)));
      } catch (error) {
        if (error instanceof ApiProblem && error.status === 404) return null;
        throw error;
      }
    },
    refetchInterval: ({ state }) => {
      if (state.data?.status !== 'pending') return false;
      return state.dataUpdateCount < LOOKS_BEFORE_SLOWER ? LOOK_EVERY_MS : LOOK_LATER_EVERY_MS;
    },
  });

const STATUSES: readonly QualityStatus[] = ['pending', 'ready', 'not_scored', 'failed'];
const SEVERITIES: readonly Severity[] = ['tip', 'advice', 'important'];

type Fields = Record<string, unknown>;

const fieldsOf = (value: unknown): Fields | null =>
  typeof value === 'object' && value !== null ? (value as Fields) : null;
const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;
const listOf = <Item>(value: unknown, read: (fields: Fields) => Item | null): Item[] =>
  Array.isArray(value)
    ? value.flatMap((one: unknown) => {
        const fields = fieldsOf(one);
        const item = fields && read(fields);
        return item ? [item] : [];
      })
    : [];

/** Another shape than expected is as good as none. */
export function readQuality(value: unknown): Quality | null {
  const fields = fieldsOf(value);
  const status = STATUSES.find((one) => one === fields?.status);
  if (!fields || !status) return null;
  const quality: Quality = {
    status,
    scores: readScores(fieldsOf(fields.scores) ?? {}),
    overall: numberOf(fields.overall),
    reason: isCriterion(fields.reason) ? fields.reason : null,
    speech: readSpeech(fieldsOf(fields.speech)),
    samples: listOf(fields.samples, readSample),
    hints: listOf(fields.hints, readHint),
    tips: listOf(fields.tips, readTip),
  };
  // Ready without one score is nothing to show.
  const scored = quality.overall !== null || Object.values(quality.scores).some((s) => s !== null);
  return status === 'ready' && !scored ? { ...quality, status: 'not_scored' } : quality;
}

function readScores(fields: Fields): Scores {
  return {
    face: numberOf(fields.face),
    lighting: numberOf(fields.lighting),
    audio: numberOf(fields.audio),
    position: numberOf(fields.position),
  };
}

function readSpeech(fields: Fields | null): SpeechQuality | null {
  const signal_mos = numberOf(fields?.signal_mos);
  const background_mos = numberOf(fields?.background_mos);
  const overall_mos = numberOf(fields?.overall_mos);
  if (signal_mos === null || background_mos === null || overall_mos === null) return null;
  return { signal_mos, background_mos, overall_mos };
}

function readSample(fields: Fields): QualitySample | null {
  const at_ms = numberOf(fields.at_ms);
  if (at_ms === null) return null;
  const hint = typeof fields.hint === 'string' ? fields.hint : null;
  return { at_ms, overall: numberOf(fields.overall), hint, ...readScores(fields) };
}

function readHint(fields: Fields): QualityHint | null {
  const tip = readTip(fields);
  const from_ms = numberOf(fields.from_ms);
  const to_ms = numberOf(fields.to_ms);
  if (!tip || from_ms === null || to_ms === null || to_ms < from_ms) return null;
  const severity = SEVERITIES.find((one) => one === fields.severity) ?? 'advice';
  return { ...tip, severity, from_ms, to_ms };
}

function readTip({ code, criterion, text }: Fields): QualityTip | null {
  if (typeof code !== 'string' || !isCriterion(criterion)) return null;
  return typeof text === 'string' && text !== '' ? { code, criterion, text } : null;
}

/** What a take's row says in short, where the server says it. */
export function qualityOf(take: Take): { status: QualityStatus; overall: number | null } | null {
  const fields = fieldsOf((take as unknown as Fields).quality);
  const status = STATUSES.find((one) => one === fields?.status);
  return status ? { status, overall: numberOf(fields?.overall) } : null;
}

/** The best of a video's takes, by the server's judgement. Nothing is decided by it. */
export function isProposed(take: Take): boolean {
  return (take as unknown as Fields).is_proposed === true;
}
