// GraphiQL as the gateway serves it: the editor's workers from our own files, the ready examples as first tabs.

import '@graphiql/plugin-explorer/style.css';
import 'graphiql/style.css';
import './page.css';

import { explorerPlugin } from '@graphiql/plugin-explorer';
import { HISTORY_PLUGIN } from '@graphiql/plugin-history';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';

const API = '/graphql';
const WORKERS = { graphql: 'graphql.worker.js', json: 'json.worker.js' };

globalThis.MonacoEnvironment = {
  getWorker: (_id, label) => new Worker(new URL(WORKERS[label] ?? 'editor.worker.js', import.meta.url)),
};

async function ask(request, { headers } = {}) {
  const response = await fetch(API, {
    method: 'POST',
    headers: { accept: 'application/graphql-response+json', 'content-type': 'application/json', ...headers },
    body: JSON.stringify(request),
  });
  return response.json();
}

// Who comes for the first time gets the examples; later, GraphiQL remembers the tabs. A link may bring a request of
// its own: /graphql?query=...&variables=...
const examples = JSON.parse(document.getElementById('examples').textContent);
const link = new URLSearchParams(location.search);
const linked = link.has('query') && { query: link.get('query'), variables: link.get('variables') ?? '' };
const tabs = linked ? [linked, ...examples] : examples;
const firstVisit = localStorage.getItem('graphiql:tabState') === null;
const shown = linked || (firstVisit && tabs[0]) || {}; // the editors do not take their text from `defaultTabs`

createRoot(document.getElementById('graphiql')).render(
  <GraphiQL
    fetcher={ask}
    plugins={[HISTORY_PLUGIN, explorerPlugin({ showAttribution: false })]}
    defaultTabs={tabs}
    initialQuery={shown.query}
    initialVariables={shown.variables}
    defaultEditorToolsVisibility="variables"
    inputValueDeprecation
    schemaDescription
  >
    <GraphiQL.Logo>Customer graph</GraphiQL.Logo>
  </GraphiQL>,
);
