// The operations' calls: reading, changing, and the stream of snapshots.

export const BASE = new URL('../api/v1/performance', import.meta.url).href;
const TOKEN = 'headroom-operator-token';

// Who is told when the token is another.
const watchers = new Set();
export const watch = (watcher) => {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
};
const tell = () => watchers.forEach((watcher) => watcher());

// The token lives as long as the browser's tab, and nowhere else.
export const session = {
  get token() {
    return sessionStorage.getItem(TOKEN) ?? '';
  },
  signIn(token) {
    sessionStorage.setItem(TOKEN, token.trim());
    tell();
  },
  signOut() {
    sessionStorage.removeItem(TOKEN);
    tell();
  },
};

// What went wrong, in the service's words where it has some.
export class Problem extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
  // The service does not have this call, or not yet.
  get absent() {
    return this.status === 404 || this.status === 501;
  }
}

const headers = (more = {}) =>
  session.token ? { ...more, Authorization: `Bearer ${session.token}` } : more;

const problem = async (answer) => {
  let detail = '';
  try {
    const body = await answer.json();
    detail = body.detail ?? body.title ?? '';
  } catch {
    // No problem of the service's: a proxy's page, perhaps.
  }
  return new Problem(answer.status, detail || `The service answered ${answer.status}.`);
};

const call = async (path, options) => {
  let answer;
  try {
    answer = await fetch(BASE + path, { cache: 'no-store', ...options });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Problem(0, 'The service cannot be reached.');
  }
  if (answer.ok) return answer;
  throw await problem(answer);
};

export const get = async (path, signal) => {
  const answer = await call(path, { headers: headers(), signal });
  return (await answer.json()).data;
};

export const send = async (method, path, body) => {
  const answer = await call(path, {
    method,
    headers: headers(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (answer.status === 204) return null;
  const type = answer.headers.get('Content-Type') ?? '';
  return type.includes('json') ? (await answer.json()).data : answer.text();
};

const SILENCE_MILLIS = 8_000;
const LONGEST_WAIT_MILLIS = 10_000;

// Follows the stream while the page is seen. A browser's EventSource can carry no token, so the
// events are read from a fetch. `onState` hears connecting, live, lost, paused or locked.
export const follow = (onSnapshot, onState) => {
  let running = null;
  let failures = 0;
  let timer = 0;

  const stop = () => {
    clearTimeout(timer);
    const stopped = running;
    running = null;
    stopped?.abort();
  };

  const start = () => {
    stop();
    if (document.hidden) {
      onState('paused');
      return;
    }
    const mine = new AbortController();
    running = mine;
    read(mine).catch((error) => {
      if (running !== mine) return;
      mine.abort();
      if (error.status === 401 || error.status === 403) {
        onState('locked', error.message);
        if (session.token) session.signOut(); // what is open without it is read without it
        return;
      }
      onState('lost', error.message);
      timer = setTimeout(start, Math.min(LONGEST_WAIT_MILLIS, 1000 * 2 ** failures++));
    });
  };

  const read = async (mine) => {
    onState(failures ? 'lost' : 'connecting');
    let watchdog = setTimeout(() => mine.abort(), SILENCE_MILLIS);
    try {
      const answer = await call('/events', { headers: headers(), signal: mine.signal });
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      while (true) {
        const { done, value } = await reader.read();
        if (done) throw new Problem(0, 'The service ended the stream.');
        clearTimeout(watchdog);
        watchdog = setTimeout(() => mine.abort(), SILENCE_MILLIS);
        text += value;
        let end;
        while ((end = text.indexOf('\n\n')) >= 0) {
          const data = /^data: (.*)$/m.exec(text.slice(0, end));
          text = text.slice(end + 2);
          failures = 0;
          onState('live');
          if (data) onSnapshot(JSON.parse(data[1]));
        }
      }
    } catch (error) {
      if (error.name === 'AbortError') throw new Problem(0, 'The service does not answer.');
      throw error;
    } finally {
      clearTimeout(watchdog);
    }
  };

  document.addEventListener('visibilitychange', start);
  watch(start);
  start();
};
