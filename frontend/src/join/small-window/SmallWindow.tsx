import { effect } from '@preact/signals';
import { render } from 'preact';
import { status } from '../status';
import { pause, resume, snapshot } from '../store';
import { t as joinWords } from '../words';
import { canFloat, closeWindow, floating, openWindow } from './open';
import { t } from './words';
import './small-window.css';

const SIZE = { width: 300, height: 112 };

/** Opens the small window that stays on top; nothing where the browser has none. */
export function SmallWindowButton() {
  if (!canFloat) return null;
  const isOpen = floating.value !== null;
  return (
    <button
      class="button"
      type="button"
      title={t('open.help')}
      aria-pressed={isOpen}
      onClick={isOpen ? closeWindow : openSmallWindow}
    >
      {t(isOpen ? 'close' : 'open')}
    </button>
  );
}

export async function openSmallWindow(): Promise<void> {
  const opened = await openWindow(SIZE, t('title'));
  render(<Small />, opened.document.body);
  // Not the button's doing: it is gone when the session is over.
  const unwatch = effect(() => {
    const phase = snapshot.value?.phase;
    if (!phase || phase === 'stopped' || phase === 'ended') closeWindow();
  });
  opened.addEventListener('pagehide', () => {
    unwatch();
    render(null, opened.document.body);
  });
}

/** Whether one is measured, and the way to pause. */
export function Small() {
  const now = snapshot.value;
  if (!now) return null;
  const { tone, title, help } = status(now);
  const paused = now.phase === 'paused';
  return (
    <main class="small-window">
      <div class={`here-status ${tone}`} role="status">
        <h1>
          <span class="here-light" aria-hidden="true" />
          {title}
        </h1>
        <p title={help}>{help}</p>
      </div>
      <button
        class={paused ? 'button primary' : 'button'}
        type="button"
        disabled={now.phase === 'stopping'}
        onClick={paused ? resume : pause}
      >
        {joinWords(paused ? 'here.resume' : 'here.pause')}
      </button>
    </main>
  );
}
