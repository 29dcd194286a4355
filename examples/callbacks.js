// Two files, one after the other, with callbacks.
const fs = require('fs');
process.chdir(`${__dirname}/files`);

fs.readFile('a.txt', 'utf8', (err, a) => {
  if (err) return console.error(err);
  fs.readFile('b.txt', 'utf8', (err, b) => {
    if (err) return console.error(err);
    console.log(a + b);
  });
});
