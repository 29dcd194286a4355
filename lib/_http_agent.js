// node:_http_agent. https://nodejs.org/api/http.html#class-httpagent
'use strict';

const agents = require('internal/http/agent');

module.exports = { Agent: agents.Agent, globalAgent: agents.globalAgent };
