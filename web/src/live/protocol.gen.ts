// Generated from the crate `signaling` by `make generate`. Do not edit.

export const PROTOCOL = 1;
export const MAX_MESSAGE_BYTES = 65536;

/**
 * A language people may choose. French is the default of the product.
 */
export type Language = "fr" | "en" | "ar";

/**
 * One text in the three languages. All are present: a missing translation is an
 * error where a text is written, not where it is read.
 */
export type LocalisedText = { fr: string, en: string, ar: string, };

/**
 * One step: a prompt and the time for it.
 */
export type Step = { 
/**
 * Stable name of the step inside its script, e.g. `who_i_am`.
 */
key: string, 
/**
 * Length in milliseconds, at least 1,000.
 */
duration_ms: number, title: LocalisedText, prompt: LocalisedText, };

/**
 * A valid script: at least one step, unique keys, lengths within bounds.
 */
export type LiveScript = { slug: string, steps: Array<Step>, };

/**
 * Why a recording stops.
 */
export type StopReason = "script_ended" | "asked" | "left" | "failed";

export type GapKind = "audio" | "video";

/**
 * A stretch of the take for which nothing arrived, in milliseconds from its zero.
 */
export type Gap = { from_ms: number, to_ms: number, kind: GapKind, };

export type IceServer = { urls: Array<string>, username?: string, credential?: string, };

export type Resolution = { width: number, height: number, frame_rate: number, };

export type VideoCodec = "h264" | "vp8";

export type MediaState = "waiting" | "flowing";

export type ConnectionState = "connecting" | "connected" | "interrupted" | "failed";

/**
 * Stable codes; the texts beside them may change.
 */
export type ErrorCode = "bad_message" | "not_joined" | "ticket_refused" | "consent_required" | "unsupported_codec" | "media_failed" | "media_missing" | "not_ready" | "server_busy" | "internal" | "shutting_down";

/**
 * A message from the page (or any other client) to the server.
 */
export type ClientMessage = { "type": "join", 
/**
 * From `POST /api/live/tickets/`; good once, for 30 s.
 */
ticket: string, 
/**
 * The protocol version the client speaks.
 */
protocol: number, 
/**
 * For texts that the server says.
 */
language: Language, } | { "type": "offer", sdp: string, } | { "type": "candidate", candidate: string, sdp_mid: string | null, sdp_m_line_index: number | null, } | { "type": "start" } | { "type": "stop" } | { "type": "leave" };

/**
 * A message from the server to its client. Times are milliseconds; `*_ms` counts
 * from the take's zero unless its text says otherwise.
 */
export type ServerMessage = { "type": "joined", take_id: string, protocol: number, ice_servers: Array<IceServer>, script: LiveScript, 
/**
 * What the camera is asked for.
 */
resolution: Resolution, } | { "type": "answer", sdp: string, video_codec: VideoCodec, } | { "type": "media", audio: MediaState, video: MediaState, } | { "type": "connection", state: ConnectionState, } | { "type": "countdown", remaining: number, } | { "type": "countdown_cancelled" } | { "type": "started", script_duration_ms: number, 
/**
 * Milliseconds since the Unix epoch, server's clock.
 */
started_at_ms: number, } | { "type": "step", index: number, key: string, start_ms: number, end_ms: number, } | { "type": "progress", elapsed_ms: number, remaining_ms: number, step_index: number, step_remaining_ms: number, } | { "type": "stopping", reason: StopReason, } | { "type": "sealed", take_id: string, duration_ms: number, gaps: Array<Gap>, } | { "type": "damaged", take_id: string, reason: string, kept_ms: number, } | { "type": "error", code: ErrorCode, 
/**
 * The socket is closed after a fatal error.
 */
fatal: boolean, 
/**
 * What happened, in the joined language.
 */
message: string, 
/**
 * What to do about it, in the joined language.
 */
action: string, };
