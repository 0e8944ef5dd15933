/** What the person of the screenshots writes, and their browser's locale, by language. */
import type { Language } from '../../src/runtime/languages';

export type Animal = 'cow' | 'cat' | 'leopard' | 'dog' | 'zebra' | 'horse';
/** The places of the gallery in `story.ts`. */
export type Spot =
  | 'pasture'
  | 'stream'
  | 'oaks'
  | 'street'
  | 'park'
  | 'waterhole'
  | 'camera'
  | 'river';

interface StoryWords {
  readonly locale: string;
  readonly species: Readonly<Record<Animal, string>>;
  readonly spots: Readonly<Record<Spot, string>>;
  /** Of the cow that is lost. */
  readonly lost: Readonly<Record<'colour' | 'labels' | 'where' | 'notes', string>>;
  /** A field worker's table: its name, its header, and a side. */
  readonly table: Readonly<Record<'file' | 'head' | 'side', string>>;
}

export const STORY_WORDS: Readonly<Record<Language, StoryWords>> = {
  en: {
    locale: 'en-GB',
    species: {
      cow: 'cow',
      cat: 'cat',
      leopard: 'leopard',
      dog: 'dog',
      zebra: 'zebra',
      horse: 'horse',
    },
    spots: {
      pasture: 'North pasture',
      stream: 'Stream crossing',
      oaks: 'Oak grove',
      street: 'Calle Feria',
      park: 'Alamillo park',
      waterhole: 'Waterhole 3',
      camera: 'Camera trap 12',
      river: 'River bend',
    },
    lost: {
      colour: 'Black and white',
      labels: 'ear tag 214, calm',
      where: 'North pasture, by the gate',
      notes: 'Left with two calves after the storm. Limps a little on the right foreleg.',
    },
    table: {
      file: 'survey-march.csv',
      head: 'Photo,Animal,Date,Place,Species,Side',
      side: 'right',
    },
  },
  es: {
    locale: 'es-ES',
    species: {
      cow: 'vaca',
      cat: 'gato',
      leopard: 'leopardo',
      dog: 'perro',
      zebra: 'cebra',
      horse: 'caballo',
    },
    spots: {
      pasture: 'Dehesa del norte',
      stream: 'Vado del arroyo',
      oaks: 'Encinar',
      street: 'Calle Feria',
      park: 'Parque del Alamillo',
      waterhole: 'Abrevadero 3',
      camera: 'Cámara trampa 12',
      river: 'Recodo del río',
    },
    lost: {
      colour: 'Blanca y negra',
      labels: 'crotal 214, mansa',
      where: 'Dehesa del norte, junto a la cancela',
      notes: 'Se fue con dos terneros después de la tormenta. Cojea un poco de la mano derecha.',
    },
    table: {
      file: 'censo-marzo.csv',
      head: 'Foto,Animal,Fecha,Lugar,Especie,Lado',
      side: 'derecho',
    },
  },
  'pt-BR': {
    locale: 'pt-BR',
    species: {
      cow: 'vaca',
      cat: 'gato',
      leopard: 'leopardo',
      dog: 'cachorro',
      zebra: 'zebra',
      horse: 'cavalo',
    },
    spots: {
      pasture: 'Pasto do norte',
      stream: 'Travessia do córrego',
      oaks: 'Carvalhal',
      street: 'Calle Feria',
      park: 'Parque do Alamillo',
      waterhole: 'Bebedouro 3',
      camera: 'Armadilha fotográfica 12',
      river: 'Curva do rio',
    },
    lost: {
      colour: 'Branca e preta',
      labels: 'brinco 214, mansa',
      where: 'Pasto do norte, perto da porteira',
      notes: 'Saiu com dois bezerros depois da tempestade. Manca um pouco da mão direita.',
    },
    table: {
      file: 'censo-marco.csv',
      head: 'Foto,Animal,Data,Local,Espécie,Lado',
      side: 'direito',
    },
  },
};
