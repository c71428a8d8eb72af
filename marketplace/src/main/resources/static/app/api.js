// The shop's HTTP interface, as one call for reading and one for events.

import { currentLanguage } from './language.js';

/** What went wrong, with what an operator needs to find it (RFC 9457 and the correlation id). */
export class Problem extends Error {
  constructor({ status = 0, title = '', detail = '', correlationId = null, retryAfterSeconds = null }) {
    super(detail || title || `HTTP ${status}`);
    this.status = status;
    this.correlationId = correlationId;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** Nobody answered: no network, or no server. */
  get unreachable() {
    return this.status === 0;
  }

  /** Worth asking again without a change. */
  get passing() {
    return this.unreachable || this.status === 429 || this.status >= 500;
  }
}

/** The JSON answer of a catalogue path; parameters that are null or empty are left out. Throws Problem. */
export async function get(path, parameters = {}, signal = undefined) {
  const query = new URLSearchParams({ lang: currentLanguage() });
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined && value !== '') query.set(name, value);
  }
  let response;
  try {
    response = await fetch(`/api/catalog/${path}?${query}`, { signal, headers: { Accept: 'application/json' } });
    if (response.ok) return await response.json();
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Problem({ title: error.message, correlationId: response?.headers.get('X-Correlation-Id') });
  }
  throw await problemOf(response);
}

async function problemOf(response) {
  const body = await response.json().catch(() => ({}));
  return new Problem({
    title: body.title,
    detail: body.detail,
    status: response.status,
    correlationId: body.correlationId ?? response.headers.get('X-Correlation-Id'),
    retryAfterSeconds: retryAfter(response.headers.get('Retry-After')),
  });
}

// RFC 9110, 10.2.3: seconds or a date.
function retryAfter(header) {
  if (!header) return null;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), 120) : null;
}

/** Counts a view, favorite or share; losing one is better than bothering a visitor. */
export function countEvent(id, type) {
  fetch(`/api/catalog/items/${id}/events`, {
    method: 'POST',
    keepalive: true,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ type }),
  }).catch(() => {});
}
