// The pages behind the first screen, but for the database's.

import { useState } from './vendor/hooks.mjs';
import * as f from './format.js';
import { Await, Badge, Bar, Button, Card, Empty, Fact, Table, change, html, prompt, usePoll } from './parts.js';
import { budgetLeft, budgetTone, exhaustion } from './now.js';

// Calls by which the service is watched are no part of its work.
export const isWatching = (endpoint) => /^\/(health|metrics|operations|api\/v1\/performance)(\/|$)/.test(endpoint);

const PARTS = [
  ['l1', 'Cache in process'], ['l2', 'Cache in Redis'], ['load', 'Loading'], ['database', 'Database'], ['poolWait', 'Waiting for the pool'],
  ['search', 'Search'], ['recommendation', 'Recommendation'], ['serialisation', 'Serialisation'], ['rest', 'Rest'],
];

export const SplitLegend = () => html`<ul class="legend split-legend">${PARTS.map(([key, label]) => html`
  <li key=${key}><span class="swatch part-${key}" aria-hidden="true"></span>${label}</li>`)}</ul>`;

const Split = ({ split, share }) => {
  const total = PARTS.reduce((sum, [key]) => sum + (split[key] ?? 0), 0) || 1;
  const words = PARTS.filter(([key]) => split[key] > 0).map(([key, label]) => `${label} ${f.millis(split[key])}`).join(', ');
  return html`<span class="split" role="img" aria-label="Of a request's time: ${words}" title=${words} style=${{ width: `${Math.max(2, share * 100)}%` }}>
    ${PARTS.map(([key]) => split[key] > 0 && html`<span key=${key} class="part-${key}" style=${{ flexGrow: split[key] / total }}></span>`)}</span>`;
};

const busy = (endpoint) => endpoint.ratePerSecond * endpoint.meanMillis;

export const EndpointSplits = ({ endpoints, most }) => {
  const all = endpoints.reduce((sum, each) => sum + busy(each), 0) || 1;
  const sorted = [...endpoints].sort((a, b) => busy(b) - busy(a)).slice(0, most);
  const widest = busy(sorted[0]) || 1;
  return html`<ol class="splits">${sorted.map((each) => html`
    <li key=${each.endpoint}>
      <span class="name">${each.endpoint}</span>
      <span class="share">${f.percent(busy(each) / all)}</span>
      <span class="track"><${Split} split=${each.split} share=${busy(each) / widest}/></span>
      <small>${f.rate(each.ratePerSecond)} · mean ${f.millis(each.meanMillis)} · p99 ${f.millis(each.p99Millis)}${each.errors > 0 && html` · <b class="bad-text">${f.plural(each.errors, 'error')}</b>`}</small>
    </li>`)}</ol>`;
};

export const Endpoints = () => {
  const endpoints = usePoll('/endpoints', 3);
  const [all, show] = useState(false);
  return html`<${Await} from=${endpoints} lines=${10}>${(data) => {
    const rows = data.endpoints.filter((each) => each.requests > 0 && (all || !isWatching(each.endpoint))).sort((a, b) => busy(b) - busy(a));
    const sum = rows.reduce((total, each) => total + busy(each), 0) || 1;
    return html`
      <${Card} title="Time consumed, last ${data.windowSeconds} s" more=${html`<label class="check"><input type="checkbox" checked=${all} onChange=${(e) => show(e.target.checked)}/> with the service's own watching</label>`}>
        ${rows.length === 0 ? html`<${Empty}>No request came within the last minute.<//>` : html`
          <${SplitLegend}/>
          <${Table} caption="!Endpoints by the time that their requests took" rows=${rows} keyOf=${(r) => r.endpoint} columns=${[
            { label: 'Endpoint', wide: true, cell: (r) => html`<code class="name">${r.endpoint}</code><span class="track"><${Split} split=${r.split} share=${busy(r) / busy(rows[0])}/></span>` },
            { label: 'Share', num: true, cell: (r) => f.percent(busy(r) / sum) },
            { label: 'Rate', num: true, cell: (r) => f.rate(r.ratePerSecond) },
            { label: 'Errors', num: true, cell: (r) => (r.errors ? html`<b class="bad-text">${f.count(r.errors)}</b>` : '0') },
            { label: 'Mean', num: true, cell: (r) => f.millis(r.meanMillis) },
            { label: 'p50', num: true, cell: (r) => f.millis(r.p50Millis) },
            { label: 'p95', num: true, cell: (r) => f.millis(r.p95Millis) },
            { label: 'p99', num: true, cell: (r) => f.millis(r.p99Millis) },
            { label: `Since ${f.clock(data.since)}`, num: true, cell: (r) => f.count(r.totalRequests) },
          ]}/>`}
      <//>
      <${Card} title="Slow requests">
        <${Table} caption="!The last slow requests" rows=${data.slowRequests} empty="None was slow." keyOf=${(r) => r.correlationId + r.at} columns=${[
          { label: 'When', cell: (r) => f.ago(r.at) },
          { label: 'Request', wide: true, cell: (r) => html`<code class="name">${r.method} ${r.path}</code>${r.statements?.[0] && html`<small class="sql">${String(r.statements[0].sql ?? '').slice(0, 200)}</small>`}` },
          { label: 'Took', num: true, cell: (r) => f.millis(r.millis) },
          { label: 'Status', num: true, cell: (r) => r.status },
          { label: 'Where', wide: true, cell: (r) => html`<span class="track"><${Split} split=${r.split} share=${1}/></span>` },
          { label: 'Correlation', cell: (r) => html`<code title=${r.correlationId}>${String(r.correlationId ?? '').slice(0, 8)}</code>` },
        ]}/>
      <//>`;
  }}<//>`;
};

const acknowledge = async (alert, again) => {
  const given = await prompt({
    title: `Acknowledge ${alert.name}`, text: 'Others see that somebody looks after it.', confirm: 'Acknowledge',
    fields: [{ name: 'note', label: 'Note', maxLength: 200 }],
  });
  if (given && (await change('POST', '/alerts/acknowledge', { id: alert.id, note: given.note }, `${alert.name} is acknowledged.`))) again?.();
};

const silence = async (alert, again) => {
  const given = await prompt({
    title: `Silence ${alert.name}`, text: 'It goes on being watched; nobody is told.', confirm: 'Silence',
    fields: [{ name: 'minutes', label: 'Minutes', type: 'number', value: 60, min: 1, max: 10080, required: true }, { name: 'reason', label: 'Reason', maxLength: 200 }],
  });
  if (given && (await change('POST', '/alerts/silences', { alert: alert.id, minutes: Number(given.minutes), reason: given.reason }, `${alert.name} is silent for ${given.minutes} min.`))) again?.();
};

// What the nodes have in common about an alert: where it fires, and whether anybody was told.
const Delivery = ({ incident }) => html`<p class="quiet">${incident.told ? 'Told' : 'Nobody was told'} since ${f.clock(incident.firedAt)} · on ${incident.nodes.join(', ')} · <code>${incident.correlation}</code></p>`;

const AlertItem = ({ alert, again, incident }) => html`
  <li class="alert ${alert.priority}">
    <div><${Badge} tone=${alert.priority}>${alert.priority}<//> <b>${alert.name}</b>${alert.subject && html` <code>${alert.subject}</code>`} <small>${alert.state} for ${f.ago(alert.firedAt ?? alert.since).replace(' ago', '')}</small></div>
    <p>${alert.summary}${alert.value !== undefined && html` <small>Value ${f.number(alert.value)}.</small>`}</p>
    ${alert.nodes?.length > 0 && html`<p class="quiet">On ${alert.nodes.join(', ')}.</p>`}
    ${incident && html`<${Delivery} incident=${incident}/>`}
    ${alert.acknowledged && html`<p class="quiet">Acknowledged by ${alert.acknowledged.by}${alert.acknowledged.note && `: ${alert.acknowledged.note}`}</p>`}
    ${alert.silenced && html`<p class="quiet">Silenced by ${alert.silenced.by} until ${f.clock(alert.silenced.until)}${alert.silenced.reason && `: ${alert.silenced.reason}`}</p>`}
    <div class="row">
      ${!alert.acknowledged && html`<${Button} label="Acknowledge ${alert.name}" onClick=${() => acknowledge(alert, again)}>Acknowledge<//>`}
      ${!alert.silenced && html`<${Button} label="Silence ${alert.name}" onClick=${() => silence(alert, again)}>Silence…<//>`}
    </div>
  </li>`;

export const AlertList = ({ alerts, most, empty, again, incidents = [] }) => alerts.length === 0
  ? html`<${Empty}>${empty}<//>`
  : html`<ul class="alerts">${alerts.slice(0, most).map((alert) => html`<${AlertItem} key=${alert.id} alert=${alert} again=${again} incident=${incidents.find((each) => each.alert === alert.id)}/>`)}
      ${alerts.length > most && html`<li class="quiet"><a href="#/alerts">and ${alerts.length - most} more</a></li>`}</ul>`;

const Channels = ({ delivery }) => html`
  <${Card} title="Who is told">
    ${delivery.problem && html`<p class="warning">${delivery.problem}</p>`}
    ${delivery.heldBack > 0 && html`<p class="quiet">${f.plural(delivery.heldBack, 'change')} ${delivery.heldBack === 1 ? 'waits' : 'wait'} for the next minute, since there were so many.</p>`}
    <${Table} caption="!Channels" rows=${delivery.channels} keyOf=${(r) => r.name} empty="Nobody: no channel is configured." columns=${[
      { label: 'Channel', wide: true, cell: (r) => html`<b>${r.name}</b>${r.lastFailure && html`<small class="bad-text">${f.ago(r.failedAt)}: ${r.lastFailure}</small>`}` },
      { label: 'Hears of', cell: (r) => r.priorities.join(', ') || 'none' },
      { label: 'Sent', num: true, cell: (r) => f.count(r.sent) },
      { label: 'Failed', num: true, cell: (r) => (r.failed ? html`<b class="bad-text">${f.count(r.failed)}</b>` : '0') },
      { label: 'Last sent', cell: (r) => (r.lastSent ? f.ago(r.lastSent) : '–') },
    ]}/>
  <//>`;

// What fires on other nodes and not on this one.
const Elsewhere = ({ incidents }) => html`
  <${Card} title="On other nodes"><ul class="alerts">${incidents.map((each) => html`
    <li class="alert ${each.priority}" key=${each.correlation}>
      <div><${Badge} tone=${each.priority}>${each.priority}<//> <b>${each.alert}</b></div><${Delivery} incident=${each}/>
    </li>`)}</ul><//>`;

export const Alerts = () => {
  const alerts = usePoll('/alerts', 5);
  const hear = async (name) => {
    if (await change('DELETE', `/alerts/silences/${encodeURIComponent(name)}`, undefined, `${name} may be heard again.`)) alerts.again();
  };
  const elsewhere = (data) => data.delivery.incidents.filter((incident) => !data.active.some((each) => each.id === incident.alert));
  return html`<${Await} from=${alerts} lines=${8}>${(data) => html`
    <${Card} title="Firing"><${AlertList} alerts=${data.active.filter((each) => each.state === 'firing')} incidents=${data.delivery.incidents} empty="Nothing fires." again=${alerts.again}/><//>
    ${elsewhere(data).length > 0 && html`<${Elsewhere} incidents=${elsewhere(data)}/>`}
    <${Card} title="Pending"><${AlertList} alerts=${data.active.filter((each) => each.state === 'pending')} empty="Nothing is about to fire." again=${alerts.again}/><//>
    ${Object.keys(data.silences).length > 0 && html`<${Card} title="Silences">
      <${Table} caption="!Silences" rows=${Object.entries(data.silences)} keyOf=${(r) => r[0]} columns=${[
        { label: 'Alert', wide: true, cell: ([name]) => html`<code>${name}</code>` },
        { label: 'By', cell: ([, each]) => each.by },
        { label: 'Until', cell: ([, each]) => f.clock(each.until) },
        { label: 'Reason', cell: ([, each]) => each.reason || '–' },
        { label: 'Change', cell: ([name]) => html`<${Button} onClick=${() => hear(name)}>Hear again<//>` },
      ]}/>
    <//>`}
    <${Channels} delivery=${data.delivery}/>
    <${Card} title="Over"><${Table} caption="!Alerts that are over" rows=${data.resolved} empty="None fired since the start." columns=${[
      { label: 'Alert', wide: true, cell: (r) => html`<b>${r.name}</b>${r.subject && html` <code>${r.subject}</code>`}<small>${r.summary}</small>` },
      { label: 'Priority', cell: (r) => html`<${Badge} tone=${r.priority}>${r.priority}<//>` },
      { label: 'Fired', cell: (r) => f.clock(r.firedAt) },
      { label: 'Acknowledged', cell: (r) => r.acknowledged?.by ?? '–' },
    ]}/><//>`}<//>`;
};

const Hours = ({ hours, label }) => html`<span class="hours" role="img" aria-label=${label}>${hours.map((each) => {
  const none = each.good + each.bad === 0;
  const tone = none ? 'none' : each.compliancePercent >= 99.9 ? 'excellent' : each.compliancePercent >= 99 ? 'good' : each.compliancePercent >= 95 ? 'degraded' : 'critical';
  return html`<span key=${each.start} class=${tone} title="${f.clock(each.start)}: ${none ? 'nothing happened' : `${f.number(each.compliancePercent)} %`}"></span>`;
})}</span>`;

export const Slos = () => {
  const compliance = usePoll('/sla/compliance', 15);
  return html`<${Await} from=${compliance} lines=${10}>${(data) => {
    const tightest = [...data.objectives].sort((a, b) => a.budgetRemainingRatio - b.budgetRemainingRatio);
    const view = (o) => ({ ...o, remainingRatio: o.budgetRemainingRatio });
    return html`<p class="lead">${data.kept ? 'Every promise is kept.' : html`<b class="bad-text">${data.objectives.filter((o) => !o.kept).length} of ${data.objectives.length} promises are not kept.</b>`} Over ${data.periodDays} days, the tightest budget first.</p>
    <div class="objectives">${tightest.map((o) => html`
      <${Card} key=${o.name} label=${o.name} className="objective">
        <div class="objective-head"><h2>${o.name}</h2><${Badge} tone=${o.kept ? 'excellent' : 'critical'}>${o.kept ? 'kept' : 'broken'}<//></div>
        <p>${o.description}</p>
        <dl class="facts">
          <${Fact} label="Objective">${f.number(o.targetPercent)} %<//>
          <${Fact} label="Achieved" tone=${o.kept ? '' : 'bad'}>${o.good + o.bad === 0 ? '–' : `${Number(o.compliancePercent.toFixed(3))} %`}<//>
          <${Fact} label="Budget">${budgetLeft(view(o))}<//>
        </dl>
        <${Bar} ratio=${o.budgetRemainingRatio} tone=${budgetTone(view(o))}/>
        <p class="quiet">${f.count(o.bad)} of ${f.count(o.good + o.bad)} bad · burns ${f.number(o.burnRate)}×${o.budgetRemainingRatio > 0 && ` · ${exhaustion(view(o))}`}${o.burns.some((b) => b.holds) && html` · <b class="bad-text">${o.burns.find((b) => b.holds).alert}</b>`}</p>
        <${Hours} hours=${o.hours} label="The last 24 hours, one by one"/>
      <//>`)}</div>`;
  }}<//>`;
};

export const Jobs = () => {
  const jobs = usePoll('/jobs', 3);
  const dead = usePoll('/jobs/dead?limit=50', 5);
  const act = async (path, done) => {
    if (await change('POST', `/jobs/${path}`, undefined, done)) {
      jobs.again();
      dead.again();
    }
  };
  const turn = (q) => act(`queues/${encodeURIComponent(q.name)}/${q.paused ? 'resume' : 'pause'}`, `${q.name} ${q.paused ? 'goes on' : 'is paused'}.`);
  return html`<${Await} from=${jobs} lines=${8}>${(data) => html`
    <dl class="facts strip">
      <${Fact} label="Worker" tone=${data.alive ? '' : 'bad'}>${data.alive ? 'alive' : 'down'}<//>
      <${Fact} label="Running here">${f.count(data.running)}<//>
      <${Fact} label="Stuck" tone=${data.stuck ? 'bad' : ''}>${f.count(data.stuck)}<//>
      <${Fact} label="Dead" tone=${data.dead ? 'bad' : ''}>${f.count(data.dead)}<//>
      <${Fact} label="Nodes">${f.count(data.nodes.length)}<//>
      <${Fact} label="Counted">${f.duration(data.ageSeconds)} ago<//>
    </dl>
    ${data.problem && html`<p class="banner bad">${data.problem}</p>`}
    <${Card} title="Queues"><${Table} caption="!Queues" rows=${data.queues} keyOf=${(r) => r.name} columns=${[
      { label: 'Queue', wide: true, cell: (q) => html`<b>${q.name}</b> ${q.paused && html`<${Badge} tone="degraded">paused<//>`}${q.unhandled.length > 0 && html`<small class="bad-text">nobody handles ${q.unhandled.join(', ')}</small>`}` },
      { label: 'Ready', num: true, cell: (q) => f.count(q.ready) },
      { label: 'Later', num: true, cell: (q) => f.count(q.scheduled) },
      { label: 'Running', num: true, cell: (q) => `${f.count(q.leased)} of ${q.limits.concurrency}` },
      { label: 'Oldest', num: true, cell: (q) => (q.ready ? f.duration(q.oldestSeconds) : '–') },
      { label: 'Done', num: true, cell: (q) => f.count(q.runs.done) },
      { label: 'Failed', num: true, cell: (q) => f.percent(q.runs.failureRatio) },
      { label: 'Dead', num: true, cell: (q) => (q.dead ? html`<b class="bad-text">${f.count(q.dead)}</b>` : '0') },
      { label: 'Change', cell: (q) => html`<${Button} label="${q.paused ? 'Resume' : 'Pause'} ${q.name}" onClick=${() => turn(q)}>${q.paused ? 'Resume' : 'Pause'}<//>` },
    ]}/><//>
    <${Card} title="Dead letters"><${Await} from=${dead}>${(letters) => html`<${Table} caption="!Dead letters, the newest first" rows=${letters} empty="No job died." keyOf=${(r) => r.id} columns=${[
      { label: 'Job', cell: (r) => html`<code>${r.id}</code>` },
      { label: 'Queue', cell: (r) => r.queue },
      { label: 'Type', cell: (r) => html`<code>${r.type}</code>` },
      { label: 'Why', wide: true, cell: (r) => html`<span class="error">${r.error.slice(0, 400)}</span>` },
      { label: 'Died', cell: (r) => f.ago(r.diedAt) },
      { label: 'Change', cell: (r) => html`<${Button} label="Requeue job ${r.id}" onClick=${() => act(`dead/${r.id}/requeue`, `Job ${r.id} is ready again.`)}>Requeue<//>` },
    ]}/>`}<//><//>`}<//>`;
};

const Tree = ({ node }) => html`<li>
  <b>Session ${node.session.pid}</b> ${node.session.own ? html`<${Badge}>this service<//>` : html`<small>${node.session.application || node.session.user}</small>`} <small>${node.session.state} for ${f.duration(node.session.stateSeconds)}</small>
  ${node.waits && html`<small>waits for ${f.words(node.waits.mode ?? 'a lock').toLowerCase()} ${node.waits.relation ?? ''}</small>`}${node.cycle && html` <${Badge} tone="critical">deadlock<//>`}
  <code class="sql">${node.session.statement.slice(0, 300)}</code>
  ${node.blocks.length > 0 && html`<ul>${node.blocks.map((each) => html`<${Tree} key=${each.session.id} node=${each}/>`)}</ul>`}</li>`;

export const Locks = () => {
  const locks = usePoll('/locks', 3);
  const contention = usePoll('/locks/contention', 5);
  return html`<${Await} from=${locks} lines=${8}>${(data) => html`
    ${data.ours && html`<${Card} title="Headroom's locks"><${Table} caption="!Locks by their tier, since the start" rows=${data.ours} keyOf=${(r) => r.tier} columns=${[
      { label: 'Tier', wide: true, cell: (r) => html`<b>${r.tier}</b>` },
      { label: 'Held', num: true, cell: (r) => f.count(r.active) },
      { label: 'Waiting', num: true, cell: (r) => f.count(r.waiting) },
      { label: 'Acquired', num: true, cell: (r) => f.count(r.acquired) },
      { label: 'Contended', num: true, cell: (r) => f.count(r.contended) },
      { label: 'Busy', num: true, cell: (r) => f.count(r.busy) },
      { label: 'Lost', num: true, cell: (r) => f.count(r.lost) },
      { label: 'Waited', num: true, cell: (r) => f.millis(r.waitedMillis) },
      { label: 'Longest held', num: true, cell: (r) => f.millis(r.longestHeldMillis) },
    ]}/>
    <${Table} caption="Held now" rows=${data.ours.flatMap((t) => t.holds.map((hold) => ({ ...hold, tier: t.tier })))} empty="None is held." keyOf=${(r) => r.tier + r.name} columns=${[
      { label: 'Lock', wide: true, cell: (r) => html`<code>${r.name}</code>` },
      { label: 'Tier', cell: (r) => r.tier },
      { label: 'Owner', cell: (r) => html`<code>${r.owner}</code>` },
      { label: 'Token', num: true, cell: (r) => r.token ?? '–' },
      { label: 'Held for', num: true, cell: (r) => f.millis(r.heldMillis) },
      { label: 'Lease left', num: true, cell: (r) => f.millis(r.remainingMillis) },
    ]}/><//>`}
    <${Card} title="Contention"><${Await} from=${contention} lines=${2}>${(hot) => html`
      <${Table} caption="Our names, since the start" rows=${hot.ours ?? []} empty="Nobody waited." keyOf=${(r) => r.tier + r.name} columns=${[
        { label: 'Lock', wide: true, cell: (r) => html`<code>${r.name}</code>` },
        { label: 'Acquired', num: true, cell: (r) => f.count(r.acquired) },
        { label: 'Busy', num: true, cell: (r) => f.count(r.busy) },
        { label: 'Waited', num: true, cell: (r) => f.millis(r.waitedMillis) },
      ]}/>`}<//><//>
    ${data.postgres && html`<${Card} title="PostgreSQL's locks">
      <dl class="facts strip"><${Fact} label="Waits" tone=${data.postgres.waits.length ? 'bad' : ''}>${f.count(data.postgres.waits.length)}<//>
        <${Fact} label="Deadlocks of the server">${f.count(data.postgres.deadlocks.ofServer)}<//><${Fact} label="of this service">${f.count(data.postgres.deadlocks.own)}<//>
        <${Fact} label="Looked">${f.ago(data.postgres.server.at)}<//></dl>
      ${data.postgres.trees.length === 0 ? html`<${Empty}>Nobody blocks another.<//>` : html`<ul class="tree">${data.postgres.trees.map((tree) => html`<${Tree} key=${tree.session.id} node=${tree}/>`)}</ul>`}
    <//>`}`}<//>`;
};
