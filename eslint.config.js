import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';
import huella from './tools/lint/plugin.js';

/**
 * All files take 150 s of processor time here, 104 of them rules about types. `npm test` leaves
 * `.ts` files to oxlint (.oxlintrc.json, the same rules) and types in components to svelte-check;
 * an editor, `npm run lint`, `npm run test:quick` and `npm run test:long` do not.
 */
const COMPONENTS_ONLY = Boolean(process.env.HUELLA_COMPONENTS_ONLY);

export default ts.config(
  {
    ignores: [
      ...['dist', 'node_modules', 'public', 'test-results', 'playwright-report', 'coverage'],
      '.svelte-check',
      ...(COMPONENTS_ONLY ? ['**/*.ts'] : []),
    ],
  },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      globals: { ...globals.browser, ...globals.node, __VERSION__: 'readonly' },
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', 'tools/*.mjs'] },
        extraFileExtensions: ['.svelte'],
      },
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  {
    plugins: { huella },
    rules: {
      'huella/arrows': 'error',
      'huella/doors': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Indexing a typed array inside its length gives a number; the assertion says so where a
      // check would cost a loop its speed.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    rules: {
      // Sets and maps are replaced whole or hold nothing that is rendered.
      'svelte/prefer-svelte-reactivity': 'off',
      // Compiles each component once more, a quarter of the time.
      ...(COMPONENTS_ONLY ? { 'svelte/no-unused-svelte-ignore': 'off' } : {}),
    },
  },
  {
    files: ['**/*.svelte'],
    rules: {
      // A component's props and events are `any` to the linter, which cannot look into another
      // .svelte file; svelte-check can.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // `void value` in an effect reads a signal to depend on it.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.mjs', ...(COMPONENTS_ONLY ? ['**/*.svelte'] : [])],
    ...ts.configs.disableTypeChecked,
  },
);
