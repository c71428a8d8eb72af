/// The rules of the house, and proof that each of them fails when it is broken.
@NullMarked
package io.headroom.architecture;

import org.jspecify.annotations.NullMarked;
