/** What the command is asked to do, and with which key. Secrets come from files or the environment. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  checkedLink,
  parseJoinLink,
  secretFromText,
  type JoinLink,
} from '../../src/engine/catalogue/join-link';

export const USAGE = `npm run catalogue -- check | compact | export [options]

For the person who owns the bucket of a shared gallery. Nothing is changed without --write.

  check             Reads every object, opens it and looks at what is in it. Says what is damaged,
                    missing or named by nothing, and which devices wrote what.
                    Ends with 1 when something is damaged or missing.
  compact           Says which old checkpoints and log entries no device will ever ask for again,
                    however long it was away.
      --write       Writes checkpoints and takes those objects away. The key must be allowed to
                    delete. Photos, thumbnails and embeddings are never taken away.
  export            Writes all originals into folders by individual, with metadata.csv and the
                    other tables of an exported gallery. Called again it fetches what is missing.
      --out FOLDER  Where to.
      --contacts    With telephone numbers and addresses of lost and found animals.

Which gallery: a link to join it (Settings, Share, Invite). It holds keys, so it is never given as
an argument and never printed:
      --link FILE            a file that holds the link, or
      HUELLA_LINK            this environment variable.
What differs from the link, or all of it without one:
      --endpoint ADDRESS     https://s3.example.org
      --bucket NAME
      --region NAME          us-east-1 where none is said
      --prefix FOLDER        in the bucket, where the gallery lies in one
      HUELLA_ACCESS_KEY      environment variables: the keys of the store,
      HUELLA_SECRET_KEY
      HUELLA_SECRET          and the gallery's own secret, which only links hold.

      --json                 Says everything as JSON.
      --help                 This text.`;

export const COMMANDS = ['check', 'compact', 'export'] as const;
export type Command = (typeof COMMANDS)[number];

export interface Arguments {
  readonly command: Command;
  readonly link: JoinLink;
  readonly json: boolean;
  readonly write: boolean;
  /** Of `export`. */
  readonly out: string;
  readonly contacts: boolean;
}

/** What was asked for cannot be done as it was asked. */
export class UsageError extends Error {}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * @returns null: help is wanted
 * @throws UsageError; CatalogueError `link`, `address`, `newer`
 */
export function readArguments(args: readonly string[], env: Environment): Arguments | null {
  const { values, positionals } = parsed(args);
  const [named, ...rest] = positionals;
  if (values.help || (named === undefined && args.length === 0)) return null;
  const command = COMMANDS.find((one) => one === named);
  if (!command || rest.length > 0) {
    throw new UsageError(
      `One of ${COMMANDS.join(', ')} is wanted, not “${positionals.join(' ')}”.`,
    );
  }
  const { out = '', write = false, contacts = false, json = false } = values;
  if (command === 'export' && out === '') throw new UsageError('Where to? --out FOLDER.');
  if (write && command !== 'compact') throw new UsageError('--write is for compact.');
  const link = linkOf(values, env);
  return { command, link, json, write, out, contacts };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...{ link: { type: 'string' }, endpoint: { type: 'string' }, bucket: { type: 'string' } },
        ...{ region: { type: 'string' }, prefix: { type: 'string' }, out: { type: 'string' } },
        ...{ write: { type: 'boolean' }, contacts: { type: 'boolean' }, json: { type: 'boolean' } },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function linkOf(values: ReturnType<typeof parsed>['values'], env: Environment): JoinLink {
  const text = values.link === undefined ? env['HUELLA_LINK'] : fileText(values.link);
  const base = text ? parseJoinLink(text) : null;
  const told = (given: string | undefined, known: string | undefined, what: string): string => {
    const value = given ?? known;
    if (!value) throw new UsageError(`Neither a link nor ${what} was given.`);
    return value;
  };
  const secret = env['HUELLA_SECRET'];
  if (!base && !secret) throw new UsageError('Neither a link nor HUELLA_SECRET was given.');
  return checkedLink({
    endpoint: told(values.endpoint, base?.endpoint, '--endpoint'),
    bucket: told(values.bucket, base?.bucket, '--bucket'),
    region: values.region ?? base?.region ?? '',
    prefix: values.prefix ?? base?.prefix ?? '',
    accessKey: told(env['HUELLA_ACCESS_KEY'], base?.accessKey, 'HUELLA_ACCESS_KEY'),
    secretKey: told(env['HUELLA_SECRET_KEY'], base?.secretKey, 'HUELLA_SECRET_KEY'),
    secret: secret ? secretFromText(secret) : base!.secret,
    role: 'write',
  });
}

function fileText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'it cannot be read';
    throw new UsageError(`The link's file ${path}: ${code}.`);
  }
}
