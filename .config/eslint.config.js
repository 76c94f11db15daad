import vue from 'eslint-plugin-vue'
import ts from 'typescript-eslint'

const size = (max) => ({ 'max-lines': ['error', { max, skipBlankLines: true, skipComments: true }] })

export default ts.config(
  { ignores: ['dist/**', 'node_modules/**', '.heatgrid/**', 'test-results/**'] },
  ...ts.configs.recommended,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.{ts,mjs,js,vue}'],
    languageOptions: { parserOptions: { parser: ts.parser } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      ...size(350),
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 4],
      'max-depth': ['error', 3],
      complexity: ['error', 12],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-undef': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-restricted-properties': [
        'error',
        { property: 'unsafe', message: 'SQL is written, not assembled (docs/architecture.md).' },
        ...['addLayer', 'removeLayer', 'addSource', 'removeSource', 'setPaintProperty', 'setLayoutProperty'].map(
          (property) => ({ property, message: 'The style is a function of state: web/map/style.' }),
        ),
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "Property[key.name='deep'][value.value=true]",
          message: 'Watch what changes, not all that hangs on it.',
        },
      ],
    },
  },
  {
    files: ['web/**/*.vue'],
    rules: {
      ...size(250),
      'vue/multi-word-component-names': 'off',
      'vue/no-bare-strings-in-template': 'error',
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
      'vue/require-default-prop': 'off',
      // Prettier owns the layout of templates.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
    },
  },
  {
    // A route module is one chained expression, and a suite one function: their length says nothing.
    files: ['server/**/routes.ts', 'tests/**'],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    files: ['tests/**'],
    // The columns of a table of cases are the parameters of its test.
    rules: { ...size(500), '@typescript-eslint/no-non-null-assertion': 'off', 'max-params': ['error', 5] },
  },
  // Indices are in bounds by construction there, and property tests say so.
  {
    files: ['data/network/**', 'data/coverage/**', 'data/demo/**', 'data/statistics/**', 'data/hotspots/**'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  // Tables of data, not code.
  { files: ['data/model/*.ts'], rules: { 'max-lines': 'off' } },
  { files: ['server/db/migrate.ts'], rules: { 'no-restricted-properties': 'off' } },
  // What a person reads in a terminal.
  {
    files: [
      'server/prepare.mjs',
      'server/start.mjs',
      'server/main.ts',
      'server/cli.ts',
      'server/**/command.ts',
      'tests/**',
    ],
    rules: { 'no-console': 'off' },
  },
)
