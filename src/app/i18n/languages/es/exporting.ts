/** Sacar la galería, en español. */
import type { Messages } from '../../messages';
import { plural, duration } from './format';

const photos = (n: number): string => plural(n, { one: '{n} foto', other: '{n} fotos' });

export const exporting: Messages['exporting'] = {
  open: 'Exportar',
  title: 'Exportar',
  lead: (n) => `${photos(n)}: las que se ven o están seleccionadas en la galería.`,
  kinds: {
    gallery: 'La galería en un zip',
    table: 'Una tabla de las fotos (CSV)',
    decisions: 'Lo que se decidió (CSV)',
    wildbook: 'Para Wildbook',
    embeddings: 'Vectores (NumPy)',
  },
  hints: {
    gallery: 'Las fotos, una carpeta por animal, con tablas que Huella vuelve a abrir.',
    table: 'Nombre, animal, fecha, lugar y lo demás, para una hoja de cálculo.',
    decisions: 'Mismo, distinto, nuevo: quién, cuándo y cuánto se parecían.',
    wildbook: 'Hojas de importación de hasta 200 filas, con sus fotos.',
    embeddings: 'Los números que el modelo actual hace de cada foto, y de quién son.',
  },
  files: {
    gallery: 'huella-galeria.zip',
    table: 'huella-fotos.csv',
    decisions: 'huella-decisiones.csv',
    wildbook: 'huella-wildbook.zip',
    embeddings: 'huella-vectores.zip',
  },
  contacts: 'Incluir los contactos de los animales perdidos y encontrados',
  contactsHint: 'Teléfonos y direcciones que has apuntado. Solo para gente de confianza.',
  start: 'Guardar',
  running: 'Exportando',
  left: (seconds) => `quedan unos ${duration(seconds)}`,
  done: (name) => `${name} está guardado.`,
  cancelled: 'Has parado la exportación. No se ha guardado nada.',
};
