// Calls of a program's functions, whatever the functions have as `call` or `apply` of their own.
'use strict';

const { bind, call } = Function.prototype;

/**
 * callMethod(fn, thisArgument, ...args) calls `fn`. As a bound function it is seen through by the optimising compiler,
 * which Reflect.apply with its list of arguments is not.
 * @type {(fn: Function, thisArgument: any, ...args: any[]) => any}
 */
const callMethod = bind.call(call, call);

module.exports = { callMethod };
