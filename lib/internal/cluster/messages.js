// What primary and workers tell each other, besides the program's own messages: objects whose `cmd` begins with NODE_, which
// no 'message' listener sees. `op` says what it is about; a question has a number, `ask`, which its answer repeats as `reply`.
'use strict';

const { sendInternal } = require('internal/child_process/channel');

const kCommand = 'NODE_CLUSTER';

/** One end of the conversation. */
class Conversation {
  #target;
  #count = 0;
  #waiting = new Map();
  #answer;

  /**
   * @param {any} target the ChildProcess, or the worker's own process
   * @param {(message: any, fd: number) => void} answer what to do with what the other side begins
   */
  constructor(target, answer) {
    this.#target = target;
    this.#answer = answer;
    target.channel.setReceiver((message, fd) => this.#onMessage(message, fd));
  }

  /**
   * @param {object} message
   * @param {number} [fd] a descriptor that goes with it, and stays the caller's
   * @returns {boolean} whether the channel was open
   */
  tell(message, fd) {
    return sendInternal(this.#target, { cmd: kCommand, ...message }, fd);
  }

  /**
   * @param {object} message
   * @param {(reply: any, fd: number) => void} onReply never called when the channel closes first
   */
  ask(message, onReply) {
    const ask = ++this.#count;
    this.#waiting.set(ask, onReply);
    this.tell({ ...message, ask });
  }

  #onMessage(message, fd) {
    if (message.cmd !== kCommand) return;
    const onReply = this.#waiting.get(message.reply);
    if (onReply !== undefined) {
      this.#waiting.delete(message.reply);
      onReply(message, fd);
    } else if (message.reply === undefined) {
      this.#answer(message, fd);
    }
  }
}

module.exports = { Conversation };
