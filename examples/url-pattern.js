// Routes by URLPattern: which handler a URL belongs to, and what its groups caught.
'use strict';

const routes = [
  [new URLPattern({ pathname: '/users/:id(\\d+)' }), ({ id }) => `user number ${id}`],
  [new URLPattern({ pathname: '/files/:path+' }), ({ path }) => `the file ${path}`],
  [new URLPattern({ hostname: ':shop.example.com' }), (_, { shop }) => `the front page of ${shop}`],
];

function route(url) {
  for (const [pattern, describe] of routes) {
    const match = pattern.exec(url);
    if (match !== null) return describe(match.pathname.groups, match.hostname.groups);
  }
  return 'nothing';
}

for (const path of ['/users/17', '/users/me', '/files/a/b.txt']) console.log(`${path}: ${route(`https://example.org${path}`)}`);
console.log(`books: ${route('https://books.example.com/')}`);
