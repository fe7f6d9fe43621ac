import { readdirSync } from 'node:fs';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const features = readdirSync(new URL('./src/features', import.meta.url));

/** Imports flow one way: lib, api, hooks, components → live → features → app. */
const zones = [
  ...features.map((feature) => ({
    target: `./src/features/${feature}`,
    from: './src/features',
    except: [`./${feature}`],
    message: 'A feature may not import another feature: share it in components, hooks or api.',
  })),
  {
    target: [
      './src/lib',
      './src/api',
      './src/hooks',
      './src/i18n',
      './src/components',
      './src/live',
    ],
    from: ['./src/features', './src/app'],
    message: 'Shared code may not know features.',
  },
  {
    target: './src/features',
    from: './src/app',
    message: 'A feature may not know the application around it.',
  },
  {
    target: ['./src/lib', './src/api', './src/hooks', './src/i18n', './src/components'],
    from: './src/live',
    message: 'Only the studio and interviews use the live connection.',
  },
  { target: './src/lib', from: ['./src/api', './src/hooks', './src/components'] },
  { target: './src/api', from: ['./src/hooks', './src/components'] },
  { target: './src/hooks', from: './src/components' },
];

/** Classes that say left or right do not turn round in Arabic. */
const physical =
  '(^|[\\s:!-])(-?(m[lr]|p[lr]|left|right|inset-x-\\[)-|text-(left|right)\\b|border-[lr]\\b|rounded-([lr]|tl|tr|bl|br)\\b|float-(left|right)\\b|scroll-[mp][lr]-)';
const logicalOnly = [
  `Literal[value=/${physical}/]`,
  `TemplateElement[value.raw=/${physical}/]`,
].map((inside) => ({
  selector: `JSXAttribute[name.name='className'] ${inside}`,
  message: 'Use logical classes (ms-, pe-, start-, text-end …): the page also runs right to left.',
}));

const sockets = ['WebSocket', 'RTCPeerConnection', 'EventSource'].map((name) => ({
  name,
  message: 'Only src/live speaks to the live connection.',
}));

export default tseslint.config(
  { ignores: ['dist', 'src/api/schema.d.ts', '**/*.gen.ts', 'public'] },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      globals: globals.browser,
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js', 'scripts/*.mjs'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/no-cycle': 'error',
      'no-restricted-globals': ['error', ...sockets],
      'no-restricted-properties': [
        'error',
        ...sockets.map(({ name, message }) => ({ object: 'window', property: name, message })),
      ],
      'no-restricted-syntax': ['error', ...logicalOnly],
      'max-lines': ['error', { max: 500, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // The router's redirects and React's suspense are thrown and are no errors.
      '@typescript-eslint/only-throw-error': 'off',
    },
  },
  {
    files: ['src/**/*.tsx'],
    extends: [jsxA11y.flatConfigs.strict],
    rules: {
      // React Aria's components label themselves; these would ask for labels twice.
      'jsx-a11y/label-has-associated-control': 'off',
    },
  },
  { files: ['src/**/*.{ts,tsx}'], ...reactHooks.configs.flat.recommended },
  {
    files: ['src/live/**'],
    rules: { 'no-restricted-globals': 'off', 'no-restricted-properties': 'off' },
  },
  {
    files: ['**/*.test.{ts,tsx}', 'src/test/**'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['eslint.config.js', 'scripts/*.mjs'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: globals.node },
  },
);
