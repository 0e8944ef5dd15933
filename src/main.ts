import './workers/trusted-urls';
import { mount } from 'svelte';
import App from './app/App.svelte';
import { createServices } from './runtime/runtime';
import './app/styles/base.css';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');
mount(App, { target, props: { services: createServices() } });
