/**
 * What an import says besides what became of each photo: name and reason, in the person's language.
 */
import { isErrorCode } from '../../engine/errors';
import type { I18n } from '../i18n/i18n.svelte';
import type { PlanNote } from './plan.svelte';

export interface NoteWords {
  readonly name: string;
  readonly reason: string;
}

export function wordsOf(note: PlanNote, i18n: I18n): NoteWords {
  const t = i18n.t.adding;
  switch (note.kind) {
    case 'refused':
      return {
        name: note.name,
        reason: i18n.error({
          code: isErrorCode(note.code) ? note.code : 'internal',
          detail: note.detail,
        }),
      };
    case 'names-nothing':
    case 'no-file-column':
    case 'no-animal':
    case 'unmentioned':
      return { name: note.name, reason: t.note[note.kind] };
    case 'system-files':
    case 'repaired':
    case 'second-results':
    case 'sidecars':
    case 'sidecars-alone':
      return { name: note.name, reason: t.note[note.kind](note.count) };
    case 'name-unused':
      return { name: note.name, reason: t.note['name-unused'](note.individual) };
    case 'broken-box':
    case 'unread-boxes':
      return { name: note.name, reason: t.note[note.kind](note.columns.join(', ')) };
    case 'row': {
      const { row, kind, value } = note.problem;
      const where = `${note.name}, ${t.row(row)}`;
      return { name: value === '' ? where : `${where}: ${value}`, reason: t.problem[kind] };
    }
    case 'entry': {
      const { file, kind, value } = note.problem;
      return { name: value === '' ? file : `${file}: ${value}`, reason: t.boxProblem[kind] };
    }
    case 'difference': {
      const { path, field, used, other } = note.difference;
      const name = field === 'individual' ? t.fields.individual : '';
      return {
        name: name === '' ? path : `${path}, ${name}`,
        reason: t.note.difference(used, other),
      };
    }
  }
}
