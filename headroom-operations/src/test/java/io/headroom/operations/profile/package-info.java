@NullMarked
package io.headroom.operations.profile;

import org.jspecify.annotations.NullMarked;
