/** The few words of a table that Huella knows by meaning: unidentified, sides, lost and found. In three languages. */
import { plainName } from './columns';

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
  return isWord && UNKNOWN.has(plainName(name)) ? null : name;
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
