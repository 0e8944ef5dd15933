import './workers/trusted-urls';
import { mount } from 'svelte';
import App from './app/App.svelte';
import { lackingEssentials } from './app/essentials';
import { I18n } from './app/i18n/i18n.svelte';
import { createServices } from './runtime/start';
import { readSettings } from './runtime/settings';
import './app/styles/base.css';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');
const lacking = lackingEssentials(globalThis);
if (lacking.length > 0) {
  const { language, t } = await I18n.begin(readSettings().language);
  document.documentElement.lang = language;
  const sentence = document.createElement('p');
  sentence.role = 'alert';
  sentence.className = 'lacking';
  sentence.textContent = t.shell.lacking(lacking.join(', '));
  target.append(sentence);
} else {
  // The engine starts while the words are on their way.
  const services = createServices();
  const i18n = await I18n.begin(readSettings().language);
  mount(App, { target, props: { services, i18n } });
}
