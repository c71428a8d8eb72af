@NullMarked
package io.headroom.spring.operations.alert;

import org.jspecify.annotations.NullMarked;
