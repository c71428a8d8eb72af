/// Fills the catalogue: from the demo's generator, or from a file of sales or of items.
///
/// A load replaces the whole catalogue in one transaction. Readers see the old catalogue until it
/// commits, and a load that fails for any reason leaves the old one as it was. Every line of a file
/// is accounted for: taken, mended or refused, with what was mended and why it was refused.
///
/// The story starts in [CatalogueLoader#load].
@NullMarked
package io.headroom.marketplace.loading;

import org.jspecify.annotations.NullMarked;
