import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { i18next } from '@/i18n';
import { isLanguage, LOCALES } from '@/i18n/language';
import type { Coaching } from '@/live/coaching';
import { StudioController, type DevicesView } from '@/live/controller';
import type { Network } from '@/live/network';
import type { StudioState } from '@/live/state';
import { inStudioWords, StudioRequests, type Prepared } from './requests';

export interface Studio {
  state: StudioState;
  devices: DevicesView;
  coaching: Coaching;
  network: Network | null;
  controller: StudioController;
  requests: StudioRequests;
  /** Script, video and practice; `null` until they are known. */
  prepared: Prepared | null;
  /** Again from a failure, as far back as needed. */
  retry: () => void;
}

export interface StudioTarget {
  videoId: string | undefined;
  scriptSlug: string | undefined;
  practice: boolean;
}

const language = () => (isLanguage(i18next.language) ? i18next.language : 'fr');

/** "Présentation du 22 novembre 2025": the candidate renames it whenever they like. */
function titleFor(practice: boolean): string {
  const date = new Intl.DateTimeFormat(LOCALES[language()], { dateStyle: 'long' }).format();
  return i18next.t(practice ? 'studio:title_practice' : 'studio:title_video', { date });
}

/** One studio for the life of the page: controller and requests outside of React, state inside. */
export function useStudio(target: StudioTarget): Studio {
  const queries = useQueryClient();
  const [{ controller, requests }] = useState(() => {
    const requests = new StudioRequests(queries, {
      ...target,
      title: () => titleFor(target.practice),
      language,
    });
    const controller = new StudioController({
      requestTicket: () => requests.requestTicket(),
      findTake: (takeId) => requests.findTake(takeId),
      language,
    });
    return { controller, requests };
  });
  const [prepared, setPrepared] = useState<Prepared | null>(null);
  const state = useSyncExternalStore(controller.subscribe, controller.state);
  const devices = useSyncExternalStore(controller.subscribe, controller.devices);
  const coaching = useSyncExternalStore(controller.subscribe, controller.coaching);
  const network = useSyncExternalStore(controller.subscribe, controller.network);

  useEffect(() => controller.open(), [controller]);

  const preparing = state.phase === 'preparing';
  useEffect(() => {
    if (!preparing) return;
    let gone = false;
    requests.prepare().then(
      (found) => {
        if (gone) return;
        setPrepared(found);
        controller.send({
          type: 'prepared',
          consented: found.consented,
          asksCoaching: found.asksCoaching,
        });
      },
      (error: unknown) => {
        if (!gone) controller.send({ type: 'request_failed', kind: inStudioWords(error).kind });
      },
    );
    return () => {
      gone = true;
    };
  }, [preparing, controller, requests]);

  const retry = useCallback(() => {
    if (!prepared) {
      controller.send({ type: 'restart' });
      return;
    }
    controller.send({ type: 'retake' });
    void controller.openDevices();
  }, [prepared, controller]);

  return { state, devices, coaching, network, controller, requests, prepared, retry };
}
