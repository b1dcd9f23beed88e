import { effect } from '@preact/signals';
import { render } from 'preact';
import { startTheme } from '../shared/theme';
import '../shared/styles/base.css';
import '../shared/styles/controls.css';
import '../shared/styles/marks.css';
import '../shared/styles/zones.css';
import { JoinPage } from './JoinPage';
import './join.css';
import './selftest/selftest.css';
import './setup/setup.css';
import './signals/signals.css';
import './own/own.css';
import { t as own } from './own/words';
import { load, snapshot } from './store';
import { t } from './words';

startTheme();
render(<JoinPage />, document.getElementById('app') as HTMLElement);

if (location.pathname === '/mine') document.title = own('own.page');
else startJoining();

function startJoining(): void {
  void load();
  effect(nameThePage);
}

function nameThePage(): void {
  const phase = snapshot.value?.phase;
  document.title = t(
    phase === 'measuring' ? 'page.measuring' : phase === 'paused' ? 'page.paused' : 'page.title',
  );
}
