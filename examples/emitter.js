// Listeners by on, addListener, once and prependListener; an emitter of one's own.
const EventEmitter = require('events');

class Door extends EventEmitter {
  open(by) {
    this.emit('open', by);
  }
}

const door = new Door();
door.on('open', (by) => console.log(`on: ${by}`));
door.addListener('open', (by) => console.log(`addListener: ${by}`));
door.once('open', (by) => console.log(`once: ${by}`));
door.prependListener('open', function () {
  console.log(`first: this is the door: ${this === door}`);
});

door.open('Ada');
door.open('Grace');
console.log(door.listenerCount('open'), door.eventNames());

door.on('error', (err) => console.log(`error: ${err.message}`));
door.emit('error', new Error('jammed'));
console.log(door.on === door.addListener, door.emit('nothing'));
