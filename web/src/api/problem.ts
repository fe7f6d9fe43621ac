import type { ProblemDocument } from './models';

/** The server answered with a problem (RFC 9457). `title` and `detail` are in the caller's language. */
export class ApiProblem extends Error {
  readonly status: number;
  /** Last part of the problem's type: `consent-required`, `practice-take`, `validation` … */
  readonly slug: string;
  readonly title: string;
  readonly detail: string;
  /** Texts by field path, for forms. */
  readonly fields: Readonly<Record<string, readonly string[]>>;

  constructor(status: number, document: Partial<ProblemDocument>) {
    super(document.detail ?? document.title ?? `HTTP ${status}`);
    this.name = 'ApiProblem';
    this.status = status;
    this.slug = (document.type ?? '').split('/').filter(Boolean).at(-1) ?? 'unknown';
    this.title = document.title ?? '';
    this.detail = document.detail ?? '';
    this.fields = document.errors ?? {};
  }
}

/** The server could not be reached at all. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super('unreachable', { cause });
    this.name = 'Unreachable';
  }
}

/** Reads whatever a failed answer carries; a proxy's HTML page becomes a problem without text. */
export function problemFrom(status: number, body: unknown): ApiProblem {
  const document = typeof body === 'object' && body !== null ? (body as ProblemDocument) : {};
  return new ApiProblem(status, document);
}

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/**
 * The data of an answer, or a thrown {@link ApiProblem}: `unwrap(await api.GET(…))`.
 * An empty answer (204) gives `undefined`.
 */
export function unwrap<Data>({ data, error, response }: Answer<Data>): Data {
  if (!response.ok) throw problemFrom(response.status, error);
  return data as Data;
}

export function isProblem(error: unknown, slug?: string): error is ApiProblem {
  return error instanceof ApiProblem && (slug === undefined || error.slug === slug);
}
