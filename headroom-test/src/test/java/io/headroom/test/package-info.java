@NullMarked
package io.headroom.test;

import org.jspecify.annotations.NullMarked;
