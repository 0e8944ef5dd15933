/** Dizer onde, em português do Brasil. */
import type { Messages } from '../../messages';
import { kilometres } from './format';

export const place: Messages['place'] = {
  label: 'Coordenadas',
  placeholder: '-23.55, -46.63',
  hint: 'Graus com decimais, ou graus, minutos e segundos. Pode colar de qualquer mapa.',
  invalid: 'Isso não é um lugar. Escreva a latitude e a longitude, assim: -23.55, -46.63.',
  here: 'Onde estou agora',
  finding: 'Procurando sua posição…',
  found: (metres) => `Sua posição, com margem de ${kilometres(metres / 1000)}.`,
  denied:
    'O Huella não tem permissão para saber onde você está. Permita nas configurações do navegador ou escreva as coordenadas.',
  unavailable: 'Este aparelho não sabe onde está. Escreva as coordenadas.',
  slow: 'A posição está demorando demais. Tente de novo ao ar livre ou escreva as coordenadas.',
};
