// Which objects are keys, for those who ask (util.types, assert) without loading the modules of keys: as long as those
// aren't loaded there are none. https://nodejs.org/api/util.html#utiltypesiskeyobjectvalue
'use strict';

/** The modules of KeyObject and CryptoKey put their functions here when they are loaded. */
const brands = {
  /** @type {(value: unknown) => boolean} */
  isKeyObject: () => false,
  /** @type {(value: unknown) => boolean} */
  isCryptoKey: () => false,
  /** @type {(a: object, b: object) => boolean} whether two KeyObjects hold the same key */
  equalKeyObjects: () => false,
  /** @type {(a: object, b: object) => boolean} whether two CryptoKeys are the same but for their identity */
  equalCryptoKeys: () => false,
};

module.exports = brands;
