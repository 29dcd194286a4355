// What a TLSSocket's session is answered during the handshake: by the program's callbacks, and by the listeners of its server.
// https://nodejs.org/api/tls.html#class-tlsserver
'use strict';

const native = binding('tls');
const { Buffer } = require('buffer');
const { codes } = require('internal/errors');

const kBytes = ['Object', 'Buffer', 'TypedArray', 'DataView'];

class Answers {
  #socket;
  #server;
  #fail;
  /** What went wrong inside a question of OpenSSL's, which then ends the handshake. */
  #error;
  #unkept = 0;

  /**
   * @param {import('tls').TLSSocket} socket
   * @param {object} options the socket's
   * @param {(error: Error) => void} fail ends the connection
   */
  constructor(socket, options, fail) {
    this.#socket = socket;
    this.#server = options.server ?? null;
    this.#fail = fail;
  }

  /** @returns {Error | undefined} why the handshake failed, when the reason lies here */
  takeError() {
    const error = this.#error;
    this.#error = undefined;
    return error;
  }

  get #session() {
    return this.#socket.ssl?.session ?? null;
  }

  /** The program's callback as a function that may be called once. */
  #once(answer) {
    let called = false;
    return (...args) => {
      if (called) {
        this.#fail(new codes.ERR_MULTIPLE_CALLBACK());
        return;
      }
      called = true;
      if (this.#session !== null && !this.#socket.destroyed) answer(...args);
    };
  }

  /** Asks the program; an exception of its own is an error of the connection's. */
  #ask(question) {
    try {
      question();
    } catch (error) {
      this.#fail(error);
    }
  }

  /**
   * The program chooses the protocol; RFC 7301.
   * @param {Buffer} offered length-prefixed names
   * @param {Function} callback ALPNCallback
   * @returns {string | undefined} undefined ends the handshake
   */
  chooseProtocol(offered, callback) {
    const protocols = [];
    for (let at = 0; at < offered.length; at += 1 + offered[at]) {
      protocols.push(offered.latin1Slice(at + 1, at + 1 + offered[at]));
    }
    try {
      const chosen = callback.call(this.#socket, { servername: this.#session?.servername() ?? '', protocols });
      if (chosen === undefined || protocols.includes(chosen)) return chosen;
      throw new codes.ERR_TLS_ALPN_CALLBACK_INVALID_RESULT(chosen, protocols);
    } catch (error) {
      this.#error = error;
      return undefined;
    }
  }

  /** @returns {Uint8Array | undefined} the key of who says to be `identity`; undefined for somebody unknown */
  pskOfServer(callback, identity, longest) {
    try {
      const answer = callback.call(this.#socket, this.#socket, identity);
      if (answer === undefined || answer === null) return undefined;
      return keyOf(ArrayBuffer.isView(answer) ? { psk: answer } : answer, longest);
    } catch (error) {
      this.#error = error;
      return undefined;
    }
  }

  /** @returns {[string, Uint8Array] | undefined} who the client says to be, and its key */
  pskOfClient(callback, hint, longestIdentity, longest) {
    try {
      const answer = callback.call(this.#socket, hint);
      if (answer === undefined || answer === null) return undefined;
      const key = keyOf(answer, longest);
      const { identity } = answer;
      if (typeof identity !== 'string') throw new codes.ERR_INVALID_ARG_TYPE('identity', 'string', identity);
      if (Buffer.byteLength(identity) > longestIdentity) {
        throw new codes.ERR_INVALID_ARG_VALUE('identity', identity, `PSK identity exceeds ${longestIdentity} bytes`);
      }
      return [identity, key];
    } catch (error) {
      this.#error = error;
      return undefined;
    }
  }

  /** 'resumeSession': the client names a session. */
  findSession() {
    const id = this.#session.sessionWanted();
    const proceed = this.#once((error, session) => {
      if (error) {
        this.#fail(error);
        return;
      }
      this.#session.provideSession(session ?? undefined);
      this.#session.advance();
    });
    if (this.#server.listenerCount('resumeSession') === 0) proceed(null);
    else this.#ask(() => this.#server.emit('resumeSession', Buffer.from(id), proceed));
  }

  /** 'newSession': nothing is sent before the program has it. */
  keepSession(id, session) {
    this.#unkept++;
    this.#socket._newSessionPending = true;
    let isKept = false;
    const kept = this.#once(() => {
      isKept = true;
      this.#sessionKept();
    });
    if (this.#server.listenerCount('newSession') === 0) {
      kept();
      return;
    }
    try {
      this.#server.emit('newSession', id, session, kept);
    } catch (error) {
      this.#server.emit('error', error);
      if (!isKept) kept();
    }
  }

  #sessionKept() {
    if (--this.#unkept > 0) return;
    const socket = this.#socket;
    socket._newSessionPending = false;
    if (socket._securePending) {
      socket._securePending = false;
      socket._finishInit();
    }
    socket.ssl?.continueOutput();
  }

  /** By the name that the client asks for: which certificate the server shows. Then 'OCSPRequest'. */
  chooseContext() {
    const socket = this.#socket;
    const name = this.#session.servername();
    socket.servername = name ?? false;
    if (name === undefined || !socket._SNICallback) {
      this.#useContext(undefined);
      return;
    }
    const proceed = this.#once((error, context) => {
      if (error) this.#fail(error);
      else if (!context) this.#useContext(undefined);
      else this.#useOwn(context.context ?? context);
    });
    this.#ask(() => socket._SNICallback(name, proceed));
  }

  #useOwn(context) {
    if (context instanceof native.SecureContext) this.#useContext(context);
    else this.#fail(new Error('Invalid SNI context'));
  }

  #useContext(context) {
    const session = this.#session;
    session.useContext(context);
    const server = this.#server;
    if (!session.wantsStatus() || server === null || server.listenerCount('OCSPRequest') === 0) {
      session.advance();
      return;
    }
    const { 0: certificate, 1: issuer } = session.ownIdentity();
    const proceed = this.#once((error, response) => {
      if (error) {
        this.#fail(error);
        return;
      }
      if (response) this.#session.setStatusResponse(response);
      this.#session.advance();
    });
    this.#ask(() => server.emit('OCSPRequest', toBuffer(certificate), toBuffer(issuer), proceed));
  }
}

function toBuffer(bytes) {
  return bytes === null ? null : Buffer.from(bytes);
}

function keyOf(answer, longest) {
  if (typeof answer !== 'object') throw new codes.ERR_INVALID_ARG_TYPE('ret', kBytes, answer);
  const { psk } = answer;
  if (!ArrayBuffer.isView(psk)) throw new codes.ERR_INVALID_ARG_TYPE('psk', kBytes.slice(1), psk);
  if (psk.byteLength > longest) {
    throw new codes.ERR_INVALID_ARG_VALUE('psk', psk, `Pre-shared key exceeds ${longest} bytes`);
  }
  return psk;
}

module.exports = { Answers };
