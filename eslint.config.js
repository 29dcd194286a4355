// ESLint for all JavaScript of the project. Layout is left to the writer but for what would make diffs noisy.
'use strict';
const packages = './build/deps/npm/node_modules';
const js = require(`${packages}/@eslint/js`);

const asciiOnly = {
  meta: { type: 'problem', schema: [], messages: { found: 'Only ASCII in lib/: builtins are kept as one-byte strings.' } },
  create(context) {
    return {
      Program() {
        context.sourceCode.lines.forEach((text, index) => {
          const column = text.search(/[^\x00-\x7f]/);
          if (column >= 0) context.report({ loc: { line: index + 1, column }, messageId: 'found' });
        });
      },
    };
  },
};

const readonly = (names) => Object.fromEntries(names.split(/\s+/).map((name) => [name, 'readonly']));

const nodeGlobals = readonly(
  'AbortController AbortSignal Blob BroadcastChannel Buffer CompressionStream CustomEvent DOMException Event EventTarget File ' +
  'ByteLengthQueuingStrategy CountQueuingStrategy DecompressionStream ReadableByteStreamController ' +
  'ReadableStreamBYOBReader ReadableStreamBYOBRequest ReadableStreamDefaultController ReadableStreamDefaultReader ' +
  'TextDecoderStream TextEncoderStream TransformStreamDefaultController WritableStreamDefaultController ' +
  'WritableStreamDefaultWriter FormData Headers MessageChannel MessageEvent MessagePort Navigator ReadableStream Request Response TextDecoder TextEncoder ' +
  'TransformStream URL URLPattern URLSearchParams WebAssembly WebSocket WritableStream atob btoa clearImmediate clearInterval ' +
  'clearTimeout console crypto fetch gc global navigator performance process queueMicrotask setImmediate setInterval setTimeout ' +
  'structuredClone EventSource');

const rules = {
  ...js.configs.recommended.rules,
  'array-callback-return': ['error', { allowImplicit: true }],
  'consistent-this': 'off',
  'eol-last': 'error',
  'eqeqeq': ['error', 'always', { null: 'ignore' }],
  'max-len': ['error', { code: 140, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true }],
  'no-cond-assign': ['error', 'except-parens'],
  'no-constant-condition': ['error', { checkLoops: false }],
  'no-control-regex': 'off',
  'no-empty': ['error', { allowEmptyCatch: true }],
  'no-implicit-globals': 'off',
  'no-inner-declarations': 'off',
  'no-prototype-builtins': 'off',
  'no-self-compare': 'off',
  'no-tabs': 'error',
  'no-throw-literal': 'off',
  'no-trailing-spaces': 'error',
  'no-unused-vars': ['error', { args: 'none', caughtErrors: 'none', ignoreRestSiblings: true, varsIgnorePattern: '^_' }],
  'no-useless-rename': 'error',
  'no-var': 'error',
  'object-shorthand': ['error', 'methods'],
  'prefer-const': ['error', { destructuring: 'all', ignoreReadBeforeAssign: true }],
  'quotes': ['error', 'single', { avoidEscape: true, allowTemplateLiterals: true }],
  'semi': ['error', 'always'],
};

const script = { ecmaVersion: 'latest', sourceType: 'commonjs' };

module.exports = [
  { ignores: ['build/**', '**/node_modules/**', '**/fixtures/**'] },
  {
    files: ['**/*.js', '**/*.cjs'],
    languageOptions: { ...script, globals: { ...nodeGlobals, ...readonly('__dirname __filename') } },
    rules,
  },
  {
    files: ['**/*.mjs'],
    languageOptions: { ecmaVersion: 'latest', sourceType: 'module', globals: nodeGlobals },
    rules,
  },
  {
    files: ['lib/**/*.js'],
    plugins: { eddy: { rules: { 'ascii-only': asciiOnly } } },
    // A builtin is the body of a function with these parameters; everything else of Node's it requires.
    languageOptions: { globals: { ...nodeGlobals, binding: 'readonly', __dirname: 'off', __filename: 'off' } },
    rules: { 'eddy/ascii-only': 'error', 'strict': ['error', 'global'] },
  },
  {
    // The seeds' programs stand as they were published.
    files: ['examples/**'],
    rules: { 'no-var': 'off', 'quotes': 'off' },
  },
  {
    // Tests try what a program may do, also what nobody should.
    files: ['test/**'],
    rules: {
      'max-len': 'off', 'no-extend-native': 'off', 'no-sparse-arrays': 'off', 'no-unused-vars': ['error', { args: 'none', caughtErrors: 'none', vars: 'local' }],
      'no-empty': 'off', 'no-fallthrough': 'off', 'no-loss-of-precision': 'off', 'require-yield': 'off', 'no-global-assign': 'off',
      'no-new-native-nonconstructor': 'off', 'no-unused-private-class-members': 'off', 'no-dupe-keys': 'off', 'no-constant-binary-expression': 'off', 'no-async-promise-executor': 'off',
    },
  },
];
