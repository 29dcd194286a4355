// A letter by Web Crypto: two people agree on a key by exchanging public ones, one encrypts and signs, the other verifies
// and decrypts.
'use strict';
const { subtle } = globalThis.crypto;

const info = new TextEncoder().encode('letters');

/** The key that both get: of what they share, by HKDF. */
async function sharedKey(own, theirs) {
  const bits = await subtle.deriveBits({ name: 'X25519', public: theirs }, own, 256);
  const secret = await subtle.importKey('raw', bits, 'HKDF', false, ['deriveKey']);
  return subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(32), info }, secret,
                          { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

async function main() {
  const [ann, bob, signing] = await Promise.all([
    subtle.generateKey('X25519', false, ['deriveBits']),
    subtle.generateKey('X25519', false, ['deriveBits']),
    subtle.generateKey('Ed25519', false, ['sign', 'verify']),
  ]);

  const iv = crypto.getRandomValues(new Uint8Array(12));
  const letter = new TextEncoder().encode('The blackbird is back.');
  const sealed = await subtle.encrypt({ name: 'AES-GCM', iv }, await sharedKey(ann.privateKey, bob.publicKey), letter);
  const signature = await subtle.sign('Ed25519', signing.privateKey, sealed);

  console.log('signed by Ann:', await subtle.verify('Ed25519', signing.publicKey, signature, sealed));
  const opened = await subtle.decrypt({ name: 'AES-GCM', iv }, await sharedKey(bob.privateKey, ann.publicKey), sealed);
  console.log('Bob reads:', new TextDecoder().decode(opened));

  new Uint8Array(sealed)[0] ^= 1;
  console.log('changed on the way:', await subtle.verify('Ed25519', signing.publicKey, signature, sealed));
  await subtle.exportKey('pkcs8', ann.privateKey).catch((error) => console.log(`${error.name}: ${error.message}`));
}

main();
