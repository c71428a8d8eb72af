package io.headroom.marketplace.loading;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Formatter;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a load did. For a file, every line of data that was read is in exactly one of `taken`,
/// `mended` and `refused`.
///
/// @param source "demo" or the file's name
/// @param checksum what [CatalogueLoader#isCurrent] compares
/// @param asOf the moment the data is about; null for a living catalogue
/// @param rows the rows now in each table, by the table's name
/// @param read the lines of data read; 0 for the demo
/// @param taken lines taken as they were
/// @param mended lines taken after a repair
/// @param refused lines that are not in the catalogue
/// @param mends how many lines each repair touched, most frequent first; a line may have several
/// @param refusals how many lines were refused for each reason, most frequent first
/// @param refusedFile the file with the refused lines; null when there are none
/// @param cancellations cancellation documents
/// @param cancellationsMatched those whose order was found
/// @param reading the time to read or generate the rows and copy them to PostgreSQL
/// @param publishing the time to put them in place, aggregate and check them
/// @param refreshing the time that the caller's refresh took
public record LoadSummary(
        String source,
        String checksum,
        @Nullable Instant asOf,
        Map<String, Long> rows,
        long read,
        long taken,
        long mended,
        long refused,
        Map<String, Long> mends,
        Map<String, Long> refusals,
        @Nullable Path refusedFile,
        long cancellations,
        long cancellationsMatched,
        Duration reading,
        Duration publishing,
        Duration refreshing) {

    /// The summary as lines for a terminal.
    public String toText() {
        StringBuilder text = new StringBuilder(1024);
        Formatter out = new Formatter(text, Locale.ROOT);
        out.format("Catalogue loaded from %s%n", source);
        rows.forEach((table, count) -> out.format("  %-16s %,10d%n", table, count));
        if (cancellations > 0) {
            out.format(
                    "  of the orders, %,d are cancellations; %,d name the order they cancel%n",
                    cancellations, cancellationsMatched);
        }
        if (read > 0) {
            out.format("Lines read %,d%n", read);
            out.format("  taken as they were %,10d%n", taken);
            out.format("  mended             %,10d%n", mended);
            mends.forEach((mend, count) -> out.format("    %,10d  %s%n", count, mend));
            out.format("  refused            %,10d%n", refused);
            refusals.forEach((reason, count) -> out.format("    %,10d  %s%n", count, reason));
            if (refusedFile != null) {
                out.format("  refused lines, with reasons: %s%n", refusedFile);
            }
        }
        out.format(
                "Time: %.1f s reading, %.1f s publishing, %.1f s refreshing%n",
                reading.toMillis() / 1e3, publishing.toMillis() / 1e3, refreshing.toMillis() / 1e3);
        return text.toString();
    }
}
