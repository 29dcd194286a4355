// A letter that only Bob can read and only Alice can have written: keys, signatures, an agreed secret, a cipher with
// authentication. Keys travel as PEM and as JSON Web Keys.
const {
  createCipheriv, createDecipheriv, createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync,
  randomBytes, sign, verify,
} = require('node:crypto');

// Each has a pair to sign with and a pair to agree on secrets with. What others get is the public halves.
function makePerson() {
  const signing = generateKeyPairSync('ed25519');
  const agreeing = generateKeyPairSync('x25519');
  return { signing, agreeing, card: JSON.stringify([signing, agreeing].map((pair) => pair.publicKey.export({ format: 'jwk' }))) };
}

function readCard(card) {
  const [signing, agreeing] = JSON.parse(card).map((key) => createPublicKey({ key, format: 'jwk' }));
  return { signing, agreeing };
}

function keyFor(privateKey, publicKey, salt) {
  return Buffer.from(hkdfSync('sha256', diffieHellman({ privateKey, publicKey }), salt, 'a letter', 32));
}

function seal(text, from, to) {
  const salt = randomBytes(16);
  const iv = randomBytes(12);
  const cipher = createCipheriv('chacha20-poly1305', keyFor(from.agreeing.privateKey, readCard(to).agreeing, salt), iv,
                                { authTagLength: 16 });
  const body = Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  const letter = Buffer.concat([salt, iv, body]);
  return { letter, signature: sign(null, letter, from.signing.privateKey) };
}

function open({ letter, signature }, to, from) {
  const sender = readCard(from);
  if (!verify(null, letter, sender.signing, signature)) throw new Error('somebody else has written this');
  const key = keyFor(to.agreeing.privateKey, sender.agreeing, letter.subarray(0, 16));
  const decipher = createDecipheriv('chacha20-poly1305', key, letter.subarray(16, 28), { authTagLength: 16 });
  decipher.setAuthTag(letter.subarray(-16));
  return decipher.update(letter.subarray(28, -16), undefined, 'utf8') + decipher.final('utf8');
}

const alice = makePerson();
const bob = makePerson();

// Bob's private key lies in a file, encrypted.
const pem = bob.agreeing.privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'open sesame' });
console.log(pem.split('\n')[0]);
bob.agreeing.privateKey = createPrivateKey({ key: pem, passphrase: 'open sesame' });

const sealed = seal('meet me at noon', alice, bob.card);
console.log(open(sealed, bob, alice.card));

sealed.letter[40] ^= 1;
try {
  open(sealed, bob, alice.card);
} catch (error) {
  console.log(error.message);
}
