/** Fan-out within one event loop: subscriptions, the splice of history and live, and outboxes. */
@NullMarked
package io.feedhorn.hub;

import org.jspecify.annotations.NullMarked;
