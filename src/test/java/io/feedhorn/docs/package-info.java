/** Tests that run the examples of README.md and of {@code docs}. */
@NullMarked
package io.feedhorn.docs;

import org.jspecify.annotations.NullMarked;
