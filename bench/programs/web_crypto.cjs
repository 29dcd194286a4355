// Web Crypto: microseconds of one operation, one after another and 64 at once; the best of several rounds.
'use strict';
const { subtle } = globalThis.crypto;

const rounds = 5;
const atOnce = 64;

async function cases() {
  const hmac = await subtle.importKey('raw', new Uint8Array(32), { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']);
  const aes = await subtle.importKey('raw', new Uint8Array(32), 'AES-GCM', true, ['encrypt']);
  const ecdsa = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const ed25519 = await subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  const raw = new Uint8Array(32);
  const small = new Uint8Array(64);
  const large = new Uint8Array(65536);
  const gcm = { name: 'AES-GCM', iv: new Uint8Array(12) };
  const sha256 = { name: 'ECDSA', hash: 'SHA-256' };
  return [
    ['digest, 64 B', 4000, () => subtle.digest('SHA-256', small)],
    ['digest, 64 KiB', 1000, () => subtle.digest('SHA-256', large)],
    ['HMAC, 64 B', 4000, () => subtle.sign('HMAC', hmac, small)],
    ['AES-GCM, 64 B', 4000, () => subtle.encrypt(gcm, aes, small)],
    ['AES-GCM, 64 KiB', 1000, () => subtle.encrypt(gcm, aes, large)],
    ['ECDSA P-256', 500, () => subtle.sign(sha256, ecdsa.privateKey, small)],
    ['Ed25519', 500, () => subtle.sign('Ed25519', ed25519.privateKey, small)],
    ['generateKey, AES', 4000, () => subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt'])],
    ['importKey, raw', 8000, () => subtle.importKey('raw', raw, 'AES-GCM', true, ['encrypt'])],
    ['exportKey, jwk', 8000, () => subtle.exportKey('jwk', hmac)],
  ];
}

async function timed(count, run) {
  const start = process.hrtime.bigint();
  await run();
  return Number(process.hrtime.bigint() - start) / 1000 / count;
}

async function main() {
  for (const [name, count, operation] of await cases()) {
    let one = Infinity;
    let many = Infinity;
    for (let round = 0; round < rounds; round++) {
      one = Math.min(one, await timed(count, async () => {
        for (let i = 0; i < count; i++) await operation();
      }));
      many = Math.min(many, await timed(count, async () => {
        for (let i = 0; i < count; i += atOnce) await Promise.all(Array.from({ length: atOnce }, operation));
      }));
    }
    console.log(`${name.padEnd(18)} ${one.toFixed(2).padStart(8)} us   ${many.toFixed(2).padStart(8)} us, ${atOnce} at once`);
  }
}

main();
