/// Reports that merchants ask for: sales of a range of days as PDF or CSV, made in the background,
/// kept in the data folder for some time, and mailed where that was asked.
///
/// Rows stream from the database into the file; the sums before them come from the same snapshot,
/// so that they agree. The story starts at {@code ReportMaker.make}.
@NullMarked
package io.headroom.marketplace.reports;

import org.jspecify.annotations.NullMarked;
