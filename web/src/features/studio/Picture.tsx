import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { StudioController } from '@/live/controller';

/** What the camera sees, turned round like a mirror. The stream stays out of React's state. */
export function Picture({
  controller,
  onShape,
}: {
  controller: StudioController;
  /** Width over height, when the camera begins and when a phone is turned. */
  onShape: (ratio: number) => void;
}) {
  const { t } = useTranslation('studio');
  const video = useRef<HTMLVideoElement>(null);

  useEffect(
    () =>
      controller.onStream((stream) => {
        const element = video.current;
        if (!element) return;
        element.srcObject = stream;
        if (stream) void element.play().catch(() => undefined);
      }),
    [controller],
  );

  const tell = () => {
    const element = video.current;
    if (element && element.videoHeight > 0) onShape(element.videoWidth / element.videoHeight);
  };
  return (
    <div className="studio-picture">
      <video
        ref={video}
        muted
        playsInline
        autoPlay
        disablePictureInPicture
        aria-label={t('picture')}
        onLoadedMetadata={tell}
        onResize={tell}
      />
    </div>
  );
}
