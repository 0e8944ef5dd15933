/**
 * A rule for ESLint and oxlint that gives each outside library one door: elsewhere in `src` it may
 * not be imported, nor any file of it.
 */
import { forEachSource, inProject, under } from './paths.js';
import { DOORS } from './plan.js';

export const doors = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const file = inProject(context.cwd, context.filename);
    if (!under(file, 'src')) return {};
    const closed = DOORS.filter(({ doors: open }) => !open.some((place) => under(file, place)));

    return forEachSource((source) => {
      const library = source?.value;
      if (typeof library !== 'string') return;
      for (const { name, doors: open } of closed) {
        if (library !== name && !library.startsWith(`${name}/`)) continue;
        const message = `Only ${open.join(', ')} may import ${name}.`;
        context.report({ node: source, message });
      }
    });
  },
};
