// ES modules: import and export, top-level await, import.meta, dynamic import, names from a CommonJS module.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import greet, { greet as again } from './greeting.mjs';
import { answer, kind } from './old.cjs';
import settings from './settings.json' with { type: 'json' };

console.log(greet(settings.name), greet === again);
console.log(answer, kind);
const source = await readFile(new URL('./words.mjs', import.meta.url), 'utf8');
console.log(source.split('\n')[0]);
const { capitalize } = await import('./words.mjs');
console.log(capitalize('dynamic'), basename(import.meta.filename), typeof require);
