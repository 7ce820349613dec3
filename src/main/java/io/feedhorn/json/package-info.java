/** JSON as text: values that are validated, stripped of white space and otherwise unchanged. */
@NullMarked
package io.feedhorn.json;

import org.jspecify.annotations.NullMarked;
