import { useEffect } from 'preact/hooks';
import { t } from '../words';

/** The tab is named after the page's heading, whenever that changes. */
export function useTitle(): void {
  useEffect(() => {
    const name = () => {
      const heading = document.querySelector('h1')?.textContent?.trim();
      const title = heading ? `${heading} · ${t('app.name')}` : t('app.name');
      if (document.title !== title) document.title = title;
    };
    const watch = new MutationObserver(name);
    watch.observe(document.body, { childList: true, subtree: true });
    name();
    return () => watch.disconnect();
  }, []);
}
