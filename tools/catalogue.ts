/**
 * A shared gallery's bucket, for the person who owns it: over the same code as the app.
 *
 *     npm run catalogue -- check | compact [--write] | export --out FOLDER
 */
import { CatalogueError } from '../src/engine/catalogue/failure';
import { Sealing } from '../src/engine/catalogue/sealing';
import { readArguments, USAGE, UsageError, type Arguments } from './catalogue/arguments';
import { check, isWhole } from './catalogue/check';
import { compact } from './catalogue/compact';
import { exportOriginals } from './catalogue/export';
import type { OnRead } from './catalogue/logs';
import { MeasuredStore } from './catalogue/owned-store';
import { checkWords, compactWords, exportWords, failureWords } from './catalogue/words';

/** What is there is not whole. */
const EXIT_DAMAGE = 1;
/** It could not be done: wrong arguments, a store that does not answer, a disk that is full. */
const EXIT_FAILED = 2;

/** Only where a person looks: in a file every line would stay. */
const onRead: OnRead = (what, done, total) => {
  if (!process.stderr.isTTY) return;
  process.stderr.write(
    `\r${what}: ${done} of ${total}\u001b[K${done === total ? '\r\u001b[K' : ''}`,
  );
};

async function run({ command, link, json, write, out, contacts }: Arguments): Promise<number> {
  const store = MeasuredStore.of(link);
  const sealing = await Sealing.of(link.secret);
  const say = (report: object, words: () => string): void =>
    console.log(json ? JSON.stringify(report, null, 2) : words());
  if (command === 'check') {
    const report = await check(store, sealing, onRead);
    say(report, () => checkWords(report));
    return isWhole(report) ? 0 : EXIT_DAMAGE;
  }
  if (command === 'compact') {
    const found = await compact(store, sealing, write, onRead);
    say(found, () => compactWords(found, write));
    return found.damaged.length > 0 ? EXIT_DAMAGE : 0;
  }
  const done = await exportOriginals(store, sealing, { folder: out, contacts }, onRead);
  say(done, () => exportWords(done, out));
  return done.damaged.length + done.unsent.length > 0 ? EXIT_DAMAGE : 0;
}

try {
  const given = readArguments(process.argv.slice(2), process.env);
  if (given) process.exitCode = await run(given);
  else console.log(USAGE);
} catch (error) {
  process.exitCode = EXIT_FAILED;
  if (error instanceof UsageError) console.error(`${error.message}\n\n${USAGE}`);
  else if (error instanceof CatalogueError) console.error(failureWords(error));
  else console.error(error instanceof Error ? error.message : error);
}
