// Deno's own API.
/* global Deno */
Deno.serve({ port: Number(Deno.env.get('PORT')), hostname: '127.0.0.1', onListen() {} },
  () => new Response('Hello World!', { headers: { 'Content-Type': 'text/plain' } }));
