import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startSession } from './api/session';
import { App } from './app/App';
import { makeQueries } from './app/queries';
import { makeRouter } from './app/router';
import { startTexts } from './i18n';
import './styles/index.css';

const container = document.getElementById('root');
if (!container) throw new Error('index.html has no #root');

// Guards read the session, pages read texts: both are there before the first route is matched.
await Promise.all([startTexts(), startSession()]);
const queries = makeQueries();
createRoot(container).render(
  <StrictMode>
    <App queries={queries} router={makeRouter(queries)} />
  </StrictMode>,
);
