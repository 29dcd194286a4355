// An error that says: the input goes on. https://nodejs.org/api/repl.html#recoverable-errors
'use strict';

class Recoverable extends SyntaxError {
  /** @param {Error} err what compiling the input so far has thrown */
  constructor(err) {
    super();
    this.err = err;
  }
}
// As a function's: programs have always called it by other means as well.
function RecoverableError(err) {
  return Reflect.construct(Recoverable, [err], new.target ?? RecoverableError);
}
RecoverableError.prototype = Recoverable.prototype;
Object.setPrototypeOf(RecoverableError, SyntaxError);
Object.defineProperty(RecoverableError, 'name', { __proto__: null, value: 'Recoverable', configurable: true });
Object.defineProperty(Recoverable.prototype, 'constructor', {
  __proto__: null, configurable: true, enumerable: false, writable: true, value: RecoverableError,
});

module.exports = { Recoverable: RecoverableError };
