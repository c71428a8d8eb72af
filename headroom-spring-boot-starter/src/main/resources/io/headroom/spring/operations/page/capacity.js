// How many more requests fit, and what says so.

import * as f from './format.js';
import { Await, Badge, Bar, Card, Fact, Table, html, usePoll } from './parts.js';

export const Capacity = () => {
  const capacity = usePoll('/capacity', 10);
  return html`<${Await} from=${capacity} lines=${8}>${(data) => html`
    <p class="lead">${data.sentence}</p>
    ${data.known ? html`<dl class="facts strip">
      <${Fact} label="Headroom">${f.count(data.headroom.value)}/s more<//>
      <${Fact} label="Interval">${f.count(data.headroom.lower)} to ${f.count(data.headroom.upper)}/s<//>
      <${Fact} label="Now">${f.rate(data.requestsPerSecond)}<//>
      <${Fact} label="Limited by">${data.limitedBy ?? 'nothing that is known'}<//>
      <${Fact} label="What breaks">${data.breaks}<//>
      ${Object.entries(data.millisAtCapacity ?? {}).map(([name, value]) => html`<${Fact} key=${name} label="${name} then">${f.millis(value)}<//>`)}
    </dl>` : null}
    ${data.advice && html`<p class="lead">${data.advice}</p>`}
    <${Card} title="Resources">
      <${Table} caption="!Resources, and how many requests per second each can serve" rows=${data.resources} empty="None is known yet." keyOf=${(r) => r.name} columns=${[
        { label: 'Resource', wide: true, cell: (r) => html`${r.words} ${r.name === data.limitedBy && html`<${Badge} tone="critical">limits<//>`}${r.note && html`<small>${r.note}</small>`}<${Bar} ratio=${r.utilisation} tone=${r.utilisation > r.usable ? 'critical' : ''}/>` },
        { label: 'Busy', num: true, cell: (r) => f.percent(r.utilisation) },
        { label: 'A request takes', num: true, cell: (r) => f.millis(r.demandMillis) },
        { label: 'Can serve', num: true, cell: (r) => f.rate(r.requestsPerSecond) },
        { label: 'Fit (R²)', num: true, cell: (r) => (r.samples ? f.number(r.r2) : '–') },
      ]}/>
    <//>
    <${Card} title="The mix of requests that this holds for">
      <${Table} caption="!Endpoints by their share of the requests" rows=${data.mix} empty="No request came lately." keyOf=${(r) => r.endpoint} columns=${[
        { label: 'Endpoint', wide: true, cell: (r) => html`<code class="name">${r.endpoint}</code>` },
        { label: 'Share', num: true, cell: (r) => f.percent(r.share) },
        { label: 'Mean', num: true, cell: (r) => f.millis(r.meanMillis) },
        { label: 'Processor', num: true, cell: (r) => f.millis(r.processorMillis) },
        { label: 'Database', num: true, cell: (r) => f.millis(r.databaseMillis) },
        { label: 'Pool wait', num: true, cell: (r) => f.millis(r.poolWaitMillis) },
      ]}/>
    <//>`}<//>`;
};
