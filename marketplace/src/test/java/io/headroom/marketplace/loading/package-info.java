/// Tests of loading the catalogue.
@NullMarked
package io.headroom.marketplace.loading;

import org.jspecify.annotations.NullMarked;
