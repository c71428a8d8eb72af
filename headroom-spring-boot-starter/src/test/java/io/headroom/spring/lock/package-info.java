/// Tests of locks in a service.
@NullMarked
package io.headroom.spring.lock;

import org.jspecify.annotations.NullMarked;
