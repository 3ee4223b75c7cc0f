// Makes ../static/app.css out of fds.scss (modules of Det Fælles Designsystem) and own.scss.
// Rules of fds.scss that no template, script or line of kept.txt names are left out; own.scss stays whole.
// Run `npm ci && npm run build` here after changing either, and commit the result: cargo needs no Node.
import { writeFileSync } from 'node:fs';
import { PurgeCSS } from 'purgecss';
import * as sass from 'sass';

const options = {
  style: 'compressed',
  loadPaths: ['node_modules/dkfds/src/stylesheets'],
  quietDeps: true,
  silenceDeprecations: ['import', 'global-builtin', 'color-functions'],
};
const system = sass.compile('fds.scss', options).css.replaceAll('chevron-down-gray-200', 'chevron-down');
const [kept] = await new PurgeCSS().purge({
  content: ['../src/**/*.html', '../src/**/*.rs', '../static/ui.js', 'kept.txt'],
  css: [{ raw: system }],
  safelist: ['html', 'body'],
});
const own = sass.compile('own.scss', options).css;
writeFileSync('../static/app.css', (kept.css + own).replaceAll('\uFEFF', '').trim() + '\n');
