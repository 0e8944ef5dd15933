/** The house's own rules, for ESLint and for oxlint. */
import { arrows } from './arrows.js';
import { doors } from './doors.js';

export default { meta: { name: 'huella' }, rules: { arrows, doors } };
