import './workers/trusted-urls';
import { mount } from 'svelte';
import App from './app/App.svelte';
import { I18n } from './app/i18n/i18n.svelte';
import { createServices } from './runtime/start';
import { readSettings } from './runtime/settings';
import './app/styles/base.css';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');
// The engine starts while the words are on their way.
const services = createServices();
const i18n = await I18n.begin(readSettings().language);
mount(App, { target, props: { services, i18n } });
