// An interval every 500 ms, and a listener for SIGINT (Ctrl+C), which process emits. The second Ctrl+C ends the program.
let ticks = 0;
const interval = setInterval(() => {
  ticks++;
  if (ticks <= 3) console.log(`tick ${ticks}`);
}, Number(process.env.EVERY ?? 500));

let received = 0;
process.addListener('SIGINT', (signal) => {
  received++;
  console.log(`got ${signal}`);
  if (received === 2) clearInterval(interval);
});
process.on('exit', (code) => console.log(`exit ${code}`));
console.log(`press Ctrl+C twice, or: kill -INT ${process.pid}`);
