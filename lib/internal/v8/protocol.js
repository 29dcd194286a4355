// Commands to V8's own inspector in this thread, answered at once: what profiles and coverage are taken by.
// https://chromedevtools.github.io/devtools-protocol/v8/
'use strict';

class ProtocolSession {
  #native;
  #answer = undefined;

  constructor() {
    const { Session } = binding('inspector');
    this.#native = new Session((text) => {
      const message = JSON.parse(text);
      if (message.id === 1) this.#answer = message;
    });
  }

  /**
   * @param {string} method
   * @param {object} [params]
   * @returns {any} the result; undefined when the command has failed
   */
  command(method, params = undefined) {
    this.#answer = undefined;
    this.#native.dispatch(JSON.stringify({ id: 1, method, params }));
    const answer = this.#answer;
    this.#answer = undefined;
    return answer?.result;
  }

  /**
   * @param {object | null} sandbox a contextified object; null for the realm's own context
   * @returns {number | undefined} as commands take it; undefined when it is no context
   */
  contextId(sandbox) {
    return this.#native.contextId(sandbox);
  }

  /** @returns {unknown} what a result's objectId stands for; undefined when that was released */
  unwrap(objectId) {
    return this.#native.unwrap(objectId);
  }

  disconnect() {
    this.#native.disconnect();
  }
}

module.exports = { ProtocolSession };
