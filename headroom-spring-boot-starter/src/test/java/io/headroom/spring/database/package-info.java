@NullMarked
package io.headroom.spring.database;

import org.jspecify.annotations.NullMarked;
