/** Long and short polling of updates over HTTP. */
@NullMarked
package io.feedhorn.transport.polling;

import org.jspecify.annotations.NullMarked;
