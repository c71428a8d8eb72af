// The drawer with what the visitor saved in this browser.

import { get } from './api.js';
import { picture } from './cards.js';
import { h, icon } from './dom.js';
import { money, t } from './language.js';
import { favourites } from './memory.js';

const SHOWN = 30;

export function createFavourites(button, dialog) {
  const count = h('span', { class: 'badge', 'aria-hidden': 'true' });
  button.append(icon('heart'), count);

  const update = () => {
    const n = favourites.all().length;
    count.textContent = n;
    count.hidden = n === 0;
    button.setAttribute('aria-label', t('favouritesCount', { n }));
  };

  const entry = (item) => h('li', { class: 'saved' },
    h('div', { class: 'saved-picture' }, picture(item)),
    h('p', null, h('a', { href: `/item/${item.id}` }, item.name), h('span', { class: 'price' }, money(item.price))),
    h('button', {
      type: 'button', class: 'round', 'aria-label': t('unfavouriteNamed', { name: item.name }),
      onclick: () => { favourites.toggle(item.id); draw(); },
    }, icon('close')));

  async function draw() {
    const ids = favourites.all().slice(0, SHOWN);
    const list = h('ul', { class: 'saved-list' });
    const close = h('button', { type: 'button', class: 'round', 'aria-label': t('close'), onclick: () => dialog.close() }, icon('close'));
    dialog.setAttribute('aria-label', t('favourites'));
    dialog.replaceChildren(h('div', { class: 'drawer-head' }, h('h2', null, t('favourites')), close),
      ids.length ? list : h('p', { class: 'quiet' }, t('noFavourites')));
    // An item that left the shop answers 404 and is left out.
    const items = await Promise.all(ids.map((id) => get(`items/${id}`).catch(() => null)));
    list.replaceChildren(...items.filter(Boolean).map(entry));
  }

  button.addEventListener('click', () => {
    draw();
    dialog.showModal();
  });
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog || event.target.closest('a')) dialog.close();
  });
  document.addEventListener('favourites', update);
  window.addEventListener('storage', update);
  return { rename: update };
}
