// A callback function becomes one that returns a promise.
const fs = require('fs');
const util = require('util');
process.chdir(`${__dirname}/files`);

const readFile = util.promisify(fs.readFile);
const sleep = util.promisify(setTimeout);

async function main() {
  const [a, b] = await Promise.all([readFile('a.txt', 'utf8'), readFile('b.txt', 'utf8')]);
  console.log(a + b);
  console.log(await sleep(5, 'slept'));
}
main().catch(console.error);
