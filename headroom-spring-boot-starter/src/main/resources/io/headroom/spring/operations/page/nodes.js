// The service's nodes: asked for together, and shown as a strip where there are several.

import { useEffect, useState } from './vendor/hooks.mjs';
import * as f from './format.js';
import { Badge, Card, html, nodes, signIn, together, usePoll } from './parts.js';

const OFTEN_SECONDS = 2;
const SELDOM_SECONDS = 15;

// Keeps what the nodes tell in its stores. A service of one node is asked seldom whether another came.
export const useNodes = () => {
  const [seconds, every] = useState(OFTEN_SECONDS);
  const { data, problem } = usePoll('/nodes', seconds);
  useEffect(() => {
    if (!data && !problem?.absent) return; // what was known stays
    const several = data !== null && data.known > 1;
    nodes.set(several ? data : null);
    together.set(several ? data.together : null);
    every(several ? OFTEN_SECONDS : SELDOM_SECONDS);
  }, [data, problem]);
};

const isPage = (address) => /^https?:\/\//.test(address);

const Name = ({ node }) => node.self || !isPage(node.address)
  ? html`<b>${node.node}</b>`
  : html`<a href=${`${node.address}/operations`}><b>${node.node}</b></a>`;

const Told = ({ node }) => html`
  <span class="node-facts">
    <span title="Requests a second">${f.rate(node.requestsPerSecond)}</span>
    <span>p95 ${f.seconds(node.p95Seconds)}</span>
    <span>CPU ${f.percent(node.cpuRatio)}</span>
    ${node.errorsPerSecond > 0 && html`<span class="bad-text">${f.rate(node.errorsPerSecond)} fail</span>`}
  </span>
  <small>${node.version && `${node.version} · `}up ${f.duration(node.uptimeSeconds)}${node.firing > 0 && ` · ${f.plural(node.firing, 'alert')}`}${node.ageSeconds > 1 && ` · ${f.duration(node.ageSeconds)} old`}</small>`;

const Silent = ({ node }) => html`<span class="bad-text">${node.reason}</span>
  ${node.reason?.includes('token') && html`<button class="link" onClick=${() => signIn()}>Give the token</button>`}`;

const Node = ({ node }) => html`
  <li class="node ${node.answered ? node.level : 'missing'}">
    <span class="node-head"><${Name} node=${node}/>${node.self && html` <small>this one</small>`}
      ${node.answered ? html`<${Badge} tone=${node.level}>${f.number(node.score)}<span class="unseen"> of 100, ${node.level}</span><//>` : html`<${Badge} tone="critical">missing<//>`}</span>
    ${node.answered ? html`<${Told} node=${node}/>` : html`<${Silent} node=${node}/>`}
  </li>`;

export const Nodes = ({ all }) => html`
  <${Card} title="Nodes" className="nodes" more=${html`<span class=${all.answered < all.known ? 'bad-text' : 'quiet'}>${all.answered} of ${all.known} nodes answered</span>`}>
    ${all.problem && html`<p class="warning">${all.problem}</p>`}
    <ul class="node-list">${all.nodes.map((node) => html`<${Node} key=${node.address} node=${node}/>`)}</ul>
    <p class="under">What follows is of all that answered: rates are summed, means weighted by traffic; quantiles, utilisations and the score are those of the worst node.</p>
  <//>`;
