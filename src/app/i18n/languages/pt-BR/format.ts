/** Numbers, dates and plurals as Brazilian Portuguese writes them, for this folder's sentences. */
import { createFormatters } from '../../format';

export const { number, percent, plural, bytes, duration, kilometres } = createFormatters('pt-BR');
