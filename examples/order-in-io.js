// What runs when, from inside an I/O callback: the poll phase is over when it returns, so setImmediate always comes
// before setTimeout(0).
const fs = require('fs');

fs.readFile(__filename, () => {
  setTimeout(() => console.log('timeout'), 0);
  setImmediate(() => {
    console.log('immediate');
    process.nextTick(() => console.log('nextTick inside immediate'));
  });
  setImmediate(() => console.log('second immediate'));
  Promise.resolve().then(() => console.log('promise'));
  process.nextTick(() => console.log('nextTick'));
  console.log('I/O callback');
});
