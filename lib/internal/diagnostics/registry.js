// The channels of node:diagnostics_channel that exist, and whether any has a subscriber: publishers inside the runtime
// look here first, so that nothing is loaded or called while nobody listens.
'use strict';

const registry = module.exports = {
  /** Channels by name, weakly held. */
  channels: new Map(),
  /** Channels with subscribers or bound stores, held until they have none. */
  kept: new Set(),
  /** How many those are: publishers look at it before they make a message. */
  subscribed: 0,
  publish,
};

/**
 * Publishes to the channel of a name, if anybody listens.
 * @param {string} name
 * @param {unknown} message
 */
function publish(name, message) {
  const channel = registry.channels.get(name)?.deref();
  if (channel !== undefined && channel.hasSubscribers) channel.publish(message);
}
