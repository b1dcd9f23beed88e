import { useEffect, useRef, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import type { ApiError } from '../shared/api';
import { asApiError } from './load';
import { AccuracyPage } from './pages/AccuracyPage';
import { CourseHistoryPage } from './pages/CourseHistoryPage';
import { CoursePage } from './pages/CoursePage';
import { CoursesPage } from './pages/CoursesPage';
import { HistoryPage } from './pages/HistoryPage';
import { LivePage } from './pages/LivePage';
import { LoginPage } from './pages/LoginPage';
import { PersonPage } from './pages/PersonPage';
import { WhatIfPage } from './pages/WhatIfPage';
import { Loading, Missing, Offline, Problem } from './parts/Feedback';
import { Foot } from './parts/Foot';
import { TopBar } from './parts/TopBar';
import { focusContent, isFocusLost } from './parts/takeFocus';
import { useTitle } from './parts/useTitle';
import { NamesPage } from './recordings/NamesPage';
import { address, match } from './router';
import { findUser, user } from './user';
import { t } from './words';

export function App() {
  const [error, setError] = useState<ApiError | null>(null);
  const ask = () => {
    setError(null);
    findUser().catch((problem: unknown) => setError(asApiError(problem)));
  };
  useEffect(ask, []);
  useTitle();
  useFocusOnNewPage();
  const known = user.value !== undefined;
  if (!match(FOR_ALL, address.value)) {
    if (error)
      return (
        <main id="content" tabIndex={-1}>
          <Problem error={error} retry={ask} />
        </main>
      );
    if (user.value === null) return <LoginPage />;
    if (!known && address.value === '/login') return null;
  }
  return (
    <>
      <a class="skip" href="#content">
        {t('app.skip')}
      </a>
      <TopBar user={user.value ?? null} />
      <main id="content" tabIndex={-1}>
        {known || match(FOR_ALL, address.value) ? page(address.value) : <Loading />}
      </main>
      <Foot />
      <Offline />
    </>
  );
}

/** The link that was followed goes with its page; whoever uses the keyboard or listens goes on at the new one's beginning. */
function useFocusOnNewPage(): void {
  const shown = useRef(address.value);
  useEffect(() => {
    if (shown.current !== address.value && isFocusLost()) focusContent();
    shown.current = address.value;
  }, [address.value]);
}

/** Needs no login: people who are measured read it too. */
const FOR_ALL = '/accuracy';

const PAGES: readonly (readonly [string, (id: number) => ComponentChildren])[] = [
  ['/', () => <CoursesPage />],
  ['/courses/:id', (id) => <CoursePage key={id} id={id} />],
  ['/courses/:id/people', (id) => <CoursePage key={id} id={id} part="people" />],
  ['/courses/:id/settings', (id) => <CoursePage key={id} id={id} part="settings" />],
  ['/courses/:id/history', (id) => <CourseHistoryPage key={id} id={id} />],
  ['/participants/:id', (id) => <PersonPage key={id} id={id} />],
  ['/sessions/:id', (id) => <LivePage key={id} id={id} />],
  ['/sessions/:id/history', (id) => <HistoryPage key={id} id={id} />],
  ['/sessions/:id/names', (id) => <NamesPage key={id} id={id} />],
  ['/sessions/:id/what-if', (id) => <WhatIfPage key={id} id={id} />],
  [FOR_ALL, () => <AccuracyPage />],
];

function page(path: string): ComponentChildren {
  for (const [pattern, show] of PAGES) {
    const found = match(pattern, path);
    if (found) return show(found[0] ?? 0);
  }
  return <Missing />;
}
