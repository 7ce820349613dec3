/** A program that takes the pictures of the pages in {@code docs/images}. */
@NullMarked
package io.feedhorn.bench.screenshots;

import org.jspecify.annotations.NullMarked;
