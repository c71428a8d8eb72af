// One item: its pictures, what it costs, what it is, and what goes with it.

import { countEvent, get } from './api.js';
import { favouriteButton, picture, row, stars, stockHint } from './cards.js';
import { categoryTree, pathTo } from './categories.js';
import { h, icon, toast } from './dom.js';
import { money, t } from './language.js';
import { crumbTrail } from './listing.js';
import { emptyPanel, untilItWorks } from './states.js';

export function itemPage({ id, signal }) {
  const host = h('div', { class: 'item' }, skeleton());
  const view = { title: '', element: host };
  untilItWorks(() => get(`items/${id}`, {}, signal), { host, signal, final: (problem) => problem.status === 404 || problem.status === 400 })
    .then(show, () => {
      host.replaceChildren(lost());
      retitle(t('lostTitle'));
    });

  function retitle(title) {
    view.title = title;
    if (!host.isConnected) return;
    document.title = `${title} · Headroom`;
    // The heading came after the page: the focus, if nobody has moved it, belongs there.
    if (document.activeElement === document.body) host.querySelector('h1')?.focus({ preventScroll: true });
  }

  function show(item) {
    host.replaceChildren(...content(item, signal));
    retitle(item.name);
    countEvent(item.id, 'view');
  }

  return view;
}

function skeleton() {
  return h('div', { class: 'item-main' },
    h('div', { class: 'gallery skeleton' }, h('div', { class: 'stage' })),
    h('div', { class: 'item-facts skeleton' }, h('div', { class: 'bone' }), h('div', { class: 'bone bone-tall' }), h('div', { class: 'bone bone-short' })));
}

/** What stands at an address that leads nowhere. */
export function lost() {
  const panel = emptyPanel(t('lostTitle'), t('lostText'), h('a', { class: 'button', href: '/search' }, t('showEverything')));
  const heading = h('h1', { tabindex: -1 }, t('lostTitle'));
  panel.querySelector('h2').replaceWith(heading);
  return panel;
}

function content(item, signal) {
  const crumbs = h('nav', { class: 'crumbs', 'aria-label': t('breadcrumbs') }, crumbTrail([]));
  categoryTree().then((tree) => crumbs.replaceChildren(crumbTrail(pathTo(item.category, tree))));
  return [
    crumbs,
    h('div', { class: 'item-main' }, gallery(item), facts(item)),
    row({ title: t('similar'), path: `items/${item.id}/similar`, signal, id: 'similar' }),
    row({ title: t('alsoBought'), path: `items/${item.id}/also-bought`, signal, id: 'also-bought' }),
  ];
}

function gallery(item) {
  const stage = h('div', { class: 'stage' });
  const images = item.images ?? [];
  const thumbs = images.length < 2 ? [] : images.map((_, index) => h('button', {
    type: 'button', class: 'thumb', 'aria-label': t('picture', { n: index + 1 }), onclick: () => choose(index),
  }, picture(item, { index })));
  const choose = (index) => {
    stage.replaceChildren(picture(item, { index, eager: true, alt: item.name }));
    thumbs.forEach((thumb, at) => thumb.setAttribute('aria-pressed', at === index));
  };
  choose(0);
  return h('div', { class: 'gallery' }, stage, thumbs.length > 0 && h('div', { class: 'thumbs', role: 'group', 'aria-label': t('pictures') }, thumbs));
}

function facts(item) {
  const details = [...Object.entries(item.attributes ?? {}), [t('sku'), item.sku], [t('stock'), t('units', { n: item.stock })]];
  return h('div', { class: 'item-facts' },
    item.brand && h('p', { class: 'kicker' }, item.brand),
    h('h1', { tabindex: -1 }, item.name),
    stars(item, { long: true }),
    h('p', { class: 'price price-big' }, money(item.price)),
    stockHint(item),
    h('div', { class: 'item-actions' }, favouriteButton(item, { text: true }), shareButton(item)),
    item.description && h('section', { 'aria-label': t('description') }, h('p', { class: 'description' }, item.description)),
    h('section', null, h('h2', { class: 'small-heading' }, t('details')),
      h('table', { class: 'attributes' }, h('tbody', null,
        details.map(([name, value]) => h('tr', null, h('th', { scope: 'row' }, capital(name)), h('td', null, String(value))))))));
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1).replaceAll('_', ' ');

function shareButton(item) {
  const share = async () => {
    const url = new URL(`/item/${item.id}`, location.href).href;
    try {
      if (navigator.share) await navigator.share({ title: item.name, url });
      else {
        await navigator.clipboard.writeText(url);
        toast(t('shared'));
      }
    } catch (error) {
      if (error.name === 'AbortError') return;
      // No clipboard for this page: the address to copy by hand.
      toast(url);
    }
    countEvent(item.id, 'share');
  };
  return h('button', { type: 'button', class: 'button button-plain', onclick: share }, icon('share'), t('share'));
}
