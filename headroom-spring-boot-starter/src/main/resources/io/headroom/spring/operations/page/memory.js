// Memory, leaks, threads, profiles and benchmarks on request.

import { useState } from './vendor/hooks.mjs';
import * as api from './api.js';
import * as f from './format.js';
import { Spark, useHistory } from './charts.js';
import { Await, Badge, Bar, Button, Card, Empty, Fact, Table, change, html, live, say, usePoll } from './parts.js';

const FIGURES = ['memory.heap_ratio', 'memory.heap_used_bytes', 'jvm.gc_ratio', 'scheduler.lag_seconds', 'jvm.threads', 'process.cpu_ratio'];
const TILES = [
  ['Heap after collection', FIGURES[0], f.percent, 1],
  ['Heap in use', FIGURES[1], f.bytes],
  ['Time in collections', FIGURES[2], f.percent, 0.1],
  ['Scheduler lag', FIGURES[3], f.seconds, 0.01],
  ['Threads', FIGURES[4], f.count],
  ['Process CPU', FIGURES[5], f.percent, 1],
];

const Leak = ({ leak }) => html`<${Card} title="Leaks" more=${html`<${Badge} tone=${leak.suspected ? 'critical' : 'excellent'}>${leak.suspected ? 'suspected' : 'none suspected'}<//>`}>
  <p>${leak.reason}</p>
  ${leak.suspected && html`<dl class="facts">
    <${Fact} label="Grows by">${f.bytes(leak.bytesPerHour)} an hour<//>
    <${Fact} label="Full in" tone="bad">${leak.hoursToLimit === undefined ? '–' : f.duration(leak.hoursToLimit * 3600)}<//>
    <${Fact} label="Collections compared">${f.count(leak.majorCollections)}<//></dl>`}
  ${leak.searching && html`<p class="quiet">Searching for what grows, and who holds it.</p>`}
  ${leak.search && html`
    ${leak.search.problem && html`<p class="warning">${leak.search.problem}</p>`}
    <${Table} caption="Who holds what was allocated since" rows=${leak.search.holders} empty="No holder was found." columns=${[
      { label: 'Field', wide: true, cell: (r) => html`<code>${r.field}</code>${r.isStatic && html` <${Badge}>static<//>`}` },
      { label: 'Objects of', wide: true, cell: (r) => html`<code>${r.type}</code>` },
      { label: 'Allocated at', wide: true, cell: (r) => html`<code>${r.allocatedAt}</code>` },
      { label: 'Samples', num: true, cell: (r) => f.count(r.samples) },
    ]}/>
    <${Table} caption="What grows" rows=${leak.search.growing} empty="No class grows." keyOf=${(r) => r.type} columns=${[
      { label: 'Class', wide: true, cell: (r) => html`<code>${r.type}</code>` },
      { label: 'More instances', num: true, cell: (r) => f.count(r.instances) },
      { label: 'More memory', num: true, cell: (r) => f.bytes(r.bytes) },
    ]}/>`}
<//>`;

const Report = ({ data }) => html`
  <dl class="facts strip">
    <${Fact} label="Heap in use">${f.bytes(data.heap.usedBytes)}<//>
    <${Fact} label="Live set">${f.bytes(data.heap.liveSetBytes)}<//>
    <${Fact} label="Committed">${f.bytes(data.heap.committedBytes)}<//>
    <${Fact} label="At most">${f.bytes(data.heap.maxBytes)}<//>
    <${Fact} label="Resident">${f.bytes(data.residentBytes)}<//>
    <${Fact} label="Classes">${f.count(data.classes)}<//>
  </dl>
  <${Bar} ratio=${data.heap.usedBytes / data.heap.maxBytes}/>
  <${Table} caption="Beside the heap" rows=${[...Object.entries(data.nativeBytes), ...(data.otherBytes === undefined ? [] : [['what is left of the resident memory', data.otherBytes]])]} keyOf=${(r) => r[0]} columns=${[
    { label: 'Part', wide: true, cell: ([name]) => name },
    { label: 'Size', num: true, cell: ([, size]) => f.bytes(size) },
  ]}/>
  <${Table} caption="Collections since the start" rows=${Object.entries(data.collections)} keyOf=${(r) => r[0]} columns=${[
    { label: 'Collector', wide: true, cell: ([name]) => name },
    { label: 'Runs', num: true, cell: ([, runs]) => f.count(runs) },
  ]}/>`;

const KINDS = [['cpu', 'Processor'], ['alloc', 'Allocations'], ['lock', 'Waiting for locks']];

const Profiles = () => {
  const [seconds, last] = useState(10);
  const profiles = usePoll('/profile', 3);
  const begin = async (kind) => {
    if (await change('POST', '/profile', { kind, seconds }, `It takes ${seconds} s.`)) profiles.again();
  };
  // A new tab has no token: what needs one is saved instead.
  const save = async (profile) => {
    try {
      const page = await api.send('GET', `/profile/${encodeURIComponent(profile.id)}`);
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([page], { type: 'text/html' }));
      link.download = `${profile.id}.html`;
      link.click();
      URL.revokeObjectURL(link.href);
    } catch (problem) {
      say(problem.message, 'bad');
    }
  };
  return html`<${Card} title="Profiles" more=${html`<div class="segments" role="group" aria-label="For how long">${[5, 10, 30, 60].map((each) => html`
      <button type="button" key=${each} aria-pressed=${each === seconds} onClick=${() => last(each)}>${each} s</button>`)}</div>`}>
    <${Await} from=${profiles} lines=${3}>${(data) => html`
      <div class="row">${KINDS.map(([kind, label]) => html`<${Button} key=${kind} onClick=${() => begin(kind)}>${label}<//>`)}</div>
      ${data.length === 0 ? html`<${Empty}>None was made yet. A profile is a flame graph of the service at work.<//>` : html`<${Table} caption="The last ones" rows=${data} keyOf=${(r) => r.id} columns=${[
        { label: 'Profile', wide: true, cell: (r) => KINDS.find(([kind]) => kind === r.kind)?.[1] ?? r.kind },
        { label: 'Begun', cell: (r) => f.ago(r.startedAt) },
        { label: 'Length', num: true, cell: (r) => f.duration(r.seconds) },
        { label: 'State', cell: (r) => html`<${Badge} tone=${{ done: 'excellent', failed: 'critical' }[r.state] ?? ''}>${r.state}<//>${r.problem && html`<small class="bad-text">${r.problem}</small>`}` },
        { label: 'Flame graph', cell: (r) => (r.state === 'done' ? html`<span class="row"><a href=${`${api.BASE}/profile/${encodeURIComponent(r.id)}`} target="_blank" rel="noopener">Open</a> <${Button} kind="quiet" onClick=${() => save(r)}>Save<//></span>` : '') },
      ]}/>`}`}<//>
  <//>`;
};

const Results = ({ run }) => html`
  <${Table} caption=${`${run.type}, ${f.ago(run.startedAt)}`} rows=${run.results} keyOf=${(r) => r.operation} empty=${run.state === 'running' ? 'It is being measured.' : 'Nothing was measured.'} columns=${[
    { label: 'Operation', wide: true, cell: (r) => r.operation },
    { label: 'Median', num: true, cell: (r) => f.millis(r.medianMicros / 1000) },
    { label: 'p99', num: true, cell: (r) => f.millis(r.p99Micros / 1000) },
    { label: 'A second', num: true, cell: (r) => f.count(Math.round(r.operationsPerSecond)) },
    { label: 'Spread', num: true, cell: (r) => `${f.number(r.spreadPercent)} %` },
    { label: 'Since the last', cell: (r) => (r.change ? html`<span class=${r.change.verdict === 'slower' ? 'bad-text' : ''}>${r.change.verdict}</span>` : '–') },
  ]}/>
  ${run.reason && html`<p class="quiet">${run.state}: ${run.reason}</p>`}`;

const Benchmarks = () => {
  const benchmarks = usePoll('/benchmarks', 3);
  const begin = async (type) => {
    if (await change('POST', `/benchmarks/run?benchmark_type=${encodeURIComponent(type)}`, undefined, 'It takes some seconds.')) benchmarks.again();
  };
  return html`<${Card} title="Benchmarks"><${Await} from=${benchmarks} lines=${3}>${(data) => html`
    <div class="row">${data.types.map(({ type, description }) => html`<${Button} key=${type} label=${`${type}: ${description}`} onClick=${() => begin(type)}>${type}<//>`)}</div>
    ${data.runs.length === 0 ? html`<${Empty}>None was run yet. A benchmark measures a part of the service while it serves.<//>` : data.runs.slice(0, 3).map((run) => html`<${Results} key=${run.id} run=${run}/>`)}`}<//>
  <//>`;
};

export const Memory = () => {
  const memory = usePoll('/memory', 5);
  const history = useHistory(api, live, FIGURES, 60, 10);
  const last = (name) => history?.rows[name]?.findLast((v) => v !== null);
  const collect = async () => {
    const done = await change('POST', '/memory/gc', undefined, 'Garbage was collected.');
    if (!done) return;
    say(`The heap holds ${f.bytes(done.heapAfter)}, before ${f.bytes(done.heapBefore)}; it took ${f.millis(done.millis)}.`);
    memory.again();
  };
  return html`
    <section class="sparks" aria-label="Memory and threads, last hour">${TILES.map(([label, name, format, most]) => html`
      <div class="tile" key=${name}><h3>${label}</h3><b>${format(last(name))}</b><${Spark} values=${history?.rows[name] ?? []} most=${most}/></div>`)}</section>
    <${Card} title="Memory" more=${memory.data && html`<${Button} onClick=${collect}>Collect now<//>`}>
      <${Await} from=${memory} lines=${6}>${(data) => html`<${Report} data=${data}/>`}<//>
    <//>
    ${memory.data && html`<${Leak} leak=${memory.data.leak}/>`}
    <${Profiles}/>
    <${Benchmarks}/>`;
};
