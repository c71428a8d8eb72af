@NullMarked
package io.headroom.http.timing;

import org.jspecify.annotations.NullMarked;
