import { expect, test } from 'vitest';
import { createFormatters } from '../../../../src/app/i18n/format';
import { dayOf, momentOf } from '../../../../src/app/ui/moment';

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
