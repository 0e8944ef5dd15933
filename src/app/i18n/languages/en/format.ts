/** Numbers, dates and plurals as English writes them, for the sentences of this folder. */
import { createFormatters } from '../../format';

export const { number, percent, plural, bytes, duration, kilometres } = createFormatters('en');
