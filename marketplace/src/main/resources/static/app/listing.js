// Lists of items: a category, the results of a search, or everything.

import { get } from './api.js';
import { categoryTree, pathTo } from './categories.js';
import { h } from './dom.js';
import { activeFilters, addressesFrom, filterPanel, filtersOf } from './filters.js';
import { grid } from './grid.js';
import { number, t } from './language.js';
import { untilItWorks } from './states.js';

export const SORTS = ['-popularity', '-created', 'price', '-price', '-rating', 'name'];

const byField = (facets) => Object.fromEntries((facets ?? []).map(({ field, values }) => [field, values]));

// The facets last seen, drawn until the new ones come, so that the panel does not flicker.
let lastFacets = { of: null, facets: {} };

/** @param slug the category of the path, null on the search page */
export function listing({ slug = null, query, signal, navigate }) {
  const q = slug ? '' : (query.get('q') ?? '').trim();
  const filters = filtersOf(query);
  const addressWith = addressesFrom(location.href);
  const wishes = { ...filters, category: slug ?? filters.category };
  const sort = SORTS.includes(query.get('sort')) ? query.get('sort') : SORTS[0];
  const subject = `${slug}|${q}`;
  if (lastFacets.of !== subject) lastFacets = { of: subject, facets: {} };

  const title = q ? t('resultsFor', { q }) : t('allItems');
  const heading = h('h1', { tabindex: -1 }, slug ? '\u00a0' : title);
  const crumbs = h('nav', { class: 'crumbs', 'aria-label': t('breadcrumbs'), hidden: !slug });
  const count = h('p', { class: 'quiet', 'aria-live': 'polite' }, '\u00a0');
  const chips = h('ul', { class: 'chips', 'aria-label': t('activeFilters') });
  const panel = filterPanel(navigate);
  const view = { title: slug ? '' : title };
  let tree = [];

  const draw = () => {
    const { facets } = lastFacets;
    const own = q ? null : categoryChoices(slug ?? filters.category, tree);
    panel.draw({ filters, facets, addressWith, categories: own });
    const label = (field) => facets[field]?.find((value) => value.value === filters[field])?.label;
    chips.replaceChildren(...activeFilters(slug ? { ...filters, category: null } : filters, {
      brand: label('brand'), category: pathTo(filters.category, tree).at(-1)?.name ?? label('category'),
    }, addressWith));
    chips.hidden = chips.children.length === 0;
  };

  const showFacets = (facets) => {
    lastFacets = { of: subject, facets: byField(facets) };
    draw();
  };

  const showCategory = (known) => {
    tree = known;
    draw();
    if (!slug) return;
    const path = pathTo(slug, tree);
    const name = path.at(-1)?.name ?? slug;
    heading.textContent = name;
    view.title = name;
    if (view.element.isConnected) document.title = `${name} · Headroom`;
    crumbs.replaceChildren(crumbTrail(path));
  };

  const onFirst = ({ facets, page, items }) => {
    const total = page.total ?? (page.hasMore ? null : items.length);
    count.textContent = total === null ? '' : t('count', { n: total });
    if (facets) showFacets(facets);
  };

  const fetchPage = (cursor) => (q
    ? get('search', { ...wishes, q, limit: 24, cursor, total: cursor ? null : 'true' }, signal)
    : get('items', { ...wishes, sort, limit: 24, cursor, total: cursor ? null : 'true' }, signal));

  const sorting = h('label', { class: 'sort' }, h('span', null, t('sort')),
    h('select', {
      'data-key': 'sort',
      onchange: (event) => navigate(addressWith({ sort: event.target.value === SORTS[0] ? null : event.target.value }), { keepPlace: true }),
    }, SORTS.map((name) => h('option', { value: name, selected: name === sort }, t(`sort-${name}`)))));

  view.element = h('div', { class: 'listing' },
    h('div', { class: 'listing-head' }, crumbs, heading, h('div', { class: 'listing-line' }, count, q ? null : sorting)),
    panel.element,
    h('section', { class: 'listing-items', 'aria-label': t('resultsOf') }, chips,
      grid({ fetchPage, signal, onFirst, level: 2, empty: [h('a', { class: 'button', href: '/search' }, t('showEverything'))] })));

  draw();
  categoryTree().then((known) => { if (!signal.aborted) showCategory(known); });
  // A plain list has no facets of its own: a search for anything, for a single item, counts them.
  if (!q) untilItWorks(() => get('search', { ...wishes, limit: 1 }, signal), { signal }).then((answer) => showFacets(answer.facets), () => {});
  return view;
}

export function crumbTrail(path) {
  return h('ol', null, h('li', null, h('a', { href: '/' }, t('homeCrumb'))),
    path.map((category) => h('li', null, h('a', { href: `/category/${category.slug}` }, category.name))));
}

/** The way up, the category itself and what lies below (or beside, at the tree's end). */
function categoryChoices(slug, tree) {
  const path = slug ? pathTo(slug, tree) : [];
  const here = path.at(-1);
  const below = here ? here.children ?? [] : tree;
  const beside = below.length > 0 || !here ? below : path.at(-2)?.children ?? tree;
  const up = (below.length > 0 ? path : path.slice(0, -1));
  const link = (category, style) => h('li', { class: style }, h('a', {
    class: 'choice', href: `/category/${category.slug}`, 'data-key': `tree-${category.slug}`, 'aria-current': category === here && 'page',
  }, h('span', null, category.name), h('span', { class: 'count' }, number(category.count ?? 0))));
  return h('ul', { class: 'tree' },
    h('li', null, h('a', { class: 'choice', href: '/search', 'data-key': 'tree' }, t('allCategories'))),
    up.map((category) => link(category, 'tree-up')), beside.map((category) => link(category, up.length ? 'tree-below' : null)));
}
