// An item as a card, and rows of cards that scroll sideways.

import { get, countEvent } from './api.js';
import { h, highlighted, icon } from './dom.js';
import { money, number, t } from './language.js';
import { favourites } from './memory.js';
import { skeletonCards, untilItWorks } from './states.js';

const FEW = 5;

/** A picture that keeps its place before it came, and shows the name's first letter when it does not come. */
export function picture(item, { eager = false, index = 0, alt = '' } = {}) {
  const source = item.images?.[index];
  const letter = () => h('span', { class: 'letter', 'aria-hidden': 'true' }, [...item.name][0] ?? '?');
  if (!source) return letter();
  const image = h('img', { alt, width: 480, height: 480, decoding: 'async', loading: eager ? 'eager' : 'lazy' });
  image.addEventListener('error', () => image.replaceWith(letter()));
  image.src = source;
  return image;
}

export function stars(item, { long = false } = {}) {
  if (!item.ratingCount) return null;
  const rating = number(item.rating, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const label = t('ratingOf', { rating, n: t('reviews', { n: item.ratingCount }) });
  const row = h('span', { class: 'stars', 'aria-hidden': 'true' });
  row.style.setProperty('--share', `${(item.rating / 5) * 100}%`);
  return h('p', { class: 'rating' },
    row,
    h('span', { class: 'unseen' }, label),
    h('span', { 'aria-hidden': 'true' }, long ? `${rating} · ${t('reviews', { n: item.ratingCount })}` : `${rating} (${number(item.ratingCount)})`));
}

export function stockHint(item) {
  const [style, text] = item.stock === 0 ? ['none', t('soldOut')]
    : item.stock <= FEW ? ['few', t('few', { n: item.stock })] : ['plenty', t('available')];
  return h('p', { class: `stock stock-${style}` }, text);
}

export function favouriteButton(item, { text = false } = {}) {
  const button = h('button', { type: 'button', class: text ? 'button button-plain heart' : 'heart heart-round' }, icon('heart'));
  const label = text ? button.appendChild(h('span')) : null;
  const update = () => {
    const saved = favourites.has(item.id);
    button.setAttribute('aria-pressed', saved);
    if (label) label.textContent = t(saved ? 'unfavourite' : 'favourite');
    else button.setAttribute('aria-label', t('favouriteNamed', { name: item.name }));
  };
  button.addEventListener('click', () => {
    if (favourites.toggle(item.id)) countEvent(item.id, 'favorite');
    update();
  });
  update();
  return button;
}

export function card(item, { level = 3, eager = false } = {}) {
  const name = item.highlights?.name ? highlighted(item.highlights.name) : item.name;
  return h('li', { class: 'card', 'data-id': item.id },
    h('div', { class: 'card-picture' }, picture(item, { eager })),
    h('div', { class: 'card-text' },
      h('p', { class: 'card-brand' }, item.brand ?? '\u00a0'),
      h(`h${level}`, { class: 'card-name' }, h('a', { href: `/item/${item.id}` }, name)),
      stars(item),
      h('div', { class: 'card-foot' }, h('p', { class: 'price' }, money(item.price)), stockHint(item))),
    favouriteButton(item));
}

/** A titled row of items; it leaves no trace when there are none or there is no such list. */
export function row({ title, text, path, parameters = {}, signal, id, onItems = () => {} }) {
  const list = h('ul', { class: 'row-list' }, skeletonCards(6));
  const arrow = (name, label, direction) => h('button', {
    type: 'button', class: 'round', 'aria-label': `${label}: ${title}`,
    onclick: () => list.scrollBy({ left: direction * list.clientWidth * 0.8 }),
  }, icon(name));
  const back = arrow('left', t('back'), -1);
  const forward = arrow('right', t('forward'), 1);
  const update = () => {
    back.disabled = list.scrollLeft < 4;
    forward.disabled = list.scrollLeft + list.clientWidth > list.scrollWidth - 4;
  };
  list.addEventListener('scroll', update, { passive: true });
  const section = h('section', { class: 'row', id, 'aria-label': title },
    h('div', { class: 'row-head' },
      h('div', null, h('h2', null, title), text && h('p', { class: 'quiet' }, text)),
      h('div', { class: 'row-arrows' }, back, forward)),
    list);
  untilItWorks(() => get(path, { limit: 16, ...parameters }, signal), { signal }).then(({ items }) => {
    onItems(items);
    if (items.length === 0) {
      section.remove();
      return;
    }
    list.replaceChildren(...items.map((item) => card(item)));
    requestAnimationFrame(update);
  }, () => section.remove());
  return section;
}
