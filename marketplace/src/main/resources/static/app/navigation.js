// The panel with the categories under the header's button.

import { categoryTree } from './categories.js';
import { h } from './dom.js';
import { number, t } from './language.js';

export function createNavigation(button, panel) {
  const isOpen = () => !panel.hidden;

  async function open() {
    panel.hidden = false;
    button.setAttribute('aria-expanded', 'true');
    await draw();
  }

  function close({ focus = false } = {}) {
    if (!isOpen()) return;
    panel.hidden = true;
    button.setAttribute('aria-expanded', 'false');
    if (focus) button.focus();
  }

  async function draw() {
    if (!panel.firstChild) panel.append(h('p', { class: 'mega-inner quiet' }, t('loading')));
    const tree = await categoryTree();
    const link = (category, style) => h('a', { href: `/category/${category.slug}`, class: style },
      category.name, h('span', { class: 'count' }, number(category.count ?? 0)));
    const columns = tree.map((top) => h('section', { class: 'mega-column' },
      h('h2', null, link(top, 'mega-top')),
      h('ul', null, (top.children ?? []).map((child) => h('li', null, link(child, 'mega-link'))))));
    panel.replaceChildren(h('div', { class: 'mega-inner' },
      columns.length ? columns : h('p', { class: 'quiet' }, t('unreachable')),
      h('p', { class: 'mega-all' }, h('a', { href: '/search' }, t('allItems')))));
  }

  button.addEventListener('click', () => (isOpen() ? close() : open()));
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close({ focus: panel.contains(document.activeElement) });
  });
  document.addEventListener('pointerdown', (event) => {
    if (!panel.contains(event.target) && !button.contains(event.target)) close();
  });
  panel.addEventListener('focusout', (event) => {
    const to = event.relatedTarget;
    if (to && !panel.contains(to) && to !== button) close();
  });

  return {
    close,
    rename() {
      panel.setAttribute('aria-label', t('categories'));
      if (isOpen()) draw();
    },
  };
}
