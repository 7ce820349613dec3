/** Tests of durable feeds with real server processes that are killed, cut off and damaged. */
@NullMarked
package io.feedhorn.durable;

import org.jspecify.annotations.NullMarked;
