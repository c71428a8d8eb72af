// What every part of the page is made of.

import { h } from './vendor/preact.mjs';
import { useEffect, useRef, useState } from './vendor/hooks.mjs';
import htm from './vendor/htm.mjs';
import * as api from './api.js';

export const html = htm.bind(h);

// A value that many parts look at.
export const store = (value) => {
  const watchers = new Set();
  return {
    get: () => value,
    set(next) {
      value = next;
      watchers.forEach((watcher) => watcher(value));
    },
    watch(watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
  };
};

export const useStore = (from) => {
  const [value, set] = useState(from.get());
  useEffect(() => {
    set(from.get());
    return from.watch(set);
  }, [from]);
  return value;
};

// The newest snapshot, and how it goes with the connection.
export const live = store(null);
// What all nodes told; null while there is but one.
export const nodes = store(null);
// What they are together, as a snapshot.
export const together = store(null);
export const connection = store({ state: 'connecting', at: 0, message: '' });
export const dialog = store(null);
export const messages = store([]);

export const say = (text, tone = 'good') => {
  const message = { text, tone, id: Math.random() };
  messages.set([...messages.get().slice(-3), message]);
  setTimeout(() => messages.set(messages.get().filter((each) => each !== message)), 8_000);
};

// Asks for what the fields say; null when the person thinks better of it.
export const prompt = (question) =>
  new Promise((answer) => {
    const previous = dialog.get();
    previous?.answer(null);
    dialog.set({
      ...question,
      answer(value) {
        dialog.set(null);
        answer(value);
      },
    });
  });

export const signIn = async (reason) => {
  const given = await prompt({
    title: "The operator's token",
    text: `${reason ? `${reason} ` : ''}The launcher printed the file that holds it. It stays in this tab until the tab is closed.`,
    fields: [{ name: 'token', label: 'Token', type: 'password', required: true }],
    confirm: 'Use it',
  });
  if (!given) return false;
  api.session.signIn(given.token);
  return true;
};

// Does what an operator asked for: asks for the token once, and tells what came of it.
export const change = async (method, path, body, done) => {
  if (!api.session.token && !(await signIn())) return null;
  for (let attempt = 0; ; attempt++) {
    try {
      const result = await api.send(method, path, body);
      say(done);
      return result ?? {};
    } catch (error) {
      const refused = error.status === 401 || error.status === 403;
      if (refused) api.session.signOut();
      if (refused && attempt < 3 && (await signIn(error.message))) continue;
      say(error.message, 'bad');
      return null;
    }
  }
};

// What a call answers, asked again every so many seconds while the page is seen. What was known
// stays while a later question fails.
export const usePoll = (path, everySeconds) => {
  const [result, set] = useState({ data: null, problem: null });
  const ask = useRef(() => {});
  useEffect(() => {
    let over = false;
    let timer = 0;
    let asking = null;
    set({ data: null, problem: null });
    const run = async () => {
      clearTimeout(timer);
      asking?.abort();
      const mine = new AbortController();
      asking = mine;
      try {
        const data = await api.get(path, mine.signal);
        if (!over && asking === mine) set({ data, problem: null });
      } catch (problem) {
        if (over || problem.name === 'AbortError') return;
        set((before) => ({ data: problem.absent ? null : before.data, problem }));
      }
      if (!over && asking === mine && !document.hidden) timer = setTimeout(run, everySeconds * 1000);
    };
    const seen = () => (document.hidden ? clearTimeout(timer) : run());
    ask.current = run;
    document.addEventListener('visibilitychange', seen);
    const unwatch = api.watch(seen);
    run();
    return () => {
      over = true;
      clearTimeout(timer);
      asking?.abort();
      unwatch();
      document.removeEventListener('visibilitychange', seen);
    };
  }, [path, everySeconds]);
  return { ...result, again: () => ask.current() };
};

export const Card = ({ title, label, more, children, className = '' }) => html`
  <section class="card ${className}" aria-label=${label ?? title}>
    ${title && html`<header class="card-head"><h2>${title}</h2>${more}</header>`}
    ${children}
  </section>`;

export const Empty = ({ children }) => html`<p class="empty">${children}</p>`;

// Data, or what stands in its place: bones while it comes, the reason when it does not.
export const Await = ({ from, lines = 4, children }) => {
  if (from.data !== null && from.data !== undefined) return children(from.data);
  if (!from.problem) {
    return html`<div class="bones" aria-busy="true">
      ${Array.from({ length: lines }, (_, i) => html`<div class="bone" key=${i}></div>`)}
    </div>`;
  }
  const { problem } = from;
  if (problem.status === 401 || problem.status === 403) {
    return html`<${Empty}>${problem.message} <button class="link" onClick=${() => signIn()}>Give the token</button><//>`;
  }
  return html`<div class="empty ${problem.absent ? '' : 'bad'}">
    ${problem.status === 404 ? 'This service does not tell it.' : problem.message}
    ${!problem.absent && html` <button class="link" onClick=${from.again}>Try again</button>`}
  </div>`;
};

// A table that becomes a list of cards where there is no room.
export const Table = ({ caption, columns, rows, keyOf, empty = 'None.' }) => rows.length === 0
  ? html`${!caption.startsWith('!') && html`<h3 class="caption">${caption}</h3>`}<${Empty}>${empty}<//>`
  : html`<table class="table">
    <caption class=${caption.startsWith('!') ? 'unseen' : ''}>${caption.replace(/^!/, '')}</caption>
    <thead><tr>${columns.map((c) => html`<th scope="col" class=${c.num ? 'num' : ''} key=${c.label}>${c.label}</th>`)}</tr></thead>
    <tbody>
      ${rows.map((row, i) => html`
        <tr key=${keyOf ? keyOf(row) : i}>
          ${columns.map((c) => html`<td class="${c.num ? 'num' : ''} ${c.wide ? 'wide' : ''}" data-label=${c.label} key=${c.label}>${c.cell(row)}</td>`)}
        </tr>`)}
    </tbody>
  </table>`;

export const Badge = ({ tone = '', children }) => html`<span class="badge ${tone}">${children}</span>`;

// A share as a bar. The words beside it say the same.
export const Bar = ({ ratio, tone = '' }) => html`
  <span class="bar ${tone}" aria-hidden="true"><span style=${{ width: `${Math.min(1, Math.max(0, ratio || 0)) * 100}%` }}></span></span>`;

export const Button = ({ onClick, children, kind = '', label, disabled }) => {
  const [busy, set] = useState(false);
  const press = async () => {
    set(true);
    try {
      await onClick();
    } finally {
      set(false);
    }
  };
  return html`<button type="button" class="button ${kind}" aria-label=${label} disabled=${disabled || busy} aria-busy=${busy} onClick=${press}>${children}</button>`;
};

export const Copy = ({ text, children = 'Copy' }) => {
  const [done, set] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    set(true);
    setTimeout(() => set(false), 2_000);
  };
  return html`<${Button} kind="quiet" onClick=${copy}>${done ? 'Copied' : children}<//>`;
};

export const Fact = ({ label, children, tone = '' }) => html`
  <div class="fact ${tone}"><dt>${label}</dt><dd>${children}</dd></div>`;
