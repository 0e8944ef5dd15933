/** What a detector, a classifier or a person says is in a box: an animal, or something else. */

/**
 * Categories that are no animals, as `plain` makes them, in the three languages. What a classifier
 * calls the rest (species, groups, "unidentified animal") are animals.
 */
const NOT_ANIMALS = new Set(
  (
    'person people persons human humans homo-sapiens hominidae man woman child hiker hunter ' +
    'persona personas humano humana pessoa pessoas ' +
    'vehicle vehicles car truck bus motorcycle bicycle bike boat vehiculo vehiculos veiculo veiculos coche carro ' +
    'blank empty none nothing background no-animal no-animals false-positive misfire setup test ' +
    'vacio vacia vazio nada sin-animal sem-animal'
  ).split(' '),
);

/** `motor-vehicle`, `human-observer`. */
const NO_ANIMAL = /(?:^|-)(?:vehicles?|humans?|persons?|people|vehiculos?|veiculos?)(?:-|$)/;

/** Whether a category is an animal: everything is that is not known to be something else. */
export function isAnimal(category: string): boolean {
  // SpeciesNet's taxa: `uuid;class;order;family;genus;species;common name`, the last one that is
  // not empty names it.
  const name = category.includes(';')
    ? (category
        .split(';')
        .filter((part) => part.trim() !== '')
        .at(-1) ?? '')
    : category;
  return !NOT_ANIMALS.has(plain(name)) && !NO_ANIMAL.test(plain(name));
}

const plain = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-');
