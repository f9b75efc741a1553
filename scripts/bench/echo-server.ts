/** A bare socket.io server in a process of its own: acknowledges every message with what it was sent. Tells its parent the port. */
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const server = createServer();
const io = new Server(server, { serveClient: false, transports: ['websocket'] });
io.on('connection', (socket) => {
  socket.on('echo', (payload: unknown, ack: (answer: unknown) => void) => ack(payload));
});
server.listen(0, '127.0.0.1', () => process.send?.(server.address()));
process.once('disconnect', () => process.exit());
