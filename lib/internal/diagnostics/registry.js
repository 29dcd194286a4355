// The channels of node:diagnostics_channel that exist, and whether any has a subscriber: publishers inside the runtime
// look here first, so that nothing is loaded or called while nobody listens.
'use strict';

module.exports = {
  /** Channels by name, weakly held. */
  channels: new Map(),
  /** Channels with subscribers or bound stores, held until they have none. */
  kept: new Set(),
  /** How many those are. */
  subscribed: 0,
};
