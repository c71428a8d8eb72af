// The visitor's language: from the address once, else remembered, else the browser's.

import { language as remembered } from './memory.js';
import { TEXTS } from './texts.js';

export const LANGUAGES = { en: { name: 'English', locale: 'en-GB' }, es: { name: 'Español', locale: 'es-ES' } };

const asked = new URLSearchParams(location.search).get('lang');
let current = [asked, remembered.get(), navigator.language.slice(0, 2), 'en'].find((code) => Object.hasOwn(LANGUAGES, code ?? ''));

export const currentLanguage = () => current;

export function setLanguage(code) {
  current = code;
  remembered.set(code);
}

/** A text in the visitor's language; {name} stands for a value, and a text for one thing may differ from many. */
export function t(key, values = {}) {
  const entry = TEXTS[current][key] ?? TEXTS.en[key] ?? key;
  const text = typeof entry === 'string' ? entry : entry[values.n === 1 ? 'one' : 'many'];
  return text.replace(/\{(\w+)\}/g, (whole, name) =>
    typeof values[name] === 'number' ? number(values[name]) : (values[name] ?? whole));
}

const locale = () => LANGUAGES[current].locale;

export const number = (value, options) => new Intl.NumberFormat(locale(), options).format(value);

/** Money of the catalogue ({amount, currency}); the amount stays the exact decimal text it is. */
export function money({ amount, currency }) {
  try {
    return new Intl.NumberFormat(locale(), { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).format(amount);
  } catch {
    return `${amount} ${currency}`;
  }
}
