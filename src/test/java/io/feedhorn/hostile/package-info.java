/**
 * Fuzzing clients and failing machines against a server in a process of its own.
 *
 * <pre>
 *   MalformedInput ──▶ HttpFuzzCase      ──▶ RawTcpConnection ──▶ ServerProcess
 *                      WebSocketFuzzCase                               │
 *                      TlsFuzzCase                                     │
 *                              DocumentedResponses  ◀──────────────────┘
 * </pre>
 */
@NullMarked
package io.feedhorn.hostile;

import org.jspecify.annotations.NullMarked;
