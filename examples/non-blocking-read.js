// A non-blocking read: the program goes on, the callback comes when the file is there.
const fs = require('node:fs');
const path = require('node:path');

fs.readFile(path.join(__dirname, 'files', 'a.txt'), 'utf8', (err, data) => {
  if (err) throw err;
  console.log(`2. read: ${data.trim()}`);
});
console.log('1. more work');
