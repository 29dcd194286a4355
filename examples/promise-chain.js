// The same two files with a promise chain; a missing third ends in the rejection handler.
const { readFile } = require('fs/promises');
process.chdir(`${__dirname}/files`);

readFile('a.txt', 'utf8')
  .then((a) => readFile('b.txt', 'utf8').then((b) => console.log(a + b)))
  .then(() => readFile('c.txt', 'utf8'))
  .catch((err) => console.log(err.code, err.message));
