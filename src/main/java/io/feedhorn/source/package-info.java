/** Verticles that publish: the demo feeds and the chat room, built as a user's own would be. */
@NullMarked
package io.feedhorn.source;

import org.jspecify.annotations.NullMarked;
