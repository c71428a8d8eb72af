// The category tree, asked for once per language.

import { get } from './api.js';
import { currentLanguage } from './language.js';
import { untilItWorks } from './states.js';

const trees = new Map();

const whole = new AbortController().signal;

/** The top categories, each {slug, name, count, children}; asked for again for as long as the shop is busy. */
export function categoryTree() {
  const language = currentLanguage();
  if (!trees.has(language)) {
    trees.set(language, untilItWorks(() => get('categories'), { signal: whole }).then((answer) => answer.categories, () => {
      trees.delete(language);
      return [];
    }));
  }
  return trees.get(language);
}

/** The categories from the top down to the one with the slug; empty when there is none. */
export function pathTo(slug, tree) {
  for (const category of tree) {
    if (category.slug === slug) return [category];
    const below = pathTo(slug, category.children ?? []);
    if (below.length > 0) return [category, ...below];
  }
  return [];
}
