// Numbers with their units. What is not known is an en dash.

const NONE = '–';

const known = (value) => typeof value === 'number' && Number.isFinite(value);

// Three significant digits at most, and none that say nothing.
const digits = (value) => {
  const size = Math.abs(value);
  const places = size >= 100 || size === 0 ? 0 : size >= 10 ? 1 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: places });
};

export const number = (value) => (known(value) ? digits(value) : NONE);

export const count = (value) =>
  known(value) ? Math.round(value).toLocaleString('en') : NONE;

export const plural = (value, thing) => `${count(value)} ${thing}${value === 1 ? '' : 's'}`;

export const percent = (ratio) => {
  if (!known(ratio)) return NONE;
  const value = ratio * 100;
  return `${value > 99 && value < 100 ? value.toFixed(2).replace(/0+$/, '').replace(/\.$/, '') : digits(value)} %`;
};

export const millis = (value) => {
  if (!known(value)) return NONE;
  if (value >= 60_000) return duration(value / 1000);
  if (value >= 1_000) return `${digits(value / 1000)} s`;
  if (value > 0 && value < 0.1) return `${digits(value * 1000)} µs`;
  return `${digits(value)} ms`;
};

export const seconds = (value) => (known(value) ? millis(value * 1000) : NONE);

export const rate = (value) => (known(value) ? `${digits(value)}/s` : NONE);

export const bytes = (value) => {
  if (!known(value)) return NONE;
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let rest = value;
  while (Math.abs(rest) >= 1000 && unit < units.length - 1) {
    rest /= 1000;
    unit++;
  }
  return `${digits(rest)} ${units[unit]}`;
};

export const duration = (value) => {
  if (!known(value)) return NONE;
  const whole = Math.round(value);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min${whole < 600 && whole % 60 ? ` ${whole % 60} s` : ''}`;
  if (whole < 86_400) {
    const minutes = Math.floor((whole % 3600) / 60);
    return `${Math.floor(whole / 3600)} h${minutes ? ` ${minutes} min` : ''}`;
  }
  const hours = Math.floor((whole % 86_400) / 3600);
  return `${Math.floor(whole / 86_400)} d${hours ? ` ${hours} h` : ''}`;
};

export const ago = (instant, now = Date.now()) =>
  instant ? `${duration(Math.max(0, (now - Date.parse(instant)) / 1000))} ago` : NONE;

export const clock = (instant) =>
  instant ? new Date(instant).toLocaleString([], { dateStyle: 'short', timeStyle: 'medium', hourCycle: 'h23' }) : NONE;

// camelCase and kebab-case into words.
export const words = (name) => {
  const text = String(name ?? '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[-_]/g, ' ')
    .toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
};
