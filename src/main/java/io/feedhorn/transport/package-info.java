/** What the transports share: text sockets, the heartbeat, and what each event loop lends them. */
@NullMarked
package io.feedhorn.transport;

import org.jspecify.annotations.NullMarked;
