// The channels of node:diagnostics_channel that exist, and whether any has a subscriber: publishers inside the runtime
// look here first, so that nothing is loaded or called while nobody listens.
'use strict';

module.exports = {
  /** Channels by name, weakly held. */
  channels: new Map(),
  /** How many channels have subscribers or bound stores. */
  subscribed: 0,
};
