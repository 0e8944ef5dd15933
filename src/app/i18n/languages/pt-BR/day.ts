/** Um campo para um dia, em português do Brasil. */
import type { Messages } from '../../messages';

export const day: Messages['day'] = {
  from: 'De',
  to: 'Até',
  orders: {
    mdy: 'No seu navegador: mês / dia / ano.',
    dmy: 'No seu navegador: dia / mês / ano.',
    ymd: 'No seu navegador: ano / mês / dia.',
  },
};
