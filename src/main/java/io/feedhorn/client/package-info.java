/**
 * Java clients of a Feedhorn server: one {@link io.feedhorn.client.UpdateReader} for each
 * transport, publishing, and the parts of which other clients can be built.
 *
 * <pre>
 *  FeedhornClient ─ open ─▶ UpdateReader ◁─ WebSocketReader   PollingReader
 *   │ publish, get, post                 ◁─ SseReader         BridgeReader ─▶ BridgeCarrier
 *   ▼                                          │                 (WebSocket or SockJS)
 *  PublishReceipt                              ▼
 *                                        SseParser   CursorTracker   ReceivedUpdate
 *
 *  SequenceChecker: verifies that no update is lost, duplicated or out of order
 * </pre>
 *
 * <p>The methods block the calling thread, which must not be an event loop. All failures are {@link
 * io.feedhorn.client.ClientException}s. A reader does not reconnect: open another one with the
 * {@linkplain io.feedhorn.client.UpdateReader#cursor cursor} of the previous one, on any transport.
 */
@NullMarked
package io.feedhorn.client;

import org.jspecify.annotations.NullMarked;
