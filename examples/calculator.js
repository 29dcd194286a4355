// A prompt of one's own: node:repl with another evaluation function, a command and a context. It calculates in fractions.
//   eddy calculator.js
const repl = require('node:repl');

/** A fraction in its lowest terms, as two BigInts. */
function fraction(a, b = 1n) {
  if (b === 0n) throw new RangeError('division by zero');
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  const sign = b < 0n ? -1n : 1n;
  return { a: (sign * a) / x, b: (sign * b) / x };
}

const operations = {
  '+': (p, q) => fraction(p.a * q.b + q.a * p.b, p.b * q.b),
  '-': (p, q) => fraction(p.a * q.b - q.a * p.b, p.b * q.b),
  '*': (p, q) => fraction(p.a * q.a, p.b * q.b),
  '/': (p, q) => fraction(p.a * q.b, p.b * q.a),
};

/** Reads a sum of products from tokens, of which it takes away what it has read. */
function sum(tokens, level = 0) {
  if (level === 2) {
    const token = tokens.shift();
    if (token === undefined) throw new repl.Recoverable(new SyntaxError('something is missing'));
    if (token === '(') {
      const value = sum(tokens);
      if (tokens.length === 0) throw new repl.Recoverable(new SyntaxError('a bracket is open'));
      tokens.shift();
      return value;
    }
    if (token in numbers) return numbers[token];
    if (!/^\d+$/.test(token)) throw new SyntaxError(`${token} is no number`);
    return fraction(BigInt(token));
  }
  let value = sum(tokens, level + 1);
  while (tokens.length > 0 && '+-*/'.indexOf(tokens[0]) >> 1 === level) value = operations[tokens.shift()](value, sum(tokens, level + 1));
  return value;
}

const numbers = { half: fraction(1n, 2n) };

const server = repl.start({
  prompt: '= ',
  eval(code, context, name, callback) {
    let value;
    try {
      const tokens = code.match(/\d+|\w+|\S/g);
      if (tokens === null) return callback(null);
      value = sum(tokens);
      if (tokens.length > 0) throw new SyntaxError(`${tokens[0]} was not expected`);
    } catch (error) {
      return callback(error);
    }
    numbers.last = value;
    return callback(null, value);
  },
  ignoreUndefined: true,
  writer: (value) => (value instanceof Error ? value.message : value.b === 1n ? `${value.a}` : `${value.a}/${value.b}`),
});

server.defineCommand('keep', {
  help: 'Gives the last result a name',
  action(name) {
    numbers[name] = numbers.last;
    this.displayPrompt();
  },
});
server.on('exit', () => console.log('\nThat was all.'));
