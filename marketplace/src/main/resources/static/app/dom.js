// Elements without templates: text only ever becomes text nodes, so no name or description can become markup.

const SVG = 'http://www.w3.org/2000/svg';

/** An element with properties (on… are listeners, null and false are left out) and children (nodes or texts). */
export function h(tag, properties, ...children) {
  return fill(document.createElement(tag), properties, children);
}

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const ICONS = {
  heart: 'M10 16.6S3 12.4 3 7.6A3.6 3.6 0 0 1 10 6.2a3.6 3.6 0 0 1 7 1.4c0 4.8-7 9-7 9Z',
  search: 'M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12Zm4.4-1.6L17.5 17.5',
  close: 'M5 5l10 10M15 5 5 15',
  share: 'M10 12.5V3m0 0L6.7 6.2M10 3l3.3 3.2M4 11v4.5A1.5 1.5 0 0 0 5.5 17h9a1.5 1.5 0 0 0 1.5-1.5V11',
  left: 'M12.5 4.5 7 10l5.5 5.5',
  right: 'M7.5 4.5 13 10l-5.5 5.5',
  clock: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm0-11v4.2l2.8 1.8',
  folder: 'M3 6h5l1.6 2H17v8H3V6Z',
  tag: 'M3 3.5h6.5l7.5 7.5-6 6L3.5 9.5 3 3.5Zm3.8 3.8h.01',
  sliders: 'M3 6h7m4 0h3M3 14h3m4 0h7M12 4v4M8 12v4',
};

/** A line drawing of 20 by 20 units that assistive technology does not see. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  fill(svg, { viewBox: '0 0 20 20', width: 20, height: 20, class: `icon icon-${name}`, 'aria-hidden': 'true' }, []);
  svg.append(fill(document.createElementNS(SVG, 'path'), { d: ICONS[name] }, []));
  return svg;
}

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

function decoded(text) {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (name) return ENTITIES[name.toLowerCase()] ?? whole;
    const point = hex ? parseInt(hex, 16) : Number(decimal);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

/** Nodes of a highlight: escaped text in which <mark> alone is markup; everything else stays text. */
export function highlighted(html) {
  return html.split(/(<mark>.*?<\/mark>)/s).filter(Boolean).map((part) => {
    const inside = /^<mark>(.*)<\/mark>$/s.exec(part);
    return inside ? h('mark', null, decoded(inside[1])) : decoded(part.replace(/<\/?mark>/g, ''));
  });
}

/** Tells people who listen rather than look. */
export function announce(text) {
  const announcer = document.getElementById('announcer');
  announcer.textContent = '';
  requestAnimationFrame(() => { announcer.textContent = text; });
}

let toastTimer;

/** A short message at the window's foot, gone after four seconds. */
export function toast(text) {
  const element = document.getElementById('toast');
  element.textContent = text;
  element.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { element.hidden = true; }, 4000);
}
