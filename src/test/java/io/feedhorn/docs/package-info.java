/** The snippets of README.md and of the pages in {@code docs}, run as they are printed. */
@NullMarked
package io.feedhorn.docs;

import org.jspecify.annotations.NullMarked;
