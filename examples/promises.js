// The same two files with promises and async/await.
const { readFile } = require('fs/promises');
process.chdir(`${__dirname}/files`);

async function concatFiles() {
  const a = await readFile('a.txt', 'utf8');
  const b = await readFile('b.txt', 'utf8');
  console.log(a + b);
}
concatFiles().catch(console.error);
