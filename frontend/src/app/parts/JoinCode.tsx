import { useEffect, useRef, useState } from 'preact/hooks';
import { tLive } from '../live/words';
import type { Session } from '../types';
import { t } from '../words';
import { Qr } from './Qr';

const address = (session: Session) => new URL(session.join_url, location.href).href;

/** The code in the header: a press shows it large enough for the back row. */
export function JoinCode({ session }: { readonly session: Session }) {
  const [large, setLarge] = useState(false);
  return (
    <>
      <button
        type="button"
        class="button join-chip"
        title={t('session.code.show')}
        onClick={() => setLarge(true)}
      >
        <span class="soft small">
          {t(session.clock === 'recorded' ? 'session.import.short' : 'session.join')}
        </span>
        <span class="code">{session.code}</span>
      </button>
      {large && <JoinDialog session={session} close={() => setLarge(false)} />}
    </>
  );
}

function JoinDialog({ session, close }: { readonly session: Session; readonly close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class="join-dialog"
      aria-label={t(session.clock === 'recorded' ? 'session.import.code' : 'session.code')}
      onClose={close}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      <JoinPanel session={session} />
      <button type="button" class="button quiet" onClick={() => dialog.current?.close()}>
        {t('app.close')}
      </button>
    </dialog>
  );
}

export function JoinPanel({ session }: { readonly session: Session }) {
  if (session.clock === 'recorded') return <ImportPanel session={session} />;
  return (
    <div class="join-panel">
      <p class="soft">{t('session.code')}</p>
      <p class="code large">{session.code}</p>
      <Qr text={address(session)} label={tLive('join.qr', { address: address(session) })} />
      <p class="join-address">
        <a href={address(session)}>{address(session).replace(/^https?:\/\//, '')}</a>
      </p>
      {session.locked && <p class="notice small">{tLive('join.locked')}</p>}
      <CopyLink session={session} />
      <p class="soft small">{t('session.invite')}</p>
    </div>
  );
}

/** Nobody joins a recording; its code is for the command that imports it. */
function ImportPanel({ session }: { readonly session: Session }) {
  return (
    <div class="join-panel">
      <p class="soft">{t('session.import.code')}</p>
      <p class="code large">{session.code}</p>
      <p class="soft small">{t('session.import')}</p>
      <code class="command">manage.py import VIDEO --session {session.code}</code>
    </div>
  );
}

function CopyLink({ session }: { readonly session: Session }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2500);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <button
      type="button"
      class="button"
      onClick={() => copyText(address(session)).then(setCopied)}
      aria-live="polite"
    >
      {copied ? t('session.copied') : t('session.copy')}
    </button>
  );
}

/** The clipboard needs a secure context; on a plain-http host the link stays on the page to be selected. */
async function copyText(text: string): Promise<boolean> {
  if (!navigator.clipboard) return false;
  await navigator.clipboard.writeText(text);
  return true;
}
