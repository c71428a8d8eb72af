// The search field with suggestions: the combobox pattern of the ARIA Authoring Practices Guide,
// list autocomplete with manual selection.

import { get } from './api.js';
import { announce, h, icon } from './dom.js';
import { t } from './language.js';
import { recentQueries } from './memory.js';

const PAUSE_MILLIS = 140;
const KINDS = { category: ['folder', 'kindCategory'], brand: ['tag', 'kindBrand'], item: ['search', 'kindItem'], recent: ['clock', 'recentQuery'] };

export function createSearchBox(form, navigate) {
  const input = h('input', {
    type: 'search', name: 'q', id: 'q', role: 'combobox', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', maxlength: 200,
    enterkeyhint: 'search', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': 'suggestions',
  });
  const clear = h('button', { type: 'button', class: 'search-clear', hidden: true }, icon('close'));
  const submit = h('button', { type: 'submit', class: 'search-go' }, icon('search'));
  const list = h('ul', { id: 'suggestions', role: 'listbox', class: 'suggestions', hidden: true });
  form.append(input, clear, submit, list);

  let choices = [];
  let active = -1;
  let timer;
  let asking = new AbortController();

  const close = () => {
    clearTimeout(timer);
    asking.abort();
    choices = [];
    active = -1;
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  };

  const go = (address) => {
    close();
    navigate(address);
  };

  const search = (query) => {
    recentQueries.add(query);
    go(`/search?${new URLSearchParams({ q: query.trim() })}`);
  };

  function choose({ kind, text, slug, id }) {
    if (kind === 'forget') {
      recentQueries.clear();
      close();
    } else if (kind === 'category' && slug) go(`/category/${encodeURIComponent(slug)}`);
    else if (kind === 'brand' && slug) go(`/search?${new URLSearchParams({ brand: slug })}`);
    else if (kind === 'item' && id) go(`/item/${encodeURIComponent(id)}`);
    else {
      input.value = text;
      search(text);
    }
  }

  function show(found) {
    close();
    if (found.length === 0 || document.activeElement !== input) return;
    choices = found;
    list.replaceChildren(...found.map((choice, index) => {
      const [drawing, kind] = KINDS[choice.kind] ?? ['search', null];
      return h('li', {
        role: 'option', id: `suggestion-${index}`, 'aria-selected': 'false', class: `suggestion suggestion-${choice.kind}`,
        // The press must not take the focus from the field.
        onpointerdown: (event) => event.preventDefault(),
        onclick: () => choose(choice),
      }, icon(choice.kind === 'forget' ? 'close' : drawing), h('span', { class: 'suggestion-text' }, choice.text), kind && h('span', { class: 'suggestion-kind' }, t(kind)));
    }));
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    announce(t('suggestionCount', { n: found.length }));
  }

  function activate(index) {
    active = index;
    [...list.children].forEach((option, at) => option.setAttribute('aria-selected', at === index));
    if (index < 0) input.removeAttribute('aria-activedescendant');
    else {
      input.setAttribute('aria-activedescendant', `suggestion-${index}`);
      list.children[index].scrollIntoView({ block: 'nearest' });
    }
  }

  const showRecent = () => {
    const recent = recentQueries.all().map((text) => ({ kind: 'recent', text }));
    show(recent.length ? [...recent, { kind: 'forget', text: t('forgetQueries') }] : []);
  };

  function ask() {
    clearTimeout(timer);
    asking.abort();
    const query = input.value.trim();
    if (!query) {
      showRecent();
      return;
    }
    timer = setTimeout(async () => {
      asking = new AbortController();
      const { signal } = asking;
      try {
        const { suggestions } = await get('suggestions', { q: query, limit: 8 }, signal);
        if (!signal.aborted) show(suggestions);
      } catch {
        // Suggestions are a courtesy; the search itself says what is wrong.
        if (!signal.aborted) close();
      }
    }, PAUSE_MILLIS);
  }

  const update = () => { clear.hidden = input.value === ''; };

  input.addEventListener('input', () => { update(); ask(); });
  input.addEventListener('focus', () => { if (!input.value) showRecent(); });
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && event.isComposing !== true) {
      event.preventDefault();
      if (list.hidden) ask();
      else activate(((active + 1 + step + choices.length + 1) % (choices.length + 1)) - 1);
    } else if (event.key === 'Escape' && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === 'Enter' && active >= 0) {
      event.preventDefault();
      choose(choices[active]);
    }
  });
  clear.addEventListener('click', () => { input.value = ''; update(); input.focus(); showRecent(); });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    search(input.value);
  });
  document.addEventListener('keydown', (event) => {
    const typing = event.target.closest?.('input, textarea, select, [contenteditable]');
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
      input.select();
    }
  });

  return {
    /** Shows the query of the page that is open. */
    show(query) {
      input.value = query;
      update();
      close();
    },
    rename() {
      form.setAttribute('aria-label', t('searchLabel'));
      input.setAttribute('aria-label', t('searchLabel'));
      input.placeholder = t('searchHint');
      list.setAttribute('aria-label', t('suggestions'));
      clear.setAttribute('aria-label', t('clearSearch'));
      submit.setAttribute('aria-label', t('search'));
    },
  };
}
