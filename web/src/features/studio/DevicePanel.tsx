import { Volume2, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/Button';
import { IconButton } from '@/components/IconButton';
import { Select } from '@/components/Select';
import { toast } from '@/components/Toast';
import type { DevicesView, StudioController } from '@/live/controller';
import type { DeviceKind } from '@/live/devices';
import { canChooseSpeaker, playTestSound } from '@/live/speaker';

/** Which camera, microphone and speaker; a list appears only where there is a choice or a name. */
export function DevicePanel({
  controller,
  devices,
  onClose,
}: {
  controller: StudioController;
  devices: DevicesView;
  onClose: () => void;
}) {
  const { t } = useTranslation('studio');
  const [playing, setPlaying] = useState(false);
  const used = {
    camera: devices.cameraId,
    microphone: devices.microphoneId,
    speaker: devices.speakerId,
  };

  const test = async () => {
    setPlaying(true);
    await playTestSound(devices.speakerId).catch(() => {
      toast('info', t('sound_failed'));
    });
    setPlaying(false);
  };

  const choice = (kind: DeviceKind) => {
    const own = devices.list.filter((device) => device.kind === kind);
    const current = own.find(({ id }) => id === used[kind]) ?? own[0];
    return (
      <div data-testid={TEST_IDS[kind]} className="min-w-0 flex-1">
        <Select
          label={t(kind)}
          options={own.map(({ id, label }, index) => ({
            value: id,
            label: label === '' ? t('device_unnamed', { number: index + 1 }) : label,
          }))}
          value={current?.id ?? null}
          placeholder={t('device_none')}
          isDisabled={own.length === 0}
          onChange={(id) => {
            const device = own.find((one) => one.id === id);
            if (device) void controller.choose(device);
          }}
        />
      </div>
    );
  };

  return (
    <section
      aria-label={t('settings')}
      className="flex max-h-full w-full max-w-88 flex-col gap-3 overflow-y-auto rounded-lg border border-line bg-surface p-4 pt-2 shadow-lift"
    >
      <header className="-me-2 flex items-center">
        <h2 className="min-w-0 flex-1 font-semibold">{t('settings')}</h2>
        <IconButton icon={X} label={t('settings_close')} onPress={onClose} />
      </header>
      {choice('camera')}
      {choice('microphone')}
      <div className="flex items-end gap-2">
        {canChooseSpeaker() && choice('speaker')}
        <Button icon={Volume2} isPending={playing} onPress={() => void test()}>
          {t('sound_test')}
        </Button>
      </div>
    </section>
  );
}

const TEST_IDS: Readonly<Record<DeviceKind, string>> = {
  camera: 'camera-select',
  microphone: 'mic-select',
  speaker: 'speaker-select',
};
