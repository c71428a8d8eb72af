// What a page shows while it waits and when things go wrong.

import { h } from './dom.js';
import { t } from './language.js';

const LONGEST_PAUSE_SECONDS = 30;

/**
 * The task's result. A failure is shown in the host with a button to try again; a passing one (no network,
 * 429, 5xx) is tried again by itself, at the time the server asked for, else after 2, 4, 8 … seconds.
 * Rejects at once when the problem is "final", and never settles once the signal is aborted. Without a host it
 * keeps silent and takes every problem for final that will not pass.
 */
export function untilItWorks(task, { host = null, signal, final = (problem) => !host && !problem.passing }) {
  return new Promise((resolve, reject) => {
    let failures = 0;
    let waiting = () => {};
    const attempt = async () => {
      waiting();
      try {
        const result = await task();
        if (!signal.aborted) resolve(result);
      } catch (problem) {
        if (signal.aborted) return;
        if (final(problem)) reject(problem);
        else report(problem);
      }
    };
    const report = (problem) => {
      failures += 1;
      const countdown = h('p', { class: 'quiet' });
      host?.replaceChildren(problemPanel(problem, countdown, attempt));
      waiting = problem.passing
        ? retryAfter(problem.retryAfterSeconds ?? pauseSeconds(failures), countdown, attempt, signal)
        : () => {};
    };
    attempt();
  });
}

// Up to a quarter more than the doubled pause, so that not everybody comes back in the same moment.
const pauseSeconds = (failures) => Math.min(2 ** failures, LONGEST_PAUSE_SECONDS) * (1 + Math.random() / 4);

function retryAfter(seconds, countdown, attempt, signal) {
  let left = Math.ceil(seconds);
  const tick = () => {
    if (left <= 0) attempt();
    else countdown.textContent = t('retryIn', { n: left });
    left -= 1;
  };
  const timer = setInterval(tick, 1000);
  const stop = () => {
    clearInterval(timer);
    window.removeEventListener('online', attempt);
    signal.removeEventListener('abort', stop);
  };
  window.addEventListener('online', attempt);
  signal.addEventListener('abort', stop);
  tick();
  return stop;
}

function problemPanel(problem, countdown, attempt) {
  const busy = problem.status === 503 || problem.status === 429;
  const text = busy ? t('busyText') : problem.unreachable ? t('unreachable') : problem.message || t('errorText');
  return h('div', { class: 'panel', role: 'alert' },
    h('h2', null, t(busy ? 'busyTitle' : 'errorTitle')),
    h('p', null, text),
    countdown,
    h('button', { class: 'button', type: 'button', onclick: attempt }, t('retry')),
    problem.correlationId && h('p', { class: 'quiet' }, t('reference'), h('code', null, problem.correlationId)));
}

/** A friendly panel for a page without content. */
export function emptyPanel(title, text, ...actions) {
  return h('div', { class: 'panel' }, h('div', { class: 'panel-sun', 'aria-hidden': 'true' }), h('h2', null, title), h('p', null, text), ...actions);
}

/** Grey cards in the place of those to come. */
export function skeletonCards(count) {
  return Array.from({ length: count }, () =>
    h('li', { class: 'card skeleton', 'aria-hidden': 'true' },
      h('div', { class: 'card-picture' }), h('div', { class: 'bone' }), h('div', { class: 'bone bone-short' })));
}
