/** One ordered log per feed. Written on one event loop, read wait-free from any. */
@NullMarked
package io.feedhorn.log;

import org.jspecify.annotations.NullMarked;
