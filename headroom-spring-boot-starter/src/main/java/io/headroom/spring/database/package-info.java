/// What the starter makes of PostgreSQL: every `DataSource` bean is observed, and each part of the
/// watch has an auto-configuration and a controller of its own here.
@NullMarked
package io.headroom.spring.database;

import org.jspecify.annotations.NullMarked;
