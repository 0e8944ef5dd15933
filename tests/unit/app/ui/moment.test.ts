import { expect, test } from 'vitest';
import { createFormatters } from '../../../../src/app/i18n/format';
import { dayOf, dayOrder, longDayOf, momentOf } from '../../../../src/app/ui/moment';

const spain = createFormatters('es-ES');

test('a day without an hour is shown as that day, in every zone, and without an hour', () => {
  const before = process.env['TZ'];
  try {
    for (const zone of ['America/Sao_Paulo', 'UTC', 'Asia/Tokyo']) {
      process.env['TZ'] = zone;
      const spanish = createFormatters('es-ES');
      expect(momentOf('2026-05-01', spanish)).toBe('1 may 2026');
      expect(dayOf('2026-05-01', spanish)).toBe('1 may 2026');
    }
  } finally {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  }
});

test('an hour that is known is shown on the clock of the place the photo was taken at', () => {
  expect(momentOf('2026-05-01T00:30:00+09:00', spain)).toBe('1 may 2026, 0:30');
  expect(momentOf(null, spain)).toBe('');
});

test('hours go by the clock of the region', () => {
  const afternoon = Date.parse('2026-05-01T15:05:00');
  expect(createFormatters('en-US').clock(afternoon)).toMatch(/^3:05\sPM$/);
  expect(createFormatters('en-GB').clock(afternoon)).toBe('15:05');
  expect(spain.clock(afternoon)).toBe('15:05');
});

test('a day is said in the words of the language, and in which order its digits stand', () => {
  expect(longDayOf('2026-05-01', 'es')).toBe('viernes, 1 de mayo de 2026');
  expect(longDayOf('2026-05-01', 'pt-BR')).toBe('sexta-feira, 1 de maio de 2026');
  expect(['', '2026-05', '2026-13-01'].map((day) => longDayOf(day, 'en'))).toEqual(['', '', '']);
  expect(['en-US', 'en-GB', 'es', 'pt-BR', 'ja'].map(dayOrder)).toEqual([
    ...['mdy', 'dmy', 'dmy', 'dmy', 'ymd'],
  ]);
});
