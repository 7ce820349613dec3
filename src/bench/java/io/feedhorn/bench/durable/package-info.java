/** Programs that measure durable feeds and kill their servers. */
@NullMarked
package io.feedhorn.bench.durable;

import org.jspecify.annotations.NullMarked;
