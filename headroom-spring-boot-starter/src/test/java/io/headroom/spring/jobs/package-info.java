@NullMarked
package io.headroom.spring.jobs;

import org.jspecify.annotations.NullMarked;
