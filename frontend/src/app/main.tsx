import { render } from 'preact';
import '../shared/styles/base.css';
import '../shared/styles/controls.css';
import '../shared/styles/marks.css';
import '../shared/styles/zones.css';
import './styles/pages.css';
import './styles/live.css';
import './styles/history.css';
import './styles/exact.css';
import './styles/accuracy.css';
import './styles/hour.css';
import { startTheme } from '../shared/theme';
import { App } from './App';

startTheme();
const root = document.getElementById('app');
if (root) render(<App />, root);
