// What runs when, from the top level: nextTick before promises, both before the loop. Which of setTimeout(0) and
// setImmediate comes first depends on how long starting took; here both are awaited before the last line.
const order = [];
let left = 2;
function done(name) {
  order.push(name);
  if (--left === 0) console.log(`then, in either order: ${order.sort().join(', ')}`);
}

setTimeout(() => done('timeout'), 0);
setImmediate(() => done('immediate'));
process.nextTick(() => console.log('nextTick'));
Promise.resolve().then(() => console.log('promise'));
queueMicrotask(() => console.log('microtask'));
process.nextTick(() => console.log('nextTick again'));
console.log('main');
