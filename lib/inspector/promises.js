// node:inspector/promises. https://nodejs.org/api/inspector.html#promises-api
'use strict';

const inspector = require('inspector');

/** A session whose commands are answered by promises. */
class Session extends inspector.Session {
  /**
   * @param {string} method
   * @param {object} [params]
   * @returns {Promise<object>}
   */
  post(method, params) {
    return new Promise((resolve, reject) => {
      super.post(method, params, (error, result) => {
        if (error) reject(error);
        else resolve(result);
      });
    });
  }
}

module.exports = { ...inspector, Session };
