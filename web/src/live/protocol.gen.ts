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

/**
 * What a take is judged by.
 */
export type Criterion = "face" | "lighting" | "audio" | "position";

/**
 * 0–100 each: 70 is good enough, 85 excellent. Absent until there was anything to judge.
 */
export type Scores = { face: number | null, lighting: number | null, audio: number | null, position: number | null, };

/**
 * Stable codes of hints; their texts may change. In the order of the criteria.
 */
export type HintCode = "show_face" | "be_alone" | "hold_still" | "look_at_camera" | "more_light" | "less_light" | "light_behind" | "light_one_side" | "check_microphone" | "speak" | "speak_louder" | "speak_softer" | "quieter_place" | "move_left" | "move_right" | "move_up" | "move_down" | "come_closer" | "move_back" | "head_straight";

/**
 * How much it matters. Nothing here is an error: the candidate may go on.
 */
export type Severity = "tip" | "advice" | "important";

/**
 * A hint in the joined language.
 */
export type HintText = { code: HintCode, criterion: Criterion, severity: Severity, 
/**
 * One short sentence that says what to do.
 */
text: string, };

/**
 * The largest face of a picture. Lengths are shares of the frame, angles degrees.
 */
export type FaceMeasures = { 
/**
 * Of the detector, 0–1.
 */
confidence: number, 
/**
 * Of the landmark model, 0–1.
 */
presence: number, 
/**
 * Area of the second largest face over that of the largest, 0–1; 0 when alone.
 */
second_face_ratio: number, 
/**
 * Middle of the face's box; 0 is left and top of the picture *as sent* (not mirrored).
 */
center_x: number, center_y: number, 
/**
 * The box from forehead to chin.
 */
width: number, height: number, 
/**
 * Between the middles of the eyes, in pixels of a frame scaled to 1280 across.
 */
eye_distance_px: number, 
/**
 * Eyelid opening over the distance from eyes to chin, mean of both eyes.
 */
eye_opening: number, 
/**
 * Head tilted towards a shoulder; positive is clockwise in the picture as sent.
 */
roll_deg: number, 
/**
 * Head turned; positive is towards the picture's right.
 */
yaw_deg: number, 
/**
 * Head raised (negative) or lowered (positive).
 */
pitch_deg: number, 
/**
 * Variance of the Laplacian over the variance of the luma, on the face scaled to one
 * size; dimensionless.
 */
sharpness: number, luminance_mean: number, luminance_variance: number, 
/**
 * Entropy of the face's luma histogram, in bits, 0–8.
 */
dynamic_range_bits: number, 
/**
 * Overlap of the luma histograms of both cheeks, 0–1.
 */
uniformity_overlap: number, 
/**
 * Share of the face with luma 247–255, 0–1.
 */
over_exposed_share: number, 
/**
 * Share of the face with luma 0–25, 0–1.
 */
under_exposed_share: number, 
/**
 * Mean of everything that is neither face nor body below it.
 */
background_luminance_mean: number, };

/**
 * One look at a picture. Luminance is 0–1 (BT.709 luma of the 8-bit picture over 255).
 */
export type PictureMeasures = { frame_luminance_mean: number, frame_luminance_median: number, 
/**
 * Share of the frame's pixels with luma 0–25 of 255, 0–1.
 */
frame_dark_share: number, 
/**
 * Share of the frame's pixels with luma 247–255, 0–1.
 */
frame_bright_share: number, 
/**
 * Faces that detector and mesh agree on.
 */
face_count: number, 
/**
 * The largest of them.
 */
face: FaceMeasures | null, };

/**
 * The sound of the last second, with the windows that each measure names.
 */
export type SoundMeasures = { 
/**
 * EBU R128 momentary (400 ms), ungated; −70 is the floor.
 */
momentary_lufs: number, 
/**
 * EBU R128 short-term (3 s), ungated; −70 is the floor.
 */
short_term_lufs: number, 
/**
 * EBU R128 loudness of the speech of the last 10 s: of blocks in which a voice was
 * found. Absent until somebody spoke.
 */
speech_lufs: number | null, 
/**
 * Largest sample of the last second, in dB of full scale.
 */
peak_dbfs: number, 
/**
 * Share of the last second's samples in runs at full scale, 0–1.
 */
clipped_share: number, 
/**
 * Share of the last second in which a voice was found, 0–1.
 */
speech_share: number, 
/**
 * The same over the last 10 s.
 */
speech_share_10s: number, 
/**
 * Level of speech over the level between speech, over the last 10 s. Absent until
 * both were heard.
 */
snr_db: number | null, 
/**
 * Level of what is not speech over the last 10 s, in dB of full scale.
 */
noise_dbfs: number | null, 
/**
 * DNSMOS P.808 over the last 9 s, 1–5; only where enough of it was speech.
 */
speech_quality_mos: number | null, };

export type AnalysisState = "on" | "off" | "refused" | "unavailable";

export type IceServer = { urls: Array<string>, username?: string, credential?: string, };

export type Resolution = { width: number, height: number, frame_rate: number, };

export type VideoCodec = "h264" | "vp8";

export type MediaState = "waiting" | "flowing";

export type ConnectionState = "connecting" | "connected" | "interrupted" | "failed";

/**
 * Stable codes; the texts beside them may change.
 */
export type ErrorCode = "bad_message" | "not_joined" | "ticket_refused" | "resume_refused" | "consent_required" | "consent_withdrawn" | "session_ended" | "unsupported_codec" | "media_failed" | "media_missing" | "not_ready" | "server_busy" | "internal" | "shutting_down";

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
language: Language, } | { "type": "resume", 
/**
 * From `joined`.
 */
key: string, 
/**
 * The protocol version the client speaks.
 */
protocol: number, 
/**
 * Messages heard on this session so far, `joined` counted and `resumed` not.
 */
heard: number, } | { "type": "offer", sdp: string, } | { "type": "candidate", candidate: string, sdp_mid: string | null, sdp_m_line_index: number | null, } | { "type": "start" } | { "type": "stop" } | { "type": "analysis", enabled: boolean, } | { "type": "leave" };

/**
 * A message from the server to its client. Times are milliseconds; `*_ms` counts
 * from the take's zero unless its text says otherwise.
 */
export type ServerMessage = { "type": "joined", take_id: string, protocol: number, 
/**
 * A secret: `resume` with it goes on with this session on another socket.
 */
resume_key: string, ice_servers: Array<IceServer>, script: LiveScript, 
/**
 * What the camera is asked for.
 */
resolution: Resolution, } | { "type": "resumed", 
/**
 * Texts of the client that arrived, `join` and `resume` not counted: it says the
 * later ones again.
 */
heard: number, } | { "type": "answer", sdp: string, video_codec: VideoCodec, } | { "type": "media", audio: MediaState, video: MediaState, } | { "type": "connection", state: ConnectionState, } | { "type": "countdown", remaining: number, } | { "type": "countdown_cancelled" } | { "type": "started", script_duration_ms: number, 
/**
 * The take's zero: when its first frame was captured. Milliseconds since the Unix epoch,
 * server's clock.
 */
started_at_ms: number, } | { "type": "step", index: number, key: string, start_ms: number, end_ms: number, } | { "type": "progress", elapsed_ms: number, remaining_ms: number, step_index: number, step_remaining_ms: number, } | { "type": "analysis", state: AnalysisState, } | { "type": "guidance", 
/**
 * Media time of the moment, since the connection was made.
 */
media_ms: number, 
/**
 * The same from the take's zero; absent before the recording.
 */
take_ms: number | null, 
/**
 * When the next one can be expected: 1000, under load 2000 or 5000.
 */
every_ms: number, scores: Scores, overall: number | null, 
/**
 * The worst factor: what `overall` follows.
 */
reason: Criterion | null, hint: HintText | null, picture: PictureMeasures | null, sound: SoundMeasures | null, } | { "type": "stopping", reason: StopReason, } | { "type": "sealed", take_id: string, duration_ms: number, gaps: Array<Gap>, } | { "type": "damaged", take_id: string, reason: string, kept_ms: number, } | { "type": "error", code: ErrorCode, 
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
