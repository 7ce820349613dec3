/** The positions of sources in the store, beside the feeds and the readers. */
@NullMarked
package io.feedhorn.source.store;

import org.jspecify.annotations.NullMarked;
