/**
 * Before each file: its modules are its own, so that what a module counts or keeps starts anew. The
 * process, and with it what comes from node_modules, serves all files: a new one for each takes as
 * much processor time again.
 */
import { vi } from 'vitest';

vi.resetModules();
