/// Tests of drawn pictures.
@NullMarked
package io.headroom.marketplace.pictures;

import org.jspecify.annotations.NullMarked;
