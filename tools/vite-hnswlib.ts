import type { Plugin } from 'vite';

/**
 * hnswlib-wasm 0.8.2 as published cannot run under this app's Content-Security-Policy and keeps its
 * bytes to itself. This plugin changes its Emscripten glue while building (and in the development
 * server); the WebAssembly stays as published. Every change names the text it replaces, and the
 * build fails when that text does not occur exactly once, so another version of the package cannot
 * be half changed in silence.
 */
export function hnswlib(): Plugin {
  return {
    name: 'huella:hnswlib',
    enforce: 'pre',
    // Pre-bundled copies would escape the changes.
    config: () => ({ optimizeDeps: { exclude: ['hnswlib-wasm'] } }),
    transform: {
      filter: { id: GLUE },
      handler(code, id) {
        if (!GLUE.test(id)) return null;
        return { code: transformGlue(code), map: null };
      },
    },
  };
}

const GLUE = /\/hnswlib-wasm\/dist\/hnswlib-[0-9a-f]+\.js(?:\?|$)/;

export function transformGlue(code: string): string {
  return CHANGES.reduce((text, change) => apply(text, change), code);
}

interface Change {
  readonly why: string;
  /** First and last text of what is replaced; `until` missing: `from` alone. */
  readonly from: string;
  readonly until?: string;
  readonly by: string;
}

/**
 * The glue's own function that marshals arguments, calls into C++ and marshals the answer, without
 * generated source text.
 */
const INVOKER = `
      return function() {
        if (arguments.length !== argCount - 2) {
          throwBindingError('function ' + humanName + ' called with ' + arguments.length + ' arguments, expected ' + (argCount - 2) + ' args!');
        }
        var destructors = needsDestructorStack ? [] : null;
        var wired = isClassMethodFunc ? [argTypes[1].toWireType(destructors, this)] : [];
        for (var i = 2; i < argCount; ++i) wired.push(argTypes[i].toWireType(destructors, arguments[i - 2]));
        var rv = cppInvokerFunc.apply(null, [cppTargetFunc].concat(wired));
        if (needsDestructorStack) {
          runDestructors(destructors);
        } else {
          for (var i = isClassMethodFunc ? 1 : 2; i < argCount; ++i) {
            if (argTypes[i].destructorFunction !== null) argTypes[i].destructorFunction(wired[i - (isClassMethodFunc ? 1 : 2)]);
          }
        }
        if (returns) return argTypes[0].fromWireType(rv);
      };`;

const METHOD_CALLER = `
      var invokerFunction = function(handle, name, destructors, args) {
        var values = [];
        for (var i = 0, offset = 0; i < argCount - 1; ++i) {
          values.push(types[i + 1].readValueFromPointer(args + offset));
          offset += types[i + 1]['argPackAdvance'];
        }
        var rv = handle[name].apply(handle, values);
        for (var i = 0; i < argCount - 1; ++i) {
          if (types[i + 1]['deleteObject']) types[i + 1].deleteObject(values[i]);
        }
        if (!retType.isVoid) return retType.toWireType(destructors, rv);
      };`;

const CHANGES: readonly Change[] = [
  {
    why: 'embind generates its wrappers with `new Function`, which needs `unsafe-eval`: here a closure does the same',
    from: '      var argsList = "";\n      var argsListWired = "";',
    until: '      return newFunc(Function, args1).apply(null, args2);',
    by: INVOKER,
  },
  {
    why: 'the same for calls from C++ to JavaScript methods',
    from: '      var params = ["retType"];\n      var args = [retType];',
    until: '      var invokerFunction = newFunc(Function, params).apply(null, args);',
    by: METHOD_CALLER,
  },
  {
    why: 'the last generator of code from text: nothing uses it any more, and a use would be a use under the policy',
    from: '  function newFunc(constructor, argumentList) {',
    until: '      return (r instanceof Object) ? r : obj;\n    }',
    by: '',
  },
  {
    why: 'the WebAssembly is inside the file: fetching it as a data: address needs `connect-src data:`',
    from: "    if (typeof fetch == 'function'\n    ) {",
    by: '    if (!isDataURI(binaryFile)) {',
  },
  {
    why: 'its files would be copied to an IndexedDB database of its own at each write: the bytes are ours to store',
    from: 'FS.syncfs(populateFromFS, function(err) {',
    by: '(function(callback) { callback(null); })(function(err) {',
  },
  {
    why: 'the same at its start: the folder is all it needs',
    from: "FS.mount(IDBFS, {}, jsAllocatedDir); console.log('EmscriptenFileSystemManager: Mounting IDBFS filesystem...\\n');",
    by: '',
  },
  {
    why: 'each of those copies that do not happen would be logged',
    from: "console.log('b. jsFS synced successfully'); ",
    by: '',
  },
  {
    why: 'an index is read from and written to its in-memory file system, whose door is closed as published',
    from: 'unexportedSymbols.forEach(unexportedRuntimeSymbol);',
    by: "Module['FS'] = FS;",
  },
];

function apply(code: string, change: Change): string {
  const start = once(code, change.from, 0, change);
  const end =
    change.until === undefined
      ? start + change.from.length
      : endOf(code, change.until, start, change);
  return code.slice(0, start) + change.by + code.slice(end);
}

function endOf(code: string, text: string, from: number, change: Change): number {
  return once(code, text, from, change) + text.length;
}

function once(code: string, text: string, from: number, change: Change): number {
  const at = code.indexOf(text, from);
  if (at < 0 || code.indexOf(text) !== code.lastIndexOf(text)) {
    throw new Error(
      `hnswlib-wasm is not the version tools/vite-hnswlib.ts was written for: ` +
        `expected once, ${at < 0 ? 'not found' : 'found several times'}: ${JSON.stringify(text)} (${change.why})`,
    );
  }
  return at;
}
