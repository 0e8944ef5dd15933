/** Decir dónde, en español. */
import type { Messages } from '../../messages';
import { kilometres } from './format';

export const place: Messages['place'] = {
  label: 'Coordenadas',
  placeholder: '37.39, -5.99',
  hint: 'En grados con decimales, o en grados, minutos y segundos. Puedes pegarlas de cualquier mapa.',
  invalid: 'Eso no es un lugar. Escribe la latitud y la longitud, así: 37.39, -5.99.',
  here: 'Donde estoy ahora',
  finding: 'Buscando tu posición…',
  found: (metres: number) => `Tu posición, con un margen de ${kilometres(metres / 1000)}.`,
  denied:
    'Huella no tiene permiso para saber dónde estás. Dáselo en los ajustes del navegador o escribe las coordenadas.',
  unavailable: 'Este dispositivo no sabe dónde está. Escribe las coordenadas.',
  slow: 'La posición tarda demasiado. Prueba otra vez al aire libre o escribe las coordenadas.',
};
