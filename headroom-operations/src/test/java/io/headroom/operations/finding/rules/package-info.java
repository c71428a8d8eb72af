@NullMarked
package io.headroom.operations.finding.rules;

import org.jspecify.annotations.NullMarked;
