/** Un campo para un día, en español. */
import type { Messages } from '../../messages';

export const day: Messages['day'] = {
  from: 'Desde',
  to: 'Hasta',
  orders: {
    mdy: 'En tu navegador: mes / día / año.',
    dmy: 'En tu navegador: día / mes / año.',
    ymd: 'En tu navegador: año / mes / día.',
  },
};
