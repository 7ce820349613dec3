/** Server-Sent Events. */
@NullMarked
package io.feedhorn.transport.sse;

import org.jspecify.annotations.NullMarked;
