/** Saying where, in English. */
import { kilometres } from './format';

export const place = {
  label: 'Coordinates',
  placeholder: '37.39, -5.99',
  hint: 'Degrees with decimals, or degrees, minutes and seconds. Paste them from any map.',
  invalid: 'That is not a place. Write latitude and longitude, like 37.39, -5.99.',
  here: 'Where I am now',
  finding: 'Looking for your position…',
  found: (metres: number) => `Your position, give or take ${kilometres(metres / 1000)}.`,
  denied:
    'Huella may not use your position. Allow it in the browser settings, or write the coordinates.',
  unavailable: 'This device does not know where it is. Write the coordinates.',
  slow: 'The position is taking too long. Try again outdoors, or write the coordinates.',
};
