/** JSON as text: values that are checked, stripped of white space and otherwise left unchanged. */
@NullMarked
package io.feedhorn.json;

import org.jspecify.annotations.NullMarked;
