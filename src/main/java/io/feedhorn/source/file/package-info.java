/** Sources of lines: files, replayed or followed, and the standard input. */
@NullMarked
package io.feedhorn.source.file;

import org.jspecify.annotations.NullMarked;
