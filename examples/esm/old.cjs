exports.answer = 42;
exports.kind = 'CommonJS';
