// A static-file server: read the request's headers, fetch the file, write headers, write the file, without waiting for
// any one of them to finish before serving the next client.
//   curl http://127.0.0.1:8080/
const http = require('node:http');
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, 'static');
const types = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.txt': 'text/plain' };

function fail(res, status) {
  res.writeHead(status, { 'Content-Type': 'text/plain' });
  res.end(`${status} ${http.STATUS_CODES[status]}\n`);
}

const server = http.createServer((req, res) => {
  if (req.method !== 'GET' && req.method !== 'HEAD') return fail(res, 405);
  let pathname;
  try {
    pathname = decodeURIComponent(new URL(req.url, 'http://localhost').pathname);
  } catch {
    return fail(res, 400);
  }
  let file = path.join(root, path.normalize(pathname));
  if (!file.startsWith(root + path.sep)) return fail(res, 403);
  if (file.endsWith(path.sep)) file += 'index.html';

  fs.stat(file, (err, stats) => {
    if (err || !stats.isFile()) return fail(res, 404);
    res.writeHead(200, {
      'Content-Type': types[path.extname(file)] ?? 'application/octet-stream',
      'Content-Length': stats.size,
      'Last-Modified': stats.mtime.toUTCString(),
    });
    if (req.method === 'HEAD') return res.end();
    fs.createReadStream(file).pipe(res);
  });
});

server.listen(process.env.PORT ?? 8080, '127.0.0.1', () => {
  console.log(`Serving ${path.relative(process.cwd(), root) || root} at http://127.0.0.1:${server.address().port}/`);
});
