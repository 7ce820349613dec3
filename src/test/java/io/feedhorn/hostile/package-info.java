/**
 * Clients that do everything wrong, and machines that fail, against a server in a process of its
 * own.
 *
 * <pre>
 *   Broken ──▶ HttpFuzzCase   ──▶ Wire ──▶ ServerProcess
 *              WebSocketFuzzCase              │
 *                  Told  ◀──────────────┘   what may be said, and nothing else
 * </pre>
 */
@NullMarked
package io.feedhorn.hostile;

import org.jspecify.annotations.NullMarked;
