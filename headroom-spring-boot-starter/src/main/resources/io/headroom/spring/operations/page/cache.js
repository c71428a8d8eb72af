// Caches: how often they answer, what they hold, what is read most.

import { useState } from './vendor/hooks.mjs';
import * as f from './format.js';
import { Spark } from './charts.js';
import { Await, Bar, Button, Card, Empty, Fact, Table, change, html, live, prompt, usePoll, useStore } from './parts.js';

const TILES = [
  ['Hit rate', 'cache.hit_ratio', f.percent, 1],
  ['Reads', 'cache.reads_per_second', f.rate],
  ['Loads', 'cache.loads_per_second', f.rate],
  ['Evictions', 'cache.evictions_per_second', f.rate],
  ['Evicted of reads', 'cache.eviction_ratio', f.percent, 0.1],
];

const SHARED = { none: 'none', closed: 'serving', open: 'left alone', half_open: 'being tried' };

const warmUp = async () => {
  if (await prompt({ title: 'Warm the caches?', text: 'What the service needs first is loaded in the background.', confirm: 'Warm up' })) {
    await change('POST', '/cache/warmup', {}, 'The caches are being warmed.');
  }
};

const invalidate = async (again) => {
  const given = await prompt({ title: 'Forget what carries a tag', text: 'On every node, before the answer comes.', confirm: 'Forget it', fields: [{ name: 'tag', label: 'Tag', required: true, maxLength: 500 }] });
  if (given && (await change('DELETE', `/cache/invalidate?tag=${encodeURIComponent(given.tag)}`, undefined, `What carries the tag ${given.tag} is forgotten.`))) again();
};

const clear = async (cache, again) => {
  const sure = await prompt({ title: `Empty ${cache}?`, text: 'On every node: each value is loaded again when it is asked for, which the database will feel.', confirm: 'Empty it', kind: 'danger' });
  if (sure && (await change('POST', '/cache/clear', { cache }, `${cache} is empty.`))) again();
};

const Status = ({ data, series, again }) => {
  const history = (name) => series.find((each) => each.figure === `cache.hit_ratio.${name}`)?.values ?? [];
  const most = (c) => (c.l1.maximumEntries ? c.l1.entries / c.l1.maximumEntries : c.l1.maximumBytes ? c.l1.bytes / c.l1.maximumBytes : 0);
  return html`
    <dl class="facts strip">
      <${Fact} label="Hit rate since the start">${f.percent(data.hitRate)}<//>
      <${Fact} label="Shared tier" tone=${['none', 'closed'].includes(data.shared.state) ? '' : 'bad'}>${SHARED[data.shared.state] ?? data.shared.state}<//>
      <${Fact} label="Log lag">${f.millis(data.shared.logLagMillis)}<//>
      <${Fact} label="At most stale by">${f.millis(data.shared.stalenessBoundMillis)}<//>
      <${Fact} label="Invalidations pending" tone=${data.shared.pendingInvalidations ? 'bad' : ''}>${f.count(data.shared.pendingInvalidations)}<//>
    </dl>
    ${data.shared.detail && html`<p class="quiet">${data.shared.detail}</p>`}
    <${Table} caption="!Every cache, since the start" rows=${data.caches} empty="There is none." keyOf=${(c) => c.name} columns=${[
      { label: 'Cache', wide: true, cell: (c) => html`<b>${c.name}</b><small>fresh for ${f.duration(c.ttlSeconds)}</small><${Spark} values=${history(c.name)} most=${1}/>` },
      { label: 'Hit rate', num: true, cell: (c) => f.percent(c.hitRate) },
      { label: 'Entries', num: true, cell: (c) => html`${f.count(c.l1.entries)}${c.l1.maximumEntries !== undefined && html`<small>of ${f.count(c.l1.maximumEntries)}</small>`}` },
      { label: 'In process', num: true, cell: (c) => html`${f.bytes(c.l1.bytes)}<${Bar} ratio=${most(c)}/>` },
      { label: 'Evicted', num: true, cell: (c) => f.count(c.l1.evictions) },
      { label: 'Loads', num: true, cell: (c) => html`${f.count(c.loads.succeeded)}${c.loads.failed > 0 && html`<small class="bad-text">${f.count(c.loads.failed)} failed</small>`}` },
      { label: 'A load takes', num: true, cell: (c) => f.millis(c.loads.time?.meanMillis) },
      { label: 'Stale served', num: true, cell: (c) => f.count(c.l1.staleServed) },
      { label: 'Change', cell: (c) => html`<${Button} label="Empty ${c.name}" onClick=${() => clear(c.name, again)}>Empty…<//>` },
    ]}/>`;
};

const Keys = () => {
  const [cold, show] = useState(false);
  const keys = usePoll(`/cache/${cold ? 'coldest' : 'hottest'}-keys?limit=20`, 10);
  return html`<${Card} title="Keys" more=${html`<div class="segments" role="group" aria-label="Which keys">
      <button type="button" aria-pressed=${!cold} onClick=${() => show(false)}>Hottest</button><button type="button" aria-pressed=${cold} onClick=${() => show(true)}>Evicted next</button></div>`}>
    <${Await} from=${keys} lines=${5}>${(data) => html`<${Table} caption="!Keys, with their reads on this node" rows=${data} empty="None is known yet." keyOf=${(r) => `${r.cache}:${r.key}`} columns=${[
      { label: 'Key', wide: true, cell: (r) => html`<code class="name">${r.key}</code>` },
      { label: 'Cache', cell: (r) => r.cache },
      { label: 'Reads', num: true, cell: (r) => f.count(r.reads) },
    ]}/>`}<//>
  <//>`;
};

export const Cache = () => {
  const snapshot = useStore(live);
  const history = usePoll('/history?duration=15&step=10&figures=cache.*', 10);
  const status = usePoll('/cache', 5);
  const values = (name) => history.data?.series.find((each) => each.figure === name)?.values ?? [];
  if (history.data?.series.length === 0) return html`<${Empty}>This service has no cache of Headroom.<//>`;
  return html`
    <section class="sparks" aria-label="All caches, last 15 min">${TILES.map(([label, name, format, most]) => html`
      <div class="tile" key=${name}><h3>${label}</h3><b>${format(values(name).findLast((v) => v !== null) ?? snapshot?.figures[name])}</b><${Spark} values=${values(name)} most=${most}/></div>`)}</section>
    <${Card} title="Caches" more=${status.data && html`<span class="row"><${Button} onClick=${warmUp}>Warm up…<//><${Button} onClick=${() => invalidate(status.again)}>Forget a tag…<//></span>`}>
      <${Await} from=${status} lines=${8}>${(data) => html`<${Status} data=${data} series=${history.data?.series ?? []} again=${status.again}/>`}<//>
    <//>
    <${Keys}/>`;
};
