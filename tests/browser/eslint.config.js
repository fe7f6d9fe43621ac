import js from '@eslint/js';
import globals from 'globals';

export default [
  { ignores: ['out'] },
  js.configs.recommended,
  {
    languageOptions: { globals: { ...globals.node } },
    rules: {
      'max-lines': ['error', { max: 500, skipBlankLines: true, skipComments: true }],
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'prefer-const': 'error',
    },
  },
  {
    // What runs inside a page: functions handed to `evaluate` and to init scripts.
    files: ['harness/*.mjs', '*.test.mjs'],
    languageOptions: { globals: globals.browser },
  },
];
