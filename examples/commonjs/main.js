// CommonJS: require and module.exports.
const path = require('node:path');
const { greet } = require('./greeting');
const settings = require('./settings.json');

console.log(greet(settings.name));
console.log(require('./words') === require('./words.js'), require.main === module, path.basename(__filename));
console.log(module.children.map((child) => path.basename(child.filename)));
