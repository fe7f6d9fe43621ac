import { Upload } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/Button';
import type { ButtonLook } from '@/components/buttonClass';
import { UploadDialog } from './UploadDialog';

/** For those who have a video already. */
export function UploadButton({ videoId, look }: { videoId?: string; look?: ButtonLook }) {
  const { t } = useTranslation('videos');
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button icon={Upload} look={look} onPress={() => setOpen(true)} data-testid="upload">
        {t('upload')}
      </Button>
      <UploadDialog isOpen={isOpen} videoId={videoId} onClose={() => setOpen(false)} />
    </>
  );
}
