package io.headroom.marketplace.reports;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A report, as the API shows it.
///
/// @param type `sales`
/// @param from the first day (UTC)
/// @param to the last day
/// @param state `queued`, `running`, `ready`, or `failed` when the last attempt did
/// @param finishedAt null until it is ready
/// @param bytes of the file; null until it is ready
/// @param sha256 of the file, hexadecimal; null until it is ready
/// @param problem why the last attempt failed; null when it did not
/// @param email where it is sent; null for nowhere
/// @param file in the folder of reports; null until it is ready
record Report(
        long id,
        int merchantId,
        String type,
        Format format,
        LocalDate from,
        LocalDate to,
        String state,
        Instant requestedAt,
        @Nullable Instant finishedAt,
        @Nullable Long bytes,
        @Nullable String sha256,
        @Nullable String problem,
        @JsonIgnore @Nullable String email,
        @JsonIgnore @Nullable String file) {

    /// What a report is written as.
    enum Format {
        @JsonProperty("pdf")
        PDF("application/pdf"),
        @JsonProperty("csv")
        CSV("text/csv");

        private final String mediaType;

        Format(String mediaType) {
            this.mediaType = mediaType;
        }

        String mediaType() {
            return mediaType;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Where the file can be fetched; null until it is ready.
    @JsonProperty
    @Nullable String href() {
        return file == null ? null : "/api/reports/" + id + "/file";
    }

    /// What the reader's file is called.
    @JsonIgnore
    String downloadName() {
        return "%s-%s-%s.%s".formatted(type, from, to, format.label());
    }
}
