// Messages from any thread to any other. https://nodejs.org/api/worker_threads.html#worker_threadspostmessagetothreadthreadid-value-transferlist-timeout
'use strict';

const { process } = require('internal/process/object');
const { codes } = require('internal/errors');
const { checkedList } = require('internal/messaging/transfer');

const messaging = binding('messaging');

/** What native code says that it delivers. */
const kMessage = 0;

/** What the receiver answers. */
const kDone = 0;
const kMissing = 1;
const kThrew = 2;

/** The thread's mailbox. */
let mailbox;

function ownId() {
  return require('worker_threads').threadId;
}

function answerTo(source, value) {
  try {
    return process.emit('workerMessage', value, source) ? kDone : kMissing;
  } catch {
    return kThrew;
  }
}

/**
 * Receives what is sent to this thread.
 * @param {object} half the native half of the mailbox
 */
function adopt(half) {
  mailbox = half;
  const deliver = (kind, message) => {
    if (kind !== kMessage) return;
    const { source, value, reply } = message;
    reply.send(answerTo(source, value));
    reply.close();
  };
  mailbox.deliver = deliver;
  mailbox.start();
}

/** On the main thread, when there is a first worker: nobody else could send anything. */
function openMain() {
  if (mailbox === undefined) adopt(messaging.joinMailbox('0'));
}

/**
 * Sends a value to another thread, and waits until its listeners of 'workerMessage' have run.
 * @param {number} threadId
 * @param {any} value
 * @param {object[] | number} [transferList] a number is the timeout
 * @param {number} [timeout] ms; undefined waits for ever
 * @returns {Promise<void>}
 */
async function postMessageToThread(threadId, value, transferList, timeout) {
  if (typeof transferList === 'number' && timeout === undefined) {
    timeout = transferList;
    transferList = [];
  }
  if (timeout !== undefined) require('internal/validators').validateNumber(timeout, 'timeout', 0);
  const source = ownId();
  if (threadId === source) throw new codes.ERR_WORKER_MESSAGING_SAME_THREAD();
  const { 0: answers, 1: reply } = messaging.makeChannel();
  const target = messaging.joinMailbox(`${threadId}`);
  const sent = target.send({ source, value, reply: reply.detach() }, checkedList([...transferList ?? []]));
  target.close();
  if (!sent) throw new codes.ERR_WORKER_MESSAGING_FAILED();
  let timer;
  const answer = await new Promise((resolve) => {
    const deliver = (kind, message) => resolve(kind === kMessage ? message : kMissing);
    answers.deliver = deliver;
    answers.ref();
    answers.start();
    if (timeout !== undefined) timer = setTimeout(resolve, timeout);
  });
  clearTimeout(timer);
  answers.close();
  if (answer === undefined) throw new codes.ERR_WORKER_MESSAGING_TIMEOUT();
  if (answer === kMissing) throw new codes.ERR_WORKER_MESSAGING_FAILED();
  if (answer === kThrew) throw new codes.ERR_WORKER_MESSAGING_ERRORED();
}

module.exports = { adopt, openMain, postMessageToThread };
