import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';
import { FunctionName } from '../../functions/shared/runtime/metric-names.ts';
import { SUBJECTS, type Subject } from '../cold/subjects.ts';

/** A function made otherwise than it is deployed, to see what each choice is worth. */
export interface Variant {
  readonly name: string;
  /** Which functions it makes a difference to: those that read secrets, or those that read none; all by default. */
  readonly readsSecrets?: boolean;
  /** esbuild's options that differ. */
  readonly options: (subject: Subject) => BuildOptions;
  /** Variables of the environment that differ. */
  readonly environment?: (folder: string) => Record<string, string>;
}

const SECRETS = 'functions/shared/runtime/secrets.ts';

/** The functions that are varied: one that reads secrets, and one that reads none. */
export const VARIED = SUBJECTS.filter(
  ({ name }) => name === FunctionName.authorizer || name === FunctionName.expire,
);

/** The variants of a function; the first is what is deployed. */
export function variantsOf(subject: Subject): readonly Variant[] {
  return VARIANTS.filter(({ readsSecrets = subject.readsSecrets }) => readsSecrets === subject.readsSecrets);
}

const VARIANTS: readonly Variant[] = [
  { name: 'as deployed', options: () => ({}) },
  {
    name: 'with every way to credentials',
    readsSecrets: true,
    options: () => ({ external: [] }),
  },
  { name: 'with the SDK inside, unused', readsSecrets: false, options: () => ({ external: [] }) },
  {
    name: 'with the SDK loaded, unused',
    readsSecrets: false,
    options: ({ name }) => ({
      external: [],
      plugins: [edit(`functions/${name}/handler.ts`, /^/, "import '../shared/runtime/secrets-client.ts';\n")],
    }),
  },
  {
    name: 'with the SDK loaded by the first request',
    readsSecrets: true,
    options: () => ({
      plugins: [
        edit(
          SECRETS,
          /const client = (import\(.*\));/,
          'const client = { then: (done: any, failed: any) => $1.then(done, failed) } as any;',
        ),
      ],
    }),
  },
  { name: 'from CommonJS packages', options: () => ({ mainFields: ['main', 'module'] }) },
  { name: 'not minified', options: () => ({ minify: false }) },
  {
    name: 'as an ES module',
    options: ({ readsSecrets }) => ({
      // An ES module would import what stays out before anything else.
      ...(!readsSecrets && { external: [] }),
      format: 'esm',
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
    }),
  },
  {
    name: 'with four commands to connect',
    options: () => ({
      plugins: [
        edit(
          'functions/shared/store/redis-client.ts',
          /enableReadyCheck: false,\s+disableClientInfo: true,/,
          '',
        ),
      ],
    }),
  },
  {
    name: "with V8's compile cache, which no new container has",
    options: () => ({}),
    environment: (folder) => ({ NODE_COMPILE_CACHE: `${folder}/compile-cache` }),
  },
];

/** Changes one source file on its way into the bundle. @throws when there is nothing to change any more */
function edit(file: string, from: RegExp, to: string): Plugin {
  return {
    name: `edit ${file}`,
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        if (path !== resolve(file)) return undefined;
        const source = readFileSync(path, 'utf8');
        if (!from.test(source)) throw new Error(`${file} no longer has ${from}`);
        return { contents: source.replace(from, to), loader: 'ts' };
      });
    },
  };
}
