// The first program of every Node.js tutorial: an HTTP server on port 1337 (PORT takes another).
//   curl http://127.0.0.1:1337/
var http = require('http');
http.createServer(function (req, res) {
    res.writeHead(200, {'Content-Type': 'text/plain'});
    res.end('Hello World!');
}).listen(process.env.PORT || 1337, "127.0.0.1", function () {
    console.log('Server running at http://127.0.0.1:' + this.address().port + '/');
});
