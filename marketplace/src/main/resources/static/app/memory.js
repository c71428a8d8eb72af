// What this browser remembers between visits. A browser that refuses storage only forgets.

function read(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(`headroom.${name}`)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function write(name, value) {
  try {
    localStorage.setItem(`headroom.${name}`, JSON.stringify(value));
  } catch {
    // Full or forbidden: the shop works without.
  }
}

const list = (value) => (Array.isArray(value) ? value : []);

export const language = { get: () => read('language', null), set: (value) => write('language', value) };

export const recentQueries = {
  all: () => list(read('queries', [])).filter((query) => typeof query === 'string'),
  add(query) {
    const text = query.trim();
    if (text) write('queries', [text, ...this.all().filter((other) => other !== text)].slice(0, 6));
  },
  clear: () => write('queries', []),
};

export const favourites = {
  all: () => list(read('favourites', [])).filter(Number.isInteger),
  has: (id) => favourites.all().includes(id),
  /** Adds or removes; true when the item is a favourite afterwards. */
  toggle(id) {
    const others = favourites.all().filter((other) => other !== id);
    const added = !favourites.has(id);
    write('favourites', added ? [id, ...others].slice(0, 100) : others);
    document.dispatchEvent(new CustomEvent('favourites'));
    return added;
  },
};
