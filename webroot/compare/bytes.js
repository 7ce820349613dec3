const encoder = new TextEncoder();

/** @param {string} text */
export const utf8 = text => (/^[\x00-\x7f]*$/.test(text) ? text.length : encoder.encode(text).length);

/** What stands around a text message of a WebSocket (RFC 6455, section 5.2). @param {number} bytes @param {boolean} masked by a client */
export const frame = (bytes, masked) => (bytes < 126 ? 2 : bytes < 65_536 ? 4 : 10) + (masked ? 4 : 0);

/** What stands around a chunk of an answer (RFC 9112, section 7.1). @param {number} bytes */
export const chunk = bytes => bytes.toString(16).length + 4;

/** The head of an answer in HTTP/1.1, as far as a page sees it. @param {Headers} headers @param {number} status */
export function answerHead(headers, status) {
  let bytes = `HTTP/1.1 ${status} OK\r\n\r\n`.length;
  headers.forEach((value, name) => (bytes += name.length + value.length + 4));
  return bytes;
}

/** What an upgrade has that another request has not: Upgrade, Origin, Pragma, Cache-Control and Sec-WebSocket-*. */
export const UPGRADE_REQUEST = 226;

/** `101 Switching Protocols` with Upgrade, Connection and Sec-WebSocket-Accept. */
export const UPGRADE_ANSWER = 129;
