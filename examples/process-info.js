// What a process knows of itself.
const memory = process.memoryUsage();

console.log(`pid: ${process.pid}`);
console.log(`cwd: ${process.cwd()}`);
console.log(`env.GREETING: ${process.env.GREETING}`);
console.log(`env.NOBODY_SETS_THIS: ${process.env.NOBODY_SETS_THIS}`);
console.log(`memoryUsage: ${Object.keys(memory).join(' ')}`);
console.log(`resident: ${memory.rss > memory.heapUsed && memory.heapTotal >= memory.heapUsed}`);
console.log(`argv: ${process.argv.length - 2} of one's own: ${process.argv.slice(2).join(' ')}`);
process.chdir('/');
console.log(`cwd after chdir: ${process.cwd()}`);
