// A command-line tool: counts lines, words and bytes of the files it is given, or of standard input. Nothing ends it: it is
// over when nothing is pending.
//   eddy cli.js cli.js      or      eddy cli.js < cli.js
const fs = require('node:fs');
const { pipeline } = require('node:stream/promises');

async function count(source) {
  const total = { lines: 0, words: 0, bytes: 0 };
  let inWord = false;
  await pipeline(source, async (chunks) => {
    for await (const chunk of chunks) {
      total.bytes += chunk.length;
      for (const byte of chunk) {
        if (byte === 10) total.lines++;
        const blank = byte === 32 || (byte >= 9 && byte <= 13);
        if (!blank && !inWord) total.words++;
        inWord = !blank;
      }
    }
  });
  return total;
}

async function main(files) {
  if (files.length === 0) files = ['-'];
  for (const file of files) {
    try {
      const { lines, words, bytes } = await count(file === '-' ? process.stdin : fs.createReadStream(file));
      console.log(`${lines} ${words} ${bytes} ${file}`);
    } catch (err) {
      console.error(`${file}: ${err.code}`);
      process.exitCode = 1;
    }
  }
}

main(process.argv.slice(2));
