// The first screen: is it well, how much more fits, what is wrong, what to do.

import { useMemo, useState } from './vendor/hooks.mjs';
import * as api from './api.js';
import * as f from './format.js';
import { Gauge, Legend, Spark, TimeChart, useHistory } from './charts.js';
import { Await, Bar, Card, Empty, html, live, nodes, together, usePoll, useStore } from './parts.js';
import { FindingList } from './findings.js';
import { Nodes } from './nodes.js';
import { AlertList, EndpointSplits, SplitLegend, isWatching } from './pages.js';

const RANGES = [
  { label: '15 min', minutes: 15, step: 2 },
  { label: '1 h', minutes: 60, step: 10 },
  { label: '24 h', minutes: 1440, step: 240 },
];

const LATENCY = [
  { label: 'p99', figure: 'http.p99_seconds', colour: '--p99' },
  { label: 'p95', figure: 'http.p95_seconds', colour: '--p95' },
  { label: 'p50', figure: 'http.p50_seconds', colour: '--p50', width: 2 },
];
const TRAFFIC = [
  { label: 'Requests', figure: 'http.requests_per_second', colour: '--rate', fill: '--rate-fill' },
  { label: 'Errors', figure: 'http.errors_per_second', colour: '--bad', fill: '--bad-fill' },
];
const SPARKS = [
  { label: 'Pool in use', figure: 'pool.utilisation_ratio', format: f.percent, most: 1 },
  { label: 'Waiting for the pool', figure: 'pool.waiting', format: f.count, most: 4 },
  { label: 'Cache hit rate', figure: 'cache.hit_ratio', format: f.percent, most: 1 },
  { label: 'Database p95', figure: 'database.query_p95_seconds', format: f.seconds, most: 0.01 },
  { label: 'Time in collections', figure: 'jvm.gc_ratio', format: f.percent, most: 0.1 },
  { label: 'Heap after collection', figure: 'memory.heap_ratio', format: f.percent, most: 1 },
  { label: 'Scheduler lag', figure: 'scheduler.lag_seconds', format: f.seconds, most: 0.01 },
  { label: 'Processors busy', figure: 'system.cpu_ratio', format: f.percent, most: 1 },
];
const FIGURES = [...LATENCY, ...TRAFFIC, ...SPARKS].map((each) => each.figure);

const Health = ({ snapshot }) => html`
  <${Card} title="Health" className="health">
    ${!snapshot ? html`<div class="bones"><div class="bone round"></div><div class="bone"></div></div>` : html`
      <div class="health-body">
        <${Gauge} score=${snapshot.health.score} level=${snapshot.health.level}/>
        <ul class="components">${Object.entries(snapshot.health.components).map(([name, part]) => html`
          <li key=${name}><span>${f.words(name)}</span><${Bar} ratio=${part.score / 100} tone=${part.level}/><b>${f.number(part.score)}</b></li>`)}</ul>
      </div>
      <${Deductions} health=${snapshot.health}/>`}
  <//>`;

const Deductions = ({ health }) => {
  const lost = [...health.issues, ...health.warnings].sort((a, b) => b.overallPoints - a.overallPoints);
  if (lost.length === 0) return html`<p class="quiet">No point is lost.</p>`;
  return html`<ul class="deductions">${lost.slice(0, 3).map((each) => html`
    <li key=${each.component + each.reason + each.node}><b>−${f.number(each.overallPoints)}</b><span>${each.node && html`<b class="node-name">${each.node}</b> `}${each.reason}${each.recommendation && html`<small>${each.recommendation}</small>`}</span></li>`)}
    ${lost.length > 3 && html`<li><b></b><span class="quiet">and ${lost.length - 3} more</span></li>`}</ul>`;
};

// How many more requests fit before a promise breaks; another part's call, which a service may lack.
const Headroom = ({ here }) => {
  const capacity = usePoll('/capacity', 10);
  return html`<${Card} title=${`Headroom${here}`} className="headroom" more=${html`<a href="#/capacity">Why</a>`}>
    <${Await} from=${capacity} lines=${3}>${(data) => html`<${Capacity} data=${data}/>`}<//>
  <//>`;
};

const Capacity = ({ data }) => !data.known
  ? html`<p class="big"><b>–</b></p><p>${data.sentence}</p>`
  : html`
    <div class="big"><b>${f.count(data.headroom.value)}</b><span>requests/s more</span></div>
    <p class="quiet">${f.count(data.headroom.lower)} to ${f.count(data.headroom.upper)}, with ${f.percent(data.confidence)} confidence; now ${f.rate(data.requestsPerSecond)}</p>
    <p>${data.sentence}</p>
    ${data.advice && html`<p class="quiet">${data.advice}</p>`}`;

const Budgets = ({ snapshot }) => html`
  <${Card} title="Error budgets" className="budgets" more=${html`<a href="#/slos">All</a>`}>
    ${!snapshot ? html`<div class="bones"><div class="bone"></div><div class="bone"></div><div class="bone"></div></div>` : html`
      <ul class="budget-list">${snapshot.budgets.slice(0, 4).map((each) => html`
        <li key=${each.slo}>
          <span title=${each.description}>${each.slo}</span>
          <${Bar} ratio=${each.remainingRatio} tone=${budgetTone(each)}/>
          <b>${budgetLeft(each)}</b>
          <small>${exhaustion(each)}</small>
        </li>`)}</ul>`}
  <//>`;

export const budgetTone = (budget) =>
  budget.remainingRatio <= 0 ? 'critical' : budget.remainingRatio < 0.25 || budget.burnRate > 3 ? 'degraded' : 'excellent';

export const budgetLeft = (budget) =>
  budget.remainingRatio <= 0 ? 'used up' : `${f.percent(budget.remainingRatio)} left`;

export const exhaustion = (budget) => {
  if (budget.remainingRatio <= 0) return `burns ${f.number(budget.burnRate)}×`;
  if (!(budget.exhaustedInSeconds < 365 * 86_400)) return 'lasts';
  return `used up in ${f.duration(budget.exhaustedInSeconds)}`;
};

const Firing = ({ snapshot }) => html`
  <${Card} title="Alerts" className="firing" more=${html`<a href="#/alerts">All</a>`}>
    ${!snapshot ? html`<div class="bones"><div class="bone"></div><div class="bone"></div></div>`
      : html`<${AlertList} alerts=${snapshot.alerts.filter((each) => each.state === 'firing')} most=${3}
          empty=${`Nothing fires.${pending(snapshot)}`}/>`}
  <//>`;

const pending = (snapshot) => {
  const waiting = snapshot.alerts.filter((each) => each.state === 'pending').length;
  return waiting ? ` ${waiting} may soon.` : '';
};

// Alerts that fired and actions that were taken, as marks in the chart.
const useMarks = (findings) => {
  const alerts = usePoll('/alerts', 15).data;
  const indexes = usePoll('/index-suggestions', 60).data;
  return useMemo(() => {
    const marks = [];
    const mark = (at, tone, text) => at && marks.push({ at: Date.parse(at) / 1000, tone, text });
    for (const each of [...(alerts?.active ?? []), ...(alerts?.resolved ?? [])]) mark(each.firedAt, 'bad', each.name);
    for (const each of findings?.changes ?? []) mark(each.appliedAt, 'accent', each.action.title);
    for (const change of indexes?.changes ?? []) mark(change.proposedAt, 'accent', `Index ${change.index}`);
    return marks.sort((a, b) => a.at - b.at);
  }, [alerts, findings, indexes]);
};

const Traffic = ({ history, findings, range, onRange }) => {
  const [index, point] = useState(null);
  const marks = useMarks(findings);
  const data = (lines) => (history ? [history.times, ...lines.map((line) => history.rows[line.figure])] : null);
  const latency = useMemo(() => data(LATENCY), [history]);
  const traffic = useMemo(() => data(TRAFFIC), [history]);
  const at = index !== null && history ? history.times[index] : null;
  const shown = history ? marks.filter((m) => m.at >= (history.times[0] ?? Infinity)) : [];
  const ranges = html`<div class="segments" role="group" aria-label="Time shown">${RANGES.map((each) => html`
    <button type="button" key=${each.label} aria-pressed=${each === range} onClick=${() => onRange(each)}>${each.label}</button>`)}</div>`;
  return html`<${Card} title="Traffic" className="traffic" more=${ranges}>
    <div class="plots">
      <div class="plot-head"><h3>Response time</h3>${latency && html`<${Legend} lines=${LATENCY} data=${latency} index=${index} format=${f.seconds}/>`}</div>
      ${latency ? html`<${TimeChart} title="Response time" data=${latency} lines=${LATENCY} format=${f.seconds} height=${180} marks=${marks} onCursor=${point}/>` : html`<div class="plot bone tall"></div>`}
      <div class="plot-head"><h3>Requests and errors</h3>${traffic && html`<${Legend} lines=${TRAFFIC} data=${traffic} index=${index} format=${f.rate}/>`}</div>
      ${traffic ? html`<${TimeChart} title="Requests and errors" data=${traffic} lines=${TRAFFIC} format=${f.rate} height=${120} marks=${marks} onCursor=${point}/>` : html`<div class="plot bone low"></div>`}
    </div>
    <p class="under">${at !== null
      ? html`At ${new Date(at * 1000).toLocaleTimeString()}${history.told[index] > 0 && `, from ${f.plural(history.told[index], 'node')}`}`
      : shown.length ? html`<span class="swatch mark-bad" aria-hidden="true"></span>alert <span class="swatch mark-accent" aria-hidden="true"></span>action · last: ${shown.at(-1).text}, ${f.ago(new Date(shown.at(-1).at * 1000).toISOString())}` : 'No alert fired and nothing was changed in this time.'}</p>
  <//>`;
};

const Sparks = ({ history, snapshot, range }) => html`
  <section class="sparks" aria-label="Resources, last ${range.label}">
    ${SPARKS.map((each) => {
      const values = history?.rows[each.figure] ?? [];
      return html`<div class="tile" key=${each.figure}>
        <h3>${each.label}</h3><b>${each.format(snapshot?.figures[each.figure])}</b>
        <${Spark} values=${values} most=${each.most}/>
      </div>`;
    })}
  </section>`;

const Busiest = ({ here }) => {
  const endpoints = usePoll('/endpoints', 5);
  return html`<${Card} title=${`Where the time goes${here}`} className="busiest" more=${html`<a href="#/endpoints">All endpoints</a>`}>
    <${Await} from=${endpoints} lines=${6}>${(data) => {
      const own = data.endpoints.filter((each) => !isWatching(each.endpoint) && each.requests > 0);
      return own.length === 0 ? html`<${Empty}>No request came within the last minute.<//>`
        : html`<${SplitLegend}/><${EndpointSplits} endpoints=${own} most=${7}/>`;
    }}<//>
  <//>`;
};

const Wrong = ({ findings, here }) => html`
  <${Card} title=${`Findings${here}`} className="wrong" more=${html`<a href="#/findings">All</a>`}>
    <${Await} from=${findings} lines=${5}>${(data) => html`<${FindingList} data=${data} most=${4} brief again=${findings.again}/>`}<//>
  <//>`;

// Of all nodes together as soon as there are several; what only a node can tell says so.
export const Now = () => {
  const all = useStore(nodes);
  const several = all !== null;
  const from = several ? together : live;
  const snapshot = useStore(from);
  const here = several ? ' on this node' : '';
  const [range, choose] = useState(RANGES[0]);
  const findings = usePoll('/findings', 5);
  const history = useHistory(api, from, FIGURES, range.minutes, range.step, several);
  return html`<div class="now">
    ${several && html`<${Nodes} all=${all}/>`}
    <${Health} snapshot=${snapshot}/>
    <${Headroom} here=${here}/>
    <${Budgets} snapshot=${snapshot}/>
    <${Firing} snapshot=${snapshot}/>
    <${Traffic} history=${history} findings=${findings.data} range=${range} onRange=${choose}/>
    <${Sparks} history=${history} snapshot=${snapshot} range=${range}/>
    <${Busiest} here=${here}/>
    <${Wrong} findings=${findings} here=${here}/>
  </div>`;
};
