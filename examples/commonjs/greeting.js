const { capitalize } = require('./words');

exports.greet = (name) => `Hello, ${capitalize(name)}!`;
