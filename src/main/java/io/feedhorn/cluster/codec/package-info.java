/** The binary form of what nodes exchange and what the data grid stores, and its version. */
@NullMarked
package io.feedhorn.cluster.codec;

import org.jspecify.annotations.NullMarked;
