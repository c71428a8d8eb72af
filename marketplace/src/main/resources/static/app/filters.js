// The filters beside a list. Every choice is an address, so each can be bookmarked, shared and gone back from.

import { h, icon } from './dom.js';
import { number, t } from './language.js';

const BRANDS_AT_FIRST = 8;
const NAMES = ['category', 'brand', 'minPrice', 'maxPrice', 'inStock'];

// On a phone the filters fold away; whoever opened them wants them open after a choice too.
let unfolded = false;

const price = (text) => (/^\d{1,8}([.,]\d{1,2})?$/.test(text ?? '') ? text.replace(',', '.') : null);

/** What the address asks for; prices that are no numbers and a stock that is not "true" ask for nothing. */
export function filtersOf(query) {
  const prices = [price(query.get('minPrice')), price(query.get('maxPrice'))];
  // Whoever mixed up the two still means the range between them.
  if (prices[0] && prices[1] && Number(prices[0]) > Number(prices[1])) prices.reverse();
  return {
    category: query.get('category'),
    brand: query.get('brand'),
    minPrice: prices[0],
    maxPrice: prices[1],
    inStock: query.get('inStock') === 'true' ? 'true' : null,
  };
}

/** A function that gives the page's address with some of its parameters changed; null removes one. */
export function addressesFrom(page) {
  return (changes) => {
    const url = new URL(page);
    url.searchParams.delete('lang');
    for (const [name, value] of Object.entries(changes)) {
      if (value) url.searchParams.set(name, value);
      else url.searchParams.delete(name);
    }
    return url.pathname + url.search;
  };
}

export const priceText = (from, to) => {
  const a = from && number(from);
  const b = to && number(to);
  return a && b ? t('between', { a, b }) : b ? t('to', { b }) : t('from', { a });
};

const rangeOf = (value) => {
  const [from, to] = value.split('-');
  return { minPrice: from && from !== '*' ? from : null, maxPrice: to && to !== '*' ? to : null };
};

function choice({ key, active, address, label, count }) {
  return h('li', null, h('a', { class: 'choice', href: address, 'data-keep-place': true, 'data-key': key, 'aria-current': active && 'true' },
    h('span', null, label), count !== undefined && h('span', { class: 'count' }, number(count))));
}

const group = (title, ...content) => h('section', { class: 'filter' }, h('h2', null, title), ...content);

function categoryGroup({ categories, filters, facets, addressWith }) {
  if (categories) return group(t('category'), categories);
  const values = facets.category ?? [];
  if (values.length === 0) return null;
  return group(t('category'), h('ul', null, values.slice(0, 12).map((value) => choice({
    key: `category-${value.value}`, label: value.label, count: value.count, active: filters.category === value.value,
    address: addressWith({ category: filters.category === value.value ? null : value.value }),
  }))));
}

function brandGroup({ filters, facets, addressWith }) {
  const values = facets.brand ?? [];
  if (values.length === 0) return null;
  const link = (value) => choice({
    key: `brand-${value.value}`, label: value.label, count: value.count, active: filters.brand === value.value,
    address: addressWith({ brand: filters.brand === value.value ? null : value.value }),
  });
  const rest = values.slice(BRANDS_AT_FIRST);
  return group(t('brand'), h('ul', null, values.slice(0, BRANDS_AT_FIRST).map(link)),
    rest.length > 0 && h('details', { open: rest.some((value) => value.value === filters.brand) },
      h('summary', { 'data-key': 'brands-more' }, t('moreBrands', { n: values.length })), h('ul', null, rest.map(link))));
}

function priceGroup({ filters, facets, addressWith }, navigate) {
  const field = (name, label) => h('label', null, h('span', null, label),
    h('input', { name, inputmode: 'decimal', size: 5, maxlength: 8, autocomplete: 'off', value: filters[name] ?? '', 'data-key': name }));
  const form = h('form', {
    class: 'prices',
    onsubmit: (event) => {
      event.preventDefault();
      const { minPrice, maxPrice } = filtersOf(new URLSearchParams(new FormData(form)));
      navigate(addressWith({ minPrice, maxPrice }), { keepPlace: true });
    },
  }, field('minPrice', t('priceFrom')), field('maxPrice', t('priceTo')),
  h('button', { class: 'button button-plain', type: 'submit', 'data-key': 'prices' }, t('apply')));
  return group(t('price'), h('ul', null, (facets.price ?? []).filter((value) => value.count > 0).map((value) => {
    const range = rangeOf(value.value);
    const active = Number(range.minPrice) === Number(filters.minPrice) && Number(range.maxPrice) === Number(filters.maxPrice);
    return choice({
      key: `price-${value.value}`, label: priceText(range.minPrice, range.maxPrice), count: value.count, active,
      address: addressWith(active ? { minPrice: null, maxPrice: null } : range),
    });
  })), form);
}

function stockGroup({ filters, addressWith }, navigate) {
  return group(t('availability'), h('label', { class: 'check' },
    h('input', {
      type: 'checkbox', checked: filters.inStock !== null, 'data-key': 'inStock',
      onchange: (event) => navigate(addressWith({ inStock: event.target.checked ? 'true' : null }), { keepPlace: true }),
    }), t('inStock')));
}

/** The panel; draw() shows a new state and leaves the focus where it was. */
export function filterPanel(navigate) {
  const body = h('div', { class: 'filters-body', id: 'filters-body' });
  const fold = h('button', {
    type: 'button', class: 'pill filters-fold', 'aria-controls': 'filters-body', 'aria-expanded': String(unfolded), 'data-key': 'fold',
    onclick: () => {
      unfolded = !unfolded;
      fold.setAttribute('aria-expanded', String(unfolded));
    },
  }, icon('sliders'), t('filters'));
  const element = h('aside', { class: 'filters', 'aria-label': t('filters') }, fold, body);
  return {
    element,
    draw(state) {
      const focused = body.contains(document.activeElement) ? document.activeElement.dataset.key : null;
      body.replaceChildren(...[categoryGroup(state), stockGroup(state, navigate), priceGroup(state, navigate), brandGroup(state)].filter(Boolean));
      if (focused) body.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    },
  };
}

/** What is chosen, each with a way to drop it. */
export function activeFilters(filters, labels, addressWith) {
  const chip = (label, changes) => h('li', null, h('a', { class: 'chip', href: addressWith(changes), 'data-keep-place': true, 'aria-label': t('remove', { name: label }) }, label, icon('close')));
  const chips = [
    filters.category && chip(labels.category ?? filters.category, { category: null }),
    filters.brand && chip(labels.brand ?? filters.brand, { brand: null }),
    (filters.minPrice || filters.maxPrice) && chip(priceText(filters.minPrice, filters.maxPrice), { minPrice: null, maxPrice: null }),
    filters.inStock && chip(t('inStock'), { inStock: null }),
  ].filter(Boolean);
  if (chips.length === 0) return [];
  const none = Object.fromEntries(NAMES.map((name) => [name, null]));
  return [...chips, h('li', null, h('a', { class: 'chip-clear', href: addressWith(none), 'data-keep-place': true }, t('clearAll')))];
}
