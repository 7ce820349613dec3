const encoder = new TextEncoder();

/** @param {string} text */
export const utf8 = text => (/^[\x00-\x7f]*$/.test(text) ? text.length : encoder.encode(text).length);

/** The size of a WebSocket frame header (RFC 6455, section 5.2). @param {number} bytes @param {boolean} masked by a client */
export const frame = (bytes, masked) => (bytes < 126 ? 2 : bytes < 65_536 ? 4 : 10) + (masked ? 4 : 0);

/** The framing of a chunk (RFC 9112, section 7.1). @param {number} bytes */
export const chunk = bytes => bytes.toString(16).length + 4;

/** The size of an HTTP/1.1 response head, as far as a page can read it. @param {Headers} headers @param {number} status */
export function answerHead(headers, status) {
  let bytes = `HTTP/1.1 ${status} OK\r\n\r\n`.length;
  headers.forEach((value, name) => (bytes += name.length + value.length + 4));
  return bytes;
}

/** The size of the additional headers of an upgrade request: Upgrade, Origin, Pragma, Cache-Control and Sec-WebSocket-*. */
export const UPGRADE_REQUEST = 226;

/** The size of `101 Switching Protocols` with Upgrade, Connection and Sec-WebSocket-Accept. */
export const UPGRADE_ANSWER = 129;
