// Where a REPLServer keeps what is its own: `server[state]`, a Session of internal/repl/session.
'use strict';

module.exports = { state: Symbol('REPL session') };
