// The commands that begin with a dot. https://nodejs.org/api/repl.html#commands-and-special-keys
'use strict';

const { state } = require('internal/repl/state');

const missingFile = 'The "file" argument must be specified\n';

/** @param {REPLServer} server which gets them */
function defineCommands(server) {
  server.defineCommand('break', {
    help: 'Sometimes you get stuck, this gets you out',
    action() {
      this.clearBufferedCommand();
      this.displayPrompt();
    },
  });

  server.defineCommand('clear', {
    help: server.useGlobal ? 'Alias for .break' : 'Break, and also clear the local context',
    action() {
      this.clearBufferedCommand();
      if (!this.useGlobal) {
        this.output.write('Clearing context...\n');
        this.resetContext();
      }
      this.displayPrompt();
    },
  });

  server.defineCommand('exit', {
    help: 'Exit the REPL',
    action() {
      this.close();
    },
  });

  server.defineCommand('help', {
    help: 'Print this help message',
    action() {
      const names = Object.keys(this.commands).sort();
      const width = Math.max(...names.map((name) => name.length)) + 3;
      for (const name of names) {
        const { help } = this.commands[name];
        this.output.write(help ? `.${name.padEnd(width)}${help}\n` : `.${name}\n`);
      }
      this.output.write('\nPress Ctrl+C to abort current expression, Ctrl+D to exit the REPL\n');
      this.displayPrompt();
    },
  });

  server.defineCommand('save', {
    help: 'Save all evaluated commands in this REPL session to a file',
    action(file) {
      if (file === '') {
        this.output.write(missingFile);
      } else {
        try {
          require('fs').writeFileSync(file, this.lines.join('\n'));
          this.output.write(`Session saved to: ${file}\n`);
        } catch {
          this.output.write(`Failed to save: ${file}\n`);
        }
      }
      this.displayPrompt();
    },
  });

  server.defineCommand('load', {
    help: 'Load JS from a file into the REPL session',
    action(file) {
      if (file === '') this.output.write(missingFile);
      else if (load(this, file)) return;
      this.displayPrompt();
    },
  });

  if (server.terminal) {
    server.defineCommand('editor', {
      help: 'Enter editor mode',
      action() {
        this[state].enterEditor();
      },
    });
  }
}

/** @returns {boolean} whether there was something to run */
function load(server, file) {
  const fs = require('fs');
  let text;
  try {
    if (!fs.statSync(file).isFile()) {
      server.output.write(`Failed to load: ${file} is not a valid file\n`);
      return false;
    }
    text = fs.readFileSync(file, 'utf8');
  } catch {
    server.output.write(`Failed to load: ${file}\n`);
    return false;
  }
  // As one input, as in the editor: a line that is whole by itself does not end it.
  server[state].runText(text);
  return true;
}

module.exports = { defineCommands };
