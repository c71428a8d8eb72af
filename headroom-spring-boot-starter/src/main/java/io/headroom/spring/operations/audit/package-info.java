/// Who changed what through the operations' calls, and how many changes an operator may make.
@NullMarked
package io.headroom.spring.operations.audit;

import org.jspecify.annotations.NullMarked;
