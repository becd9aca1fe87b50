// Bundles the page and the editor's workers into the folder given: `node bundle.mjs FOLDER`.

import { build } from 'esbuild';

const [outdir] = process.argv.slice(2);
const common = {
  bundle: true,
  minify: true,
  target: 'es2022',
  legalComments: 'linked',
  define: { 'process.env.NODE_ENV': '"production"' },
  logLevel: 'warning',
  outdir,
};

await build({
  ...common,
  entryPoints: { graphiql: 'main.jsx' },
  format: 'esm',
  jsx: 'automatic',
  keepNames: true, // GraphiQL makes the words for its icons from the names of their functions
  loader: { '.ttf': 'file' },
  assetNames: '[name]',
});
await build({
  ...common,
  entryPoints: {
    'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
    'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
    'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
  },
  format: 'iife',
});
