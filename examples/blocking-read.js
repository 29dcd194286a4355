// A blocking read: nothing else happens until the file is there.
const fs = require('node:fs');
const path = require('node:path');

setImmediate(() => console.log('3. the loop goes on'));
const data = fs.readFileSync(path.join(__dirname, 'files', 'a.txt'), 'utf8');
console.log(`1. read: ${data.trim()}`);
console.log('2. more work');
