import { WebSocket } from 'ws';

/** The socket that pages have: nobody need listen for its errors. */
export class PageSocket extends WebSocket {
  constructor(address: string) {
    super(address);
    this.on('error', () => {});
  }
}
