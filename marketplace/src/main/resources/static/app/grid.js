// An endless grid: pages by cursor, fetched as the end comes near or by the button.

import { announce, h } from './dom.js';
import { card } from './cards.js';
import { t } from './language.js';
import { emptyPanel, skeletonCards, untilItWorks } from './states.js';

const EAGER = 4;
// After so many pages without a press of the button the grid waits, so that the page has an end one can reach.
const PAGES_WITHOUT_ASKING = 10;

/**
 * @param fetchPage  (cursor or null) => promise of {items, page}
 * @param onFirst    called with the first page's answer
 * @param empty      nodes offered when there is nothing at all
 */
export function grid({ fetchPage, signal, onFirst = () => {}, empty = [], level = 3, eager = true }) {
  const list = h('ol', { class: 'grid', 'aria-busy': 'true' }, skeletonCards(12));
  const trouble = h('div');
  const button = h('button', { type: 'button', class: 'button button-plain', onclick: () => more(true) }, t('loadMore'));
  const end = h('p', { class: 'quiet', hidden: true }, t('allShown'));
  const foot = h('div', { class: 'grid-foot', hidden: true }, button, end);
  const seen = new Set();
  let next = null;
  let busy = true;
  let unasked = 0;

  const near = new IntersectionObserver(([entry]) => {
    if (entry.isIntersecting && !busy && next && unasked < PAGES_WITHOUT_ASKING) more(false);
  }, { rootMargin: '700px 0px' });

  async function load(cursor) {
    busy = true;
    list.setAttribute('aria-busy', 'true');
    const answer = await untilItWorks(() => fetchPage(cursor), { host: trouble, signal });
    trouble.replaceChildren();
    const first = cursor === null;
    // Items may move between two pages while somebody scrolls; nobody sees one twice.
    const fresh = answer.items.filter((item) => !seen.has(item.id));
    fresh.forEach((item) => seen.add(item.id));
    if (first) list.replaceChildren();
    const cards = fresh.map((item, index) => card(item, { level, eager: first && eager && index < EAGER }));
    list.append(...cards);
    next = answer.page.hasMore ? answer.page.next : null;
    busy = false;
    list.setAttribute('aria-busy', 'false');
    foot.hidden = seen.size === 0;
    button.hidden = !next;
    button.disabled = false;
    button.textContent = t('loadMore');
    end.hidden = Boolean(next);
    near.unobserve(foot);
    if (next) near.observe(foot);
    return { answer, cards };
  }

  async function more(asked) {
    if (busy || !next) return;
    unasked = asked ? 0 : unasked + 1;
    button.disabled = true;
    button.textContent = t('loading');
    const { cards } = await load(next);
    announce(t('loaded', { n: cards.length, total: seen.size }));
    if (asked) cards[0]?.querySelector('a').focus({ preventScroll: true });
  }

  signal.addEventListener('abort', () => near.disconnect());
  load(null).then(({ answer }) => {
    if (seen.size === 0) list.replaceWith(emptyPanel(t('nothingTitle'), t('nothingText'), ...empty));
    onFirst(answer);
  });
  return h('div', { class: 'grid-host' }, list, trouble, foot);
}
