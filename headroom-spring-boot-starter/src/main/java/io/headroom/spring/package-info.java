/// Wires Headroom into a Spring Boot service.
@NullMarked
package io.headroom.spring;

import org.jspecify.annotations.NullMarked;
