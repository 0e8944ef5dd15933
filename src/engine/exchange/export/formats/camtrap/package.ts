/** `datapackage.json`: what the package is, where, when and of which species. */
import type { ExportChoices } from '../../choices';
import { ROUNDED_DEGREES } from '../../places';
import type { Deployment } from './deployments';

/** The standard's own addresses of its definitions; nothing fetches them here. */
const STANDARD = 'https://raw.githubusercontent.com/tdwg/camtrap-dp/1.0.2/';

const RESOURCES = ['deployments', 'media', 'observations'] as const;

const DESCRIPTION =
  'Individual animals recognised in photos, exported from Huella. The standard asks for a sampling ' +
  'design and a capture method, which were not stated: check `project` before you publish.';

export function packageText(
  deployments: readonly Deployment[],
  taxa: ReadonlySet<string>,
  { by, at, exactPlaces }: ExportChoices,
): string {
  const dates = deployments.flatMap(({ start, end }) => [start, end]).map((at) => at.slice(0, 10));
  dates.sort();
  return JSON.stringify(
    {
      resources: RESOURCES.map((name) => ({
        name,
        path: `${name}.csv`,
        profile: 'tabular-data-resource',
        ...{ format: 'csv', mediatype: 'text/csv', encoding: 'utf-8' },
        schema: `${STANDARD}${name}-table-schema.json`,
      })),
      profile: `${STANDARD}camtrap-dp-profile.json`,
      name: 'huella-camtrap-dp',
      created: at,
      title: 'Individual animals recognised in photos',
      contributors: [{ title: by === '' ? 'Not stated' : by, role: 'contributor' }],
      description: DESCRIPTION,
      version: '1.0',
      sources: [{ title: 'Huella' }],
      project: {
        title: 'Not stated',
        // What claims least.
        samplingDesign: 'opportunistic',
        captureMethod: ['activityDetection'],
        individualAnimals: true,
        observationLevel: ['media'],
      },
      ...(exactPlaces ? {} : { coordinatePrecision: ROUNDED_DEGREES }),
      spatial: spatialOf(deployments),
      temporal: {
        start: dates[0] ?? at.slice(0, 10),
        end: dates.at(-1) ?? at.slice(0, 10),
      },
      taxonomic: [...taxa].sort().map((scientificName) => ({ scientificName })),
    },
    null,
    2,
  );
}

/** GeoJSON: the box around all places; without any place an empty one. */
function spatialOf(deployments: readonly Deployment[]): object {
  const least = (of: (deployment: Deployment) => number): number =>
    deployments.reduce((value, deployment) => Math.min(value, of(deployment)), Infinity);
  if (deployments.length === 0) return { type: 'GeometryCollection', geometries: [] };
  const west = least(({ place }) => place.longitude);
  const east = -least(({ place }) => -place.longitude);
  const south = least(({ place }) => place.latitude);
  const north = -least(({ place }) => -place.latitude);
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return { type: 'Polygon', bbox: [west, south, east, north], coordinates: [ring] };
}
