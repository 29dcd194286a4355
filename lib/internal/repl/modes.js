// How the default evaluation function reads code. https://nodejs.org/api/repl.html#replstartoptions
'use strict';

module.exports = { sloppy: Symbol('repl-sloppy'), strict: Symbol('repl-strict') };
