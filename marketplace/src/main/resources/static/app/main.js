// Where the shop's pages begin: the header's parts, the routes, and what happens when the language changes.

import { createFavourites } from './favourites.js';
import { h } from './dom.js';
import { home } from './home.js';
import { itemPage, lost } from './item.js';
import { LANGUAGES, currentLanguage, setLanguage, t } from './language.js';
import { listing } from './listing.js';
import { createNavigation } from './navigation.js';
import { createRouter } from './router.js';
import { createSearchBox } from './search-box.js';

const byId = (id) => document.getElementById(id);
const main = byId('main');
const navigate = (address, options) => router.navigate(address, options);

const navigation = createNavigation(byId('categories-button'), byId('categories-panel'));
const searchBox = createSearchBox(byId('search'), navigate);
const favourites = createFavourites(byId('favourites-button'), byId('favourites'));

const router = createRouter({
  main,
  routes: [
    [/^\/(?:index\.html)?$/, (page) => home(page)],
    [/^\/search\/?$/, (page) => listing({ ...page, navigate })],
    [/^\/category\/([a-z0-9-]+)\/?$/, (page) => listing({ ...page, slug: page.match[1], navigate })],
    [/^\/item\/(\d+)\/?$/, (page) => itemPage({ ...page, id: page.match[1] })],
  ],
  lost: () => ({ title: t('lostTitle'), element: h('div', null, lost()) }),
  shown(url) {
    navigation.close();
    searchBox.show(url.pathname.startsWith('/search') ? url.searchParams.get('q') ?? '' : '');
  },
});

const languageButtons = Object.entries(LANGUAGES).map(([code, { name }]) => h('button', {
  type: 'button', lang: code, 'aria-label': `${code.toUpperCase()}, ${name}`, 'data-language': code,
  onclick: () => {
    setLanguage(code);
    rename();
    router.refresh();
  },
}, code.toUpperCase()));
byId('languages').append(...languageButtons);

/** Gives everything outside the views its text. */
function rename() {
  document.documentElement.lang = currentLanguage();
  document.querySelectorAll('[data-text]').forEach((element) => { element.textContent = t(element.dataset.text); });
  document.querySelectorAll('[data-label]').forEach((element) => element.setAttribute('aria-label', t(element.dataset.label)));
  byId('languages').setAttribute('aria-label', t('language'));
  languageButtons.forEach((button) => button.setAttribute('aria-pressed', button.dataset.language === currentLanguage()));
  [navigation, searchBox, favourites].forEach((part) => part.rename());
  showConnection();
}

function showConnection() {
  byId('offline').textContent = navigator.onLine ? '' : t('offline');
  byId('offline').hidden = navigator.onLine;
}

document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  main.focus();
});
window.addEventListener('online', showConnection);
window.addEventListener('offline', showConnection);

rename();
router.start();
