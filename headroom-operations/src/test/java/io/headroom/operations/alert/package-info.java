@NullMarked
package io.headroom.operations.alert;

import org.jspecify.annotations.NullMarked;
