// Statements with their plans, indexes, the pool and its sessions, upkeep.

import { useState } from './vendor/hooks.mjs';
import * as api from './api.js';
import * as f from './format.js';
import { Await, Badge, Bar, Button, Card, Copy, Empty, Fact, Table, change, html, prompt, say, usePoll } from './parts.js';

const Node = ({ node, analyzed }) => {
  const share = analyzed ? node.timeShare : node.costShare;
  return html`<li>
    <div class="plan-node">
      <b>${node.title}</b>
      <${Bar} ratio=${share} tone=${share > 0.5 ? 'critical' : share > 0.2 ? 'degraded' : 'excellent'}/>
      <span>${f.percent(share)} of the ${analyzed ? 'time' : 'cost'}</span>
      <small>${f.plural(node.planRows, 'row')} planned${node.actualRows !== undefined ? `, ${f.count(node.actualRows)} came` : ''}${node.loops > 1 ? `, ${f.count(node.loops)} times` : ''}${node.millis !== undefined ? `, ${f.millis(node.millis)}` : ''}</small>
      ${node.notes.map((note, i) => html`<small class="note" key=${i}>${note}</small>`)}
    </div>
    ${node.children.length > 0 && html`<ul>${node.children.map((child, i) => html`<${Node} key=${i} node=${child} analyzed=${analyzed}/>`)}</ul>`}
  </li>`;
};

const Plan = ({ queryId }) => {
  const [plan, set] = useState(null);
  const [problem, fail] = useState('');
  const explain = async () => {
    fail('');
    try {
      set(await api.send('POST', '/query-plan', { queryId, analyze: false }));
    } catch (error) {
      fail(error.message);
    }
  };
  if (!plan) return html`<${Button} kind="quiet" onClick=${explain}>Show the plan<//> ${problem && html`<small class="bad-text">${problem}</small>`}`;
  return html`<div class="plan">
    <p class="quiet">A ${plan.basis} plan of cost ${f.count(plan.totalCost)}. <${Copy} text=${plan.text}>Copy as text<//></p>
    ${plan.warnings.map((warning, i) => html`<p class="warning" key=${i}><b>${f.words(warning.kind)}</b> at ${warning.node}: ${warning.evidence} ${warning.advice}</p>`)}
    <ul class="tree plan-tree">${html`<${Node} node=${plan.tree} analyzed=${plan.analyzed}/>`}</ul>
  </div>`;
};

const PLANNED = /^[\s(]*(select|with|insert|update|delete|merge|values)\b/i;

const Statement = ({ statement }) => html`<li class="statement">
  <details>
    <summary><code class="sql">${statement.sql.replace(/\s+/g, ' ').slice(0, 160)}</code>
      <span class="facts-line"><b>${f.percent(statement.share)}</b> of the time · ${f.plural(statement.calls, 'call')} · mean ${f.millis(statement.meanMillis)}${statement.maxMillis > 0 && ` · at most ${f.millis(statement.maxMillis)}`} · ${f.number(statement.rowsPerCall)} rows each
      ${statement.drift.drifting && html` <${Badge} tone="degraded">slower than usual<//>`}${statement.planChanges.some((c) => c.slower) && html` <${Badge} tone="degraded">slower plan<//>`}</span>
      <${Bar} ratio=${statement.share}/>
    </summary>
    <pre class="code">${statement.sql}</pre>
    ${statement.endpoints.length > 0 && html`<p>Asked by ${statement.endpoints.map((e, i) => html`${i > 0 && ', '}<code key=${i}>${e.endpoint}</code> (${f.millis(e.millis)})`)}</p>`}
    ${PLANNED.test(statement.sql) && html`<${Plan} queryId=${statement.queryId}/>`}
  </details>
</li>`;

const Statements = () => {
  const [slow, show] = useState(true);
  const statements = usePoll(slow ? '/slow-queries?limit=30' : '/query-stats?limit=20', 10);
  return html`<${Card} title="Statements" more=${html`<div class="segments" role="group" aria-label="Which statements">
      <button type="button" aria-pressed=${slow} onClick=${() => show(true)}>Slow</button><button type="button" aria-pressed=${!slow} onClick=${() => show(false)}>All, by time</button></div>`}>
    <${Await} from=${statements} lines=${6}>${(data) => html`
      ${data.status.state === 'unavailable' && html`<p class="warning">${data.status.problem} ${data.status.advice}</p>`}
      ${data.statements.length === 0 ? html`<${Empty}>${slow ? `No statement takes ${f.millis(data.thresholdMillis)} or more.` : 'No statement was seen yet.'}<//>`
        : html`<ul class="statements">${data.statements.map((s) => html`<${Statement} key=${s.queryId} statement=${s}/>`)}</ul>`}`}<//>
  <//>`;
};

const Change = ({ change: made, revert }) => html`<div class="change">
  <${Badge} tone=${{ kept: 'excellent', failed: 'critical', reverted: 'degraded' }[made.state] ?? ''}>${made.state}<//>
  <span>${f.ago(made.stateSince)} by ${made.requestedBy}${made.reason && `: ${made.reason}`}</span>
  ${made.progress && html`<span>${made.progress.phase} ${f.percent(made.progress.share)}</span><${Bar} ratio=${made.progress.share}/>`}
  <small>predicted ${f.percent(made.predictedSaving)} saved${made.measuredSaving !== undefined ? `, measured ${f.percent(made.measuredSaving)}` : ''}${made.bytes !== undefined ? ` · ${f.bytes(made.bytes)}` : ''}</small>
  ${!['reverted', 'failed'].includes(made.state) && html`<${Button} kind="quiet" onClick=${revert}>Revert<//>`}
</div>`;

const Indexes = () => {
  const indexes = usePoll('/index-suggestions', 5);
  const apply = async (s) => {
    const sure = await prompt({ title: `Build ${s.name}?`, text: `It is built without blocking writes, measured, and dropped again if it does not help. Predicted: ${f.percent(s.savingShare)} of the database's time saved, ${f.bytes(s.sizeBytes)}.`, code: s.sql, confirm: 'Build it' });
    if (sure && (await change('POST', `/index-suggestions/${encodeURIComponent(s.id)}/apply`, {}, `${s.name} is being built.`))) indexes.again();
  };
  const revert = async (id, name) => {
    const sure = await prompt({ title: `Drop ${name}?`, text: 'Only an index that Headroom built is dropped.', confirm: 'Drop it', kind: 'danger' });
    if (sure && (await change('POST', `/index-suggestions/${encodeURIComponent(id)}/revert`, undefined, `${name} is being dropped.`))) indexes.again();
  };
  return html`<${Card} title="Index suggestions">
    <${Await} from=${indexes} lines=${3}>${(data) => html`
      ${data.suggestions.length === 0 && html`<${Empty}>No index would help enough. <span>Last asked: ${data.advisedAt ? f.ago(data.advisedAt) : data.status}.</span><//>`}
      <ul class="suggestions">${data.suggestions.map((s) => html`<li key=${s.id}>
        <div class="row spread"><b>${s.schema}.${s.table}</b><span>${f.percent(s.savingShare)} saved · ${f.bytes(s.sizeBytes)} · ${s.confidence}</span></div>
        <pre class="code">${s.sql}</pre>
        <p>${s.reason}</p>
        <div class="row"><${Copy} text=${s.sql}/>${data.applies && s.changes.length === 0 && html`<${Button} kind="main" onClick=${() => apply(s)}>Apply…<//>`}</div>
        ${s.changes.map((made) => html`<${Change} key=${made.id} change=${made} revert=${() => revert(s.id, s.name)}/>`)}
      </li>`)}</ul>
      ${data.changes.filter((made) => !data.suggestions.some((s) => s.id === made.suggestionId)).map((made) => html`<div key=${made.id}><code>${made.index}</code><${Change} change=${made} revert=${() => revert(made.suggestionId, made.index)}/></div>`)}
      ${data.trackRecord.built > 0 && html`<p class="quiet">So far ${data.trackRecord.built} built, ${data.trackRecord.kept} kept, ${data.trackRecord.reverted} reverted, ${data.trackRecord.failed} failed.</p>`}`}<//>
  <//>`;
};

const Pool = () => {
  const pool = usePoll('/pool', 3);
  const long = usePoll('/pool/long-running', 5);
  const end = async (session) => {
    const sure = await prompt({ title: `End session ${session.pid}?`, text: 'Its transaction is rolled back.', confirm: 'End it', kind: 'danger' });
    if (!sure) return;
    const result = await change('POST', '/pool/terminate', { id: session.id }, `Session ${session.pid}: asked to end.`);
    if (result) long.again();
  };
  return html`<${Card} title="Connections"><${Await} from=${pool} lines=${3}>${(p) => html`
    <dl class="facts strip">
      <${Fact} label="In use" tone=${p.utilisation > 0.9 ? 'bad' : ''}>${f.count(p.active)} of ${f.count(p.maximumSize)}<//>
      <${Fact} label="Idle">${f.count(p.idle)}<//>
      <${Fact} label="Waiting" tone=${p.waiting ? 'bad' : ''}>${f.count(p.waiting)}<//>
      <${Fact} label="Wait p99">${f.millis(p.acquisition.p99Millis)}<//>
      <${Fact} label="Refused" tone=${p.refused ? 'bad' : ''}>${f.count(p.refused)}<//>
      <${Fact} label="Leaks" tone=${p.leaks ? 'bad' : ''}>${f.count(p.leaks)}<//>
      <${Fact} label="Server" tone=${p.server.reachable ? '' : 'bad'}>${p.server.reachable ? `PostgreSQL ${Math.floor(p.server.version / 10000)}.${p.server.version % 10000}` : 'away'}<//>
    </dl>
    ${p.server.problem && html`<p class="warning">${p.server.problem}</p>`}
    <${Await} from=${long} lines=${2}>${(l) => html`<${Table} caption="Long statements and idle transactions" empty="None." rows=${[...l.statements, ...l.idleTransactions]} keyOf=${(r) => r.session.id} columns=${[
      { label: 'Session', cell: (r) => html`<code>${r.session.pid}</code>` },
      { label: 'State', cell: (r) => r.session.state },
      { label: 'For', num: true, cell: (r) => f.duration(r.session.state === 'active' ? r.session.statementSeconds : r.session.stateSeconds) },
      { label: 'Statement', wide: true, cell: (r) => html`<code class="sql">${r.session.statement.slice(0, 300)}</code>` },
      { label: 'Held by', cell: (r) => html`<code>${r.holder?.endpoint ?? r.holder?.thread ?? '–'}</code>` },
      { label: 'Change', cell: (r) => html`<${Button} kind="danger" onClick=${() => end(r.session)}>End…<//>` },
    ]}/>`}<//>`}<//>
  <//>`;
};

const Upkeep = () => {
  const status = usePoll('/database/optimization-status', 30);
  const [plan, set] = useState(null);
  const optimize = async (dryRun) => {
    const result = await change('POST', '/database/optimize', { dryRun }, dryRun ? 'Nothing was changed: this is what would be done.' : 'It is being done.');
    if (result) {
      set(dryRun ? result : null);
      if (!dryRun) status.again();
    }
  };
  return html`<${Card} title="Upkeep" more=${html`<${Button} onClick=${() => optimize(true)}>What would be done?<//>`}>
    ${plan && html`<div class="plan-of-work"><p>${plan.steps.length === 0 ? 'Nothing is due.' : `Due: ${f.plural(plan.steps.length, 'step')}.`}</p>
      ${plan.steps.length > 0 && html`<ul>${plan.steps.map((step, i) => html`<li key=${i}><b>${step.action}</b> <code>${step.statement || step.subject}</code> <small>${step.reason}</small></li>`)}</ul><${Button} kind="main" onClick=${() => optimize(false)}>Do it<//>`}</div>`}
    <${Await} from=${status} lines=${4}>${(data) => html`
      <${Table} caption="Materialised views" rows=${data.views} empty="There is none." keyOf=${(r) => r.name} columns=${[
        { label: 'View', wide: true, cell: (r) => html`<code>${r.name}</code>${r.error && html`<small class="bad-text">${r.error}</small>`}` },
        { label: 'Refreshed', num: true, cell: (r) => `${f.duration(r.ageSeconds)} ago` },
        { label: 'Every', num: true, cell: (r) => f.duration(r.intervalSeconds) },
        { label: 'Took', num: true, cell: (r) => f.millis(r.durationMillis) },
        { label: 'State', cell: (r) => html`<${Badge} tone=${r.overdue || r.failures ? 'critical' : 'excellent'}>${r.failures ? `${r.failures} failures` : r.overdue ? 'overdue' : 'fresh'}<//>` },
      ]}/>
      <p class="quiet">${f.plural(data.indexes.length, 'finding')} on indexes, ${data.statistics.length} on statistics. Inspected ${f.duration(data.ageSeconds)} ago.</p>`}<//>
  <//>`;
};

export const Database = () => html`<${Pool}/><${Statements}/><${Indexes}/><${Upkeep}/>`;
