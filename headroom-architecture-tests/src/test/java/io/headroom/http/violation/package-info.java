@NullMarked
package io.headroom.http.violation;

import org.jspecify.annotations.NullMarked;
