// Web streams: a source that is asked only when there is room, transforms in between, compression, two readers of one stream,
// and the way to and from the streams of node:stream.
const { Readable } = require('stream');

const numbers = (count) => {
  let next = 1;
  return new ReadableStream({
    pull(controller) {
      if (next > count) controller.close();
      else controller.enqueue(next++);
    },
  });
};
const lines = () => new TransformStream({
  transform(chunk, controller) {
    controller.enqueue(`line ${chunk}\n`);
  },
});

async function main() {
  let text = '';
  await numbers(3)
    .pipeThrough(lines())
    .pipeTo(new WritableStream({ write(chunk) { text += chunk; } }));
  console.log(text.trimEnd());

  const packed = numbers(1000).pipeThrough(lines()).pipeThrough(new TextEncoderStream()).pipeThrough(new CompressionStream('gzip'));
  const [stored, unpacked] = packed.tee();
  let size = 0;
  for await (const chunk of stored) size += chunk.length;
  let length = 0;
  for await (const chunk of unpacked.pipeThrough(new DecompressionStream('gzip'))) length += chunk.length;
  console.log(size < length, length);

  const evens = Readable.fromWeb(numbers(6), { objectMode: true }).filter((n) => n % 2 === 0);
  for await (const n of Readable.toWeb(evens)) console.log(n);
}
main().catch(console.error);
