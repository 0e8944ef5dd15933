/** The few words of a table that Huella knows by meaning: unidentified, sides, lost and found. In three languages. */
import { plainName } from './columns';

/**
 * What R, pandas, spreadsheets and databases write into a cell that holds nothing, in their languages, lower case. Spreadsheets'
 * error values are among them: such a cell holds no value either.
 */
const MISSING = new Set(
  (
    'na n/a nan <na> nat none null nil (null) [null] undefined #n/a #n/a! #na #n/d #¡n/a! #nulo! #¡nulo! #null! ' +
    '#value! #¡valor! #valor! #ref! #¡ref! #name? #¿nombre? #nome? #div/0! #¡div/0! #num! #¡num! n/d s/d s/n ' +
    '\\n -nan inf -inf'
  ).split(' '),
);

/** Characters, with some room for spaces; longer cells hold something. */
const LONGEST_MISSING = 16;

/** Whether a cell holds nothing: empty, only dashes or dots, or a word for a missing value. */
export function isMissing(text: string): boolean {
  if (text.length > LONGEST_MISSING) return false;
  const plain = text.trim().toLowerCase();
  return plain === '' || /^[-‐-―.?_*]+$/.test(plain) || MISSING.has(plain);
}

const UNKNOWN = new Set([
  '',
  'unknown',
  'unidentified',
  'none',
  'na',
  'nan',
  'null',
  'desconocido',
  'desconocida',
  'sinidentificar',
  'noidentificado',
  'noidentificada',
  'desconhecido',
  'desconhecida',
  'semidentificacao',
  'naoidentificado',
  'naoidentificada',
]);

/** The individual's name, or null for a cell that says nobody knows. wildlife-datasets writes `unknown`. */
export function individualOf(text: string): string | null {
  const name = text.trim();
  // A name of other letters than ours (漢字) is a name.
  const isWord = /[a-z0-9]/i.test(name) || /^[\s\p{P}]*$/u.test(name);
  return isMissing(name) || (isWord && UNKNOWN.has(plainName(name))) ? null : name;
}

const SIDES: Readonly<Record<string, 'left' | 'right' | 'front' | 'back' | 'top'>> = {
  ...{
    left: 'left',
    l: 'left',
    leftside: 'left',
    leftflank: 'left',
    izquierda: 'left',
    izquierdo: 'left',
    izq: 'left',
    esquerda: 'left',
    esquerdo: 'left',
    esq: 'left',
    e: 'left',
    i: 'left',
  },
  ...{
    right: 'right',
    r: 'right',
    rightside: 'right',
    rightflank: 'right',
    derecha: 'right',
    derecho: 'right',
    der: 'right',
    direita: 'right',
    direito: 'right',
    dir: 'right',
    d: 'right',
  },
  ...{
    front: 'front',
    face: 'front',
    head: 'front',
    frente: 'front',
    frontal: 'front',
    cara: 'front',
    delante: 'front',
  },
  ...{
    back: 'back',
    rear: 'back',
    behind: 'back',
    detras: 'back',
    trasera: 'back',
    atras: 'back',
    posterior: 'back',
    tras: 'back',
    traseira: 'back',
  },
  ...{
    top: 'top',
    up: 'top',
    above: 'top',
    dorsal: 'top',
    arriba: 'top',
    encima: 'top',
    superior: 'top',
    cima: 'top',
    emcima: 'top',
  },
};

export function sideOf(text: string): 'left' | 'right' | 'front' | 'back' | 'top' | null {
  return SIDES[plainName(text)] ?? null;
}

const STATUSES: Readonly<Record<string, 'lost' | 'found' | 'home'>> = {
  ...{
    lost: 'lost',
    missing: 'lost',
    perdido: 'lost',
    perdida: 'lost',
    extraviado: 'lost',
    extraviada: 'lost',
    desaparecido: 'lost',
    desaparecida: 'lost',
  },
  ...{
    found: 'found',
    encontrado: 'found',
    encontrada: 'found',
    hallado: 'found',
    hallada: 'found',
    achado: 'found',
    achada: 'found',
  },
  ...{
    home: 'home',
    athome: 'home',
    returned: 'home',
    encasa: 'home',
    casa: 'home',
    devuelto: 'home',
    devuelta: 'home',
    emcasa: 'home',
    devolvido: 'home',
    devolvida: 'home',
  },
};

export function statusOf(text: string): 'lost' | 'found' | 'home' | null {
  return STATUSES[plainName(text)] ?? null;
}
