// What is wrong, why, what to do about it, what that will bring, and what it brought.

import * as f from './format.js';
import { Await, Badge, Button, Card, Empty, Table, change, html, prompt, usePoll } from './parts.js';

const STATES = {
  VERIFYING: ['being measured', 'good'],
  CONFIRMED: ['confirmed', 'excellent'],
  NO_EFFECT: ['no effect', 'degraded'],
  UNJUDGED: ['could not be judged', 'degraded'],
  REVERTED: ['taken back by itself', 'degraded'],
  UNDONE: ['undone', ''],
  FAILED: ['failed', 'critical'],
};

const signed = (ratio) => `${ratio > 0 ? '+' : ratio < 0 ? '−' : '±'}${f.percent(Math.abs(ratio))}`;

export const prediction = (expected) =>
  expected.figure
    ? `${expected.figure} ${signed(expected.lowerIsBetter ? expected.high : expected.low)} to ${signed(expected.lowerIsBetter ? expected.low : expected.high)}`
    : 'the finding ends';

const apply = async (finding, action, again) => {
  const sure = await prompt({
    title: action.title,
    text: `Predicted: ${prediction(action.prediction)}. ${action.prediction.basis} ${action.reversible ? 'It is measured, and taken back by itself if it makes things worse.' : 'It cannot be taken back.'}`,
    confirm: 'Apply it',
    kind: action.reversible ? 'main' : 'danger',
  });
  if (sure && (await change('POST', `/findings/${encodeURIComponent(finding.id)}/apply`, { action: action.id }, 'Applied. What it brings is being measured.'))) again();
};

const dryRun = async (finding, action) => {
  const would = await change('POST', `/findings/${encodeURIComponent(finding.id)}/apply`, { action: action.id, dryRun: true }, 'Nothing was changed.');
  if (would) await prompt({ title: 'What would be done', text: would.detail, confirm: 'Good' });
};

const undo = async (id, title, again) => {
  const sure = await prompt({ title: 'Take it back?', text: title, confirm: 'Take it back' });
  if (sure && (await change('POST', `/findings/${encodeURIComponent(id)}/undo`, undefined, 'It is taken back.'))) again();
};

const Action = ({ finding, action, made, again }) => html`<div class="action">
  <div><b>${action.title}</b><small>Predicted: ${prediction(action.prediction)}</small></div>
  ${made?.inForce ? html`<${Badge} tone=${STATES[made.state]?.[1]}>${STATES[made.state]?.[0] ?? made.state}<//>` : html`<span class="row">
    <${Button} kind="quiet" label="What would be done: ${action.title}" onClick=${() => dryRun(finding, action)}>Try<//>
    <${Button} kind="main" label="Apply: ${action.title}" onClick=${() => apply(finding, action, again)}>Apply…<//></span>`}
</div>`;

const Item = ({ finding, changes, brief, again }) => {
  const made = changes.filter((each) => each.finding === finding.id);
  const inForce = made.find((each) => each.inForce);
  return html`<li class="finding ${finding.severity}">
    <div class="row spread"><span><${Badge} tone=${finding.severity}>${finding.severity}<//> <b>${finding.title}</b></span><span class="impact">costs ${f.percent(finding.impact)}</span></div>
    <small>for ${f.ago(finding.since).replace(' ago', '')} · ${finding.component}${finding.consequenceOf && html` · follows from <code>${finding.consequenceOf}</code>`}</small>
    ${finding.causes.length > 0 && html`<ol class="causes">${finding.causes.map((cause, i) => html`<li key=${i}><small>${cause.step}</small>${cause.sentence}</li>`)}</ol>`}
    ${!brief && finding.evidence.length > 0 && html`<ul class="evidence">${finding.evidence.map((each, i) => html`<li key=${i}>${each.sentence}</li>`)}</ul>`}
    ${brief && finding.causes.length === 0 && finding.evidence[0] && html`<p class="quiet">${finding.evidence[0].sentence}</p>`}
    ${finding.advice && (!brief || finding.actions.length === 0) && html`<p>${finding.advice}</p>`}
    ${finding.actions.slice(0, brief ? 1 : 12).map((action) => html`<${Action} key=${action.id} finding=${finding} action=${action} again=${again} made=${made.find((each) => each.action.id === action.id)}/>`)}
    ${inForce && html`<div class="action"><div>${inForce.action.title}<small>${inForce.detail}</small></div><${Button} onClick=${() => undo(finding.id, inForce.action.title, again)}>Undo…<//></div>`}
  </li>`;
};

export const FindingList = ({ data, most, brief, again }) =>
  data.findings.length === 0
    ? html`<${Empty}>Nothing is wrong.${data.lookedAt && ` Looked ${f.ago(data.lookedAt)}.`}<//>`
    : html`<ol class="findings">${data.findings.slice(0, most).map((finding) => html`<${Item} key=${finding.id} finding=${finding} changes=${data.changes} brief=${brief} again=${again}/>`)}
        ${data.findings.length > most && html`<li class="quiet"><a href="#/findings">and ${data.findings.length - most} more</a></li>`}</ol>`;

const Changes = ({ changes, predictions, again }) => html`<${Card} title="What was done">
  ${predictions.measured > 0 && html`<p class="quiet">${predictions.within} of ${predictions.measured} predictions came true${predictions.medianError !== undefined && `; the median one was off by ${f.percent(predictions.medianError)}`}.</p>`}
  <${Table} caption="!Actions that were applied, the newest first" rows=${changes} empty="Nothing was applied yet." keyOf=${(r) => r.id} columns=${[
    { label: 'Action', wide: true, cell: (r) => html`${r.action.title}<small>${r.detail}</small>` },
    { label: 'State', cell: (r) => html`<${Badge} tone=${STATES[r.state]?.[1]}>${STATES[r.state]?.[0] ?? r.state}<//>` },
    { label: 'Predicted', cell: (r) => prediction(r.action.prediction) },
    { label: 'Measured', num: true, cell: (r) => (r.change === undefined ? '–' : html`${signed(r.change)}<small>${r.cameTrue === undefined ? '' : r.cameTrue ? 'as predicted' : 'not as predicted'}</small>`) },
    { label: 'By chance', num: true, cell: (r) => (r.pValue === undefined ? '–' : r.pValue < 0.001 ? '< 0.1 %' : f.percent(r.pValue)) },
    { label: 'Applied', cell: (r) => html`${f.ago(r.appliedAt)}<small>by ${r.operator}</small>` },
    { label: 'Change', cell: (r) => (r.inForce && r.action.reversible ? html`<${Button} label="Undo ${r.action.title}" onClick=${() => undo(r.finding, r.action.title, again)}>Undo…<//>` : '') },
  ]}/>
<//>`;

export const Findings = () => {
  const findings = usePoll('/findings', 5);
  const tune = async () => {
    const plan = await change('POST', '/optimization/auto-tune', { dryRun: true }, 'Nothing was changed.');
    if (!plan) return;
    const steps = plan.plan.map((step) => `${step.chosen ? '→' : '·'} ${step.action.title}: ${step.reason}`).join('\n');
    const sure = await prompt({ title: 'Auto-tune', text: plan.conclusion, code: steps || undefined, confirm: plan.plan.some((step) => step.chosen) ? 'Do it' : 'Good' });
    if (sure && plan.plan.some((step) => step.chosen) && (await change('POST', '/optimization/auto-tune', { dryRun: false }, 'Done; it is being measured.'))) findings.again();
  };
  return html`<${Await} from=${findings} lines=${8}>${(data) => html`
    <${Card} title="What is wrong, the costliest first" more=${data.autoTune && html`<${Button} onClick=${tune}>Auto-tune…<//>`}><${FindingList} data=${data} most=${50} again=${findings.again}/><//>
    <${Changes} changes=${data.changes} predictions=${data.predictions} again=${findings.again}/>
    ${data.recent.length > 0 && html`<${Card} title="Over"><${Table} caption="!Findings that are over" rows=${data.recent} keyOf=${(r) => r.id + r.endedAt} columns=${[
      { label: 'Finding', wide: true, cell: (r) => r.title },
      { label: 'Began', cell: (r) => f.clock(r.since) },
      { label: 'Lasted', num: true, cell: (r) => f.duration((Date.parse(r.endedAt) - Date.parse(r.since)) / 1000) },
    ]}/><//>`}`}<//>`;
};
