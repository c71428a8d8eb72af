/// Overload: more requests than the service can answer in time are refused at once, so that those
/// it takes are answered as fast as ever.
///
/// The limit of concurrent requests is found, not configured: it grows while answers are in time
/// and shrinks when they are not ([io.headroom.spring.overload.OverloadProperties]). Health checks
/// and figures have a reserve of their own ([io.headroom.spring.overload.PriorityPaths]), operators
/// another. What is refused is a fact that findings are made of (`RefusalFacts`).
///
/// The story starts at `OverloadFilter`.
@NullMarked
package io.headroom.spring.overload;

import org.jspecify.annotations.NullMarked;
