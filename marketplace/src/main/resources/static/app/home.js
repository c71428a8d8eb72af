// The front page: a welcome, what is loved and what rises, then everything.

import { get } from './api.js';
import { picture, row } from './cards.js';
import { categoryTree } from './categories.js';
import { h } from './dom.js';
import { grid } from './grid.js';
import { t } from './language.js';

export function home({ signal }) {
  const tiles = Array.from({ length: 5 }, () => h('div', { class: 'tile' }));
  const lead = h('p', { class: 'hero-text' }, '\u00a0');
  const quick = h('ul', { class: 'hero-quick' });
  const hero = h('section', { class: 'hero' },
    h('div', { class: 'hero-words' },
      h('p', { class: 'kicker' }, t('heroKicker')),
      h('h1', { tabindex: -1 }, t('heroTitle')),
      lead,
      h('p', { class: 'hero-actions' },
        h('a', { class: 'button', href: '/search' }, t('heroAction')),
        h('button', { class: 'button button-plain', type: 'button', onclick: () => trending.scrollIntoView() }, t('heroSecond'))),
      quick),
    h('div', { class: 'collage', 'aria-hidden': 'true' }, h('div', { class: 'collage-sun' }), tiles));

  const showTiles = (items) => items.filter((item) => item.images?.length).slice(0, tiles.length)
    .forEach((item, index) => tiles[index].replaceChildren(picture(item, { eager: true })));

  const popular = row({ title: t('popular'), text: t('popularText'), path: 'popular', signal, id: 'popular', onItems: showTiles });
  const trending = row({ title: t('trending'), text: t('trendingText'), path: 'trending', signal, id: 'trending' });

  categoryTree().then((tree) => {
    if (signal.aborted) return;
    const things = tree.reduce((sum, category) => sum + (category.count ?? 0), 0);
    lead.textContent = t('heroText', { n: things });
    quick.replaceChildren(...tree.slice(0, 8).map((category) =>
      h('li', null, h('a', { class: 'pill', href: `/category/${category.slug}` }, category.name))));
  });

  const all = h('section', { class: 'everything', 'aria-label': t('everything') },
    h('div', { class: 'row-head' },
      h('div', null, h('h2', null, t('everything')), h('p', { class: 'quiet' }, t('everythingText'))),
      h('a', { class: 'more', href: '/search?sort=-created' }, t('seeAll'))),
    grid({ fetchPage: (cursor) => get('items', { sort: '-created', limit: 24, cursor }, signal), signal, eager: false }));

  return { title: '', element: h('div', { class: 'home' }, hero, popular, trending, all) };
}
