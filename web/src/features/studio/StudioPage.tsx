export interface StudioPageProps {
  /** A retake of this video; without it a new video is made. */
  videoId?: string;
  /** The script of a new video; the default one otherwise. */
  scriptSlug?: string;
  practice: boolean;
}

export default function StudioPage({ videoId, scriptSlug, practice }: StudioPageProps) {
  return (
    <main>
      {videoId} {scriptSlug} {String(practice)}
    </main>
  );
}
