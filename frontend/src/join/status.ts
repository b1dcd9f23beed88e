import type { Snapshot } from '../capture/capture';
import { drawback, hint } from '../capture/hints';
import type { Seen } from '../capture/protocol';
import { invitation } from './store';
import { t } from './words';

export interface Status {
  tone: 'on' | 'off' | 'wait' | 'wrong';
  title: string;
  help: string;
}

/** The camera is wanted and does not work. */
export const isBroken = ({ camera, phase }: Snapshot): boolean =>
  phase !== 'paused' && !['on', 'opening', 'off'].includes(camera);

/** Says in one title and one sentence whether this person is being measured. */
export function status(now: Snapshot): Status {
  if (now.phase === 'stopping')
    return { tone: 'off', title: t('state.stopping'), help: t('state.stopping.help') };
  if (now.phase === 'paused')
    return { tone: 'off', title: t('state.paused'), help: withoutCamera('state.paused') };
  if (now.camera === 'off' && now.phase === 'measuring')
    return { tone: 'off', title: t('state.no_camera'), help: withoutCamera('state.no_camera') };
  if (now.vision === 'failed') return wrong('vision.failed');
  if (now.camera === 'opening')
    return { tone: 'wait', title: t('state.starting'), help: t('state.starting.help') };
  if (now.camera === 'off')
    return { tone: 'off', title: t('state.silent'), help: withoutCamera('state.paused') };
  if (now.camera !== 'on') return wrong(`camera.${now.camera}`);
  if (now.vision === 'loading')
    return { tone: 'wait', title: t('state.starting'), help: t('state.loading.help') };
  if (now.silent)
    return { tone: 'wrong', title: t('state.silent'), help: t(now.muted ? 'seen.muted' : 'seen.nothing') };
  return {
    tone: 'on',
    title: t('state.measuring'),
    help: now.seen ? seenHelp(now.seen) : t('state.measuring.help'),
  };
}

/** Where the host sees people, they see this too. */
function withoutCamera(state: 'state.paused' | 'state.no_camera'): string {
  const help = t(`${state}.help`);
  return invitation.value?.host_sees_people === false ? help : `${help} ${t(`${state}.seen`)}`;
}

function wrong(
  problem: 'vision.failed' | `camera.${'denied' | 'none' | 'busy' | 'unplugged' | 'insecure' | 'failed'}`,
): Status {
  return { tone: 'wrong', title: t(problem), help: t(`${problem}.help`) };
}

function seenHelp(seen: Seen): string {
  const reason = hint(seen);
  switch (reason) {
    case 'no_face':
    case 'several_faces':
    case 'too_small':
    case 'too_dark':
    case 'blurred':
    case 'cut_off':
      return t(`seen.${reason}`);
    default:
      return lessHelp(seen);
  }
}

function lessHelp(seen: Seen): string {
  const less = drawback(seen);
  switch (less) {
    case 'too_small':
    case 'too_dark':
    case 'blurred':
      return t(`less.${less}`);
    default:
      return t('state.measuring.help');
  }
}
