/// Values as JSON by Jackson 3. The story starts at {@link io.headroom.cache.json.JsonCodec#of}.
@NullMarked
package io.headroom.cache.json;

import org.jspecify.annotations.NullMarked;
