/** Qué fotos puede encontrar una búsqueda, en español. */
import type { Messages } from '../../messages';
import { number } from './format';

export const filters: Messages['filters'] = {
  open: 'Filtros',
  inUse: 'Filtros activos',
  title: 'Buscar entre',
  show: 'Ver resultados',
  clear: 'Sin filtros',
  remove: (filter) => `Quitar el filtro: ${filter}`,
  hideEncounter: 'Ocultar las fotos del mismo momento',
  hideEncounterShort: 'Sin el mismo momento',
  hideEncounterHint: 'Las fotos de una misma ráfaga se parecen por el momento, no por el animal.',
  side: 'Lado que se ve',
  anySide: 'Cualquier lado',
  sides: {
    left: 'Lado izquierdo',
    right: 'Lado derecho',
    front: 'De frente',
    back: 'Por detrás',
    top: 'Desde arriba',
  },
  dates: 'Fotos hechas entre',
  since: (date) => `Desde el ${date}`,
  until: (date) => `Hasta el ${date}`,
  near: 'Cerca de un lugar',
  km: 'A menos de (km)',
  within: (km) => `A menos de ${number(km)} km`,
  known: 'Qué fotos',
  anyPhoto: 'Todas',
  identified: 'Identificadas',
  unidentified: 'Sin identificar',
  nothing: 'Ninguna foto de tu galería cumple estos filtros.',
};
