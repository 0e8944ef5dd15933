import { expect, test } from 'vitest';
import { TraitsDraft } from '../../../../src/app/lost/draft.svelte';

test('a day without an hour is shown and kept without one', () => {
  const draft = new TraitsDraft([{ when: '2026-05-01' }]);
  expect([draft.day, draft.hour]).toEqual(['2026-05-01', '']);
  expect(draft.changed).toEqual({});
  draft.day = '2026-05-02';
  expect(draft.changed).toEqual({ when: '2026-05-02' });
  draft.hour = '00:00';
  expect(draft.changed).toEqual({ when: '2026-05-02T00:00:00' });
  draft.day = '';
  expect(draft.changed).toEqual({ when: null });
});

test('a moment keeps its seconds and its offset until a person writes over it', () => {
  const draft = new TraitsDraft([{ when: '2026-05-01T10:30:15+02:00' }]);
  expect([draft.day, draft.hour]).toEqual(['2026-05-01', '10:30']);
  expect(draft.changed).toEqual({});
  draft.hour = '';
  expect(draft.changed).toEqual({ when: '2026-05-01' });
});

test('what several photos say differently is left alone, and what is written is of all', () => {
  const draft = new TraitsDraft([
    { when: '2026-05-01', species: 'lynx', placeName: 'Bridge' },
    { when: '2026-05-02T08:00:00', species: 'cat', placeName: 'Bridge' },
  ]);
  expect([...draft.mixed].toSorted()).toEqual(['species', 'when']);
  expect([draft.day, draft.hour, draft.species, draft.placeName]).toEqual(['', '', '', 'Bridge']);
  expect(draft.changed).toEqual({});
  draft.species = ' dog ';
  draft.day = '2026-06-01';
  expect(draft.changed).toEqual({ species: 'dog', when: '2026-06-01' });
});
