// Bun's own API.
/* global Bun */
Bun.serve({
  port: Number(process.env.PORT),
  hostname: '127.0.0.1',
  fetch() {
    return new Response('Hello World!', { headers: { 'Content-Type': 'text/plain' } });
  },
});
