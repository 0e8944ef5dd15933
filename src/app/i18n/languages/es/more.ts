/** Las palabras de las pantallas que siguen a la primera, en español. */
import type { MoreMessages } from '../../messages';
import { adding } from './adding';
import { backup } from './backup';
import { boxes } from './boxes';
import { camera } from './camera';
import { day } from './day';
import { diagnostics } from './diagnostics';
import { encoders } from './encoders';
import { evaluate } from './evaluate';
import { exporting } from './exporting';
import { groups } from './groups';
import { history } from './history';
import { individuals } from './individuals';
import { integrity } from './integrity';
import { keys } from './keys';
import { lost } from './lost';
import { mistakes } from './mistakes';
import { place } from './place';
import { reporting } from './reporting';
import { settings } from './settings';
import { share } from './share';
import { storage } from './storage';
import { surveys } from './surveys';

export const more: MoreMessages = {
  adding,
  backup,
  boxes,
  camera,
  day,
  diagnostics,
  encoders,
  evaluate,
  exporting,
  groups,
  history,
  individuals,
  integrity,
  keys,
  lost,
  mistakes,
  place,
  reporting,
  settings,
  share,
  storage,
  surveys,
};
