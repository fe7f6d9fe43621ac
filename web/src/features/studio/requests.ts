import { MutationObserver, type MutationOptions, type QueryClient } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { Consent, Language, Script, Take, Video } from '@/api/models';
import { ApiProblem, isProblem, Unreachable, unwrap } from '@/api/problem';
import {
  askForTicket,
  consentsQuery,
  consentTextQuery,
  createVideo,
  scriptsQuery,
} from '@/api/queries/studio';
import { updateVideo, videoQuery } from '@/api/queries/videos';
import { sessionState } from '@/api/session';
import { hasDeclinedCoaching } from '@/lib/coachingChoice';
import type { Ticket } from '@/live/connection';
import { RequestFailed } from '@/live/controller';
import type { FailureKind, Result } from '@/live/state';

export interface StudioWish {
  videoId: string | undefined;
  scriptSlug: string | undefined;
  practice: boolean;
  /** For a video that has none yet. */
  title: () => string;
  language: () => Language;
}

export interface Prepared {
  script: Script;
  /** Absent until the first take of a new video is prepared. */
  video: Video | null;
  practice: boolean;
  consented: boolean;
  /** Whether to be coached was never answered, and there is a text to ask with. */
  asksCoaching: boolean;
}

/** What the studio asks of the rest of the server, around one video. */
export class StudioRequests {
  readonly #queries: QueryClient;
  readonly #wish: StudioWish;
  #script: Script | null = null;
  #video: Video | null = null;
  #notes = '';

  constructor(queries: QueryClient, wish: StudioWish) {
    this.#queries = queries;
    this.#wish = wish;
  }

  get videoId(): string | null {
    return this.#video?.id ?? null;
  }

  async prepare(): Promise<Prepared> {
    try {
      const { videoId, scriptSlug, practice } = this.#wish;
      const [scripts, consents, named] = await Promise.all([
        this.#queries.query(scriptsQuery()),
        this.#queries.query({ ...consentsQuery(), staleTime: 0 }),
        videoId === undefined ? null : this.#queries.query(videoQuery(videoId)),
      ]);
      const script =
        (named
          ? scripts.find(({ id }) => id === named.script_id)
          : scripts.find(({ slug }) => slug === scriptSlug)) ?? scripts[0];
      if (!script || (scriptSlug !== undefined && !named && script.slug !== scriptSlug)) {
        throw new RequestFailed('gone');
      }
      this.#script = script;
      this.#video = named ?? (await this.#emptyDraft(script, practice));
      this.#notes = this.#video?.private_notes ?? '';
      return {
        script,
        video: this.#video,
        practice: this.#video?.is_practice ?? practice,
        consented: consents.some(({ kind, current }) => kind === 'record' && current),
        asksCoaching: !hasAnswered(consents) && (await this.#hasCoachingText()),
      };
    } catch (error) {
      throw inStudioWords(error);
    }
  }

  /** An older server has no such text, and a question that cannot be read is not asked. */
  async #hasCoachingText(): Promise<boolean> {
    const text = consentTextQuery(this.#wish.language(), 'analyse');
    return this.#queries.query({ ...text, retry: false }).then(
      () => true,
      () => false,
    );
  }

  /** A draft that was begun and never filled is taken up again, so that none pile up. */
  async #emptyDraft(script: Script, practice: boolean): Promise<Video | null> {
    const answer = await api.GET('/api/videos/', { params: { query: { status: 'draft' } } });
    return (
      unwrap(answer).results.find(
        ({ is_practice, script_id, takes }) =>
          is_practice === practice &&
          script_id === script.id &&
          takes?.every(({ state }) => state === 'armed' || state === 'discarded') === true,
      ) ?? null
    );
  }

  async requestTicket(): Promise<Ticket> {
    try {
      this.#video ??= await this.#newVideo();
      return await this.#run(askForTicket(), this.#video.id);
    } catch (error) {
      throw inStudioWords(error);
    }
  }

  async #newVideo(): Promise<Video> {
    const video = await this.#run(createVideo(this.#queries), {
      title: this.#wish.title(),
      is_practice: this.#wish.practice,
      ...(this.#script ? { script_id: this.#script.id } : {}),
    });
    this.#video = video;
    if (this.#notes !== '') await this.saveNotes(this.#notes).catch(() => undefined);
    return video;
  }

  /** Kept for the video; before there is one, until there is. */
  async saveNotes(notes: string): Promise<void> {
    this.#notes = notes;
    const video = this.#video;
    if (!video || video.private_notes === notes) return;
    const { id, title, description } = video;
    this.#video = await this.#run(updateVideo(this.#queries), {
      id,
      title,
      description,
      private_notes: notes,
    });
  }

  #run<Output, Input>(options: MutationOptions<Output, Error, Input>, input: Input) {
    return new MutationObserver(this.#queries, options).mutate(input);
  }

  async takeOf(takeId: string): Promise<Take> {
    return unwrap(await api.GET('/api/takes/{id}/', { params: { path: { id: takeId } } }));
  }

  async findTake(takeId: string): Promise<Omit<Result, 'cause'> | null> {
    return resultOf(await this.takeOf(takeId));
  }
}

/** A yes that stands, a yes taken back, or a no on this device: none of them is asked again. */
export function hasAnswered(consents: readonly Consent[]): boolean {
  const session = sessionState();
  if (session.status === 'signed-in' && hasDeclinedCoaching(session.user.id)) return true;
  // Newest first.
  const analyse = consents.filter(({ kind }) => kind === 'analyse');
  return analyse.some(({ current }) => current) || analyse.at(0)?.withdrawn_at != null;
}

/** A take that is closed; `null` while it may still become so. */
export function resultOf(take: Take): Omit<Result, 'cause'> | null {
  const { id: takeId, gaps, state } = take;
  const durationMs = take.duration_ms ?? 0;
  switch (state) {
    case 'sealed':
    case 'recovered':
    case 'damaged':
      return { takeId, durationMs, gaps, condition: state };
    case 'discarded':
      return { takeId, durationMs: 0, gaps: [], condition: 'damaged' };
    case 'armed':
    case 'recording':
      return null;
  }
}

export function inStudioWords(error: unknown): RequestFailed {
  if (error instanceof RequestFailed) return error;
  return new RequestFailed(kindOf(error), { cause: error });
}

function kindOf(error: unknown): FailureKind | 'consent_required' {
  if (error instanceof Unreachable) return navigator.onLine ? 'unreachable' : 'offline';
  if (isProblem(error, 'consent-required')) return 'consent_required';
  if (!(error instanceof ApiProblem)) return 'internal';
  switch (error.status) {
    case 403:
    case 404:
      return 'gone';
    case 429:
    case 503:
      return 'busy';
    default:
      return 'internal';
  }
}
