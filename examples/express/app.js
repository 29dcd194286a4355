// An Express application: routes, a JSON body, static files, an error handler.
//   npm install express, then: eddy app.js, and curl http://127.0.0.1:3001/users/7
const path = require('node:path');
const express = require('express');

const app = express();
app.disable('x-powered-by');
app.use(express.json({ limit: '10kb' }));
app.use('/static', express.static(path.join(__dirname, '..', 'static')));

app.get('/', (req, res) => {
  res.send('<p>Hello from Express</p>');
});

app.get('/users/:id', (req, res) => {
  res.json({ id: req.params.id, query: req.query, host: req.hostname });
});

app.post('/sum', (req, res) => {
  if (!Array.isArray(req.body?.numbers)) return res.status(400).json({ error: 'numbers wanted' });
  res.status(201).json({ sum: req.body.numbers.reduce((total, n) => total + n, 0) });
});

app.get('/broken', () => {
  throw new Error('out of order');
});

app.get('/later', async () => {
  await new Promise((resolve) => setTimeout(resolve, 1));
  throw Object.assign(new Error('rejected'), { status: 503 });
});

app.use((req, res) => {
  res.status(404).json({ error: `no ${req.path}` });
});

// Four parameters make it the error handler.
app.use((err, req, res, next) => {
  res.status(err.status ?? 500).json({ error: err.message });
});

const server = app.listen(process.env.PORT ?? 3001, '127.0.0.1', () => {
  console.log(`Server running at http://127.0.0.1:${server.address().port}/`);
});
