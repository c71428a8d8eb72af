// The page: its frame, its routes, its connection.

import { render } from './vendor/preact.mjs';
import { useEffect, useRef, useState } from './vendor/hooks.mjs';
import * as api from './api.js';
import * as f from './format.js';
import { colours } from './charts.js';
import { Button, connection, dialog, html, live, messages, nodes, signIn, together, useStore } from './parts.js';
import { useNodes } from './nodes.js';
import { Now } from './now.js';
import { Alerts, Endpoints, Jobs, Locks, Slos } from './pages.js';
import { Findings } from './findings.js';

// A page that is fetched when it is opened first.
const later = (name, fetchModule) => {
  let Page = null;
  return () => {
    const [, again] = useState(false);
    const [failed, fail] = useState(false);
    useEffect(() => {
      if (!Page) {
        fetchModule().then((module) => {
          Page = module[name];
          again(true);
        }, () => fail(true));
      }
    }, []);
    if (Page) return html`<${Page}/>`;
    return failed ? html`<p class="empty bad">This part of the page could not be fetched. Load the page again.</p>` : html`<div class="bones"><div class="bone"></div></div>`;
  };
};
const Database = later('Database', () => import('./database.js'));
const Cache = later('Cache', () => import('./cache.js'));
const Capacity = later('Capacity', () => import('./capacity.js'));
const Memory = later('Memory', () => import('./memory.js'));

const PAGES = [
  ['now', 'Now', Now],
  ['endpoints', 'Endpoints', Endpoints],
  ['findings', 'Findings', Findings],
  ['capacity', 'Capacity', Capacity],
  ['alerts', 'Alerts', Alerts],
  ['slos', 'SLOs', Slos],
  ['database', 'Database', Database],
  ['cache', 'Cache', Cache],
  ['jobs', 'Jobs', Jobs],
  ['locks', 'Locks', Locks],
  ['memory', 'Memory', Memory],
];

const route = () => location.hash.replace(/^#\/?/, '').split('/')[0] || 'now';

const THEME = 'headroom-theme';
const THEMES = ['auto', 'light', 'dark'];
const applyTheme = (theme) => {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  colours.set(colours.get() + 1);
};
applyTheme(localStorage.getItem(THEME) ?? 'auto');
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => colours.set(colours.get() + 1));

const Theme = () => {
  const [theme, set] = useState(localStorage.getItem(THEME) ?? 'auto');
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
  const turn = () => {
    localStorage.setItem(THEME, next);
    applyTheme(next);
    set(next);
  };
  const sign = { auto: '◐', light: '☀', dark: '☾' }[theme];
  return html`<button type="button" class="button quiet icon" title="Colours: ${theme}" aria-label="Colours: ${theme}. Change to ${next}" onClick=${turn}><span aria-hidden="true">${sign}</span></button>`;
};

const Operator = () => {
  const [, again] = useState(0);
  useEffect(() => api.watch(() => again(Math.random())), []);
  return api.session.token
    ? html`<${Button} kind="quiet" onClick=${() => api.session.signOut()}>Forget token<//>`
    : html`<${Button} kind="quiet" onClick=${() => signIn()}>Operator…<//>`;
};

// Ticks while figures are old, so that their age is right.
const useAge = (at, counts) => {
  const [now, set] = useState(performance.now());
  useEffect(() => {
    if (!counts) return undefined;
    const timer = setInterval(() => set(performance.now()), 1_000);
    return () => clearInterval(timer);
  }, [counts]);
  return at ? Math.max(0, (now - at) / 1000) : null;
};

const STATES = { connecting: 'Connecting', live: 'Live', lost: 'Connection lost', paused: 'Paused', locked: 'Locked' };

const Connection = () => {
  const { state } = useStore(connection);
  return html`<span class="state ${state}" id="connection"><span class="dot" aria-hidden="true"></span>${STATES[state]}</span>`;
};

const Banner = () => {
  const { state, at, message } = useStore(connection);
  const age = useAge(at, state === 'lost');
  if (state === 'locked') {
    return html`<div class="banner warn"><span>${message} What the service tells is not open to this address.</span> <${Button} onClick=${() => signIn()}>Give the token<//></div>`;
  }
  if (state !== 'lost') return null;
  return html`<div class="banner bad">
    <span><b>Connection lost.</b> ${age === null ? 'There are no figures yet.' : `The figures are ${f.duration(age)} old.`} ${message} Trying again.</span>
  </div>`;
};

const Dialog = () => {
  const question = useStore(dialog);
  const element = useRef(null);
  useEffect(() => {
    if (question) element.current?.showModal();
  }, [question]);
  if (!question) return null;
  const confirm = (event) => {
    event.preventDefault();
    question.answer(Object.fromEntries(new FormData(event.target)));
  };
  return html`
    <dialog ref=${element} key=${question.title} aria-labelledby="question" onCancel=${() => question.answer(null)}>
      <form method="dialog" onSubmit=${confirm}>
        <h2 id="question">${question.title}</h2>
        ${question.text && html`<p>${question.text}</p>`}
        ${question.code && html`<pre class="code">${question.code}</pre>`}
        ${(question.fields ?? []).map((field) => html`
          <label key=${field.name}>${field.label}
            <input name=${field.name} type=${field.type ?? 'text'} defaultValue=${field.value ?? ''} required=${field.required} min=${field.min} max=${field.max} maxlength=${field.maxLength} autocomplete="off" spellcheck=${false}/>
          </label>`)}
        <div class="row end">
          <button type="button" class="button quiet" onClick=${() => question.answer(null)}>Cancel</button>
          <button type="submit" class="button ${question.kind ?? 'main'}">${question.confirm}</button>
        </div>
      </form>
    </dialog>`;
};

// The newest that is known: of all nodes where there are several.
const useService = () => {
  const own = useStore(live);
  const all = useStore(together);
  return all ?? own;
};

// The one live region: alerts that begin to fire, and what came of one's own action.
const Announcer = () => {
  const said = useStore(messages);
  const snapshot = useService();
  const before = useRef(null);
  const [alert, set] = useState('');
  useEffect(() => {
    if (!snapshot) return;
    const firing = snapshot.alerts.filter((each) => each.state === 'firing' && !each.silenced);
    const ids = new Set(firing.map((each) => each.id));
    if (before.current) {
      const begun = firing.filter((each) => !before.current.has(each.id));
      if (begun.length) set(begun.map((each) => `Alert: ${each.summary}`).join(' '));
    }
    before.current = ids;
  }, [snapshot]);
  return html`
    <div class="messages" aria-live="polite">
      <span class="unseen">${alert}</span>
      ${said.map((message) => html`<p class="message ${message.tone}" key=${message.id}>${message.text}</p>`)}
    </div>`;
};

const App = () => {
  const [here, go] = useState(route());
  const own = useStore(live);
  const snapshot = useService();
  const all = useStore(nodes);
  const main = useRef(null);
  useNodes();
  useEffect(() => {
    const turned = () => {
      go(route());
      scrollTo(0, 0);
      main.current?.focus({ preventScroll: true });
    };
    addEventListener('hashchange', turned);
    return () => removeEventListener('hashchange', turned);
  }, []);
  const [, title, Page] = PAGES.find(([name]) => name === here) ?? PAGES[0];
  const firing = snapshot?.alerts.filter((each) => each.state === 'firing').length ?? 0;
  useEffect(() => {
    document.title = `${firing ? `(${firing}) ` : ''}${title} · Operations`;
  }, [title, firing]);
  const nav = useRef(null);
  useEffect(() => nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' }), [here]);
  return html`
    <a class="skip" href="#main" onClick=${(event) => { event.preventDefault(); main.current.focus(); }}>Skip to the content</a>
    <header class="top">
      <a class="brand" href="#/now"><img src="operations/icon.svg" alt="" width="24" height="24"/>Operations</a>
      <${Connection}/>
      <span class="grow"></span>
      <${Operator}/><${Theme}/>
    </header>
    <nav aria-label="Pages" ref=${nav}><ul>
      ${PAGES.map(([name, label]) => html`<li key=${name}><a href="#/${name}" aria-current=${name === here ? 'page' : undefined}>${label}${name === 'alerts' && firing > 0 && html` <span class="count">${firing}<span class="unseen"> firing</span></span>`}</a></li>`)}
    </ul></nav>
    <${Banner}/>
    <main id="main" tabindex="-1" ref=${main}>
      <h1 class=${here === 'now' ? 'unseen' : ''}>${title}</h1>
      <${Page} key=${here}/>
    </main>
    <footer><span>${all && here === 'now' ? 'Figures of all nodes that answered' : 'Figures of this node'}, from memory. </span>${own && html`<span>Up for ${f.duration(own.uptimeSeconds)}.</span>`} <a href="operations/vendor/LICENSES.txt">Licences</a></footer>
    <${Announcer}/>
    <${Dialog}/>`;
};

api.follow(
  (snapshot) => {
    connection.set({ state: 'live', at: performance.now(), message: '' });
    live.set(snapshot);
  },
  (state, message = '') => {
    const before = connection.get();
    if (state !== before.state || (message && message !== before.message)) {
      connection.set({ ...before, state, message: message || (state === 'lost' ? before.message : '') });
    }
  },
);

const root = document.getElementById('app');
root.replaceChildren();
render(html`<${App}/>`, root);
