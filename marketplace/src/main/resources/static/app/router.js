// Addresses to views. A view that was left stays in memory for a while, so that going back shows the very same
// page, with all it had loaded, at the same height and with the focus where it was.

const REMEMBERED_VIEWS = 8;

/**
 * @param routes  [pattern of the path, view factory]; a factory gets {match, query, signal} and gives {element, title}
 * @param lost    the factory for all other paths
 * @param shown   called with the address after each change
 */
export function createRouter({ main, routes, lost, shown }) {
  const left = new Map();
  let current = null;
  let counter = 0;

  history.scrollRestoration = 'manual';

  const find = (path) => {
    for (const [pattern, factory] of routes) {
      const match = pattern.exec(path);
      if (match) return { match, factory };
    }
    return null;
  };

  function open(key) {
    const url = new URL(location.href);
    const { match, factory } = find(url.pathname) ?? { match: null, factory: lost };
    const abort = new AbortController();
    return { key, abort, scroll: 0, focus: null, ...factory({ match, query: url.searchParams, signal: abort.signal }) };
  }

  function leave() {
    if (!current) return;
    current.scroll = window.scrollY;
    current.focus = main.contains(document.activeElement) ? document.activeElement : null;
    left.set(current.key, current);
    for (const [key, view] of [...left].slice(0, Math.max(0, left.size - REMEMBERED_VIEWS))) {
      view.abort.abort();
      left.delete(key);
    }
  }

  function show(view, { scroll, focus }) {
    left.delete(view.key);
    current = view;
    main.replaceChildren(view.element);
    document.title = view.title ? `${view.title} · Headroom` : 'Headroom Market';
    shown(new URL(location.href));
    window.scrollTo({ top: scroll, behavior: 'instant' });
    focus?.focus({ preventScroll: true });
  }

  const newKey = () => `${Date.now().toString(36)}-${(counter += 1)}`;

  const headingOf = (view) => view.element.querySelector('h1');

  /** @param keepPlace for a change of filters: the control with the same data-key keeps the focus, the page its height. */
  function navigate(address, { keepPlace = false } = {}) {
    const focused = document.activeElement?.dataset?.key;
    const height = window.scrollY;
    leave();
    const key = newKey();
    history.pushState({ key }, '', address);
    const view = open(key);
    const same = keepPlace && focused ? view.element.querySelector(`[data-key="${CSS.escape(focused)}"]`) : null;
    show(view, { scroll: keepPlace ? Math.min(height, 200) : 0, focus: same ?? headingOf(view) });
  }

  /** Draws the present page anew and forgets the others: texts have changed. */
  function refresh() {
    for (const view of [current, ...left.values()]) view?.abort.abort();
    left.clear();
    show(open(current.key), { scroll: window.scrollY, focus: null });
  }

  window.addEventListener('popstate', (event) => {
    leave();
    const key = event.state?.key ?? newKey();
    const view = left.get(key) ?? open(key);
    show(view, { scroll: view.scroll, focus: view.focus ?? headingOf(view) });
  });

  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[href]');
    if (!link || event.defaultPrevented || event.button !== 0 || link.target) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const url = new URL(link.href);
    if (url.origin !== location.origin || url.hash || !find(url.pathname)) return;
    event.preventDefault();
    navigate(url, { keepPlace: link.dataset.keepPlace !== undefined });
  });

  return {
    navigate,
    refresh,
    start() {
      const key = history.state?.key ?? newKey();
      history.replaceState({ key }, '');
      show(open(key), { scroll: 0, focus: null });
    },
  };
}
