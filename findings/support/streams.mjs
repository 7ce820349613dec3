/** A scripted server of event streams for the experiments in Node. */
import http from 'node:http';

export const pause = millis => new Promise(done => setTimeout(done, millis));

/** Starts a server on 127.0.0.1, on a free port unless one is given. */
export async function listen(answer, port = 0) {
  const server = http.createServer(answer);
  await new Promise(done => server.listen(port, '127.0.0.1', done));
  return server;
}

export const urlOf = server => `http://127.0.0.1:${server.address().port}/`;

/** Begins an answer that is an event stream and writes a text; the stream stays open. */
export function stream(response, text) {
  response.writeHead(200, {'content-type': 'text/event-stream'});
  response.write(text);
  return response;
}
