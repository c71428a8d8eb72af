// The large chart and the small ones.

import { useEffect, useRef, useState } from './vendor/hooks.mjs';
import uPlot from './vendor/uPlot.mjs';
import { html, store, useStore } from './parts.js';
import * as f from './format.js';

// Grows by one whenever the colours are others.
export const colours = store(0);

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// Vertical lines where something happened. `marks` is asked each time: [{ at, tone, text }].
const markers = (marks) => ({
  hooks: {
    draw: (plot) => {
      const { ctx, bbox } = plot;
      ctx.save();
      for (const mark of marks()) {
        const x = Math.round(plot.valToPos(mark.at, 'x', true));
        if (x < bbox.left || x > bbox.left + bbox.width) continue;
        ctx.strokeStyle = ctx.fillStyle = colour(`--${mark.tone}`);
        ctx.lineWidth = devicePixelRatio;
        ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
        ctx.beginPath();
        ctx.moveTo(x, bbox.top);
        ctx.lineTo(x, bbox.top + bbox.height);
        ctx.stroke();
        const size = 4 * devicePixelRatio;
        ctx.beginPath();
        ctx.moveTo(x - size, bbox.top);
        ctx.lineTo(x + size, bbox.top);
        ctx.lineTo(x, bbox.top + 1.6 * size);
        ctx.fill();
      }
      ctx.restore();
    },
  },
});

const sync = uPlot.sync('time');

const options = (width, height, lines, format, marks, onCursor) => {
  const grid = { stroke: colour('--grid'), width: 1 };
  const axis = { stroke: colour('--muted'), font: '11px system-ui, sans-serif', grid, ticks: { show: false } };
  return {
    width,
    height,
    padding: [8, 18, 0, 0],
    legend: { show: false },
    cursor: { sync: { key: sync.key }, y: false, drag: { setScale: false, x: false, y: false }, points: { size: 6 } },
    scales: { x: { time: true }, y: { range: (_, low, high) => [0, high > 0 ? high * 1.1 : 1] } },
    axes: [
      { ...axis, size: 26, space: 64, values: (_, ticks) => ticks.map((t) => new Date(t * 1000).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })) },
      { ...axis, size: 62, space: 28, values: (_, ticks) => ticks.map((t) => format(t)) },
    ],
    series: [
      {},
      ...lines.map((line) => ({
        label: line.label,
        stroke: colour(line.colour),
        width: line.width ?? 1.5,
        fill: line.fill ? colour(line.fill) : undefined,
        points: { show: false },
        spanGaps: false,
      })),
    ],
    plugins: [markers(marks)],
    hooks: { setCursor: [(plot) => onCursor(plot.cursor.idx ?? null)] },
  };
};

// One plot over time. `data` is uPlot's: seconds, then a row of values for each line.
export const TimeChart = ({ data, lines, format, height, marks, title, onCursor }) => {
  const place = useRef(null);
  const plot = useRef(null);
  const latest = useRef({ marks, onCursor });
  latest.current = { marks, onCursor };
  const theme = useStore(colours);

  useEffect(() => {
    const make = () => {
      plot.current?.destroy();
      plot.current = new uPlot(
        options(place.current.clientWidth, height, lines, format, () => latest.current.marks,
          (index) => latest.current.onCursor(index)),
        data, place.current);
      sync.sub(plot.current);
    };
    make();
    const resized = new ResizeObserver(() => {
      const width = place.current?.clientWidth;
      if (width && plot.current && plot.current.width !== width) plot.current.setSize({ width, height });
    });
    resized.observe(place.current);
    return () => {
      resized.disconnect();
      sync.unsub(plot.current);
      plot.current.destroy();
      plot.current = null;
    };
  }, [theme, height, lines.length]);

  useEffect(() => {
    plot.current?.setData(data);
  }, [data, marks]);

  const words = lines.map((line, i) => {
    const values = data[i + 1].filter((v) => v !== null && v !== undefined);
    return values.length ? `${line.label}: now ${format(values.at(-1))}, at most ${format(Math.max(...values))}` : `${line.label}: not known`;
  });
  return html`<div class="plot" role="img" aria-label="${title}. ${words.join('; ')}." style=${{ height: `${height}px` }} ref=${place}></div>`;
};

// What the lines of a chart are, with the values under the cursor, or the last ones.
export const Legend = ({ lines, data, index, format }) => html`
  <ul class="legend">
    ${lines.map((line, i) => {
      const values = data[i + 1];
      const value = values.at(index ?? -1);
      return html`<li key=${line.label}><span class="swatch ${line.colour.slice(2)}" aria-hidden="true"></span>${line.label} <b>${format(value)}</b></li>`;
    })}
  </ul>`;

const WIDTH = 160;
const HEIGHT = 36;

// A line without axes: what is above says what it is, how much, and of how much.
export const Spark = ({ values, most }) => {
  const known = values.filter((v) => v !== null && v !== undefined);
  const top = Math.max(most ?? 0, ...known) || 1;
  const step = WIDTH / Math.max(1, values.length - 1);
  let path = '';
  let pen = false;
  values.forEach((value, i) => {
    if (value === null || value === undefined) {
      pen = false;
      return;
    }
    path += `${pen ? 'L' : 'M'}${(i * step).toFixed(1)} ${(HEIGHT - 1 - (value / top) * (HEIGHT - 3)).toFixed(1)}`;
    pen = true;
  });
  return html`
    <svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
      <path d="M0 ${HEIGHT - 0.5}H${WIDTH}" class="base"/><path d=${path} class="line"/>
    </svg>`;
};

// A round gauge of 0 to 100.
export const Gauge = ({ score, level }) => {
  const round = 2 * Math.PI * 42;
  return html`
    <div class="gauge ${level}" role="img" aria-label="Health score ${f.number(score)} of 100, ${level}">
      <svg viewBox="0 0 100 100" aria-hidden="true">
        <circle cx="50" cy="50" r="42" class="track"/>
        <circle cx="50" cy="50" r="42" class="value" stroke-dasharray="${(round * score) / 100} ${round}" transform="rotate(-90 50 50)"/>
      </svg>
      <span aria-hidden="true"><b>${Math.round(score)}</b><small>${level}</small></span>
    </div>`;
};

// Reads the history of figures, of this node or of all, and goes on with the snapshots.
export const useHistory = (api, live, figures, minutes, step, all) => {
  const [history, set] = useState(null);
  useEffect(() => {
    let over = false;
    let times = [];
    let rows = new Map();
    let told = []; // by how many nodes
    const show = () =>
      set({ times: times.slice(), told: told.slice(), rows: Object.fromEntries([...rows].map(([name, row]) => [name, row.slice()])) });
    let reading = false;
    const read = async () => {
      if (reading) return;
      reading = true;
      try {
        const found = await api.get(`/history?duration=${minutes}&step=${step}${all ? '&nodes=all' : ''}&figures=${figures.map(encodeURIComponent).join(',')}`);
        if (over) return;
        const start = Date.parse(found.start) / 1000;
        const length = Math.max(0, ...found.series.map((s) => s.values.length));
        times = Array.from({ length }, (_, i) => start + i * found.stepSeconds);
        told = Array.from({ length }, (_, i) => Math.max(0, ...found.series.map((s) => s.nodes?.[i] ?? 0)));
        rows = new Map(figures.map((name) => [name, found.series.find((s) => s.figure === name)?.values.slice() ?? Array(length).fill(null)]));
        // What was not told yet comes with the snapshots.
        for (let i = 0; i < 5 && times.length > 1 && [...rows.values()].every((row) => row.at(-1) === null); i++) {
          for (const row of [times, told, ...rows.values()]) row.pop();
        }
        show();
      } catch {
        // The connection's state says so; it is read again when that is well.
      } finally {
        reading = false;
      }
    };
    const add = (snapshot) => {
      if (!snapshot || times.length === 0) return;
      const at = Date.parse(snapshot.at) / 1000;
      if (at - times.at(-1) > Math.max(30, 3 * step)) {
        read(); // the page was away
        return;
      }
      if (at - times.at(-1) < step) return;
      times.push(at);
      told.push(0);
      rows.forEach((row, name) => row.push(snapshot.figures[name] ?? null));
      while (times[0] < at - minutes * 60) {
        times.shift();
        told.shift();
        rows.forEach((row) => row.shift());
      }
      show();
    };
    set(null);
    read();
    const often = setInterval(() => !document.hidden && read(), Math.max(60, step) * 5_000);
    const unwatch = live.watch((snapshot) => (times.length === 0 ? read() : add(snapshot)));
    return () => {
      over = true;
      clearInterval(often);
      unwatch();
    };
  }, [figures.join(), minutes, step, all, live]);
  return history;
};
