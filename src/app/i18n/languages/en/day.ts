/** A field for a day, in English. */
export const day = {
  from: 'From',
  to: 'To',
  /** Said where the browser's own fields have another order than this language. */
  orders: {
    mdy: 'In your browser: month / day / year.',
    dmy: 'In your browser: day / month / year.',
    ymd: 'In your browser: year / month / day.',
  },
};
