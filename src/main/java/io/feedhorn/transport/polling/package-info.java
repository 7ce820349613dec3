/** Long and short polling, snapshots, history and publishing over plain HTTP. */
@NullMarked
package io.feedhorn.transport.polling;

import org.jspecify.annotations.NullMarked;
